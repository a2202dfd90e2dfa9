"""What a CRM holds besides: people who left, agencies, shared mailboxes, doubles, a competitor. All invented.

None of them moves an account of the plots: they show who counts, who does not, and why.
"""

from sandbox.casting import Company, Person
from sandbox.crowd_words import EXISTING_CUSTOMER, LEGITIMATE

# Companies that are hard to tell apart from others, or that are no customers to be.
ODD_COMPANIES = (
    Company(  # a branch with the domain of Granitz Bau AG in Stralsund; the postcode tells
        "granitzwest",
        "Granitz Bau AG, Niederlassung Schwerin",
        "granitz-bau.example",
        "Schwerin",
        "CONSTRUCTION",
        (Person("Friederike Lau", "Niederlassungsleiterin", past="visit 44d", told={"zip": "19053"}),),
        target="",
        zip="19053",
        employees=60,
    ),
    Company(  # Velden Optik GmbH, entered a second time
        "veldentwin",
        "Velden Optik GmbH & Co. KG",
        "velden-optik-wetzlar.example",
        "Wetzlar",
        "MEDICAL_DEVICES",
        (Person("Corinna Haub", "Sachbearbeiterin Einkauf", past="newsletter 70d"),),
        owner="",
        target="",
        zip="35576",
    ),
    Company(
        "blickwinkel",
        "Blickwinkel Agentur GmbH",
        "blickwinkel-agentur.example",
        "Köln",
        "MARKETING_AND_ADVERTISING",
        (Person("Henrike Paul", "Geschäftsführerin"),),
        target="false",
        kind="PARTNER",
    ),
    Company(
        "brisewerk",
        "Brisewerk Software GmbH",
        "brisewerk-software.example",
        "Bremen",
        "COMPUTER_SOFTWARE",
        (
            Person("Nils Brise", "Gründer und CEO", past="download 6d, visit 3d", source="ORGANIC_SEARCH"),
            Person("Tabea Quast", "Product Marketing Managerin", past="guide 5d", source="PAID_SEARCH"),
        ),
        kind="COMPETITOR",
        zip="28195",
    ),
    Company(
        "hochschule",
        "Hochschule Musterstadt",
        "hs-musterstadt.example",
        "Musterstadt",
        "HIGHER_EDUCATION",
        (
            Person(
                "Lina Farkas",
                "Studentin Maschinenbau (M.Sc.)",
                past="download 15d, guide 14d, visit 10d",
                email="lina.farkas@stud.hs-musterstadt.example",
                source="ORGANIC_SEARCH",
            ),
        ),
        owner="",
        target="",
        employees=900,
    ),
    Company(  # one person with free mail, and no domain
        "thelen",
        "Sachverständigenbüro Thelen",
        "",
        "Trier",
        "PROFESSIONAL_TRAINING_COACHING",
        (Person("Ansgar Thelen", "ö.b.u.v. Sachverständiger", email="erfundene.thelen@gmx.de"),),
        target="",
        zip="54290",
        employees=1,
    ),
)
# Company -> people besides those of its plot. Nobody here has a buying role entered.
MORE_PEOPLE: dict[str, tuple[Person, ...]] = {
    "brandt": (
        Person("Rolf Meinert", "Geschäftsführer", mark="(GONE)", past="reply 260d"),
        Person("Jutta Ahlers", "Assistenz der Geschäftsführung", past="click 18d"),
        Person(  # the company had another domain once
            "Knut Habermann",
            "Instandhaltungsplaner",
            email="k.habermann@brandt-foerderbaender.example",
            linked=False,
        ),
    ),
    "halvorsen": (
        Person(
            "Mairi Tulloch",
            "Superintendent Engineer",
            past="guide 40d",
            email="mairi.tulloch@halvorsen-offshore.example",
            linked=False,
        ),
        Person("Ewan Baird", "Purchasing Asst.", past="call 21d, call 19d"),
    ),
    "morgenstern": (
        Person("Kathrin Uhl", "Datenschutzbeauftragte", past="reply 33d"),
        Person("Marvin Stahl", "Werkstudent Einkauf"),
    ),
    "tannhof": (
        Person("", "", email="info@molkerei-tannhof.example", source="DIRECT_TRAFFIC", linked=False),
        Person(  # names the company in the text field, and its postcode
            "Xaver Prinz",
            "Meister Abfüllung",
            email="erfundene.tannhof@web.de",
            linked=False,
            source="PAID_SEARCH",
            told={"company": "Molkerei Tannhof", "zip": "87435"},
        ),
    ),
    "ostermann": (
        Person("Do Nguyen", "Projektleiter TGA", past="visit 28d"),
        Person("Selin Acar", "Bewerberin (Ausbildung Mechatronik)", source="DIRECT_TRAFFIC"),
    ),
    "velden": (
        Person(
            "Juliane Kersting",
            "Senior Beraterin",
            past="visit 16d",
            email="juliane.kersting@blickwinkel-agentur.example",
            label="Partner",
        ),
    ),
    "rabenfels": (
        Person(  # associated here, but the address is another company's
            "Carsten Wieland", "Einkäufer", past="call 9d", email="carsten.wieland@tiefensee-pumpen.example"
        ),
    ),
    "meridian": (Person("Walter Pym", "Transport Planner", mark="DO NOT CALL", past="call 60d"),),
    "falkenried": (Person("Hanno Vogt", "Leiter Einkauf, ausgeschieden 03/2026", past="reply 310d"),),
    "penrose": (
        Person(
            "Gareth Pell",
            "Calibration Technician",
            since=28,
            told={
                "contact_source": "Adresskauf",
                "contact_source_date": "2026-08-10",
                "data_vendor": "Adresskontor Beispiel",
            },
        ),
        Person(
            "Isobel Wray",
            "Ops Mgr",
            past="noshow 13d",
            since=14,
            told={
                "contact_source": "LinkedIn-Recherche",
                "contact_source_date": "2026-08-24",
                "hs_legal_basis": LEGITIMATE,
            },
        ),
    ),
    "granitz": (Person("Uwe Stieglitz", "Bauleiter", linked=False, told={"zip": "19053"}),),
    "feldmann": (Person("Angela Loos", "Mediengestalterin", past="call 50d, call 48d"),),
    "northgate": (
        Person(  # a similar name in the text field: only a person can tell
            "Priscilla Dunn",
            "Buyer",
            email="erfundene.northgate@gmail.com",
            linked=False,
            source="ORGANIC_SEARCH",
            told={"company": "Northgate Tooling Group"},
        ),
    ),
    "lerchenau": (
        Person("", "", email="noreply@lerchenau-haustechnik.example", linked=False, source="EMAIL_MARKETING"),
    ),
    "loose": (
        Person("Mira Solano", "Marketing Managerin", email="mira.solano@nordwind.example", linked=False),
    ),
}
# Nicknames of those who took part in the webinar.
WEBINAR_GUESTS = (
    *("falkenried.anja", "velden.ursula", "granitz.volker", "penrose.tobias", "whitfield.neil"),
    *("thelen.ansgar", "jagdfeld.1", "lerchenau.2", "eschenfurt.0", "tiefensee.3"),
)
# Of the cast: where the data came from, what the person allowed, when somebody last looked. Nickname -> properties.
PROVENANCE: dict[str, dict[str, str]] = {
    "brandt.sabine": {
        "contact_source": "Messe",
        "contact_source_date": "2026-04-21",
        "email_permission": "double_opt_in",
    },
    "brandt.jens": {
        "contact_source": "Website",
        "email_permission": "double_opt_in",
        "last_verified": "2026-08-03",
    },
    "brandt.petra": {
        "contact_source": "XING-Recherche",
        "contact_source_date": "2026-05-11",
        "art14_notice_sent": "2026-05-29",
        "hs_legal_basis": LEGITIMATE,
    },
    "halvorsen.signe": {"contact_source": "Empfehlung", "email_permission": "single_opt_in"},
    "halvorsen.nina": {"contact_source": "Website", "email_permission": "double_opt_in"},
    "halvorsen.ewan": {
        "contact_source": "Adresskauf",
        "contact_source_date": "2026-02-10",
        "data_vendor": "Adresskontor Beispiel",
        "hs_legal_basis": LEGITIMATE,
        "art14_notice_sent": "2026-03-02",
        "email_permission": "objection",
    },
    "morgenstern.claudia": {
        "contact_source": "Messe",
        "email_permission": "single_opt_in",
        "last_verified": "2026-06-30",
    },
    "morgenstern.svenja": {"contact_source": "Website", "email_permission": "double_opt_in"},
    "falkenried.anja": {
        "contact_source": "Messe",
        "contact_source_date": "2026-04-21",
        "email_permission": "double_opt_in",
    },
    "velden.frank": {
        "contact_source": "Adresskauf",
        "contact_source_date": "2026-01-19",
        "data_vendor": "Listenwerk Muster",
        "art14_notice_sent": "2026-02-06",
    },
    "granitz.ines": {
        "contact_source": "LinkedIn-Recherche",
        "contact_source_date": "2026-03-30",
        "art14_notice_sent": "2026-04-14",
    },
    "penrose.tobias": {
        "contact_source": "Website",
        "email_permission": "double_opt_in",
        "last_verified": "2026-07-20",
    },
    "meridian.harriet": {"contact_source": "Empfehlung", "email_permission": "double_opt_in"},
    "whitfield.audrey": {"hs_legal_basis": EXISTING_CUSTOMER},
    "quellwerk.silke": {"contact_source": "Website", "hs_legal_basis": "Performance of a contract"},
}
