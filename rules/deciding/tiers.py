"""The class of an account, the programme by which it is looked after, and what follows: whom it wants, how it is weighed."""

from collections.abc import Mapping
from dataclasses import replace

from accounts.engagement.scoring import scaled
from accounts.metrics import Aggregate, Const, Count, Fact
from accounts.people.coverage import covered
from accounts.values import Missing
from rules.deciding.draft import Draft
from rules.language.fixed import NO_TIER
from rules.language.vocabulary import wanted_roles


def know_tier(draft: Draft) -> None:
    """The first tier that says yes. Where one before it is unknown, or none says yes and one is unknown, so is the tier.

    From then on roles are wanted, and points are weighed, as the tier has it.
    """
    found = _tier(draft) if draft.book.tiers else None
    _want_roles(draft, found)
    factor = draft.book.engagement.weights.tier.get(found or "", 1.0)
    if factor != 1:
        contacts = [replace(one, facts=_weighed(one.facts, factor)) for one in draft.account.contacts]
        draft.account = replace(draft.account, contacts=tuple(contacts))
        draft.facts = _weighed(draft.facts, factor)


def _tier(draft: Draft) -> str | None:
    tiers = draft.book.tiers
    verdicts = draft.sight.tiers(draft.facts)
    found = next((name for name in tiers if verdicts[f"tier.{name}"] is not False), None)
    if found is not None and verdicts[f"tier.{found}"] is None:
        unknown = Const(Missing(f"nobody knows whether it is in {found}"))
        draft.facts |= {"tier": unknown, "programme": unknown}
        return None
    programme = tiers[found].programme if found else None
    draft.facts |= {"tier": Const(found or NO_TIER), "programme": Const(programme or NO_TIER)}
    return found


def _want_roles(draft: Draft, tier: str | None) -> None:
    """The roles of the tier instead of those of the buying center, and of each product line whichever wants more."""
    book = draft.book
    products = book.buying_center.products
    wanted = (book.tiers[tier].roles if tier else {}) or book.buying_center.roles
    if products:
        verdicts = draft.sight.products(draft.facts)
        for name in [name for name in products if verdicts[f"product.{name}"]]:
            more = products[name].roles
            wanted = {role: max(wanted.get(role, 0), more.get(role, 0)) for role in {**wanted, **more}}
    draft.wanted = dict(wanted)
    if products or any(each.roles for each in book.tiers.values()):
        contacts = draft.account.contacts
        everything = covered(contacts, [(role, 1) for role in wanted_roles(book)])
        draft.facts |= {**everything, **covered(contacts, sorted(wanted.items()))}


def _weighed(facts: Mapping[str, Fact], factor: float) -> dict[str, Fact]:
    """The same facts with every score multiplied, those of the things that are counted too."""
    return {name: _fact(fact, factor) for name, fact in facts.items()}


def _fact(fact: Fact, factor: float) -> Fact:
    if isinstance(fact, (Count, Aggregate)):
        return replace(fact, of=tuple(_weighed(thing, factor) for thing in fact.of))
    return scaled(fact, factor)


def know_excluded(draft: Draft) -> None:
    """The first exclusion that says yes; where nobody knows, the account is not excluded."""
    excluded = draft.book.accounts.excluded
    verdicts = draft.sight.excluded(draft.facts) if excluded else {}
    found = next((name for name in excluded if verdicts[f"excluded.{name}"]), None)
    draft.facts["excluded"] = Const(found or NO_TIER)
    draft.excluded = found
