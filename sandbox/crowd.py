"""Everybody else in the demo portal: companies that are no target accounts, and contacts that belong to nobody."""

import zlib
from collections.abc import Sequence
from typing import TypeVar

from sandbox.casting import Company, Deal, Person, ascii_name
from sandbox.crowd_words import KINDS, PASTS, ROLES, TITLES_ENGLISH, TITLES_GERMAN, VISITS, told_of

T = TypeVar("T")
PEOPLE_PER_COMPANY = 13

# Name and city; the e-mail domain is made from the name. Invented, like everything here.
GERMAN = (
    ("Adlerbach Werkzeugbau", "Suhl"),
    ("Birkenau Kunststofftechnik", "Detmold"),
    ("Bachmoor Gartenbau", "Oldenburg"),
    ("Dachsberg Kältetechnik", "Bamberg"),
    ("Eschenfurt Metallbau", "Siegen"),
    ("Finkenrath Spedition", "Neuss"),
    ("Goldammer Süßwaren", "Gotha"),
    ("Hirschtal Sägewerk", "Freudenstadt"),
    ("Immenhof Saatgut", "Uelzen"),
    ("Jagdfeld Messtechnik", "Ulm"),
    ("Kranichsee Touristik", "Waren"),
    ("Lerchenau Haustechnik", "Augsburg"),
    ("Mühlenbrück Backwaren", "Celle"),
    ("Nebelstein Steinmetz", "Bayreuth"),
    ("Oderwald Forsttechnik", "Goslar"),
    ("Pappelhain Logistik", "Magdeburg"),
    ("Quendelberg Kräuter", "Sonthofen"),
    ("Rohrdommel Schiffbau", "Emden"),
    ("Sonnenfurt Solar", "Landshut"),
    ("Tiefensee Pumpen", "Zwickau"),
    ("Ulmenhof Medizintechnik", "Tuttlingen"),
    ("Viehweger Landmaschinen", "Straubing"),
    ("Wiesengrund Gartenbau", "Erlangen"),
    ("Zaunkönig Sicherheit", "Mannheim"),
)
ENGLISH = (
    ("Alderwick Foods", "Norwich"),
    ("Brackenridge Timber", "Hereford"),
    ("Copperfell Alloys", "Rotherham"),
    ("Dunmarrow Textiles", "Bradford"),
    ("Elmscott Printing", "Exeter"),
    ("Foxgrove Catering", "Lincoln"),
    ("Greyhollow Cement", "Derby"),
    ("Hazelford Optics", "York"),
    ("Ivybrook Software", "Bath"),
    ("Juniper Gate Media", "Brighton"),
    ("Kestrelmoor Energy", "Dundee"),
    ("Larkspur Packaging", "Preston"),
    ("Millhaven Dairies", "Taunton"),
    ("Netherby Castings", "Walsall"),
    ("Oakhurst Lifts", "Luton"),
    ("Plumtree Cosmetics", "Harrogate"),
    ("Quarryside Plant Hire", "Wrexham"),
    ("Rookwood Furniture", "Ipswich"),
    ("Stonemere Ceramics", "Telford"),
    ("Tidewater Shipping", "Hull"),
)
# Subsidiaries of the crowd: child -> parent; and companies entered twice under one domain.
PARENTS = {"lerchenau": "dachsberg", "pappelhain": "finkenrath", "hazelford": "copperfell"}
TWINS = (("Wiesengrund Gartenbau GmbH & Co. KG", "wiesengrund"), ("Elmscott Printing Limited", "elmscott"))
MORE_DOMAINS = {
    "jagdfeld": "jagdfeld.example;mail.jagdfeld-messtechnik.example",
    "sonnenfurt": "sonnenfurt.example",
    "ivybrook": "ivybrook.example;ivybrook-cloud.example",
}

FIRST_GERMAN = (
    "Anna Bernd Christine Dieter Elif Florian Gisela Hannes Ilse Jörg Karin Ludger Magda Norbert Olga Patrick Rosa "
    "Stefan Tanja Uwe Vanessa Werner Yvonne Zoran Björn Käthe Jürgen Özlem"
)
LAST_GERMAN = (
    "Albers Bäcker Cramer Dörfler Ebeling Fuhrmann Gärtner Heinrichs Imhof Jansen Köppen Lüders Möhring Nolte "
    "Oppermann Pöhlmann Rademacher Schäfers Thoma Uhlig Vogler Wünsch Zeidler Weiß Strauß Hübner Krüger Lindemann"
)
FIRST_ENGLISH = (
    "Abigail Brian Clara Duncan Esther Fergus Grace Hugh Isla James Kelly Leonard Megan Nigel Olive Percy Rachel "
    "Stuart Thelma Unwin Violet Walter Zara Amir Priya Chidi Aoife"
)
LAST_ENGLISH = (
    "Ashcroft Bellamy Cartwright Dunmore Ellison Fairburn Goodwin Hartley Ingram Jessop Kirkham Langley Merrick "
    "Norwood Okonkwo Pemberton Quinnell Rowntree Selwyn Tattersall Underhill Varley Wexford Yardley Bhatt Osei"
)
INDUSTRIES = ("MACHINERY", "FOOD_PRODUCTION", "CONSTRUCTION", "TEXTILES", "COMPUTER_SOFTWARE", "WHOLESALE")
LIFECYCLES = (
    "subscriber",
    "lead",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
)
STAGES = (
    ("appointmentscheduled", None),
    ("qualifiedtobuy", None),
    ("presentationscheduled", None),
    ("decisionmakerboughtin", None),
    ("contractsent", None),
    ("closedwon", 120),
    ("closedlost", 75),
    ("upsell_need", None),
    ("upsell_offer", None),
    ("upsell_won", 50),
    ("upsell_lost", 20),
)


def companies() -> list[Company]:
    """44 companies with their people; two of three have a deal, and every stage is somewhere."""
    named = [(name, city, "GmbH", "Deutschland") for name, city in GERMAN]
    named += [(name, city, "Ltd", "United Kingdom") for name, city in ENGLISH]
    return [_company(number, *row) for number, row in enumerate(named)]


def loose_people() -> list[Person]:
    """Contacts without a company: free-mail, domains nobody owns, known domains, and people entered twice."""
    free = ("gmx.de", "web.de", "gmail.com", "t-online.de")
    named = [_name(number, "loose", german=number % 2 == 0) for number in range(36)]
    addresses = [
        *(f"erfundene.adresse.{number:02}@{free[number % 4]}" for number in range(16)),
        *(f"kontakt{number}@ohne-firma-{number}.example" for number in range(10)),
        *(f"loose{number}@{_domain(GERMAN[number][0])}" for number in range(10)),
    ]
    twice = [
        ("Anna Albers", "anna.albers.privat@gmx.de"),
        ("Anna Albers", "a.albers@mail.lerchenau-haustechnik.example"),
    ]
    found = [*zip(named, addresses, strict=True), *twice]
    return [Person(name, "", email=email, source="ORGANIC_SEARCH", linked=False) for name, email in found]


def twins() -> list[tuple[str, str]]:
    """(name, domain) of companies that somebody entered a second time."""
    rows = {key_of(name): name for name, _ in (*GERMAN, *ENGLISH)}
    return [(name, _domain(rows[key])) for name, key in TWINS]


def key_of(name: str) -> str:
    return ascii_name(name.partition(" ")[0])


def _company(number: int, name: str, city: str, form: str, country: str) -> Company:
    german, key = form == "GmbH", key_of(name)
    people = {person.name: person for person in (_person(key, place, german=german) for place in range(30))}
    return Company(
        key,
        f"{name} {form}",
        _domain(name),
        city,
        _pick(INDUSTRIES, key),
        list(people.values())[:PEOPLE_PER_COMPANY],
        [_deal(key, name, number)] if number % 3 != 1 else [],
        owner=("lena", "tom", "", "mira")[number % 4],
        target=("false", "", "")[number % 3],
        country=country,
        health=("", "", "green", "", "red")[number % 5] if number % 22 == 10 else "",
        more_domains=MORE_DOMAINS.get(key, ""),
        parent=PARENTS.get(key, ""),
        zip=_zip(key, german=german),
        employees=20 + zlib.crc32(key.encode()) % 400,
    )


def _person(key: str, place: int, *, german: bool) -> Person:
    titles = TITLES_GERMAN if german else TITLES_ENGLISH
    kind, since = _pick(KINDS, key, place, "kind"), 40 + zlib.crc32(f"{key} {place} since".encode()) % 420
    return Person(
        _name(place, key, german=german),
        _pick(titles, key, place, "title"),
        _pick(ROLES, key, place, "role"),
        _pick(PASTS, key, place, "past"),
        lifecycle=_pick(LIFECYCLES, key, place, "lifecycle"),
        source=_pick(VISITS, key, place, "source") if kind == "visited" else "OFFLINE",
        since=since if kind == "bought" else None,
        told=told_of(kind, since),
    )


def _name(place: int, key: str, *, german: bool) -> str:
    first = _pick((FIRST_GERMAN if german else FIRST_ENGLISH).split(), key, place, "first")
    return f"{first} {_pick((LAST_GERMAN if german else LAST_ENGLISH).split(), key, place, 'last')}"


def _zip(key: str, *, german: bool) -> str:
    number = zlib.crc32(f"{key} zip".encode())
    return f"{10000 + number % 89000}" if german else f"ZZ{1 + number % 20} {number % 9}ZZ"


def _deal(key: str, name: str, number: int) -> Deal:
    stage, closed = STAGES[number % len(STAGES)]
    return Deal(
        f"{key}.deal", f"{name}: Angebot {number + 100}", stage, 4000 + 750 * number, 150 - number, closed
    )


def _domain(name: str) -> str:
    return f"{ascii_name(name)}.example"


def _pick(options: Sequence[T], *key: object) -> T:
    """The same choice on every machine and in every year."""
    return options[zlib.crc32(repr(key).encode()) % len(options)]
