"""A portal in real time, a database of its own, and the settings that name both: what the command line finds."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import open_tools
from cli.setup import read_settings
from pipeline.decide import decide_due
from pipeline.deliver import deliver
from sandbox import Portal, Server, definitions, serve
from settings import EXAMPLE_RULEBOOK


@dataclass
class Desk:
    """Where commands are given. `rulebook` is the file that the settings name."""

    portal: Portal
    server: Server
    environment: dict[str, str]
    rulebook: Path
    oak: str

    def work(self) -> None:
        """What a worker does with all that is due."""
        with open_tools(read_settings()) as tools:
            decide_due(tools, self.portal.portal_id)
            deliver(tools, self.portal.portal_id)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal.open(tmp_path / "portal", empty=True)
    definitions.fill_portal_properties(portal.db)
    yield portal
    portal.close()


@pytest.fixture
def served(portal: Portal) -> Iterator[Server]:
    running = serve(portal)
    yield running
    running.close()


@pytest.fixture
def desk(
    portal: Portal, served: Server, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    rulebook = tmp_path / "book.yaml"
    rulebook.write_text(EXAMPLE_RULEBOOK.read_text("utf-8"), "utf-8")
    environment = {
        "DATABASE_URL": database_url,
        "FLIPFUNNEL_DATA": str(tmp_path / "data"),
        "FLIPFUNNEL_HUBSPOT_HOST": served.url,
        "FLIPFUNNEL_HUBSPOT_TOKEN": portal.token,
        "FLIPFUNNEL_HUBSPOT_CLIENT_SECRET": portal.client_secret,
        "FLIPFUNNEL_RULEBOOK": str(rulebook),
        "FLIPFUNNEL_WEBHOOK_PORT": "0",
        "FLIPFUNNEL_CONSOLE_PORT": "0",
        "FLIPFUNNEL_HUBSPOT_CALLS_PER_10_SECONDS": "5000",
    }
    monkeypatch.chdir(tmp_path)  # no .env of whoever runs the tests is read
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    oak = portal.create("companies", {"name": "Oak", "domain": "oak.example", "hs_is_target_account": "true"})
    for name, role in (("ada", "BUDGET_HOLDER"), ("ben", "CHAMPION"), ("cleo", "END_USER")):
        who = {"email": f"{name}@oak.example", "firstname": name.title(), "hs_buying_role": role}
        portal.create("contacts", who, associations=[("companies", oak, 279)])
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield Desk(portal, served, environment, rulebook, oak)
    root.handlers[:], level = before
    root.setLevel(level)
