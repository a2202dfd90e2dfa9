"""How conditions read aloud: every operator on every sort of metric, in German and in English."""

from typing import Any

import pytest

from accounts.metrics import Const, Fact, Times
from rules.conditions import Finding, Leaf, Sort
from rules.judging.kinds import KINDS
from rules.judging.looking import Now
from rules.judging.program import Program
from rules.language.fixed import FIXED
from rules.language.reading import parse_condition
from rules.wording.claims import negative, spoken
from rules.wording.words import lacking, met, missing, sentence, unmet
from tests.rules.chance import AT, ZONE

Row = tuple[dict[str, Any], str, str]

PROPERTIES: list[Row] = [
    ({"company.x": {"is": "CHEMIE"}}, "x ist CHEMIE", "x is CHEMIE"),
    ({"company.x": {"is_not": "CHEMIE"}}, "x ist nicht CHEMIE", "x is not CHEMIE"),
    ({"company.x": {"is_any_of": ["A", "B", "C"]}}, "x ist A oder B oder C", "x is A or B or C"),
    ({"company.x": {"is_none_of": ["A", "B"]}}, "x ist weder A noch B", "x is neither A nor B"),
    ({"company.x": {"is_none_of": ["A"]}}, "x ist nicht A", "x is not A"),
    ({"company.x": {"at_least": 5}}, "x ist mindestens 5", "x is at least 5"),
    ({"company.x": {"at_most": 5}}, "x ist höchstens 5", "x is at most 5"),
    ({"company.x": {"more_than": 5}}, "x ist mehr als 5", "x is more than 5"),
    ({"company.x": {"less_than": 1.5}}, "x ist weniger als 1,5", "x is less than 1.5"),
    ({"company.x": {"before": "today"}}, "x liegt vor heute", "x is before today"),
    ({"company.x": {"after": "2026-03-31"}}, "x liegt nach dem 31.03.2026", "x is after 31 March 2026"),
    ({"company.x": {"contains": "Masch"}}, "x enthält Masch", "x contains Masch"),
    ({"company.x": {"starts_with": "Ma"}}, "x beginnt mit Ma", "x starts with Ma"),
    ({"company.x": {"ends_with": "bau"}}, "x endet auf bau", "x ends with bau"),
    ({"company.x": {"matches": "^M.*u$"}}, "x passt auf ^M.*u$", "x matches ^M.*u$"),
    ({"company.x": {"stale": "180 days"}}, "x ist seit 180 Tagen nicht bestätigt", "x has not been confirmed for 180 days"),
    ({"company.x": "known"}, "x ist bekannt", "x is known"),
    ({"company.x": "unknown"}, "x ist nicht bekannt", "x is not known"),
    ({"company.x": {"is": True}}, "x ist ja", "x is yes"),
    ({"company.x": {"is_not": True}}, "x ist nein", "x is no"),
    ({"company.x": {"is": False}}, "x ist nein", "x is no"),
]  # fmt: skip

COUNTS: list[Row] = [
    ({"contacts.count": {"is": 0}}, "keine Kontakte", "no contacts"),
    ({"contacts.count": {"is": 1}}, "genau 1 Kontakt", "exactly 1 contact"),
    ({"contacts.count": {"is_not": 2}}, "nicht genau 2 Kontakte", "not exactly 2 contacts"),
    ({"contacts.count": {"is_any_of": [1, 2]}}, "1 oder 2 Kontakte", "1 or 2 contacts"),
    ({"contacts.count": {"is_none_of": [1, 2]}}, "weder 1 noch 2 Kontakte", "neither 1 nor 2 contacts"),
    ({"contacts.count": {"at_least": 1}}, "mindestens 1 Kontakt", "at least 1 contact"),
    ({"contacts.count": {"at_least": 3}}, "mindestens 3 Kontakte", "at least 3 contacts"),
    ({"contacts.count": {"at_most": 1}}, "höchstens 1 Kontakt", "at most 1 contact"),
    ({"contacts.count": {"more_than": 2}}, "mehr als 2 Kontakte", "more than 2 contacts"),
    ({"contacts.count": {"less_than": 3}}, "weniger als 3 Kontakte", "fewer than 3 contacts"),
    ({"contacts.count": "known"}, "es ist bekannt, wie viele Kontakte es gibt", "it is known how many contacts there are"),
    ({"contacts.count": "unknown"}, "es ist nicht bekannt, wie viele Kontakte es gibt", "it is not known how many contacts there are"),
    ({"tickets.open": {"is": 0}}, "keine offenen Tickets", "no open tickets"),
    ({"tickets.open": {"is": 1}}, "genau 1 offenes Ticket", "exactly 1 open ticket"),
    ({"tickets.open": {"is_not": 2}}, "nicht genau 2 offene Tickets", "not exactly 2 open tickets"),
    ({"tickets.open": {"is_any_of": [1, 2]}}, "1 oder 2 offene Tickets", "1 or 2 open tickets"),
    ({"tickets.open": {"is_none_of": [1, 2]}}, "weder 1 noch 2 offene Tickets", "neither 1 nor 2 open tickets"),
    ({"tickets.open": {"at_least": 1}}, "mindestens 1 offenes Ticket", "at least 1 open ticket"),
    ({"tickets.open": {"at_least": 3}}, "mindestens 3 offene Tickets", "at least 3 open tickets"),
    ({"tickets.open": {"at_most": 1}}, "höchstens 1 offenes Ticket", "at most 1 open ticket"),
    ({"tickets.open": {"more_than": 2}}, "mehr als 2 offene Tickets", "more than 2 open tickets"),
    ({"tickets.open": {"less_than": 3}}, "weniger als 3 offene Tickets", "fewer than 3 open tickets"),
    ({"tickets.open": "known"}, "es ist bekannt, wie viele offene Tickets es gibt", "it is known how many open tickets there are"),
    ({"tickets.open": "unknown"}, "es ist nicht bekannt, wie viele offene Tickets es gibt", "it is not known how many open tickets there are"),
    ({"coverage.DECISION_MAKER": {"at_least": 1}}, "mindestens 1 Entscheider", "at least 1 decision maker"),
    ({"coverage.DECISION_MAKER": {"is": 0}}, "keine Entscheider", "no decision makers"),
    ({"coverage.BUDGET_HOLDER": {"is": 0}}, "keine Budgetverantwortlichen", "no budget holders"),
    ({"coverage.OTHER": {"at_least": 2}}, "mindestens 2 weitere Beteiligte", "at least 2 other participants"),
    ({"coverage.OTHER": {"is": 0}}, "keine weiteren Beteiligten", "no other participants"),
    ({"coverage.roles": {"less_than": 3}}, "weniger als 3 besetzte Rollen", "fewer than 3 roles covered"),
    ({"contacts.engaged": {"at_least": 3}}, "mindestens 3 engagierte Kontakte", "at least 3 engaged contacts"),
    ({"contact_funnel.consideration": {"at_least": 2}}, "mindestens 2 Kontakte im Schritt Erwägung", "at least 2 contacts at the step consideration"),
    ({"coverage.GURU": {"at_least": 1}}, "mindestens 1 Person mit der Rolle GURU", "at least 1 person with the role GURU"),
    ({"deals.open": {"more_than": 0}}, "mindestens 1 offener Deal", "at least 1 open deal"),
]  # fmt: skip

EVENTS: list[Row] = [
    ({"signals.any": {"is_not": 1}}, "nicht genau 1 Signal", "not exactly 1 signal"),
    ({"signals.any": "unknown"}, "es ist nicht bekannt, wie viele Signale es gibt", "it is not known how many signals there are"),
    ({"signals.any": {"is_any_of": [1, 2]}}, "1 oder 2 Signale", "1 or 2 signals"),
    ({"signals.any": {"is_none_of": [1, 2], "within": "7 days"}}, "weder 1 noch 2 Signale innerhalb von 7 Tagen", "neither 1 nor 2 signals within 7 days"),
    ({"signals.any": "known"}, "es ist bekannt, wie viele Signale es gibt", "it is known how many signals there are"),
    ({"signals.any": {"at_least": 3, "within": "14 days"}}, "mindestens 3 Signale innerhalb von 14 Tagen", "at least 3 signals within 14 days"),
    ({"signals.any": {"at_most": 1, "within": "1 day"}}, "höchstens 1 Signal innerhalb von 1 Tag", "at most 1 signal within 1 day"),
    ({"signals.any": {"is": 2, "within": "3 hours"}}, "genau 2 Signale innerhalb von 3 Stunden", "exactly 2 signals within 3 hours"),
    ({"signals.any": {"more_than": 2, "within": "2 years"}}, "mehr als 2 Signale innerhalb von 2 Jahren", "more than 2 signals within 2 years"),
    ({"signals.any": {"less_than": 2, "within": "24 months"}}, "weniger als 2 Signale innerhalb von 24 Monaten", "fewer than 2 signals within 24 months"),
    ({"signals.meeting": {"none_for": "30 days"}}, "seit 30 Tagen keine Termine", "no meetings for 30 days"),
    ({"signals.content_download": {"within": "90 days"}}, "mindestens 1 Download innerhalb von 90 Tagen", "at least 1 download within 90 days"),
    ({"signals.quote_request": {"ever": True}}, "mindestens 1 Angebotsanfrage", "at least 1 quote request"),
    ({"deals.won": {"at_least": 1, "within": "24 months"}}, "mindestens 1 gewonnener Deal innerhalb von 24 Monaten", "at least 1 won deal within 24 months"),
    ({"signals.demo_request": {"is_not": 1}}, "nicht genau 1 Signal 'demo request'", "not exactly 1 signal 'demo request'"),
    ({"signals.email_click": "unknown"}, "es ist nicht bekannt, wie viele Klicks in E-Mails es gibt", "it is not known how many clicks in e-mails there are"),
]  # fmt: skip

SCORES: list[Row] = [
    ({"engagement.score": {"at_least": 60}}, "Engagement von mindestens 60 Punkten", "engagement of at least 60 points"),
    ({"engagement.score": {"at_most": 1}}, "Engagement von höchstens 1 Punkt", "engagement of at most 1 point"),
    ({"engagement.score": {"more_than": 2.5}}, "Engagement von mehr als 2,5 Punkten", "engagement of more than 2.5 points"),
    ({"engagement.score": {"less_than": 40}}, "Engagement von weniger als 40 Punkten", "engagement of less than 40 points"),
    ({"engagement.score": "known"}, "ein Wert für Engagement", "a value for engagement"),
    ({"engagement.score": "unknown"}, "kein Wert für Engagement", "no value for engagement"),
    ({"score": {"at_least": 60}}, "Engagement von mindestens 60 Punkten", "engagement of at least 60 points"),
    ({"score": {"at_most": 1}}, "Engagement von höchstens 1 Punkt", "engagement of at most 1 point"),
    ({"score": {"more_than": 2.5}}, "Engagement von mehr als 2,5 Punkten", "engagement of more than 2.5 points"),
    ({"score": {"less_than": 40}}, "Engagement von weniger als 40 Punkten", "engagement of less than 40 points"),
    ({"score": "known"}, "ein Wert für Engagement", "a value for engagement"),
    ({"score": "unknown"}, "kein Wert für Engagement", "no value for engagement"),
]  # fmt: skip

AGES: list[Row] = [
    ({"stage.age": {"at_least": "14 days"}}, "seit mindestens 14 Tagen auf dieser Stufe", "on this stage for at least 14 days"),
    ({"stage.age": {"at_most": "1 day"}}, "seit höchstens 1 Tag auf dieser Stufe", "on this stage for at most 1 day"),
    ({"stage.age": {"more_than": "24 months"}}, "seit mehr als 24 Monaten auf dieser Stufe", "on this stage for more than 24 months"),
    ({"stage.age": {"less_than": "3 hours"}}, "seit weniger als 3 Stunden auf dieser Stufe", "on this stage for less than 3 hours"),
    ({"stage.age": "known"}, "steht auf einer Stufe", "stands on a stage"),
    ({"stage.age": "unknown"}, "steht auf keiner Stufe", "stands on no stage"),
    ({"since.company.contract_end": {"at_least": "14 days"}}, "contract_end liegt mindestens 14 Tage zurück", "contract_end was at least 14 days ago"),
    ({"since.company.contract_end": {"at_most": "1 day"}}, "contract_end liegt höchstens 1 Tag zurück", "contract_end was at most 1 day ago"),
    ({"since.company.contract_end": {"more_than": "24 months"}}, "contract_end liegt mehr als 24 Monate zurück", "contract_end was more than 24 months ago"),
    ({"since.company.contract_end": {"less_than": "3 hours"}}, "contract_end liegt weniger als 3 Stunden zurück", "contract_end was less than 3 hours ago"),
    ({"since.company.contract_end": "known"}, "ein Datum bei contract_end", "a date for contract_end"),
    ({"since.company.contract_end": "unknown"}, "kein Datum bei contract_end", "no date for contract_end"),
    ({"until.company.contract_end": {"at_least": "14 days"}}, "contract_end ist mindestens 14 Tage entfernt", "contract_end is at least 14 days away"),
    ({"until.company.contract_end": {"at_most": "1 day"}}, "contract_end ist höchstens 1 Tag entfernt", "contract_end is at most 1 day away"),
    ({"until.company.contract_end": {"more_than": "24 months"}}, "contract_end ist mehr als 24 Monate entfernt", "contract_end is more than 24 months away"),
    ({"until.company.contract_end": {"less_than": "3 hours"}}, "contract_end ist weniger als 3 Stunden entfernt", "contract_end is less than 3 hours away"),
    ({"until.company.contract_end": "known"}, "ein Datum bei contract_end", "a date for contract_end"),
    ({"until.company.contract_end": "unknown"}, "kein Datum bei contract_end", "no date for contract_end"),
]  # fmt: skip

NAMES: list[Row] = [
    ({"stage": {"is": "engaged"}}, "Stufe ist engaged", "stage is engaged"),
    ({"stage": {"is_none_of": ["a", "b"]}}, "Stufe ist weder a noch b", "stage is neither a nor b"),
    ({"stage": {"is_not": "in"}}, "Stufe ist nicht in", "stage is not in"),
    ({"stage": {"contains": "in"}}, "Stufe enthält in", "stage contains in"),
    ({"stage": {"starts_with": "in"}}, "Stufe beginnt mit in", "stage starts with in"),
    ({"stage": {"ends_with": "in"}}, "Stufe endet auf in", "stage ends with in"),
    ({"stage": {"matches": "in"}}, "Stufe passt auf in", "stage matches in"),
    ({"stage": {"is_any_of": ["a", "b"]}}, "Stufe ist a oder b", "stage is a or b"),
    ({"stage": "known"}, "Stufe ist bekannt", "stage is known"),
    ({"stage": "unknown"}, "Stufe ist nicht bekannt", "stage is not known"),
    ({"relationship": {"is": "former"}}, "Beziehung ist ehemaliger Kunde", "relationship is former customer"),
    ({"relationship": {"is_not": "customer"}}, "Beziehung ist nicht Kunde", "relationship is not customer"),
    ({"cycle": {"more_than": 1}}, "Runde ist mehr als 1", "cycle is more than 1"),
    ({"tier": {"is": "tier_1"}}, "Klasse ist tier_1", "tier is tier_1"),
    ({"programme": "unknown"}, "Programm ist nicht bekannt", "programme is not known"),
    ({"role": {"is_any_of": ["CHAMPION", "DECISION_MAKER"]}}, "Rolle ist Fürsprecher oder Entscheider", "role is champion or decision maker"),
    ({"funnel": {"is": "consideration"}}, "Schritt im Funnel ist Erwägung", "step in the funnel is consideration"),
    ({"deal.state": {"is": "won"}}, "Deal ist gewonnen", "deal is won"),
    ({"ticket.state": {"is": "closed"}}, "Ticket ist geschlossen", "ticket is closed"),
    ({"may.email": True}, "Erlaubnis für email", "permission for email"),
    ({"may.email": False}, "keine Erlaubnis für email", "no permission for email"),
    ({"conditions.big_enough": True}, "big enough", "big enough"),
    ({"role": {"is_none_of": ["BLOCKER", "OTHER"]}}, "Rolle ist weder Gegner noch weiterer Beteiligter", "role is neither blocker nor other participant"),
    ({"role": {"contains": "CHAMPION"}}, "Rolle enthält Fürsprecher", "role contains champion"),
    ({"role": {"starts_with": "END"}}, "Rolle beginnt mit END", "role starts with END"),
    ({"role": {"ends_with": "USER"}}, "Rolle endet auf USER", "role ends with USER"),
    ({"role": {"matches": "^END"}}, "Rolle passt auf ^END", "role matches ^END"),
    ({"role": "known"}, "Rolle ist bekannt", "role is known"),
    ({"role": "unknown"}, "Rolle ist nicht bekannt", "role is not known"),
]  # fmt: skip

MEASURES: list[Row] = [
    ({"count": "contacts", "where": {"role": {"is_any_of": ["CHAMPION"]}}, "at_least": 2}, "mindestens 2 Kontakte mit Rolle Fürsprecher", "at least 2 contacts where role is champion"),
    ({"count": "contacts", "where": {"role": {"is_any_of": ["CHAMPION"]}}, "at_most": 0}, "keine Kontakte mit Rolle Fürsprecher", "no contacts where role is champion"),
    ({"count": "contacts", "where": {"contact.need": {"is": True}, "may.email": True}, "is": 1}, "genau 1 Kontakt mit need ja und Erlaubnis für email", "exactly 1 contact with permission for email where need is yes"),
    ({"count": "contacts", "where": {"score": {"at_least": 10}, "contact.jobtitle": {"contains": "CFO"}}, "more_than": 3}, "mehr als 3 Kontakte mit Engagement von mindestens 10 Punkten und CFO in jobtitle", "more than 3 contacts with engagement of at least 10 points where jobtitle contains CFO"),
    ({"count": "contacts", "where": {"signals.any": {"at_least": 2, "within": "90 days"}}, "at_least": 3}, "mindestens 3 Kontakte, nur wo gilt: mindestens 2 Signale innerhalb von 90 Tagen", "at least 3 contacts with at least 2 signals within 90 days"),
    ({"count": "contacts", "where": {"any": [{"contact.a": "known"}, {"contact.b": "unknown"}]}, "less_than": 3}, "weniger als 3 Kontakte, nur wo gilt: a ist bekannt oder b ist nicht bekannt", "fewer than 3 contacts where a is known or b is not known"),
    ({"count": "contacts", "where": {"contact.phone": "known", "contact.fax": "unknown"}, "at_least": 3}, "mindestens 3 Kontakte mit Angabe bei phone und leerem Feld fax", "at least 3 contacts where phone is known and fax is not known"),
    ({"count": "deals", "where": {"deal.state": {"is": "open"}}, "is": 0}, "keine offenen Deals", "no open deals"),
    ({"count": "deals", "where": {"deal.amount": {"at_least": 5000}, "deal.closedate": {"before": "today"}}, "at_least": 1}, "mindestens 1 Deal mit amount von mindestens 5000 und closedate vor heute", "at least 1 deal where amount is at least 5000 and closedate is before today"),
    ({"count": "tickets", "where": {"ticket.state": {"is": "open"}, "ticket.hs_ticket_priority": {"is_any_of": ["HIGH", "URGENT"]}}, "at_least": 2}, "mindestens 2 offene Tickets mit hs_ticket_priority HIGH oder URGENT", "at least 2 open tickets where hs_ticket_priority is HIGH or URGENT"),
    ({"sum": "deal.amount", "where": {"deal.state": {"is": "open"}}, "at_least": 50000}, "Summe von amount (offene Deals) ist mindestens 50000", "sum of amount (open deals) is at least 50000"),
    ({"average": "deal.amount", "less_than": 10}, "Durchschnitt von amount (Deals) ist weniger als 10", "average of amount (deals) is less than 10"),
    ({"max": "deal.amount", "where": {"deal.state": {"is": "won"}}, "is": 5}, "größter Wert von amount (gewonnene Deals) ist 5", "greatest value of amount (won deals) is 5"),
    ({"min": "contact.age", "where": {"role": {"is_none_of": ["END_USER"]}}, "more_than": 3}, "kleinster Wert von age (Kontakte mit Rolle ungleich Anwender) ist mehr als 3", "least value of age (contacts where role is not end user) is more than 3"),
]  # fmt: skip

GROUPS: list[Row] = [
    ({"company.a": "known", "company.b": {"is": 1}}, "a ist bekannt und b ist 1", "a is known and b is 1"),
    ({"any": [{"company.a": "known"}, {"company.b": {"is": 1}, "company.c": {"is": 2}}]}, "a ist bekannt oder (b ist 1 und c ist 2)", "a is known or (b is 1 and c is 2)"),
    ({"at_least_n_of": {"n": 2, "of": [{"company.a": "known"}, {"company.b": {"is": 1}}, {"company.c": "unknown"}]}}, "mindestens 2 davon: a ist bekannt, b ist 1, c ist nicht bekannt", "at least 2 of: a is known, b is 1, c is not known"),
    ({"not": {"company.a": "known", "company.b": {"contains": "x"}}}, "nicht (a ist bekannt und b enthält x)", "not (a is known and b contains x)"),
    ({"not": {"company.b": {"contains": "x"}}}, "b enthält nicht x", "b does not contain x"),
    ({"not": {"contacts.count": {"at_least": 3}}}, "weniger als 3 Kontakte", "fewer than 3 contacts"),
    ({"not": {"company.a": {"stale": "30 days"}}}, "a wurde innerhalb von 30 Tagen bestätigt", "a was confirmed within 30 days"),
    ({"not": {"engagement.score": {"at_least": 40}}}, "Engagement von weniger als 40 Punkten", "engagement of less than 40 points"),
]  # fmt: skip

DENIED: list[Row] = [
    ({"company.x": {"is": "A"}}, "x ist nicht A", "x is not A"),
    ({"company.x": {"is_any_of": ["A", "B"]}}, "x ist weder A noch B", "x is neither A nor B"),
    ({"company.x": {"at_least": 5}}, "x ist weniger als 5", "x is less than 5"),
    ({"company.x": {"more_than": 5}}, "x ist höchstens 5", "x is at most 5"),
    ({"company.x": {"before": "today"}}, "x liegt nicht vor heute", "x is not before today"),
    ({"company.x": {"after": "2026-03-31"}}, "x liegt nicht nach dem 31.03.2026", "x is not after 31 March 2026"),
    ({"company.x": {"contains": "a"}}, "x enthält nicht a", "x does not contain a"),
    ({"company.x": {"starts_with": "a"}}, "x beginnt nicht mit a", "x does not start with a"),
    ({"company.x": {"ends_with": "a"}}, "x endet nicht auf a", "x does not end with a"),
    ({"company.x": {"matches": "a"}}, "x passt nicht auf a", "x does not match a"),
    ({"company.x": {"stale": "1 year"}}, "x wurde innerhalb von 365 Tagen bestätigt", "x was confirmed within 365 days"),
    ({"company.x": "known"}, "x ist nicht bekannt", "x is not known"),
    ({"company.x": {"is": True}}, "x ist nein", "x is no"),
    ({"contacts.count": {"at_least": 3}}, "weniger als 3 Kontakte", "fewer than 3 contacts"),
    ({"tickets.open": {"at_least": 1}}, "keine offenen Tickets", "no open tickets"),
    ({"signals.any": {"within": "14 days"}}, "seit 14 Tagen keine Signale", "no signals for 14 days"),
    ({"engagement.score": {"at_least": 60}}, "Engagement von weniger als 60 Punkten", "engagement of less than 60 points"),
    ({"stage.age": {"at_least": "14 days"}}, "seit weniger als 14 Tagen auf dieser Stufe", "on this stage for less than 14 days"),
    ({"since.company.x": {"at_most": "2 days"}}, "x liegt mehr als 2 Tage zurück", "x was more than 2 days ago"),
    ({"until.company.x": "known"}, "kein Datum bei x", "no date for x"),
    ({"count": "deals", "where": {"deal.state": {"is": "won"}}, "at_least": 2}, "weniger als 2 gewonnene Deals", "fewer than 2 won deals"),
]  # fmt: skip

EVERYTHING = [*PROPERTIES, *COUNTS, *EVENTS, *SCORES, *AGES, *NAMES, *MEASURES, *GROUPS]


@pytest.mark.parametrize(("condition", "german", "english"), EVERYTHING)
def test_a_condition_reads_aloud(condition: dict[str, Any], german: str, english: str) -> None:
    """What is asked, as somebody would say it."""
    parsed = parse_condition(condition)
    assert (spoken(parsed, "de"), spoken(parsed, "en")) == (german, english)


@pytest.mark.parametrize(("condition", "german", "english"), DENIED)
def test_the_contrary_reads_aloud(condition: dict[str, Any], german: str, english: str) -> None:
    """What would have to be so for a comparison to say no."""
    leaf = parse_condition(condition)
    assert isinstance(leaf, Leaf)
    assert (negative(leaf, "de"), negative(leaf, "en")) == (german, english)


def test_every_operator_on_every_sort_of_metric_has_a_row() -> None:
    """A new operator, or an old one on another sort of metric, is read aloud here first."""
    leaves = [leaf for leaf in (parse_condition(row[0]) for row in EVERYTHING) if isinstance(leaf, Leaf)]
    said = {(leaf.op, FIXED.get(leaf.metric, Sort.PROPERTY)) for leaf in leaves}
    asked = {(op, sort) for op, kind in KINDS.items() for sort in kind.fits if sort is not Sort.FLAG}
    assert asked - said == set()


FACTS: dict[str, Fact] = {
    "contacts.count": Const(1),
    "coverage.DECISION_MAKER": Const(0),
    "company.size": Const(12),
    "company.about": Const("Wir bauen Maschinen.\n" * 20),
    "company.tags": Const(tuple("abcdefgh")),
    "signals.any": Times((AT - 60,)),
}
LABELS = {"company.size": "Mitarbeiter", "company.about": "Beschreibung"}


def look(condition: dict[str, Any]) -> Finding:
    return Program({"it": parse_condition(condition)}).look(FACTS, Now(AT, None, ZONE)).finding("it")


@pytest.mark.parametrize(
    ("condition", "german", "english"),
    [
        ({"coverage.DECISION_MAKER": {"at_least": 1}}, "1 Entscheider (bekannt: 0)", "1 decision maker (known: 0)"),
        ({"contacts.count": {"at_least": 2}}, "noch 1 Kontakt (bekannt: 1)", "1 more contact (known: 1)"),
        ({"contacts.count": {"at_least": 2.5}}, "noch 2 Kontakte (bekannt: 1)", "2 more contacts (known: 1)"),
        ({"contacts.count": {"is": 0}}, "keine Kontakte (bekannt: 1)", "no contacts (known: 1)"),
        ({"company.size": {"at_least": 250}}, "Mitarbeiter ist mindestens 250 (bekannt: 12)", "Mitarbeiter is at least 250 (known: 12)"),
        ({"company.size": "unknown"}, "Mitarbeiter ist nicht bekannt", "Mitarbeiter is not known"),
        ({"company.nobody": {"is": True}}, "nobody ist ja (unbekannt)", "nobody is yes (unknown)"),
        ({"company.about": {"starts_with": "X"}}, "Beschreibung beginnt mit X (bekannt: Wir bauen Maschinen. Wir bauen Maschinen. Wir bauen Maschin…)", "Beschreibung starts with X (known: Wir bauen Maschinen. Wir bauen Maschinen. Wir bauen Maschin…)"),
        ({"company.tags": {"contains": "x"}}, "tags enthält x (bekannt: a oder b oder c oder d oder e oder 3 weitere)", "tags contains x (known: a or b or c or d or e or 3 more)"),
        ({"signals.any": {"at_least": 3}}, "mindestens 3 Signale", "at least 3 signals"),
        ({"not": {"contacts.count": {"at_least": 1}}}, "keine Kontakte (bekannt: 1)", "no contacts (known: 1)"),
        ({"all": [{"company.size": {"is": 1}}, {"company.size": {"is": 2}}]}, "Mitarbeiter ist 1 (bekannt: 12); Mitarbeiter ist 2 (bekannt: 12); das schließt sich gegenseitig aus", "Mitarbeiter is 1 (known: 12); Mitarbeiter is 2 (known: 12); these exclude each other"),
    ],
)  # fmt: skip
def test_what_is_missing_reads_aloud(condition: dict[str, Any], german: str, english: str) -> None:
    """With what is known, as long as that does not move by itself, under the names that people know."""
    finding = look(condition)
    assert (lacking(finding, "de", LABELS), lacking(finding, "en", LABELS)) == (german, english)


def test_a_sentence_names_five_things_and_counts_the_rest() -> None:
    """The data has them all."""
    finding = look({f"company.p{number}": "known" for number in range(8)})
    named = "; ".join(f"p{number} ist bekannt" for number in range(5))
    assert lacking(finding, "de") == unmet(finding, "de") == f"{named}; und 3 weitere"
    assert lacking(finding, "en").endswith("p4 is known; and 3 more")
    assert len(missing(finding, "de")) == 8
    holding = look({f"company.p{number}": "unknown" for number in range(8)})
    assert met(holding, "de").startswith("p0 ist nicht bekannt, p1 ist nicht bekannt, ")
    assert met(holding, "de").endswith(", p4 ist nicht bekannt und 3 weitere")


def test_labels_reach_into_groups_and_measures() -> None:
    """Wherever a property is named."""
    labels = {"deal.amount": "Betrag", "contact.need": "Bedarf"}
    measures = {"any": [
        {"sum": "deal.amount", "at_least": 5},
        {"count": "contacts", "where": {"contact.need": {"is": True}}, "at_least": 1},
        {"not": {"since.contact.need": "known"}},
    ]}  # fmt: skip
    assert spoken(parse_condition(measures), "de", labels) == (
        "Summe von Betrag (Deals) ist mindestens 5 oder mindestens 1 Kontakt mit Bedarf ja oder kein Datum bei Bedarf"
    )
    assert "Bedarf is yes" in sentence(
        look({"all": [{"contact.need": {"is": True}}, measures]}), "en", labels
    )
