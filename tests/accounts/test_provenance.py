"""Where the data of a contact came from, and what follows, as values, facts and words."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.metrics import ALWAYS, Age, Const, Fact, Turns, next_change, read
from accounts.provenance.derivations import CHANNELS, HUBSPOT_SOURCES, VISITS
from accounts.provenance.deriving import PROPERTIES, provenance_of
from accounts.provenance.facts import provenance_facts
from accounts.provenance.values import (
    DAY,
    NOT_LOOKED_AT,
    Notice,
    Provenance,
    ProvenanceSpec,
    Source,
    is_stale,
    notice_at,
)
from accounts.provenance.words import FRESHNESS, NOTICES, SOURCES, provenance_sentence
from accounts.snapshot import Record
from accounts.values import Definition, Definitions, Kind, Missing, Moment

DEFINITIONS: Definitions = {
    (Kind.CONTACT, one.name): one
    for one in (
        Definition(Kind.CONTACT, "came_from", "enumeration"),
        Definition(Kind.CONTACT, "came_from_all", "enumeration", many=True),
        Definition(Kind.CONTACT, "came_on", "date"),
        Definition(Kind.CONTACT, "came_on_text"),
        Definition(Kind.CONTACT, "vendor"),
        Definition(Kind.CONTACT, "consent", "bool"),
        Definition(Kind.CONTACT, "checked", "datetime"),
        Definition(Kind.CONTACT, "told", "date"),
        Definition(Kind.CONTACT, "was_told", "bool"),
        Definition(Kind.CONTACT, "hs_legal_basis", "enumeration", many=True),
    )
}
SPEC = ProvenanceSpec(
    source="came_from",
    values={"Adresskauf": Source.PURCHASED, "Messe": Source.EVENT},
    date="came_on",
    vendor="vendor",
    opt_in="consent",
    verified="checked",
    notice="told",
    stale_after={Source.PURCHASED: 90 * DAY},
)
CAME = 1_772_496_000  # 2026-03-03
CREATED = CAME + DAY + 7
EMPTY: dict[str, str | None] = {
    **dict.fromkeys(PROPERTIES),
    **dict.fromkeys(("came_from", "came_on", "vendor", "consent", "checked", "told")),
    "createdate": "2026-03-04T00:00:07.500Z",
}


def contact(**properties: str | None) -> Record:
    return Record(Kind.CONTACT, "1", {**EMPTY, **properties})


def found(properties: Mapping[str, str | None], spec: ProvenanceSpec = SPEC) -> Provenance:
    return provenance_of(contact(**properties), spec, DEFINITIONS)


def facts(record: Record, spec: ProvenanceSpec = SPEC) -> dict[str, Fact]:
    return provenance_facts(record, provenance_of(record, spec, DEFINITIONS), spec, DEFINITIONS)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("Adresskauf", Source.PURCHASED),
        (" adresskauf ", Source.PURCHASED),
        ("Messe", Source.EVENT),
        ("inbound", Source.INBOUND),
        ("Research_LinkedIn", Source.RESEARCH_LINKEDIN),
        ("Kaltakquise", Source.UNKNOWN),
    ],
)
def test_what_a_person_declared_comes_first(said: str, source: Source) -> None:
    """By the rulebook's words and by the vocabulary's own; what nobody can read is not overruled by HubSpot."""
    made = found({"came_from": said, "hs_object_source": "FORM"})
    assert (made.source, made.told_by) == (source, "came_from")


@pytest.mark.parametrize(
    ("said", "source"),
    [("inbound;Eigenes", Source.INBOUND), ("inbound;event", Source.UNKNOWN), ("Eigenes", Source.UNKNOWN)],
)
def test_of_several_options_the_sources_have_to_agree(said: str, source: Source) -> None:
    """Two of them cannot both be where the data came from."""
    assert found({"came_from_all": said}, ProvenanceSpec(source="came_from_all")).source is source


@pytest.mark.parametrize(
    ("properties", "source", "told_by"),
    [
        ({"hs_object_source": "FORM"}, Source.INBOUND, "hs_object_source"),
        ({"hs_object_source_label": "FORM"}, Source.INBOUND, "hs_object_source_label"),
        ({"hs_object_source": "CONVERSATIONS"}, Source.INBOUND, "hs_object_source"),
        ({"hs_object_source": "MEETINGS"}, Source.INBOUND, "hs_object_source"),
        ({"hs_object_source": "IMPORT", "hs_object_source_detail_1": "Adresskauf 2026.csv"}, Source.IMPORT, "hs_object_source"),
        ({"hs_object_source": "IMPORT", "hs_analytics_source": "ORGANIC_SEARCH"}, Source.IMPORT, "hs_object_source"),
        ({"hs_object_source": "EXTENSION", "hs_object_source_detail_1": "LinkedIn Sales Navigator"}, Source.RESEARCH_LINKEDIN, "hs_object_source"),
        ({"hs_object_source": "INTEGRATION", "hs_object_source_detail_1": "XING Leads"}, Source.RESEARCH_XING, "hs_object_source"),
        ({"hs_object_source": "INTEGRATION", "hs_object_source_detail_1": "LinkedIn Lead Gen Forms"}, Source.INBOUND, "hs_object_source"),
        ({"hs_object_source": "INTEGRATION", "hs_object_source_detail_1": "Dealfront"}, Source.ENRICHMENT, "hs_object_source"),
        ({"hs_object_source": "INTEGRATION", "hs_object_source_detail_1": "Eventbrite"}, Source.EVENT, "hs_object_source"),
        ({"hs_object_source": "INTEGRATION", "hs_object_source_detail_1": "Taxing Ltd"}, Source.UNKNOWN, ""),
        ({"hs_object_source": "CRM_UI", "hs_analytics_source": "OFFLINE", "hs_analytics_source_data_1": "CRM_UI"}, Source.UNKNOWN, ""),
        ({"hs_object_source": "CRM_UI", "hs_analytics_source": "PAID_SEARCH"}, Source.INBOUND, "hs_analytics_source"),
        ({"hs_analytics_source": "REFERRALS"}, Source.INBOUND, "hs_analytics_source"),
        ({"hs_analytics_source": "OFFLINE", "hs_analytics_source_data_1": "IMPORT"}, Source.IMPORT, "hs_analytics_source_data_1"),
        ({"hs_analytics_source": "OFFLINE", "hs_analytics_source_data_1": "FORM"}, Source.INBOUND, "hs_analytics_source_data_1"),
        ({"hs_analytics_source": "OFFLINE", "hs_analytics_source_data_1": "EXTENSION", "hs_analytics_source_data_2": "linkedin"}, Source.RESEARCH_LINKEDIN, "hs_analytics_source_data_1"),
        ({"hs_analytics_source": "OFFLINE"}, Source.UNKNOWN, ""),
        ({"hs_analytics_source": "SOMETHING_NEW"}, Source.UNKNOWN, ""),
        ({}, Source.UNKNOWN, ""),
    ],
)  # fmt: skip
def test_hubspots_own_properties_speak_where_nobody_declared(
    properties: dict[str, str], source: Source, told_by: str
) -> None:
    """What made the record first, then how the person came; what says neither stays unknown."""
    made = found(properties)
    assert (made.source, made.told_by) == (source, told_by)


words = st.sampled_from([None, "", "OFFLINE", "API", "XING", "Neu", *CHANNELS, *VISITS])


@given(st.fixed_dictionaries(dict.fromkeys(HUBSPOT_SOURCES, words)))
def test_a_source_is_always_of_the_vocabulary(properties: dict[str, str | None]) -> None:
    """And whenever it is known, it is told what told it."""
    made = found(properties)
    assert (made.source is Source.UNKNOWN) == (made.told_by == "")
    assert read(facts(contact(**properties))["source"], 0) in {source.value for source in Source}


@pytest.mark.parametrize(
    ("spec", "properties", "since"),
    [
        (SPEC, {"came_on": "2026-03-03"}, CAME),
        (SPEC, {}, CREATED),
        (SPEC, {"came_on": "letztes Jahr"}, CREATED),
        (ProvenanceSpec(date="came_on_text"), {"came_on_text": "2026-03-03"}, CAME),
        (SPEC, {"createdate": None}, None),
    ],
)
def test_data_came_when_somebody_said_or_when_the_contact_was_made(
    spec: ProvenanceSpec, properties: dict[str, str | None], since: Moment | None
) -> None:
    """A date that cannot be read is none."""
    record = contact(hs_object_source="FORM", **properties)
    assert provenance_of(record, spec, DEFINITIONS).since == since
    age = facts(record, spec)["source.age"]
    assert age == Age(since) if since else isinstance(read(age, 0), Missing)


BOUGHT: dict[str, str | None] = {"came_from": "Adresskauf", "came_on": "2026-03-03"}
DUE_BY = CAME + 30 * DAY


@pytest.mark.parametrize(
    ("properties", "at", "notice"),
    [
        pytest.param(BOUGHT, CAME, "due", id="owed from the first day"),
        pytest.param(BOUGHT, DUE_BY + DAY - 1, "due", id="the last day counts in full"),
        pytest.param(BOUGHT, DUE_BY + DAY, "overdue", id="and is over then"),
        pytest.param({**BOUGHT, "told": "2026-03-20"}, DUE_BY + 99 * DAY, "given", id="given"),
        pytest.param({**BOUGHT, "came_on": None, "createdate": None}, DUE_BY + 99 * DAY, "due", id="without a date it is due"),
        pytest.param({"came_from": "inbound"}, DUE_BY, "not_owed", id="who came to us knows"),
        pytest.param({}, DUE_BY, Missing("where the data came from is not known"), id="of an unknown source nobody can say"),
        pytest.param({"told": "2026-03-20"}, DUE_BY, "given", id="unless it was given"),
    ],
)  # fmt: skip
def test_the_notice_moves_with_time(properties: dict[str, str | None], at: Moment, notice: object) -> None:
    """Fact and value agree at every moment."""
    record = contact(**properties)
    made = facts(record)["notice"]
    assert read(made, at) == notice
    value = notice_at(provenance_of(record, SPEC, DEFINITIONS), at)
    assert value == (None if isinstance(notice, Missing) else notice)
    assert (next_change(made, CAME, ALWAYS, None) == DUE_BY + DAY) == isinstance(made, Turns)


@pytest.mark.parametrize(
    ("said", "notice"), [("true", Notice.GIVEN), ("false", Notice.DUE), (None, Notice.DUE)]
)
def test_a_no_is_no_notice(said: str | None, notice: Notice) -> None:
    """Where a yes or no tells of it, instead of a date."""
    spec = ProvenanceSpec(source="came_from", notice="was_told")
    assert found({"came_from": "purchased", "was_told": said}, spec).notice is notice


@pytest.mark.parametrize(
    ("properties", "at", "freshness"),
    [
        pytest.param(BOUGHT, CAME + 90 * DAY - 1, "fresh", id="until then"),
        pytest.param(BOUGHT, CAME + 90 * DAY, "stale", id="from then on"),
        pytest.param({**BOUGHT, "checked": "2026-05-02T00:00:00Z"}, CAME + 90 * DAY, "fresh", id="counted from when it was verified"),
        pytest.param({"came_from": "inbound"}, CAME + 9000 * DAY, "fresh", id="a source without a limit"),
        pytest.param({**BOUGHT, "came_on": None, "createdate": None}, CAME, Missing("since when there are these data is not known"), id="no date at all"),
    ],
)  # fmt: skip
def test_data_go_stale(properties: dict[str, str | None], at: Moment, freshness: object) -> None:
    """After a time for each source."""
    record = contact(**properties)
    assert read(facts(record)["freshness"], at) == freshness
    assert is_stale(provenance_of(record, SPEC, DEFINITIONS), at) == (freshness == "stale")


def test_texts_are_read_by_their_definitions() -> None:
    """Vendor, legal basis and consent: unset is missing, and HubSpot's legal basis speaks where none is declared."""
    made = facts(contact(vendor="Adressdienst Muster", consent="true", hs_legal_basis="Consent;Contract"))
    assert (made["vendor"], made["opt_in"]) == (Const("Adressdienst Muster"), Const(True))
    assert made["legal_basis"] == Const(("Consent", "Contract"))
    empty = facts(contact(), ProvenanceSpec())
    said = {name: read(empty[name], 0) for name in ("vendor", "opt_in", "legal_basis", "verified.age")}
    assert {
        name: isinstance(value, Missing) and not value.unreadable for name, value in said.items()
    } == dict.fromkeys(said, True)


@pytest.mark.parametrize(
    ("record", "spec"),
    [
        pytest.param(Record(Kind.CONTACT, "1", {}), ProvenanceSpec(), id="HubSpot's own"),
        pytest.param(Record(Kind.CONTACT, "1", {"hs_object_source": "FORM"}), SPEC, id="the declared one"),
    ],
)
def test_what_was_not_read_yet_is_no_unknown_source(record: Record, spec: ProvenanceSpec) -> None:
    """Nobody is reported for a property that the next sync brings."""
    assert provenance_of(record, spec, DEFINITIONS) == NOT_LOOKED_AT
    said: list[Any] = [
        read(facts(record, spec)[name], 0) for name in ("source", "source.age", "freshness", "notice")
    ]
    assert [(type(value), value.unreadable) for value in said] == [(Missing, True)] * 4


def test_a_notice_that_was_not_read_yet_is_not_owed_yet() -> None:
    """Somebody may have given it."""
    record = Record(Kind.CONTACT, "1", {"came_from": "Adresskauf"})
    notice = read(facts(record)["notice"], 0)
    assert isinstance(notice, Missing)
    assert notice.unreadable


@given(st.integers(0, 200), st.integers(0, 200))
def test_facts_that_turn_say_when(first: int, later: int) -> None:
    """Until the moment it tells, a fact says the same."""
    for name, fact in facts(contact(**BOUGHT)).items():
        if isinstance(fact, Turns):
            at = CAME + first * DAY
            change = next_change(fact, at, ALWAYS, None)
            then = at + later * DAY if change is None else min(at + later * DAY, change - 1)
            assert read(fact, at) == read(fact, then), name
            assert change is None or read(fact, change) != read(fact, at)


TOLD = {"vendor": "Adressdienst Muster"}


@pytest.mark.parametrize(
    ("properties", "at", "german", "english"),
    [
        pytest.param({**BOUGHT, **TOLD}, CAME, "Gekauft am 3. März 2026 bei Adressdienst Muster; Rechtsgrundlage fehlt; Information nach Art. 14 fällig bis 2. April 2026.",
            "Purchased on 3 March 2026 from Adressdienst Muster; legal basis missing; notice under Art. 14 due by 2 April 2026.", id="bought"),
        pytest.param(BOUGHT, CAME + 99 * DAY, "Gekauft am 3. März 2026; Rechtsgrundlage fehlt; veraltet seit 1. Juni 2026; Information nach Art. 14 überfällig (Frist war 2. April 2026).",
            "Purchased on 3 March 2026; legal basis missing; stale since 1 June 2026; notice under Art. 14 overdue (was due by 2 April 2026).", id="forgotten"),
        pytest.param({**BOUGHT, "told": "2026-03-20", "checked": "2026-05-02"}, CAME, "Gekauft am 3. März 2026; Rechtsgrundlage fehlt; zuletzt geprüft am 2. Mai 2026; Information nach Art. 14 erteilt.",
            "Purchased on 3 March 2026; legal basis missing; last verified on 2 May 2026; notice under Art. 14 given.", id="looked after"),
        pytest.param({"hs_object_source": "FORM", "hs_legal_basis": "Consent", "consent": "true"}, CAME, "Von selbst gekommen am 4. März 2026; Rechtsgrundlage: Consent; Einwilligung: ja.",
            "Came to us on 4 March 2026; legal basis: Consent; consent: yes.", id="inbound"),
        pytest.param({}, CAME, "Herkunft unbekannt, im Bestand seit 4. März 2026; Rechtsgrundlage fehlt.", "Source unknown, held since 4 March 2026; legal basis missing.", id="nobody knows"),
    ],
)  # fmt: skip
def test_a_sentence_tells_what_is_known(
    properties: dict[str, str | None], at: Moment, german: str, english: str
) -> None:
    """Where from, when, on which basis, and what is still to be done."""
    assert provenance_sentence(found(properties), at, "de") == german
    assert provenance_sentence(found(properties), at, "en") == english


def test_what_was_not_read_is_told_so() -> None:
    """Nothing is claimed of it."""
    assert provenance_sentence(NOT_LOOKED_AT, 0, "de") == "Woher die Daten stammen, ist noch nicht gelesen."


def test_every_word_has_two_languages() -> None:
    """Of sources, notices and freshness."""
    for words_of in (SOURCES, NOTICES):
        assert all(set(table) == set(words_of["de"]) for table in words_of.values())
    assert (set(SOURCES["de"]), set(NOTICES["de"])) == (set(Source), set(Notice))
    assert set(FRESHNESS["de"]) == set(FRESHNESS["en"]) == {"fresh", "stale"}
