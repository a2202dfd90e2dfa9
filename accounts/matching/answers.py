"""What people said in the review, by question."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from accounts.matching.things import Answer

NOBODY: frozenset[str] = frozenset()


class Answers:
    """Of the same company somebody said yes and somebody no: the yes counts."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        said: dict[bool, dict[str, set[str]]] = {True: defaultdict(set), False: defaultdict(set)}
        for one in answers:
            said[one.accepted][one.question].add(one.company)
        self._accepted = _frozen(said[True])
        self._rejected = _frozen(said[False])

    def __bool__(self) -> bool:
        """Whether anybody has said anything."""
        return bool(self._accepted or self._rejected)

    def accepted(self, question: str) -> frozenset[str]:
        return self._accepted.get(question, NOBODY)

    def rejected(self, question: str) -> frozenset[str]:
        return self._rejected.get(question, NOBODY) - self.accepted(question)


def _frozen(said: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {question: frozenset(companies) for question, companies in said.items()}
