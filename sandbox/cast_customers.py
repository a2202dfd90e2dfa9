"""The target accounts that are, or were, customers when the week begins, and their neighbours. All invented."""

from sandbox.casting import Company, Deal, Person

CUSTOMERS = (
    Company(
        "feldmann",
        "Druckhaus Feldmann GmbH",
        "druckhaus-feldmann.example",
        "Erfurt",
        "PRINTING",
        (
            Person("Regina Feldmann", "Geschäftsführerin", "", "visit 30d"),
            Person("Marco Reuter", "Leiter Druckvorstufe", "END_USER"),
        ),
        (Deal("feldmann.deal", "Feldmann: Grundpaket", "closedwon", 31000, 330, 290),),
    ),
    Company(
        "quellwerk",
        "Quellwerk Getränke GmbH",
        "quellwerk-getraenke.example",
        "Fulda",
        "FOOD_BEVERAGES",
        (
            Person("Hartmut Quell", "Geschäftsführer"),
            Person("Silke Brandau", "Leiterin Abfüllung", "CHAMPION", "visit 12d"),
            Person("Timo Schaaf", "Elektriker"),
        ),
        (Deal("quellwerk.deal", "Quellwerk: Linie 1 und 2", "closedwon", 58000, 400, 360),),
        health="green",
    ),
    Company(
        "sturmfels",
        "Sturmfels Windkraft GmbH",
        "sturmfels-windkraft.example",
        "Husum",
        "RENEWABLES_ENVIRONMENT",
        (
            Person("Gesa Petersen", "Technische Leiterin", "DECISION_MAKER"),
            Person("Malte Ingwersen", "Servicetechniker", "", "visit 25d"),
        ),
        (Deal("sturmfels.deal", "Sturmfels: Jahresvertrag", "closedwon", 22000, 420, 390),),
        health="green",
        contract_end="2026-09-09",
    ),
    Company(
        "bergkamp",
        "Bergkamp Textil GmbH",
        "bergkamp-textil.example",
        "Krefeld",
        "TEXTILES",
        (Person("Lotte Bergkamp", "Geschäftsführerin"),),
        (Deal("bergkamp.deal", "Bergkamp: Einführung", "closedwon", 18000, 640, 600),),
        health="yellow",
        contract_end="2026-06-30",
    ),
    Company(
        "northgate",
        "Northgate Tooling Ltd",
        "northgate-tooling.example",
        "Coventry",
        "MACHINERY",
        (
            Person("Simon Eastwick", "Operations Director", "DECISION_MAKER"),
            Person("Gemma Foley", "Tool Room Manager", "CHAMPION", "visit 6d"),
        ),
        (Deal("northgate.deal", "Northgate: base package", "closedwon", 39000, 250, 210),),
        owner="tom",
        country="United Kingdom",
        health="green",
    ),
    Company(
        "whitfield",
        "Whitfield Ceramics plc",
        "whitfield-ceramics.example",
        "Stoke-on-Trent",
        "GLASS_CERAMICS_CONCRETE",
        (
            Person("Audrey Whitfield", "Chief Executive", "DECISION_MAKER"),
            Person("Neil Prosser", "Kiln Manager", "CHAMPION", "meeting 15d"),
        ),
        (
            Deal("whitfield.deal", "Whitfield: kiln monitoring", "closedwon", 52000, 380, 340),
            Deal("whitfield.upsell", "Whitfield: second site", "upsell_offer", 27000, 35),
        ),
        owner="tom",
        country="United Kingdom",
        health="green",
    ),
)

# Not target accounts themselves, but part of a target account's plot.
NEIGHBOURS = (
    Company(
        "sensorik",
        "Hagedorn Sensorik GmbH",
        "hagedorn-sensorik.example",
        "Fürth",
        "ELECTRICAL_ELECTRONIC_MANUFACTURING",
        (Person("Vera Lorenz", "Leiterin Entwicklung", "CHAMPION", "visit 8d"),),
        target="",
        parent="hagedorn",
    ),
    Company(
        "hservice",
        "Hagedorn Service GmbH",
        "hagedorn-service.example",
        "Erlangen",
        "ELECTRICAL_ELECTRONIC_MANUFACTURING",
        (Person("Dirk Amberger", "Serviceleiter", "OTHER"),),
        target="",
        parent="hagedorn",
    ),
    Company(
        "pinewood",
        "Pinewood Analytics Ltd",
        "pinewood-analytics.example",
        "Oxford",
        "INFORMATION_TECHNOLOGY_AND_SERVICES",
        (
            Person("Yusuf Aydin", "Data Engineer", "OTHER", "visit 5d"),
            Person("Laura Finch", "Head of Delivery", "OTHER"),
        ),
        owner="tom",
        target="false",
        country="United Kingdom",
    ),
)
