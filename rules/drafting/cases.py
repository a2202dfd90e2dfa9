"""The cases of a first rulebook: one for every stage and both sides of every rule, as examples and as tests."""

from collections.abc import Iterator, Sequence

from rules.drafting.pen import Pen, written
from rules.drafting.plan import DECIDER, Plan
from rules.drafting.rules import BEFORE_RENEWAL, rule_names

WON = "deals: [{state: won, closed: 100 days ago}]"


def cases(pen: Pen, plan: Plan) -> None:
    pen.gap()
    pen.line(
        "cases:", pen.say("`flipfunnel rules test` spielt sie durch", "`flipfunnel rules test` plays them")
    )
    _first(pen, plan)
    _upwards(pen, plan)
    if plan.ready:
        _handed_over(pen, plan)
    if plan.has_deals:
        _with_deals(pen, plan)
    _of_rules(pen, plan)


def _case(pen: Pen, title: str, given: Sequence[str], expect: str) -> None:
    pen.line(f'  - case: "{title}"')
    pen.line(f"    given: {{{', '.join(given)}}}")
    pen.line(f"    expect: {{{expect}}}")


def _contacts(number: int, roles: Sequence[str] = ()) -> str:
    """So many contacts; the first of them with one role each."""
    some = [f"{{roles: [{role}]}}" for role in roles]
    return f"contacts: [{', '.join([*some, *['{}'] * (number - len(some))])}]"


def _signals(plan: Plan, contacts: int) -> str:
    """What makes so many contacts engaged."""
    name, times = plan.strongest
    some = [f"{{signal: {name}, contact: {one}}}" for one in range(1, contacts + 1) for _ in range(times)]
    return f"signals: [{', '.join(some)}]"


def _company(plan: Plan, *more: str) -> list[str]:
    """A company that is a key account."""
    known = [*([plan.nominee.given] if plan.nominee.given else []), *more]
    return [f"company: {{{', '.join(known)}}}"] if known else []


def _why_not(plan: Plan, stage: str) -> str:
    """What is missing for the stage after this one, where its condition tells."""
    stages = plan.prospect
    following = stages[stages.index(stage) + 1] if stage != stages[-1] else ""
    ready = "coverage.DECISION_MAKER" if plan.decider else "contacts.engaged"
    missing = {
        "expanded": "contacts.count",
        "covered": "coverage.roles",
        "engaged": "contacts.engaged",
        "sales_ready": ready,
        "in_sales": "open_deal" if plan.has_deals else "accepted_handover",
    }
    return f", why_not: {{{following}: {missing[following]}}}" if following in missing else ""


def _first(pen: Pen, plan: Plan) -> None:
    say = pen.say
    given = [] if plan.nominee.how == "anyone" else [_contacts(plan.enough)]
    _case(
        pen,
        say("wer nicht ausgewählt ist, steht auf keiner Stufe", "who is not chosen stands on no stage"),
        given,
        f"why_not: {{key_account: {plan.nominee.metric}}}",
    )
    _case(
        pen,
        say("ein Kontakt ist ein Anfang", "one contact is a beginning"),
        [*_company(plan), _contacts(1)],
        f"stage: identified{_why_not(plan, 'identified')}",
    )


def _upwards(pen: Pen, plan: Plan) -> None:
    say = pen.say
    _case(
        pen,
        say("mehrere Kontakte", "several contacts"),
        [*_company(plan), _contacts(plan.enough)],
        f"stage: expanded{_why_not(plan, 'expanded')}",
    )
    if plan.covered:
        roles = plan.others[: plan.covered]
        given = [*_company(plan), _contacts(max(plan.enough, len(roles)), roles)]
        _case(
            pen,
            say("genug Rollen sind bekannt", "enough roles are known"),
            given,
            f"stage: covered{_why_not(plan, 'covered')}",
        )
    if plan.signs:
        given = [*_company(plan), _contacts(plan.enough), _signals(plan, 2)]
        _case(
            pen,
            say("zwei sind engagiert", "two are engaged"),
            given,
            f"stage: engaged{_why_not(plan, 'engaged')}",
        )


def _handed_over(pen: Pen, plan: Plan) -> None:
    say = pen.say
    roles = ((DECIDER,) if plan.decider else ()) + (
        plan.others[: plan.covered] if plan.before_ready == "covered" else ()
    )
    number = 2 if plan.decider else 3
    given = [*_company(plan), _contacts(max(plan.enough, number, len(roles)), roles)]
    given += [_signals(plan, number)] if plan.signs else []
    _case(
        pen,
        say("bereit für den Vertrieb, und er nimmt an", "ready for sales, and sales accepts"),
        given,
        "stage: sales_ready, handover: offered",
    )
    pen.line(
        "    then: [{after: 1 day, given: {answer: accepted}, expect: {stage: in_sales, handover: accepted}}]"
    )


def _with_deals(pen: Pen, plan: Plan) -> None:
    say, (health, good) = pen.say, plan.health
    _case(
        pen,
        say("ein offener Deal", "an open deal"),
        [*_company(plan), _contacts(1), "deals: [{state: open}]"],
        "stage: in_sales",
    )
    missing = (
        f", why_not: {{well_served: company.{health}}}" if health else ", why_not: {in_project: open_deal}"
    )
    _case(
        pen,
        say("ein Kunde", "a customer"),
        [*_company(plan), _contacts(1), WON],
        f"stage: served, relationship: customer{missing}",
    )
    if health:
        given = [*_company(plan, f"{health}: {written(good[0])}"), _contacts(1), WON]
        _case(
            pen,
            say("ein Kunde, dem es gut geht", "a customer who is well"),
            given,
            "stage: well_served, why_not: {in_project: open_deal}",
        )
    more = "deals: [{state: won, closed: 100 days ago}, {state: open}]"
    _case(
        pen,
        say("ein Kunde mit dem nächsten Projekt", "a customer with the next project"),
        [*_company(plan), _contacts(1), more],
        "stage: in_project",
    )
    if plan.contract_end:
        given = [*_company(plan, f"{plan.contract_end}: 10 days ago"), _contacts(1), WON]
        _case(
            pen,
            say("der Vertrag ist abgelaufen", "the contract has ended"),
            given,
            "stage: parked, relationship: former",
        )


def _of_rules(pen: Pen, plan: Plan) -> None:
    say, names = pen.say, rule_names(plan)
    one = [*_company(plan), _contacts(1)]
    quiet = f"not_fired: [{', '.join(names)}]"
    for name, title, given, more in _firing(pen, plan):
        if name in names:
            _case(pen, title, given, f"fired: [{name}]{more}")
    if "renew-in-time" in names:
        _case(
            pen,
            say("der Vertrag läuft noch lange", "the contract goes on for long"),
            _ending(plan, 10),
            quiet,
        )
    if names:
        _case(
            pen, say("ein Kontakt allein löst nichts aus", "one contact alone sets nothing off"), one, quiet
        )


def _firing(pen: Pen, plan: Plan) -> Iterator[tuple[str, str, list[str], str]]:
    """For each rule: what its case is called, what is given, and what to expect besides."""
    say, several = pen.say, [*_company(plan), _contacts(plan.enough)]
    gap = f", set: {{company.{pen.prefix}_next_gap: {DECIDER}}}"
    request = [*_company(plan), _contacts(1), "signals: [{signal: request}]"]
    yield "find-the-decision-maker", say("niemand entscheidet", "nobody decides"), several, gap
    yield "enter-the-roles", say("niemand trägt eine Rolle", "nobody has a role"), several, ""
    yield "answer-the-request", say("jemand fragt an", "somebody has a request"), request, ""
    yield "renew-in-time", say("der Vertrag endet bald", "the contract ends soon"), _ending(plan, -10), ""


def _ending(plan: Plan, later: int) -> list[str]:
    """A customer whose contract ends so many days after it is time to renew it."""
    known = f"{plan.contract_end}: in {BEFORE_RENEWAL + later} days"
    return [*_company(plan, known), _contacts(1), WON]
