"""Importance: which elements matter most for the availability of a service, as tables."""

from __future__ import annotations

from bcm_tool.analysis.cutsets.result import CutSetsResult, Importance, ServiceCutSets
from bcm_tool.export.table import Cell, Row, Table, column, even, row, table
from bcm_tool.export.tables.cutsets import (
    given_up,
    name_of,
    number,
    percent_up,
    some_keys,
)
from bcm_tool.export.tables.words import key_of, label
from bcm_tool.model.model import Model
from bcm_tool.percents import percent

_IMPORTANCE_COLUMNS = (
    column("key", "Key", width=14),
    column("name", "Name", width=28),
    column(
        "criticality", "Criticality", "percent", 12,
        about="Chance that the element is what keeps the service down.",
    ),
    column(
        "birnbaum", "Birnbaum", "figure", 11,
        about="Unavailability of the service with the element down, less with it up.",
    ),
    column(
        "fussell_vesely", "Fussell-Vesely", "percent", 14,
        about="Chance that a cut set with the element is down, given the service is.",
    ),
    column(
        "raw", "RAW", "figure", 9,
        about="Risk achievement worth: how many times worse with the element down.",
    ),
    column(
        "rrw", "RRW", "figure", 9,
        about="Risk reduction worth: how many times better if it never failed.",
    ),
    column("own", "Own availability", "percent", 16),
)  # fmt: skip


def importance_table(model: Model, result: CutSetsResult, service: str) -> Table:
    """What one service rests on, what matters most first."""
    found = result.services[service]
    rows = (_importance_row(model, name, one) for name, one in _ranked(model, found))
    title = f"Importance for {label(model, service)}"
    notes = [_unknown_note(model, found)]
    if "importance" in found.gave_up:
        notes.append("Importance was not computed, for size.")
    if found.importance and not found.unavailability:
        notes.append("Ratios need at least one figure below the service.")
    return even(table("importance", title, _IMPORTANCE_COLUMNS, rows, *notes), "own")


def _unknown_note(model: Model, found: ServiceCutSets) -> str:
    """Which elements count as never failing, because nothing says how often they do."""
    if not found.unknown:
        return ""
    return f"Without a figure, hence taken never to fail: {some_keys(model, found.unknown)}."


NOT_ASKED = (
    "Importance was not computed: for so many services and elements that is done only for one "
    "service at a time, in the view Structure."
)


def top_importance_table(model: Model, result: CutSetsResult, most: int = 10) -> Table:
    """Of every service with a figure, the elements that matter most."""
    columns = (column("service", "Service", width=16), *_IMPORTANCE_COLUMNS)
    rows: list[Row] = []
    for service, found in result.services.items():
        for name, one in _ranked(model, found)[: most if found.unavailability else 0]:
            made = _importance_row(model, name, one)
            rows.append(Row((Cell(key_of(model, service)), *made.cells), service, name))
    notes = [f"Of every service the first {most}, by criticality."] if rows else []
    gave_up = given_up(result, "importance")
    if not result.importance:
        notes.append(NOT_ASKED)
    elif gave_up:
        notes.append(f"Importance was not computed, for size: {some_keys(model, gave_up)}.")
    elif not rows and any(found.known for found in result.services.values()):
        notes.append("By the figures there are no service is ever down.")
    return even(table("top-importance", "Importance", columns, rows, *notes), "own")


def _ranked(model: Model, found: ServiceCutSets) -> list[tuple[str, Importance]]:
    return sorted(
        found.importance.items(),
        key=lambda pair: (-(pair[1].criticality or 0.0), -pair[1].birnbaum, key_of(model, pair[0])),
    )


def _importance_row(model: Model, name: str, one: Importance) -> Row:
    return row(
        key_of(model, name),
        name_of(model, name),
        percent(one.criticality),
        number(one.birnbaum),
        percent(one.fussell_vesely),
        number(one.raw),
        number(one.rrw),
        percent_up(one.unavailability),
        ref=name,
        element=name,
    )
