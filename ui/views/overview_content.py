"""The overview's numbers and tables, made from the results that are there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from bcm_tool.amounts import format_number
from bcm_tool.durations import DAY, format_duration
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.words import gap_cell, label
from bcm_tool.model.model import Model
from ui.results import Results
from ui.widgets.figures import Bar, Figure

if TYPE_CHECKING:
    from bcm_tool.analysis.results import FindingsResult, ImpactResult, ObjectivesResult

MOST_BARS = 8
WAITING = "…"
UNKNOWN = "–"


def figures(model: Model, results: Results) -> list[Figure]:
    """The key figures; "…" is still being computed, "–" cannot be told."""
    return [
        _services(results),
        _gaps(results.objectives),
        _worst_gap(results.objectives),
        _single_points(results),
        _severity(results.findings, "error", "Errors", "must be settled"),
        _severity(results.findings, "warning", "Warnings", "worth a look"),
    ]


def _services(results: Results) -> Figure:
    found = results.points
    count = f"{len(found.services):,}" if found else WAITING
    note = f"of {len(results.model.elements):,} elements"
    return Figure("Services", count, note, "", "catalogue")


def _late(objectives: ObjectivesResult) -> list[tuple[int, str]]:
    found = [
        (item.gap, element)
        for element, item in objectives.elements.items()
        if item.gap is not None and item.gap > 0
    ]
    return sorted(found, key=lambda pair: (-pair[0], objectives.model.elements[pair[1]].key))


def _gaps(objectives: ObjectivesResult | None) -> Figure:
    if objectives is None:
        return Figure("Gaps", WAITING, "", "", "findings", ("error",))
    wanted = [item for item in objectives.elements.values() if item.required_by is not None]
    if not wanted:
        return Figure("Gaps", UNKNOWN, "no service has an objective", "", "catalogue")
    count = len(_late(objectives))
    open_ = sum(item.gap is None for item in wanted)
    if count:
        note, tone = "back later than required", "error"
    elif open_:
        note, tone = f"but {open_:,} without a time to recover", "warning"
    else:
        note, tone = "all objectives can be met", "ok"
    return Figure("Gaps", f"{count:,}", note, tone, "findings", ("error",))


def _worst_gap(objectives: ObjectivesResult | None) -> Figure:
    if objectives is None:
        return Figure("Worst gap", WAITING, "", "", "findings", ("error",))
    late = _late(objectives)
    if not late:
        known = any(item.gap is not None for item in objectives.elements.values())
        return Figure("Worst gap", "none" if known else UNKNOWN, "", "", "findings", ("error",))
    gap, element = late[0]
    name = label(objectives.model, element)
    return Figure("Worst gap", format_duration(gap), name, "error", "catalogue", (element,))


def _single_points(results: Results) -> Figure:
    found = results.points
    if found is None:
        return Figure("Single points", WAITING, "", "", "catalogue")
    stops: dict[str, int] = {}
    for points in found.single_points.values():
        for point in points:
            stops[point] = stops.get(point, 0) + 1
    if not stops:
        return Figure("Single points", "0", "nothing stops a service", "ok", "catalogue")
    order = found.model.elements
    worst = min(stops, key=lambda item: (-stops[item], order[item].key))
    count = stops[worst]
    note = f"{order[worst].key} stops {count} service{'s' if count != 1 else ''}"
    many = f"{len(stops):,}"
    return Figure("Single points", many, note, "warning", "catalogue", (worst,))


def _severity(found: FindingsResult | None, severity: str, name: str, note: str) -> Figure:
    if found is None:
        return Figure(name, WAITING, "", "", "findings", (severity,))
    count = sum(finding.severity == severity for finding in found.findings)
    tone = severity if count else "ok"
    return Figure(name, f"{count:,}", note if count else "none", tone, "findings", (severity,))


def services_table(
    model: Model, impact: ImpactResult | None, objectives: ObjectivesResult | None
) -> Table:
    """Every service with what is required, achievable and at stake; the costliest first."""
    currency = model.method.currency
    heads = (
        column("service", "Service", width=30),
        column("required", "Required", "minutes", 11),
        column("achievable", "Achievable", "minutes", 12),
        column("gap", "Gap", "minutes", 19),
        column("rate", f"Loss/h, {currency}" if currency else "Loss/h", "money", 11),
    )
    ready = impact and objectives and impact.model is model and objectives.model is model
    rows = sorted(_service_rows(model, impact, objectives), key=_dearest) if ready else []
    return table("services_now", "Services", heads, rows)


def _service_rows(
    model: Model, impact: ImpactResult | None, objectives: ObjectivesResult | None
) -> Iterator[Row]:
    assert impact is not None
    assert objectives is not None
    for element in model.sorted_elements:
        if not model.is_service(element):
            continue
        found = objectives.elements[element.id]
        achieved = found.rta if found.rta is not None else found.rta_bound
        yield row(
            label(model, element.id),
            found.required_by,
            achieved,
            gap_cell(found.gap),
            hourly_loss(impact, element.id),
            ref=element.id,
            element=element.id,
        )


def _dearest(item: Row) -> tuple[bool, Decimal]:
    rate = item.cells[-1].value
    return (rate is None, -Decimal(rate) if isinstance(rate, Decimal) else Decimal(0))


def hourly_loss(impact: ImpactResult, element: str) -> Decimal | None:
    """Average loss per hour over the first day, rounded to whole money."""
    curve = impact.elements[element].loss
    return None if curve is None else (curve.at(DAY) / 24).quantize(Decimal(1))


def loss_bars(model: Model, services: Table) -> list[Bar]:
    """The dearest services of the table as bars."""
    bars = []
    for item in services.rows:
        rate = item.cells[-1].value
        if isinstance(rate, Decimal) and rate > 0:
            name = model.elements[item.element].name
            bars.append(Bar(name, format_number(rate), float(rate), item.element))
    return bars[:MOST_BARS]


def attention_table(findings: FindingsResult | None, most: int = 50) -> Table:
    """What needs attention next: the first findings, errors first."""
    heads = (column("severity", "Severity", width=9), column("text", "What and why", width=80))
    tones = {"error": "bad", "warning": "warning", "note": "note"}
    rows = [
        row(
            Cell(finding.severity, tones[finding.severity]),  # type: ignore[arg-type]
            finding.text,
            ref=str(number),
            element=finding.elements[0] if finding.elements else "",
        )
        for number, finding in enumerate(findings.findings[:most] if findings else ())
    ]
    return table("attention", "What needs attention next", heads, rows)
