"""Incremental equals rebuild: whatever happens in a portal, what was kept bit by bit is what grouping all of it makes."""

import os
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.matching.questions import branch_question, contact_question, domain_question, name_question
from accounts.matching.spec import MatchSpec, Tie, Unit, Way
from accounts.metrics import Const, Facts
from accounts.values import Definition, Kind
from pipeline import intake, review
from store import aliases, answers, frame, reach, snapshots
from store import tables as t
from store.database import Database
from store.history import HistoryRow
from store.mirror import LinkRow, Links, RecordRow
from tests.store.mirrored import NOW, PORTAL, at, record

HISTORIES = int(os.environ.get("FLIPFUNNEL_HISTORIES", "60"))
"""How many are tried; for a long run by hand, more."""

Event = Callable[["Portal"], tuple[set[str], set[tuple[Kind, str]]]]
"""Something that happens: answers the accounts said to be concerned, and the objects it was about."""


class Stops:
    """A company stops the rolling up where its property says so."""

    def verdicts(self, things: Sequence[Facts], at: int, since: int | None) -> list[bool | None]:  # noqa: ARG002
        return [one["company.own_unit"] == Const(value=True) for one in things]

    def flips(self, things: Sequence[Facts], at: int, since: int | None, before: int | None) -> list[int]:  # noqa: ARG002
        return []


UNITS = (Unit("it", "abmit", property="unit", value="IT"), Unit("nord", "abmnord", label="Werk Nord"))
SPECS = [
    MatchSpec(),
    MatchSpec(roll_up=False),
    MatchSpec(
        ways=tuple(Way), ties=tuple(Tie), branches_by=("zip", "country"), units=UNITS,
        stop_at=Stops(), stop_properties=("own_unit",),
    ),
    MatchSpec(ways=tuple(Way), ties=(Tie.OWNER, Tie.TIER, Tie.OPEN_DEAL), units=UNITS),
    MatchSpec(ways=(Way.EMAIL_DOMAIN, Way.WEBSITE, Way.COMPANY_NAME), branches_by=("zip",)),
    MatchSpec(ways=(Way.ASSOCIATION, Way.COMPANY_NAME), ties=(Tie.TARGET_ACCOUNT,)),
]  # fmt: skip

ids = st.sampled_from([str(number) for number in range(1, 6)])
domains = st.sampled_from(
    [
        "oakworks.example",
        "oakworks.test",
        "elmtec.example",
        "firma-fir.example",
        "gmail.com",
        "nordwind.example",
        None,
    ]
)
names = st.sampled_from(
    ["Oakworks GmbH", "Oakworks AG", "OAKWORKS", "Elmtec Maschinenbau", "Elmtec", "Fir", "Firma Fir KG", None]
)
zips = st.sampled_from(["10115", "10999", "80331", None])
owners = st.sampled_from(["7", "8", None])


class Portal:
    """A portal in the mirror, in which events happen one after the other."""

    def __init__(self, tx: sa.Connection, spec: MatchSpec) -> None:
        self.tx, self.spec, self.age = tx, spec, 0
        stages = [("s1", "open"), ("s2", "lost")]
        frame.put_pipeline_stages(
            tx,
            PORTAL,
            [{"kind": "deal", "pipeline": "default", "stage": s, "label": s, "state": o} for s, o in stages],
        )
        frame.put_definitions(tx, PORTAL, [Definition(Kind.COMPANY, "own_unit", "bool")])
        self.own("nordwind.example")

    def furnish(self) -> None:
        """Something to happen to: two companies that claim one domain, a daughter, people in units, in question, a deal."""
        plain = {"hs_additional_domains": None, "zip": "10115"}
        self.take(
            *(record(Kind.COMPANY, id_, {"name": f"Oakworks {id_}", "domain": "oakworks.example", **plain}) for id_ in "12"),
            record(Kind.COMPANY, "3", {"name": "Elmtec", "domain": "elmtec.example", "hs_parent_company_id": "1"}),
            *(record(Kind.CONTACT, id_, {"email": f"{id_}@oakworks.example", "unit": "IT"}) for id_ in "12"),
            record(Kind.CONTACT, "3", {"email": "cem@oakworks.test", "company": "Elmtec"}),
            record(Kind.CONTACT, "4", {"email": "dora@gmail.com", "company": "Oakworks"}),
            record(Kind.DEAL, "1", {"dealstage": "s1"}),
            Links(Kind.CONTACT, Kind.COMPANY, ["2"], [LinkRow("2", "1", is_primary=True, labels=("Werk Nord",))]),
            Links(Kind.DEAL, Kind.COMPANY, ["1"], [LinkRow("1", "1", is_primary=True)]),
            Links(Kind.DEAL, Kind.CONTACT, ["1"], [LinkRow("1", id_, is_primary=False) for id_ in "12"]),
        )  # fmt: skip

    def own(self, domain: str) -> None:
        rows = [{"id": str(n), "email": f"{n}@{domain}", "name": "Ada", "archived": False} for n in range(2)]
        frame.put_owners(self.tx, PORTAL, rows)

    def take(
        self,
        *found: RecordRow | Links,
        gone: dict[Kind, set[str]] | None = None,
        merged: dict[str, str] | None = None,
    ) -> tuple[set[str], set[tuple[Kind, str]]]:
        """As the pipeline takes in what HubSpot answered."""
        taken = intake.Taken(
            NOW + self.age,
            [one for one in found if isinstance(one, RecordRow)],
            gone or {},
            [one for one in found if isinstance(one, Links)],
            {Kind.COMPANY: merged or {}},
        )
        about = {(one.kind, one.id) for one in taken.records} | {
            (k, i) for k, some in taken.gone.items() for i in some
        }
        for one in taken.links:
            about |= {(one.from_kind, i) for i in one.of}
        return intake.keep(self.tx, PORTAL, taken, NOW + self.age, self.spec), about


def companies() -> st.SearchStrategy[Event]:
    """A company comes, changes or is restored; its domain may have been another once."""

    def event(id_: str, properties: dict[str, str | None], former: str | None) -> Event:
        def happens(portal: Portal) -> tuple[set[str], set[tuple[Kind, str]]]:
            past = (HistoryRow("domain", former, at(-portal.age), "CRM_UI", ""),) if former else ()
            return portal.take(
                record(Kind.COMPANY, id_, properties, portal.age, born=int(id_) // 2, history=past)
            )

        return happens

    properties = st.fixed_dictionaries({
        "name": names, "domain": domains, "hs_additional_domains": domains, "website": domains,
        "hs_parent_company_id": st.none() | ids, "hubspot_owner_id": owners, "zip": zips,
        "hs_is_target_account": st.sampled_from(["true", None]),
        "hs_ideal_customer_profile": st.sampled_from(["tier_1", "tier_2", None]),
        "own_unit": st.sampled_from(["true", None]),
    })  # fmt: skip
    return st.builds(event, ids, properties, st.none() | domains)


def people() -> st.SearchStrategy[Event]:
    """A contact comes, changes or is restored."""

    def event(id_: str, email: str | None, properties: dict[str, str | None], role: str) -> Event:
        text = {"email": email and f"{role}@{email}", **properties}
        return lambda portal: portal.take(record(Kind.CONTACT, id_, text, portal.age))

    properties = st.fixed_dictionaries({
        "company": names, "website": domains, "zip": zips, "hubspot_owner_id": owners,
        "work_email": domains.map(lambda one: one and f"ada@{one}"),
        "unit": st.sampled_from(["IT", None, None]),
    })  # fmt: skip
    return st.builds(event, ids, domains, properties, st.sampled_from(["ada", "ada", "info", "noreply"]))


def links() -> st.SearchStrategy[Event]:
    """A contact is associated anew, or a deal or ticket."""

    def event(ends: tuple[Kind, Kind], id_: str, to: list[str], label: str | None, stage: str) -> Event:
        kind, to_kind = ends
        rows = [LinkRow(id_, one, n == 0, (label,) if label else ()) for n, one in enumerate(to)]
        found: list[RecordRow | Links] = [Links(kind, to_kind, [id_], rows)]

        def happens(portal: Portal) -> tuple[set[str], set[tuple[Kind, str]]]:
            dealing = (
                [record(kind, id_, {"dealstage": stage}, portal.age)] if kind is not Kind.CONTACT else []
            )
            return portal.take(*dealing, *found)

        return happens

    ends = st.sampled_from([
        (Kind.CONTACT, Kind.COMPANY), (Kind.CONTACT, Kind.COMPANY),
        (Kind.DEAL, Kind.COMPANY), (Kind.DEAL, Kind.CONTACT), (Kind.TICKET, Kind.COMPANY), (Kind.TICKET, Kind.CONTACT),
    ])  # fmt: skip
    some = st.lists(ids, max_size=2, unique=True)
    return st.builds(
        event, ends, ids, some, st.sampled_from(["Werk Nord", None]), st.sampled_from(["s1", "s2"])
    )


def deletions() -> st.SearchStrategy[Event]:
    kinds = st.sampled_from([Kind.COMPANY, Kind.CONTACT, Kind.DEAL, Kind.TICKET])
    return st.builds(lambda kind, id_: lambda portal: portal.take(gone={kind: {id_}}), kinds, ids)


def merges() -> st.SearchStrategy[Event]:
    """One company takes in another; what was associated with the lost one may follow."""

    def event(old: str, new: str, follower: str) -> Event:
        follows = Links(Kind.CONTACT, Kind.COMPANY, [follower], [LinkRow(follower, new, is_primary=True)])

        def happens(portal: Portal) -> tuple[set[str], set[tuple[Kind, str]]]:
            if old == new:
                return set(), set()
            touched, about = portal.take(follows, gone={Kind.COMPANY: {old}}, merged={old: new})
            last = aliases.survivor(
                portal.tx, PORTAL, Kind.COMPANY, old
            )  # the new one may have been merged before
            return touched, about | {(Kind.COMPANY, last)}

        return happens

    return st.builds(event, ids, ids, ids)


def reviews() -> st.SearchStrategy[Event]:
    """A person answers: the first open question, or whatever else may be asked."""
    keys = st.one_of(
        st.none(),
        domains.filter(bool).map(lambda one: domain_question(one or "")),
        names.filter(bool).map(lambda one: name_question(one or "")),
        st.builds(lambda domain, zip_: branch_question(domain, (zip_, None)), domains.filter(bool), zips),
        ids.map(contact_question),
    )  # fmt: skip

    def event(key: str | None, company: str, yes: bool) -> Event:  # noqa: FBT001 - drawn
        def happens(portal: Portal) -> tuple[set[str], set[tuple[Kind, str]]]:
            asked = answers.open_questions(portal.tx, PORTAL, 1)
            question = key or (asked[0].key if asked else contact_question("1"))
            said = review.Said(question, company, yes, "Ada")
            return review.keep(portal.tx, PORTAL, said, NOW + portal.age, portal.spec), set()

        return happens

    return st.builds(event, keys, ids, st.booleans())


def full_syncs() -> st.SearchStrategy[Event]:
    """The owners have another domain, which takes effect with the full sync."""

    def event(domain: str) -> Event:
        def happens(portal: Portal) -> tuple[set[str], set[tuple[Kind, str]]]:
            portal.own(domain)
            return intake.regroup_all(portal.tx, PORTAL, portal.spec), set()

        return happens

    return st.builds(event, st.sampled_from(["nordwind.example", "elmtec.example", "gmail.com"]))


# The commoner ones more often.
events = st.one_of(
    companies(),
    people(),
    links(),
    companies(),
    people(),
    links(),
    reviews(),
    deletions(),
    merges(),
    full_syncs(),
)


def kept(tx: sa.Connection) -> dict[str, list[Any]]:
    """All that grouping has written, but for what says when."""
    account = t.account.c
    queries = {
        "account": sa.select(account.id, account.name, account.company_id, account.unit).where(~account.gone),
        "account_company": sa.select(t.account_company),
        "membership": sa.select(t.membership),
        "match_key": sa.select(t.match_key),
    }
    return {name: sorted(map(repr, tx.execute(query).mappings())) for name, query in queries.items()}


def rebuilt(tx: sa.Connection, spec: MatchSpec) -> dict[str, list[Any]]:
    """The same of a portal of which nothing but the mirror, the owners and the answers are known."""
    with tx.begin_nested() as savepoint:
        for table in (t.account, t.account_company, t.membership, t.match_key):
            tx.execute(table.delete())
        intake.regroup_all(tx, PORTAL, spec)
        found = kept(tx)
        savepoint.rollback()
    return found


def composition(tx: sa.Connection) -> dict[str, Any]:
    """Of each account that there is all that its facts are made of."""
    alive = tx.execute(sa.select(t.account.c.id).where(~t.account.c.gone)).scalars().all()
    return {one.account: one for one in snapshots.snapshots(tx, PORTAL, list(alive))}


Places = dict[tuple[Kind, str], set[str]]


def places(tx: sa.Connection) -> Places:
    """Of every object the accounts it is in; of deals and tickets those of both ends."""
    found: Places = {}
    for row in tx.execute(sa.select(t.account_company)):
        found[Kind.COMPANY, row.company_id] = {row.account_id}
    for row in tx.execute(sa.select(t.membership).where(t.membership.c.account_id.is_not(None))):
        found[Kind.CONTACT, row.contact_id] = {row.account_id}
    for row in tx.execute(sa.select(t.association).where(t.association.c.from_kind.in_(["deal", "ticket"]))):
        end = found.get((Kind(row.to_kind), row.to_id), set())
        found.setdefault((Kind(row.from_kind), row.from_id), set()).update(end)
    return found


def sharing_with_movers(tx: sa.Connection, were: Places, are: Places) -> set[str]:
    """The accounts in whose deals and tickets somebody takes part who moved, came or went: they may change hands."""
    moved = {
        (Kind(row.from_kind), row.from_id)
        for row in tx.execute(sa.select(t.association))
        if were.get((Kind(row.to_kind), row.to_id)) != are.get((Kind(row.to_kind), row.to_id))
    }
    return {id_ for dealing in moved for place in (were, are) for id_ in place.get(dealing, ())}


def with_units(tx: sa.Connection, accounts: set[str]) -> set[str]:
    return accounts | reach.units_of(tx, PORTAL, accounts)


@settings(max_examples=HISTORIES, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
@given(
    spec=st.sampled_from(SPECS), history=st.lists(events, min_size=1, max_size=16), furnished=st.booleans()
)
def test_the_parts_are_as_the_whole_after_any_history(
    database: Database, spec: MatchSpec, history: list[Event], *, furnished: bool
) -> None:
    """Creations, changes, associations, deletions, restores, merges, answers, moves: accounts, members with their rivals
    and questions, and keys equal those of a rebuild; whoever's facts changed is reported, and hardly anybody else.
    """
    with database.engine.connect() as tx, tx.begin() as transaction:
        portal = Portal(tx, spec)
        if furnished:
            portal.furnish()
        before, were = composition(tx), places(tx)
        for event in history:
            portal.age += 1
            touched, about = event(portal)
            now, are = composition(tx), places(tx)
            changed = {id_ for id_ in before.keys() | now.keys() if before.get(id_) != now.get(id_)}
            theirs = {id_ for one in about for place in (were, are) for id_ in place.get(one, ())}
            assert changed <= touched, "somebody's facts have changed, and nobody says so"
            theirs |= sharing_with_movers(tx, were, are)
            assert touched <= with_units(tx, changed | theirs), (
                "somebody is reported whom it does not concern"
            )
            before, were = now, are
        assert kept(tx) == rebuilt(tx, spec)
        transaction.rollback()
