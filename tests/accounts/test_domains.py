"""Whose a domain is: the failure cases that others have published (conformance corpus, 1 to 6), and odd input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.addresses.domains import domain_of_email, domains_of_company, is_free_mail, registrable
from accounts.addresses.kinds import Addresses
from accounts.matching.grouping import group
from accounts.matching.membership import Grouping, Reason, domain_account
from accounts.matching.spec import MatchSpec
from accounts.matching.things import Claim, Claimed, Company, Contact

ACME = Company("1", "Acme", (Claim("acme.com", Claimed.MAIN),))


def grouped(companies: list[Company], *emails: str) -> Grouping:
    """Contacts of whom nothing is known but an address."""
    people = [Contact(str(n), (Addresses().read(email),)) for n, email in enumerate(emails)]
    return group(companies, people, MatchSpec())


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        pytest.param("notice@email.anthropic.com", "anthropic.com", id="1 a subdomain makes no company 'Email'"),
        pytest.param("a@acme.co.uk", "acme.co.uk", id="2 a suffix of two parts"),
        pytest.param("a@mail.acme.co.uk", "acme.co.uk", id="2 with a subdomain"),
        pytest.param("a@deep.er.mail.acme.co.uk", "acme.co.uk", id="2 with several"),
        pytest.param("a@acme.com", "acme.com", id="4 plain"),
        pytest.param("a@notacme.com", "notacme.com", id="4 ends like another"),
        pytest.param("a@acme.com.ar", "acme.com.ar", id="4 begins like another"),
        pytest.param("a@acme.company", "acme.company", id="4 a longer ending"),
        pytest.param("a@kunde.github.io", "kunde.github.io", id="a place where everybody has a name"),
        pytest.param("a@co.uk", None, id="nobody's own name"),
        pytest.param("a@com", None, id="an ending alone"),
        pytest.param("a@localhost", None, id="a machine"),
        pytest.param("A@ACME.COM", "acme.com", id="capitals"),
        pytest.param(" a@acme.com ", "acme.com", id="spaces around"),
        pytest.param("a@acme.com.", "acme.com", id="a dot at the end"),
        pytest.param("a@müller-söhne.de", "müller-söhne.de", id="umlauts"),
        pytest.param("a@MÜLLER-SÖHNE.DE", "müller-söhne.de", id="capital umlauts"),
        pytest.param("a@mu\u0308ller-so\u0308hne.de", "müller-söhne.de", id="umlauts of two characters"),
        pytest.param("a@xn--mller-shne-kcb9d.de", "müller-söhne.de", id="umlauts as machines write them"),
        pytest.param("a@www.xn--strae-oqa.de", "straße.de", id="a sharp s is not two"),
        pytest.param("a@пример.рф", "пример.рф", id="another script"),
        pytest.param("a@xn--e1afmkfd.xn--p1ai", "пример.рф", id="and as machines write it"),
        pytest.param("a@x.公司.cn", "x.公司.cn", id="a suffix in another script"),
        pytest.param("a@x.xn--55qx5d.cn", "x.公司.cn", id="and as machines write it, too"),
        pytest.param("a@xn--99999999.de", None, id="what no machine would write"),
        pytest.param(None, None, id="no address"),
        pytest.param("", None, id="an empty one"),
        pytest.param("  ", None, id="spaces only"),
        pytest.param("acme.com", None, id="no @"),
        pytest.param("a@b@acme.com", None, id="two of them"),
        pytest.param("a@", None, id="nothing behind it"),
        pytest.param("a@.", None, id="a dot behind it"),
        pytest.param("a@acme..com", None, id="two dots"),
        pytest.param("a@ac me.com", None, id="a space inside"),
        pytest.param("Ada <a@acme.com>", None, id="a name and an address"),
        pytest.param("a@acme.com, b@acme.com", None, id="two addresses"),
        pytest.param("a@acme.com;x", None, id="and more"),
        pytest.param("a@192.168.1.1", None, id="a number of the net"),
        pytest.param("a@[192.168.1.1]", None, id="in brackets"),
        pytest.param(f"a@{'x' * 64}.com", None, id="a part that is too long"),
        pytest.param(f"a@{'x.' * 130}com", None, id="a name that is too long"),
    ],
)  # fmt: skip
def test_the_domain_behind_an_address(email: str | None, domain: str | None) -> None:
    """One registrable domain, in one spelling; or none where the address does not say."""
    assert domain_of_email(email) == domain


@pytest.mark.parametrize(
    "host",
    [
        "acme.co.uk", "ACME.co.uk", "www.acme.co.uk", "https://www.acme.co.uk", "http://acme.co.uk/de/?a=1#b",
        "acme.co.uk:8080", "acme.co.uk.", " acme.co.uk ", "acme.co.uk/index.html", "acme.co.uk?utm=1",
        "//acme.co.uk", "acme.co.uk//de", "https://ada:pw@www.acme.co.uk:443/x", "info@acme.co.uk",
    ],
)  # fmt: skip
def test_a_host_in_every_spelling_is_one_domain(host: str) -> None:
    """People paste addresses of pages where a domain is asked for."""
    assert registrable(host) == "acme.co.uk"


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "googlemail.com",
        "gmx.de",
        "web.de",
        "t-online.de",
        "hotmail.co.uk",
        "icloud.com",
        "bluewin.ch",
    ],
)
def test_free_mail_never_names_an_employer(domain: str) -> None:
    """Neither for a contact, nor with a subdomain, nor as a company's domain."""
    assert is_free_mail(domain)
    grouping = grouped([], f"ada@{domain}", f"ada@mail.{domain}")
    assert grouping.accounts == ()
    assert [(m.account, m.reason, m.detail) for m in grouping.memberships] == [
        (None, Reason.FREE_MAIL, domain)
    ] * 2
    assert domains_of_company(domain, f"acme.com;mail.{domain}") == ("acme.com",)


@pytest.mark.parametrize("other", ["notacme.com", "acme.com.ar", "acme.company", "acme.co"])
def test_a_domain_that_looks_alike_is_somebody_elses(other: str) -> None:
    """Corpus 4: no part of a name is compared, only the whole."""
    (member,) = grouped([ACME], f"ada@{other}").memberships
    assert member.account == domain_account(other)


@pytest.mark.parametrize("local", ["noreply", "mailer-daemon", "no-reply", "ada"])
def test_an_automatic_sender_is_linked_like_everybody_else(local: str) -> None:
    """Corpus 3: it makes no company of its own; where the company is known, it belongs there."""
    grouping = grouped([ACME], f"{local}@email.acme.com")
    assert [one.id for one in grouping.accounts] == ["company:1"]
    assert grouping.memberships[0].reason is Reason.EMAIL_DOMAIN


@pytest.mark.parametrize(
    ("domain", "additional", "domains"),
    [
        (None, None, ()),
        ("", "", ()),
        ("acme.com", None, ("acme.com",)),
        ("www.acme.com", "acme.de;acme.com; acme.AT ;", ("acme.com", "acme.de", "acme.at")),
        (None, "acme.de", ("acme.de",)),
        ("co.uk", "not a domain;acme.de", ("acme.de",)),
        ("müller.de", "xn--mller-kva.de", ("müller.de",)),
    ],
)
def test_the_domains_of_a_company(
    domain: str | None, additional: str | None, domains: tuple[str, ...]
) -> None:
    """Corpus 6: several, the main one first, each once, and only what is one."""
    assert domains_of_company(domain, additional) == domains


@given(st.text(max_size=40) | st.from_regex(r"[a-zäß0-9.@:/-]{1,30}", fullmatch=True))
def test_no_text_is_too_odd(text: str) -> None:
    """Whatever stands in a portal gives a domain or none; and a domain is its own domain."""
    for found in (domain_of_email(text), registrable(text)):
        if found is not None:
            assert "." in found
            assert registrable(found) == found
            assert registrable(f"www.{found}") == found
