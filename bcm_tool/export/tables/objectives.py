"""Objectives: what is required, what can be achieved, what was proven; and what is promised."""

from __future__ import annotations

from dataclasses import replace

from bcm_tool.analysis.results import ElementObjectives, ImpactResult, ObjectivesResult
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.words import gap_cell, kind_name, label, path
from bcm_tool.model import records as r
from bcm_tool.model.model import Model, key_order


def objectives_table(model: Model, objectives: ObjectivesResult, impact: ImpactResult) -> Table:
    """Required, achievable and proven times of every element that has any of them."""
    scenario = model.scenarios.get(objectives.scenario or "")
    rows = (
        _row(
            model,
            element,
            objectives.elements[element.id],
            impact.elements[element.id].mtpd,
            in_scenario=scenario is not None,
        )
        for element in model.sorted_elements
        if _says_something(objectives.elements[element.id])
    )
    return table(
        "objectives",
        "Objectives",
        _COLUMNS,
        rows,
        f"In scenario: the outage in the scenario “{scenario.name}”, with teams. What it does not "
        "stop has no such outage: its gap is that of the time achievable alone."
        if scenario
        else "",
        "Achievable alone: the element and all it needs are lost, and no team is short.",
    )


_COLUMNS = (
    column("key", "Key", width=12),
    column("name", "Name", width=30),
    column("kind", "Kind", width=18),
    column("mtpd", "MTPD", "minutes", about="Maximum tolerable period of disruption."),
    column("rto", "RTO", "minutes", about="Recovery time objective used."),
    column(
        "required",
        "Required by",
        "minutes",
        about="The longest outage that everything above it survives, and its own RTO.",
    ),
    column("forced", "Forced by", width=28, about="From the forcing element to this one."),
    column(
        "bound",
        "Achievable alone",
        "minutes",
        17,
        about="RTA bound: all it needs is lost with it, without team limits.",
    ),
    column("rta", "In scenario", "minutes", about="RTA: its outage in the sequenced scenario."),
    column("gap", "Gap", "gap", about="In scenario, else achievable alone, minus required."),
    column("proven", "Proven", "minutes", about="Measured in an exercise or an incident."),
    column("proven_on", "Proven on", "date"),
    column("rpo", "RPO required", "minutes", 13),
    column("rpa", "RPA", "minutes", about="Recovery point that the selected option achieves."),
    column("rpo_gap", "RPO gap", "gap"),
    column("proven_rpa", "Proven RPA", "minutes"),
)


def _row(
    model: Model,
    element: r.Element,
    result: ElementObjectives,
    mtpd: int | None,
    *,
    in_scenario: bool,
) -> Row:
    option = model.selected_option(element.id)
    return row(
        element.key,
        element.name,
        kind_name(model, element),
        mtpd,
        result.rto,
        result.required_by,
        path(model, result.forced_by) if len(result.forced_by) > 1 else "",
        result.rta_bound,
        result.rta,
        _gap(result, in_scenario=in_scenario),
        _proven(result.proven_time, result.required_by),
        option.proven_on if option else None,
        result.rpo_required,
        result.rpa,
        gap_cell(result.rpo_gap),
        _proven(result.proven_rpa, result.rpo_required),
        ref=element.id,
        element=element.id,
    )


def _gap(result: ElementObjectives, *, in_scenario: bool) -> Cell:
    """The gap; in a scenario that leaves the element alone it says whose number it is."""
    cell = gap_cell(result.gap)
    alone = in_scenario and result.rta is None and result.gap is not None
    return replace(cell, words="(alone)") if alone else cell


def _proven(proven: int | None, required: int | None) -> Cell:
    if proven is None or required is None:
        return Cell(proven)
    if proven <= required:
        return Cell(proven, "good")
    return Cell(proven, "bad", "too long")


def _says_something(result: ElementObjectives) -> bool:
    known = (result.required_by, result.rta, result.rpo_required, result.proven_time)
    return any(value is not None for value in known)


def agreements_table(model: Model, objectives: ObjectivesResult) -> Table:
    """What was promised for elements beside what is required of them."""
    ordered = sorted(model.agreements.values(), key=lambda item: key_order(item.key))
    rows = (_agreement(model, objectives.elements[item.element], item) for item in ordered)
    return table("agreements", "Agreements", _AGREEMENT_COLUMNS, rows)


_AGREEMENT_COLUMNS = (
    column("key", "Key", width=12),
    column("element", "Element", width=30),
    column("type", "Type", width=7, about="SLA, OLA or underpinning contract (UC)."),
    column("supplier", "Supplier", width=22),
    column("restore", "Restores in", "minutes"),
    column("required", "Required by", "minutes"),
    column("gap", "Gap", "gap"),
    column("rpo", "RPO promised", "minutes", 13),
    column("rpo_required", "RPO required", "minutes", 13),
    column("rpo_gap", "RPO gap", "gap"),
    column("hours", "Service hours", width=18),
    column("ends", "Ends", "date"),
)


def _agreement(model: Model, result: ElementObjectives, item: r.Agreement) -> Row:
    return row(
        item.key,
        label(model, item.element),
        item.type,
        item.supplier,
        item.restore_time,
        result.required_by,
        gap_cell(_minus(item.restore_time, result.required_by)),
        item.rpo,
        result.rpo_required,
        gap_cell(_minus(item.rpo, result.rpo_required)),
        item.service_hours,
        item.ends,
        ref=item.id,
        element=item.element,
    )


def _minus(promised: int | None, required: int | None) -> int | None:
    return None if promised is None or required is None else promised - required
