"""The class of an account, and the programme by which it is looked after."""

from accounts.metrics import Const
from accounts.values import Missing
from rules.draft import Draft


def know_tier(draft: Draft) -> None:
    """The first tier that says yes. Where one before it is unknown, or none says yes and one is unknown, so is the tier."""
    tiers = draft.book.tiers
    if not tiers:
        return
    verdicts = draft.sight.tiers(draft.facts)
    found = next((name for name in tiers if verdicts[f"tier.{name}"] is not False), None)
    if found is None:
        missing = Missing("in no tier")
    elif verdicts[f"tier.{found}"] is None:
        missing = Missing(f"nobody knows whether it is in {found}")
    else:
        programme = tiers[found].programme
        draft.facts["tier"] = Const(found)
        draft.facts["programme"] = Const(programme or Missing("its tier has none"))
        return
    draft.facts |= {"tier": Const(missing), "programme": Const(missing)}
