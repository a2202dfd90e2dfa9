"""A rulebook against a portal: everything that does not fit is found at once, with its place and the nearest right word."""

import json

import pytest

from accounts.values import Definition, Definitions, Kind
from rules.portal.fits import PortalSchema, check_portal
from rules.portal.recorded import UnfitFile, read, written

COMPANY, CONTACT, DEAL, TICKET = Kind.COMPANY, Kind.CONTACT, Kind.DEAL, Kind.TICKET
OPTIONS = {"tier_1": "Tier 1", "tier_2": "Tier 2"}
PROPERTIES = (
    Definition(COMPANY, "name"),
    Definition(COMPANY, "industry"),
    Definition(COMPANY, "numberofemployees", "number"),
    Definition(COMPANY, "contract_end", "date"),
    Definition(COMPANY, "last_visit", "datetime"),
    Definition(COMPANY, "target", "bool"),
    Definition(COMPANY, "fit", "enumeration", options=tuple(OPTIONS)),
    Definition(COMPANY, "tags", "enumeration", options=("a", "b"), many=True),
    Definition(COMPANY, "answer", "enumeration", options=("true", "false")),
    Definition(COMPANY, "hubspot_owner_id", "enumeration"),
    Definition(COMPANY, "num_contacts", "number", calculated=True, read_only=True),
    Definition(COMPANY, "locked", read_only=True),
    Definition(CONTACT, "click", "datetime"),
    Definition(CONTACT, "lifecyclestage", "enumeration", options=("lead", "customer")),
    Definition(CONTACT, "hs_buying_role", "enumeration", options=("CHAMPION", "JANITOR"), many=True),
    Definition(DEAL, "amount", "number"),
    Definition(DEAL, "dealname"),
    Definition(DEAL, "dealstage", "enumeration"),
    Definition(DEAL, "pipeline", "enumeration"),
)
DEFINITIONS: Definitions = {(one.kind, one.name): one for one in PROPERTIES}
SCHEMA = PortalSchema(
    definitions=DEFINITIONS,
    labels={(COMPANY, "fit"): OPTIONS},
    pipelines={DEAL: {"default": "Sales Pipeline", "734": "Upsell"}},
    stages={DEAL: {"10": "Won", "11": "Lost"}},
    owners=("lena@nordwind.example", "tom@nordwind.example"),
)
HEAD = """\
rulebook: Small
prefix: abm
accounts: {key_account: {when: {company.name: known}}}
cone: {prospect: [identified]}
people: {anna: {property: company.hubspot_owner_id, else: {pool: team}}, pools: {team: {members: [lena@nordwind.example]}}}
writes: {company.abm_*: own}
"""


def asking(condition: str) -> str:
    return f"{HEAD}rules: [{{rule: r, when: {{{condition}}}, then: [{{task: {{title: X, to: anna}}}}]}}]\n"


def setting(target: str, text: str = "x") -> str:
    allowed = HEAD.replace("abm_*: own", f"abm_*: own, {target}: fill_if_empty")
    return f"{allowed}rules: [{{rule: r, when: {{stage: known}}, then: [{{set: {{{target}: {text}}}}}]}}]\n"


def problems(text: str, schema: PortalSchema = SCHEMA) -> list[tuple[str, str]]:
    """The codes and hints."""
    return [(each.code, each.hint) for each in check_portal(text, "book.yaml", schema).problems]


MISFITS = [
    ("company.industri: {is: x}", "unknown-property", "Did you mean 'industry'?"),
    ("since.company.last_visitt: {at_least: 3 days}", "unknown-property", "Did you mean 'last_visit'?"),
    ("company.industry: {at_least: 3}", "wrong-type", "Use is, is_any_of, contains or starts_with."),
    ("company.industry: {is: 3}", "wrong-type", "Put it into quotes: '3'."),
    ("company.industry: {before: today}", "wrong-type", "Use is, is_any_of, contains or starts_with."),
    ("until.company.industry: {at_most: 3 days}", "wrong-type", "Name a property that holds a date."),
    ("since.company.numberofemployees: {at_most: 3 days}", "wrong-type", "Name a property that holds a date."),
    ("company.numberofemployees: {contains: '3'}", "wrong-type", "Use at_least, at_most, more_than, less_than or is."),
    ("company.numberofemployees: {is: '3'}", "wrong-type", "Write a number, without quotes."),
    ("company.contract_end: {more_than: 3}", "wrong-type", "Write since.company.contract_end, until.company.contract_end, before or after."),
    ("company.last_visit: {is: '2026-01-01'}", "wrong-type", "Use before, after, since or until."),
    ("company.target: {is: 'yes please'}", "wrong-type", "Write true or false, without quotes."),
    ("company.answer: {is: true}", "wrong-type", "Put it into quotes: 'true'."),
    ("company.fit: {is: Tier 1}", "unknown-option", "'Tier 1' is its label; write its value 'tier_1'."),
    ("company.fit: {is_none_of: [tier_1, tier_3]}", "unknown-option", "Did you mean 'tier_2'?"),
    ("company.fit: {is: tier_1, unset_means: none}", "unknown-option", "Known: tier_1, tier_2."),
    ("company.tags: {contains: c}", "unknown-option", "Known: a, b."),
    ("count: deals, where: {deal.dealstage: {is: Won}}, at_least: 1", "unknown-option", "'Won' is its label; write its value '10'."),
    ("count: deals, where: {deal.pipeline: {is: defalt}}, at_least: 1", "unknown-option", "Did you mean 'default'?"),
    ("sum: deal.dealname, at_least: 1", "wrong-type", "Measure a number, such as deal.amount."),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "code", "hint"), MISFITS, ids=[row[0] for row in MISFITS])
def test_a_condition_that_does_not_fit(condition: str, code: str, hint: str) -> None:
    """It is told with the nearest right word, at the comparison itself."""
    text = asking(condition)
    [problem] = check_portal(text, "book.yaml", SCHEMA).problems
    assert (problem.code, problem.hint) == (code, hint)
    assert problem.line == text.splitlines().index(text.splitlines()[-1]) + 1
    assert problem.column > len("rules: [{rule: r")


FITS = [
    "company.industry: {is: Chemie, contains: em, starts_with: C, ends_with: e, matches: C.*}",
    "company.industry: {stale: 30 days}",
    "company.numberofemployees: {at_least: 5, is_not: 7}",
    "company.contract_end: {before: today, after: 2026-01-01}",
    "since.company.last_visit: {at_least: 3 days}, company.last_visit: known",
    "company.target: {is: true, unset_means: false}",
    "company.fit: {is_any_of: [TIER_1, tier_2]}",
    "company.tags: {is: a;b}",
    "company.answer: {is: 'true'}",
    "company.abm_stage: {is: identified}",
    "sum: deal.amount, where: {deal.state: {is: open}, deal.pipeline: {is: '734'}}, at_least: 1",
    "count: tickets, where: {ticket.anything: {is: x}}, at_least: 1",
]


@pytest.mark.parametrize("condition", FITS)
def test_a_condition_that_fits(condition: str) -> None:
    """Also our own properties that are yet to be created, and objects whose definitions nobody could read."""
    assert problems(asking(condition)) == []


WRITES = [
    ("company.industry", "Chemie", []),
    ("company.fit", "tier_1", []),
    ("company.fit", "'{company.industry}'", []),
    ("company.fit", "Tier 2", [("unknown-option", "'Tier 2' is its label; write its value 'tier_2'.")]),
    ("company.numberofemployees", "'many'", [("wrong-type", "Write a value of that type.")]),
    ("company.industri", "x", [("unknown-property", "Did you mean 'industry'?")] * 2),
    ("company.locked", "x", [("not-writable", "Write a property of your own instead.")] * 2),
    ("company.num_contacts", "'3'", [("not-writable", "Write a property of your own instead.")] * 2),
]


@pytest.mark.parametrize(("target", "text", "expected"), WRITES)
def test_what_is_written_fits(target: str, text: str, expected: list[tuple[str, str]]) -> None:
    """Unknown, read-only and calculated targets are told where they are set and where 'writes' names them."""
    assert problems(setting(target, text)) == expected


def test_the_lifecycle_stage_is_one_of_the_portals() -> None:
    """Its options differ from portal to portal."""
    text = HEAD.replace("abm_*: own", "abm_*: own, contact.lifecyclestage: forward_only")
    text += "funnel: {one: {when: {contact.click: known}, lifecyclestage: led}}\n"
    assert problems(text) == [("unknown-option", "Did you mean 'lead'?")]


def test_a_property_of_ours_that_is_in_the_way() -> None:
    """One that is there already with another type, or that nobody can write."""
    there = {
        (COMPANY, "abm_stage"): Definition(COMPANY, "abm_stage"),
        (COMPANY, "abm_why"): Definition(COMPANY, "abm_why", read_only=True),
        (COMPANY, "abm_cap"): Definition(COMPANY, "abm_cap"),
    }
    fit = check_portal(HEAD, "book.yaml", PortalSchema({**DEFINITIONS, **there}))
    assert [(each.code, each.line, each.message) for each in fit.problems] == [
        ("not-writable", 2, "The portal has a property 'company.abm_stage' already, and it is a text instead of enumeration."),
        ("not-writable", 2, "The portal has a property 'company.abm_why' already, and it cannot be written."),
    ]  # fmt: skip


def test_pipelines_and_people_that_are_not_there() -> None:
    """By id and address; a label written instead is recognised, the case of an address does not matter."""
    text = HEAD.replace("lena@nordwind.example", "Lena@Nordwind.example, tim@nordwind.example")
    text += "deals: {new_business: [default, Upsell], expansion: [nowhere]}\n"
    assert problems(text) == [
        ("unknown-owner", "Did you mean 'tom@nordwind.example'?"),
        ("unknown-pipeline", "'Upsell' is its label; write its id '734'."),
        ("unknown-pipeline", "Known: 734, default."),
    ]


def test_scopes_that_are_lacking() -> None:
    """Each once, at the part of the rulebook that needs it; what nobody knows is not complained about."""
    text = asking("count: tickets, at_least: 1")
    lacking = frozenset({"tickets", "crm.objects.contacts.write", "crm.lists.write"})
    found = check_portal(text, "book.yaml", PortalSchema(DEFINITIONS, lacking=lacking)).problems
    assert [(each.code, each.line) for each in found] == [("missing-scope", 3), ("missing-scope", 7)]
    assert ["tickets" in found[0].message, "to create tasks" in found[1].message] == [True, True]
    granted = check_portal(
        text, "book.yaml", PortalSchema(DEFINITIONS, scopes=frozenset({"tickets"}))
    ).problems
    assert {each.code for each in granted} == {"missing-scope"}
    assert "crm.schemas.companies.write" in "".join(each.message for each in granted)
    assert "scope tickets" not in "".join(each.message for each in granted)
    assert problems(text) == []


def test_advice_that_only_a_portal_can_give() -> None:
    """Calculated properties send no webhook; roles are those of the portal; empty yes/no properties are counted."""
    text = asking("company.num_contacts: {at_least: 3}, company.target: {is: true}")
    text += "buying_center: {roles: {CHAMPION: 1, JANITOR: 1, DECISION_MAKER: 1}}\n"
    schema = PortalSchema(DEFINITIONS, empty={"company.target": 0.9})
    advice = check_portal(text, "book.yaml", schema).advice
    told = {(each.id, each.name) for each in advice if each.id not in {"missing-case", "not-yet-carried-out"}}
    assert told == {
        ("no-webhook", "company.num_contacts"),
        ("role-unyielded", "DECISION_MAKER"),
        ("yes-no-without-unset-means", "company.target"),
    }
    filled = PortalSchema(DEFINITIONS, empty={"company.target": 0.2})
    assert "yes-no-without-unset-means" not in {
        each.id for each in check_portal(text, "book.yaml", filled).advice
    }


def test_everything_is_found_in_one_pass() -> None:
    """Sorted by place, whatever found it."""
    text = asking("company.industri: known, company.fit: {is: x}").replace("lena@", "lina@")
    text += "deals: {new_business: [x]}\n"
    found = check_portal(text, "book.yaml", SCHEMA).problems
    assert [each.code for each in found] == [
        "unknown-owner",
        "unknown-property",
        "unknown-option",
        "unknown-pipeline",
    ]
    assert list(found) == sorted(found)


def test_a_recorded_portal_is_the_portal() -> None:
    """What was written is read back the same."""
    schema = PortalSchema(
        DEFINITIONS,
        {(COMPANY, "fit"): OPTIONS, (COMPANY, "tags"): {"a": "A", "b": "B"}},
        *(
            SCHEMA.pipelines,
            SCHEMA.stages,
            SCHEMA.owners,
            frozenset({"tickets"}),
            frozenset({"crm.lists.read"}),
        ),
        {"company.target": 0.5},
    )
    back = read(json.dumps(written(schema)))
    assert back.definitions == schema.definitions
    assert back.labels[COMPANY, "fit"] == OPTIONS
    assert written(back) == written(schema)
    assert (back.owners, back.scopes, back.lacking, back.empty) == (
        schema.owners,
        schema.scopes,
        schema.lacking,
        schema.empty,
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "other", "properties": {}}', "nonsense", '{"format": "flipfunnel portal schema 1", "properties": {"planet": []}}'])  # fmt: skip
def test_a_file_that_is_no_recorded_portal(text: str) -> None:
    """It is refused with the place at which it differs."""
    with pytest.raises(UnfitFile, match=": "):
        read(text)
