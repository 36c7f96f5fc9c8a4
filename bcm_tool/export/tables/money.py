"""Risk in money: figures, scenarios, the exceedance curve and the appetite line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bcm_tool.analysis.money.result import (
    Appetite,
    CurvePoint,
    Measures,
    MoneyResult,
    OptionEffect,
    ScenarioMoney,
)
from bcm_tool.durations import format_duration
from bcm_tool.export.table import Cell, Row, Table, Tone, column, row, table
from bcm_tool.export.tables.words import keys, money_title
from bcm_tool.model.model import Model
from bcm_tool.percents import percent

NO_FREQUENCY = (
    "No scenario has a frequency. Enter how often each scenario happens: 0.2 or “once in 5 "
    "years” for events a year, 20 % for the probability of one."
)


def money_table(model: Model, money: MoneyResult) -> Table:
    """Every scenario with a frequency, then all together; the others by name below."""
    columns = (
        column("key", "Key", width=10),
        column("name", "Scenario", width=22),
        column("often", "How often", width=12),
        column("eal", money_title(model, "Expected"), "money", 14, "Mean loss of a year."),
        column("se", "Std. error", "money", 10, "Of the expected loss, by simulation."),
        column("var95", "VaR 95", "money", 11, "95 of 100 years lose no more."),
        column("es95", "ES 95", "money", 11, "Mean of the worst 5 of 100 years."),
        column("var99", "VaR 99", "money", 11, "99 of 100 years lose no more."),
        column("es99", "ES 99", "money", 11, "Mean of the worst 1 of 100 years."),
        column("none", "No loss", "percent", 11, "Years without any loss."),
        column(
            "event",
            money_title(model, "One event, quick sequence"),
            "money",
            16,
            "Mean loss of one event with the teams in the order of a quick sequence; the sequence "
            "in Recovery, searched for longer, may lose another amount.",
        ),
        column(
            "range",
            "Mostly",
            width=20,
            about="Nine of ten simulated recoveries lie between these losses.",
        ),
    )
    rows = [_scenario_row(model, item) for item in money.scenarios]
    if len(rows) > 1:
        together = ("", "All together", "", *_measures(money.total), None, "")
        rows.append(row(*together, ref="together"))
    return table("money", "Yearly loss", columns, rows, *_notes(model, money))


def curve_table(model: Model, money: MoneyResult, scenario: str = "") -> Table:
    """The exceedance curve of one scenario, or of all together beside what is accepted."""
    one = next((item.year for item in money.scenarios if item.scenario == scenario), None)
    found = money.total if one is None else one
    appetite = money.appetite if one is None else ()
    columns = (
        column("loss", money_title(model, "Yearly loss above"), "money", 18),
        column("probability", "Probability", "percent", 14),
        column("years", "Once in so many years", "figure", 16),
        *((column("accepted", "Accepted", "percent", 14),) if appetite else ()),
    )
    rows = (
        row(
            point.loss,
            percent(point.probability),
            _once_in(point.probability),
            *((_accepted(point, appetite),) if appetite else ()),
            ref=str(number),
        )
        for number, point in enumerate(found.curve)
    )
    return table("exceedance", "Loss exceedance", columns, rows)


def _once_in(share: float) -> Decimal | None:
    """How many years there are to one such year, in three figures."""
    return Decimal(f"{1 / share:.3g}") if share else None


def _accepted(point: CurvePoint, appetite: Sequence[Appetite]) -> Cell:
    """What the appetite accepts at a loss: the last of its points up to there."""
    limits = [item.accepted for item in appetite if item.loss <= point.loss]
    if not limits:
        return Cell(None)
    return Cell(percent(limits[-1]), "bad" if point.probability > limits[-1] else "")


def appetite_table(model: Model, money: MoneyResult) -> Table:
    """The appetite line beside what the years say."""
    columns = (
        column("loss", money_title(model, "Yearly loss of at least"), "money", 20),
        column("accepted", "Accepted", "percent", 14),
        column("probability", "Probability", "percent", 14),
        column("result", "Result", width=26),
        column("until", money_title(model, "Likelier up to"), "money", 18),
    )
    rows = (
        row(
            point.loss,
            percent(point.accepted),
            percent(point.probability),
            Cell("likelier than accepted", "bad") if point.exceeded else Cell("within", "good"),
            point.until if point.exceeded else None,
        )
        for point in money.appetite
    )
    return table("appetite", "Appetite", columns, rows)


def effects_table(model: Model, money: MoneyResult) -> Table:
    """For every option not in use: what using it would change in a year."""
    columns = (
        column("key", "Key", width=11),
        column("name", "Option", width=24),
        column("element", "Element", width=11),
        column("saved", "Loss saved", "money", 11, "Expected yearly loss less."),
        column("cost", "Costs more", "money", 11, "Than what is in use, a year."),
        column("worth", "Worth", "money", 11, "Loss saved less cost, a year."),
        column("gain", "Return", "percent", 9, "Worth for each unit of money spent more."),
        column("data", "Data lost", width=14),
        column("instead", "Instead of", width=12),
        column("before", money_title(model, "Loss now"), "money", 14),
        column("after", money_title(model, "Loss then"), "money", 14),
        column("why", "Why no change", width=30),
    )
    rows = (_effect_row(model, item) for item in money.options)
    return table("effects", "Options not in use", columns, rows)


_UNTOUCHED = {
    "": "",
    "tasks": "its recovery tasks decide the time",
    "scenarios": "no counted scenario loses it",
}


def _effect_row(model: Model, item: OptionEffect) -> Row:
    option = model.options[item.option]
    today = model.options.get(item.instead_of or "")
    paid = item.worth is not None and item.worth > 0
    tone: Tone = "" if not item.worth or item.loses_data else "good" if paid else "bad"
    gain = percent(item.gain)
    return row(
        option.key,
        option.name,
        keys(model, [item.element]),
        item.saved,
        item.cost if item.cost is not None else Cell(None, words="cost unset"),
        Cell(item.worth, tone),
        gain,
        _data_cell(item),
        today.key if today else "no option",
        item.before,
        item.after,
        _UNTOUCHED[item.untouched],
        ref=item.option,
        element=item.element,
    )


def _scenario_row(model: Model, item: ScenarioMoney) -> Row:
    scenario = model.scenarios[item.scenario]
    low, high = item.event_low, item.event_high
    return row(
        scenario.key,
        scenario.name,
        item.often,
        *_measures(item.year),
        item.event_mean,
        "" if low == high else f"{low:,.0f} to {high:,.0f}",
        ref=item.scenario,
    )


def _data_cell(item: OptionEffect) -> Cell:
    """The option's recovery point, and the one demanded where it is missed."""
    if item.rpa is None:
        return Cell(None)
    shown = format_duration(item.rpa)
    if item.loses_data:
        return Cell(f"{shown}, RPO {format_duration(item.rpo)}", "bad")
    return Cell(shown)


def _measures(found: Measures) -> tuple[Decimal, ...]:
    return (
        found.eal,
        found.se,
        found.var95,
        found.es95,
        found.var99,
        found.es99,
        percent(found.no_loss),
    )


def _notes(model: Model, money: MoneyResult) -> tuple[str, ...]:
    if not money.scenarios:
        return (NO_FREQUENCY,)
    names = ", ".join(model.scenarios[item].key for item in money.not_counted)
    return (
        f"{money.years:,} simulated years, seed {money.seed}.",
        f"Not counted, without a frequency: {names}." if names else "",
        *money.assumptions,
    )
