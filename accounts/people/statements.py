"""The statements of a job title ("Geschäftsführer / Leiter Einkauf" makes two), and which of them still count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from accounts.people.vocabulary import Hit, hits, mended
from accounts.people.words import Gap, Word, words_of

_CANCELS = {"helper", "council", "former", "former, to its end"}


@dataclass(frozen=True)
class Statement:
    """Words that belong together, and what they mean. `linked`: joined to the one before by "and" or "/"."""

    words: tuple[Word, ...]
    hits: tuple[Hit, ...]
    linked: bool

    def says(self) -> bool:
        """Whether a role is named or taken away; if not, this is the rest of a neighbour: "Leiter IT & Einkauf"."""
        return any(hit.kind.name in _CANCELS or (hit.kind.roles and not hit.kind.alone) for hit in self.hits)

    def cancelling(self) -> Iterator[Hit]:
        return (hit for hit in self.hits if hit.kind.name in _CANCELS and not self._is_led(hit))

    def _is_led(self, hit: Hit) -> bool:
        """Who leads the trainees is none: "Head of Student Services", but not "CEO Assistant"."""
        leads = any(other.kind.name == "lead" and other.last < hit.first for other in self.hits)
        return hit.kind.name == "helper" and leads and hit.last < len(self.words) - 1

    def only_cancels(self) -> bool:
        """As "(ehem.)" and ", retired" do; they speak of the whole title."""
        names = {hit.kind.name for hit in self.hits}
        covered = sum(hit.last - hit.first + 1 for hit in self.hits)
        numbers = sum(word.text == "#" for word in self.words)
        return bool(names) and names <= _CANCELS - {"council"} and covered + numbers >= len(self.words)


def statements_of(title: str) -> tuple[Statement, ...]:
    """In the order of the title; what says nothing for itself belongs to the one before, else to the next."""
    joined: list[Statement] = []
    for one in _split(title):
        if joined and not (one.says() and joined[-1].says()):
            joined[-1] = _join(joined[-1], one)
        else:
            joined.append(one)
    return tuple(joined)


def _split(title: str) -> Iterator[Statement]:
    current: list[Word] = []
    for word in words_of(title):
        if current and word.gap is not Gap.NONE:
            yield _statement(current)
            current = []
        owned = bool(current) and current[-1].text == "des"
        current.append(replace(word, text=mended(word.text, owned=owned)))
    if current:
        yield _statement(current)


def _statement(words: Sequence[Word]) -> Statement:
    return Statement(tuple(words), hits(words), linked=words[0].gap is Gap.AND)


def _join(one: Statement, other: Statement) -> Statement:
    shift = len(one.words)
    moved = tuple(Hit(hit.kind, hit.first + shift, hit.last + shift) for hit in other.hits)
    return Statement(one.words + other.words, one.hits + moved, one.linked)


def counting(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Those that no "Assistenz", "Betriebsrat", "ehem." or "a.D." takes away."""
    cancelled = [any(one.cancelling()) for one in statements]
    for place, one in enumerate(statements):
        names = {hit.kind.name for hit in one.cancelling()}
        if one.only_cancels() and not one.linked:
            cancelled[:place] = [True] * place
        if names:
            _spread(statements, cancelled, place, back="former, to its end" in names)
    return (one for one, gone in zip(statements, cancelled, strict=True) if not gone)


def _spread(statements: Sequence[Statement], cancelled: list[bool], place: int, *, back: bool) -> None:
    """Along "and" and "/": the "Assistant to CEO & CFO" is neither, nor is the "CEO und Inhaber a.D." still one."""
    after = place + 1
    while after < len(statements) and statements[after].linked:
        cancelled[after] = True
        after += 1
    while back and statements[place].linked:
        place -= 1
        cancelled[place] = True


def former(title: str) -> str:
    """The words that put all of a title into the past, as written ("Ex-", "a.D."); "" while something of it holds."""
    statements = statements_of(title)
    if any(counting(statements)):
        return ""
    cancelling = [(one, hit) for one in statements for hit in one.cancelling()]
    if not all(hit.kind.name.startswith("former") for _, hit in cancelling):
        return ""
    return next((title[one.words[hit.first].start : one.words[hit.last].end] for one, hit in cancelling), "")
