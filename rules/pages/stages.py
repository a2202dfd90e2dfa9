"""The sentences of a rulebook's page about where contacts and accounts stand."""

from collections.abc import Iterator

from rules.language.fixed import RELATIONSHIPS
from rules.language.way import Stage
from rules.pages.writer import Writer
from rules.wording.nouns import VALUES


def relationships(page: Writer) -> Iterator[str]:
    if not page.book.relationship:
        return
    yield page.say("relationships")
    yield ""
    for name, relationship in page.book.relationship.items():
        yield f"- {page.say('item', name=_relationship(page, name), when=page.asked(relationship.when))}"


def ladders(page: Writer) -> Iterator[str]:
    for name in RELATIONSHIPS:
        stages = page.book.cone.ladder(name)
        if stages:
            yield f"### {page.say('ladder', name=page.part(f'ladder.{name}'))}"
            yield ""
            yield from (f"{number}. {_stage(page, stage)}" for number, stage in enumerate(stages, 1))
            yield ""
    yield f"### {page.say('moves')}"
    yield ""
    yield " ".join(_moves(page))


def _stage(page: Writer, stage: Stage) -> str:
    return f"**{stage.name}**: {' '.join(_of_stage(page, stage))}"


def _of_stage(page: Writer, stage: Stage) -> Iterator[str]:
    if stage.when:
        yield f"{page.asked(stage.when)}."
    elif stage.pinned_by:
        yield page.part("pinned", pins=page.either(stage.pinned_by))
    else:
        yield page.part("first")
    if stage.needs:
        yield page.say("needs", stage=stage.needs)
    if stage.stay_while:
        yield page.say("stay", when=page.asked(stage.stay_while))
    if stage.min_stay:
        yield page.say("min_stay", span=page.lasting(stage.min_stay))
    if stage.max_stay:
        yield page.say("max_stay", span=page.lasting(stage.max_stay))
    if stage.gate:
        yield page.say("gate", when=page.asked(stage.gate))
    if stage.hand_over:
        yield page.say("hand_over")


def _moves(page: Writer) -> Iterator[str]:
    moves = page.book.cone.moves
    yield page.say(f"back.{moves.back}")
    if moves.cool_down:
        yield page.say("cool_down", span=page.span(moves.cool_down))
    yield page.say("person", span=page.lasting(moves.person_holds))
    if loss := moves.after_loss:
        yield page.say("after_loss", stage=loss.cap, span=page.lasting(loss.at_least))


def tiers(page: Writer) -> Iterator[str]:
    for name, tier in page.book.tiers.items():
        programme = page.part("programme", name=tier.programme) if tier.programme else ""
        roles = page.part("tier_roles", roles=page.roles(tier.roles)) if tier.roles else ""
        yield f"- {page.part('item', name=name, when=page.asked(tier.when))}{programme}{roles}"


def funnel(page: Writer) -> Iterator[str]:
    if not page.book.funnel:
        return
    yield page.say("funnel")
    yield ""
    for number, (name, step) in enumerate(page.book.funnel.items(), 1):
        phase = page.part("lifecycle", name=step.lifecyclestage) if step.lifecyclestage else ""
        yield f"{number}. {page.part('item', name=name, when=page.asked(step.when))}{phase}"


def _relationship(page: Writer, name: str) -> str:
    return VALUES[page.language]["relationship"].get(name, name)
