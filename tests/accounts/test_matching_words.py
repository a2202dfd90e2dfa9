"""What matching says to people."""

import pytest

from accounts.matching import texts
from accounts.matching.membership import Lost, Membership, Reason, Rival
from accounts.matching.questions import headline, name_question, words
from accounts.matching.words import words as told

HOLDING = Rival("2", "Acme Holding AG", Reason.EMAIL_DOMAIN, "acme.example", Lost.YOUNGER)
BESIDE = Rival("3", "Birch", Reason.ASSOCIATION, "Birch", Lost.NOT_PRIMARY)
REFUSED = Rival("4", "Larch", Reason.COMPANY_NAME, "Lärche", Lost.REJECTED, 0.7)
WEAK = Rival(
    "5", "Müller Maschinenbau GmbH", Reason.COMPANY_NAME, "Müller Maschinen", Lost.WEAK, 0.86, ("city",)
)


@pytest.mark.parametrize(
    ("membership", "german", "english"),
    [
        (
            Membership("1", "company:1", Reason.ASSOCIATION, "Acme GmbH", "1", rivals=(BESIDE,)),
            (
                "Gehört zu Acme GmbH, weil HubSpot die Zuordnung zu Acme GmbH als primär führt; "
                "auch in Frage: Birch (zugeordnet, nicht primär)."
            ),
            (
                "Belongs to Acme GmbH because HubSpot has Acme GmbH as the primary company; "
                "also in question: Birch (associated, not primary)."
            ),
        ),
        (
            Membership("1", "company:1", Reason.EMAIL_DOMAIN, "acme.example", "1", rivals=(HOLDING, REFUSED)),
            (
                "Gehört zu Acme GmbH, weil die E-Mail-Domain acme.example diesem Unternehmen gehört; "
                "auch in Frage: Acme Holding AG (gleiche Domain, jünger); verneint: Larch."
            ),
            (
                "Belongs to Acme GmbH because the e-mail domain acme.example is this company's; "
                "also in question: Acme Holding AG (same domain, younger); ruled out: Larch."
            ),
        ),
        (
            Membership("1", None, Reason.IN_QUESTION, "Müller Maschinen", rivals=(WEAK,)),
            (
                "Gehört zu keinem Account: der Kontakt nennt als Unternehmen „Müller Maschinen“, und welches gemeint ist, "
                "steht noch nicht fest; auch in Frage: Müller Maschinenbau GmbH (Name zu 86 % gleich)."
            ),
            (
                "Belongs to no account: the contact gives “Müller Maschinen” as company, and it is not settled which one "
                "is meant; also in question: Müller Maschinenbau GmbH (86% the same name)."
            ),
        ),
        (
            Membership("1", None, Reason.FREE_MAIL, "gmail.com"),
            "Gehört zu keinem Account: gmail.com vergibt Adressen an jedermann.",
            "Belongs to no account: gmail.com gives addresses to anybody.",
        ),
    ],
)
def test_a_membership_in_one_sentence(membership: Membership, german: str, english: str) -> None:
    """Where, why, and who else was in question."""
    account = "Acme GmbH" if membership.account else None
    assert told(membership, account, "de") == german
    assert told(membership, account, "en") == english


NAME = name_question("Müller Maschinen") or ""


@pytest.mark.parametrize(
    ("question", "rival", "contacts", "german", "english"),
    [
        (
            NAME, WEAK, 1,
            ("Der Kontakt nennt als Unternehmen „Müller Maschinen“; „Müller Maschinenbau GmbH“ heißt ähnlich (86 %) und "
            "sitzt in derselben Stadt."),
            ("The contact gives “Müller Maschinen” as company; “Müller Maschinenbau GmbH” has a similar name (86%) and "
            "is in the same city."),
        ),
        (
            NAME, Rival("5", "Zenit", Reason.COMPANY_NAME, "ZENIT", Lost.WEAK, 1.0, ("zip", "street", "owner")), 3,
            ("3 Kontakte nennen als Unternehmen „ZENIT“; „Zenit“ heißt genauso, hat dieselbe Postleitzahl, stimmt bei "
            "„street“ überein und hat denselben zuständigen Nutzer."),
            ("3 contacts give “ZENIT” as company; “Zenit” has the same name, has the same postcode, agrees on “street” "
            "and has the same owner."),
        ),
        (
            "domain:acme.test", Rival("1", "Acme", Reason.EMAIL_DOMAIN, "acme.test", Lost.WEAK), 2,
            "Die Domain acme.test steht bei keinem Unternehmen; die Hauptdomain von „Acme“ beginnt genauso.",
            "No company has the domain acme.test; the main domain of “Acme” begins alike.",
        ),
        (
            "domain:acme.test", Rival("1", "Acme", Reason.COMPANY_NAME, "acme.test", Lost.WEAK, 0.98), 1,
            "Die Domain acme.test steht bei keinem Unternehmen; „Acme“ heißt wie die Domain.",
            "No company has the domain acme.test; “Acme” is named like it.",
        ),
        (
            "domain:oak.test", WEAK, 7,
            ("Ein Kontakt von dort nennt als Unternehmen „Müller Maschinen“; „Müller Maschinenbau GmbH“ heißt ähnlich "
            "(86 %) und sitzt in derselben Stadt."),
            ("A contact from there gives “Müller Maschinen” as company; “Müller Maschinenbau GmbH” has a similar name "
            "(86%) and is in the same city."),
        ),
        (
            "branch:acme.example|10115|", HOLDING, 1,
            "„Acme Holding AG“ führt die Domain acme.example ebenfalls.",
            "“Acme Holding AG” has the domain acme.example too.",
        ),
    ],
)  # fmt: skip
def test_what_speaks_for_a_candidate(
    question: str, rival: Rival, contacts: int, german: str, english: str
) -> None:
    """The evidence in words, for one contact or many."""
    assert words(question, rival, "de", contacts) == german
    assert words(question, rival, "en", contacts) == english


@pytest.mark.parametrize(
    ("question", "german"),
    [
        ("domain:acme.test", "Welchem Unternehmen gehört die Domain acme.test?"),
        ("name:acme bau", "Welches Unternehmen ist mit „acme bau“ gemeint?"),
        ("contact:7", "Zu welchem Unternehmen gehört der Kontakt 7?"),
        ("branch:acme.test|10115|de", "Zu welchem Standort gehören Kontakte mit der Domain acme.test und der Angabe 10115, de?"),
        ("branch:acme.test||", "Zu welchem Standort gehören Kontakte mit der Domain acme.test, die keinen Ort angeben?"),
    ],
)  # fmt: skip
def test_what_is_asked(question: str, german: str) -> None:
    """One plain question, in both languages."""
    assert headline(question, "de") == german
    assert headline(question, "en").endswith("?")


def test_both_languages_say_everything() -> None:
    """Every reason and every loss has its words, and no language lacks any."""
    for table in (texts.QUESTIONS, texts.BECAUSE, texts.SPOKE, texts.LOST):
        assert table["de"].keys() == table["en"].keys()
    assert {reason.value for reason in Reason} <= texts.BECAUSE["de"].keys()
    assert {lost.value for lost in Lost} == texts.LOST["de"].keys()


def test_a_name_is_asked_about_once_however_it_is_written() -> None:
    """But a KG is not a GmbH, and what is no name is no question."""
    assert name_question("Müller Bau GmbH") == name_question("MUELLER  Bau G.m.b.H.")
    assert name_question("Müller Bau GmbH") != name_question("Müller Bau KG")
    assert name_question("GmbH") is None
