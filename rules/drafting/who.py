"""The beginning of a first rulebook: its head, the people, and who is an account."""

from zoneinfo import available_timezones

from rules.drafting.pen import Pen, said, written
from rules.drafting.plan import Plan
from rules.drafting.portrait import OWNER, Colleague, target_lists
from rules.drafting.words import UNREAD, named_lists, unread

MOST_MEMBERS, MOST_TEAMS = 12, 5  # of a pool; and pools, of which all but one are comments


def head(pen: Pen, plan: Plan, file: str) -> None:
    """What this is and what to do with it, then what every rulebook begins with."""
    _about(pen, plan, file)
    portrait, say = plan.portrait, pen.say
    pen.line("rulebook: " + say("Erster Entwurf", "First draft"))
    own = f"{pen.prefix}_stage, {pen.prefix}_why"
    pen.line(
        f"prefix: {pen.prefix}", say(f"beginnt unsere Eigenschaften: {own}", f"begins our properties: {own}")
    )
    pen.line(f"language: {pen.language}", say("der Aufgaben in HubSpot", "of the tasks in HubSpot"))
    known = portrait.time_zone in available_timezones()
    currency = f"; {say('Währung', 'currency')}: {said(portrait.currency)[1:-1]}" if portrait.currency else ""
    foreign = say("angenommen; das Portal sagt", "assumed; the portal says") + f" {said(portrait.time_zone)}"
    zone = say("die des Portals", "that of the portal") if known else foreign
    pen.line(f"timezone: {portrait.time_zone if known else 'UTC'}", zone + currency)
    pen.line('business_hours: {days: mon-fri, from: "09:00", to: "17:00"}', say("angenommen", "assumed"))
    first = say("der erste Lauf legt keine Aufgaben an", "the first run makes no tasks")
    pen.line("go_live: {effects: from_now}", first)


def _about(pen: Pen, plan: Plan, file: str) -> None:
    say, portrait = pen.say, plan.portrait
    which = f" {portrait.portal_id}" if portrait.portal_id else ""
    german, english = (
        "Ein erstes Regelwerk, entworfen aus dem HubSpot-Portal",
        "A first rulebook, drafted from the HubSpot portal",
    )
    pen.note(say(f"{german}{which}.", f"{english}{which}."))
    german = "Neben jeder Wahl steht, was das Portal dazu sagt; wo es nichts sagt, steht „angenommen“. Was mit # beginnt, gilt nicht: Nehmen Sie das # weg, wo Sie es brauchen."
    english = 'Beside each choice stands what the portal says of it; where it says nothing, it is called "assumed". What begins with # does not count: take the # away where you need it.'
    pen.note(say(german, english))
    pen.rest()
    pen.note(say("Wie es weitergeht:", "What to do next:"))
    german = "1. Von oben nach unten lesen und ändern, was nicht passt. docs/rulebook.md erklärt jede Zeile."
    pen.note(
        "  "
        + say(
            german,
            "1. Read it from top to bottom and change what does not fit. docs/rulebook.md explains every line.",
        )
    )
    pen.note(f"  2. flipfunnel rules check {said(file)[1:-1]} --portal live")
    pen.note(f"  3. flipfunnel rules test {said(file)[1:-1]}")
    german = "4. FLIPFUNNEL_RULEBOOK auf diese Datei setzen und `flipfunnel run` starten."
    pen.note("  " + say(german, "4. Set FLIPFUNNEL_RULEBOOK to this file and start `flipfunnel run`."))
    _unread(pen, plan)


def _unread(pen: Pen, plan: Plan) -> None:
    missing = unread(plan.portrait)
    if not missing:
        return
    pen.rest()
    german = "Was nicht zu lesen war, weil dem Token ein Scope fehlt:"
    pen.note(pen.say(german, "What could not be read, because the token lacks a scope:"))
    for scope in missing:
        what = UNREAD.get(scope, {}).get(pen.language, "")
        pen.note(f"  {said(scope)[1:-1]}" + (f": {what}" if what else ""))


def people(pen: Pen, plan: Plan) -> None:
    say = pen.say
    pen.gap()
    if not plan.has_owner:
        barred = say("Sobald das Token Owner lesen darf:", "As soon as the token may read owners:")
        unowned = say(
            "Nennen Sie eine Eigenschaft der Firma mit einem Owner:",
            "Name a property of the company that holds an owner:",
        )
        pen.note(
            say(
                "Wer Aufgaben bekommt, ist nicht zu erkennen, darum gibt es hier keine. ",
                "Who gets tasks cannot be told, so there are none here. ",
            )
            + (barred if plan.portrait.colleagues is None else unowned)
        )
        pen.off(
            "people: {owner: {property: company.hubspot_owner_id, else: {pool: team}}, pools: {team: {members: [...]}}}"
        )
    else:
        _people(pen, plan)
    pen.gap()
    pen.line(
        f"writes: {{company.{pen.prefix}_*: own, contact.{pen.prefix}_*: own}}",
        say("sonst ändern wir nichts", "nothing else is ever changed"),
    )


def _people(pen: Pen, plan: Plan) -> None:
    say, teams = pen.say, plan.teams
    pen.line("people:", say("jedes „to:“ endet hier", 'every "to:" ends here'))
    who = say("wem die Firma gehört", "whoever owns the company")
    if not teams:
        more = say("; das Portal hat sonst niemanden", "; the portal has nobody else")
        pen.line(f"  owner: {{property: company.{OWNER}}}", who + more)
        return
    names = _handles([team for team, _ in teams])
    pen.line(
        f"  owner: {{property: company.{OWNER}, else: {{pool: {names[0]}}}}}",
        who + say(", sonst jemand aus dem Team", ", else somebody of the team"),
    )
    pen.line(
        "  pools:",
        say("streichen Sie, wer keine Aufgaben bekommen soll", "strike out who is not to get any tasks"),
    )
    pen.line(f"    {names[0]}:", _team(pen, teams[0][0]))
    pen.line("      members:")
    for one in teams[0][1][:MOST_MEMBERS]:
        pen.line(f"        - {written(one.email)}", _owns(pen, one))
    _left_out(pen, len(teams[0][1]) - MOST_MEMBERS)
    for name, (team, members) in [*zip(names, teams, strict=True)][1:MOST_TEAMS]:
        pen.off(f"    {name}:", _team(pen, team) or say("ohne Team", "without a team"))
        pen.off("      members:", at=4)
        for one in members[:MOST_MEMBERS]:
            pen.off(f"        - {written(one.email)}", _owns(pen, one), at=4)
        _left_out(pen, len(members) - MOST_MEMBERS)
    if len(teams) > MOST_TEAMS:
        pen.note(
            say(
                f"und {len(teams) - MOST_TEAMS} weitere Teams", f"and {len(teams) - MOST_TEAMS} further teams"
            ),
            4,
        )


def _left_out(pen: Pen, more: int) -> None:
    if more > 0:
        pen.note(pen.say(f"und {more} weitere", f"and {more} more"), 4)


def _team(pen: Pen, team: str) -> str:
    return pen.say(f"Team {said(team)}", f"team {said(team)}") if team else ""


def _owns(pen: Pen, one: Colleague) -> str:
    owned = pen.many(one.targets, "Zielaccount Zielaccounts", "target_account target_accounts")
    return pen.say(owned, f"owns {owned}".replace("_", " ")) if one.targets else ""


def _handles(teams: list[str]) -> list[str]:
    """A name for each pool that the language takes, no two alike."""
    found: list[str] = []
    for number, team in enumerate(teams, 1):
        letters = "".join(one if one.isascii() and one.isalnum() else "-" for one in team.lower()).strip(
            "-0123456789"
        )
        name = "-".join(part for part in letters.split("-") if part)[:40].strip("-") or "team"
        found.append(name if name not in found else f"{name}-{number}")
    return found


def accounts(pen: Pen, plan: Plan) -> None:
    pen.gap()
    pen.line("accounts:")
    pen.line(
        "  roll_up: {to: parent}",
        pen.say("Niederlassungen zählen zur Mutter", "branches count with their parent company"),
    )
    pen.line("  key_account:")
    pen.note(_nominated(pen, plan), 4)
    if lists := target_lists(plan.portrait):
        pen.note(
            pen.say("Listen, die danach klingen: ", "Lists that sound like it: ")
            + named_lists(pen, lists)
            + pen.say(
                ". Ein Regelwerk sieht nicht in Listen: Markieren Sie ihre Firmen in HubSpot als Zielaccounts.",
                ". A rulebook does not look into lists: mark their companies as target accounts in HubSpot.",
            ),
            4,
        )
    pen.line(f"    when: {{{plan.nominee.condition}}}")
    kept = ", not_while: [open_deal, open_handover]" if plan.has_deals and plan.has_owner else ""
    pen.line(f"    leave: {{after: 30 days{kept}}}", pen.say("angenommen", "assumed"))


def _nominated(pen: Pen, plan: Plan) -> str:
    """Why these accounts, in a sentence or two."""
    say, marked = pen.say, plan.portrait.targets
    if plan.nominee.how == "flag":
        return _marked(pen, plan)
    why = say("Das Portal kennt keine Zielaccounts. ", "The portal knows no target accounts. ")
    if marked == 0:
        why = say("Keine Firma ist als Zielaccount markiert. ", "No company is marked as a target account. ")
    if plan.nominee.how == "tier":
        top, count = next(iter(plan.tiers.items()))
        german = f"Vorerst die Firmen der ICP-Stufe {said(top)}: {count}."
        return why + say(german, f"For now the companies of the ICP tier {said(top)}: {count}.")
    if plan.nominee.how == "lifecycle":
        german = "Angenommen: Firmen, mit denen der Vertrieb schon spricht. Besser ist eine eigene Auswahl."
        return why + say(
            german, "Assumed: companies that sales talks to already. A choice of your own is better."
        )
    german = (
        "Vorerst steht jede Firma mit einem Kontakt auf den Stufen: Schreiben Sie, welche es sein sollen."
    )
    return why + say(
        german, "For now every company with a contact stands on the stages: say which it should be."
    )


def _marked(pen: Pen, plan: Plan) -> str:
    say, marked, companies = pen.say, plan.portrait.targets, plan.portrait.companies
    if marked is None:
        german = "Angenommen: Zielaccounts. Wie viele es sind, war nicht zu lesen."
        return say(german, "Assumed: target accounts. How many there are could not be read.")
    if not marked:
        german = "Keine Firma ist als Zielaccount markiert. Markieren Sie einige: Bis dahin steht niemand auf den Stufen."
        return say(
            german,
            "No company is marked as a target account. Mark some: until then nobody stands on the stages.",
        )
    of = "" if companies is None else pen.say(f" von {companies}", f" of {companies}")
    return say(
        f"Als Zielaccount markierte Firmen: {marked}{of}.",
        f"Companies marked as target accounts: {marked}{of}.",
    )
