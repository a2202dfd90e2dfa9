"""Read objects from HubSpot and take them into the mirror: the one way in for webhooks, polls and syncs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from accounts.matching.grouping import group
from accounts.matching.membership import Grouping
from accounts.matching.spec import MatchSpec, Tie
from accounts.needs import Needs, is_list, is_wanted
from accounts.values import Kind, Moment
from connector import HubSpot, RecordRead
from store import aliases, answers, evidence, grouping, match_keys, mirror, reach
from store.history import HistoryRow
from store.mirror import LinkRow, Links, RecordRow

Touched = Mapping[Kind, set[str]]

TOWARDS = {
    Kind.CONTACT: (Kind.COMPANY,),
    Kind.DEAL: (Kind.COMPANY, Kind.CONTACT),
    Kind.TICKET: (Kind.COMPANY, Kind.CONTACT),
    Kind.MEETING: (Kind.COMPANY, Kind.CONTACT),
    Kind.CALL: (Kind.COMPANY, Kind.CONTACT),
    Kind.EMAIL: (Kind.COMPANY, Kind.CONTACT),
}
"""Which associations are mirrored. A parent company is read as the property hs_parent_company_id."""
DEALINGS = (Kind.DEAL, Kind.TICKET)
"""What belongs to an account through its companies and contacts."""
ACTIVITIES = (Kind.MEETING, Kind.CALL, Kind.EMAIL)
"""What people did: news of their accounts, but never of where somebody belongs, so they make nobody be grouped anew."""


@dataclass
class Taken:
    """What HubSpot answered about some objects, to questions asked from `asked_at` on."""

    asked_at: Moment
    records: list[RecordRow] = field(default_factory=list)
    gone: dict[Kind, set[str]] = field(default_factory=dict)
    links: list[Links] = field(default_factory=list)
    aliases: dict[Kind, dict[str, str]] = field(default_factory=dict)  # old id -> the one that took it in
    ends: dict[Kind, set[str]] = field(default_factory=dict)  # of activities' associations that came or went

    def ids(self, kind: Kind) -> set[str]:
        return {row.id for row in self.records if row.kind is kind} | self.gone.get(kind, set())


def properties_of(needs: Needs, kind: Kind) -> tuple[list[str], list[str]]:
    """The properties to read of a kind: all, and those with history."""
    asked = [need for need in needs if need.kind is kind and not is_list(need)]
    return sorted({need.property for need in asked}), sorted(
        {need.property for need in asked if need.history}
    )


def read(api: HubSpot, needs: Needs, touched: Touched, asked_at: Moment) -> Taken:
    """Ask HubSpot for these objects and their associations. Calls HubSpot: never inside a transaction.

    Not for tickets, meetings, calls and e-mails that the rulebook does not look at, whoever tells of them.
    """
    taken = Taken(asked_at)
    for kind, ids in touched.items():
        if not ids or not is_wanted(kind, needs):
            continue
        names, history = properties_of(needs, kind)
        found = api.batch(kind, ids, names, history)
        add(api, taken, kind, found.records, names)
        merged = {
            asked: record.id for record in found.records for asked in record.asked if asked != record.id
        }
        taken.aliases.setdefault(kind, {}).update(merged)
        taken.gone[kind] = {*found.missing, *merged}
    return taken


def add(api: HubSpot, taken: Taken, kind: Kind, found: Sequence[RecordRead], names: Sequence[str]) -> None:
    """Add records with the properties asked for, and what they are associated with."""
    taken.records += [record_row(record, names) for record in found]
    taken.aliases.setdefault(kind, {}).update({old: record.id for record in found for old in record.merged})
    ids = sorted({record.id for record in found if not record.archived})
    if not ids:
        return
    for to_kind in TOWARDS.get(kind, ()):
        links = [
            LinkRow(one.from_id, one.to_id, one.is_primary, one.labels)
            for one in api.associations(kind, to_kind, ids)
        ]
        taken.links.append(Links(kind, to_kind, ids, links))


def record_row(record: RecordRead, names: Sequence[str]) -> RecordRow:
    """HubSpot adds properties nobody asked for, the moment of the last change among them: each would look like news."""
    history = tuple(
        HistoryRow(name, change.value, change.at, change.source, change.source_id)
        for name, changes in record.history.items()
        for change in changes
    )
    return RecordRow(
        record.kind,
        record.id,
        {name: value for name, value in record.properties.items() if name in names},
        record.created_at,
        record.updated_at,
        record.archived,
        history,
    )


def keep(tx: sa.Connection, portal_id: int, taken: Taken, now: Moment, matching: MatchSpec) -> set[str]:
    """Take it into the mirror, regroup what it changes, mark the accounts concerned due; answers them.

    What says nothing new (a poll that reads our own writes, a repeated event) concerns nobody.
    """
    news = put(tx, portal_id, taken, now)
    spec = with_own_domain(tx, portal_id, matching)
    part = reach.part_of(tx, portal_id, spec, _matched_anew(tx, portal_id, news, spec), news[Kind.CONTACT])
    touched = regroup(tx, portal_id, part, spec)
    companies = news[Kind.COMPANY] | taken.ends.get(Kind.COMPANY, set())
    contacts = news[Kind.CONTACT] | taken.ends.get(Kind.CONTACT, set())
    for kind in (*DEALINGS, *ACTIVITIES):
        companies |= reach.linked(tx, portal_id, kind, news[kind], Kind.COMPANY)
        contacts |= reach.linked(tx, portal_id, kind, news[kind], Kind.CONTACT)
    touched |= reach.accounts_of(tx, portal_id, companies, contacts)
    grouping.mark_due(tx, portal_id, touched)
    return touched


def _matched_anew(
    tx: sa.Connection, portal_id: int, news: Mapping[Kind, set[str]], spec: MatchSpec
) -> set[str]:
    """The companies of which matching may see something new: an open deal may speak for its company."""
    if Tie.OPEN_DEAL not in spec.ties:
        return news[Kind.COMPANY]
    return news[Kind.COMPANY] | reach.linked(tx, portal_id, Kind.DEAL, news[Kind.DEAL], Kind.COMPANY)


def with_own_domain(tx: sa.Connection, portal_id: int, spec: MatchSpec) -> MatchSpec:
    """Matching knows the portal's own people, besides those declared, by the domain that most owners have.

    Another one takes effect on everybody with the next full sync.
    """
    own = evidence.own_domain(tx, portal_id)
    if own is None:
        return spec
    return replace(spec, addresses=replace(spec.addresses, own=spec.addresses.own | {own}))


def put(tx: sa.Connection, portal_id: int, taken: Taken, now: Moment) -> dict[Kind, set[str]]:
    """Write what HubSpot answered, without regrouping; answers the objects about which that is news.

    A deal's or ticket's association that came or went is news about the company or contact at its other end, too.
    """
    news: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    for kind, survivors in taken.aliases.items():
        if kind is Kind.COMPANY:
            news[kind] |= _put_merges(tx, portal_id, survivors)
        else:
            aliases.put_aliases(tx, portal_id, kind, survivors.items())
    for kind, id_ in mirror.put_records(tx, portal_id, taken.records, taken.asked_at):
        news[kind].add(id_)
    for kind, ids in taken.gone.items():
        news[kind] |= mirror.mark_gone(tx, portal_id, kind, sorted(ids), now)
    for links in taken.links:
        for link in mirror.put_links(tx, portal_id, links):
            news[links.from_kind].add(link.from_id)
            if links.from_kind in DEALINGS:
                news[links.to_kind].add(link.to_id)
            elif links.from_kind in ACTIVITIES:
                taken.ends.setdefault(links.to_kind, set()).add(link.to_id)
    return news


def _put_merges(tx: sa.Connection, portal_id: int, survivors: Mapping[str, str]) -> set[str]:
    """Answers the companies of which we did not know that they have become one: an answer of the review may name them."""
    before = {old: aliases.survivor(tx, portal_id, Kind.COMPANY, old) for old in survivors}
    aliases.put_aliases(tx, portal_id, Kind.COMPANY, survivors.items())
    now = {old: aliases.survivor(tx, portal_id, Kind.COMPANY, old) for old in survivors}
    return {id_ for old, new in now.items() if before[old] != new for id_ in (old, new)}


def regroup(tx: sa.Connection, portal_id: int, part: reach.Part, spec: MatchSpec) -> set[str]:
    """Group a part of the portal anew; answers the accounts whose composition changed."""
    companies = evidence.load_companies(tx, portal_id, spec, None if part.is_whole else part.companies)
    contacts = evidence.load_contacts(tx, portal_id, spec, None if part.is_whole else part.contacts)
    if part.is_whole:
        reach.rebuild_keys(tx, portal_id, spec, companies, contacts)
    said = answers.about(tx, portal_id, None if part.is_whole else part.contacts)
    made = group(companies, contacts, spec, said)
    unproven = {one.contact for one in made.memberships if one.reason not in match_keys.PROOF}
    looking = [one for one in contacts if one.id in unproven]
    if more := reach.widen(tx, portal_id, part, looking):
        companies += evidence.load_companies(tx, portal_id, spec, more)
        made = _joined(made, group(companies, looking, spec, said), unproven)
    return grouping.keep(tx, portal_id, part, made)


def _joined(proven: Grouping, again: Grouping, unproven: set[str]) -> Grouping:
    """Of those of whom nothing was proven what the second look says."""
    accounts = {one.id: one for one in proven.accounts if one.company is not None}
    accounts |= {one.id: one for one in again.accounts}
    settled = (one for one in proven.memberships if one.contact not in unproven)
    return Grouping(tuple(accounts.values()), (*settled, *again.memberships))


def regroup_all(tx: sa.Connection, portal_id: int, matching: MatchSpec) -> set[str]:
    """Group the whole portal anew, for a full sync or a new rulebook; answers the accounts whose composition changed,
    which are due.
    """
    spec = with_own_domain(tx, portal_id, matching)
    touched = regroup(tx, portal_id, reach.whole(tx, portal_id), spec)
    grouping.mark_due(tx, portal_id, touched)
    return touched


def merge(touched: Iterable[Touched]) -> dict[Kind, set[str]]:
    joined: dict[Kind, set[str]] = {}
    for one in touched:
        for kind, ids in one.items():
            joined.setdefault(kind, set()).update(ids)
    return joined
