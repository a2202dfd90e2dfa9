"""The last part of a first rulebook but its cases: rules, and the handover to sales."""

from collections.abc import Callable, Mapping

from rules.drafting.pen import Pen
from rules.drafting.plan import Plan

BEFORE_RENEWAL = 90  # days


def rules(pen: Pen, plan: Plan) -> None:
    """Each rule gives somebody a task; without people the first one notes what is missing, and there are no others."""
    names = rule_names(plan)
    pen.gap()
    if not names:
        german = "Regeln fehlen noch: Es ist nicht zu erkennen, wer Aufgaben bekommt."
        pen.note(pen.say(german, "Rules are still missing: it cannot be told who gets tasks."))
        return
    pen.line("rules:")
    for name in names:
        _RULES[name](pen, plan)


def _decider(pen: Pen, plan: Plan) -> None:
    _rule(pen, "find-the-decision-maker", "stage: {is: expanded}, coverage.DECISION_MAKER: {is: 0}")
    if plan.has_owner:
        title = pen.say("Entscheider fehlt bei {company.name}", "Find the decision maker of {company.name}")
        _task(pen, title, "3 business days")
    pen.line(f"      - set: {{company.{pen.prefix}_next_gap: DECISION_MAKER}}")


def _roles(pen: Pen, _plan: Plan) -> None:
    none = "all: [{count: contacts, where: {role: known}, is: 0}]"
    _rule(pen, "enter-the-roles", f"stage: {{is: expanded}}, {none}")
    german = "Eintragen, wer bei {company.name} entscheidet und mitredet"
    _task(
        pen,
        pen.say(german, "Enter who decides and who has a say at {company.name}"),
        "5 business days",
        "LOW",
    )


def _request(pen: Pen, _plan: Plan) -> None:
    _rule(pen, "answer-the-request", "signals.request: {within: 2 days}", "day")
    title = pen.say("{company.name} fragt an: antworten", "{company.name} has a request: answer it")
    _task(pen, title, "1 business day", "HIGH")


def _renewal(pen: Pen, plan: Plan) -> None:
    soon = f"until.company.{plan.contract_end}: {{at_most: {BEFORE_RENEWAL} days}}"
    _rule(pen, "renew-in-time", f"relationship: {{is: customer}}, {soon}", "cycle")
    german = "Der Vertrag mit {company.name} läuft aus: über die Verlängerung sprechen"
    english = "The contract with {company.name} ends soon: talk about renewal"
    _task(pen, pen.say(german, english), "5 business days", "HIGH")


_RULES: Mapping[str, Callable[[Pen, Plan], None]] = {
    "find-the-decision-maker": _decider,
    "enter-the-roles": _roles,
    "answer-the-request": _request,
    "renew-in-time": _renewal,
}


def rule_names(plan: Plan) -> list[str]:
    """The rules of this rulebook, in the order of the file."""
    names = ["find-the-decision-maker"] * plan.decider
    if plan.has_owner:
        names += ["enter-the-roles"] * (not plan.decider)
        names += ["answer-the-request"] * bool(plan.request)
        names += ["renew-in-time"] * bool(plan.contract_end)
    return names


def _rule(pen: Pen, name: str, condition: str, once_per: str = "") -> None:
    pen.line(f"  - rule: {name}")
    pen.line(f"    when: {{{condition}}}")
    if once_per:
        pen.line(f"    once_per: {once_per}")
    pen.line("    then:")


def _task(pen: Pen, title: str, due: str, priority: str = "MEDIUM") -> None:
    urgent = "" if priority == "MEDIUM" else f", priority: {priority}"
    pen.line(f'      - task: {{title: "{title}", to: owner, due: {due}{urgent}}}')


def handover(pen: Pen, plan: Plan) -> None:
    say = pen.say
    if plan.ready:
        pen.gap()
        pen.line(
            "handover:",
            say(
                "der ganze Account, einmal, mit allem, was bekannt ist",
                "the whole account, once, with all that is known",
            ),
        )
        pen.line("  to: owner")
        pen.line("  accept_within: 1 business day", say("angenommen", "assumed"))
        if plan.request:
            pen.line(
                "  fast_lane: {when: {signals.request: {within: 2 days}}, accept_within: 4 business hours}"
            )
        pen.line("  packet: [company, buying_center, signals, stage_history, open_deals]")
    pen.gap()
    pen.line(
        "limits: {stage_changes: {per: 1 hour, most: 20%, never_below: 10}}",
        say("mehr auf einmal wartet auf einen Menschen", "more at once waits for a person"),
    )
