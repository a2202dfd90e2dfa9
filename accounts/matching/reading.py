"""From HubSpot's records to what matching needs of them."""

from collections.abc import Iterable

from accounts.addresses.domains import registrable
from accounts.addresses.kinds import Address, Addresses, AddressKind
from accounts.matching.places import clean_place
from accounts.matching.spec import MatchSpec
from accounts.matching.things import Claim, Claimed, Company, Contact, Link
from accounts.metrics import Facts
from accounts.needs import FactSpec
from accounts.reading import Reader
from accounts.snapshot import Record
from accounts.values import Definitions, Kind

COMPANY_PROPERTIES = (
    "name", "domain", "hs_additional_domains", "website", "hs_parent_company_id", "hubspot_owner_id",
    "hs_is_target_account", "hs_ideal_customer_profile",
)  # fmt: skip
CONTACT_PROPERTIES = ("email", "work_email", "hs_additional_emails", "website", "company", "hubspot_owner_id")
"""What matching always reads; besides `MatchSpec.branches_by`, `stop_properties` and the properties of units."""

_TIERS = {"tier_1": 1, "tier_2": 2, "tier_3": 3}  # HubSpot's values of hs_ideal_customer_profile
_PLATFORMS = frozenset({
    "facebook.com", "fb.com", "instagram.com", "linkedin.com", "xing.com", "twitter.com", "x.com", "youtube.com",
    "tiktok.com", "pinterest.com", "threads.net", "kununu.com", "google.com", "wordpress.com", "wixsite.com",
    "jimdo.com", "jimdofree.com", "medium.com", "github.com", "linktr.ee", "about.me", "calendly.com", "etsy.com",
    "ebay.com", "ebay.de", "amazon.com", "amazon.de", "wikipedia.org", "northdata.de", "gelbeseiten.de", "wlw.de",
})  # fmt: skip
"""Where many have a page: as somebody's website they say nothing."""
_NO_NAMES = frozenset({
    "keine", "keine angabe", "keins", "unbekannt", "privat", "privatperson", "student", "studentin", "freelancer",
    "selbstständig", "selbständig", "selbststaendig", "freiberuflich", "none", "unknown", "private", "self",
    "self-employed", "self employed", "na", "n/a", "n.a.", "k.a.", "k. a.", "test", "tbd", "xxx",
})  # fmt: skip


def company_of(  # noqa: PLR0913 - what is known of a company beside its record has three sources
    record: Record,
    spec: MatchSpec,
    definitions: Definitions,
    *,
    born: int,
    former: Iterable[str] = (),
    open_deal: bool = False,
) -> Company:
    """`former` are the values its property `domain` had before; `born` is in milliseconds, for imports make many a second."""
    text = record.properties
    return Company(
        id=record.id,
        name=_line(text.get("name")) or _line(text.get("domain")) or "",
        claims=_claims(record, former, spec.addresses),
        parent=_line(text.get("hs_parent_company_id")),
        born=born,
        open_deal=open_deal,
        owner=_line(text.get("hubspot_owner_id")),
        target_account=(text.get("hs_is_target_account") or "").strip().lower() == "true",
        tier=_TIERS.get((text.get("hs_ideal_customer_profile") or "").strip().lower()),
        stops=_stops(record, spec, definitions),
        places=_places(record, spec),
    )


def contact_of(record: Record, links: Iterable[Link], spec: MatchSpec) -> Contact:
    text = record.properties
    return Contact(
        id=record.id,
        addresses=_addresses(record, spec.addresses),
        website=_website(text.get("website"), spec.addresses),
        company_name=_company_name(text.get("company")),
        owner=_line(text.get("hubspot_owner_id")),
        links=tuple(sorted(links, key=lambda link: (link.company, link.ours, not link.primary, link.labels))),
        places=_places(record, spec),
        unit=_unit(record, spec),
    )


def _line(text: str | None) -> str | None:
    """A text without what surrounds it; None where nothing is left."""
    return (text or "").strip() or None


def _claims(record: Record, former: Iterable[str], addresses: Addresses) -> tuple[Claim, ...]:
    """Each domain once, by the best claim. The website counts only for a company that has no domain of its own."""
    text = record.properties
    found: dict[str, Claimed] = {}
    told: tuple[tuple[Claimed, Iterable[str | None]], ...] = (
        (Claimed.MAIN, (text.get("domain"),)),
        (Claimed.ADDITIONAL, (text.get("hs_additional_domains") or "").split(";")),
        (Claimed.FORMER, sorted(former)),
    )
    for by, hosts in told:
        for host in hosts:
            domain = registrable(host)
            if domain and _of_a_firm(domain, addresses):
                found.setdefault(domain, by)
    if not {Claimed.MAIN, Claimed.ADDITIONAL} & set(found.values()):
        website = _website(text.get("website"), addresses)
        if website:
            found.setdefault(website, Claimed.WEBSITE)
    return tuple(Claim(domain, by) for domain, by in found.items())


def _website(text: str | None, addresses: Addresses) -> str | None:
    domain = registrable(text)
    return domain if domain and domain not in _PLATFORMS and _of_a_firm(domain, addresses) else None


def _of_a_firm(domain: str, addresses: Addresses) -> bool:
    """Neither free mail nor thrown away nor the portal's own: a person who writes from there works there."""
    return addresses.read(f"ada@{domain}").makes_account


def _addresses(record: Record, addresses: Addresses) -> tuple[Address, ...]:
    text = record.properties
    told = [text.get("email"), text.get("work_email"), *(text.get("hs_additional_emails") or "").split(";")]
    read = (addresses.read(one.strip()) for one in told if one)
    return tuple(dict.fromkeys(one for one in read if one.kind is not AddressKind.NONE))


def _company_name(text: str | None) -> str | None:
    """What may be a company's name: with a letter or digit, and not a way of saying that there is none."""
    name = " ".join((text or "").split())
    return name if any(map(str.isalnum, name)) and name.casefold() not in _NO_NAMES else None


def _places(record: Record, spec: MatchSpec) -> tuple[str | None, ...]:
    return tuple(clean_place(name, record.properties.get(name)) for name in spec.branches_by)


def _unit(record: Record, spec: MatchSpec) -> str | None:
    """The first declared one whose property has its value; of several options one is enough."""
    for unit in spec.units:
        value = _line(record.properties.get(unit.property)) if unit.property else None
        if value is not None and unit.value is not None and unit.value in (value, *value.split(";")):
            return unit.name
    return None


def _stops(record: Record, spec: MatchSpec, definitions: Definitions) -> bool:
    """A company of which nobody knows does not stop. No clock: properties alone decide, as they are."""
    if spec.stop_at is None:
        return False
    facts: Facts = Reader(definitions, {}, FactSpec()).facts(Kind.COMPANY, record, spec.stop_properties)
    return spec.stop_at.verdicts([facts], 0, None)[0] is True
