"""What a simulation adds to the tables of a sequence: chances, quantiles, criticality."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bcm_tool.analysis.simulation.result import SimulationResult
from bcm_tool.export.table import Cell, Column, Row, Table, Tone, column
from bcm_tool.export.tables.words import NEVER
from bcm_tool.percents import percent

SURE, UNSURE = Decimal(90), Decimal(50)
"""Chances in percent from which on a cell reads as good, and below which as bad."""


def chance_cell(share: float | None) -> Cell:
    """A chance in percent and how it stands; empty without a limit to keep."""
    if share is None:
        return Cell()
    value = percent(share)
    tone: Tone = "good" if value >= SURE else "bad" if value < UNSURE else "warning"
    return Cell(value, tone)


def time_cell(minutes: int | None) -> Cell:
    """A quantile of an outage; in words where it never ends."""
    return Cell(None, "bad", NEVER) if minutes is None else Cell(minutes)


_CHANCES = (
    column("p_rto", "P(RTO met)", "percent", about="Share of simulated runs within the RTO."),
    column("p50", "P50", "minutes", about="Half of the simulated runs take no longer."),
    column("p80", "P80", "minutes", about="80 % of the simulated runs take no longer."),
    column("p90", "P90", "minutes", about="90 % of the simulated runs take no longer."),
)
_CRITICALITY = column(
    "criticality",
    "Critical in",
    "percent",
    about="Criticality index: share of simulated runs in which it is on the chain that ends last.",
)


def with_chances(
    services: Table, simulation: SimulationResult | None, *, always: bool = False
) -> Table:
    """The table of services with how sure their times are, before what they lose.

    ``simulation`` is of the very sequence that the table shows. Without one the table stays as
    it is, or gets empty columns where they are wanted ``always``.
    """
    if simulation is None and not always:
        return services
    known = {} if simulation is None else simulation.services

    def cells(line: Row) -> tuple[Cell, ...]:
        found = known.get(line.ref)
        if found is None or not found.p_down:  # what never stops has no chances to speak of
            return (Cell(),) * len(_CHANCES)
        outage = found.outage
        times = map(time_cell, (outage.p50, outage.p80, outage.p90))
        return (chance_cell(found.p_rto), *times)

    return _widened(services, services.index("loss"), _CHANCES, cells)


def with_criticality(
    sequence: Table, simulation: SimulationResult | None, *, always: bool = False
) -> Table:
    """The table of tasks with how often each is critical, after whether the plan has it so."""
    if simulation is None and not always:
        return sequence
    tasks = () if simulation is None else simulation.tasks
    index = {found.task or found.key: found.criticality for found in tasks}

    def cells(line: Row) -> tuple[Cell, ...]:
        found = index.get(line.ref)
        return (Cell(None if found is None else percent(found)),)

    return _widened(sequence, sequence.index("critical") + 1, (_CRITICALITY,), cells)


def _widened(
    old: Table,
    place: int,
    columns: tuple[Column, ...],
    cells: Callable[[Row], tuple[Cell, ...]],
) -> Table:
    return replace(
        old,
        columns=(*old.columns[:place], *columns, *old.columns[place:]),
        rows=tuple(
            replace(line, cells=(*line.cells[:place], *cells(line), *line.cells[place:]))
            for line in old.rows
        ),
    )
