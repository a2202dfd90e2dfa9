"""Is all well? Each check says what is the matter in one sentence, and the next step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.needs import Needs, is_list, kinds_of, lists_of
from accounts.values import Kind
from connector import HubSpot, HubSpotError
from pipeline.tools import InForce, Tools
from rules import needs, own_properties
from store import counters, outbox, portals, tally, unfit

PLURAL = {
    Kind.COMPANY: "companies",
    Kind.CONTACT: "contacts",
    Kind.DEAL: "deals",
    Kind.TICKET: "tickets",
    Kind.MEETING: "meetings",
    Kind.CALL: "calls",
    Kind.EMAIL: "e-mails",
}


@dataclass(frozen=True)
class Check:
    """One thing looked at. `next_step` is empty where all is well."""

    name: str
    is_good: bool
    says: str
    next_step: str = ""


def examine(tools: Tools, portal_id: int) -> list[Check]:
    """Look at HubSpot, the rulebook and what waits. Asks HubSpot a handful of questions, changes nothing."""
    api = tools.portals[portal_id]
    with tools.database.begin() as tx:
        in_force = tools.in_force(tx, portal_id)
    wanted = needs(in_force.book) if in_force else frozenset()
    checks = [_access(api, kind) for kind in kinds_of(wanted)]
    checks += [_list(api, name) for name in lists_of(wanted)]
    if in_force is None:
        checks.append(
            Check(
                "rulebook", is_good=False, says="No rulebook is in force.", next_step="Run `flipfunnel sync`."
            )
        )
    elif all(check.is_good for check in checks):
        checks += _properties(api, in_force, wanted)
    return [*checks, *_state(tools, portal_id)]


def _access(api: HubSpot, kind: Kind) -> Check:
    name = f"read {kind.value}"
    try:
        next(iter(api.pages(kind, ["hs_object_id"])), None)
    except HubSpotError as error:
        return Check(name, is_good=False, says=error.sentence, next_step=error.next_step)
    return Check(name, is_good=True, says="HubSpot lets us.")


def _list(api: HubSpot, name: str) -> Check:
    """A list that is not there has nobody on it, which nobody would notice otherwise."""
    about = f"list “{name}”"
    try:
        is_there = api.list_named(name) is not None
    except HubSpotError as error:
        return Check(about, is_good=False, says=error.sentence, next_step=error.next_step)
    says = "It is there." if is_there else "The portal has no list of contacts with this name."
    return Check(
        about, is_there, says, "" if is_there else "Correct the rulebook, or the list's name in HubSpot."
    )


def _properties(api: HubSpot, in_force: InForce, wanted: Needs) -> Iterator[Check]:
    there = {(kind, one.name): one for kind in kinds_of(wanted) for one in api.definitions(kind)}
    ours = own_properties(in_force.book)
    own = {(one.kind, one.name) for one in ours}
    read = {(need.kind, need.property) for need in wanted if not is_list(need)} - own
    for name, looked_for, step in (
        (
            "our properties",
            own,
            "`flipfunnel sync --full` creates them; the token needs crm.schemas.*.write.",
        ),
        (
            "properties the rulebook reads",
            read,
            "Correct the rulebook or create them; until then they count as unknown.",
        ),
    ):
        missing = sorted(f"{kind.value}.{property_}" for kind, property_ in looked_for - there.keys())
        says = f"The portal lacks {', '.join(missing)}." if missing else f"All {len(looked_for)} are there."
        yield Check(name, not missing, says, step if missing else "")
    shut = [
        f"{one.kind.value}.{one.name} ({'read-only' if found.read_only else f'{found.type} instead of {one.type}'})"
        for one in ours
        if (found := there.get((one.kind, one.name))) and (found.read_only or found.type != one.type)
    ]
    if shut:
        says = f"Nobody can write what we mean to {', '.join(sorted(shut))}."
        step = "Undo that in HubSpot's property settings, or choose another prefix in the rulebook."
        yield Check("our properties", is_good=False, says=says, next_step=step)


def _state(tools: Tools, portal_id: int) -> Iterator[Check]:
    with tools.database.begin() as tx:
        portal = next(one for one in portals.all(tx) if one.id == portal_id)
        counted = counters.read(tx)
        taken = tally.flows(tx, portal_id)["deliveries"]
        parked = outbox.parked(tx, portal_id)
        unreadable = unfit.of_portal(tx, portal_id)
    yield Check("hubspot", portal.trouble is None, portal.trouble or "HubSpot answers.")
    says = "Never." if portal.synced_at is None else "The portal has been read."
    yield Check(
        "full sync", portal.synced_at is not None, says, "" if portal.synced_at else "Run `flipfunnel sync`."
    )
    # Anybody can send us forgeries; only where nothing else ever comes, a setting of ours is wrong.
    refused = counted.get("webhooks_refused", 0)
    is_good = taken > 0 or not refused
    says = f"{taken} taken, {refused} refused for their signature so far."
    step = "Check the client secret and FLIPFUNNEL_PUBLIC_URL: HubSpot signs for exactly that address."
    yield Check("webhooks", is_good, says, "" if is_good else step)
    yield from _values(unreadable)
    first = f" The first: {parked[0]}" if parked else ""
    step = "The console shows each with its reason." if parked else ""
    yield Check("writes", not parked, f"{len(parked)} set aside.{first}", step)


def _values(unreadable: Sequence[unfit.Unfits]) -> Iterator[Check]:
    """One sentence for each property in which something stands that does not fit."""
    if not unreadable:
        yield Check("values", is_good=True, says="All that the rulebook looks at can be read.")
    for one in unreadable:
        example, many = one.example, one.count > 1
        whose = PLURAL[example.kind] if many else example.kind.value
        says = f"{one.count} {whose} {'have' if many else 'has'} a value in {example.property} that is {example.reason}"
        yield Check(
            "values",
            is_good=False,
            says=f"{says}{', e.g.' if many else ':'} “{example.text}” ({example.kind.value} {example.id}).",
            next_step="Correct it in HubSpot, or the property's definition; until then it counts as unknown.",
        )
