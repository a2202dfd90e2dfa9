"""What stands before the @: a person, a task of the firm, or a machine. In doubt it is a person."""

import re
import unicodedata

from accounts.addresses.lists import entries

_WORD = re.compile(r"[^\W\d_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_REPLIES = ("noreply", "noreplay", "donotreply", "dontreply", "mailerdaemon", "maildaemon")
_BOUNCES = ("bounce", "bounces", "bounced")
_REWRITTEN = ("srs0=", "srs1=", "srs0+", "srs1+", "srs0-", "srs1-")
"""How the Sender Rewriting Scheme of forwarding mail servers begins."""

NONE: frozenset[str] = frozenset()


def bare(local: str) -> str:
    """As it is compared: case-folded, without what stands behind a plus. `Ada+News` is `ada`."""
    folded = unicodedata.normalize("NFKC", local).casefold().strip()
    return folded.partition("+")[0] or folded


def is_automated(local: str) -> bool:
    """Nobody reads there: `noreply`, `alerts-no-reply`, `mailer-daemon`, `bounce-17-ab`."""
    words = _words(local)
    joined = "".join(words)
    if any(reply in joined for reply in _REPLIES) or bare(local).startswith(_REWRITTEN):
        return True
    automated = entries("automated")
    if not words or words[0] in _BOUNCES or joined in automated:
        return bool(words)
    return _consists_of(words, automated, entries("role", "role_more", "qualifiers"))


def is_role_address(local: str, further: frozenset[str] = NONE) -> bool:
    """A task, not a person: `info2`, `sales-de`, `team.einkauf`, `human_resources`.

    Every word has to be known, so that `service.meier` stays Meier. `further` are words as `role_word` writes them.
    """
    words = _words(local)
    joined = "".join(words)
    if joined in further:
        return True
    tasks = entries("role", "role_more")
    if joined in tasks:
        return not _initials(words)
    return _consists_of(words, tasks | further if further else tasks, entries("qualifiers"))


def role_word(text: str) -> str:
    """A declared word as it is compared: without separators, digits and umlauts."""
    return "".join(_words(text))


def _words(local: str) -> list[str]:
    """The words, `büro` as `buero`; digits and separators part them and count for nothing."""
    return _WORD.findall(bare(local).translate(_UMLAUTS))


def _initials(words: list[str]) -> bool:
    """`h.r` is Hanna Rot; `hr` and `e-mail` are not."""
    return all(len(word) == 1 for word in words)


def _consists_of(words: list[str], wanted: frozenset[str], beside: frozenset[str]) -> bool:
    """One word at least is wanted, and none is neither wanted nor known to stand beside."""
    return any(word in wanted for word in words) and all(word in wanted or word in beside for word in words)
