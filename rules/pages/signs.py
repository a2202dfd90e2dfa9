"""The sentences of a rulebook's page about signals and points."""

from collections.abc import Iterator, Mapping

from rules.language.engagement import Engagement, Signal
from rules.pages.writer import Writer
from rules.wording.nouns import SIGNALS


def signals(page: Writer) -> Iterator[str]:
    engagement = page.book.engagement
    if not engagement.signals:
        return
    yield _points(page, engagement)
    yield ""
    yield from (f"- {_signal(page, name, signal)}" for name, signal in engagement.signals.items())
    roles = {page.role(name, 1): factor for name, factor in engagement.weights.role.items()}
    weights: dict[str, Mapping[str, float]] = {"roles": roles, "tiers": engagement.weights.tier}
    yield from ("",) * any(weights.values())
    for what, factors in weights.items():
        if factors:
            yield page.say(f"weight_{what}", weights=_weights(page, factors))


def _points(page: Writer, engagement: Engagement) -> str:
    engaged = page.said(engagement.engaged_contact.score.at_least)
    if engagement.window is not None:
        return page.say("signals_window", window=page.lasting(engagement.window), engaged=engaged)
    return page.say("signals", half=page.span(engagement.fading), engaged=engaged)


def _weights(page: Writer, factors: Mapping[str, float]) -> str:
    return ", ".join(
        page.part("weight", name=name, factor=page.said(factor)) for name, factor in factors.items()
    )


def _signal(page: Writer, name: str, signal: Signal) -> str:
    limit = signal.at_most
    most = page.part("most", count=limit.count, span=page.span(limit.per)) if limit else ""
    one, _ = SIGNALS[page.language].get(name, (name.replace("_", " "), ""))
    points = page.said(signal.points)
    if signal.from_:
        where = page.part("signal_where", when=page.asked(signal.where)) if signal.where else ""
        things = page.word(signal.from_)
        return page.say("signal_from", name=one, points=points, things=things, where=where, most=most)
    if signal.list:
        return page.say("signal_list", name=one, points=points, list=signal.list, most=most)
    matches = page.part("matches", text=signal.matches) if signal.matches else ""
    property_ = (signal.when or "").partition(".")[2]
    return page.say("signal", name=one, points=points, property=property_, matches=matches, most=most)
