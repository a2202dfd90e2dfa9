"""What the hygiene report says, to people and to programs."""

import json
from typing import get_args

import pytest

from accounts.hygiene.examine import examine
from accounts.hygiene.plain import as_data
from accounts.hygiene.rows import AccountRow, Asked, Rows
from accounts.hygiene.text import WIDTH, example, lines, title
from accounts.hygiene.values import Check, Defect, Example, Report, Subject, Weight
from accounts.hygiene.words import DETAILS, KINDS, SAID, TEXTS, WEIGHTS, WHYS, Language
from accounts.matching.membership import Reason
from accounts.provenance.values import Source
from tests.accounts.hygiene_rows import AT, CLEAN, ELSE, LAST_YEAR, SPEC, changed, company, contact

LANGUAGES: tuple[Language, ...] = get_args(Language)
MESSY = changed(
    company("10", "Oak GmbH", "oak.example", hubspot_owner_id=None),
    company("21", "Ulme Holding", "ulme.example", "company:20"),
    AccountRow("company:30", "Fir KG", "30"),
    company("30", "Fir KG", "fir.example"),
    contact("4", "noreply@mail.test", None, "automated", firstname=None, lastname=None),
    *(contact(str(n), f"d{n}@gmx.de", None, "free_mail", **ELSE, company="Fir") for n in range(50, 56)),
)

GERMAN = """\
10 Kontakte, 5 Unternehmen; 4 Dinge zu tun.

Zuerst

 1. 1 Key Account hat niemanden, der zuständig ist (kein Eintrag)
    Aufgaben und Übergaben landen bei der Vertretung oder bei niemandem.
    Und zwar: Oak GmbH (Unternehmen 10).
    Nächster Schritt: Am Unternehmen einen zuständigen Mitarbeiter eintragen, der noch da ist.

Danach

 2. 1 Domain gehört mehreren Unternehmen
    Ohne Zuordnung kommt jeder neue Kontakt zu einem davon, und nicht immer zum richtigen.
    Und zwar: Elm AG (Unternehmen 20) + Ulme Holding (Unternehmen 21): ulme.example.
    Nächster Schritt: Doppelte Unternehmen zusammenführen; bei Tochter oder Niederlassung das
    Mutterunternehmen eintragen.

 3. 7 Kontakte gehören zu keinem Account (private E-Mail-Adresse: 6, Automat: 1)
    In keinem Buying Center und keiner Auswertung nach Accounts kommen sie vor.
    Zum Beispiel: noreply@mail.test (Kontakt 4): Automat; Dora Dorn (Kontakt 50): private E-Mail-Adresse,
    d50@gmx.de; Dora Dorn (Kontakt 51): private E-Mail-Adresse, d51@gmx.de; Dora Dorn (Kontakt 52): private
    E-Mail-Adresse, d52@gmx.de; Dora Dorn (Kontakt 53): private E-Mail-Adresse, d53@gmx.de; und 2 weitere.
    Nächster Schritt: Das Unternehmen zuordnen, wo es bekannt ist; Automaten und eigene Leute als Kontakte
    löschen.

Bei Gelegenheit

 4. Zu 1 Unternehmen gehört kein Kontakt
    Sie machen Listen lang und sagen nichts.
    Und zwar: Fir KG (Unternehmen 30).
    Nächster Schritt: Archivieren, was niemand mehr braucht."""


def report(rows: Rows) -> Report:
    return examine(rows, Asked(SPEC, AT))


def test_the_report_reads_from_what_hurts_to_what_is_merely_untidy() -> None:
    """A head, what it means, whom it is about with the id in HubSpot, and the next step."""
    assert "\n".join(lines(report(MESSY), "de")) == GERMAN


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clean_portal_is_told_so_in_three_lines(language: Language) -> None:
    """Kindly, and without a list."""
    told = lines(report(CLEAN), language)
    assert told[0].endswith(f"; {TEXTS[language]['todo_0']}.")
    assert " ".join(told[2:]) == TEXTS[language]["clean"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_portal_that_was_not_read_is_no_clean_one(language: Language) -> None:
    """Nobody is thanked for an empty database; the next step is told."""
    assert " ".join(lines(report(Rows()), language)).endswith(TEXTS[language]["empty"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_said_in_every_language(language: Language) -> None:
    """Each check, each weight and each why has its words."""
    assert set(SAID[language]) == set(Check)
    assert set(WEIGHTS[language]) == set(Weight)
    assert set(TEXTS[language]) == set(TEXTS["en"])
    assert set(DETAILS[language]) == set(DETAILS["en"])
    assert set(WHYS[language]) == set(WHYS["en"])
    nowhere = {Reason.FREE_MAIL, Reason.DISPOSABLE, Reason.ROLE_ADDRESS, Reason.AUTOMATED, Reason.OWN_DOMAIN}
    said = {*nowhere, Reason.NOTHING_KNOWN, *Source} - {Source.UNKNOWN}
    assert {word.value for word in said} <= set(WHYS[language])
    assert all(len(line) <= WIDTH for line in lines(report(MESSY), language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", Check)
def test_one_and_many_are_told_apart(check: Check, language: Language) -> None:
    """One is one, and of many the number is written as the language writes it."""
    one, many = (title(Defect(check, Weight.SOON, count), language) for count in (1, 12_345))
    assert "1 " in one
    assert ("12.345" if language == "de" else "12,345") in many
    assert "{" not in one + many


@pytest.mark.parametrize(
    ("check", "given", "expected"),
    [
        (Check.EMPTY_ACCOUNTS, Example((Subject("company", "7", "Oak"),)), "Oak (Unternehmen 7)"),
        (Check.COMPANIES_MISSING, Example((Subject("domain", "oak.test", "oak.test"),), detail="3"), "oak.test: Kontakte: 3"),
        (Check.STALE_DATA, Example((Subject("contact", "1", "Ada"),), "purchased", "2026-03-01"), "Ada (Kontakt 1): gekauft, seit 2026-03-01"),
        (Check.SHARED_DOMAINS, Example(tuple(Subject("company", str(n), "Oak") for n in range(6))), "Oak (Unternehmen 0) + Oak (Unternehmen 1) + Oak (Unternehmen 2) + Oak (Unternehmen 3) + und 2 weitere"),
        (Check.ASSOCIATED_ELSEWHERE, Example((Subject("contact", "1", "Ada"), Subject("company", "7", "Oak")), detail="Elm"), "Ada (Kontakt 1), Adresse von Oak (Unternehmen 7): zugeordnet zu Elm"),
        (Check.WITHOUT_ACCOUNT, Example((Subject("contact", "1", "a@b.test"),), "automated", "a@b.test"), "a@b.test (Kontakt 1): Automat"),
        (Check.UNREADABLE_VALUES, Example((Subject("ticket", "1", "ticket.size"),), "not a number", "x"), "ticket.size (Ticket 1): not a number, „x“"),
    ],
)  # fmt: skip
def test_an_example_names_whom_it_is_about(check: Check, given: Example, expected: str) -> None:
    """By name and by the id under which HubSpot shows it; of many the first are named."""
    assert example(check, given, "de") == expected


def test_a_line_never_ends_before_an_id() -> None:
    """Whoever searches the report for "Kontakt 50" finds it."""
    some = [contact(str(n), None, None, "nothing_known", firstname="A" * (n % 60)) for n in range(50, 400)]
    told = [
        line for rows in zip(*[iter(some)] * 5, strict=True) for line in lines(report(changed(*rows)), "de")
    ]
    assert not [line for line in told if line.endswith("(Kontakt")]
    assert any("(Kontakt 399)" in line for line in told)


def test_objects_without_a_german_word_keep_theirs() -> None:
    """What nobody has named yet is shown as the program calls it."""
    assert "2-123" not in KINDS["de"]
    assert example(Check.EMPTY_ACCOUNTS, Example((Subject("lead", "1", "Oak"),)), "de") == "Oak (lead 1)"


def test_programs_read_stable_keys() -> None:
    """The whole JSON of a report; scripts lean on every key of it."""
    late = contact("4", "d@oak.example", origin="Adresskauf", basis="LI", createdate=LAST_YEAR, **ELSE)
    assert json.loads(json.dumps(as_data(report(changed(late)), "en"))) == {
        "at": "2026-03-02T12:00:00+00:00",
        "language": "en",
        "counts": {"contacts": 4, "companies": 3, "key_accounts": 1, "without_account": 0},
        "defects": [
            {
                "check": "notice_overdue",
                "weight": "now",
                "count": 1,
                "by": {"purchased": 1},
                "title": f"{SAID['en'][Check.NOTICE_OVERDUE].one} (purchased)",
                "means": SAID["en"][Check.NOTICE_OVERDUE].means,
                "step": SAID["en"][Check.NOTICE_OVERDUE].step,
                "examples": [
                    {
                        "objects": [{"kind": "contact", "id": "4", "name": "Dora Dorn"}],
                        "why": "purchased",
                        "detail": "2025-03-25",
                        "count": 1,
                    }
                ],
            }
        ],
    }
