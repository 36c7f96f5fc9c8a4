"""Tasks and services of a sequence in words, for hints, cards and screen readers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bcm_tool.amounts import format_amount, format_number
from bcm_tool.analysis.explain_sequence import at_clock
from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.calendars import clock
from bcm_tool.durations import format_duration, format_elapsed
from bcm_tool.export.tables.compared import compared_text, later_words
from bcm_tool.export.tables.words import label, teams_text
from bcm_tool.percents import format_share
from ui.recovery.chart import Lane, ServiceLine


def task_name(task: ScheduledTask) -> str:
    """Key and name; once where they are the same."""
    return task.key if task.name == task.key else f"{task.key} {task.name}"


def task_times(recovery: RecoveryResult, task: ScheduledTask) -> str:
    """Start, end and length, and the times of the week where the start is known."""
    length = format_duration(task.finish - task.start)
    said = f"{format_elapsed(task.start)} to {format_elapsed(task.finish)} ({length})"
    if recovery.start is None:
        return said
    return f"{said}, {clock(recovery.start, task.start)} to {clock(recovery.start, task.finish)}"


def task_text(recovery: RecoveryResult, place: int) -> str:
    """Everything about a task in a few lines."""
    task = recovery.tasks[place]
    teams = teams_text(recovery.model, task.teams)
    lines = [
        task_name(task),
        f"for {label(recovery.model, task.element)}",
        task_times(recovery, task),
        f"Team: {teams}" if teams else "No team",
        f"Float {format_duration(task.slack)}" + (", critical" if task.critical else ""),
        capital(task.limited_by),
    ]
    return "\n".join(line for line in lines if line)


def service_text(recovery: RecoveryResult, line: ServiceLine) -> str:
    """Everything about a service's outage in a few lines."""
    lines = [
        line.title,
        f"Stops at {at_clock(recovery, line.down)}, "
        + ("never back" if line.up is None else f"back at {at_clock(recovery, line.up)}"),
        line.words,
    ]
    if line.rto_at is not None:
        lines.append(f"RTO ends at {at_clock(recovery, line.rto_at)}")
    if line.mtpd_at is not None:
        lines.append(f"MTPD ends at {at_clock(recovery, line.mtpd_at)}")
    return "\n".join(lines)


def away_text(recovery: RecoveryResult, lane: Lane, minute: float) -> str:
    """Until when nobody of a lane's team can start, where that is so at a minute."""
    for begin, end in lane.away:
        if begin <= minute < end:
            since, until = at_clock(recovery, begin), at_clock(recovery, end)
            return f"Nobody of this team starts work from {since} until {until}."
    return ""


def capital(text: str) -> str:
    """A sentence begins with a capital letter."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Standing:
    """How good a sequence is, and how sure that is."""

    tone: str
    head: str
    text: str


def standing(recovery: RecoveryResult, *, running: bool, broken: bool = False) -> Standing:
    """ "Optimal" only when that is proved; otherwise the stage not proved, its bound and gap."""
    if recovery.status == "nothing to recover":
        return Standing("neutral", "Nothing to recover", "Nothing in this scenario is lost.")
    if recovery.status == "optimal":
        return Standing("ok", "Optimal", f"Proved: no better sequence exists. {_again(recovery)}")
    if running:
        text = "The best sequence so far is shown; the search for a better one goes on."
        return Standing("note", "Searching", text)
    if broken:
        text = (
            "The search failed before it was done. This is the best sequence it had found; "
            "another run may differ."
        )
        return Standing("error", "Search failed", text)
    return Standing("warning", "Not proved", f"{_bound(recovery)} {_again(recovery)}".strip())


def _bound(recovery: RecoveryResult) -> str:
    if not recovery.stage:
        return "Whether a better sequence exists was not looked into."
    found = stage_value(recovery)
    reached = "" if found is None else f"reached {_amount(recovery, found)}, "
    if not recovery.bound:  # a bound of 0 says nothing: no goal goes below
        return f"{capital(recovery.stage)}: {reached}nothing proved yet."
    apart = "" if recovery.gap is None else f" ({format_share(recovery.gap)} apart)"
    bound = _amount(recovery, recovery.bound)
    return f"{capital(recovery.stage)}: {reached}no sequence can go below {bound}{apart}."


def stage_value(recovery: RecoveryResult) -> Decimal | int | None:
    """The value that the sequence reaches in the stage that is not proved."""
    goal = recovery.objective
    values: dict[str, Decimal | int] = {
        "past MTPD": goal.past_mtpd,
        "loss": goal.loss,
        "past RTO": goal.past_rto,
        "makespan": goal.makespan,
    }
    return values.get(recovery.stage)


def _amount(recovery: RecoveryResult, value: Decimal | int) -> str:
    if recovery.stage == "makespan":
        return format_elapsed(int(value))
    shown = format_number(value)
    if recovery.stage == "loss":
        return f"{shown} {recovery.model.method.currency}".strip()
    return f"{shown} weighted minutes"


def _again(recovery: RecoveryResult) -> str:
    if recovery.reproducible:
        return "Another run gives the same."
    return "Ended by the clock or by hand: another run may differ."


def summary(recovery: RecoveryResult) -> str:
    """When the work is done, what it costs, and how many services are in time."""
    if recovery.status == "nothing to recover":
        return ""
    stopped = [item for item in recovery.services.values() if item.down is not None]
    late = sum(not item.met for item in stopped)
    currency = recovery.model.method.currency
    money = format_amount(recovery.objective.loss, currency)
    kept = len(stopped) - late
    return (
        f"Work done at {at_clock(recovery, recovery.objective.makespan)}  ·  loss {money}  ·  "
        f"{kept} of {len(stopped)} services in time"
    )


def saved_text(recovery: RecoveryResult) -> str:
    """What this order saves against the orders that people choose by rule, and what it accepts."""
    others = recovery.comparisons
    currency = recovery.model.method.currency
    late = [item for item in others if later_words(recovery, item)]
    parts = [
        f"{format_amount(item.loss_saved, currency)} against {item.rule}"
        for item in others
        if item.loss_saved > 0 and item not in late
    ]
    said = [f"Saves {', '.join(parts)}."] if parts else []
    said += [compared_text(recovery, item) for item in late]
    if others and not said:
        return "It loses as much as tier order, RTO order and loss-rate order would."
    return " ".join(said)
