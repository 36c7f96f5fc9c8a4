"""The same scenario over the hours of a week: services, starts, and one start closely."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bcm_tool.amounts import format_amount, scaled
from bcm_tool.analysis.week_result import ServiceWeek, StartHour, WeekResult
from bcm_tool.calendars import clock, format_week_time
from bcm_tool.durations import DAY, HOUR, format_duration
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.recovery import JUDGED, LAST_TASK, outcome_cell
from bcm_tool.export.tables.words import NEVER, keys, label, money_title
from bcm_tool.model.model import Model

FOREVER = 1 << 60
"""Minutes of an outage that does not end, as a number to compare."""
NO_MATTER = "no matter when"
ALWAYS = "The longest outage over all starts: the RTO that holds always."
QUICK = "With a sequence found quickly for each hour, not proved."


@dataclass(frozen=True, slots=True)
class Measure:
    """What is shown of every start: a number to compare, and the same in few letters."""

    key: str
    title: str
    value: Callable[[StartHour], Decimal | int]
    text: Callable[[StartHour], str]


def week_services_table(model: Model, week: WeekResult) -> Table:
    """Per service the shortest and longest outage: the longest is the RTO that holds always."""
    columns = (
        column("key", "Key", width=12),
        column("name", "Name", width=30),
        column("rto", "RTO", "minutes"),
        column("best", "At best", "minutes", 12, "The shortest outage over all starts."),
        column("worst", "Always within", "minutes", 14, ALWAYS),
        column("worst_start", "Worst start", width=16),
        column("held", "Hours in time", "integer", 13, f"Of 168 starts, those in time. {JUDGED}"),
        column("result", "Result", width=20),
    )
    rows = (_service(model, item, found) for item, found in week.services.items())
    return table("week", "Services over the week", columns, rows, *week_notes(model, week))


def _service(model: Model, item: str, found: ServiceWeek) -> Row:
    element = model.elements[item]
    return row(
        element.key,
        element.name,
        found.rto,
        Cell(None, "bad", NEVER) if found.best is None else found.best,
        Cell(None, "bad", NEVER) if found.worst is None else found.worst,
        NO_MATTER if found.best == found.worst else format_week_time(found.worst_start),
        found.held,
        _verdict(found),
        ref=item,
        element=item,
    )


def _verdict(found: ServiceWeek) -> Cell:
    if found.held == 168:
        return Cell("always in time", "good")
    if not found.held:
        return Cell("never in time", "bad")
    return Cell("not always in time", "warning")


def week_notes(model: Model, week: WeekResult) -> tuple[str, ...]:
    """The worst hour, and how sure all this is."""
    if not week.bound_by_hours:
        return ("No task is bound to hours, so every start gives the same.", QUICK)
    if week.hours[week.worst].objective == week.hours[week.best].objective:
        return ("It does not matter when in the week it starts.", QUICK)
    notes = []
    for word, place in (("worst", week.worst), ("best", week.best)):
        hour = week.hours[place]
        loss = format_amount(hour.objective.loss, model.method.currency)
        count = len(hour.late)
        late = f"{count} service{'' if count == 1 else 's'} late" if count else "none late"
        notes.append(
            f"The {word} start is {format_week_time(hour.start)}: the work is done after "
            f"{format_duration(hour.objective.makespan)}, the loss is {loss}, {late}."
        )
    return (*notes, QUICK)


def week_hours_table(model: Model, week: WeekResult) -> Table:
    """One row per start, Monday 00:00 first; ``ref`` is its place."""
    columns = (
        column("start", "Start", width=11),
        column("late", "Services late", "integer", 13, JUDGED),
        column("makespan", "Work done after", "minutes", 14, LAST_TASK),
        column("loss", money_title(model, "Loss"), "money", 16),
        column("past_mtpd", "Past MTPD, weighted min", "number", 24),
        column("past_rto", "Past RTO, weighted min", "number", 24),
        column("which", "Which are late", width=40),
    )
    rows = (
        row(
            format_week_time(hour.start),
            Cell(len(hour.late), "bad" if hour.late else "good"),
            hour.objective.makespan,
            hour.objective.loss,
            hour.objective.past_mtpd,
            hour.objective.past_rto,
            keys(model, hour.late),
            ref=str(place),
        )
        for place, hour in enumerate(week.hours)
    )
    return table("week-hours", "Every start of the week", columns, rows, QUICK)


def week_start_table(model: Model, week: WeekResult, place: int) -> Table:
    """The services when the scenario begins at one of the hours."""
    hour = week.hours[place]
    columns = (
        column("key", "Key", width=12),
        column("name", "Name", width=30),
        column("down", "Stops", "elapsed", 18),
        column("up", "Back", "elapsed", 20),
        column("rta", "Outage", "minutes"),
        column("rto", "RTO", "minutes"),
        column("result", "Result", width=26, about=JUDGED),
        column("loss", money_title(model, "Loss"), "money"),
    )
    stopped = [item for item, found in hour.services.items() if found.down is not None]
    rows = (_outcome(model, hour, item) for item in stopped)
    title = f"Begun on {format_week_time(hour.start)}"
    return table("week-start", title, columns, rows)


def _outcome(model: Model, hour: StartHour, item: str) -> Row:
    found, element = hour.services[item], model.elements[item]
    return row(
        element.key,
        element.name,
        Cell(found.down, words=clock(hour.start, found.down)),
        Cell(None, "bad", NEVER)
        if found.up is None
        else Cell(found.up, words=clock(hour.start, found.up)),
        found.rta,
        found.rto,
        outcome_cell(found),
        found.loss,
        ref=item,
        element=item,
    )


def measures(model: Model, week: WeekResult) -> tuple[Measure, ...]:
    """What can be compared over the week: lateness, loss, makespan, each service's outage."""

    def outage(item: str) -> Measure:
        def value(hour: StartHour) -> int:
            found = hour.services[item]
            return FOREVER if found.rta is None else found.rta

        def text(hour: StartHour) -> str:
            found = hour.services[item]
            return "∞" if found.rta is None else short_duration(found.rta)

        return Measure(item, f"Outage of {label(model, item)}", value, text)

    return (
        Measure("late", "Services late", lambda h: len(h.late), lambda h: str(len(h.late))),
        Measure(
            "loss", "Loss", lambda h: h.objective.loss, lambda h: short_amount(h.objective.loss)
        ),
        Measure(
            "makespan",
            "Work done after",
            lambda h: h.objective.makespan,
            lambda h: short_duration(h.objective.makespan),
        ),
        *(outage(item) for item in week.services),
    )


def short_duration(minutes: int) -> str:
    """A duration in at most four letters: ``45m``, ``6.5h``, ``40h``, ``12d``."""
    if minutes < 100:
        return f"{minutes}m"
    if minutes < 100 * HOUR:
        hours = minutes / HOUR
        return f"{hours:.0f}h" if hours >= 9.95 else f"{hours:.1f}h"
    return f"{minutes / DAY:.0f}d"


def short_amount(value: Decimal) -> str:
    """Money in at most five letters: ``950``, ``12k``, ``2.1M``."""
    shown, letter = scaled(value)
    return f"{shown:.1f}{letter}" if letter and shown < Decimal("9.95") else f"{shown:.0f}{letter}"


def shades(values: Sequence[Decimal | int], steps: int) -> list[int]:
    """Each value's step from 0 (least) to ``steps`` - 1 (most), by how large it is.

    The steps are equally wide from the least value to the largest, but 0 has one of its own, and
    so has :data:`FOREVER`, the last. Where all are equal, everything else is at 0.
    """
    finite = [value for value in values if value < FOREVER]
    low, high = min(finite, default=0), max(finite, default=0)
    top = steps - 1 if len(finite) == len(values) else steps - 2

    def step(value: Decimal | int) -> int:
        if value >= FOREVER:
            return steps - 1
        if value == low:
            return 0
        found = round((value - low) * top / (high - low))
        return max(1, found) if low == 0 else found

    return [step(value) for value in values]


def shade_key(measure: Measure, week: WeekResult, steps: int) -> list[tuple[int, str]]:
    """The steps of :func:`shades` that occur, each with the values it stands for in short."""
    values = [measure.value(hour) for hour in week.hours]
    found: dict[int, list[int]] = {}
    for place, step in enumerate(shades(values, steps)):
        found.setdefault(step, []).append(place)
    key: list[tuple[int, str]] = []
    for step, places in sorted(found.items()):
        ordered = sorted(places, key=lambda place: values[place])
        least, most = (measure.text(week.hours[place]) for place in (ordered[0], ordered[-1]))
        key.append((step, least if least == most else f"{least} – {most}"))
    return key


def worst_place(measure: Measure, week: WeekResult) -> int | None:
    """The start at which the measure is largest: that of all measures together where it is one of
    them, else the first. None where it is the same from every start."""
    values = [measure.value(hour) for hour in week.hours]
    most = max(values)
    if most == min(values):
        return None
    return week.worst if values[week.worst] == most else values.index(most)
