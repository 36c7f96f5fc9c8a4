"""What the printed Gantt shows: services first, then every team's tasks, split into pages."""

from __future__ import annotations

from dataclasses import dataclass

from bcm_tool.analysis.explain_sequence import at_clock
from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.durations import format_duration
from bcm_tool.export.tables.people import NO_TEAM, tasks_by_team
from bcm_tool.export.tables.recovery import outcome_cell
from bcm_tool.export.tables.words import label
from bcm_tool.model.model import Model, key_order


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One line. ``title`` alone is a heading; ``end`` None is an outage that never ends.

    ``mark`` is where the RTO of a service lies, ``latest`` how long a task's float reaches.
    """

    title: str
    start: int = 0
    end: int | None = None
    heading: bool = False
    service: bool = False
    critical: bool = False
    mark: int | None = None
    latest: int | None = None
    note: str = ""


def gantt_rows(model: Model, recovery: RecoveryResult) -> list[GanttRow]:
    """Every line of the chart in order."""
    return [*_services(model, recovery), *_teams(model, recovery)]


def _services(model: Model, recovery: RecoveryResult) -> list[GanttRow]:
    stopped = {
        item: outcome
        for item, outcome in recovery.services.items()
        if outcome.down is not None and item in model.elements
    }
    if not stopped:
        return []
    ordered = sorted(
        stopped, key=lambda item: (stopped[item].down, key_order(model.elements[item].key))
    )
    rows = [_service(model, recovery, item) for item in ordered]
    return [GanttRow("Services that stop", heading=True), *rows]


def _service(model: Model, recovery: RecoveryResult, item: str) -> GanttRow:
    outcome = recovery.services[item]
    assert outcome.down is not None
    mark = None if outcome.rto is None else outcome.down + outcome.rto
    words = str(outcome_cell(outcome).value or "")
    if outcome.up is not None:
        words = f"back {at_clock(recovery, outcome.up)}{', ' if words else ''}{words}"
    return GanttRow(
        label(model, item), outcome.down, outcome.up, service=True, mark=mark, note=words
    )


def _teams(model: Model, recovery: RecoveryResult) -> list[GanttRow]:
    rows = []
    for team, tasks in tasks_by_team(model, recovery):
        found = model.teams.get(team)
        units = f" ({found.capacity} at a time)" if found and found.capacity > 1 else ""
        name = f"{found.name}{units}" if found else "Without a team"
        assert found or team == NO_TEAM
        rows.append(GanttRow(name, heading=True))
        rows += [_task(task) for task in tasks]
    return rows


def _task(task: ScheduledTask) -> GanttRow:
    return GanttRow(
        f"{task.key} {task.name}",
        task.start,
        task.finish,
        critical=task.critical,
        latest=task.finish + task.slack if task.slack else None,
        note=format_duration(task.finish - task.start),
    )


def split_rows(rows: list[GanttRow], most: int) -> list[list[GanttRow]]:
    """Pages of at most ``most`` lines; a heading is repeated where its lines go on.

    A heading never stands at the foot of a page without a line.
    """
    pages: list[list[GanttRow]] = []
    page: list[GanttRow] = []
    heading: GanttRow | None = None
    for row in rows:
        if row.heading:
            heading = row
            if len(page) + 2 > most:
                pages.append(page)
                page = []
        elif len(page) + 1 > most:
            pages.append(page)
            page = [] if heading is None else [_continued(heading)]
        page.append(row)
    return [*pages, page] if page else pages


def _continued(heading: GanttRow) -> GanttRow:
    return GanttRow(f"{heading.title} (continued)", heading=True)


def time_span(rows: list[GanttRow]) -> int:
    """Minutes that the axis covers: all bars, and RTO marks that are not far beyond them."""
    last = max((row.end or row.start for row in rows if not row.heading), default=0)
    near = [row.mark for row in rows if row.mark is not None and row.mark <= 1.25 * last]
    floats = [row.latest for row in rows if row.latest is not None and row.latest <= last]
    return max([last, *near, *floats, 1])


_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440, 2880, 7200, 10080, 43200)


def axis_ticks(span: int, most: int = 12) -> list[int]:
    """Round times from 0 to ``span`` minutes, at most ``most`` of them after 0."""
    step = next((each for each in _STEPS if span / each <= most), _STEPS[-1])
    while span / step > most:
        step *= 2
    return list(range(0, span + 1, step))
