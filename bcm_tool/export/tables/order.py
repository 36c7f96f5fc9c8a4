"""Why each task stands where it does, and what moving it would cost, in words and as a table."""

from __future__ import annotations

from bcm_tool.amounts import format_amount, format_number
from bcm_tool.analysis.explain_sequence import at_clock
from bcm_tool.analysis.order_result import Move, OrderResult, TaskOrder
from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.durations import format_duration
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.words import clock_cell, keys, label, teams_text
from bcm_tool.model.model import Model

EARLY = "could start earlier"


def order_table(model: Model, order: OrderResult) -> Table:
    """One row per task of the sequence, in its order."""
    columns = (
        column("number", "No.", "integer", 6),
        column("key", "Key", width=12),
        column("name", "Task", width=32),
        column("element", "Element", width=26),
        column("teams", "Teams", width=14),
        column("start", "Start", "elapsed", 18),
        column("why", "Not earlier because", width=40),
        column("behind", "Next that could go first", width=26),
        column("later", "One position later", width=48),
        column("hour", "An hour later", width=48),
    )
    recovery = order.recovery
    rows = (_row(model, recovery, order.tasks[place]) for place in sorted(order.tasks))
    note = "Each is the sequence placed again with this one task moved; the others close up."
    return table("order", "Why in this order", columns, rows, note)


def _row(model: Model, recovery: RecoveryResult, order: TaskOrder) -> Row:
    task = recovery.tasks[order.place]
    later, hour = order.later, order.hour
    behind = None if later is None or later.behind is None else recovery.tasks[later.behind]
    return row(
        order.place + 1,
        task.key,
        task.name,
        label(model, task.element),
        teams_text(model, task.teams),
        clock_cell(recovery, task.start),
        task.limited_by,
        "" if behind is None else f"{behind.key} {behind.name}",
        _cell(model, later),
        _cell(model, hour),
        ref=task.task or task.key,
        element=task.element,
    )


def _cell(model: Model, move: Move | None) -> Cell:
    if move is None:
        return Cell("")
    if move.free:
        return Cell("costs nothing", "good")
    bad = bool(move.broken) or move.past_mtpd > 0
    return Cell(cost_text(model, move), "bad" if bad else "warning" if move.loss > 0 else "")


def earlier_text(task: ScheduledTask) -> str:
    """Why the task does not start earlier, as a sentence."""
    reason = task.limited_by
    if not reason or reason.startswith(EARLY):
        return "It could start earlier without changing a service."
    if reason.startswith("starts "):
        return f"It {reason}: nothing is before it."
    return f"Earlier is impossible: it {reason}."


def later_texts(recovery: RecoveryResult, order: TaskOrder) -> tuple[str, ...]:
    """What moving the task would cost, as sentences."""
    model = recovery.model
    found: list[str] = []
    if order.later is not None and order.later.behind is not None:
        other = recovery.tasks[order.later.behind]
        name = other.key if other.key == other.name else f"{other.key} {other.name}"
        cost = cost_text(model, order.later)
        found.append(f"Going one position later, behind {name}, {cost}.")
    elif recovery.tasks[order.place].teams:
        found.append("No other task of its team could go first.")
    if order.hour is not None:
        start = at_clock(recovery, order.hour.start)
        found.append(f"Starting an hour later, at {start}, {cost_text(model, order.hour)}.")
    return tuple(found)


def cost_text(model: Model, move: Move) -> str:
    """The differences that count, the most important first; a clause without its subject."""
    parts: list[str] = []
    if move.past_mtpd:
        more = "more" if move.past_mtpd > 0 else "fewer"
        parts.append(
            f"costs {format_number(abs(move.past_mtpd))} {more} weighted minutes past MTPD"
        )
    if move.loss:
        more = "loses" if move.loss > 0 else "saves"
        parts.append(f"{more} {format_amount(abs(move.loss), model.method.currency)}")
    if move.broken:
        parts.append(f"breaks the objective of {keys(model, move.broken)}")
    elif move.past_rto and not parts:
        more = "more" if move.past_rto > 0 else "fewer"
        parts.append(f"costs {format_number(abs(move.past_rto))} {more} weighted minutes past RTO")
    if move.makespan:
        more = "later" if move.makespan > 0 else "earlier"
        parts.append(f"ends everything {format_duration(abs(move.makespan))} {more}")
    if not parts:
        return "costs nothing"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
