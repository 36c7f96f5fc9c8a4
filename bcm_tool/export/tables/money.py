"""Risk in money: figures, scenarios, the exceedance curve and the appetite line."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from bcm_tool.analysis.money.result import Measures, MoneyResult, ScenarioMoney
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.words import keys, money_title
from bcm_tool.model.model import Model

NO_FREQUENCY = (
    "No scenario has a frequency. Enter how often each scenario happens: 0.2 or “once in 5 "
    "years” for events a year, 20 % for the probability of one."
)


def percent(share: float) -> str:
    """A probability as people read it: three figures that say something."""
    if 0 < share < 0.0001:
        return "< 0.01 %"
    return f"{Decimal(repr(100 * share)).quantize(Decimal('0.01'), ROUND_HALF_EVEN):f} %"


def money_table(model: Model, money: MoneyResult) -> Table:
    """Every scenario with a frequency, then all together; the others by name below."""
    columns = (
        column("key", "Key", width=12),
        column("name", "Scenario", width=30),
        column("often", "How often", width=16),
        column("event", money_title(model, "Loss of one event"), "money", 16),
        column(
            "event_range",
            "Mostly",
            width=22,
            about="Nine of ten simulated recoveries lie between these losses.",
        ),
        column("eal", money_title(model, "Expected a year"), "money", 16),
        column("se", "Standard error", "money", 12, "Of the expected loss, by simulation."),
        column("var95", "VaR 95", "money", 14, "95 of 100 years lose no more."),
        column("es95", "ES 95", "money", 14, "Mean of the worst 5 of 100 years."),
        column("var99", "VaR 99", "money", 14, "99 of 100 years lose no more."),
        column("es99", "ES 99", "money", 14, "Mean of the worst 1 of 100 years."),
        column("none", "Years without loss", width=12),
    )
    rows = [_scenario_row(model, item) for item in money.scenarios]
    if len(rows) > 1:
        together = ("", "All together", "", None, "", *_measures(money.total))
        rows.append(row(*together, ref="together"))
    return table("money", "Yearly loss", columns, rows, *_notes(model, money))


def curve_table(model: Model, money: MoneyResult, scenario: str = "") -> Table:
    """The exceedance curve of all scenarios together, or of one; appetite where it says so."""
    found = next((item.year for item in money.scenarios if item.scenario == scenario), money.total)
    columns = (
        column("loss", money_title(model, "Yearly loss above"), "money", 18),
        column("probability", "Probability", width=14),
        column("years", "Once in years", "number", 14),
    )
    rows = (
        row(
            point.loss,
            percent(point.probability),
            Decimal(1 / point.probability).quantize(Decimal("0.1")) if point.probability else None,
            ref=str(number),
        )
        for number, point in enumerate(found.curve)
    )
    return table("exceedance", "Loss exceedance", columns, rows)


def appetite_table(model: Model, money: MoneyResult) -> Table:
    """The appetite line beside what the years say."""
    columns = (
        column("loss", money_title(model, "Yearly loss of at least"), "money", 20),
        column("accepted", "Accepted", width=14),
        column("probability", "Probability", width=14),
        column("result", "Result", width=26),
    )
    rows = (
        row(
            point.loss,
            percent(point.accepted),
            percent(point.probability),
            Cell("likelier than accepted", "bad") if point.exceeded else Cell("within", "good"),
        )
        for point in money.appetite
    )
    return table("appetite", "Appetite", columns, rows)


def _scenario_row(model: Model, item: ScenarioMoney) -> Row:
    scenario = model.scenarios[item.scenario]
    low, high = item.event_low, item.event_high
    return row(
        scenario.key,
        scenario.name,
        often(item),
        item.event_mean,
        "" if low == high else f"{low:,.0f} to {high:,.0f}",
        *_measures(item.year),
        ref=item.scenario,
    )


def often(item: ScenarioMoney) -> str:
    """A frequency in words."""
    if item.kind == "once":
        return f"{100 * item.frequency:g} % a year"
    return f"{item.frequency:.3g} a year"


def _measures(found: Measures) -> tuple[Decimal | str, ...]:
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


def never_back_words(model: Model, item: ScenarioMoney) -> str:
    """Who loses up to the horizon; empty when nobody does."""
    return keys(model, item.never_back)
