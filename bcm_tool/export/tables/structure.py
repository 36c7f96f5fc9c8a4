"""Component failure impact and single points of failure."""

from __future__ import annotations

from bcm_tool.analysis.results import StructureResult
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.words import CFIA_TONES, CFIA_WORDS, key_of, keys, kind_name
from bcm_tool.model.model import Model

# A large grid is mostly blank: the cells are made once.
_CODES = {"": Cell(), **{code: Cell(code, tone) for code, tone in CFIA_TONES.items()}}


def cfia_table(model: Model, structure: StructureResult) -> Table:
    """The CFIA grid: a row per component, a column per service, a code where they meet."""
    services = structure.services
    columns = (
        column("key", "Component", width=14),
        column("name", "Name", width=30),
        column("kind", "Kind", width=18),
        *(
            column(
                f"service-{service}", key_of(model, service), "code", about=_name(model, service)
            )
            for service in services
        ),
        column("stops", "Stops", "integer", about="Number of services that stop without it."),
    )
    legend = "; ".join(f"{code}: {words}" for code, words in CFIA_WORDS.items())
    rows = (_grid_row(model, structure, item) for item in structure.components)
    return table("cfia", "Component failure impact (CFIA)", columns, rows, f"{legend}.")


def _grid_row(model: Model, structure: StructureResult, component: str) -> Row:
    codes = structure.cfia.get(component, {})
    cells = [_CODES[codes.get(service, "")] for service in structure.services]
    element = model.elements[component]
    return row(
        element.key,
        element.name,
        kind_name(model, element),
        *cells,
        sum(cell.value == "X" for cell in cells),
        ref=component,
        element=component,
    )


def single_points_table(model: Model, structure: StructureResult) -> Table:
    """Elements whose loss alone stops services, those that stop most first."""
    stopped: dict[str, list[str]] = {}
    for service in structure.services:
        for point in structure.single_points.get(service, ()):
            stopped.setdefault(point, []).append(service)
    ordered = sorted(stopped, key=lambda item: (-len(stopped[item]), key_of(model, item)))
    rows = (_point_row(model, structure, item, stopped[item]) for item in ordered)
    return table("single-points", "Single points of failure", _POINT_COLUMNS, rows)


_POINT_COLUMNS = (
    column("key", "Key", width=14),
    column("name", "Name", width=30),
    column("kind", "Kind", width=18),
    column("count", "Services stopped", "integer", 16),
    column("services", "Which", width=40),
    column("first", "First stop", "elapsed", about="When the first of them stops."),
    column("site", "Site", width=16),
    column("supplier", "Supplier", width=18),
)


def _point_row(model: Model, structure: StructureResult, point: str, stopped: list[str]) -> Row:
    element = model.elements[point]
    delays = structure.delays.get(point, {})
    return row(
        element.key,
        element.name,
        kind_name(model, element),
        len(stopped),
        keys(model, stopped),
        min((delays[service] for service in stopped if service in delays), default=None),
        element.site,
        element.supplier,
        ref=point,
        element=point,
    )


def _name(model: Model, element: str) -> str:
    found = model.elements.get(element)
    return found.name if found else ""
