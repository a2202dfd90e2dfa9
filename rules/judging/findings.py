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

    def told(self, names: Sequence[str], about: object, tell: Callable[[], str]) -> str:
        """What `tell` says of these conditions, and of nothing else but `about`; said once for all accounts of which the
        same was seen. Every name is that of a condition that was looked at.
        """
        looks = [next(look for look in reversed(self._looks) if name in look.names) for name in names]
        known = looks[0].program.told
        key = (about, *[look.seen(name) for look, name in zip(looks, names, strict=True)])
        if key not in known:
            if len(known) >= MOST_TOLD:
                known.clear()
            known[key] = tell()
        return known[key]

    def __contains__(self, name: object) -> bool:
        return any(name in look.names for look in self._looks)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({name for look in self._looks for name in look.names}))

    def __len__(self) -> int:
        return len({name for look in self._looks for name in look.names})

    def __repr__(self) -> str:
        return repr(dict(self))
