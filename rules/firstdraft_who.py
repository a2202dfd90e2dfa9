"""The upper half of a first rulebook: its head, people, accounts, deals, tiers, buying center and signals."""

from zoneinfo import available_timezones

from accounts.values import Kind
from rules.firstdraft_pen import Pen, said, usable, written
from rules.firstdraft_plan import DECIDER, Plan, Sign
from rules.firstdraft_portrait import OWNER, ROLE, Colleague, NamedList, nurture_lists, target_lists
from rules.firstdraft_who_words import UNREAD, shares, unread

MOST_MEMBERS, MOST_TEAMS = 12, 5  # of a pool; and pools, of which all but one are comments
MOST_NAMED = 5  # lists, or forms, in one comment


def head(pen: Pen, plan: Plan, file: str) -> None:
    portrait, say = plan.portrait, pen.say
    zone = portrait.time_zone if portrait.time_zone in available_timezones() else "UTC"
    which = f" {portrait.portal_id}" if portrait.portal_id else ""
    pen.note(
        say(
            f"Ein erstes Regelwerk, entworfen aus dem HubSpot-Portal{which}.",
            f"A first rulebook, drafted from the HubSpot portal{which}.",
        )
    )
    pen.note(
        say(
            "Neben jeder Wahl steht, was das Portal dazu sagt; wo es nichts sagt, steht „angenommen“. Was mit # beginnt, gilt nicht: "
            "Nehmen Sie das # weg, wenn Sie es brauchen.",
            'Beside each choice stands what the portal says of it; where it says nothing, it is called "assumed". What begins with # '
            "does not count: take the # away where you need it.",
        )
    )
    pen.note(say("Wie es weitergeht:", "What to do next:"))
    for step in (
        say(
            "1. Von oben nach unten lesen und ändern, was nicht zu Ihnen passt. docs/rulebook.md erklärt jede Zeile.",
            "1. Read it from top to bottom and change what does not fit. docs/rulebook.md explains every line.",
        ),
        f"2. flipfunnel rules check {said(file)[1:-1]} --portal live",
        f"3. flipfunnel rules test {said(file)[1:-1]}",
        say(
            "4. FLIPFUNNEL_RULEBOOK auf diese Datei setzen und `flipfunnel run` starten.",
            "4. Set FLIPFUNNEL_RULEBOOK to this file and start `flipfunnel run`.",
        ),
    ):
        pen.note(f"  {step}")
    if missing := unread(portrait):
        pen.note(
            say(
                "Was nicht zu lesen war, weil dem Token ein Scope fehlt:",
                "What could not be read, because the token lacks a scope:",
            )
        )
        for scope in missing:
            what = UNREAD.get(scope, {}).get(pen.language, "")
            pen.note(f"  {scope}" + (f": {what}" if what else ""))
    pen.line("rulebook: " + say("Erster Entwurf", "First draft"))
    pen.line(
        f"prefix: {pen.prefix}",
        say(
            f"so beginnen unsere eigenen Eigenschaften: {pen.prefix}_stage, {pen.prefix}_why, ...",
            f"our own properties begin so: {pen.prefix}_stage, {pen.prefix}_why, ...",
        ),
    )
    pen.line(f"language: {pen.language}", say("der Aufgaben in HubSpot", "of the tasks in HubSpot"))
    currency = f"; {say('Währung', 'currency')}: {said(portrait.currency)[1:-1]}" if portrait.currency else ""
    pen.line(
        f"timezone: {zone}",
        say("die des Portals", "that of the portal") + currency
        if zone == portrait.time_zone
        else say(
            f"angenommen: das Portal nennt {said(portrait.time_zone)}",
            f"assumed: the portal says {said(portrait.time_zone)}",
        ),
    )
    pen.line('business_hours: {days: mon-fri, from: "09:00", to: "17:00"}', say("angenommen", "assumed"))
    pen.line(
        "go_live: {effects: from_now}",
        say(
            "der erste Lauf schreibt nur auf, wo alle stehen; keine Aufgaben",
            "the first run only notes where everybody stands; no tasks",
        ),
    )


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
    if one.targets == 1:
        return pen.say("1 Zielaccount", "owns 1 target account")
    return (
        pen.say(f"{one.targets} Zielaccounts", f"owns {one.targets} target accounts") if one.targets else ""
    )


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
            + _lists(pen, lists)
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
    say, portrait = pen.say, plan.portrait
    companies = (
        ""
        if portrait.companies is None
        else say(f" von {portrait.companies} Firmen", f" of {portrait.companies} companies")
    )
    unused = (
        say("Keine Firma ist als Zielaccount markiert. ", "No company is marked as a target account. ")
        if portrait.targets == 0
        else ""
    )
    if not unused and plan.nominee.how in {"tier", "lifecycle", "anyone"}:
        unused = say("Das Portal kennt keine Zielaccounts. ", "The portal knows no target accounts. ")
    match plan.nominee.how:
        case "flag" if portrait.targets:
            return say(
                f"{portrait.targets}{companies} sind als Zielaccount markiert.",
                f"{portrait.targets}{companies} are marked as target accounts.",
            )
        case "flag" if portrait.targets == 0:
            return unused + say(
                "Markieren Sie einige: Bis dahin steht niemand auf den Stufen.",
                "Mark some: until then nobody stands on the stages.",
            )
        case "flag":
            return say(
                "Angenommen: Zielaccounts. Wie viele es sind, war nicht zu lesen.",
                "Assumed: target accounts. How many there are could not be read.",
            )
        case "tier":
            top, count = next(iter(plan.tiers.items()))
            return unused + say(
                f"{count} Firmen tragen die ICP-Stufe {said(top)}: die nehmen wir vorerst.",
                f"{count} companies carry the ICP tier {said(top)}: those it is for now.",
            )
        case "lifecycle":
            return unused + say(
                "Angenommen: Firmen, mit denen der Vertrieb schon spricht. Besser ist eine eigene Auswahl.",
                "Assumed: companies that sales talks to already. A choice of your own is better.",
            )
        case _:
            return unused + say(
                "Vorerst steht jede Firma mit einem Kontakt auf den Stufen: Schreiben Sie hier, welche es sein sollen.",
                "For now every company with a contact stands on the stages: say here which it should be.",
            )


def _lists(pen: Pen, lists: list[NamedList]) -> str:
    shown = [
        said(one.name)
        + ("" if one.size is None else pen.say(f" ({one.size} Einträge)", f" ({one.size} entries)"))
        for one in lists[:MOST_NAMED]
    ]
    return ", ".join(shown) + (" ..." if len(lists) > MOST_NAMED else "")


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
    size = "" if count is None else f", {count} Deals" if pen.language == "de" else f", {count} deals"
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
        condition = f"company.hs_ideal_customer_profile: {{is: {written(one)}}}"
        pen.line(
            f"  tier_{number}: {{when: {{{condition}}}}}", pen.say(f"{count} Firmen", f"{count} companies")
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
        pen.note(
            pen.say(
                "Signale: Kein Kontakt hat bisher welche gegeben (Treffen, Formulare, Antworten, Klicks, Besuche).",
                "Signals: no contact has given any so far (meetings, forms, replies, clicks, visits).",
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
        pen.line(
            f"    request: {{when: contact.recent_conversion_event_name, matches: {written(plan.request)}, points: 40}}",
            pen.say("so heißen Formulare bei Ihnen", "forms of yours are called so"),
        )
    for sign in plan.silent:
        pen.off(f"    {_signal(sign)}", pen.say("bei keinem Kontakt", "on no contact"))
    if forms := plan.portrait.forms:
        frequent = sorted(forms.values.items(), key=lambda item: (-item[1], item[0]))[:MOST_NAMED]
        pen.note(
            pen.say("Häufige Formulare: ", "Frequent forms: ")
            + ", ".join(f"{said(name)} ({count})" for name, count in frequent),
            4,
        )
    if lists := nurture_lists(plan.portrait):
        pen.note(
            pen.say("Listen zum Warmhalten: ", "Lists for nurturing: ")
            + _lists(pen, lists)
            + pen.say(
                ". Eine Regel kann Kontakte daraufsetzen: `add_to_list`.",
                ". A rule can put contacts on one: `add_to_list`.",
            ),
            2,
        )


def _signal(sign: Sign) -> str:
    most = f", at_most: {{count: {sign.most}, per: 7 days}}" if sign.most else ""
    return f"{sign.name}: {{when: contact.{sign.property}, points: {sign.points}{most}}}"


def _given(pen: Pen, plan: Plan, sign: Sign) -> str:
    count, contacts = plan.portrait.filled[f"contact.{sign.property}"], plan.portrait.contacts
    of = "" if contacts is None else pen.say(f" von {contacts}", f" of {contacts}")
    return pen.say(f"bei {count}{of} Kontakten", f"on {count}{of} contacts")
