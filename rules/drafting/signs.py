"""The middle of a first rulebook: which deals count, tiers, the buying center and signals."""

from accounts.values import Kind
from rules.drafting.pen import Pen, said, usable, written
from rules.drafting.plan import DECIDER, Plan, Sign
from rules.drafting.portrait import CONVERSION, ROLE, TIER, nurture_lists
from rules.drafting.words import named_lists, shares

MOST_NAMED = 5  # forms in one comment


def deals(pen: Pen, plan: Plan) -> None:
    found = plan.pipelines
    pen.gap()
    if not found["new_business"] and not found["expansion"]:
        pen.note(
            pen.say(
                "Deals: alle zählen, denn das Portal nennt keine Pipelines, die sonst passen.",
                "Deals: all of them count, since the portal names no pipeline that would fit.",
            )
        )
        pen.off("deals: {new_business: [default]}")
        return
    pen.line(
        "deals:", pen.say("wie die Namen vermuten lassen; bitte prüfen", "as the names suggest; please check")
    )
    for means in ("new_business", "expansion"):
        if found[means]:
            pen.line(f"  {means}:")
        for one, (label, word) in found[means].items():
            pen.line(f"    - {written(one)}", _pipeline(pen, plan, one, label, word))
    if found["ignore"]:
        pen.off(
            "  ignore:",
            pen.say("zählen nicht, weil sie oben fehlen", "do not count, since they are not named above"),
        )
    for one, (label, word) in found["ignore"].items():
        pen.off(f"    - {written(one)}", _pipeline(pen, plan, one, label, word), at=2)


def _pipeline(pen: Pen, plan: Plan, one: str, label: str, word: str) -> str:
    count = plan.portrait.deals.get(one)
    size = "" if count is None else ", " + pen.many(count, "Deal Deals", "deal deals")
    if word:
        return f"{said(label)}{size}; " + pen.say(
            f"vermutet, wegen {said(word)}", f"a guess, because of {said(word)}"
        )
    return f"{said(label)}{size}; " + pen.say(
        "vermutet, kein Wort im Namen spricht dagegen", "a guess, no word in its name speaks against it"
    )


def tiers(pen: Pen, plan: Plan) -> None:
    if not plan.tiers:
        return
    pen.gap()
    pen.line(
        "tiers:",
        pen.say(
            "ICP-Stufen, die Firmen tragen; die erste, die ja sagt, zählt",
            "ICP tiers that companies carry; the first that says yes counts",
        ),
    )
    for number, (one, count) in enumerate(plan.tiers.items(), 1):
        condition = f"company.{TIER}: {{is: {written(one)}}}"
        pen.line(
            f"  tier_{number}: {{when: {{{condition}}}}}",
            pen.many(count, "Firma Firmen", "company companies"),
        )


def buying_center(pen: Pen, plan: Plan) -> None:
    pen.gap()
    say, roles = pen.say, plan.portrait.roles
    if not plan.roles:
        pen.note(
            say(
                "Kein Kontakt trägt eine Rolle im Buying Center. Tragen Sie einige ein (Eigenschaft „Buying Role“); sie aus Jobtiteln "
                "vorzuschlagen kommt später.",
                'No contact carries a role in the buying center. Enter some (the property "Buying role"); to propose them by job title '
                "comes later.",
            )
        )
        pen.off("buying_center: {roles: {DECISION_MAKER: 1, CHAMPION: 1}, infer_from_job_title: true}")
        return
    pen.line("buying_center:")
    pen.line(
        "  roles:",
        say(
            "Rollen, die Kontakte tragen, und wie viele je Account Sie kennen wollen",
            "roles that contacts carry, and how many of each you want to know",
        ),
    )
    for role in plan.roles:
        pen.line(f"    {role}: 1", shares(pen, plan.roles_in_use[role], roles))
    for role in plan.portrait.options(Kind.CONTACT, ROLE):
        if role not in plan.roles and usable(role) and role.isidentifier() and role.isascii():
            pen.off(f"    {role}: 1", shares(pen, plan.roles_in_use.get(role, 0), roles))
    if not plan.decider:
        pen.note(
            say(
                f"Niemand trägt {DECIDER}: das wäre die erste Rolle, die sich einzutragen lohnt.",
                f"Nobody carries {DECIDER}: that would be the first role worth entering.",
            ),
            2,
        )


def engagement(pen: Pen, plan: Plan) -> None:
    pen.gap()
    if not plan.signs:
        german = "Signale: Kein Kontakt hat bisher welche gegeben (Treffen, Formulare, Antworten, Klicks, Besuche)."
        pen.note(
            pen.say(
                german, "Signals: no contact has given any so far (meetings, forms, replies, clicks, visits)."
            )
        )
        for sign in plan.silent[:1]:
            pen.off(f"engagement: {{signals: {{{_signal(sign)}}}}}")
        return
    pen.line(
        "engagement:", pen.say("Punkte sind angenommen; sie verblassen", "points are assumed; they fade")
    )
    pen.line("  half_life: 30 days")
    pen.line(f"  engaged_contact: {{score: {{at_least: {plan.engaged_from}}}}}")
    pen.line("  signals:")
    for sign in plan.signs:
        pen.line(f"    {_signal(sign)}", _given(pen, plan, sign))
    if plan.request:
        asked = f"{{when: contact.{CONVERSION}, matches: {written(plan.request)}, points: 40}}"
        pen.line(
            f"    request: {asked}", pen.say("so heißen Formulare bei Ihnen", "forms of yours are called so")
        )
    for sign in plan.silent:
        pen.off(f"    {_signal(sign)}", pen.say("bei keinem Kontakt", "on no contact"))
    _forms(pen, plan)
    _nurturing(pen, plan)


def _forms(pen: Pen, plan: Plan) -> None:
    if forms := plan.portrait.forms:
        frequent = sorted(forms.values.items(), key=lambda item: (-item[1], item[0]))[:MOST_NAMED]
        shown = ", ".join(f"{said(name)} ({count})" for name, count in frequent)
        pen.note(pen.say("Häufige Formulare: ", "Frequent forms: ") + shown, 4)


def _nurturing(pen: Pen, plan: Plan) -> None:
    if lists := nurture_lists(plan.portrait):
        german = f"Listen zum Warmhalten: {named_lists(pen, lists)}. Eine Regel kann Kontakte daraufsetzen: `add_to_list`."
        english = (
            f"Lists for nurturing: {named_lists(pen, lists)}. A rule can put contacts on one: `add_to_list`."
        )
        pen.note(pen.say(german, english), 2)


def _signal(sign: Sign) -> str:
    most = f", at_most: {{count: {sign.most}, per: 7 days}}" if sign.most else ""
    return f"{sign.name}: {{when: contact.{sign.property}, points: {sign.points}{most}}}"


def _given(pen: Pen, plan: Plan, sign: Sign) -> str:
    """On how many contacts, and of how many."""
    count, contacts = plan.portrait.filled[f"contact.{sign.property}"], plan.portrait.contacts
    if contacts is None:
        return pen.say("bei ", "on ") + pen.many(count, "Kontakt Kontakten", "contact contacts")
    return pen.say(f"bei {count} von {contacts} Kontakten", f"on {count} of {contacts} contacts")
