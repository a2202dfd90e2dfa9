"""What the console says, in English and German; every sentence stands here once, both ways."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Literal

from console.words_account import ACCOUNT_TEXTS

Language = Literal["en", "de"]
LANGUAGES: tuple[Language, ...] = ("en", "de")

# Of each text first the English, then the German.
TEXTS: dict[str, tuple[str, str]] = {
    **ACCOUNT_TEXTS,
    "skip": ("Skip to the accounts", "Zu den Accounts springen"),
    "title": ("Where your key accounts stand", "Wo Ihre Key Accounts stehen"),
    "portal": ("Portal {id}", "Portal {id}"),
    "demo": (
        "Demo portal: all people and companies are fictional, and its own clock says {moment}.",
        "Demo-Portal: Alle Personen und Firmen sind erfunden, und seine eigene Uhr sagt {moment}.",
    ),
    "clock": ("As of {moment}", "Stand: {moment}"),
    "trouble": ("HubSpot cannot be reached properly since {moment}:", "Mit HubSpot klemmt es seit {moment}:"),
    "no_portal": ("No portal is connected yet", "Noch ist kein Portal verbunden"),
    "no_portal_hint": (
        "Set FLIPFUNNEL_HUBSPOT_TOKEN and run `flipfunnel sync`, or look around with `make demo`.",
        "Setzen Sie FLIPFUNNEL_HUBSPOT_TOKEN und starten Sie `flipfunnel sync`; zum Umsehen: `make demo`.",
    ),
    "no_rulebook": ("No rulebook is in force yet", "Noch ist kein Regelwerk in Kraft"),
    "no_rulebook_hint": (
        "The first full sync puts it in force; `flipfunnel rules check FILE` looks at it beforehand.",
        "Der erste volle Abgleich setzt es in Kraft; `flipfunnel rules check DATEI` prüft es vorher.",
    ),
    "rulebook_unreadable": (
        "The rulebook in force cannot be read by this version of the program. The accounts stay as they were.",
        "Das geltende Regelwerk kann diese Programmversion nicht lesen. Die Accounts bleiben, wie sie waren.",
    ),
    "rulebook": ("Rulebook", "Regelwerk"),
    "overview": ("At a glance", "Auf einen Blick"),
    "key_accounts": ("Key accounts", "Key Accounts"),
    "accounts": ("All accounts", "Alle Accounts"),
    "companies": ("Companies", "Firmen"),
    "contacts": ("Contacts", "Kontakte"),
    "deals": ("Deals", "Deals"),
    "tasks_written": ("Tasks written", "Aufgaben angelegt"),
    "properties_written": ("Properties written", "Eigenschaften geschrieben"),
    "waiting": ("Waiting to be written", "Warten aufs Schreiben"),
    "parked": ("Set aside with a reason", "Mit Grund zurückgestellt"),
    "deliveries_waiting": ("Webhooks not read yet", "Ungelesene Webhooks"),
    "cone": ("The cone", "Der Kegel"),
    "cone_hint": (
        "The funnel, flipped: an account starts narrow, with a few contacts, and widens as its buying center grows.",
        "Der Trichter, umgedreht: Ein Account beginnt schmal, mit wenigen Kontakten, und wird mit seinem Buying Center breiter.",
    ),
    "cone_of": ("{ladder}: accounts by stage", "{ladder}: Accounts nach Stufe"),
    "as_table": ("The same as a table", "Dasselbe als Tabelle"),
    "stage": ("Stage", "Stufe"),
    "number": ("Accounts", "Accounts"),
    "share": ("Share", "Anteil"),
    "all": ("All", "Alle"),
    "filter": ("Show only one stage", "Nur eine Stufe zeigen"),
    "account": ("Account", "Account"),
    "since": ("Since", "Seit"),
    "owner": ("Owner", "Zuständig"),
    "why": ("Why it is here", "Warum es hier steht"),
    "missing": ("Missing for the next stage", "Was zur nächsten Stufe fehlt"),
    "newest": ("Newest move", "Letzte Bewegung"),
    "nobody": ("nobody yet", "noch niemand"),
    "nothing": ("nothing", "nichts"),
    "unknown_moment": ("not known", "nicht bekannt"),
    "held": ("held by {by} until {moment}", "gehalten von {by} bis {moment}"),
    "capped": ("no further than {stage} until {moment}", "nicht weiter als {stage} bis {moment}"),
    "leaving": ("leaves the cone, grace since {moment}", "verlässt den Kegel, Schonfrist seit {moment}"),
    "handover_offered": ("handover offered", "Übergabe angeboten"),
    "handover_accepted": ("handover accepted", "Übergabe angenommen"),
    "no_accounts": ("No account stands here yet.", "Hier steht noch kein Account."),
    "no_accounts_hint": (
        "Accounts appear as soon as a sync has read the portal and the rulebook nominates them.",
        "Accounts erscheinen, sobald ein Abgleich das Portal gelesen hat und das Regelwerk sie benennt.",
    ),
    "previous": ("Previous page", "Vorige Seite"),
    "next": ("Next page", "Nächste Seite"),
    "of": ("{first} to {last} of {all}", "{first} bis {last} von {all}"),
    "days": ("{n} days ago", "vor {n} Tagen"),
    "day": ("1 day ago", "vor 1 Tag"),
    "today": ("today", "heute"),
    "back_to_cone": ("Back to the cone", "Zurück zum Kegel"),
    "not_on_cone": ("not on the cone", "nicht auf dem Kegel"),
    "cycle": ("Cycle", "Zyklus"),
    "in_hubspot": ("Open in HubSpot", "In HubSpot öffnen"),
    "members": ("Who belongs to it, and why", "Wer dazugehört, und warum"),
    "no_members": ("No contact belongs to this account.", "Zu diesem Account gehört kein Kontakt."),
    "person": ("Contact", "Kontakt"),
    "job_title": ("Job title", "Position"),
    "roles": ("Buying roles", "Rollen im Buying Center"),
    "reason": ("Why", "Warum"),
    "history": ("How it got here", "Wie es hierher kam"),
    "no_history": ("No move has been recorded yet.", "Noch ist keine Bewegung festgehalten."),
    "came": ("came onto the cone at {to}", "kam auf den Kegel: {to}"),
    "left": ("left the cone from {from_}", "verließ den Kegel: {from_}"),
    "moved": ("{from_} → {to}", "{from_} → {to}"),
    "skipped": ("skipped: {stages}", "übersprungen: {stages}"),
    "decision": (
        "The newest decision, condition by condition",
        "Die letzte Entscheidung, Bedingung für Bedingung",
    ),
    "no_decision": (
        "Nothing has been decided of this account yet.",
        "Über diesen Account ist noch nichts entschieden.",
    ),
    "decided_at": ("Decided {moment}.", "Entschieden am {moment}."),
    "wake": (
        "Time alone could change this at the earliest on {moment}.",
        "Die Zeit allein könnte das frühestens am {moment} ändern.",
    ),
    "disagreement": (
        "The engine and the explanation disagree; nothing of this decision was written:",
        "Regelmaschine und Erklärung sind uneins; von dieser Entscheidung wurde nichts geschrieben:",
    ),
    "unreadable": ("Values that nobody can read", "Werte, die niemand lesen kann"),
    "unreadable_hint": (
        "They count as unknown until somebody corrects them in HubSpot, or their property there.",
        "Sie gelten als unbekannt, bis jemand sie in HubSpot berichtigt, oder dort ihre Eigenschaft.",
    ),
    "whose": ("Whose", "Wessen"),
    "kind.company": ("company", "Firma"),
    "kind.contact": ("contact", "Kontakt"),
    "kind.deal": ("deal", "Deal"),
    "kind.ticket": ("ticket", "Ticket"),
    "unfit.not a number": ("not a number", "keine Zahl"),
    "unfit.too large to be read exactly": (
        "too large to be read exactly",
        "zu groß, um genau gelesen zu werden",
    ),
    "unfit.neither true nor false": ("neither true nor false", "weder wahr noch falsch"),
    "unfit.not a date": ("not a date", "kein Datum"),
    "unfit.not a moment in time": ("not a moment in time", "kein Zeitpunkt"),
    "unfit.not among the options": ("not among the options", "keine der Optionen"),
    "wishes": ("What HubSpot should say", "Was HubSpot sagen soll"),
    "no_wishes": ("Nothing is to be written.", "Es ist nichts zu schreiben."),
    "property": ("Property", "Eigenschaft"),
    "value": ("Value", "Wert"),
    "state": ("State", "Stand"),
    "emptied": ("(emptied)", "(geleert)"),
    "tasks": ("Tasks for people", "Aufgaben für Menschen"),
    "no_tasks": ("No task so far.", "Bisher keine Aufgabe."),
    "task": ("Task", "Aufgabe"),
    "due": ("Due", "Fällig"),
    "handover": ("handover", "Übergabe"),
    "not_found": ("There is no such page", "Diese Seite gibt es nicht"),
    "not_found_hint": (
        "The account may have been merged or deleted. The cone shows all there are.",
        "Der Account wurde vielleicht zusammengeführt oder gelöscht. Der Kegel zeigt alle, die es gibt.",
    ),
    "wrong_host": (
        "This console answers on this machine only",
        "Diese Konsole antwortet nur auf diesem Rechner",
    ),
    "wrong_host_hint": (
        "Open it as http://127.0.0.1 with its port.",
        "Öffnen Sie sie als http://127.0.0.1 mit ihrem Port.",
    ),
    "failed": ("That did not work", "Das hat nicht geklappt"),
    "failed_hint": (
        "Nothing was changed. Please try again in a moment; `flipfunnel doctor` says what is the matter.",
        "Es wurde nichts verändert. Bitte gleich noch einmal versuchen; `flipfunnel doctor` sagt, woran es liegt.",
    ),
    "not_allowed": ("This page can only be looked at", "Diese Seite kann man nur ansehen"),
    "ladder.prospect": ("Prospects", "Interessenten"),
    "ladder.customer": ("Customers", "Kunden"),
    "ladder.former": ("Former customers", "Ehemalige Kunden"),
    "verdict.yes": ("yes", "ja"),
    "verdict.no": ("no", "nein"),
    "verdict.unknown": ("unknown", "unbekannt"),
    "finding.key_account": ("Is it a key account?", "Ist es ein Key Account?"),
    "finding.customer": ("Is it a customer?", "Ist es ein Kunde?"),
    "finding.former": ("Is it a former customer?", "Ist es ein ehemaliger Kunde?"),
    "finding.stage": ("Enough for stage {name}?", "Reicht es für Stufe {name}?"),
    "finding.stay": ("Enough to stay in {name}?", "Reicht es, um in {name} zu bleiben?"),
    "finding.excluded": ("Is it excluded: {name}?", "Ist es ausgeschlossen: {name}?"),
    "finding.tier": ("Is it in {name}?", "Gehört es zu {name}?"),
    "finding.product": ("Is product line {name} for it?", "Kommt Produktlinie {name} in Frage?"),
    "finding.gate": ("Is the way into {name} open?", "Ist der Weg nach {name} offen?"),
    "finding.rule": ("Rule {name}?", "Regel {name}?"),
    "finding.fast_lane": ("Fast lane?", "Überholspur?"),
    "finding.other": ("{name}?", "{name}?"),
    "group.all": ("all of these", "alles davon"),
    "group.any": ("at least one of these", "mindestens eines davon"),
    "group.not": ("not this", "nicht dies"),
    "seen": ("seen: {seen}", "gesehen: {seen}"),
    "span.day": ("1 day", "1 Tag"),
    "span.days": ("{n} days", "{n} Tagen"),
    "span.hours": ("{n} hours", "{n} Stunden"),
    "true": ("yes", "ja"),
    "false": ("no", "nein"),
    "state.waiting": ("waiting", "wartet"),
    "state.sending": ("being sent", "wird gesendet"),
    "state.done": ("done", "erledigt"),
    "state.parked": ("set aside", "zurückgestellt"),
    "because.first": ("first position", "erste Einordnung"),
    "because.person": ("moved by a person", "von einem Menschen verschoben"),
    "because.won": ("deal won", "Deal gewonnen"),
    "because.corrected": ("win taken back", "Gewinn zurückgenommen"),
    "because.lost": ("deal lost", "Deal verloren"),
    "because.churned": ("customer lost", "Kunde verloren"),
    "because.deal": ("open deal", "offener Deal"),
    "because.handover": ("accepted handover", "angenommene Übergabe"),
    "because.cap": ("capped", "gedeckelt"),
    "because.forward": ("forward", "vorwärts"),
    "because.back": ("back", "zurück"),
    "because.left": ("no longer a key account", "kein Key Account mehr"),
    "because.relationship": ("relationship changed", "Beziehung geändert"),
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def best_language(asked: str | None, accepted: Iterable[str]) -> Language:
    """The language asked for in the address, else the first the browser accepts that we speak, else English."""
    for wish in (asked or "", *accepted):
        for language in LANGUAGES:
            if wish.lower().split("-")[0] == language:
                return language
    return "en"


@dataclass(frozen=True)
class Words:
    """Texts, numbers and moments in one language and time zone."""

    language: Language
    zone: tzinfo = UTC

    def __call__(self, key: str, **values: object) -> str:
        return TEXTS[key][LANGUAGES.index(self.language)].format(**values)

    def known(self, group: str, word: str) -> str:
        """The word of a closed set, or the word itself, made readable, where we have no sentence for it."""
        key = f"{group}.{word}"
        return self(key) if key in TEXTS else plain(word)

    def number(self, value: float) -> str:
        text = f"{value:,.1f}".removesuffix(".0")
        return text.translate(str.maketrans(",.", ".,")) if self.language == "de" else text

    def moment(self, seconds: int | None) -> str:
        if seconds is None:
            return self("unknown_moment")
        return f"{self.day(seconds)}, {datetime.fromtimestamp(seconds, self.zone):%H:%M}"

    def day(self, seconds: int | None) -> str:
        if seconds is None:
            return self("unknown_moment")
        day = datetime.fromtimestamp(seconds, self.zone)
        if self.language == "de":
            return f"{day:%d.%m.%Y}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def ago(self, seconds: int | None, now: int) -> str:
        """How many nights lie between, as people count days."""
        if seconds is None:
            return ""
        then, today = (datetime.fromtimestamp(moment, self.zone).date() for moment in (seconds, now))
        days = (today - then).days
        if days <= 0:
            return self("today")
        return self("day") if days == 1 else self("days", n=self.number(days))

    def span(self, seconds: int) -> str:
        if seconds == 86_400:
            return self("span.day")
        if seconds % 86_400 == 0:
            return self("span.days", n=self.number(seconds // 86_400))
        return self("span.hours", n=self.number(round(seconds / 3600, 1)))


def plain(name: str) -> str:
    """A name of the rulebook as a person would write it: `sales_ready` reads `sales ready`."""
    return name.replace("_", " ").strip()
