"""The lists are fit for use: spelled as they are compared, each thing once, quick to read, and loaded only when needed."""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path

import pytest

from accounts.addresses.domains import domain_of_email, is_disposable, is_free_mail, registrable
from accounts.addresses.lists import entries
from accounts.addresses.local_parts import role_word

DOMAIN_LISTS = ("free_mail", "free_mail_more", "disposable", "companies")
WORD_LISTS = ("role", "role_more", "automated", "qualifiers")
JUSTIFIED = {"proton.me", "protonmail.ch", "protonmail.com", "kakao.com", "daum.net"}
"""Firms of the public domain groups that give mail to everybody: Proton and Kakao. Proton's other domain is the firm's."""


@pytest.mark.parametrize("name", DOMAIN_LISTS)
def test_a_domain_is_listed_whole(name: str) -> None:
    """An entry that is no registrable domain would never be met, and its addresses would make an account."""
    domains = [entry.replace(".*", ".de") for entry in entries(name)]
    assert [domain for domain in domains if registrable(domain) != domain] == []


@pytest.mark.parametrize("name", WORD_LISTS)
def test_a_word_is_listed_as_it_is_compared(name: str) -> None:
    """Otherwise it would never be met."""
    assert [word for word in entries(name) if role_word(word) != word] == []


def test_lists_do_not_contradict_each_other() -> None:
    """A domain is free mail or throw-away; a word is a task, a machine or a place beside it."""
    assert entries("free_mail") & entries("disposable") == set()
    assert entries("free_mail_more") & entries("disposable") == set()
    assert entries("free_mail_more") & entries("companies") == set()
    tasks = entries("role", "role_more")
    assert tasks & entries("automated") == set()
    assert tasks & entries("qualifiers") == set()


def test_our_additions_are_additions() -> None:
    """What a foreign list has by now is taken out of ours, so that ours stays short."""
    assert entries("free_mail") & entries("free_mail_more") == set()
    assert entries("role") & entries("role_more") == set()


def test_every_exception_is_needed_and_has_a_reason() -> None:
    """One that no list calls free mail or throw-away would only hide a mistake."""
    lines = files("accounts.addresses").joinpath("data", "companies.txt").read_text("utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    assert [row for row in rows if not re.fullmatch(r"\S+\s+# .{10,}", row)] == []
    listed = entries("free_mail", "disposable") | {"gmx.io"}
    assert entries("companies") - listed == set()
    assert not any(is_free_mail(one) or is_disposable(one) for one in entries("companies"))


@pytest.mark.parametrize("name", ["free_mail", "disposable", "role"])
def test_a_foreign_list_says_where_it_is_from(name: str) -> None:
    """Origin, version, licence and day in its head, the licence's text beside it, and lines in order."""
    folder = files("accounts.addresses").joinpath("data")
    head, *rows = folder.joinpath(f"{name}.txt").read_text("utf-8").split("\n# To renew:")
    origin = re.search(r"(npm|PyPI) package (\S+ [0-9.]+\d) .*(MIT|CC0).*\d{4}-\d\d-\d\d", head)
    assert origin is not None
    assert f"{origin[1]} package {origin[2]}" in folder.joinpath("NOTICE.txt").read_text("utf-8")
    lines = rows[0].split("\n")[1:-1]
    assert [two for two in pairwise(lines) if two[0] >= two[1]] == []


def test_nothing_is_read_before_it_is_needed() -> None:
    """Importing the package opens no list and no table of suffixes: commands that read no address start quickly."""
    code = (
        "import accounts, accounts.addresses.kinds, accounts.addresses.domains as d, accounts.addresses.lists as l;"
        "print(l.entries.cache_info().misses, d._suffixes.cache_info().misses)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]


def test_real_groups_of_domains_are_companies() -> None:
    """51 real firms with several domains: each domain is stable, and none is free mail unless the firm gives it away."""
    folder = os.environ.get("FLIPFUNNEL_TEST_DATA")
    if folder is None:
        pytest.skip("set FLIPFUNNEL_TEST_DATA to the folder that holds domain-groups/domain-groups.json")
    groups = json.loads(Path(folder, "domain-groups", "domain-groups.json").read_text("utf-8"))
    keys = ("shared", "from", "to")
    hosts = sorted(set(chain.from_iterable(group.get(key, []) for group in groups for key in keys)))
    domains = {host: registrable(host) for host in hosts}
    assert len(groups) >= 51
    assert [host for host, domain in domains.items() if domain is None or registrable(domain) != domain] == []
    assert [host for host, domain in domains.items() if domain != domain_of_email(f"ada@mail.{host}")] == []
    found = {
        domain for domain in domains.values() if domain and (is_free_mail(domain) or is_disposable(domain))
    }
    assert found <= JUSTIFIED
