"""Advice on what conditions look at: points nobody can have, roles nobody gets, properties nobody fills."""

from collections.abc import Iterator, Mapping
from math import inf

from rules.conditions import Leaf, Op
from rules.judging.staled import CHANGED
from rules.judging.tree import leaves
from rules.language.engagement import Engagement
from rules.language.texts import named_in, texts
from rules.language.vocabulary import OWN_COMPANY, OWN_CONTACT, bare, conditions
from rules.model import Rulebook
from rules.own import REASON
from rules.problems import Complaint, Path
from rules.wording.nouns import BUYING_ROLES

MOSTLY_EMPTY = frozenset(
    {"company.hs_is_target_account", "contact.hs_email_optout", "contact.hs_email_bad_address"}
)
"""HubSpot's own yes/no properties that stay empty until somebody says yes."""
EMPTY_SHARE = 0.5
BY_PEOPLE = ("accounts.roll_up.", "accounts.not_members.")
"""Places that ask for what people say of companies and contacts, below whatever prefix."""
_UPWARD = frozenset({Op.AT_LEAST, Op.MORE_THAN})


def asked(book: Rulebook) -> Iterator[Leaf]:
    """Every comparison of the rulebook once, by its place; those of named conditions where they are declared."""
    seen = set()
    for _, condition in conditions(book):
        for leaf in leaves(condition):
            if (leaf.place, leaf.op) not in seen:
                seen.add((leaf.place, leaf.op))
                yield leaf


# --- points


def most_points(book: Rulebook) -> float:
    """More than this no contact ever has. Of a signal with `at_most` the first `count` within each `per` count, and they
    fade: count + count * fading(per) + count * fading(2 * per) + ...; without it there is no end.
    """
    engagement = book.engagement
    total = 0.0
    for signal in engagement.signals.values():
        if signal.points and signal.at_most is None:
            return inf
        if signal.points and signal.at_most:
            total += signal.points * signal.at_most.count * _times(engagement, signal.at_most.per)
    roles, tiers = engagement.weights.role.values(), engagement.weights.tier.values()
    return total * max([1.0, *roles]) * max([1.0, *tiers]) * (1 + 1e-9)


def _times(engagement: Engagement, per: int) -> float:
    """How many full measures of points there can be at once, where one comes in each `per` seconds."""
    if engagement.window is not None:
        return engagement.window // per + 1
    fading = 2.0 ** (-per / engagement.fading)
    return 1 / (1 - fading) if fading < 1 else inf


def scores(book: Rulebook) -> Iterator[Complaint]:
    """Of an account any number of contacts may have points, so its own have no end as long as one contact can have any."""
    most = most_points(book)
    of_account = inf if most > 0 else 0.0
    engaged = book.engagement.engaged_contact.score.at_least
    for leaf in asked(book):
        bound = {"score": most, "engagement.score": of_account}.get(leaf.metric)
        if bound is not None and _beyond(leaf, bound):
            yield _out_of_reach(leaf.place, leaf.metric, leaf.wanted, bound)
        elif leaf.metric == "contacts.engaged" and engaged > most and _beyond(leaf, 0):
            yield _out_of_reach(leaf.place, "score", engaged, most)
    if 0 < most < engaged:
        path: Path = ("engagement", "engaged_contact", "score", "at_least")
        yield _out_of_reach("", "score", engaged, most, path)


def _beyond(leaf: Leaf, bound: float) -> bool:
    if not isinstance(leaf.wanted, (int, float)):
        return False
    return (leaf.op == Op.AT_LEAST and leaf.wanted > bound) or (
        leaf.op == Op.MORE_THAN and leaf.wanted >= bound
    )


def _out_of_reach(leaf: str, metric: str, wanted: object, most: float, path: Path = ()) -> Complaint:
    message = f"No contact ever has {wanted} points: the signals give {most:.4g} at most."
    if most == 0:
        message = "Nobody ever has points: no signal gives any."
    hint = "Ask for fewer, give more points, or let more of them count with 'at_most'."
    return Complaint("score-out-of-reach", message, hint, path, leaf, metric)


# --- roles


def roles(book: Rulebook, known: frozenset[str] = frozenset(BUYING_ROLES)) -> Iterator[Complaint]:
    """`known`: the options of hs_buying_role, where the portal is known."""
    center = book.buying_center
    wanted: list[tuple[Path, str]] = [(("buying_center", "roles", role), role) for role in center.roles]
    for name, tier in book.tiers.items():
        wanted += [(("tiers", name, "roles", role), role) for role in tier.roles]
    for name, product in center.products.items():
        path: Path = ("buying_center", "products", name, "roles")
        wanted += [((*path, role), role) for role in product.roles]
    for path, role in wanted:
        if role not in {*known, *center.labels.values()}:
            message = f"Nobody ever has the role '{role}': HubSpot's buying role does not offer it."
            hint = (
                "Add it to the options of the contact property hs_buying_role in HubSpot, "
                f"or choose one of: {', '.join(sorted(known))}."
            )
            yield Complaint("role-unyielded", message, hint, path, "", role)


# --- properties


def unwritten(book: Rulebook) -> Iterator[Complaint]:
    """Below the prefix only we write; so what is looked at there has to be set by a rule that acts."""
    own_company = [*OWN_COMPANY, *([REASON] if book.handover and book.handover.on_reject else [])]
    written = {f"company.{book.own(suffix)}" for suffix in own_company}
    written |= {f"contact.{book.own(suffix)}" for suffix in OWN_CONTACT if book.funnel}
    written |= {
        target
        for rule in book.rules
        if rule.mode == "act"
        for effect in rule.then
        for target in effect.set or ()
    }
    for leaf in asked(book):
        if leaf.place.startswith(BY_PEOPLE):
            continue
        if leaf.measure is None and _ours(bare(leaf.metric), book) and bare(leaf.metric) not in written:
            yield _nobody_writes(bare(leaf.metric), (), leaf.place)
    for path, text, _ in texts(book):
        for name in named_in(text):
            if _ours(name, book) and name not in written:
                yield _nobody_writes(name, path, "")


def _ours(name: str, book: Rulebook) -> bool:
    return name.startswith((f"company.{book.prefix}_", f"contact.{book.prefix}_"))


def _nobody_writes(name: str, path: Path, leaf: str) -> Complaint:
    message = f"No rule that acts sets '{name}', so it stays unknown."
    return Complaint(
        "property-nobody-writes", message, "Set it by a rule, or ask for something else.", path, leaf, name
    )


def yes_no(book: Rulebook, empty: Mapping[str, float] | None = None) -> Iterator[Complaint]:
    """`empty`: of properties of the portal the share of records on which they are empty."""
    shares = {**dict.fromkeys(MOSTLY_EMPTY, 1.0), **(empty or {})}
    for leaf in asked(book):
        flag = isinstance(leaf.wanted, bool) and leaf.measure is None and not leaf.metric.startswith(CHANGED)
        if flag and leaf.unset_means is None and shares.get(leaf.metric, 0) > EMPTY_SHARE:
            message = f"'{leaf.metric}' is empty on most records, and what is empty is neither yes nor no."
            hint = "Add 'unset_means: false'."
            yield Complaint("yes-no-without-unset-means", message, hint, (), leaf.place, leaf.metric)


# --- names


def signals(book: Rulebook) -> Iterator[Complaint]:
    metrics = {leaf.metric for leaf in asked(book)}
    for name, signal in book.engagement.signals.items():
        if not signal.points and not metrics & {f"signals.{name}", "signals.any"}:
            message = f"Nothing asks for the signal '{name}', and it gives no points."
            path = ("engagement", "signals", name)
            yield Complaint(
                "signal-unused", message, "Give it points, ask for it, or remove it.", path, "", name
            )
