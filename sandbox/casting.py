"""How the people and companies of the demo portal are described, and how a description becomes records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sandbox import labels, moments
from sandbox.database import Database
from sandbox.hands import Hands

START = datetime(2026, 9, 7, 6, tzinfo=UTC)
OWNERS = {"lena": "64492917", "tom": "64492918", "mira": "64492919", "jonathan": "64492920"}
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "ø": "o", "å": "a", "ş": "s"})

# What a contact does -> the property whose history tells of it, and who writes it.
SIGNALS = {
    "visit": ("hs_analytics_last_timestamp", "ANALYTICS"),
    "click": ("hs_email_last_click_date", "EMAIL"),
    "reply": ("hs_sales_email_last_replied", "SALES"),
    "meeting": ("hs_latest_meeting_activity", "MEETINGS"),
    "noshow": (
        "hs_latest_meeting_activity",
        "MEETINGS",
    ),  # HubSpot notes a meeting whether or not anybody came
}
# Of these there is an object too: its type, what it says, and its association with the contact.
MEETING_TO_CONTACT, CALL_TO_CONTACT = 200, 194
MINUTES = 60_000
# The dispositions that HubSpot gives every portal; calls carry their ids.
NO_ANSWER, CONNECTED = "73a0d17f-1163-4015-bdd5-ec830791da20", "f240bbac-87c9-4f6e-bf70-924b57d47db7"
MEETINGS = {"meeting": "COMPLETED", "noshow": "NO_SHOW"}
CALLS = {"call": NO_ANSWER, "reached": CONNECTED}
# A form's name -> what stands in recent_conversion_event_name afterwards.
FORMS = {
    "download": "Whitepaper: Stillstand vermeiden",
    "guide": "Whitepaper: The maintenance planner's guide",
    "quote": "Angebot anfordern",
    "extra": "Zusatzmodul anfragen",
    "newsletter": "Newsletter",
}


@dataclass(frozen=True)
class Person:
    """`past` is what the person did before the week, e.g. "download 20d, visit 3d"; `need` confirms the need.

    `linked` is false for people whom HubSpot associates with no company. `mark` is what somebody wrote behind the last
    name, `label` that of the association, `told` further properties, such as where the data came from. `since`: so many days
    before the week somebody entered the contact; None: together with the company.
    """

    name: str
    title: str
    role: str = ""
    past: str = ""
    email: str = ""
    lifecycle: str = "lead"
    source: str = "OFFLINE"
    linked: bool = True
    mark: str = ""
    label: str = ""
    since: int | None = None
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Who has no name is called by what stands in front of the @."""
        return ascii_name((self.name or self.email.partition("@")[0]).split()[0])


@dataclass(frozen=True)
class Deal:
    """`opened` and `closed` are days before the week; `stage` is where the deal stands now."""

    key: str
    name: str
    stage: str
    amount: int
    opened: int
    closed: int | None = None

    @property
    def first_stage(self) -> str:
        return "upsell_need" if self.stage.startswith("upsell") else "appointmentscheduled"


@dataclass(frozen=True)
class Company:
    key: str
    name: str
    domain: str
    city: str
    industry: str
    people: Sequence[Person]
    deals: Sequence[Deal] = ()
    owner: str = "lena"
    target: str = "true"
    country: str = "Deutschland"
    health: str = ""
    contract_end: str = ""
    more_domains: str = ""
    parent: str = ""
    employees: int = 240
    zip: str = ""
    kind: str = ""
    former_domain: str = ""


def ascii_name(text: str) -> str:
    """For addresses and keys: Jürgen Weiß becomes juergen-weiss."""
    kept = text.lower().translate(UMLAUTS)
    return "-".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


def nickname(db: Database, name: str, object_type: str, record_id: str) -> None:
    """Remember a record under the name that the script calls it by."""
    db.run("INSERT OR REPLACE INTO nickname VALUES (?, ?, ?)", name, object_type, int(record_id))


def who(db: Database, name: str) -> tuple[str, str]:
    """(type, id) of a nickname."""
    object_type, record_id = db.rows("SELECT type, id FROM nickname WHERE name = ?", name)[0]
    return object_type, str(record_id)


def add_company(hands: Hands, company: Company, *, by: str = "CRM_UI") -> str:
    """The company with its nickname and its parent; people and deals come apart from it."""
    values = {
        "name": company.name,
        "domain": company.domain,
        "website": f"https://www.{company.domain}",
        "city": company.city,
        "country": company.country,
        "industry": company.industry,
        "numberofemployees": company.employees,
        "hubspot_owner_id": OWNERS.get(company.owner, ""),
        "marketing_owner": OWNERS["mira"] if company.owner == "lena" else "",
        "hs_is_target_account": company.target,
        "lifecyclestage": "customer" if company.health or company.contract_end else "lead",
        "customer_health": company.health,
        "contract_end": company.contract_end,
        "hs_additional_domains": company.more_domains,
        "zip": company.zip,
        "type": company.kind,
    }
    company_id = hands.create("companies", {name: value for name, value in values.items() if value}, by=by)
    nickname(hands.db, company.key, "companies", company_id)
    if company.parent:
        hands.associate("companies", company_id, *who(hands.db, company.parent), 14)
    return company_id


def add_person(hands: Hands, company_key: str, domain: str, person: Person, *, by: str = "IMPORT") -> str:
    """The contact, associated with the company unless only its e-mail domain is to tell."""
    first, _, last = person.name.rpartition(" ")
    values = {
        "email": person.email or f"{ascii_name(first).replace('-', '.')}.{ascii_name(last)}@{domain}",
        "firstname": first,
        "lastname": f"{last} {person.mark}".strip(),
        "jobtitle": person.title,
        "hs_buying_role": person.role,
        "lifecyclestage": person.lifecycle,
        "hs_analytics_source": person.source,
        **_record_source(person, by),
        **person.told,
    }
    links = [(*who(hands.db, company_key), way) for way in _ways(hands.db, person)]
    filled = {name: value for name, value in values.items() if value}
    contact_id = hands.create("contacts", filled, by=by, associations=links)
    nickname(hands.db, f"{company_key}.{person.key}", "contacts", contact_id)
    return contact_id


def _record_source(person: Person, by: str) -> dict[str, str]:
    """What HubSpot notes of how the record came to be; of imports the file."""
    source = "FORM" if person.source != "OFFLINE" else by
    details = {"IMPORT": "Kontakte Altsystem.csv", "FORM": "Newsletter und Downloads"}
    return {"hs_object_source_label": source, "hs_object_source_detail_1": details.get(source, "")}


def _ways(db: Database, person: Person) -> list[int]:
    """Ids of association types: that there is one at all, and the label."""
    if not person.linked:
        return []
    known = labels.of_people(db, ("contacts", "companies"))
    return [279, *(kind.type_id for kind in known if kind.label == person.label)]


def play_past(db: Database, contact_id: str, past: str) -> None:
    """Write what a person did before the week, oldest first."""
    done = [entry.split() for entry in past.split(",") if entry.strip()]
    for what, days in sorted(done, key=lambda pair: -int(pair[1].removesuffix("d"))):
        at = START - timedelta(days=int(days.removesuffix("d")), minutes=int(contact_id) % 400)
        signal(Hands(db, moments.to_ms(at)), contact_id, what)


def signal(hands: Hands, contact_id: str, what: str) -> None:
    """One thing that happens to a contact; `what` is a signal, a call, a form, or "need"."""
    if what == "need":
        hands.update("contacts", contact_id, {"need_confirmed": "true"})
    elif what in CALLS:
        _call(hands, contact_id, CALLS[what])
    elif what in SIGNALS:
        if what in MEETINGS:
            meet(hands, [contact_id], MEETINGS[what])
        name, by = SIGNALS[what]
        hands.update("contacts", contact_id, {name: str(hands.at)}, by=by)
    else:
        fill_form(hands, contact_id, FORMS[what])


def meet(hands: Hands, contact_ids: Sequence[str], outcome: str) -> str:
    """A meeting with some contacts, as it stands in the calendar afterwards."""
    values = {
        "hs_timestamp": str(hands.at),
        "hs_meeting_title": "Gespräch zur Instandhaltung",
        "hs_meeting_start_time": str(hands.at),
        "hs_meeting_end_time": str(hands.at + 45 * MINUTES),
        "hs_meeting_outcome": outcome,
    }
    links = [("contacts", one, MEETING_TO_CONTACT) for one in contact_ids]
    return hands.create("meetings", values, by="MEETINGS", associations=links)


def _call(hands: Hands, contact_id: str, disposition: str) -> None:
    values = {
        "hs_timestamp": str(hands.at),
        "hs_call_title": "Anruf",
        "hs_call_direction": "OUTBOUND",
        "hs_call_status": "COMPLETED" if disposition == CONNECTED else "NO_ANSWER",
        "hs_call_disposition": disposition,
        "hs_call_duration": str(6 * MINUTES if disposition == CONNECTED else 0),
    }
    hands.create("calls", values, associations=[("contacts", contact_id, CALL_TO_CONTACT)])


def fill_form(hands: Hands, contact_id: str, title: str) -> None:
    conversion = {"recent_conversion_event_name": title, "recent_conversion_date": str(hands.at)}
    hands.update("contacts", contact_id, conversion, by="FORMS")


def add_deal(hands: Hands, company_key: str, deal: Deal, *, stage: str) -> str:
    """A deal on a company, in the pipeline that its stage belongs to."""
    values = {
        "dealname": deal.name,
        "dealstage": stage,
        "amount": deal.amount,
        "hubspot_owner_id": OWNERS["tom"],
    }
    deal_id = hands.create("deals", values, associations=[(*who(hands.db, company_key), 341)])
    nickname(hands.db, deal.key, "deals", deal_id)
    return deal_id


def close_deal(hands: Hands, deal_id: str, stage: str) -> None:
    hands.update("deals", deal_id, {"dealstage": stage, "closedate": str(hands.at)})
