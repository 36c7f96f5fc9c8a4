"""Which risks are where on the map: inherent, current or target."""

from __future__ import annotations

from typing import Literal

from bcm_tool.analysis.results import RiskResult
from bcm_tool.analysis.risk import risk_level
from bcm_tool.export.table import Table, column, row, table
from bcm_tool.export.tables.words import level_cell
from bcm_tool.model import records as r
from bcm_tool.model.model import Model

Stage = Literal["inherent", "current", "target"]
Cell = tuple[int, int]
STAGES: tuple[Stage, ...] = ("inherent", "current", "target")
STAGE_WORDS = {
    "inherent": "without any control",
    "current": "with the controls in place",
    "target": "after the treatment",
}
FIELDS: dict[Stage, tuple[str, str]] = {
    "inherent": ("inherent_likelihood", "inherent_impact"),
    "current": ("likelihood", "impact"),
    "target": ("target_likelihood", "target_impact"),
}


def cell_of(risk: r.Risk, stage: Stage) -> Cell | None:
    """(likelihood, impact) of a risk; None where one of them is not rated."""
    likelihood, impact = (getattr(risk, name) for name in FIELDS[stage])
    return None if likelihood is None or impact is None else (likelihood, impact)


def risks_in(model: Model, ranking: tuple[str, ...], stage: Stage) -> dict[Cell, tuple[str, ...]]:
    """Cell -> ids of its risks, in the order of the ranking, new ones last."""
    order = [item for item in ranking if item in model.risks]
    order += [item for item in model.risks if item not in set(order)]
    found: dict[Cell, tuple[str, ...]] = {}
    for item in order:
        cell = cell_of(model.risks[item], stage)
        if cell is not None:
            found[cell] = (*found.get(cell, ()), item)
    return found


def matrix_of(model: Model) -> dict[Cell, int]:
    """(likelihood, impact) -> level of risk."""
    return {(item.likelihood, item.impact): item.risk for item in model.matrix.values()}


def level_at(model: Model, cell: Cell | None) -> int | None:
    """The level that the matrix gives a cell; None where it gives none."""
    return None if cell is None else risk_level(matrix_of(model), *cell)


def level_words(model: Model, number: int | None) -> str:
    """A level of risk with its name."""
    if number is None:
        return "not rated"
    name = next((item.name for item in model.scale("risk") if item.number == number), "")
    return f"{number} {name}".strip()


def step_of(model: Model, number: int | None) -> tuple[int, int]:
    """(place on the risk scale from 1, steps); place 0 where there is no level."""
    numbers = [item.number for item in model.scale("risk")]
    return (numbers.index(number) + 1 if number in numbers else 0, len(numbers))


def scale_name(model: Model, scale: str, number: int) -> str:
    """A number of a scale with its name."""
    name = next((item.name for item in model.scale(scale) if item.number == number), "")
    return f"{number} {name}".strip()


def cell_words(model: Model, cell: Cell) -> str:
    """A cell in words."""
    likelihood, impact = cell
    return (
        f"likelihood {scale_name(model, 'likelihood', likelihood)}, "
        f"impact {scale_name(model, 'impact', impact)}"
    )


def cell_short(model: Model, cell: Cell) -> str:
    """A cell where there is little room: likelihood, then impact."""
    likelihood, impact = cell
    names = scale_name(model, "likelihood", likelihood), scale_name(model, "impact", impact)
    return ", ".join(names)


def map_table(model: Model, risk: RiskResult | None, stage: Stage) -> Table:
    """The map as a table: one row per cell that has risks, the worst first."""
    columns = (
        column("level", "Level", "level", 14),
        column("likelihood", "Likelihood", "level", 16),
        column("impact", "Impact", "level", 16),
        column("count", "Risks", "integer", 8),
        column("keys", "Keys", width=40),
    )
    cells = risks_in(model, risk.ranking if risk else (), stage)
    ordered = sorted(cells, key=lambda cell: (-(level_at(model, cell) or 0), -cell[1], -cell[0]))
    rows = (
        row(
            level_cell(model, "risk", level_at(model, cell)),
            level_cell(model, "likelihood", cell[0]),
            level_cell(model, "impact", cell[1]),
            len(cells[cell]),
            ", ".join(model.risks[item].key for item in cells[cell]),
            ref=f"{cell[0]}x{cell[1]}",
        )
        for cell in ordered
    )
    return table("map", f"Risks by likelihood and impact, {STAGE_WORDS[stage]}", columns, rows)
