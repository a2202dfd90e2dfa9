"""The script of the week: who does what when, and, per account, how a correct engine must judge it.

Every plot stands alone. Expected stages are those of the example rulebook `key-accounts.yaml`.
Moments are UTC; the week runs from Monday 2026-09-07 06:00 to Sunday 2026-09-13 20:00.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.casting import START, Company, Deal, Person
from sandbox.steps import (
    Step,
    confirms_need,
    deal_closes,
    deal_moves,
    does,
    fills_form,
    health,
    is_deleted,
    is_entered,
    is_linked,
    joins,
    meets,
    moves,
    new_owner,
    opens_deal,
    sets_by_hand,
    takes_role,
)

END = datetime(2026, 9, 13, 20, tzinfo=UTC)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Action:
    """What happens at one moment in one transaction: all its steps or none."""

    at: datetime
    name: str
    steps: tuple[Step, ...]


def on(when: str, name: str, *steps: Step) -> Action:
    """`when` is like "Tue 14:05"."""
    day, clock = when.split()
    hour, minute = clock.split(":")
    midnight = START.replace(hour=0) + timedelta(days=DAYS.index(day))
    return Action(midnight + timedelta(hours=int(hour), minutes=int(minute)), name, steps)


SOLVEIG = Company(
    "solveig",
    "Solveig Energi AS",
    "solveig-energi.example",
    "Bergen",
    "OIL_ENERGY",
    (
        Person("Kari Solberg", "Head of Hydropower", "CHAMPION"),
        Person("Jonas Lien", "Plant Technician", "END_USER"),
    ),
    owner="tom",
    country="Norwegen",
)

SCRIPT = (
    # Brandt Fördertechnik: a buying center without anybody who decides; the managing director turns up on Thursday.
    # expanded -> (task "decision maker missing" on Wednesday) -> sales_ready on Friday, skipping engaged; handed over.
    on("Mon 08:15", "brandt: Sabine looks around", does("brandt.sabine", "visit")),
    on("Wed 09:05", "brandt: Jens reads a newsletter", does("brandt.jens", "click")),
    on(
        "Thu 09:10",
        "brandt: the managing director appears",
        joins(
            "brandt",
            "brandt-foerdertechnik.example",
            Person("Annegret Brandt", "Geschäftsführerin", "DECISION_MAKER"),
        ),
    ),
    on("Fri 10:00", "brandt: Jens confirms the need", confirms_need("brandt.jens")),
    # Kessler Prüftechnik: a third contact, then a wave of interest.
    # identified -> expanded on Monday -> engaged on Wednesday. On Tuesday the score is about 45 of the 60 wanted.
    on(
        "Mon 13:00",
        "kessler: the owner joins",
        joins(
            "kessler", "kessler-prueftechnik.example", Person("Renate Kessler", "Inhaberin", "BUDGET_HOLDER")
        ),
    ),
    on("Tue 09:00", "kessler: Ida downloads", does("kessler.ida", "download")),
    on("Tue 09:20", "kessler: Oskar downloads", does("kessler.oskar", "download")),
    on("Tue 09:40", "kessler: Renate downloads", does("kessler.renate", "download")),
    on("Wed 08:30", "kessler: a meeting of two", meets("kessler.ida", "kessler.renate")),
    on("Wed 10:45", "kessler: Ida replies", does("kessler.ida", "reply")),
    # Halvorsen Marine: engaged by what happened before the week; the need is confirmed, sales accepts.
    # engaged -> sales_ready on Tuesday, handed over -> in_sales on Wednesday by the accepted handover.
    on("Mon 10:30", "halvorsen: Nina clicks", does("halvorsen.nina", "click", "visit")),
    on("Tue 10:40", "halvorsen: Nina confirms the need", confirms_need("halvorsen.nina")),
    on(
        "Wed 09:20",
        "halvorsen: sales accepts the handover",
        sets_by_hand("halvorsen", "abm_handover", "accepted", once_it_has_a_value=True),
    ),
    # Morgenstern Logistik: the whole way around the cone, once.
    # in_sales -> won on Tuesday: onboarded, second cycle -> well_served on Wednesday -> growing on Thursday, handed
    # over -> growth_in_sales on Friday by the open deal in the upsell pipeline.
    on("Tue 14:00", "morgenstern: the deal is won", deal_closes("morgenstern.deal", "closedwon")),
    on("Wed 11:30", "morgenstern: all is well", health("morgenstern", "green")),
    on("Thu 13:15", "morgenstern: Svenja asks for more", does("morgenstern.svenja", "visit", "extra")),
    on(
        "Fri 15:45",
        "morgenstern: an upsell deal opens",
        opens_deal(
            "morgenstern", Deal("morgenstern.upsell", "Morgenstern: Zusatzmodul", "upsell_need", 19000, 0)
        ),
    ),
    # Molkerei Tannhof: the deal is lost although everything else speaks for the account.
    # in_sales -> expanded on Wednesday: without the cap after a loss it would be sales_ready.
    on("Tue 12:10", "tannhof: Korbinian clicks", does("tannhof.korbinian", "click")),
    on("Wed 16:10", "tannhof: the deal is lost", deal_closes("tannhof.deal", "closedlost")),
    on("Fri 08:50", "tannhof: Monika replies nevertheless", does("tannhof.monika", "reply")),
    # Castellan Robotics: the only decision maker leaves.
    # sales_ready from the start (no handover: effects count from now) -> expanded on Thursday, by an explicit no.
    on("Mon 15:10", "castellan: Ben looks around", does("castellan.ben", "visit")),
    on(
        "Thu 10:05",
        "castellan: George leaves for Pinewood",
        moves(
            "castellan.george",
            "castellan",
            "pinewood",
            "george.penhallow@pinewood-analytics.example",
            "OTHER",
        ),
    ),
    # Lindqvist Papier: exactly three contacts, one of them is deleted.
    # expanded -> identified on Friday.
    on("Fri 12:20", "lindqvist: Henning is deleted", is_deleted("lindqvist.henning")),
    # Ostermann Klima: the decision maker turns out to be none; on Saturday somebody else decides.
    # sales_ready from the start -> expanded on Tuesday; on Saturday still expanded, for the way back is barred 30 days.
    on("Tue 15:25", "ostermann: Thomas does not decide", takes_role("ostermann.thomas", "INFLUENCER")),
    on(
        "Sat 09:00",
        "ostermann: Birgit decides now",
        takes_role("ostermann.birgit", "BUDGET_HOLDER;DECISION_MAKER"),
    ),
    # Velden Optik: a person knows better than the rules.
    # expanded -> engaged on Wednesday, held by a person for 14 days.
    on("Wed 13:50", "velden: a person moves the stage", sets_by_hand("velden", "abm_stage", "engaged")),
    # Aurelia Pharma: a trade fair's list brings everything at once.
    # identified -> sales_ready on Wednesday in one move, skipping two stages; handed over.
    on(
        "Wed 07:45",
        "aurelia: the trade fair's list is imported",
        *(
            joins("aurelia", "aurelia-pharma.example", person, by="IMPORT")
            for person in (
                Person("Conrad Vale", "Chief Scientific Officer", "DECISION_MAKER"),
                Person("Beatrix Holm", "Purchasing Director", "BUDGET_HOLDER"),
                Person("Noor Rahman", "Validation Lead", "CHAMPION"),
                Person("Peter Lamb", "Technician", "END_USER"),
            )
        ),
        confirms_need("aurelia.noor"),
    ),
    # Solveig Energi: a new target account, entered on Tuesday.
    # (nothing) -> identified on Tuesday -> expanded on Thursday.
    on("Tue 08:20", "solveig: a person enters the company", is_entered(SOLVEIG)),
    on(
        "Thu 14:40",
        "solveig: a third contact",
        joins("solveig", "solveig-energi.example", Person("Liv Nordahl", "CFO", "BUDGET_HOLDER")),
    ),
    # Rabenfels Maschinenbau: sales opens a deal on its own.
    # expanded -> in_sales on Wednesday; the deal's next stage changes nothing.
    on(
        "Wed 10:15",
        "rabenfels: a deal opens",
        opens_deal(
            "rabenfels", Deal("rabenfels.deal", "Rabenfels: Halle 3", "appointmentscheduled", 65000, 0)
        ),
    ),
    on("Fri 14:05", "rabenfels: the deal advances", deal_moves("rabenfels.deal", "qualifiedtobuy")),
    # Meridian Freight: engaged from the start, and stays engaged; the need is not confirmed.
    on(
        "Mon 09:30",
        "meridian: Harriet and Joan look around",
        does("meridian.harriet", "visit"),
        does("meridian.joan", "visit"),
    ),
    on("Thu 11:15", "meridian: Joan replies", does("meridian.joan", "reply")),
    on("Sun 17:30", "meridian: Dev reads on Sunday", does("meridian.dev", "click", "visit")),
    # Hagedorn Elektronik: a parent and two subsidiaries are one account of three contacts.
    # identified -> expanded on Wednesday, by a role at the subsidiary Hagedorn Service.
    on("Wed 15:00", "hagedorn: Dirk holds the budget", takes_role("hservice.dirk", "BUDGET_HOLDER")),
    # Isarblick Software: a contact of Pinewood Analytics changes jobs and brings the third person and second role.
    # identified -> expanded on Thursday.
    on(
        "Thu 11:50",
        "isarblick: Yusuf changes jobs",
        moves(
            "pinewood.yusuf", "pinewood", "isarblick", "yusuf.aydin@isarblick-software.example", "CHAMPION"
        ),
    ),
    # Dornfeld Agrar: the third contact uses a free-mail address, so only the association can tell.
    # identified -> expanded on Friday.
    on("Tue 17:45", "dornfeld: somebody at gmx downloads", does("loose.4", "download")),
    on("Fri 09:35", "dornfeld: a person associates them", is_linked("loose.4", "dornfeld")),
    # Thornbury Labs: asks for a quotation, so the handover takes the fast lane.
    # expanded -> sales_ready on Thursday, to be accepted within four business hours.
    on("Thu 08:10", "thornbury: Imran wants a quotation", does("thornbury.imran", "quote", "need")),
    # Eichenau, Falkenried, Penrose, Granitz: quiet. identified, expanded (the third contact by e-mail domain only),
    # expanded (task "decision maker missing" on Wednesday), sales_ready (without a handover).
    on("Tue 13:35", "falkenried: Carola looks around", does("falkenried.carola", "visit")),
    on("Thu 15:20", "eichenau: an owner at last", new_owner("eichenau", "tom")),
    # Druckhaus Feldmann: nobody rated this customer's health: whether it is well served is unknown.
    # onboarded, and stays there.
    on("Thu 16:40", "feldmann: Regina looks around", does("feldmann.regina", "visit")),
    # Quellwerk Getränke: trouble. well_served -> onboarded on Friday.
    on("Fri 13:30", "quellwerk: trouble", health("quellwerk", "red")),
    # Sturmfels Windkraft: nothing is done at all; the contract ends on 2026-09-09.
    # well_served -> parked on Thursday at 00:00 in Berlin, by time alone.
    # Bergkamp Textil: a former customer. parked, and stays there.
    on("Mon 11:20", "bergkamp: Lotte subscribes", does("bergkamp.lotte", "newsletter")),
    # Northgate Tooling: wants more. well_served -> growing on Tuesday, handed over.
    on(
        "Tue 11:05",
        "northgate: Gemma asks for more",
        fills_form("northgate.gemma", "Zusatzlizenzen anfragen"),
    ),
    # Whitfield Ceramics: growth_in_sales from the start; the upsell deal is won on Friday.
    # growth_in_sales -> a new cycle: onboarded or, since the health is green, at once well_served.
    on("Fri 16:30", "whitfield: the upsell is won", deal_closes("whitfield.upsell", "upsell_won")),
    # Everybody else: no target accounts, so none of this may move anything on the cone.
    on("Mon 08:15", "crowd: early birds", does("adlerbach.0", "visit"), does("jagdfeld.0", "click")),
    on("Mon 13:00", "crowd: a download", does("ivybrook.0", "guide", "visit")),
    on("Mon 15:10", "crowd: a quotation", does("stonemere.0", "quote")),
    on(
        "Tue 08:20",
        "crowd: a new lead",
        joins("tidewater", "tidewater-shipping.example", Person("Zadie Quick", "Bosun")),
    ),
    on("Tue 15:25", "crowd: a reply", does("eschenfurt.0", "reply")),
    on("Wed 11:30", "crowd: a need", does("hirschtal.0", "need", "visit")),
    on("Wed 16:10", "crowd: a deal is won", deal_closes("adlerbach.deal", "closedwon")),
    on("Thu 13:15", "crowd: visits", does("kestrelmoor.0", "visit"), does("rookwood.0", "visit")),
    on("Thu 18:00", "crowd: somebody signs off", is_deleted("loose.9")),
    on("Fri 10:00", "crowd: clicks", does("sonnenfurt.0", "click"), does("millhaven.0", "click")),
    on("Sat 10:30", "crowd: weekend reading", does("larkspur.0", "guide"), does("tiefensee.0", "download")),
    on("Sat 19:45", "crowd: at gmx", does("loose.0", "visit")),
    on(
        "Sun 09:15",
        "crowd: a newsletter",
        does("kranichsee.0", "newsletter"),
        does("foxgrove.0", "newsletter"),
    ),
    on("Sun 19:00", "crowd: the last visit", does("oakhurst.0", "visit")),
)


def actions() -> list[Action]:
    """The script in the order of its moments; what happens at one moment keeps the order it is written in."""
    return sorted(SCRIPT, key=lambda action: action.at)
