"""The properties every new portal has, as far as the box needs them (HubSpot's properties guide and dumps of real portals)."""

from dataclasses import replace

from sandbox.standard_activities import CALL, EMAIL, MEETING, NOTE, TASK
from sandbox.standard_parts import ID, MERGED, MOMENTS, OWNER, Standard, choice, derived, facts, flag, texts

LIFECYCLE = choice(
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
LEAD_STATUS = choice(
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
ANALYTICS_SOURCE = choice(
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
)
LEGAL_BASIS = choice(
    "hs_legal_basis",
    "Legitimate interest \N{EN DASH} prospect/lead",
    "Legitimate interest \N{EN DASH} existing customer",
    "Legitimate interest - other",
    "Performance of a contract",
    "Freely given consent from contact",
    "Not applicable",
    field_type="checkbox",
)
# When a record entered each stage. The first kind is recorded of contacts; the second is what newer portals have as well.
STAGE_DATES = (
    *facts("datetime", "date", *(f"hs_lifecyclestage_{stage}_date" for stage in LIFECYCLE.options)),
    *facts(
        "datetime", "calculation_read_time", *(f"hs_v2_date_entered_{stage}" for stage in LIFECYCLE.options)
    ),
)
BUYING_ROLE = choice(
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

# Types, fields and what is calculated are those of a portal's schema as recorded in 2022.
CONTACT = (
    *texts("email", "work_email", "firstname", "lastname", "salutation", "jobtitle", "company", "website"),
    *texts("city", "zip", "state", "country"),
    Standard("phone"),
    OWNER,
    LIFECYCLE,
    LEAD_STATUS,
    BUYING_ROLE,
    LEGAL_BASIS,
    ANALYTICS_SOURCE,
    *facts("string", "text", "hs_analytics_source_data_1", "hs_analytics_source_data_2"),
    *facts("string", "text", "hs_object_source_label", "hs_object_source_detail_1"),
    Standard("hs_object_source", "enumeration", "select", read_only=True, external=True),
    Standard("associatedcompanyid", "number", "number", refers_to="COMPANY"),
    Standard("hs_pipeline", "enumeration", "select", external=True),
    *facts("datetime", "date", "createdate", "lastmodifieddate", "hs_email_last_click_date"),
    *facts("datetime", "date", "hs_email_last_open_date", "hs_sales_email_last_replied"),
    *facts("datetime", "date", "hs_analytics_last_timestamp", "hs_latest_meeting_activity"),
    *facts("datetime", "date", "notes_last_contacted", "notes_last_updated"),
    Standard("hubspotscore", "number", "calculation_score", read_only=True),
    *facts("number", "number", "hs_predictivecontactscore_v2"),
    choice("hs_persona"),
    *STAGE_DATES,
    *derived("datetime", "date", "recent_conversion_date"),
    *derived("string", "text", "recent_conversion_event_name", "first_conversion_event_name"),
    *derived("string", "text", "hs_email_domain"),
    *derived(
        "enumeration", "select", "hs_additional_emails", "hs_calculated_merged_vids", "hs_all_contact_vids"
    ),
    MERGED,
    *derived("number", "number", "hs_object_id"),
    *facts(
        "number", "number", "hs_analytics_num_visits", "hs_analytics_num_page_views", "num_associated_deals"
    ),
    flag("hs_email_optout", read_only=True),
    flag("hs_is_contact", field_type="calculation_read_time", read_only=True, calculated=True),
    flag("hs_is_unworked", field_type="calculation_equation", read_only=True),
)
COMPANY = (
    *texts("name", "domain", "website", "industry", "city", "zip", "state", "country", "description"),
    Standard("hs_additional_domains"),
    Standard("phone", "string", "phonenumber"),
    Standard("numberofemployees", "number", "number"),
    Standard("annualrevenue", "number", "number"),
    OWNER,
    LIFECYCLE,
    LEAD_STATUS,
    flag("hs_is_target_account"),
    choice("hs_ideal_customer_profile", "tier_1", "tier_2", "tier_3"),
    choice("hs_target_account", "tier_1", "tier_2", "tier_3", field_type="radio"),
    *facts("datetime", "date", "createdate", "hs_lastmodifieddate", "hs_last_sales_activity_timestamp"),
    *facts("datetime", "date", "notes_last_contacted", "notes_last_updated", "hs_analytics_last_timestamp"),
    *facts("number", "number", "hs_analytics_num_page_views", "hs_analytics_num_visits"),
    *facts("number", "number", "hs_object_id", "hs_target_account_probability"),
    replace(ANALYTICS_SOURCE, read_only=True),
    *STAGE_DATES,
    MERGED,
    *derived("number", "number", "hs_parent_company_id", "hs_num_child_companies"),
    *derived("number", "number", "num_associated_contacts", "num_associated_deals"),
    *derived("number", "number", "hs_num_contacts_with_buying_roles", "hs_num_decision_makers"),
    *derived("number", "number", "hs_num_blockers", "hs_num_open_deals", "hs_total_deal_value"),
)
DEAL = (
    *texts("dealname", "closed_lost_reason", "description"),
    choice("dealstage", field_type="radio"),
    choice("pipeline"),
    choice("dealtype", "newbusiness", "existingbusiness", field_type="radio"),
    Standard("amount", "number", "number"),
    Standard("closedate", "datetime", "date"),
    OWNER,
    *facts("datetime", "date", "createdate", "hs_lastmodifieddate", "notes_last_updated"),
    *facts("number", "number", "hs_object_id"),
    MERGED,
    flag("hs_is_closed", read_only=True, calculated=True),
    flag("hs_is_closed_won", read_only=True, calculated=True),
    *derived("number", "number", "num_associated_contacts"),
)
OWN_TYPE = (OWNER, ID, MERGED, *MOMENTS)
TICKET = (
    Standard("subject"),
    Standard("content", "string", "textarea"),
    choice("hs_pipeline"),
    choice("hs_pipeline_stage", field_type="radio"),
    choice("hs_ticket_priority", "LOW", "MEDIUM", "HIGH", "URGENT"),
    choice(
        "hs_ticket_category",
        "PRODUCT_ISSUE",
        "BILLING_ISSUE",
        "FEATURE_REQUEST",
        "GENERAL_INQUIRY",
        field_type="checkbox",
    ),
    choice("source_type", "CHAT", "EMAIL", "FORM", "PHONE"),
    OWNER,
    ID,
    MERGED,
    *facts("datetime", "date", "createdate", "hs_lastmodifieddate", "closed_date", "first_agent_reply_date"),
)
LEAD = (
    Standard("hs_lead_name"),
    choice("hs_lead_type", "NEW_BUSINESS", "UPSELL", "RE_ATTEMPT"),
    choice("hs_lead_label", "HOT", "WARM", "COLD"),
    choice("hs_pipeline"),
    choice("hs_pipeline_stage", field_type="radio"),
    OWNER,
    ID,
    MERGED,
    *MOMENTS,
)


PROPERTIES: dict[str, tuple[Standard, ...]] = {
    "contacts": CONTACT,
    "companies": COMPANY,
    "deals": DEAL,
    "tasks": TASK,
    "notes": NOTE,
    "tickets": TICKET,
    "leads": LEAD,
    "meetings": MEETING,
    "calls": CALL,
    "emails": EMAIL,
}
GROUPS: dict[str, tuple[str, ...]] = {
    "contacts": ("contactinformation", "sales_properties", "analyticsinformation"),
    "companies": ("companyinformation", "targetaccountsinformation"),
    "deals": ("dealinformation",),
    "tasks": ("task",),
    "notes": ("note",),
    "tickets": ("ticketinformation",),
    "leads": ("leadinformation",),
    "meetings": ("meeting",),
    "calls": ("call",),
    "emails": ("email",),
}

SOURCES = ("Website", "Messe", "Adresskauf", "LinkedIn-Recherche", "XING-Recherche", "Empfehlung")
PERMISSIONS = ("double_opt_in", "single_opt_in", "objection")


def _own(standard: Standard) -> Standard:
    return replace(standard, hubspot_defined=False)


# Made by the portal's people, not by HubSpot; only the demo portal has them.
PORTAL_PROPERTIES: dict[str, tuple[Standard, ...]] = {
    "companies": (
        _own(choice("customer_health", "green", "yellow", "red")),
        _own(Standard("marketing_owner")),
        _own(Standard("contract_end", "date", "date")),
        # HubSpot's own, with an option that people added.
        choice("type", "PROSPECT", "PARTNER", "RESELLER", "VENDOR", "OTHER", "COMPETITOR"),
    ),
    "contacts": (
        _own(Standard("need_confirmed", "bool", "booleancheckbox", ("true", "false"))),
        _own(choice("contact_source", *SOURCES)),
        _own(Standard("contact_source_date", "date", "date")),
        _own(Standard("data_vendor")),
        _own(choice("email_permission", *PERMISSIONS)),
        _own(Standard("last_verified", "date", "date")),
        _own(Standard("art14_notice_sent", "date", "date")),
    ),
}
