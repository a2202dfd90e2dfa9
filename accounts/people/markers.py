"""Markers that people write into name fields: "(GONE)", "DO NOT CALL", "[Entscheider]", "†"; and the name without them.

A person is never taken for a marker: one word alone ("Gone", "Call", "Do", "Left") counts only in brackets, set off by a
dash, or in capitals behind a surname that is not; a sentence ("do not call", "nicht anrufen") only whole. A job title
that is all past ("ehem. Geschäftsführer", "Retired") tells of somebody who has left; "Founder, ex-Exampla" does not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.people.statements import former

GONE, STOP, DECIDES = "gone", "stop", "DECISION_MAKER"

# Whole sentences: nobody is called so, wherever they stand.
_SAYINGS = {
    GONE: (
        r"left (?:the )?company|no longer (?:with|at|works|working)\b[^,;()\[\]]*|(?:ist )?nicht mehr (?:im|in der|bei|da\b|tätig)[^,;()\[\]]*"
        r"|hat (?:das unternehmen|die firma) verlassen|(?:firma|unternehmen) verlassen|ausgeschieden(?: (?:zum|am|seit|per)\b[^,;()\[\]]*)?"
        r"|verstorben(?: am\b[^,;()\[\]]*)?|deceased|passed away|im ruhestand|in rente|has left|arbeitet nicht mehr[^,;()\[\]]*"
    ),
    STOP: (
        r"do not (?:call|contact|e-?mail|mail|disturb|phone|use)|don['\u2019]?t (?:call|contact|e-?mail|mail)|(?:bitte )?nicht (?:mehr )?"
        r"(?:anrufen|kontaktieren|anschreiben|anmailen|bewerben|mailen|ansprechen)|keine? (?:werbung|anrufe|e-?mails?|mailings?|kontaktaufnahme|newsletter|kontakt)"
        r"|werbesperre|werbeverbot|kontaktsperre|anrufsperre|werbewiderspruch|no (?:contact|calls|marketing|mailings?|e-?mails?)|opt(?:ed)?[ -]?out|robinsonliste"
    ),
}
# Single words: a marker only in brackets, after a dash, or, as written in capitals, as the last word (DNC, GONE).
_WORDS = {
    GONE: r"gone|left|weg|ex|ehem\.?|ehemals|ehemaliger?|former|retired|rentner(?:in)?|pensioniert|inaktiv|inactive|tot|verst\.?|†|ausgesch\.?|a\. ?d\.|i\. ?r\.",
    STOP: r"dnc|dnd|stop|stopp|gesperrt|sperre|blocked|blacklist(?:ed)?|unsubscribed|abgemeldet",
    DECIDES: r"dm|decision[ -]?maker|entscheider(?:in)?|entscheidungsträger(?:in)?",
    "CHAMPION": "champion",
    "BLOCKER": "blocker",
    "INFLUENCER": "influencer",
    "BUDGET_HOLDER": r"budget[ -]?holder|budgetverantwortliche[rn]?",
}
# As a word of its own these are never part of a name, wherever they stand.
_LOOSE = {GONE: r"†|✝|[Ee]hem\.|EHEM\.", STOP: r"DNC(?!\w)"}

_SAYING = {kind: re.compile(rf"(?<!\w)(?:{text})(?!\w)", re.IGNORECASE) for kind, text in _SAYINGS.items()}
_SET_OFF = (
    re.compile(r"[(\[{<*#]+\s*(?P<inside>[^()\[\]{}<>*#]{1,60}?)\s*[)\]}>*#]+"),
    re.compile(r"(?:^|\s)[-\u2013\u2014/|:_]+\s*(?P<inside>[^-\u2013\u2014/|:()\[\]]{1,30})$"),
    re.compile(r"^(?P<inside>[^-\u2013\u2014/|:()\[\]]{1,30}?)(?:\s[-\u2013\u2014/|]\s|\s?:\s)"),
    re.compile(r"(?<=[a-zäöüß]\s)(?P<inside>GONE|LEFT|GESPERRT|EX|WEG)$"),  # of the last name alone
)
_SPACES = re.compile(r"\s+")
LONGEST = 300
"""Characters of a field that are read."""


_EDGES = " -\u2013\u2014/|:_"


@dataclass(frozen=True)
class Markers:
    """`roles`: options of hs_buying_role. `because`: the piece of text, as written. `name`: first and last without it."""

    gone: bool
    do_not_contact: bool
    roles: tuple[str, ...]
    because: str
    name: str


@dataclass(frozen=True)
class _Found:
    kind: str  # GONE, STOP or a role
    start: int
    end: int
    said: bool  # in a sentence, which in a job title tells of the person too

    def text(self, field: str) -> str:
        return field[self.start : self.end].strip(_EDGES)


def markers_of(first_name: str, last_name: str, job_title: str = "") -> Markers:
    """What the three fields say beside what they are for; nothing for nearly everybody."""
    first, last, title = (
        _SPACES.sub(" ", text).strip()[:LONGEST] for text in (first_name, last_name, job_title)
    )
    name = f"{first} {last}".strip()
    in_name = list(_markers(name, shouted=" " in last))  # "Berg GONE"; "Jean GONE" may well be called so
    in_title = [one for one in _markers(title, shouted=False) if one.kind == STOP or one.said]
    kinds = {one.kind for one in in_name + in_title}
    past = former(title)
    because = (
        [one.text(name) for one in in_name] + [one.text(title) for one in in_title] + [past] * (not in_title)
    )
    return Markers(
        gone=GONE in kinds or bool(past),
        do_not_contact=STOP in kinds,
        roles=tuple(sorted(kinds - {GONE, STOP})),
        because=", ".join(filter(None, dict.fromkeys(because))),
        name=_without(name, in_name),
    )


def _markers(text: str, *, shouted: bool) -> Iterator[_Found]:
    """Each place once: what is set off is taken whole. `shouted`: a last word in capitals may be one."""
    taken: list[_Found] = []
    for one in _candidates(text, shouted=shouted):
        if not any(one.start < other.end and other.start < one.end for other in taken):
            taken.append(one)
    return iter(sorted(taken, key=lambda one: one.start))


def _candidates(text: str, *, shouted: bool) -> Iterator[_Found]:
    """They may overlap; the first is to be preferred."""
    for pattern in _SET_OFF if shouted else _SET_OFF[:-1]:
        for match in pattern.finditer(text):
            if kind := _meaning(match["inside"]):
                yield _Found(kind, *match.span(), said=kind in _said(match["inside"]))
    for kind, pattern in (*_SAYING.items(), *_LOOSE_PATTERNS.items()):
        for match in pattern.finditer(text):
            yield _Found(kind, *match.span(), said=pattern is _SAYING[kind])


def _said(text: str) -> set[str]:
    """Of which kinds whole sentences stand here."""
    return {kind for kind, pattern in _SAYING.items() if pattern.search(text)}


_LOOSE_PATTERNS = {kind: re.compile(rf"(?<!\w)(?:{text})") for kind, text in _LOOSE.items()}
_MEANING = {
    kind: re.compile(rf"(?:{text})(?:\s+(?:seit\s+)?[\d./]+)?", re.IGNORECASE)
    for kind, text in _WORDS.items()
}


def _meaning(inside: str) -> str:
    """Of what stands in brackets or after a dash; "" for a maiden name, a place or a nickname."""
    for kind, pattern in _MEANING.items():
        if pattern.fullmatch(inside):
            return kind
    return next(iter(sorted(_said(inside))), "")


def _without(name: str, found: list[_Found]) -> str:
    for one in sorted(found, key=lambda one: -one.start):
        name = f"{name[: one.start]} {name[one.end :]}"
    return _SPACES.sub(" ", name).strip(_EDGES + ",;")
