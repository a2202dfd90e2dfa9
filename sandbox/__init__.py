"""A HubSpot portal in a box: real HTTP, HubSpot's documented shapes, nothing of ours imported."""

from sandbox import story
from sandbox.delivery import Delivered
from sandbox.events import STANDARD_SUBSCRIPTIONS
from sandbox.portal import Call, Portal
from sandbox.records import Change, Record
from sandbox.server import Server, serve

__all__ = [
    "STANDARD_SUBSCRIPTIONS",
    "Call",
    "Change",
    "Delivered",
    "Portal",
    "Record",
    "Server",
    "serve",
    "story",
]
