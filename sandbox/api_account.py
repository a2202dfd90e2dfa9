"""The account itself: what it is, and how much of its day it has used."""

from datetime import timedelta

from flask import Blueprint

from sandbox import limits, moments, portal_setup
from sandbox.wire import Body, portal

account = Blueprint("account", __name__, url_prefix="/account-info/<version>")


@account.get("/details")
def account_details(**_: str) -> Body:
    set_up = portal_setup.account(portal().db)
    offset = portal_setup.local(portal().db, portal().now()).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    return {
        "portalId": portal().portal_id,
        "accountType": "STANDARD",
        "timeZone": set_up["time_zone"],
        "companyCurrency": set_up["currency"],
        "additionalCurrencies": [],
        "utcOffset": f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}",
        "utcOffsetMilliseconds": minutes * 60_000,
        "uiDomain": "app-eu1.hubspot.com",
        "dataHostingLocation": "eu1",
    }


@account.get("/api-usage/daily/private-apps")
def api_usage(**_: str) -> Body:
    """One entry: the calls since the account's midnight, which all its private apps share."""
    db, now = portal().db, portal().now()
    used = {
        "name": "private-apps-api-calls-daily",
        "usageLimit": limits.kept(db).daily or limits.PROFESSIONAL_DAILY,
        "currentUsage": limits.calls_of_day(db, moments.to_ms(now)),
        "collectedAt": moments.iso(moments.to_ms(now)),
        "resetsAt": moments.iso(moments.to_ms(portal_setup.next_midnight(db, now))),
        "fetchStatus": "SUCCESS",
    }
    return {"results": [used]}
