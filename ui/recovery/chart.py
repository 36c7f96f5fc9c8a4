"""What the Gantt chart shows, as data: services first, then lanes of tasks by team or element."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bcm_tool.analysis.recovery.hours import window_of
from bcm_tool.analysis.results import (
    ImpactResult,
    RecoveryResult,
    ScheduledTask,
    ServiceOutcome,
)
from bcm_tool.analysis.work import NEVER as NO_TIME
from bcm_tool.calendars import understood
from bcm_tool.durations import format_duration
from bcm_tool.export.tables.words import NEVER, label
from bcm_tool.model.model import key_order

Grouping = Literal["team", "element"]
NEAR = 1.3
"""RTO and MTPD marks up to this multiple of the last finish are in sight without zooming."""


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """The outage of one service: minutes after the event; ``up`` None: never back."""

    element: str
    title: str
    down: int
    up: int | None
    rto_at: int | None
    mtpd_at: int | None
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the chart.

    A heading has neither ``service`` nor ``tasks``. ``tasks`` are places in
    ``RecoveryResult.tasks``, by start, never two at a time. ``down`` and ``up`` are the outage
    of the element that the lane is about, where it is about one. ``away`` is when nobody of its
    team can start, from and to in minutes after the event.
    """

    title: str
    note: str = ""
    service: ServiceLine | None = None
    tasks: tuple[int, ...] = ()
    heading: bool = False
    first: bool = False
    down: int | None = None
    up: int | None = None
    away: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """All lanes, and the minutes that the time axis has to cover."""

    lanes: tuple[Lane, ...]
    span: int


def build_chart(recovery: RecoveryResult, impact: ImpactResult, grouping: Grouping) -> Chart:
    """The chart of a sequence; ``impact`` must be of the same model."""
    services = service_lines(recovery, impact)
    lanes = [Lane("Services that stop", _counted(services), heading=True)] if services else []
    lanes += [Lane(line.title, service=line, first=True) for line in services]
    lanes += _team_lanes(recovery) if grouping == "team" else _element_lanes(recovery)
    return Chart(tuple(lanes), time_span(recovery, services))


def _counted(services: list[ServiceLine]) -> str:
    late = sum(line.tone == "error" for line in services)
    return f"{late} of {len(services)} late" if late else f"all {len(services)} in time"


def service_lines(recovery: RecoveryResult, impact: ImpactResult) -> list[ServiceLine]:
    """The services that stop, in the order in which they stop and come back."""
    model = recovery.model
    stopped = [
        (item, outcome)
        for item, outcome in recovery.services.items()
        if outcome.down is not None and item in model.elements
    ]
    stopped.sort(
        key=lambda pair: (
            pair[1].up is None,
            pair[1].up or 0,
            key_order(model.elements[pair[0]].key),
        )
    )
    return [
        _service_line(recovery, item, found, impact.elements[item].mtpd) for item, found in stopped
    ]


def _service_line(
    recovery: RecoveryResult, item: str, found: ServiceOutcome, mtpd: int | None
) -> ServiceLine:
    down = found.down or 0
    words, tone = outcome_words(found, mtpd)
    return ServiceLine(
        element=item,
        title=label(recovery.model, item),
        down=down,
        up=found.up,
        rto_at=None if found.rto is None else down + found.rto,
        mtpd_at=None if mtpd is None else down + mtpd,
        words=words,
        tone=tone,
    )


def outcome_words(found: ServiceOutcome, mtpd: int | None) -> tuple[str, str]:
    """How a service fares, in words, and the tone that goes with them."""
    if found.down is None:
        return "keeps running", "ok"
    if found.rta is None:
        return NEVER, "error"
    if found.past_mtpd:
        return f"MTPD missed by {format_duration(found.past_mtpd)}", "error"
    if found.past_rto:
        return f"RTO missed by {format_duration(found.past_rto)}", "error"
    limit, name = (mtpd, "MTPD") if found.rto is None else (found.rto, "RTO")
    if limit is None:
        return f"out for {format_duration(found.rta)}, no RTO", "neutral"
    spare = limit - found.rta
    return f"{name} met, {format_duration(spare) + ' to spare' if spare else 'just in time'}", "ok"


def _team_lanes(recovery: RecoveryResult) -> list[Lane]:
    model = recovery.model
    places: dict[str, list[int]] = {}
    for place, task in enumerate(recovery.tasks):
        teams = [team for team, _ in task.teams if team in model.teams]
        for team in teams or [""]:
            places.setdefault(team, []).append(place)
    known = sorted((team for team in places if team), key=lambda team: model.teams[team].name)
    lanes: list[Lane] = []
    for team in known:
        capacity = model.teams[team].capacity
        busy = _counted_tasks(len(places[team]))
        note = f"{busy}, {capacity} at a time" if capacity != 1 else busy
        hours = team_hours(recovery, team)
        away = away_from(recovery, team)
        lanes.append(
            Lane(model.teams[team].name, f"{note}, {hours}" if hours else note, heading=True)
        )
        lanes += [
            replace(lane, away=away)
            for lane in _packed(recovery.tasks, places[team], model.teams[team].key)
        ]
    if "" in places:
        lanes.append(Lane("Without a team", _counted_tasks(len(places[""])), heading=True))
        lanes += _packed(recovery.tasks, places[""], "")
    return lanes


def team_hours(recovery: RecoveryResult, team: str) -> str:
    """Hours and call-out of a team in words, where the sequence counts them."""
    record = recovery.model.teams[team]
    if recovery.start is None or not record.hours.strip():
        return ""
    called = "" if record.call_out is None else f", call-out {format_duration(record.call_out)}"
    return f"{record.hours.strip()}{called}"


def away_from(recovery: RecoveryResult, team: str) -> tuple[tuple[int, int], ...]:
    """When nobody of a team can start, until twice the makespan."""
    record, method = recovery.model.teams[team], recovery.model.method
    calendar = understood(record.hours)
    if recovery.start is None or calendar is None:
        return ()
    release = method.detection + method.decision
    later = NO_TIME if record.call_out is None else release + record.call_out
    window = window_of(calendar, recovery.start, later)
    if window is None:
        return ()
    end, last = max(2 * recovery.objective.makespan, 60), 0
    found: list[tuple[int, int]] = []
    for begin, finish in window.until(end):
        if begin > last:
            found.append((last, begin))
        last = finish
    return (*found, (last, end)) if last < end else tuple(found)


def _counted_tasks(count: int) -> str:
    return f"{count} task{'s' if count != 1 else ''}"


def _element_lanes(recovery: RecoveryResult) -> list[Lane]:
    places: dict[str, list[int]] = {}
    for place, task in enumerate(recovery.tasks):
        places.setdefault(task.element, []).append(place)
    lanes = [Lane("Elements, in order of their first task", heading=True)] if places else []
    for element, found in places.items():
        outage = recovery.outages.get(element)
        title = label(recovery.model, element)
        for lane in _packed(recovery.tasks, found, title):
            lanes.append(
                lane
                if outage is None
                else Lane(
                    lane.title,
                    tasks=lane.tasks,
                    first=lane.first,
                    down=outage.down,
                    up=outage.up,
                )
            )
    return lanes


def _packed(tasks: tuple[ScheduledTask, ...], places: Iterable[int], title: str) -> list[Lane]:
    """As few lanes as there are tasks at the same time."""
    lanes: list[list[int]] = []
    for place in sorted(places, key=lambda item: (tasks[item].start, item)):
        free = next((lane for lane in lanes if tasks[lane[-1]].finish <= tasks[place].start), None)
        if free is None:
            lanes.append([place])
        else:
            free.append(place)
    return [
        Lane(title if number == 0 else "", tasks=tuple(lane), first=number == 0)
        for number, lane in enumerate(lanes)
    ]


def time_span(recovery: RecoveryResult, services: Iterable[ServiceLine]) -> int:
    """Minutes on the axis: all bars, and the marks that are not far beyond them."""
    lines = list(services)
    ends = [task.finish for task in recovery.tasks]
    ends += [outage.up for outage in recovery.outages.values() if outage.up is not None]
    ends += [line.down for line in lines]
    last = max(ends, default=0)
    marks = [mark for line in lines for mark in (line.rto_at, line.mtpd_at) if mark is not None]
    return max([last, *(mark for mark in marks if mark <= NEAR * last), 60])
