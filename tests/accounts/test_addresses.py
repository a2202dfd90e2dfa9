"""What an address says about an employer: the cases others have published (conformance corpus), and the laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.addresses.domains import domain_of_email, domains_of_company, registrable
from accounts.addresses.kinds import Address, Addresses, AddressKind

COMPANY, FREE_MAIL, DISPOSABLE = AddressKind.COMPANY, AddressKind.FREE_MAIL, AddressKind.DISPOSABLE
ROLE, AUTOMATED, OWN, NONE = AddressKind.ROLE, AddressKind.AUTOMATED, AddressKind.OWN, AddressKind.NONE

OURS = Addresses(
    own=frozenset({"flip.example", "flip-funnel.example"}),
    free_mail=frozenset({"kreisnetz.example"}),
    company=frozenset({"gmx.ch", "mailinator.com"}),
    role=frozenset({"Meldestelle", "werks-büro"}),
)


@pytest.mark.parametrize(
    ("email", "kind", "domain"),
    [
        ("notice@email.anthropic.com", COMPANY, "anthropic.com"),
        ("ada@acme.co.uk", COMPANY, "acme.co.uk"),
        ("ada@mail.acme.co.uk", COMPANY, "acme.co.uk"),
        ("noreply@acme.com", AUTOMATED, "acme.com"),
        ("mailer-daemon@mx.acme.com", AUTOMATED, "acme.com"),
        ("ada@acme.com", COMPANY, "acme.com"),
        ("ada@notacme.com", COMPANY, "notacme.com"),
        ("ada@acme.com.ar", COMPANY, "acme.com.ar"),
        ("ada@acme.company", COMPANY, "acme.company"),
        ("ada@flip.example", OWN, "flip.example"),
        ("ada@mail.flip-funnel.example", OWN, "flip-funnel.example"),
        ("info@flip.example", OWN, "flip.example"),
        ("praxis.lovelace@gmail.com", FREE_MAIL, "gmail.com"),
    ],
    ids=[
        "1 a subdomain makes no company 'Email'", "2 acme.co.uk", "2 mail.acme.co.uk", "3 noreply", "3 mailer-daemon",
        "4 acme.com", "4 notacme.com", "4 acme.com.ar", "4 acme.company", "5 own", "5 own, a subdomain", "5 own, a role",
        "7 a solo practitioner",
    ],
)  # fmt: skip
def test_the_conformance_corpus(email: str, kind: AddressKind, domain: str) -> None:
    """Corpus 1 to 5 and 7, as far as the address alone decides."""
    found = OURS.read(email)
    assert (found.kind, found.domain) == (kind, domain)


@pytest.mark.parametrize(
    ("kind", "makes_account", "links"),
    [
        (COMPANY, True, True),
        (ROLE, False, True),
        (AUTOMATED, False, True),
        (FREE_MAIL, False, False),
        (DISPOSABLE, False, False),
        (OWN, False, False),
        (NONE, False, False),
    ],
)
def test_what_follows_from_a_kind(kind: AddressKind, makes_account: bool, links: bool) -> None:  # noqa: FBT001
    """Only a person at a firm makes an account; a task or a machine may be put to one that is known."""
    address = Address(kind, "acme.example", "ada")
    assert (address.makes_account, address.links) == (makes_account, links)


@pytest.mark.parametrize(
    "domain",
    [
        "vodafone.de", "kabelmail.de", "chello.at", "ewe.net", "ewetel.net", "mailbox.org", "online.de", "t-online.de",
        "magenta.de", "web.de", "freenet.de", "posteo.de", "posteo.net", "arcor.de", "unitybox.de", "unity-mail.de",
        "kabelbw.de", "netcologne.de", "htp-tel.de", "osnanet.de", "alice-dsl.net", "o2online.de", "o2mail.de", "nexgo.de",
        "tele2.at", "aon.at", "a1.net", "drei.at", "liwest.at", "bluewin.ch", "hispeed.ch", "sunrise.ch", "swissonline.ch",
        "icloud.com", "me.com", "mac.com", "proton.me", "pm.me", "protonmail.com", "tutanota.com", "tuta.com", "hey.com",
        "fastmail.com", "fastmail.fm", "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "live.de", "hotmail.de",
        "gmx.de", "gmx.net", "gmx.at", "gmx.li", "gmx.co.uk", "gmx.com.my", "yahoo.de", "yahoo.co.jp", "hotmail.com.ar",
        "appleid.com", "onmicrosoft.com", "pec.it", "qq.com", "laposte.net",
    ],
)  # fmt: skip
def test_free_mail_of_all_countries(domain: str) -> None:
    """The providers that people around us use, and those that the well-kept lists miss."""
    assert Addresses().read(f"ada.lovelace@{domain}").kind is FREE_MAIL
    assert Addresses().read(f"info@{domain}").kind is FREE_MAIL


@pytest.mark.parametrize(
    "domain",
    [
        "telekom.de", "vodafone.com", "ewe.de", "1und1.de", "osnatel.de", "magenta.at", "a1.at", "drei.com", "swisscom.com",
        "verizon.com", "orange.com", "bt.com", "apple.com", "google.com", "microsoft.com", "amazon.com", "sony.com",
        "starbucks.com", "facebook.com", "alibaba.com", "telstra.com", "berlin.de", "hamburg.de", "name.com", "easypost.com",
        "siemens.com", "bosch.com", "sap.com", "allianz.de", "post.ch", "sbb.ch", "oebb.at", "bund.de", "ethz.ch", "mit.edu",
        "gmx.io", "gmx.jobs", "notgmail.com", "gmail.example", "hubspot.com", "twitter.com", "att.com", "comcast.com",
        "wikipedia.org", "dhl.com", "orf.at", "nus.edu.sg", "unican.es", "united-internet.de",
    ],
)  # fmt: skip
def test_employers_are_not_free_mail(domain: str) -> None:
    """A provider's own staff, employers that a list names by mistake, and what only looks alike."""
    assert Addresses().read(f"ada.lovelace@{domain}").kind is COMPANY
    assert domains_of_company(domain, None) == (domain,)


@pytest.mark.parametrize(
    "email",
    ["ada@mailinator.org", "ada@yopmail.com", "a@dropmail.me", "x@any.fr.nf", "a@sub.wegwerfmail.info"],
)
def test_throw_away_mail(email: str) -> None:
    """Nobody's employer, whatever stands before or below."""
    assert OURS.read(email).kind is DISPOSABLE


@pytest.mark.parametrize(
    ("email", "kind"),
    [
        ("ada@kreisnetz.example", FREE_MAIL),
        ("ada@mail.kreisnetz.example", FREE_MAIL),
        ("ada@gmx.ch", COMPANY),
        ("ada@gmx.de", FREE_MAIL),
        ("ada@mailinator.com", COMPANY),
        ("info@gmx.ch", ROLE),
        ("meldestelle@acme.example", ROLE),
        ("meldestelle-2@acme.example", ROLE),
        ("Werksbuero@acme.example", ROLE),
        ("meldestelle.info@acme.example", ROLE),
        ("meldestelle.lovelace@acme.example", COMPANY),
    ],
)
def test_what_is_declared_counts(email: str, kind: AddressKind) -> None:
    """A rulebook adds free mail, companies and roles; it need not know how they are compared."""
    assert OURS.read(email).kind is kind


def test_domains_may_be_declared_as_people_paste_them() -> None:
    """A whole address of a page is the domain; what is none is passed over."""
    pasted = Addresses(
        own=frozenset({"https://www.Acme.example/de", "no domain", ""}), role=frozenset({"", "7"})
    )
    assert pasted.read("ada@acme.example").kind is OWN
    assert pasted.read("ada@acme2.example").kind is COMPANY
    assert pasted.read("17@acme2.example").kind is COMPANY


@pytest.mark.parametrize(
    "text", [None, "", " ", "acme.com", "@acme.com", " @acme.com", "a@", "a@b@acme.com", "a@co.uk", "a@10.0.0.1", "a@b c.de"]
)  # fmt: skip
def test_what_is_no_address(text: str | None) -> None:
    """Nothing is made of it and nothing linked."""
    assert OURS.read(text) == Address(NONE, None, "")


def test_the_local_part_is_told_as_it_is_compared() -> None:
    """Without the tag behind a plus, in small letters; dots stay, for they tell people apart at most firms."""
    assert OURS.read(" Ada.Lovelace+News@Acme.Example ") == Address(COMPANY, "acme.example", "ada.lovelace")
    assert OURS.read("+49301234@acme.example").local == "+49301234"


SUFFIXES = st.sampled_from(["com", "de", "co.uk", "example", "com.ar"])
LABELS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
KNOWN = st.sampled_from(["gmail.com", "gmx.ch", "mailinator.com", "yopmail.com", "flip.example"])
DOMAINS = KNOWN | st.builds("{}.{}".format, LABELS, SUFFIXES).filter(lambda one: registrable(one) == one)
"""Not `br.com`, under which everybody may have a name."""
LOCALS = st.from_regex(r"[a-z0-9äöü][a-z0-9äöü.+_-]{0,12}", fullmatch=True) | st.sampled_from(
    ["info", "noreply", "büro", "sales-de", "bounce-1", "ada+x"]
)


@given(st.text(max_size=60) | st.from_regex(r"[\w.+@ -]{1,40}", fullmatch=True))
def test_no_text_is_too_odd(text: str) -> None:
    """Whatever stands in a portal has a kind, and a domain unless it is none."""
    found = OURS.read(text)
    assert (found.kind is NONE) == (found.domain is None)


@given(LOCALS, DOMAINS)
def test_capitals_do_not_matter(local: str, domain: str) -> None:
    """People write addresses as they like."""
    email = f"{local}@{domain}"
    assert OURS.read(email.upper()) == OURS.read(email.title()) == OURS.read(email)


@given(LOCALS, LABELS, DOMAINS)
def test_a_subdomain_has_the_domain_of_its_parent(local: str, label: str, domain: str) -> None:
    """So it never makes an account of its own."""
    parent, below = OURS.read(f"{local}@{domain}"), OURS.read(f"{local}@{label}.{domain}")
    assert below.domain == parent.domain
    assert below.kind is parent.kind or (
        label in {"bounce", "bounces", "noreply"} and below.kind is AUTOMATED
    )


@given(LOCALS, DOMAINS)
def test_a_declared_company_wins_over_lists(local: str, domain: str) -> None:
    """Over ours and over what was declared as free mail."""
    declared = Addresses(company=frozenset({domain}), free_mail=frozenset({domain}))
    assert declared.read(f"{local}@{domain}").links


@given(LOCALS, DOMAINS)
def test_the_own_domain_wins_over_everything(local: str, domain: str) -> None:
    """Whatever else was said of it."""
    one = frozenset({domain})
    assert Addresses(own=one, company=one, free_mail=one).read(f"{local}@{domain}").kind is OWN


@given(LOCALS, DOMAINS)
def test_the_domain_is_the_one_everybody_else_sees(local: str, domain: str) -> None:
    """Reading an address adds a kind; it does not find another domain."""
    assert OURS.read(f"{local}@{domain}").domain == domain_of_email(f"{local}@{domain}")
