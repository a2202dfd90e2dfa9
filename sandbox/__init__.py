"""A HubSpot portal in a box: real HTTP, HubSpot's documented shapes, nothing of ours imported."""

from sandbox import story
from sandbox.database import OtherVersionError
from sandbox.delivery import Delivered
from sandbox.loading import Past
from sandbox.portal import Call, Portal
from sandbox.records import Change, Record
from sandbox.server import Server, serve
from sandbox.subscriptions import ACTIVITY_SUBSCRIPTIONS, STANDARD_SUBSCRIPTIONS

__all__ = [
    "ACTIVITY_SUBSCRIPTIONS",
    "STANDARD_SUBSCRIPTIONS",
    "Call",
    "Change",
    "Delivered",
    "OtherVersionError",
    "Past",
    "Portal",
    "Record",
    "Server",
    "serve",
    "story",
]
