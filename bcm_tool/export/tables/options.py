"""Which recovery options to buy: the efficient choices, and what each changes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bcm_tool.analysis.options.result import Change, OptionsResult, Point
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.words import keys, money_title
from bcm_tool.model.model import Model

NO_OPTIONS = (
    "No element has a choice. Enter a second recovery option for an element, each with its "
    "recovery time and yearly cost."
)
TODAY = "today"


def frontier_table(model: Model, options: OptionsResult, *, held: bool = False) -> Table:
    """The efficient choices, cheapest first, after the choice of today.

    ``held``: those that keep every objective that can be kept. A row's ``ref`` is the place of
    its point, or "today".
    """
    columns = (
        column("number", "No.", width=6),
        column("cost", money_title(model, "Cost"), "money", 12, "Yearly cost of options in use."),
        column("loss", money_title(model, "Loss"), "money", 12, "Expected loss a year."),
        column("together", money_title(model, "Together"), "money", 14, "Cost and loss."),
        column("more", "Costs more", "money", 11, "Than today, a year."),
        column("saved", "Loss saved", "money", 11, "Expected loss less than today, a year."),
        column("changes", "Changes from today", width=40),
        column("late", "RTO missed", width=22, about="Though another choice keeps it."),
        column("stale", "RPO missed", width=18, about="Though another choice keeps it."),
    )
    rows = [_point_row(model, options, options.today, TODAY)]
    rows += [
        _point_row(model, options, point, str(number))
        for number, point in enumerate(options.held if held else options.frontier, 1)
    ]
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
            "chosen, and are not listed again below “missed”."
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


def _point_row(model: Model, options: OptionsResult, point: Point, number: str) -> Row:
    today = options.today
    is_today = number == TODAY
    late, stale = options.misses(point)
    shown: Decimal | None = None if is_today else point.cost - today.cost
    return row(
        number,
        point.cost,
        point.loss,
        point.together,
        shown,
        None if is_today else today.loss - point.loss,
        "as it is" if not point.changes else change_words(model, point.changes),
        _missed(model, late),
        _missed(model, stale),
        ref=number,
    )


def _missed(model: Model, elements: Sequence[str]) -> Cell:
    return Cell(keys(model, elements) or "none", "bad" if elements else "good")
