"""The chapters on risk in money and on recovery options."""

from __future__ import annotations

from dataclasses import replace

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from bcm_tool.analysis.money.result import MoneyResult
from bcm_tool.analysis.options.result import OptionsResult
from bcm_tool.analysis.run import AllResults
from bcm_tool.export.pdf.curves import ExceedanceDrawing, FrontierDrawing
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.parts import body, chapter, section
from bcm_tool.export.pdf.tables import Look, table_flowables
from bcm_tool.export.tables.money import appetite_table, effects_table, money_table
from bcm_tool.export.tables.options import frontier_table
from bcm_tool.model.model import Model

Area = tuple[float, float]
_HEIGHT = 78 * mm


def money_chapters(ink: Ink, model: Model, results: AllResults, area: Area) -> list[Flowable]:
    """Yearly loss and options, as far as they were computed; landscape pages."""
    found: list[Flowable] = []
    if results.money is not None:
        found += _yearly_loss(ink, model, results.money, area)
    if results.options is not None and results.options.decisions:
        found += _options(ink, model, results.options, results.money, area)
    return found


def _yearly_loss(ink: Ink, model: Model, money: MoneyResult, area: Area) -> list[Flowable]:
    look = Look(bold=("key",), size=8.0, notes=False)
    table = money_table(model, money)
    found = chapter(ink, "Risk in money", "money", landscape=True)
    found += table_flowables(ink, table, area[0], look, "No scenario has a frequency.")
    found += section(ink, "How likely a year loses more", "money-curve", _HEIGHT + 15 * mm)
    found.append(ExceedanceDrawing(ink, money, area[0], _HEIGHT))
    if money.appetite:
        found += section(ink, "Held against the appetite", "money-appetite")
        found += table_flowables(ink, appetite_table(model, money), area[0], Look(size=8.5), "")
    if money.options:
        found += section(ink, "What other options would change", "money-options")
        found += table_flowables(
            ink, effects_table(model, money), area[0], Look(bold=("key",), size=7.5), ""
        )
    return [*found, *(body(ink, note, "Note") for note in table.notes)]


def _options(
    ink: Ink, model: Model, options: OptionsResult, money: MoneyResult | None, area: Area
) -> list[Flowable]:
    found = chapter(ink, "Recovery options", "options", landscape=True)
    found.append(FrontierDrawing(ink, options, options.frontier, area[0], _HEIGHT))
    look = Look(bold=("number",), size=7.5, notes=False, most=60)
    table = frontier_table(model, options, money=money)
    found += table_flowables(ink, table, area[0], look, "")
    found += section(ink, "Choices that keep the objectives", "options-held")
    held = frontier_table(model, options, held=True, money=money)
    found += table_flowables(ink, replace(held, notes=()), area[0], look, "")
    return [*found, *(body(ink, note, "Note") for note in table.notes)]
