"""`flipfunnel sandbox` as a process of its own: it says where it is, works with the official client, and ends in order."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hubspot import Client

from cli.main import run

DEADLINE = 60


@contextmanager
def started(*options: str, module: str = "cli") -> Iterator[subprocess.Popen[str]]:
    words = ["sandbox"] if module == "cli" else []
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words, "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def first_json(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What it prints once it answers: one JSON object."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line == "}\n":
            break
    facts: dict[str, Any] = json.loads("".join(lines))
    return facts


def ended(process: subprocess.Popen[str], by: signal.Signals) -> tuple[int, str]:
    process.send_signal(by)
    _, said = process.communicate(timeout=DEADLINE)
    return process.returncode, said


@pytest.mark.parametrize("module", ["cli", "sandbox"])
def test_the_official_client_works_against_it(module: str) -> None:
    """With the printed address and token; Ctrl-C ends it with 0 and takes its file away."""
    with started("--scenario", "small", "--json", module=module) as process:
        facts = first_json(process)
        client = Client.create(access_token=facts["token"], host=facts["url"], base_url=facts["url"])
        made = client.crm.contacts.basic_api.create(
            simple_public_object_input_for_create={"properties": {"email": "eve@oak.example"}}
        )
        found = client.crm.contacts.basic_api.get_by_id(made.id, properties=["email"])
        assert found.properties["email"] == "eve@oak.example"
        assert (
            client.api_request({"path": "/account-info/v3/details"}).json()["portalId"] == facts["portal_id"]
        )
        assert Path(facts["file"]).exists()
        code, said = ended(process, signal.SIGINT)
        assert (code, "Traceback" in said) == (0, False)
        assert not Path(facts["file"]).parent.exists()


def test_what_it_tells_a_person() -> None:
    """Each fact on a line, and how the official client is pointed here; SIGTERM ends it as well."""
    with started("--empty") as process:
        assert process.stdout is not None
        told = []
        for line in process.stdout:
            told.append(line.rstrip())
            if "Client.create(" in line:
                break
        text = "\n".join(told)
        assert re.search(r"^API +http://127\.0\.0\.1:\d+$", text, re.MULTILINE)
        assert re.search(r"^Access token +pat-eu1-[0-9a-f-]{36}$", text, re.MULTILINE)
        assert re.search(r"^Portal id +\d+$", text, re.MULTILINE)
        assert "host=" in text
        assert "base_url=" in text
        assert ended(process, signal.SIGTERM)[0] == 0


def test_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, and what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(["sandbox", "--empty", "--port", str(port)]) == 3
    said = capsys.readouterr().err
    assert f"Port {port} cannot be listened on" in said
    assert "--port" in said


def test_a_scenario_that_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 6, and every problem with its line."""
    file = tmp_path / "mine.toml"
    file.write_text("[limits]\ndayly = 5\n[records.oak]\ntype = 'companie'\nproperties = {}\n", "utf-8")
    assert run(["sandbox", "--port", "0", "--scenario", str(file)]) == 6
    said = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in said] == ["mine.toml:2", "mine.toml:3"]
    assert 'did you mean "companies"?' in said[1]
