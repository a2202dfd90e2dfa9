"""The sentences of a rulebook's page about what it does: points, rules, handovers, limits, what is read and written."""

from collections.abc import Iterator
from dataclasses import replace

from accounts.needs import is_list, lists_of
from accounts.values import Kind
from rules.conditions import Leaf
from rules.language.doing import OnReject, Rule
from rules.language.parsing import format_percent, format_time
from rules.needs import needs
from rules.pages import inwords
from rules.pages.writer import Writer
from rules.wording import labels
from rules.wording.claims import counted, measured

READ = (Kind.COMPANY, Kind.CONTACT, Kind.DEAL, Kind.TICKET, Kind.MEETING, Kind.CALL, Kind.EMAIL)


def rules(page: Writer) -> Iterator[str]:
    for index, rule in enumerate(page.book.rules):
        yield from ("",) * (index > 0)
        yield f"### {rule.rule}"
        yield ""
        yield " ".join(_rule(page, rule))
        yield ""
        yield from (f"- {_sentence(inwords.effect(effect, page.language))}" for effect in rule.then)


def _rule(page: Writer, rule: Rule) -> Iterator[str]:
    yield page.say("rule", when=page.asked(rule.when))
    if each := rule.for_each:
        where = page.part("where", when=page.asked(each.where)) if each.where else ""
        yield page.say("each", who=page.word(each.members), where=where)
    yield page.say("often", often=page.word(rule.once_per))
    if rule.mode != "act":
        yield page.say("mode", mode=page.word(rule.mode))
    if rule.from_:
        yield page.say("from", day=page.said(rule.from_))
    if rule.until:
        yield page.say("until", day=page.said(rule.until))
    yield page.say("then")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def plays(page: Writer) -> Iterator[str]:
    for index, (name, play) in enumerate(page.book.plays.items()):
        yield from ("",) * (index > 0)
        yield f"### {name}"
        yield ""
        for number, step in enumerate(play.steps, 1):
            task = inwords.task(step.task, page.language)
            yield f"{number}. {page.say('play', span=page.span(step.after), task=task)}"
        if play.stop_when:
            yield ""
            yield page.say("stop", when=page.asked(play.stop_when))


def handover(page: Writer) -> Iterator[str]:
    handover = page.book.handover
    if handover is None:
        return
    yield page.say("handover", to=handover.to, span=inwords.due(handover.accept_within, page.language))
    if fast := handover.fast_lane:
        span = inwords.due(fast.accept_within, page.language)
        yield page.say("fast", span=span, when=page.asked(fast.when))
    yield page.say("packet", parts=page.words(handover.packet))
    if outside := handover.outside_key_accounts:
        yield page.say("outside", pool=outside.to.pool, when=page.asked(outside.when))
    if handover.on_reject:
        yield ""
    for reason, follows in handover.on_reject.items():
        yield f"- {page.say('reject', reason=reason.replace('_', ' '), what=_follows(page, follows))}"


def _follows(page: Writer, follows: OnReject) -> str:
    plain = follows.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    parts = (f"{labels.key(name, page.language)} {page.said(value)}" for name, value in plain.items())
    return ", ".join(parts) or page.part("nothing")


def numbers(page: Writer) -> Iterator[str]:
    for name, measure in page.book.metrics.items():
        bare = replace(measure, metric="")
        things = counted(Leaf("", "", measure=bare), page.language)
        said = things[1] if things else measured(bare, page.language)
        yield f"- {page.part('item', name=name.replace('_', ' '), when=said)}"


def may(page: Writer) -> Iterator[str]:
    for name, condition in page.book.may.items():
        yield f"- {page.part('item', name=name.replace('_', ' '), when=page.asked(condition))}"


def people(page: Writer) -> Iterator[str]:
    for name, person in page.book.people.persons.items():
        other = page.part("other", pool=person.else_.pool) if person.else_ else ""
        property_ = person.property.partition(".")[2]
        yield f"- {page.part('person_is', name=name, property=property_, other=other)}"
    for name, pool in page.book.people.pools.items():
        members = ", ".join(pool.members)
        yield f"- {page.part('pool', name=name, members=members, by=page.word(pool.by))}"
    hours = page.book.business_hours
    from_, to = format_time(hours.from_), format_time(hours.to)
    yield ""
    yield page.say("hours", days=page.word(hours.days), from_=from_, to=to, zone=page.book.timezone)


def limits(page: Writer) -> Iterator[str]:
    limits, brake = page.book.limits, page.book.limits.stage_changes
    share = page.said(format_percent(brake.most))
    yield page.say("brake", span=page.span(brake.per), share=share, least=brake.never_below)
    if limits.tasks_per_person_per_day:
        yield page.say("tasks", n=limits.tasks_per_person_per_day)
    if limits.handovers_per_rep_per_week:
        yield page.say("handovers", n=limits.handovers_per_rep_per_week)


def writes(page: Writer) -> Iterator[str]:
    if not page.book.writes:
        return
    yield page.say("written")
    yield ""
    for pattern, how in page.book.writes.items():
        kind, _, name = pattern.partition(".")
        yield f"- {_property(page, kind, name.replace('*', '…'))}: {page.word(how)}."


def _property(page: Writer, kind: str, name: str) -> str:
    return page.part("property", kind=page.part(kind), name=name)


def reads(page: Writer) -> Iterator[str]:
    """What HubSpot holds of its own; what the rulebook itself writes is read back anyway."""
    read = [need for need in needs(page.book) if not page.book.owns(f"{need.kind}.{need.property}")]
    wanted = [need for need in read if not is_list(need)]
    for kind in READ:
        names = sorted({need.property for need in wanted if need.kind is kind})
        if names:
            yield f"- {page.say('reads', kind=page.part(kind.value), names=', '.join(names))}"
    if lists := lists_of(needs(page.book)):
        yield f"- {page.say('reads', kind=page.part('list'), names=', '.join(lists))}"
