"""The scripted week: which moments it has, and playing everything due up to one, each action exactly once."""

from datetime import datetime

from sandbox import moments as clock
from sandbox.casting import START
from sandbox.hands import Hands
from sandbox.plots import END, Action, actions
from sandbox.portal import Portal

__all__ = ["END", "START", "moments", "play_until", "waiting"]
PLAYED, POSTPONED = "played", "postponed"


def moments(portal: Portal) -> list[datetime]:
    """Every moment at which the script does something, ascending; the same before, during and after the week."""
    del portal  # every portal has the same script
    return sorted({action.at for action in actions()})


def play_until(portal: Portal, moment: datetime) -> int:
    """Play every action due at `moment` and not yet played; returns how many.

    An action, the webhook events it makes and the note that it was played are one transaction, so a kill neither loses
    nor repeats one. An action that cannot happen yet (a person cannot set a property that does not exist) waits, and
    happens at the first later moment at which it can. A portal with a now of its own moves along.
    """
    states = dict(portal.db.rows("SELECT action, state FROM story"))
    due = [action for action in actions() if action.at <= moment and states.get(action.name) != PLAYED]
    played = sum(_play(portal, action, moment, late=action.name in states) for action in due)
    if portal.has_own_now():
        portal.set_now(moment)
    return played


def _play(portal: Portal, action: Action, moment: datetime, *, late: bool) -> bool:
    at = moment if late else action.at
    with portal.db.transaction():
        if portal.has_own_now():
            portal.set_now(at)
        possible = all(step.possible(portal.db) for step in action.steps)
        if possible:
            _do(action, Hands(portal.db, clock.to_ms(at)))
        state = PLAYED if possible else POSTPONED
        portal.db.run("INSERT OR REPLACE INTO story VALUES (?, ?)", action.name, state)
    return possible


def _do(action: Action, hands: Hands) -> None:
    for step in action.steps:
        step.do(hands)


def waiting(portal: Portal) -> list[str]:
    """Names of actions that have not happened yet, in the order of the script."""
    played = {name for (name,) in portal.db.rows("SELECT action FROM story WHERE state = ?", PLAYED)}
    return [action.name for action in actions() if action.name not in played]
