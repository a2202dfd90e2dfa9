"""The class of an account, and the programme by which it is looked after."""

from accounts.metrics import Const
from accounts.values import Missing
from rules.deciding.draft import Draft
from rules.language.vocabulary import NO_TIER


def know_tier(draft: Draft) -> None:
    """The first tier that says yes. Where one before it is unknown, or none says yes and one is unknown, so is the tier."""
    tiers = draft.book.tiers
    if not tiers:
        return
    verdicts = draft.sight.tiers(draft.facts)
    found = next((name for name in tiers if verdicts[f"tier.{name}"] is not False), None)
    if found is not None and verdicts[f"tier.{found}"] is None:
        unknown = Const(Missing(f"nobody knows whether it is in {found}"))
        draft.facts |= {"tier": unknown, "programme": unknown}
        return
    programme = tiers[found].programme if found else None
    draft.facts |= {"tier": Const(found or NO_TIER), "programme": Const(programme or NO_TIER)}
