"""What was found in one decision, by name; a finding is put together when it is first asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rules.conditions import Finding
from rules.judging.program import Look

MOST_TOLD = 5000  # sentences that are kept for one group of conditions


class Findings(Mapping[str, Finding]):
    """Sorted by name. Most are never asked for; those that are, are made once."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self._looks = looks  # may grow; of two that found the same name the later one counts
        self._made: dict[tuple[str, int], Finding] = {}

    def __getitem__(self, name: str) -> Finding:
        for number in range(len(self._looks) - 1, -1, -1):
            if name in self._looks[number].names:
                if (name, number) not in self._made:
                    self._made[name, number] = self._looks[number].finding(name)
                return self._made[name, number]
        raise KeyError(name)

    def told(self, name: str, language: str, tell: Callable[[Finding, str], str]) -> str:
        """What `tell` says of a finding; said once for all accounts of which the same was seen."""
        look = next(look for look in reversed(self._looks) if name in look.names)
        known, key = look.program.told, (tell, name, language, look.seen(name))
        if key not in known:
            if len(known) >= MOST_TOLD:
                known.clear()
            known[key] = tell(self[name], language)
        return known[key]

    def __contains__(self, name: object) -> bool:
        return any(name in look.names for look in self._looks)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({name for look in self._looks for name in look.names}))

    def __len__(self) -> int:
        return len({name for look in self._looks for name in look.names})

    def __repr__(self) -> str:
        return repr(dict(self))
