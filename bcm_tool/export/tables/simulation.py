"""How sure a sequence is: chances of services, their outages over all runs, and gains."""

from __future__ import annotations

from decimal import Decimal

from bcm_tool.amounts import format_amount
from bcm_tool.analysis.simulation.result import Gain, ServiceChances, SimulationResult, Times
from bcm_tool.durations import format_duration, format_elapsed
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.chances import chance_cell, time_cell
from bcm_tool.export.tables.words import NEVER, label, money_title
from bcm_tool.model.model import Model, key_order
from bcm_tool.percents import format_share, percent

MORE_IN_TIME = "How many services more keep their limit, on average over the runs."
KINDS = {
    "team": "one more member",
    "task": "up to 1 h less",
    "element": "a stand-in",
}


def chances_table(model: Model, simulation: SimulationResult) -> Table:
    """Per service that can stop: the chance to be back in time, and how long it takes."""
    columns = (
        column("key", "Key", width=12),
        column("name", "Name", width=30),
        column("rto", "RTO", "minutes"),
        column("p_rto", "P(RTO met)", "percent", about="Share of runs back within the RTO."),
        column("error", "± std. error", "percent", 13, "Standard error of the share of runs."),
        column("mtpd", "MTPD", "minutes"),
        column("p_mtpd", "P(MTPD met)", "percent", 13, "Share of runs back within the MTPD."),
        column("p_down", "Stops in", "percent", about="Share of runs in which it stops at all."),
        column("planned", "Planned", "minutes", about="Its outage with all times as planned."),
        column("mean", "Mean", "minutes", about="Mean outage of the runs in which it comes back."),
        column("p50", "P50", "minutes", about="Half of the runs take no longer."),
        column("p80", "P80", "minutes", about="80 % of the runs take no longer."),
        column("p90", "P90", "minutes", about="90 % of the runs take no longer."),
        column("loss", money_title(model, "Expected loss"), "money", 18),
    )
    ordered = sorted(
        (item for item, found in simulation.services.items() if found.p_down),
        key=lambda item: key_order(model.elements[item].key),
    )
    rows = (_chances_row(model, item, simulation.services[item]) for item in ordered)
    return table("chances", "Chances of the services", columns, rows, *simulation_notes(simulation))


def _chances_row(model: Model, item: str, found: ServiceChances) -> Row:
    element, outage = model.elements[item], found.outage
    ratings = model.impacts_of.get(item, ())
    return row(
        element.key,
        element.name,
        found.rto,
        chance_cell(found.p_rto),
        percent(found.error) if found.p_rto is not None else None,
        found.mtpd,
        chance_cell(found.p_mtpd),
        percent(found.p_down),
        found.planned,
        None if outage.mean is None else round(outage.mean),
        *map(time_cell, (outage.p50, outage.p80, outage.p90)),
        found.loss if any(each.loss is not None for each in ratings) else None,
        ref=item,
        element=item,
    )


def simulation_notes(simulation: SimulationResult) -> tuple[str, ...]:
    """What was simulated and how sure its figures are, in sentences."""
    model = simulation.model
    currency = f" {model.method.currency}" if model.method.currency else ""
    notes = [
        f"{simulation.runs:,} runs with random durations (beta-PERT), seed {simulation.seed}: "
        "the same seed gives the same figures.",
        f"Planned: the work is done at {format_elapsed(simulation.planned_makespan)}. "
        f"Simulated: {_spread(simulation.makespan)}.",
        f"Expected loss {format_amount(simulation.expected_loss)}{currency} "
        f"(standard error {format_amount(simulation.loss_error)}), planned "
        f"{format_amount(simulation.planned_loss)}; the worst 5 % of runs lose "
        f"{format_amount(simulation.tail_loss)} on average "
        f"(standard error {format_amount(simulation.tail_error)}).",
        "Teams keep the planned order of their work; work starts as soon as it can.",
    ]
    if not simulation.estimated:
        notes.append(
            "No task has an optimistic and a pessimistic time, so all runs are the same: "
            "enter them to see how sure the times are."
        )
    elif simulation.estimated < simulation.working:
        without = simulation.working - simulation.estimated
        notes.append(
            f"{without} of {simulation.working} tasks have no optimistic and pessimistic time "
            "and always take their likely one."
        )
    if simulation.reordered:
        notes.append(
            f"In {simulation.reordered:,} runs the planned order would have waited for itself, "
            "because something failed that the plan saves; there providers were repaired first."
        )
    if simulation.unsettled:
        notes.append(
            f"In {simulation.unsettled:,} runs no order was found that agrees with itself; "
            "their figures are rough."
        )
    return tuple(notes)


def short_note(simulation: SimulationResult) -> str:
    """Runs, seed and the losses in one line."""
    currency = simulation.model.method.currency
    return (
        f"{simulation.runs:,} runs, seed {simulation.seed}  ·  expected loss "
        f"{format_amount(simulation.expected_loss, currency)} "
        f"(± {format_amount(simulation.loss_error)}), worst "
        f"5 % {format_amount(simulation.tail_loss)}"
    )


def _spread(times: Times) -> str:
    def at(minutes: int | None) -> str:
        return NEVER if minutes is None else format_elapsed(minutes)

    return f"half of the runs by {at(times.p50)}, 80 % by {at(times.p80)}, 90 % by {at(times.p90)}"


STEPS = (1, 5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95, 99, 100)
"""Percents of the curve that the table shows."""


def curve_table(model: Model, simulation: SimulationResult, element: str) -> Table:
    """The cumulative curve of a service's outage in rows."""
    columns = (
        column("share", "Runs", "integer", 8),
        column("within", "Back within", "minutes", 13),
        column("result", "In time?", width=14),
    )
    found = simulation.services.get(element)
    title = f"Outage of {label(model, element)}"
    if found is None or not found.p_down:
        return table("curve", title, columns, ())
    rows = (_curve_row(found, step) for step in STEPS)
    return table("curve", title, columns, rows, *_limits(found))


def _curve_row(found: ServiceChances, step: int) -> Row:
    minutes = found.outage.curve[step]
    if minutes is None:
        return row(Cell(step, words="%"), Cell(None, "bad", NEVER), "", ref=str(step))
    if not minutes:
        return row(Cell(step, words="%"), minutes, Cell("keeps running", "good"), ref=str(step))
    late = [
        f"past the {name}"
        for name, limit in (("MTPD", found.mtpd), ("RTO", found.rto))
        if limit is not None and minutes > limit
    ]
    cell = Cell(late[0], "bad") if late else Cell("in time", "good")
    if found.rto is None and found.mtpd is None:
        cell = Cell("")
    return row(Cell(step, words="%"), minutes, cell, ref=str(step))


def _limits(found: ServiceChances) -> tuple[str, ...]:
    return tuple(
        f"{name} {format_duration(limit)}: kept in {format_share(share)} of the runs."
        for name, limit, share in (
            ("RTO", found.rto, found.p_rto),
            ("MTPD", found.mtpd, found.p_mtpd),
        )
        if limit is not None and share is not None
    )


def gains_table(model: Model, simulation: SimulationResult) -> Table:
    """What one thing more, or less, would bring; the best first."""
    fewer = simulation.gain_runs != simulation.runs
    helps = f"Helps most, of {simulation.gain_runs:,} runs" if fewer else "Helps most"
    columns = (
        column("rank", "No.", "integer", 6),
        column("key", "Of", width=14),
        column("what", "What", width=19, about="What is otherwise than planned."),
        column("saved", money_title(model, "Loss saved"), "money", 17, "Expected loss less."),
        column("error", "± std. error", "money", 14, "Standard error of the loss saved."),
        column("makespan", "Work done earlier", "minutes", 17, "Minutes on average."),
        column("service", helps, width=34, about="The service whose chance rises most."),
        column("met", "More in time", "number", 14, MORE_IN_TIME),
        column("name", "Name", width=36),
        column("explained", "Explanation", width=60),
    )
    rows = (
        _gain_row(model, simulation, number, gain)
        for number, gain in enumerate(simulation.gains, 1)
    )
    return table("gains", "What would help most", columns, rows, *gains_notes(simulation))


def gains_notes(simulation: SimulationResult) -> tuple[str, ...]:
    """How the gains were found, in sentences."""
    left_out = (
        f"{simulation.untried} tasks and elements that are hardly ever critical were not tried."
    )
    return (
        "One thing is changed and the same "
        f"{simulation.gain_runs:,} runs are lived through again: the same luck, the same order.",
        "Team: one more member. Task: an hour less in every run, where it takes that long. "
        "Element: a stand-in takes over at once, so it is not lost; where what it needs fails, it "
        "has the work of an outage instead. Gains of several lines do not add up.",
        "Where one more member makes work possible that the team is too small for, the order is "
        "made anew for it.",
        left_out if simulation.untried else "",
    )


def _gain_row(model: Model, simulation: SimulationResult, number: int, gain: Gain) -> Row:
    subject = gain.subject if gain.kind == "element" else ""
    if gain.kind == "task":
        record = model.tasks.get(gain.subject)
        subject = record.element if record else gain.subject
    return row(
        number,
        gain.key,
        KINDS[gain.kind],
        Cell(gain.loss_saved, "good" if gain.loss_saved > 2 * gain.error else ""),
        gain.error,
        round(gain.makespan_saved),
        _most(model, gain),
        _more_in_time(gain),
        gain.name,
        gain_text(model, gain, simulation.gain_runs),
        ref=f"{gain.kind}:{gain.subject}",
        element=subject,
    )


def _more_in_time(gain: Gain) -> Cell:
    more = Decimal(repr(gain.met_more)).quantize(Decimal("0.01"))
    return Cell(more) if more else Cell(None, words="–")


def _most(model: Model, gain: Gain) -> str:
    if gain.service is None:
        return ""
    before, after = format_share(gain.before), format_share(gain.after)
    return f"{label(model, gain.service)}: {before} to {after}"


def gain_text(model: Model, gain: Gain, runs: int) -> str:
    """A gain as a sentence; ``runs`` are those of the gains."""
    what = {
        "team": f"With one more member of {gain.name}",
        "task": f"With up to an hour less for “{gain.name}”",
        "element": f"With a stand-in for {gain.name}",
    }[gain.kind]
    parts = []
    if gain.loss_saved > 0:
        parts.append(
            f"the expected loss falls by {format_amount(gain.loss_saved, model.method.currency)}"
        )
    if gain.service is not None:
        parts.append(
            f"{label(model, gain.service)} is in time in {format_share(gain.after)} of {runs:,} "
            f"runs instead of {format_share(gain.before)}"
        )
    if round(gain.makespan_saved) > 0:
        parts.append(
            f"the work is done {format_duration(round(gain.makespan_saved))} earlier on average"
        )
    if not parts:
        return f"{what} nothing gets better."
    text = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{what} {text}."
