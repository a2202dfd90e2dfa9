"""What is known of a portal when a first rulebook is drafted for it, and what its names seem to mean."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from accounts.values import Definition, Kind
from rules.language.vocabulary import PROPERTY
from rules.portal.schema import PortalSchema

FLAG, TIER, LIFECYCLE = "hs_is_target_account", "hs_ideal_customer_profile", "lifecyclestage"
ROLE, CONVERSION, OWNER = "hs_buying_role", "recent_conversion_event_name", "hubspot_owner_id"
MOST_CANDIDATES = 3  # properties of one meaning that are worth a question each

_EXPANSION = re.compile(
    r"up-?\s?sell\w*|cross-?\s?sell\w*|renew\w*|expan\w*|existing|bestand\w*|verl(ä|ae)nger\w*|erweiter\w*|ausbau\w*"
    r"|folgeauftr\w*|zusatz\w*",
    re.IGNORECASE,
)
_IGNORE = re.compile(
    r"service\w*|support\w*|onboard\w*|implement\w*|partner\w*|recruit\w*|bewerb\w*|\btest\w*|archiv\w*|\bold\b"
    r"|einkauf\w*|procure\w*|wartung\w*",
    re.IGNORECASE,
)
_TARGET_LIST = re.compile(
    r"target|key.?account|\babm\b|ziel(kunde|account|firm)|schl(ü|ue)sselkund|wunschkund", re.IGNORECASE
)
_NURTURE_LIST = re.compile(r"nurtur|warm.?(halt|up)|newsletter|drip|pflege", re.IGNORECASE)
_CONTRACT_END = re.compile(
    r"(contract|vertrag|subscription|abo|laufzeit|license|lizenz)\w*[ _-]*(end|expir|ablauf|bis\b|until)"
    r"|(contract|vertrag)s?ende|renewal[ _-]?date|vertragsablauf",
    re.IGNORECASE,
)
_HEALTH = re.compile(r"health|gesundheit|zufriedenheit|satisfaction", re.IGNORECASE)
_WELL = re.compile(r"gr(een|ün|uen)|good|healthy|gut|hoch|high|satisfied|zufrieden", re.IGNORECASE)
_REQUEST = re.compile(
    r"angebot|anfrage|preisliste|demo|quote|pricing|request|kontaktformular|contact us", re.IGNORECASE
)
_GERMAN = frozenset(
    {"vorname", "nachname", "branche", "stadt", "ort", "telefonnummer", "jobtitel", "berufsbezeichnung"}
)
_GERMAN |= {"unternehmensname", "name des unternehmens", "erstellungsdatum", "land", "land/region"}
_SPOKEN = ("firstname", "lastname", "jobtitle", "industry", "city", "country", "name", "phone", "createdate")

Meaning = Literal["new_business", "expansion", "ignore"]


@dataclass(frozen=True)
class Tally:
    """On how many records a property is filled, and how often which value was found on those that were looked at."""

    total: int = 0
    looked: int = 0
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Colleague:
    """Somebody to whom records may belong. `targets`: of how many of the target accounts looked at they are the owner."""

    email: str
    team: str = ""
    targets: int = 0


@dataclass(frozen=True)
class NamedList:
    """A list of records of the portal; the size is None where it is not told."""

    id: str
    name: str
    size: int | None = None


@dataclass(frozen=True)
class Portrait:
    """A portal, seen from afar. None or nothing where it was not to be read; what is not in a mapping was not counted."""

    schema: PortalSchema
    portal_id: int = 0
    time_zone: str = "UTC"
    currency: str = ""
    companies: int | None = None
    contacts: int | None = None
    targets: int | None = None  # companies marked as target accounts
    contacts_of_targets: tuple[int, ...] = ()  # of those that were looked at
    colleagues: tuple[Colleague, ...] | None = None  # who is active
    tiers: Tally | None = None
    roles: Tally | None = None
    forms: Tally | None = None  # what contacts have filled in last
    filled: Mapping[str, int] = field(default_factory=dict)  # on how many records, by names such as contact.x
    deals: Mapping[str, int] = field(default_factory=dict)  # by pipeline
    lists: tuple[NamedList, ...] | None = None
    lacking: frozenset[str] = frozenset()  # scopes, besides those that the schema names

    def has(self, kind: Kind, name: str, *types: str) -> bool:
        """Whether there is such a property, of one of these types."""
        found = self.schema.definitions.get((kind, name))
        return found is not None and found.type in types

    def options(self, kind: Kind, name: str) -> tuple[str, ...]:
        found = self.schema.definitions.get((kind, name))
        return found.options if found else ()


def spoken(schema: PortalSchema) -> Literal["de", "en"]:
    """The language of the portal, by the labels of properties that every portal has."""
    labels = (found.label.casefold() for (_, name), found in schema.definitions.items() if name in _SPOKEN)
    return "de" if sum(label in _GERMAN for label in labels) >= 2 else "en"


def meaning(label: str) -> tuple[Meaning, str]:
    """What a deal pipeline is for, by its name, and the word that says so; no word: new business."""
    for means, words in (("expansion", _EXPANSION), ("ignore", _IGNORE)):
        if found := words.search(label):
            return ("expansion" if means == "expansion" else "ignore"), found[0]
    return "new_business", ""


def target_lists(portrait: Portrait) -> list[NamedList]:
    return [one for one in portrait.lists or () if _TARGET_LIST.search(one.name)]


def nurture_lists(portrait: Portrait) -> list[NamedList]:
    return [one for one in portrait.lists or () if _NURTURE_LIST.search(one.name)]


def contract_ends(schema: PortalSchema) -> list[str]:
    """Properties of companies that seem to hold the end of a contract."""
    return [one.name for one in _by_people(schema, _CONTRACT_END) if one.type in {"date", "datetime"}][
        :MOST_CANDIDATES
    ]


def healths(schema: PortalSchema) -> list[str]:
    """Properties of companies that seem to say how well a customer is."""
    return [one.name for one in _by_people(schema, _HEALTH) if one.type == "enumeration" and not one.many][
        :MOST_CANDIDATES
    ]


def well(portrait: Portrait, name: str) -> list[str]:
    """The options of such a property that seem to say that all is well."""
    labels = portrait.schema.labels.get((Kind.COMPANY, name), {})
    options = portrait.options(Kind.COMPANY, name)
    return [one for one in options if _WELL.fullmatch(one) or _WELL.fullmatch(labels.get(one, ""))]


def request_word(forms: Tally | None) -> str:
    """A word in the name of a form by which somebody asks for an offer, as it is found most often."""
    for name in sorted(
        forms.values if forms else (), key=lambda name: (-(forms or Tally()).values[name], name)
    ):
        if found := _REQUEST.search(name):
            return found[0].casefold()
    return ""


def _by_people(schema: PortalSchema, words: re.Pattern[str]) -> Iterator[Definition]:
    """Properties of companies that people have made, and whose name or label holds such words."""
    for (kind, name), found in sorted(schema.definitions.items()):
        made = not name.startswith("hs_") and PROPERTY.fullmatch(f"{kind}.{name}")
        if kind is Kind.COMPANY and made and (words.search(name) or words.search(found.label)):
            yield found
