"""What HubSpot's own source properties say of where a contact's data came from.

Two properties tell. The record's source says what made the contact; it is set once and never changes, so it comes first.
The original traffic source says how the person first came to us; HubSpot may rewrite it later, when somebody who was
imported visits the website, so it speaks only where the record's source is silent.

                                source             why
record source
  FORM, FORMS                   inbound            the person filled in one of our forms
  CONVERSATIONS, BOT, BOTS      inbound            the person wrote to us in a chat or to an inbox that we answer
  MEETINGS                      inbound            the person booked a meeting on our page
  ANALYTICS                     inbound            the person filled in a form on our website that is not HubSpot's
  IMPORT, IMPORTS               import             a file; its name may say anything, so it is not read
  ENRICHMENT                    enrichment         HubSpot added it from its own data
  a tool that is named          see TOOLS          integrations, extensions and the API name the tool in the detail
  CRM_UI, CONTACTS_WEB, API,    (silent)           somebody typed or sent it: from where, nobody says
  INTEGRATION, EXTENSION, ...
original traffic source
  OFFLINE                       as above           its first detail is what made the contact, its second the tool
  any other                     inbound            the person came to our website: by a search, an advertisement, a link
                                                   (REFERRALS are links on other websites, nobody's recommendation)

The latest source is not asked: it says where somebody came from this time, and nothing of where the data came from.
"""

import re
from collections.abc import Mapping

from accounts.provenance.values import Source

RECORD_SOURCES = ("hs_object_source", "hs_object_source_label")
RECORD_DETAIL = "hs_object_source_detail_1"
TRAFFIC_SOURCE = "hs_analytics_source"
TRAFFIC_DETAILS = ("hs_analytics_source_data_1", "hs_analytics_source_data_2")
HUBSPOT_SOURCES = (*RECORD_SOURCES, RECORD_DETAIL, TRAFFIC_SOURCE, *TRAFFIC_DETAILS)

CHANNELS: Mapping[str, Source] = {
    **dict.fromkeys(("FORM", "FORMS", "ANALYTICS", "MEETINGS"), Source.INBOUND),
    **dict.fromkeys(("CONVERSATIONS", "BOT", "BOTS"), Source.INBOUND),
    **dict.fromkeys(("IMPORT", "IMPORTS"), Source.IMPORT),
    "ENRICHMENT": Source.ENRICHMENT,
}
VISITS = frozenset(
    {
        *("ORGANIC_SEARCH", "PAID_SEARCH", "EMAIL_MARKETING", "SOCIAL_MEDIA", "PAID_SOCIAL"),
        *("REFERRALS", "OTHER_CAMPAIGNS", "DIRECT_TRAFFIC", "AI_REFERRALS"),
    }
)
OFFLINE = "OFFLINE"

TOOLS: tuple[tuple[str, Source], ...] = (
    # Forms inside an advertisement: the person filled them in.
    (r"lead[ -]?gen(?:eration)? forms?|lead ads?|linkedin ads?|facebook ads?", Source.INBOUND),
    (r"sales navigator|linkedin", Source.RESEARCH_LINKEDIN),
    (r"xing", Source.RESEARCH_XING),
    # They know people who never came to us.
    (
        r"zoominfo|cognism|apollo(?:\.io)?|lusha|dealfront|echobot|kaspr|rocketreach|clearbit|hunter\.io",
        Source.ENRICHMENT,
    ),
    # The person registered for something that takes place.
    (r"eventbrite|gotowebinar|on24|livestorm|zoom webinars?|cvent|bizzabo", Source.EVENT),
)
"""What a tool is called, the first that fits, and the source it stands for."""
_TOOLS = tuple((re.compile(rf"(?<!\w)(?:{name})(?!\w)", re.IGNORECASE), source) for name, source in TOOLS)


def derived(text: Mapping[str, str | None]) -> tuple[Source, str]:
    """(the source, the property that told it); UNKNOWN and empty where nothing tells."""
    for name in RECORD_SOURCES:
        source = _of_channel(text.get(name) or "", text.get(RECORD_DETAIL) or "")
        if source is not None:
            return source, name
    return _of_traffic(text)


def _of_traffic(text: Mapping[str, str | None]) -> tuple[Source, str]:
    said = _word(text.get(TRAFFIC_SOURCE) or "")
    if said in VISITS:
        return Source.INBOUND, TRAFFIC_SOURCE
    if said == OFFLINE:
        channel, tool = (text.get(name) or "" for name in TRAFFIC_DETAILS)
        source = _of_channel(channel, tool)
        if source is not None:
            return source, TRAFFIC_DETAILS[0]
    return Source.UNKNOWN, ""


def _of_channel(channel: str, tool: str) -> Source | None:
    if not channel:
        return None
    if source := CHANNELS.get(_word(channel)):
        return source
    return next((source for named, source in _TOOLS if named.search(tool)), None)


def _word(text: str) -> str:
    return text.strip().upper().replace(" ", "_")
