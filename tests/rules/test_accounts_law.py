"""What a rulebook says of accounts, buying centers, provenance and engagement reaches whoever makes facts, and decides."""

from dataclasses import replace
from pathlib import Path

import pytest

from accounts.engagement.spec import Origin
from accounts.facts import AccountFacts, ContactFact
from accounts.making import facts_of
from accounts.matching.spec import Tie, Unit, Way
from accounts.metrics import Const, Count, Lasting, Turns
from accounts.needs import Need
from accounts.people.held import HeldRole, RoleSource, Standing
from accounts.provenance.values import Notice, Provenance, Source
from accounts.snapshot import Record, Snapshot
from accounts.values import Kind
from rules import fact_spec, load, needs, own_properties, spec_for
from rules.decide import decide
from rules.deciding.dissolve import dissolve
from rules.decision import Decision
from rules.explain import lines, one_line
from rules.judging.tree import walk
from rules.language.reading import parse_condition
from rules.memory import Memory
from rules.pages.page import page
from rules.seed import carries_ours, seed
from rules.trying.given import Ground, World
from rules.trying.trial import try_cases

FOLDER = Path(__file__).parent
TEXT = (FOLDER / "accounts_data" / "nordwind.yaml").read_text("utf-8")
BOOK = load(TEXT, "nordwind.yaml")
DAY = 86400
AT = 1_780_000_000
GAPS = {
    True: "Es fehlt noch ein Entscheider; unter den Kontakten kommt noch niemand in Frage.",
    False: "Es fehlen 2 Entscheider; unter den Kontakten kommt noch niemand in Frage.",
}
RECORDED = Memory(rulebook=BOOK.digest)


def person(number: int, name: str, *roles: str, **more: object) -> ContactFact:
    given = ContactFact(
        str(number), name, "", roles, {"role": Const(roles), "do_not_contact": Const(value=False)}
    )
    return replace(given, **more)  # type: ignore[arg-type]


def account(*contacts: ContactFact, account: str = "company:1", **facts: object) -> AccountFacts:
    """A key account of known size, warm enough, with these contacts; other facts by names with two underscores."""
    score = Lasting(((AT - DAY, 40.0),), 90 * DAY)
    known = {
        "company.target": True,
        "company.size": 200,
        **{key.replace("__", "."): one for key, one in facts.items()},
    }
    values = {name: Const(value) for name, value in known.items()}  # type: ignore[arg-type]
    return AccountFacts(account, "Aurora GmbH", "1", {**values, "engagement.score": score}, contacts)


def decided(facts: AccountFacts, memory: Memory = RECORDED, at: int = AT) -> Decision:
    return decide(BOOK, facts, memory, at)


def value(decision: Decision, name: str) -> str | None:
    return next((want.text for want in decision.wants if want.property == name), None)


def test_the_cases_of_the_rulebook_pass() -> None:
    """Tiers, product lines, exclusions, permissions, stale data and further signals, each told as a case."""
    trial = try_cases(BOOK)
    assert [(case.case, case.found, case.error) for case in trial.cases if case.result != "passed"] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_tells_all_of_it(language: str) -> None:
    """Word for word."""
    assert page(BOOK, language) == (FOLDER / "pages" / f"nordwind.{language}.md").read_text("utf-8")


def test_matching_is_told_as_declared() -> None:
    """Ways, ties, branches, units and addresses in their order."""
    spec = fact_spec(BOOK).matching
    assert spec.ways == (Way.ASSOCIATION, Way.EMAIL_DOMAIN, Way.WEBSITE, Way.COMPANY_NAME)
    assert spec.ties == (Tie.OPEN_DEAL, Tie.OWNER, Tie.TARGET_ACCOUNT, Tie.TIER, Tie.OLDEST)
    assert (spec.branches_by, spec.stop_properties) == (("zip", "country"), ("own_account",))
    assert spec.units == (
        Unit("werk_nord", "abmnord", "Werk Nord"),
        Unit("it", "abmit", property="unit", value="IT"),
    )
    assert spec.addresses.read("info@verein.vereinsmail.example").makes_account is False
    assert spec.addresses.read("a@nordwind.example").makes_account is False
    assert spec.stop_at is not None
    assert spec.stop_at.verdicts([{"company.own_account": Const(value=True)}, {}], AT, None) == [True, None]


def test_people_and_provenance_are_told_as_declared() -> None:
    """Labels, who never counts, sources by their values, and after how long they are stale."""
    people, told = fact_spec(BOOK).people, fact_spec(BOOK).provenance
    assert (people.role_labels, people.never_labels) == (
        {"Entscheider": "DECISION_MAKER"},
        ("Partner", "Agentur"),
    )
    assert (people.left_company, people.infer) == (True, True)
    assert people.never is not None
    assert people.never.verdicts([{"contact.persona": Const("applicant")}], AT, None) == [True]
    assert (told.source, told.vendor, told.notice) == ("contact_source", "data_vendor", "art14_notice_sent")
    assert told.values == {"Adresskauf": Source.PURCHASED, "Messe": Source.EVENT}
    assert told.stale_after == {Source.PURCHASED: 90 * DAY, Source.INBOUND: 360 * DAY}


def test_signals_are_told_with_their_origin() -> None:
    """A meeting with its condition, a list by its name, a property as before; a window instead of a half-life."""
    spec = fact_spec(BOOK).engagement
    assert [(each.name, each.origin, each.property) for each in spec.signals] == [
        ("held_meeting", Origin.MEETING, ""),
        ("on_webinar", Origin.LIST, "Webinar 2026"),
        ("content_download", Origin.PROPERTY, "recent_conversion_event_name"),
    ]
    assert (spec.window, spec.role_weights) == (90 * DAY, {"DECISION_MAKER": 2})
    held = spec.signals[0].where
    assert held is not None
    outcomes = [{"meeting.hs_meeting_outcome": Const(outcome)} for outcome in ("COMPLETED", "NO_SHOW")]
    assert held.verdicts(outcomes, AT, None) == [True, False]
    assert fact_spec(BOOK).meeting_properties == ("hs_meeting_outcome",)


@pytest.mark.parametrize(
    ("kind", "names", "history"),
    [
        (
            Kind.CONTACT,
            "work_email hs_additional_emails website company zip country hubspot_owner_id unit",
            False,
        ),
        (
            Kind.CONTACT,
            "contact_source data_vendor email_permission art14_notice_sent hs_analytics_source",
            False,
        ),
        (Kind.CONTACT, "recent_conversion_event_name", True),
        (
            Kind.COMPANY,
            "website zip country hs_is_target_account hs_ideal_customer_profile own_account",
            False,
        ),
        (Kind.COMPANY, "domain abm_stage abmnord_stage abmit_stage abmnord_handover", True),
        (Kind.MEETING, "hs_timestamp hs_meeting_outcome", False),
    ],
)
def test_what_is_declared_is_read(kind: Kind, names: str, history: bool) -> None:  # noqa: FBT001 - of the table
    """Each way of matching, unit, signal and provenance property is among the needs."""
    assert {Need(kind, name, history) for name in names.split()} <= needs(BOOK)
    assert Need(Kind.CONTACT, "list:Webinar 2026", history=True) in needs(BOOK)


def test_without_those_ways_their_properties_are_not_read() -> None:
    """A rulebook that matches by association and domain alone does not ask for websites or owners of contacts."""
    plain = load(
        "rulebook: x\nprefix: abm\naccounts: {key_account: {when: {deals.won: known}}}\ncone: {prospect: [a]}\n",
        "x",
    )
    wanted = {(need.kind, need.property) for need in needs(plain)}
    assert not wanted & {(Kind.CONTACT, "website"), (Kind.CONTACT, "hubspot_owner_id"), (Kind.COMPANY, "zip")}
    assert plain.engagement.fading == 30 * DAY


def test_the_tier_weighs_the_points_of_everybody() -> None:
    """Of the account, of its contacts, and of whoever is counted by points."""
    contact = person(1, "Anna", "DECISION_MAKER")
    contact = replace(contact, facts={**contact.facts, "score": Lasting(((AT - DAY, 8.0),), 90 * DAY)})
    engaged = Count((contact.facts,), fact_spec(BOOK).engagement.engaged)  # type: ignore[arg-type]
    book = load(TEXT.replace("engagement.score: {at_least: 60}", "contacts.engaged: {at_least: 1}"), "x")
    facts = account(contact)
    facts = replace(facts, facts={**facts.facts, "contacts.engaged": engaged})
    before = Memory(rulebook=book.digest)
    assert decide(book, facts, before, AT).memory.stage == "warm"
    smaller = replace(facts, facts={**facts.facts, "company.size": Const(50)})
    assert decide(book, smaller, before, AT).memory.stage == "identified"


@pytest.mark.parametrize("counts", [True, False])
def test_who_does_not_count_is_no_member(counts: bool) -> None:  # noqa: FBT001 - of the table
    """A rule for the buying center looks at whoever has a role and counts: at no partner, whatever role he has."""
    cora = person(2, "Cora", "DECISION_MAKER", counts=counts)
    told = {"opt_in": "double_opt_in", "source": "inbound", "freshness": "fresh"}
    cora = replace(cora, facts={**cora.facts, **{name: Const(text) for name, text in told.items()}})
    decision = decided(account(cora))
    assert {"mail", "gap"} <= set(decision.fired)
    assert [task.contacts for task in decision.tasks if task.rule == "mail"] == ([("2",)] if counts else [])
    assert value(decision, "abm_gap") == GAPS[counts]


def test_the_packet_tells_of_people_what_sales_needs() -> None:
    """How a role is known, the next gap, sources, legal basis, permission, and who does not count."""
    anna = person(
        1,
        "Anna Weber",
        "DECISION_MAKER",
        job_title="CFO",
        held=(HeldRole("DECISION_MAKER", RoleSource.TITLE, 0.9, "CFO"),),
        provenance=Provenance(
            Source.PURCHASED,
            since=AT - 100 * DAY,
            vendor="Adressen AG",
            legal_basis="berechtigtes Interesse",
            notice=Notice.DUE,
            notice_by=AT - 70 * DAY,
            stale_from=AT - 10 * DAY,
        ),
    )
    bert = person(2, "Bert Klein", "DECISION_MAKER", do_not_contact=True)
    cora = person(3, "Cora Groß", counts=False, standing=Standing.GONE)
    warm = RECORDED.model_copy(update={"stage": "warm", "since": AT - DAY, "visited": ("warm",)})
    decision = decided(account(anna, bert, cora), warm)
    [task] = [task for task in decision.tasks if task.handover]
    assert task.contacts == ("1", "2")
    assert task.body.partition("Buying Center:\n")[2] == (FOLDER / "accounts_data" / "packet.txt").read_text(
        "utf-8"
    )


def test_a_buying_unit_writes_below_its_own_prefix() -> None:
    """Stage, reasons and what rules set stand on the company of the unit under its prefix, and nothing under ours."""
    decision = decided(account(person(1, "Anna"), account="company:1/werk_nord"))
    names = {want.property for want in decision.wants if want.kind == "company"}
    assert {"abmnord_stage", "abmnord_why", "abmnord_gap"} <= names
    assert all(name.startswith("abmnord_") for name in names)
    gone = dissolve(BOOK, account(account="company:1/werk_nord"), decision.memory, AT + DAY)
    assert {want.property for want in gone.wants} >= {"abmnord_stage", "abmnord_gap"}
    assert all(want.property.startswith("abmnord_") for want in gone.wants if want.kind == "company")


def test_a_buying_unit_reads_its_own_properties() -> None:
    """A condition on a property of ours looks at that of the unit; the company's own is another account's business."""
    text = TEXT.replace("excluded: {is: none}}", "excluded: {is: none}, company.abm_note: {is: go}}")
    book = load(text, "x")
    read = {"company__abm_note": "go", "company__abmnord_note": "stop"}
    for id_, fires in (("company:1", True), ("company:1/werk_nord", False), ("company:1/it", False)):
        decision = decide(book, account(account=id_, **read), Memory(rulebook=book.digest), AT)
        assert ("mail" in decision.fired) is fires, id_
    assert Need(Kind.COMPANY, "abmnord_note") in needs(book)


def test_every_unit_has_its_properties_and_orders() -> None:
    """On the company all that the rulebook owns, once for each prefix; contacts have theirs but once."""
    names = [(one.kind, one.name) for one in own_properties(BOOK)]
    assert len(names) == len(set(names))
    for suffix in ("stage", "why", "handover", "gap"):
        assert {(Kind.COMPANY, f"{prefix}_{suffix}") for prefix in ("abm", "abmnord", "abmit")} <= set(names)
    assert [name for kind, name in names if kind is Kind.CONTACT] == ["abm_reachable"]
    spec = fact_spec(BOOK)
    assert spec_for(spec, BOOK, "company:1/werk_nord").stage_property == "abmnord_stage"
    assert spec_for(spec, BOOK, "company:1").handover_property == "abm_handover"


def test_a_lost_memory_of_a_unit_comes_back_from_its_own_properties() -> None:
    """What stands on the company below the prefix of the unit is the unit's past, and no other account's."""
    written = {
        "abmnord_stage": BOOK.cone.prospect[0].name,
        "abmnord_relationship": "prospect",
        "abmnord_cycle": "3",
    }
    company = Record(Kind.COMPANY, "1", written)
    unit, whole = (Snapshot(id_, "Firm", company) for id_ in ("company:1/werk_nord", "company:1"))
    assert carries_ours(BOOK, unit)
    assert not carries_ours(BOOK, whole)
    facts = facts_of(unit, {}, spec_for(fact_spec(BOOK), BOOK, unit.account), AT)
    assert seed(BOOK, unit, facts, (), AT).cycle == 3


def test_two_units_of_a_company_share_no_key() -> None:
    """What one has caused the other has not."""
    keys = [
        {task.key for task in decided(account(person(1, "A"), account=id_)).tasks}
        for id_ in ("company:1", "company:1/werk_nord", "company:1/it")
    ]
    assert all(keys)
    assert len(set.union(*keys)) == sum(map(len, keys))


def test_an_excluded_account_says_why() -> None:
    """It leaves the cone at once, whatever is open, and nobody suggests it; the reason stands in its why."""
    warm = RECORDED.model_copy(update={"stage": "warm", "since": AT - DAY, "key_account": True})
    decision = decided(account(company__type="COMPETITOR", contacts__count=3), warm)
    assert (decision.memory.stage, decision.suggestions) == (None, ())
    assert value(decision, "abm_stage") == ""
    assert value(decision, "abm_why") == "Ausgeschlossen (competitor): der Account steht nicht auf dem Kegel."
    assert one_line(BOOK, decision) == (
        "Nicht auf dem Kegel, denn ausgeschlossen (competitor): type ist COMPETITOR (bekannt: COMPETITOR)."
    )
    assert one_line(BOOK, decision) in lines(BOOK, decision)


def test_a_value_that_turns_is_looked_at_when_it_does() -> None:
    """What data go stale by is a moment known beforehand, and the account is looked at then, not sooner."""
    fact = Turns("fresh", ((AT + 5 * DAY, "stale"),))
    for wanted, says in (({"is": "fresh"}, True), ({"is_any_of": ["stale"]}, False), ("known", True)):
        found = walk(parse_condition({"freshness": wanted}), {"freshness": fact}, AT, None, BOOK.tz)
        assert found.verdict is says
        assert found.flip in ({None, AT + 5 * DAY} if wanted == "known" else {AT + 5 * DAY})


def test_a_case_tells_the_source_where_the_rulebook_names_no_property() -> None:
    """In a property of its own, so that rules on sources can be tried without a portal."""
    at = TEXT.index("provenance:")
    book = load(TEXT[:at] + TEXT[TEXT.index("may:") :], "x")
    case = book.cases[0]
    world = World(Ground(book, {}), case)
    world.give(case.given, AT)
    assert [one.facts["source"] for one in world.facts(AT).contacts] == [
        Const("purchased"),
        Const("inbound"),
        Const("unknown"),
    ]


def test_coverage_of_the_tier_is_seen_by_all_but_the_tier() -> None:
    """A tier may ask for coverage, as it was before it decides; who asks afterwards sees what it wants."""
    text = TEXT.replace("company.size: {at_least: 100}", "coverage.DECISION_MAKER: {at_least: 1}")
    book = load(text, "x")
    facts = account(person(1, "A", "DECISION_MAKER"), coverage__DECISION_MAKER=1)
    decision = decide(book, facts, Memory(rulebook=book.digest), AT)
    assert decision.findings["tier.tier_1"].verdict is True
    assert decision.findings["stage.ready"].parts == ()
    assert decision.findings["stage.ready"].seen == 50
