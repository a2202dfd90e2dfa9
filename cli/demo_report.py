"""What the demo says at the end: where everybody stood and stands, every move with its why, what was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.differences import Difference
from rules import Rulebook
from store.tally import Change

RELATIONSHIPS = ("prospect", "customer", "former")


@dataclass(frozen=True)
class Report:
    """Counts of things there are, counts of what this run did, and the moves."""

    book: Rulebook
    moment: datetime
    holdings: Mapping[str, int]
    did: Mapping[str, int]
    stages_before: Mapping[str, int]
    stages: Mapping[str, int]
    stages_seen: Mapping[str, int]
    shown: Mapping[str, int]
    changes: Sequence[Change]
    differences: Sequence[Difference]
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether everything decided stands in the portal, and no decision failed."""
        return not (self.differences or self.did["disagreements"] or self.did["decide_failed"])

    def as_json(self) -> dict[str, object]:
        names = stage_names(self.book)
        return {
            **self.holdings,
            **self.did,
            **self.shown,
            "stages": {name: self.stages.get(name, 0) for name in names},
            "stages_before": {name: self.stages_before.get(name, 0) for name in names},
            "stages_seen": {name: self.stages_seen.get(name, 0) for name in names},
            "differences": len(self.differences),
            "different": [vars(difference) for difference in self.differences[:20]],
            "changes": [{**vars(change), "skipped": list(change.skipped)} for change in self.changes],
            "moment": self.moment.isoformat(),
            "seconds": round(self.seconds, 1),
        }


def stage_names(book: Rulebook) -> list[str]:
    return [stage.name for relationship in RELATIONSHIPS for stage in book.cone.ladder(relationship)]


def show(report: Report) -> None:
    """For a person, on stdout."""
    console = Console(highlight=False)
    console.print()
    for line in _moves(report):
        console.print(line)
    console.print()
    console.print(_stages(report))
    console.print()
    console.print(_sums(report))
    for difference in report.differences:
        console.print(
            f"Missing in the portal: {difference.object} {difference.property}: "
            f"wanted {difference.wanted!r}, holds {difference.held!r}"
        )


def _moves(report: Report) -> Iterator[Text | Padding]:
    """Two lines a move: when, who and where to; and why."""
    zone = ZoneInfo(report.book.timezone)
    yield Text("What moved, and why", style="bold")
    for change in report.changes:
        when = datetime.fromtimestamp(change.at, tz=zone).strftime("%a %H:%M")
        move = f"{change.from_stage or 'new'} → {change.to_stage or 'off the cone'}"
        past = f" (past {', '.join(change.skipped)})" if change.skipped else ""
        yield Text.assemble(when, "  ", (change.account, "bold"), f": {move}{past}")
        yield Padding(Text(change.why, style="dim"), (0, 0, 0, 11))
    if not report.changes:
        yield Text("Nothing moved.")


def _stages(report: Report) -> Table:
    table = Table(
        title="Accounts by stage", title_justify="left", title_style="bold", box=None, pad_edge=False
    )
    table.add_column("Relationship")
    table.add_column("Stage")
    table.add_column("Before", justify="right")
    table.add_column("After", justify="right")
    for relationship in RELATIONSHIPS:
        for place, stage in enumerate(report.book.cone.ladder(relationship)):
            before, after = report.stages_before.get(stage.name, 0), report.stages.get(stage.name, 0)
            table.add_row("" if place else relationship, stage.name, str(before), str(after))
    return table


def _sums(report: Report) -> Text:
    have, did = report.holdings, report.did
    return Text(
        f"{have['contacts']} contacts and {have['companies']} companies make {have['accounts']} accounts "
        f"with {have['members']} members.\n"
        f"{did['deliveries']} deliveries with {did['events']} events led to {did['decisions']} decisions: "
        f"{did['stage_changes']} stage changes, {did['handovers']} handovers.\n"
        f"Written to HubSpot: {did['properties_written']} properties, {did['tasks_written']} tasks, "
        f"in {did['api_calls']} API calls of all kinds. Differences: {len(report.differences)}."
    )
