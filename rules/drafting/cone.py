"""The middle of a first rulebook: relationship and the ladders of stages."""

from accounts.values import Kind
from rules.drafting.pen import Pen, said, written
from rules.drafting.plan import FEWEST, MOST, Plan

NEVER = "2999-12-31"


def relationship(pen: Pen, plan: Plan) -> None:
    pen.gap()
    if not plan.has_deals:
        pen.note(
            pen.say(
                "Deals waren nicht zu lesen: Alle sind Interessenten, Kunden sind nicht zu erkennen.",
                "Deals could not be read: all are prospects, customers cannot be told.",
            )
        )
        pen.off("relationship: {customer: {when: {deals.won: {at_least: 1}}}}")
        return
    pen.line(
        "relationship:",
        pen.say("das erste Ja zählt; lauter Nein: Interessent", "the first yes counts; all no: a prospect"),
    )
    if plan.contract_end:
        pen.line(
            f"  former: {{when: {{company.{plan.contract_end}: {{before: today, unset_means: {NEVER}}}}}}}",
            _filled(pen, plan, plan.contract_end),
        )
    else:
        pen.off(
            "  former: {when: {company.contract_end: {before: today}}}",
            pen.say(
                "nennen Sie die Eigenschaft mit dem Vertragsende",
                "name the property that holds the contract's end",
            ),
        )
    pen.line("  customer: {when: {deals.won: {at_least: 1}}}")


def _filled(pen: Pen, plan: Plan, name: str) -> str:
    count = plan.portrait.filled.get(f"company.{name}", 0)
    filled = pen.say("gefüllt bei ", "filled on ") + pen.many(count, "Firma Firmen", "company companies")
    return filled + pen.say("; vermutet, nach ihrem Namen", "; a guess, by its name")


def cone(pen: Pen, plan: Plan) -> None:
    say = pen.say
    pen.gap()
    pen.line("cone:")
    pen.line(
        "  prospect:", say("die weiteste Stufe, die ja sagt, gilt", "the furthest stage that says yes counts")
    )
    pen.line("    - identified", say("fängt alle auf", "catches everybody"))
    pen.note(_expanded(pen, plan), 4)
    pen.line(f"    - expanded: {{when: {{contacts.count: {{at_least: {plan.enough}}}}}}}")
    if plan.covered:
        pen.line(
            f"    - covered: {{when: {{coverage.roles: {{at_least: {plan.covered}}}}}}}",
            say("angenommen: so viele der Rollen oben", "assumed: so many of the roles above"),
        )
    if plan.signs:
        pen.line(
            "    - engaged: {when: {contacts.engaged: {at_least: 2}}}",
            say("angenommen: zwei sind mehr als einer", "assumed: two are more than one"),
        )
    _ready(pen, plan)
    if plan.has_deals or plan.ready:
        pins = ["open_deal"] * plan.has_deals + ["accepted_handover"] * plan.ready
        pen.line(f"    - in_sales: {{pinned_by: [{', '.join(pins)}]}}")
    if plan.has_deals:
        _customers(pen, plan)
    pen.line("  moves:")
    pen.line("    back: on_no", say("never | on_no | ask", "never | on_no | ask"))
    pen.line(
        "    person_holds: 14 days",
        say(
            "wer in HubSpot von Hand verschiebt, behält so lange recht",
            "a person's move in HubSpot wins that long",
        ),
    )
    if plan.has_deals:
        pen.line(
            "    after_loss: {cap: expanded, at_least: 90 days}",
            say("angenommen: nach einem verlorenen Deal", "assumed: after a lost deal"),
        )


def _expanded(pen: Pen, plan: Plan) -> str:
    counts, number = plan.portrait.contacts_of_targets, plan.enough
    if not counts:
        return pen.say(
            f"Angenommen: {number}. Ohne Zielaccounts ist nicht zu sehen, wie viele Kontakte üblich sind.",
            f"Assumed: {number}. Without target accounts it cannot be seen how many contacts are usual.",
        )
    many = sum(count >= number for count in counts)
    of = pen.say(f"{len(counts)} Zielaccounts", f"{len(counts)} target accounts")
    if len(counts) < (plan.portrait.targets or 0):
        of = pen.say(f"den ersten {of}", f"the first {of}")
    least = (
        pen.say(" Eins mehr als der Median.", " One more than the median.") if FEWEST < number < MOST else ""
    )
    if number == FEWEST:
        least = pen.say(
            " Zwei sind das Wenigste, was ein Buying Center ausmacht.",
            " Two are the least that make a buying center.",
        )
    return (
        pen.say(
            f"{many} von {of} haben {number} Kontakte oder mehr.",
            f"{many} of {of} have {number} contacts or more.",
        )
        + least
    )


def _ready(pen: Pen, plan: Plan) -> None:
    say = pen.say
    if not plan.ready:
        pen.note(
            say(
                "Eine Stufe, die an den Vertrieb übergibt, fehlt noch: Es ist nicht zu erkennen, an wen, oder woran man die Reife sieht.",
                "A stage that hands over to sales is still missing: it cannot be told to whom, or what shows that an account is ready.",
            ),
            4,
        )
        pen.off(
            f"    - sales_ready: {{when: {{coverage.DECISION_MAKER: {{at_least: 1}}}}, needs: {plan.before_ready}, hand_over: true}}"
        )
        return
    if not plan.decider:
        pen.note(
            say(
                "Angenommen: Ohne Rollen zeigt ein dritter Engagierter die Reife. Besser: coverage.DECISION_MAKER: {at_least: 1}.",
                "Assumed: without roles a third engaged contact shows it is ready. Better: coverage.DECISION_MAKER: {at_least: 1}.",
            ),
            4,
        )
    pen.line(
        f"    - sales_ready: {{when: {{{ready_condition(plan)}}}, needs: {plan.before_ready}, hand_over: true}}"
    )


def ready_condition(plan: Plan) -> str:
    return "coverage.DECISION_MAKER: {at_least: 1}" if plan.decider else "contacts.engaged: {at_least: 3}"


def _customers(pen: Pen, plan: Plan) -> None:
    say, (health, good) = pen.say, plan.health
    pen.line(
        "  customer:",
        say("ein gewonnener Deal beginnt die nächste Runde", "a won deal begins the next round"),
    )
    pen.line("    - served")
    if health:
        some = ", ".join(written(one) for one in good)
        pen.line(
            f"    - well_served: {{when: {{company.{health}: {{is_any_of: [{some}]}}}}}}",
            _filled(pen, plan, health),
        )
    _tickets(pen, plan)
    pen.line("    - in_project: {pinned_by: [open_deal]}")
    if plan.contract_end:
        pen.line("  former:")
        pen.line("    - parked", say("ihr Vertrag ist abgelaufen", "their contract has ended"))


def _tickets(pen: Pen, plan: Plan) -> None:
    names = list(plan.portrait.schema.pipelines.get(Kind.TICKET, {}).values())
    if not names or "URGENT" not in plan.portrait.options(Kind.TICKET, "hs_ticket_priority"):
        return
    shown = ", ".join(said(name) for name in names[:5])
    german = (
        f"Ticket-Pipelines: {shown}. Nichts anbieten, solange es beim Kunden brennt? Dann zu einer Stufe:"
    )
    english = (
        f"Ticket pipelines: {shown}. Offer nothing while something burns at the customer? Then at a stage:"
    )
    pen.note(pen.say(german, english), 4)
    urgent = "{ticket.hs_ticket_priority: {is: URGENT}, ticket.state: {is: open}}"
    pen.off(f"    gate: {{count: tickets, where: {urgent}, is: 0}}")
