"""The few figures that somebody with one minute wants to see."""

from __future__ import annotations

from collections.abc import Iterator

from bcm_tool.analysis.money.result import MoneyResult
from bcm_tool.analysis.options.result import OptionsResult
from bcm_tool.analysis.results import FindingsResult, RecoveryResult, StructureResult
from bcm_tool.analysis.run import AllResults
from bcm_tool.export.table import Cell, CellType, Row, Table, Tone, Value, column, row, table
from bcm_tool.export.tables.findings import SEVERITY_TONES
from bcm_tool.export.tables.recovery import quality_text
from bcm_tool.export.tables.words import gap_cell, label, level_cell
from bcm_tool.model.model import Model


def summary_table(model: Model, results: AllResults) -> Table:
    """Key figures: subject, figure, value and the record that it comes from."""
    rows = (
        *_catalogue(model, results.structure),
        *_objectives(model, results),
        *_risks(model, results),
        *_findings(results.findings),
        *(_recovery(model, results.recovery) if results.recovery else ()),
        *(_money(model, results.money) if results.money else ()),
        *(_options(model, results.options) if results.options else ()),
    )
    return table("summary", "Summary", _COLUMNS, rows)


_COLUMNS = (
    column("subject", "Subject", width=22),
    column("figure", "Figure", width=44),
    column("value", "Value", width=44),
    column("where", "Where", width=40),
)


def _figure(
    subject: str,
    figure: str,
    value: Value | Cell,
    type: CellType = "text",
    where: str = "",
    tone: Tone = "",
    element: str = "",
) -> Row:
    cell = value if isinstance(value, Cell) else Cell(value, tone)
    typed = Cell(cell.value, cell.tone, cell.words, cell.type or type)
    return row(subject, figure, typed, where, element=element)


def _catalogue(model: Model, structure: StructureResult) -> Iterator[Row]:
    points = {point for found in structure.single_points.values() for point in found}
    exposed = sum(bool(found) for found in structure.single_points.values())
    yield _figure("Catalogue", "Elements", len(model.elements), "integer")
    yield _figure("Catalogue", "Dependencies", len(model.dependencies), "integer")
    yield _figure("Catalogue", "Services", len(structure.services), "integer")
    yield _figure(
        "Structure",
        "Single points of failure",
        len(points),
        "integer",
        tone="warning" if points else "good",
    )
    yield _figure("Structure", "Services with a single point of failure", exposed, "integer")
    yield _figure("Structure", "Cycles", len(structure.cycles), "integer")


def _objectives(model: Model, results: AllResults) -> Iterator[Row]:
    rated = [item for item in results.impact.elements.values() if item.mtpd is not None]
    gaps = {
        item: found.gap
        for item, found in results.objectives.elements.items()
        if found.gap is not None
    }
    late = [item for item, gap in gaps.items() if gap > 0]
    worst = max(gaps, key=lambda item: gaps[item], default="")
    yield _figure("Objectives", "Elements with an MTPD", len(rated), "integer")
    yield _figure("Objectives", "Objectives compared", len(gaps), "integer")
    tone: Tone = "bad" if late else "good"
    yield _figure("Objectives", "Objectives that do not hold", len(late), "integer", tone=tone)
    if worst:
        cell = gap_cell(gaps[worst])
        where = label(model, worst)
        yield _figure(
            "Objectives", "Smallest margin, or largest gap", cell, "gap", where, element=worst
        )


def _risks(model: Model, results: AllResults) -> Iterator[Row]:
    risks = results.risk.risks
    yield _figure("Risk", "Risks", len(risks), "integer")
    for level in reversed(model.scale("risk")):
        count = sum(rating.current == level.number for rating in risks.values())
        tone = level_cell(model, "risk", level.number).tone if count else ""
        yield _figure("Risk", f"Current level {level.name}", count, "integer", tone=tone)
    incomplete = sum(bool(rating.lacks) for rating in risks.values())
    yield _figure("Risk", "Without owner, treatment or review", incomplete, "integer")


def _findings(findings: FindingsResult) -> Iterator[Row]:
    for severity, words in (("error", "Errors"), ("warning", "Warnings"), ("note", "Notes")):
        count = sum(finding.severity == severity for finding in findings.findings)
        tone = SEVERITY_TONES[severity] if count else ""
        yield _figure("Findings", words, count, "integer", tone=tone)


def _recovery(model: Model, recovery: RecoveryResult) -> Iterator[Row]:
    scenario = model.scenarios[recovery.scenario]
    missed = sum(not outcome.met for outcome in recovery.services.values())
    currency = model.method.currency
    yield _figure("Recovery", "Scenario", scenario.name, where=scenario.key)
    yield _figure("Recovery", "Tasks", len(recovery.tasks), "integer")
    yield _figure("Recovery", "Work done", recovery.objective.makespan, "elapsed")
    yield _figure("Recovery", "Loss", recovery.objective.loss, "money", currency)
    tone: Tone = "bad" if missed else "good"
    yield _figure("Recovery", "Services that miss their RTO or MTPD", missed, "integer", tone=tone)
    yield _figure("Recovery", "Counts first", recovery.objective_order)
    yield _figure("Recovery", "Proof", quality_text(recovery))


def _money(model: Model, money: MoneyResult) -> Iterator[Row]:
    currency, total = model.method.currency, money.total
    costliest = max(money.scenarios, key=lambda item: item.year.eal)
    where = f"most by {model.scenarios[costliest.scenario].key}"
    yield _figure("Money", "Expected annual loss", Cell(total.eal, words=currency), "money", where)
    for name, value in (("VaR 95", total.var95), ("VaR 99", total.var99), ("ES 99", total.es99)):
        yield _figure("Money", name, Cell(value, words=currency), "money")
    if money.appetite:
        over = sum(point.exceeded for point in money.appetite)
        tone: Tone = "bad" if over else "good"
        yield _figure("Money", "Losses likelier than accepted", over, "integer", tone=tone)


def _options(model: Model, options: OptionsResult) -> Iterator[Row]:
    currency = model.method.currency
    cost = Cell(options.today.cost, words=currency)
    yield _figure("Options", "Yearly cost of options in use", cost, "money")
    if options.cheapest is not None:
        cheapest = Cell(options.cheapest.cost, words=currency)
        words = "Least cost that keeps every objective that can be kept"
        where = "without waiting for teams or hours"
        yield _figure("Options", words, cheapest, "money", where)
