"""What stands before the @: a person, a task of the firm, or a machine."""

import pytest

from accounts.addresses.kinds import Addresses, AddressKind, is_automated, is_role_address

PERSONS = """
    ada ada.lovelace a.lovelace lovelace ada_lovelace ada-lovelace ada2 ada+info al brand koch.brand paris.hill india reg denver.lovelace
    info.schmidt service.meier einkauf.lovelace vertrieb-huber j.office info.ada office.anna sales.mark t.einkauf
    gardner alexa per alla church md gf gl se la it.schmidt h.r i.t p.r noregrets bounceton rootvik botho mailerova
    informa servicio.perez praktikant.lovelace bounty notifica.rossi 123 2024 x noah dpohl
""".split()  # noqa: SIM905  (a list to be read as words)
ROLES = """
    info INFO info2 info-2 2info info.de info+web office sales sales-de sales.dach sales1 team.einkauf einkauf
    einkauf-berlin strategischer-einkauf einkauf2 büro buero Büro vertrieb vertrieb.nord verkauf kontakt contact hello
    hallo bewerbung bewerbungen karriere jobs hr it pr hr.dept human_resources human-resources buchhaltung rechnung
    rechnungen rechnungseingang e-rechnung invoice accounts.payable accounts-payable geschaeftsfuehrung
    geschäftsführung geschäftsleitung sekretariat assistenz personal personalabteilung empfang zentrale marketing
    presse datenschutz edv it-support support-de kundenservice kundendienst service service-center technischer.kundendienst
    bestellung bestellungen lager versand disposition admin webmaster abuse security hostmaster procurement purchasing
    e-mail mail post poststelle praxis kanzlei rathaus azubi ausbildung newsletter info.vertrieb the.team sales-france
""".split()  # noqa: SIM905
MACHINES = """
    noreply no-reply no_reply no.reply NoReply noreply2 donotreply do-not-reply do_not_reply alerts-noreply
    noreply-dmarc newsletter-noreply no-reply-de mailer-daemon MAILER-DAEMON mailerdaemon postmaster bounce bounces
    bounce-17-ab bounces+17-ada=acme.example bounce.mail notifications notification notification-de
    benachrichtigung nichtantworten nicht-antworten keine.antwort autoresponder srs0=ab=cd=acme.example=ada root
    unsubscribe devnull daemon
""".split()  # noqa: SIM905


@pytest.mark.parametrize("local", PERSONS)
def test_a_person(local: str) -> None:
    """In doubt it is one: a surname behind a task, initials, a word that people are called, too."""
    assert not is_role_address(local)
    assert not is_automated(local)
    assert Addresses().read(f"{local}@acme.example").kind is AddressKind.COMPANY


@pytest.mark.parametrize("local", ROLES)
def test_a_task(local: str) -> None:
    """With numbers, separators, places and tags, in German and English."""
    assert is_role_address(local)
    assert not is_automated(local)
    assert Addresses().read(f"{local}@acme.example").kind is AddressKind.ROLE


@pytest.mark.parametrize("local", MACHINES)
def test_a_machine(local: str) -> None:
    """Nobody reads there."""
    assert is_automated(local)
    assert Addresses().read(f"{local}@acme.example").kind is AddressKind.AUTOMATED


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("bounces.acme.example", AddressKind.AUTOMATED),
        ("users.noreply.acme.example", AddressKind.AUTOMATED),
        ("Bounce.Mail.Acme.example.", AddressKind.AUTOMATED),
        ("bounce.example", AddressKind.COMPANY),
        ("mail.acme.example", AddressKind.COMPANY),
    ],
)
def test_a_host_of_machines(host: str, kind: AddressKind) -> None:
    """A subdomain may say that nobody reads there; a firm may be called so."""
    assert Addresses().read(f"ada@{host}").kind is kind
