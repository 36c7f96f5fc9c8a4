"""The recovery sequence of a scenario: tasks, services, what comes later, other orders."""

from __future__ import annotations

from bcm_tool.amounts import format_amount, format_number
from bcm_tool.analysis.explain_sequence import at_clock
from bcm_tool.analysis.objective_order import goals_of
from bcm_tool.analysis.results import RecoveryResult, ScheduledTask, ServiceOutcome
from bcm_tool.calendars import format_week_time
from bcm_tool.durations import format_duration
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.compared import compared_text, later_words
from bcm_tool.export.tables.words import (
    NEVER,
    clock_cell,
    kind_name,
    label,
    money_title,
    teams_text,
)
from bcm_tool.model.model import Model, key_order
from bcm_tool.percents import format_share


def sequence_table(model: Model, recovery: RecoveryResult) -> Table:
    """Every task in order of its start; ``ref`` is the task's id (its key when it has none)."""
    ordered = sorted(recovery.tasks, key=lambda task: (task.start, task.finish, task.key))
    rows = (_task_row(model, recovery, number, task) for number, task in enumerate(ordered, 1))
    scenario = model.scenarios.get(recovery.scenario)
    title = f"Recovery sequence: {scenario.name}" if scenario else "Recovery sequence"
    return table("sequence", title, _COLUMNS, rows, *sequence_notes(model, recovery))


_COLUMNS = (
    column("number", "No.", "integer", 6),
    column("key", "Key", width=12),
    column("name", "Task", width=36),
    column("element", "Element", width=28),
    column("teams", "Teams", width=16),
    column("start", "Start", "elapsed"),
    column("finish", "Finish", "elapsed"),
    column("duration", "Duration", "minutes"),
    column("float", "Float", "minutes", about="How much later it may start, teams kept busy."),
    column("cpm_float", "Float, no teams", "minutes", 16, "The same without team limits."),
    column("critical", "Critical", width=10, about="On the chain that ends at the makespan."),
    column("limited", "Starts then because", width=40),
)


def _task_row(model: Model, recovery: RecoveryResult, number: int, task: ScheduledTask) -> Row:
    return row(
        number,
        task.key,
        task.name,
        label(model, task.element),
        teams_text(model, task.teams),
        clock_cell(recovery, task.start),
        clock_cell(recovery, task.finish),
        task.finish - task.start,
        task.slack,
        task.cpm_slack,
        Cell("critical", "warning") if task.critical else "",
        task.limited_by,
        ref=task.task or task.key,
        element=task.element,
    )


def sequence_notes(model: Model, recovery: RecoveryResult) -> tuple[str, ...]:
    """How good the sequence is and how sure that is, in sentences."""
    goal = recovery.objective
    notes = [
        f"The work is done at {at_clock(recovery, goal.makespan)}; "
        f"the outages cost {format_amount(goal.loss, model.method.currency)}."
    ]
    notes += [text for text in (start_text(recovery),) if text]
    notes += [text for text in (objective_text(recovery),) if text]
    notes.append(quality_text(recovery))
    if not recovery.reproducible:
        notes.append("The search was ended by the clock or by hand: another run may differ.")
    notes += [
        compared_text(recovery, other)
        for other in recovery.comparisons
        if other.loss_saved or later_words(recovery, other)
    ]
    if recovery.later:
        names = ", ".join(label(model, item) for item in recovery.later)
        notes.append(f"Later, because nothing needs it in this run: {names}.")
    if recovery.unrecoverable:
        names = ", ".join(label(model, item) for item in recovery.unrecoverable)
        notes.append(f"Never back as planned: {names}.")
    return tuple(notes)


def start_text(recovery: RecoveryResult) -> str:
    """When the event happens, or that hours do not count because nobody said when."""
    if recovery.start is not None:
        return f"The event is taken to happen on {format_week_time(recovery.start)}."
    if not recovery.hours_left_out:
        return ""
    return (
        "The scenario has no start in the week: hours of teams, call-out and contract hours are "
        "not counted."
    )


def objective_text(recovery: RecoveryResult) -> str:
    """Which goal counted first in this run, and which after it."""
    if recovery.status == "nothing to recover":
        return ""
    first, *others, last = goals_of(recovery.objective_order)
    name = recovery.objective_order
    after = f"{', '.join(others)} and {last}"
    return f"{name[:1].upper()}{name[1:]}: {first} counts before {after}."


def quality_text(recovery: RecoveryResult) -> str:
    """One sentence: proven best, or how far from proven."""
    if recovery.status == "nothing to recover":
        return "Nothing has to be recovered."
    if recovery.status == "optimal":
        return "No better sequence exists (proved)."
    if not recovery.stage:
        return "A good sequence; whether a better one exists was not proved."
    if not recovery.bound:  # a bound of 0 says nothing: no goal goes below
        return f"Not proved to be the best: nothing is proved yet of {recovery.stage}."
    apart = "" if recovery.gap is None else f", {format_share(recovery.gap)} apart"
    bound = format_number(recovery.bound)
    return f"Not proved to be the best: the bound of {recovery.stage} is {bound}{apart}."


JUDGED = "Against the RTO; a service without one is judged by its MTPD."
LAST_TASK = "The end of the last task; a takeover may end later."


def services_table(model: Model, recovery: RecoveryResult) -> Table:
    """What the sequence means for each service: when it stops, is back, and what it costs."""
    ordered = sorted(
        (item for item in recovery.services if item in model.elements),
        key=lambda item: key_order(model.elements[item].key),
    )
    columns = (
        column("key", "Key", width=12),
        column("name", "Name", width=30),
        column("kind", "Kind", width=18),
        column("down", "Stops", "elapsed"),
        column("up", "Back", "elapsed"),
        column("rta", "Outage", "minutes"),
        column("rto", "RTO", "minutes"),
        column("result", "Result", width=22, about=JUDGED),
        column("loss", money_title(model, "Loss"), "money"),
    )
    rows = (_service_row(model, recovery, item) for item in ordered)
    return table("services", "Services in the scenario", columns, rows)


def _service_row(model: Model, recovery: RecoveryResult, item: str) -> Row:
    element, outcome = model.elements[item], recovery.services[item]
    stopped = outcome.down is not None
    ratings = model.impacts_of.get(item, ())
    return row(
        element.key,
        element.name,
        kind_name(model, element),
        clock_cell(recovery, outcome.down),
        Cell(None, "bad", NEVER)
        if stopped and outcome.up is None
        else clock_cell(recovery, outcome.up),
        outcome.rta,
        outcome.rto,
        outcome_cell(outcome),
        outcome.loss if any(each.loss is not None for each in ratings) else None,
        ref=item,
        element=item,
    )


def outcome_cell(outcome: ServiceOutcome) -> Cell:
    """Whether a service holds its RTO, in words."""
    if outcome.down is None:
        return Cell("keeps running", "good")
    if outcome.up is None:
        return Cell(NEVER, "bad")
    if outcome.past_mtpd:
        return Cell(f"MTPD missed by {format_duration(outcome.past_mtpd)}", "bad")
    if outcome.past_rto:
        return Cell(f"RTO missed by {format_duration(outcome.past_rto)}", "bad")
    return Cell("", "") if outcome.rto is None else Cell("RTO met", "good")


def comparison_table(model: Model, recovery: RecoveryResult) -> Table:
    """This sequence beside the orders that people would choose by rule."""
    columns = (
        column("rule", "Order", width=22),
        column("loss", money_title(model, "Loss"), "money", 18),
        column("saved", money_title(model, "Loss beyond this sequence"), "money", 28),
        column("past_mtpd", "Past MTPD, weighted min", "number", 28),
        column("past_rto", "Past RTO, weighted min", "number", 28),
        column("makespan", "Work done", "elapsed", about=LAST_TASK),
    )
    goal = recovery.objective
    own = row("this sequence", goal.loss, None, goal.past_mtpd, goal.past_rto, goal.makespan)
    others = (
        row(
            other.rule,
            other.objective.loss,
            other.loss_saved,
            other.objective.past_mtpd,
            other.objective.past_rto,
            other.objective.makespan,
        )
        for other in recovery.comparisons
    )
    return table("comparison", "This sequence and others", columns, (own, *others))
