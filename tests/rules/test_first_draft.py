"""A first rulebook from the portrait of a portal: it always loads, fits that portal, and its cases pass."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.values import Definition, Kind
from rules import Rulebook
from rules.drafting.draft import draft
from rules.drafting.pen import Language
from rules.drafting.plan import SIGNS
from rules.drafting.portrait import Colleague, NamedList, Portrait, Tally, meaning, spoken
from rules.files.formatting import formatted
from rules.portal.fits import check_portal
from rules.portal.schema import PortalSchema
from rules.trying.trial import lines, try_cases

FILE = "my-rulebook.yaml"
ROLES = ("DECISION_MAKER", "BUDGET_HOLDER", "CHAMPION", "END_USER", "BLOCKER")
TIERS = ("tier_1", "tier_2", "tier_3")
SMALL_ADVICE = {"no-webhook", "not-yet-carried-out"}
"""What a draft cannot help: it is about HubSpot, or about this version."""


def defined(full: str, kind: str = "string", *options: str, label: str = "") -> Definition:
    of, _, name = full.partition(".")
    return Definition(Kind(of), name, kind, label, options, many=name == "hs_buying_role")


EVERYTHING = (
    defined("company.name"),
    defined("company.hs_is_target_account", "bool"),
    defined("company.hs_ideal_customer_profile", "enumeration", *TIERS),
    defined("company.lifecyclestage", "enumeration", "lead", "opportunity", "customer"),
    defined("company.hubspot_owner_id", "enumeration"),
    defined("company.contract_end", "date"),
    defined("company.customer_health", "enumeration", "green", "yellow", "red"),
    defined("contact.hs_buying_role", "enumeration", *ROLES),
    defined("contact.recent_conversion_event_name"),
    *(defined(f"contact.{sign.property}", "datetime") for sign in SIGNS if sign.name != "conversion"),
    defined("deal.pipeline", "enumeration"),
    defined("ticket.hs_ticket_priority", "enumeration", "LOW", "URGENT"),
)
PIPELINES = {"default": "Sales", "up": "Upsell", "4711": "Service"}


def schema(
    *left_out: str, pipelines: dict[str, str] | None = None, more: tuple[Definition, ...] = ()
) -> PortalSchema:
    """A portal with everything, but for what is named: a property, or a kind and all of it."""
    there = [one for one in EVERYTHING if not {f"{one.kind}.{one.name}", str(one.kind)} & set(left_out)]
    return PortalSchema(
        {(one.kind, one.name): one for one in (*there, *more)},
        pipelines={Kind.DEAL: PIPELINES if pipelines is None else pipelines, Kind.TICKET: {"0": "Support"}},
        owners=("ada@oak.example", "ben@oak.example", "cem@oak.example"),
    )


WHOLE = Portrait(
    schema(),
    portal_id=42,
    time_zone="Europe/Berlin",
    currency="EUR",
    companies=100,
    contacts=650,
    targets=5,
    contacts_of_targets=(1, 2, 3, 3, 6),
    colleagues=(
        Colleague("ada@oak.example", "North", 3),
        Colleague("ben@oak.example", "South", 1),
        Colleague("cem@oak.example", "North"),
    ),
    tiers=Tally(9, 9, {"tier_1": 4, "tier_3": 5}),
    roles=Tally(30, 30, {"CHAMPION": 12, "DECISION_MAKER": 8, "END_USER": 7, "BLOCKER": 3}),
    forms=Tally(20, 20, {"Whitepaper": 15, "Angebot anfordern": 5}),
    filled={
        "company.contract_end": 7,
        "company.customer_health": 9,
        **{f"contact.{sign.property}": 10 for sign in SIGNS},
    },
    deals={"default": 27, "up": 11},
    lists=(NamedList("1", "Zielkunden 2026", 42), NamedList("2", "Nurture North", 1)),
)
NOTHING = Portrait(PortalSchema({}))
FRESH = Portrait(schema(), companies=0, contacts=0, targets=0, colleagues=())


def checked(portrait: Portrait, language: Language = "en") -> tuple[str, Rulebook]:
    """A draft that loads, fits its portal without problems, is well laid out, and whose cases pass."""
    text = draft(portrait, language, FILE)
    fit = check_portal(text, FILE, portrait.schema)
    assert fit.problems == ()
    assert {advice.id for advice in fit.advice} <= SMALL_ADVICE
    assert formatted(text, FILE) == text
    trial = try_cases(fit.book)
    assert trial.ok, "\n".join(lines(trial))
    assert trial.coverage.stages_never_reached == ()
    assert trial.coverage.rules_never_fired == ()
    return text, fit.book


def stages(book: Rulebook, ladder: str = "prospect") -> list[str]:
    return [stage.name for stage in book.cone.ladder(ladder)]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_portal_with_everything(language: Language) -> None:
    """All ladders, all rules, and a case for each of them."""
    _, book = checked(WHOLE, language)
    assert book.language == language
    assert (book.timezone, book.prefix) == ("Europe/Berlin", "abm")
    assert stages(book) == ["identified", "expanded", "covered", "engaged", "sales_ready", "in_sales"]
    assert stages(book, "customer") == ["served", "well_served", "in_project"]
    assert stages(book, "former") == ["parked"]
    assert [rule.rule for rule in book.rules] == [
        "find-the-decision-maker",
        "answer-the-request",
        "renew-in-time",
    ]
    assert list(book.buying_center.roles) == ["DECISION_MAKER", "CHAMPION", "END_USER"]
    assert list(book.tiers) == ["tier_1", "tier_2"]
    assert (book.deals.new_business, book.deals.expansion, book.deals.ignore) == (("default",), ("up",), ())
    assert try_cases(book, definitions=WHOLE.schema.definitions).ok
    assert book.people.pools["north"].members == ("ada@oak.example", "cem@oak.example")


@pytest.mark.parametrize(
    ("portrait", "said"),
    [
        (WHOLE, "Companies marked as target accounts: 5 of 100."),
        (WHOLE, "1 of 5 target accounts have 4 contacts or more. One more than the median."),
        (replace(WHOLE, targets=30), "1 of the first 5 target accounts have 4 contacts or more."),
        (
            replace(WHOLE, targets=3, contacts_of_targets=(0, 0, 1)),
            "0 of 3 target accounts have 2 contacts or more. Two are the least",
        ),
        (
            replace(WHOLE, targets=2, contacts_of_targets=(40, 50)),
            "2 of 2 target accounts have 9 contacts or more.",
        ),
        (WHOLE, 'up  # "Upsell", 11 deals; a guess, because of "Upsell"'),
        (WHOLE, '#   - "4711"  # "Service"; a guess, because of "Service"'),
        (WHOLE, "CHAMPION: 1        # 12 contacts"),
        (
            replace(WHOLE, roles=Tally(900, 200, {"CHAMPION": 12})),
            "CHAMPION: 1  # 12 contacts of the first 200",
        ),
        (WHOLE, '"Zielkunden 2026" (42 entries)'),
        (WHOLE, '"Nurture North" (1 entry)'),
        (WHOLE, 'Frequent forms: "Whitepaper" (15), "Angebot anfordern" (5)'),
        (replace(WHOLE, lacking=frozenset({"crm.lists.read"})), "#   crm.lists.read: lists"),
        (replace(WHOLE, time_zone="Mars/North"), 'assumed; the portal says "Mars/North"'),
        (FRESH, "No company is marked as a target account. Mark some"),
        (FRESH, "No contact carries a role in the buying center."),
        (FRESH, "Signals: no contact has given any so far"),
        (FRESH, "the portal has nobody else"),
        (NOTHING, "How many there are could not be read."),
        (NOTHING, "Deals could not be read"),
        (NOTHING, "Rules are still missing: it cannot be told who gets tasks."),
    ],
)
def test_each_choice_is_explained(portrait: Portrait, said: str) -> None:
    """Beside what was chosen stands what the portal says of it."""
    text, _ = checked(portrait)
    assert said in text or said in text.replace("\n    # ", " ")


@pytest.mark.parametrize(
    ("portrait", "metric"),
    [
        (WHOLE, "company.hs_is_target_account"),
        (NOTHING, "company.hs_is_target_account"),
        (FRESH, "company.hs_is_target_account"),
        (replace(WHOLE, targets=0), "company.hs_ideal_customer_profile"),
        (
            replace(WHOLE, targets=None, schema=schema("company.hs_is_target_account")),
            "company.hs_ideal_customer_profile",
        ),
        (
            replace(FRESH, targets=None, schema=schema("company.hs_is_target_account")),
            "company.lifecyclestage",
        ),
        (
            replace(FRESH, schema=schema("company.hs_is_target_account", "company.lifecyclestage")),
            "contacts.count",
        ),
    ],
)
def test_who_is_a_key_account(portrait: Portrait, metric: str) -> None:
    """Target accounts; where nobody uses them the upper ICP tier; else what comes nearest."""
    _, book = checked(portrait)
    assert f"why_not: {{key_account: {metric}}}" in draft(portrait, "en")
    assert book.accounts.key_account.when is not None


@pytest.mark.parametrize(
    ("portrait", "wanted"),
    [
        (NOTHING, ["identified", "expanded"]),
        (FRESH, ["identified", "expanded", "in_sales"]),
        (
            replace(FRESH, filled={"contact.hs_email_last_click_date": 3}),
            ["identified", "expanded", "engaged", "sales_ready", "in_sales"],
        ),
        (replace(WHOLE, filled={}), ["identified", "expanded", "covered", "sales_ready", "in_sales"]),
        (
            replace(WHOLE, filled={}, roles=Tally(1, 1, {"DECISION_MAKER": 1})),
            ["identified", "expanded", "sales_ready", "in_sales"],
        ),
        (replace(WHOLE, colleagues=None), ["identified", "expanded", "covered", "engaged", "in_sales"]),
        (
            replace(WHOLE, schema=schema("deal")),
            ["identified", "expanded", "covered", "engaged", "sales_ready", "in_sales"],
        ),
        (
            replace(WHOLE, schema=schema("company.hubspot_owner_id")),
            ["identified", "expanded", "covered", "engaged", "in_sales"],
        ),
        (replace(WHOLE, roles=None), ["identified", "expanded", "engaged", "sales_ready", "in_sales"]),
    ],
)
def test_no_stage_is_invented(portrait: Portrait, wanted: list[str]) -> None:
    """Only stages of which the portal can tell that somebody stands there."""
    assert stages(checked(portrait)[1]) == wanted


def test_people_who_cannot_be_read_get_no_tasks() -> None:
    """What is missing is written down all the same."""
    text, book = checked(replace(WHOLE, colleagues=None, lacking=frozenset({"crm.objects.owners.read"})))
    assert book.people.persons == {}
    assert [rule.rule for rule in book.rules] == ["find-the-decision-maker"]
    assert "crm.objects.owners.read: who can get tasks" in text


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("Sales Pipeline", "new_business"),
        ("Neugeschäft", "new_business"),
        ("Upsell", "expansion"),
        ("Cross-Selling DACH", "expansion"),
        ("Renewals 2026", "expansion"),
        ("Bestandskunden", "expansion"),
        ("Vertragsverlängerung", "expansion"),
        ("Service Renewal", "expansion"),
        ("Service", "ignore"),
        ("Partner-Programm", "ignore"),
        ("Bewerber", "ignore"),
    ],
)
def test_what_a_pipeline_is_for(label: str, means: str) -> None:
    """Guessed by its name, in German and English."""
    assert meaning(label)[0] == means


ODD = [
    '"Deals": # 1',
    "it's {odd}",
    "[x",
    "💶 Überseegeschäft 👩‍👩‍👧",
    "a\nb\tc\u2028d",
    "\u202egnp.exe",
    "- - -",
    "%",
    "\ufffd",
    "*a &b !c",
    "x" * 500,
    "",
]


@pytest.mark.parametrize("name", ODD)
def test_odd_names(name: str) -> None:
    """Whatever things are called in the portal, the file stays a rulebook."""
    odd = replace(
        WHOLE,
        schema=schema(pipelines={"default": name, f"id {name}": "Upsell", name: name}),
        colleagues=(Colleague("ada@oak.example", name), Colleague("ben@oak.example", f"{name}2", 2)),
        forms=Tally(1, 1, {name: 1, f"demo {name}": 2}),
        lists=(NamedList("1", f"Target {name}"), NamedList("2", f"nurture {name}", 3)),
        time_zone=name,
        currency=name,
        lacking=frozenset({name}),
    )
    checked(odd, "de" if len(name) % 2 else "en")


def test_a_prefix_that_is_free() -> None:
    """Below the usual one the portal has something of another type."""
    taken = defined("company.abm_stage", "number")
    assert checked(replace(WHOLE, schema=schema(more=(taken,))))[1].prefix == "funnel"


@pytest.mark.parametrize(
    ("labels", "language"),
    [
        (("Vorname", "Nachname"), "de"),
        (("First name", "Last name"), "en"),
        (("Vorname", "Last name"), "en"),
        ((), "en"),
    ],
)
def test_the_language_of_the_portal(labels: tuple[str, ...], language: str) -> None:
    """By the labels of properties that every portal has."""
    names = ("firstname", "lastname")
    there = {
        (Kind.CONTACT, name): Definition(Kind.CONTACT, name, label=label)
        for name, label in zip(names, labels, strict=False)
    }
    assert spoken(PortalSchema(there)) == language
    assert f"language: {language}" in draft(Portrait(PortalSchema(there)))


counts = st.integers(0, 3000)
names = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=30),
    st.sampled_from(["Sales", "Upsell", "Angebot", "Zielkunden", "nurture"]),
)
texts = st.one_of(names, st.sampled_from(["default", "12345", "true", "null"]))


mails = st.sampled_from(["ada@oak.example", "Ada@oak.example", "o'neil+x@oak.example", "jürgen@öl.example"])


def tallies(values: st.SearchStrategy[str]) -> st.SearchStrategy[Tally | None]:
    found = st.dictionaries(values, st.integers(0, 200), max_size=6)
    return st.none() | st.builds(Tally, counts, st.integers(0, 200), found)


@st.composite
def portraits(draw: st.DrawFn) -> Portrait:
    """Portals of all kinds, most of which nobody has."""
    kinds = [str(kind) for kind in (Kind.COMPANY, Kind.CONTACT, Kind.DEAL, Kind.TICKET)]
    out = draw(
        st.sets(st.sampled_from([*kinds, *(f"{one.kind}.{one.name}" for one in EVERYTHING)]), max_size=6)
    )
    pipelines = draw(st.dictionaries(texts, names, max_size=4))
    health = draw(st.lists(names | st.sampled_from(["green", "gut", "HEALTHY"]), unique=True, max_size=4))
    more = (
        defined("company.kundenzufriedenheit", "enumeration", *health),
        defined("company.vertragsende", "datetime"),
    )
    there = schema(*out, pipelines=pipelines, more=more if Kind.COMPANY not in out else ())
    filled = st.sampled_from(
        [
            "company.contract_end",
            "company.vertragsende",
            "company.customer_health",
            "company.kundenzufriedenheit",
            *(f"contact.{sign.property}" for sign in SIGNS),
        ]
    )
    maybe: Any = st.none() | counts
    people = draw(
        st.none() | st.lists(st.builds(Colleague, names | mails, names, st.integers(0, 9)), max_size=6)
    )
    emails = tuple(one.email for one in people or ())
    return Portrait(
        replace(there, owners=emails),
        portal_id=draw(counts),
        time_zone=draw(st.sampled_from(["UTC", "Europe/Berlin", "US/Eastern"]) | names),
        currency=draw(names),
        companies=draw(maybe),
        contacts=draw(maybe),
        targets=draw(maybe),
        contacts_of_targets=tuple(draw(st.lists(st.integers(0, 60), max_size=8))),
        colleagues=None if people is None else tuple(people),
        tiers=draw(tallies(st.sampled_from(TIERS) | names)),
        roles=draw(tallies(st.sampled_from(ROLES) | names)),
        forms=draw(tallies(names)),
        filled=draw(st.dictionaries(filled, counts, max_size=9)),
        deals=draw(st.dictionaries(st.sampled_from([*pipelines, "x"]), counts, max_size=3)),
        lists=draw(st.none() | st.lists(st.builds(NamedList, names, names, maybe), max_size=4).map(tuple)),
        lacking=draw(st.frozensets(names, max_size=2)),
    )


@settings(max_examples=25, deadline=None)
@given(portraits(), st.sampled_from(["de", "en"]))
def test_any_portal(portrait: Portrait, language: Language) -> None:
    """Every portrait gives a rulebook that loads, fits, and whose cases pass and reach every stage."""
    checked(portrait, language)
