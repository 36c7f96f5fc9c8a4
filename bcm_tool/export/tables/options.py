"""Which recovery options to buy: the efficient choices, and what each changes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bcm_tool.analysis.money.result import MoneyResult
from bcm_tool.analysis.options.result import Change, OptionsResult, Point
from bcm_tool.analysis.options.simulated import simulated_loss
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.words import keys, money_title
from bcm_tool.model.model import Model

NO_OPTIONS = (
    "No element has a choice. Enter a second recovery option for an element, each with its "
    "recovery time and yearly cost."
)
TODAY = "today"
_MISSED = "By name where another choice keeps it."


def frontier_table(
    model: Model,
    options: OptionsResult,
    *,
    held: bool = False,
    money: MoneyResult | None = None,
) -> Table:
    """The efficient choices, cheapest first; before them the choice of today if it is none.

    ``held``: those that keep every objective that can be kept. ``money``: what the simulated
    years of the same model say stands beside. A row's ``ref`` is the place of its point, or
    "today".
    """
    known = money if simulated_loss(money, options, options.today) is not None else None
    columns = (
        column("number", "No.", width=8),
        column("cost", money_title(model, "Cost"), "money", 12, "Yearly cost of options in use."),
        column(
            "loss",
            "Loss without waiting",
            "money",
            15,
            "Expected loss a year when nobody waits for teams, their hours or those of contracts.",
        ),
        *(
            (
                column(
                    "simulated",
                    "Simulated loss",
                    "money",
                    12,
                    "Expected loss of the simulated years, with teams and hours; empty for "
                    "several changes at once, until they are selected.",
                ),
            )
            if known is not None
            else ()
        ),
        column(
            "together",
            money_title(model, "Together"),
            "money",
            14,
            "Cost and loss without waiting.",
        ),
        column("more", "Costs more", "money", 11, "Than today, a year."),
        column("saved", "Loss saved", "money", 11, "Loss without waiting less than today, a year."),
        column("changes", "Changes from today", width=40),
        column("late", "RTO missed", width=22, about=f"{_MISSED} No waiting is counted."),
        column("stale", "RPO missed", width=18, about=_MISSED),
    )
    points = options.held if held else options.frontier
    rows = [
        _point_row(model, options, point, number, known) for number, point in enumerate(points, 1)
    ]
    if all(point.changes for point in points):
        rows.insert(0, _point_row(model, options, options.today, None, known))
    title = "Choices that keep the objectives" if held else "Efficient choices"
    return table(
        "held" if held else "frontier", title, columns, rows, *option_notes(model, options)
    )


def purchases_table(model: Model, point: Point) -> Table:
    """What a choice changes, element by element."""
    columns = (
        column("element", "Element", width=10),
        column("after", "Then", width=24),
        column("cost", "Costs more", "money", 9, "A year."),
        column("before", "Today", width=24),
    )
    rows = (
        row(
            keys(model, [change.element]),
            option_words(model, change.after),
            change.cost,
            option_words(model, change.before),
            ref=change.after or "",
            element=change.element,
        )
        for change in point.changes
    )
    return table("purchases", "What to change", columns, rows)


def option_words(model: Model, option: str | None) -> str:
    """Name of an option; what none is called."""
    if option is None:
        return "no option"
    found = model.options.get(option)
    return found.name if found else option


def change_words(model: Model, changes: Sequence[Change]) -> str:
    """Changes in a line: elements with the key of their new option."""
    return "; ".join(
        f"{keys(model, [change.element])}: {_key(model, change.after)}" for change in changes
    )


def _key(model: Model, option: str | None) -> str:
    found = model.options.get(option or "")
    return found.key if found else "no option"


def option_notes(model: Model, options: OptionsResult) -> tuple[str, ...]:
    """What cannot be kept, what was left out, how sure the list is, what is assumed."""
    found = [
        "Every point is proved: no choice costs and loses less."
        if options.proved
        else "The search was ended: these are the best choices found, without proof."
    ]
    never = [
        f"the {name} of {keys(model, elements)}"
        for name, elements in (("RTO", options.late_always), ("RPO", options.stale_always))
        if elements
    ]
    if never:
        found.append(
            f"No choice keeps every objective: {' and '.join(never)} are missed whatever is "
            "chosen, and are only counted below “missed”."
        )
    if options.unpriced:
        names = ", ".join(model.options[item].key for item in options.unpriced)
        found.append(f"Left out, without a yearly cost: {names}.")
    if options.by_tasks:
        found.append(
            f"The time of {keys(model, options.by_tasks)} follows from recovery tasks, whatever "
            "the option."
        )
    return (*found, *options.assumptions)


def _point_row(
    model: Model,
    options: OptionsResult,
    point: Point,
    number: int | None,
    money: MoneyResult | None,
) -> Row:
    """``number`` is the place of the point in its list; None: today's, which is not in it."""
    today = options.today
    is_today = not point.changes
    late, stale = options.misses(point)
    shown: Decimal | None = None if is_today else point.cost - today.cost
    named = TODAY if number is None else f"{number}, {TODAY}" if is_today else str(number)
    return row(
        named,
        point.cost,
        point.loss,
        *((simulated_loss(money, options, point),) if money is not None else ()),
        point.together,
        shown,
        None if is_today else today.loss - point.loss,
        "as it is" if is_today else change_words(model, point.changes),
        _missed(model, late, len(options.late_always)),
        _missed(model, stale, len(options.stale_always)),
        ref=TODAY if number is None else str(number),
    )


def _missed(model: Model, elements: Sequence[str], always: int) -> Cell:
    """Those that another choice keeps by name; how many are missed whatever is chosen."""
    if elements:
        more = f"; and {always} whatever is chosen" if always else ""
        return Cell(keys(model, elements) + more, "bad")
    return (
        Cell(f"{always} missed whatever is chosen", "warning") if always else Cell("none", "good")
    )
