"""The properties every new portal has, as far as the box needs them (HubSpot's properties guide and dumps of real portals)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Standard:
    name: str
    type: str = "string"
    field_type: str = "text"
    options: tuple[str, ...] = ()
    read_only: bool = False
    calculated: bool = False
    external: bool = False
    hubspot_defined: bool = True

    @property
    def label(self) -> str:
        return self.name.removeprefix("hs_").replace("_", " ").capitalize()


def _text(*names: str) -> tuple[Standard, ...]:
    return tuple(Standard(name) for name in names)


def _facts(type_: str, field_type: str, *names: str) -> tuple[Standard, ...]:
    """Values that HubSpot itself writes: read-only through the API."""
    return tuple(Standard(name, type_, field_type, read_only=True) for name in names)


def _choice(name: str, *options: str, field_type: str = "select", read_only: bool = False) -> Standard:
    return Standard(name, "enumeration", field_type, options, read_only=read_only)


def _rollup(name: str) -> Standard:
    return Standard(name, "number", "number", read_only=True, calculated=True)


def _flag(name: str, *, read_only: bool = False, calculated: bool = False) -> Standard:
    return Standard(
        name, "bool", "booleancheckbox", ("true", "false"), read_only=read_only, calculated=calculated
    )


OWNER = Standard("hubspot_owner_id", "enumeration", "select", external=True)
LIFECYCLE = _choice(
    "lifecyclestage",
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
    field_type="radio",
)
LEAD_STATUS = _choice(
    "hs_lead_status",
    "NEW",
    "OPEN",
    "IN_PROGRESS",
    "OPEN_DEAL",
    "UNQUALIFIED",
    "ATTEMPTED_TO_CONTACT",
    "CONNECTED",
    "BAD_TIMING",
    field_type="radio",
)
ANALYTICS_SOURCE = _choice(
    "hs_analytics_source",
    "ORGANIC_SEARCH",
    "PAID_SEARCH",
    "EMAIL_MARKETING",
    "SOCIAL_MEDIA",
    "REFERRALS",
    "OTHER_CAMPAIGNS",
    "DIRECT_TRAFFIC",
    "OFFLINE",
    "PAID_SOCIAL",
    read_only=True,
)
BUYING_ROLE = _choice(
    "hs_buying_role",
    "BLOCKER",
    "BUDGET_HOLDER",
    "CHAMPION",
    "DECISION_MAKER",
    "END_USER",
    "EXECUTIVE_SPONSOR",
    "INFLUENCER",
    "LEGAL_AND_COMPLIANCE",
    "OTHER",
    field_type="checkbox",
)

CONTACT = (
    *_text(
        "email", "firstname", "lastname", "salutation", "jobtitle", "company", "website", "city", "country"
    ),
    Standard("phone", "string", "phonenumber"),
    Standard("hs_language"),
    OWNER,
    LIFECYCLE,
    LEAD_STATUS,
    BUYING_ROLE,
    ANALYTICS_SOURCE,
    Standard("associatedcompanyid", "number", "number"),
    *_facts("datetime", "date", "createdate", "lastmodifieddate", "hs_email_last_click_date"),
    *_facts("datetime", "date", "hs_email_last_open_date", "hs_sales_email_last_replied"),
    *_facts("datetime", "date", "hs_analytics_last_timestamp", "hs_latest_meeting_activity"),
    *_facts("datetime", "date", "recent_conversion_date", "notes_last_contacted"),
    *_facts("string", "text", "recent_conversion_event_name", "first_conversion_event_name"),
    *_facts("string", "text", "hs_additional_emails", "hs_merged_object_ids"),
    *_facts("number", "number", "hs_object_id", "hs_analytics_num_visits", "hs_analytics_num_page_views"),
    _flag("hs_email_optout", read_only=True),
    _rollup("num_associated_deals"),
)
COMPANY = (
    *_text("name", "domain", "website", "industry", "city", "country", "description"),
    Standard("hs_additional_domains"),
    Standard("phone", "string", "phonenumber"),
    Standard("numberofemployees", "number", "number"),
    Standard("annualrevenue", "number", "number"),
    OWNER,
    LIFECYCLE,
    LEAD_STATUS,
    _flag("hs_is_target_account"),
    _choice("hs_ideal_customer_profile", "tier_1", "tier_2", "tier_3"),
    _choice("hs_target_account", "tier_1", "tier_2", "tier_3", field_type="radio"),
    *_facts("datetime", "date", "createdate", "hs_lastmodifieddate", "hs_last_sales_activity_timestamp"),
    *_facts("number", "number", "hs_object_id"),
    *(_rollup(name) for name in ("hs_parent_company_id", "hs_num_child_companies")),
    *(_rollup(name) for name in ("num_associated_contacts", "num_associated_deals")),
)
DEAL = (
    *_text("dealname", "closed_lost_reason", "description"),
    _choice("dealstage", field_type="radio"),
    _choice("pipeline"),
    _choice("dealtype", "newbusiness", "existingbusiness", field_type="radio"),
    Standard("amount", "number", "number"),
    Standard("closedate", "datetime", "date"),
    OWNER,
    *_facts("datetime", "date", "createdate", "hs_lastmodifieddate"),
    *_facts("number", "number", "hs_object_id"),
    _flag("hs_is_closed", read_only=True, calculated=True),
    _flag("hs_is_closed_won", read_only=True, calculated=True),
    _rollup("num_associated_contacts"),
)
TASK = (
    Standard("hs_timestamp", "datetime", "date"),
    Standard("hs_task_subject"),
    Standard("hs_task_body", "string", "html"),
    _choice("hs_task_status", "NOT_STARTED", "IN_PROGRESS", "WAITING", "COMPLETED", "DEFERRED"),
    _choice("hs_task_priority", "NONE", "LOW", "MEDIUM", "HIGH"),
    _choice("hs_task_type", "EMAIL", "CALL", "TODO"),
    Standard("hs_task_reminders"),
    Standard("hs_queue_membership_ids"),
    OWNER,
    *_facts("datetime", "date", "hs_createdate", "hs_lastmodifieddate", "hs_task_completion_date"),
    *_facts("number", "number", "hs_object_id"),
)
NOTE = (
    Standard("hs_timestamp", "datetime", "date"),
    Standard("hs_note_body", "string", "html"),
    Standard("hs_attachment_ids"),
    OWNER,
    *_facts("datetime", "date", "hs_createdate", "hs_lastmodifieddate"),
    *_facts("number", "number", "hs_object_id"),
)

PROPERTIES: dict[str, tuple[Standard, ...]] = {
    "contacts": CONTACT,
    "companies": COMPANY,
    "deals": DEAL,
    "tasks": TASK,
    "notes": NOTE,
}
GROUPS: dict[str, tuple[str, ...]] = {
    "contacts": ("contactinformation", "sales_properties", "analyticsinformation"),
    "companies": ("companyinformation", "targetaccountsinformation"),
    "deals": ("dealinformation",),
    "tasks": ("task",),
    "notes": ("note",),
}

# Made by the portal's people, not by HubSpot; only the demo portal has them.
PORTAL_PROPERTIES: dict[str, tuple[Standard, ...]] = {
    "companies": (
        Standard(
            "customer_health", "enumeration", "select", ("green", "yellow", "red"), hubspot_defined=False
        ),
        Standard("marketing_owner", hubspot_defined=False),
        Standard("contract_end", "date", "date", hubspot_defined=False),
    ),
    "contacts": (
        Standard("need_confirmed", "bool", "booleancheckbox", ("true", "false"), hubspot_defined=False),
    ),
}
