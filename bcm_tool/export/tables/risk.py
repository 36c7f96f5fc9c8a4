"""The risk register, worst first."""

from __future__ import annotations

from bcm_tool.analysis.results import RiskResult
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.words import label, level_cell
from bcm_tool.model.model import Model


def risk_table(model: Model, risk: RiskResult) -> Table:
    """Every risk in the order of the ranking: inherent, current and target level."""
    rows = (_row(model, risk, item) for item in risk.ranking)
    return table("risks", "Risk register", _COLUMNS, rows)


_COLUMNS = (
    column("key", "Key", width=10),
    column("title", "Risk", width=36),
    column("element", "Element", width=26),
    column("threat", "Threat", width=20),
    column("inherent", "Inherent", "level", about="Level without any control."),
    column("likelihood", "Likelihood", "level", 16),
    column("impact", "Impact", "level", 16),
    column("current", "Current", "level", about="Level with the controls in place."),
    column("target", "Target", "level", about="Level after the treatment."),
    column("control", "Control", width=30),
    column("treatment", "Treatment", width=30),
    column("owner", "Owner", width=18),
    column("review", "Review", "date"),
    column("lacks", "Lacks", width=18),
)


def _row(model: Model, result: RiskResult, item: str) -> Row:
    risk, rating = model.risks[item], result.risks[item]
    threat = model.threats.get(risk.threat or "")
    return row(
        risk.key,
        risk.title,
        label(model, risk.element) if risk.element else "",
        threat.name if threat else "",
        level_cell(model, "risk", rating.inherent),
        level_cell(model, "likelihood", risk.likelihood),
        level_cell(model, "impact", risk.impact),
        level_cell(model, "risk", rating.current),
        level_cell(model, "risk", rating.target),
        risk.control,
        risk.treatment,
        risk.owner,
        risk.review_date,
        Cell(", ".join(rating.lacks), "warning" if rating.lacks else ""),
        ref=item,
        element=risk.element or "",
    )
