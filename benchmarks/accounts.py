"""How long it takes to say who belongs to which account and what is true of it: a whole portal, a hundredth of it, one contact.

An invented portal with the habits of real ones (`benchmarks.population`) in the embedded PostgreSQL, matched by all kinds of
evidence. The baseline groups the same contacts by the domain of their address alone, in memory, and makes no facts; that of the
names looks them up as they are written.
"""

import gc
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from statistics import median
from typing import TypeVar

import sqlalchemy as sa

from accounts.addresses.domains import domain_of_email
from accounts.making import facts_of
from accounts.matching.spec import MatchSpec, Tie, Way
from accounts.naming.index import NameIndex
from accounts.needs import FactSpec
from accounts.values import Definition, Definitions, Kind
from benchmarks.common import Options, answer, folder, options, say
from benchmarks.population import Population
from benchmarks.portfolio import example
from jobs import search_for_garbage_rarely
from pipeline import intake
from rules import Rulebook, decide, fact_spec, needs
from rules.memory import Memory
from store import embedded, portals, snapshots
from store.database import Database, migrate
from store.mirror import LinkRow, Links, RecordRow

PORTAL = 1
NOW = 1_790_000_000
ALL_WAYS = MatchSpec(ways=tuple(Way), ties=(Tie.TARGET_ACCOUNT, Tie.OWNER))
AT_ONCE = 5000
ALONE = 25  # contacts that change one by one
MONSTER = "company:1"

T = TypeVar("T")


def main() -> None:
    chosen = options(__doc__, "the curve up to 1,000,000 contacts")
    companies, contacts = chosen.size(30_000, 60), chosen.size(120_000, 240)
    people = Population(companies, contacts, chosen.seed, monster=chosen.size(10_000, 40))
    search_for_garbage_rarely()  # as every worker does
    own: dict[str, float | int | str] = {"companies": companies, "contacts": contacts}
    with _house(people) as house:
        own |= _whole(house)
        own |= _some(house, max(1, contacts // 100))
        own |= _monster(house)
    own["peak_MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 if sys.platform == "darwin" else 1024
    )
    names, looked_up = _names(people, chosen.size(10_000, 20))
    own |= names | _curve(chosen)
    bare = _by_domain_alone(people)
    ratios = {
        "grouping_by_domain_alone": float(own["grouping_seconds"]) / bare,
        "names_by_lookup": float(names["names_seconds"]) / looked_up,
    }
    answer("accounts", chosen, own, {"by_domain_alone_seconds": bare, "lookup_seconds": looked_up}, ratios)


@dataclass(frozen=True)
class House:
    """A filled portal in a database of its own, and the rulebook that looks at it."""

    database: Database
    people: Population
    book: Rulebook
    spec: FactSpec
    definitions: Definitions

    def regroup(self) -> None:
        with self.database.begin() as tx:
            intake.regroup_all(tx, PORTAL, self.spec.matching)

    def change(self, rows: Sequence[RecordRow]) -> set[str]:
        """These contacts have changed: regroup what that reaches, and make the facts of the accounts concerned."""
        with self.database.begin() as tx:
            touched = intake.keep(tx, PORTAL, intake.Taken(NOW, list(rows)), NOW, self.spec.matching)
            self.facts(tx, sorted(touched))
        return touched

    def facts(self, tx: sa.Connection, accounts: Sequence[str]) -> None:
        for some in _portions(accounts, 500):
            for snapshot in snapshots.snapshots(tx, PORTAL, some):
                facts_of(snapshot, self.definitions, self.spec, NOW)


@contextmanager
def _house(people: Population) -> Iterator[House]:
    book = example()
    spec = replace(fact_spec(book), matching=ALL_WAYS)
    definitions = {(need.kind, need.property): Definition(need.kind, need.property) for need in needs(book)}
    with folder() as place, embedded.attach(place) as server:
        migrate(server.url)
        database = Database.connect(server.url)
        house = House(database, people, book, spec, definitions)
        say(f"Filling a database: {people.companies} companies, {people.contacts} contacts.")
        _fill(house)
        yield house
        database.dispose()


def _fill(house: House) -> None:
    with house.database.begin() as tx:
        portals.ensure(tx, PORTAL, "UTC", NOW)
    for rows in _portions(house.people.company_rows(), AT_ONCE):
        _put(house, intake.Taken(NOW, list(rows)))
    for pairs in _portions(house.people.contact_rows(), AT_ONCE):
        rows, links = [row for row, _ in pairs], [link for _, link in pairs if link]
        _put(house, intake.Taken(NOW, rows, links=[_links(rows, links)]))
    house.regroup()
    with house.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


def _put(house: House, taken: intake.Taken) -> None:
    with house.database.begin() as tx:
        intake.put(tx, PORTAL, taken, NOW)


def _links(rows: Sequence[RecordRow], links: Sequence[LinkRow]) -> Links:
    return Links(Kind.CONTACT, Kind.COMPANY, [row.id for row in rows], links)


def _whole(house: House) -> dict[str, float | int | str]:
    """Everybody anew, and the facts of all accounts."""
    say("Grouping everybody, then the facts of all accounts.")
    grouping = _timed(house.regroup)
    with house.database.begin() as tx:
        ids = list(tx.execute(sa.text("SELECT id FROM account WHERE NOT gone ORDER BY id")).scalars())
        facts = _timed(lambda: house.facts(tx, ids))
    return {"accounts": len(ids), "grouping_seconds": grouping, "facts_seconds": facts}


def _some(house: House, count: int) -> dict[str, float | int | str]:
    """A hundredth of the contacts at once, then single ones."""
    say(f"{count} contacts change employer at once, then {ALONE} one by one.")
    usual = islice(house.people.contact_rows(), house.people.monster, house.people.monster + count + ALONE)
    rows = [house.people.changed(row) for row, _ in usual]
    together = _timed(lambda: house.change(rows[:count]))
    alone = [_timed(lambda row=row: house.change([row])) for row in rows[count:]]  # type: ignore[misc]
    return {"changed_1_percent_seconds": together, "changed_one_milliseconds": 1000 * median(alone)}


def _monster(house: House) -> dict[str, float | int | str]:
    """One contact of the account with thousands changes: it is grouped, read and decided."""
    row, _ = next(house.people.contact_rows())
    text = {**row.properties, "jobtitle": "Head of Everything"}
    later = replace(row, properties=text, updated_at=house.people.changed(row).updated_at, history=())

    def work() -> None:
        with house.database.begin() as tx:
            intake.keep(tx, PORTAL, intake.Taken(NOW, [later]), NOW, house.spec.matching)
            [snapshot] = snapshots.snapshots(tx, PORTAL, [MONSTER])
            decide(house.book, facts_of(snapshot, house.definitions, house.spec, NOW), Memory(), NOW)

    with house.database.begin() as tx:
        count = tx.execute(
            sa.text("SELECT count(*) FROM membership WHERE account_id = :account"), {"account": MONSTER}
        ).scalar_one()
    say(f"One account of {count} contacts.")
    return {"monster_contacts": count, "monster_decided_seconds": _timed(work)}


def _curve(chosen: Options) -> dict[str, float | int | str]:
    """What one changed contact costs in portals of ever more contacts."""
    sizes = (120, 240) if chosen.quick else (10_000, 100_000, *((1_000_000,) if chosen.long else ()))
    told: dict[str, float | int | str] = {}
    for size in sizes:
        with _house(Population(size // 4, size, chosen.seed)) as house:
            rows = [house.people.changed(row) for row, _ in islice(house.people.contact_rows(), 2 * ALONE)]
            costs = [_timed(lambda row=row, house=house: house.change([row])) for row in rows]  # type: ignore[misc]
            told[f"changed_one_of_{size}_milliseconds"] = 1000 * median(costs)
    return told


def _names(people: Population, count: int) -> tuple[dict[str, float | int | str], float]:
    """What people write into a contact's company field, against the names of all companies."""
    say(f"{count} names against {people.companies} companies.")
    companies = [(row.id, row.properties["name"] or "") for row in people.company_rows()]
    asked = list(people.names(count))
    hits = 0

    def work() -> None:
        nonlocal hits
        index = NameIndex(companies)
        hits = sum(bool(index.best(name)) for name in asked)

    seconds = _timed(work)
    as_written = {name: id_ for id_, name in companies}
    looked_up = _timed(lambda: [as_written.get(name) for name in asked])
    return {"names": count, "names_found": hits, "names_seconds": seconds}, looked_up


def _by_domain_alone(people: Population) -> float:
    rows = [row for row, _ in people.contact_rows()]

    def work() -> None:
        found: dict[str | None, list[str]] = {}
        for row in rows:
            found.setdefault(domain_of_email(row.properties["email"]), []).append(row.id)

    return _timed(work)


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _portions(things: Iterable[T], size: int) -> Iterator[list[T]]:
    several = iter(things)
    while some := list(islice(several, size)):
        yield some


if __name__ == "__main__":
    main()
