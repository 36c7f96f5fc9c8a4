"""The business impact analysis: one table of outcomes, one of ratings."""

from __future__ import annotations

from bcm_tool.analysis.results import ElementImpact, ImpactResult
from bcm_tool.durations import format_duration
from bcm_tool.export.table import Cell, Column, Row, Table, column, row, table
from bcm_tool.export.tables.words import kind_name, level_cell, money_title
from bcm_tool.model import records as r
from bcm_tool.model.model import Model, key_order


def bia_table(model: Model, impact: ImpactResult, *, all_elements: bool = False) -> Table:
    """MTPD, RTO, tier and loss of every service (of every element with ``all_elements``)."""
    bands = model.sorted_bands
    losses = [
        column(f"loss-{band.minutes}", f"Loss at {format_duration(band.minutes)}", "money")
        for band in bands
    ]
    chosen = [item for item in model.sorted_elements if all_elements or model.is_service(item)]
    rows = (_row(model, item, impact.elements[item.id], bands) for item in chosen)
    currency = model.method.currency
    money = f"Losses are cumulative, in {currency}." if currency else "Losses are cumulative."
    return table("bia", "Business impact analysis", (*_COLUMNS, *losses), rows, money)


_COLUMNS = (
    column("key", "Key", width=12),
    column("name", "Name", width=30),
    column("kind", "Kind", width=18),
    column("mtpd", "MTPD", "minutes", about="Maximum tolerable period of disruption."),
    column(
        "forced",
        "Forced by",
        width=26,
        about="The category whose level first becomes intolerable, and when; or typed.",
    ),
    column("rto", "RTO", "minutes", about="Recovery time objective used."),
    column("source", "RTO source", width=11, about="Typed, or proposed from the ratings."),
    column("proposed", "Proposed RTO", "minutes"),
    column("wrt", "WRT", "minutes", about="Work recovery time: catching up once systems run."),
    column("rpo", "RPO", "minutes", about="Recovery point objective."),
    column("mbco", "MBCO", width=18, about="Minimum business continuity objective."),
    column("tier", "Tier", width=10),
    column("owner", "Owner", width=18),
)


def _row(
    model: Model, element: r.Element, result: ElementImpact, bands: tuple[r.TimeBand, ...]
) -> Row:
    tier = model.tiers.get(result.tier or "")
    losses = (None if result.loss is None else Cell(result.loss.at(band.minutes)) for band in bands)
    return row(
        element.key,
        element.name,
        kind_name(model, element),
        _marked(result.mtpd, _typed_above_derived(result), "above derived"),
        _forced_by(model, element, result),
        _marked(result.rto, _rto_above_mtpd(element, result), "above MTPD"),
        result.rto_source,
        result.proposed_rto,
        element.wrt,
        element.rpo,
        element.mbco,
        tier.name if tier else "",
        element.owner,
        *losses,
        ref=element.id,
        element=element.id,
    )


def _marked(minutes: int | None, wrong: bool, words: str) -> Cell:
    return Cell(minutes, "bad", words) if wrong else Cell(minutes)


def _typed_above_derived(result: ElementImpact) -> bool:
    derived = result.mtpd_derived
    return derived is not None and result.mtpd is not None and result.mtpd > derived


def _rto_above_mtpd(element: r.Element, result: ElementImpact) -> bool:
    if result.rto is None or result.mtpd is None:
        return False
    return result.rto + (element.wrt or 0) > result.mtpd


def _forced_by(model: Model, element: r.Element, result: ElementImpact) -> str:
    category = model.categories.get(result.category or "")
    derived = f"{category.name} at {format_duration(result.band)}" if category else ""
    if element.mtpd is None:
        return derived
    return f"typed; {derived}" if derived else "typed"


def impact_table(model: Model, impact: ImpactResult) -> Table:
    """Every rating: one row per element and category, one column per time band."""
    bands = model.sorted_bands
    columns: tuple[Column, ...] = (
        column("key", "Key", width=12),
        column("name", "Name", width=30),
        column("category", "Category", width=22),
        *(column(f"band-{band.minutes}", format_duration(band.minutes), "level") for band in bands),
        column("intolerable", "Intolerable from", "level"),
        column("mtpd", "Category's MTPD", "minutes", 16),
        column("loss", money_title(model, "Loss at the last band"), "money", 20),
    )
    rows = (
        _ratings_row(model, impact, element, category, bands)
        for element in model.sorted_elements
        for category in sorted(model.categories.values(), key=lambda item: key_order(item.name))
        if any(rating.category == category.id for rating in model.impacts_of.get(element.id, ()))
    )
    return table("impacts", "Impacts over time", columns, rows)


def _ratings_row(
    model: Model,
    impact: ImpactResult,
    element: r.Element,
    category: r.ImpactCategory,
    bands: tuple[r.TimeBand, ...],
) -> Row:
    ratings = {
        rating.band: rating
        for rating in model.impacts_of.get(element.id, ())
        if rating.category == category.id
    }
    losses = [ratings[band.id].loss for band in bands if band.id in ratings]
    known = [loss for loss in losses if loss is not None]
    levels = (ratings[band.id].level if band.id in ratings else None for band in bands)
    return row(
        element.key,
        element.name,
        category.name,
        *(level_cell(model, "impact", level) for level in levels),
        level_cell(model, "impact", category.intolerable),
        impact.elements[element.id].category_mtpds.get(category.id),
        known[-1] if known else None,
        ref=element.id,
        element=element.id,
    )
