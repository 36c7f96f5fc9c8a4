"""Cut sets and availability, as tables and in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bcm_tool.analysis.cutsets.reasons import Reason
from bcm_tool.analysis.cutsets.result import (
    CutSet,
    CutSetsResult,
    Estimate,
    ServiceCutSets,
)
from bcm_tool.export.table import Cell, Row, Table, column, even, row, table
from bcm_tool.export.tables.words import key_of, keys, label
from bcm_tool.model.model import Model
from bcm_tool.percents import format_percent, format_share, percent

HOURS = 8760
MOST_NAMED = 20
NOT_COMPUTED = "The sets were not computed: the diagram would be too large."
LABELS = {
    "site": "Site",
    "supplier": "Supplier",
    "owner": "Owner",
    "scenario": "Scenario",
}


# --- cut sets -------------------------------------------------------------------------------------

_SET_COLUMNS = (
    column("order", "Order", "integer", 8, about="How many things have to fail together."),
    column("members", "What fails together", width=40),
    column("names", "Names", width=48),
    column("shared", "Shared", width=8, about="A shared cause is among them."),
    column(
        "probability",
        "Probability",
        "percent",
        13,
        about="That all are down at one moment; empty where one has no figure.",
    ),
    column(
        "hours",
        "Hours a year",
        "figure",
        13,
        about="Time a year in which all are down together.",
    ),
)


def cut_sets_table(
    model: Model, result: CutSetsResult, service: str, sets: Sequence[CutSet] | None = None
) -> Table:
    """The sets of one service: those up to the order asked for, or those given."""
    found = result.services[service]
    shown = all_sets(found) if sets is None else sets
    rows = (_set_row(model, result, one, str(place)) for place, one in enumerate(shown))
    title = f"What stops {label(model, service)}"
    return table("cut-sets", title, _SET_COLUMNS, rows, *set_notes(result, found))


def all_cut_sets_table(
    model: Model, result: CutSetsResult, most: int = 20_000, per_service: int | None = None
) -> Table:
    """The sets of every service, for workbook and paper: ``most`` in all, so many of each."""
    columns = (column("service", "Service", width=16), *_SET_COLUMNS)
    rows: list[Row] = []
    left_out = 0
    for name, found in result.services.items():
        sets = all_sets(found)
        room = max(0, most - len(rows))
        shown = sets[: room if per_service is None else min(room, per_service)]
        left_out += len(sets) - len(shown) + found.unlisted
        for one in shown:
            made = _set_row(model, result, one, name)
            rows.append(Row((Cell(key_of(model, name)), *made.cells), name, name))
    gave_up = given_up(result, "sets")
    listed = len(gave_up) < len(result.services)
    notes = [_order_note(result) if listed else "", _context_note(model, result)]
    if left_out:
        notes.append(f"{left_out:,} more sets were counted but are not listed here.")
    if gave_up:
        notes.append(f"Not computed, for size: {some_keys(model, gave_up)}.")
    without = [name for name in given_up(result, "shared") if name not in gave_up]
    if without:
        notes.append(f"Shared causes were left out, for size, of {some_keys(model, without)}.")
    return table("all-cut-sets", "Minimal cut sets", columns, rows, *notes)


def no_sets(result: CutSetsResult) -> str:
    """What an empty list of the sets of all services means."""
    gave_up = given_up(result, "sets")
    if gave_up:
        return "No set is listed." if len(gave_up) < len(result.services) else NOT_COMPUTED
    if result.order is not None and any(one.cut_by_order for one in result.services.values()):
        plural = "member" if result.order == 1 else "members"
        return f"No set of up to {result.order} {plural} stops a service."
    if given_up(result, "shared"):
        return "No set of elements stops a service."
    return "Nothing stops a service but its own loss."


def given_up(result: CutSetsResult, what: str) -> list[str]:
    """Services of which ``what`` was given up for size."""
    return [name for name, found in result.services.items() if what in found.gave_up]


def some_keys(model: Model, ids: Sequence[str]) -> str:
    """The first keys of many, and how many more there are."""
    more = len(ids) - MOST_NAMED
    return keys(model, ids[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def all_sets(found: ServiceCutSets) -> list[CutSet]:
    """Sets of elements and with shared causes together, low orders first."""
    return sorted((*found.sets, *found.shared), key=lambda one: (one.order, bool(one.causes)))


def _set_row(model: Model, result: CutSetsResult, one: CutSet, ref: str) -> Row:
    causes = [cause_key(model, name) for name in one.causes]
    names = [*(name_of(model, item) for item in one.elements)]
    names += [cause_name(model, result, name) for name in one.causes]
    touched = one.elements or (result.causes[one.causes[0]].elements if one.causes else ())
    return row(
        one.order,
        " + ".join([*(key_of(model, item) for item in one.elements), *causes]),
        " + ".join(names),
        "yes" if one.causes else "",
        percent(one.probability),
        number(None if one.probability is None else one.probability * HOURS),
        ref=ref,
        element=touched[0] if touched else "",
    )


def set_notes(result: CutSetsResult, found: ServiceCutSets) -> list[str]:
    """How many sets there are, and what a limit cut off."""
    model = result.model
    if found.down:
        return ["What is out beforehand stops this service already.", _context_note(model, result)]
    notes = [_count_note(found), _order_note(result, found), _context_note(model, result)]
    if found.unlisted:
        many = "1 set" if found.unlisted == 1 else f"{found.unlisted:,} sets"
        verbs = ("was", "is") if found.unlisted == 1 else ("were", "are")
        notes.append(f"{many} up to this order {verbs[0]} counted but {verbs[1]} not listed.")
    if "sets" in found.gave_up:
        notes.append(NOT_COMPUTED)
    elif "shared" in found.gave_up:
        notes.append("Shared causes were left out: the diagram with them would be too large.")
    return [note for note in notes if note]


def _count_note(found: ServiceCutSets) -> str:
    by_order = ", ".join(
        f"{count:,} of order {order}" for order, count in enumerate(found.counts) if count
    )
    if found.total is None:
        whole = "How many sets of elements there are in all was not computed, for size"
    else:
        plural = "set" if found.total == 1 else "sets"
        whole = f"{found.total:,} minimal {plural} of elements in all"
        if found.highest and found.total > sum(found.counts):
            whole += f", the largest of order {found.highest}"
    return f"{whole}; listed: {by_order}." if by_order else f"{whole}."


def _order_note(result: CutSetsResult, found: ServiceCutSets | None = None) -> str:
    """What the limit of order leaves out; nothing where it is known to leave nothing out."""
    if result.order is None:
        return ""
    what = "Sets"
    if found is not None and not found.cut_by_order:
        if not result.causes:
            return ""
        what = "Sets with shared causes"
    plural = "member" if result.order == 1 else "members"
    return f"{what} of more than {result.order} {plural} are left out."


def _context_note(model: Model, result: CutSetsResult) -> str:
    return f"Out beforehand: {keys(model, result.context)}." if result.context else ""


# --- why ------------------------------------------------------------------------------------------


def reason_text(model: Model, result: CutSetsResult, reason: Reason) -> str:
    """One link of the chain from a loss to the service, as a sentence."""
    name = label(model, reason.element)
    match reason.kind:
        case "lost":
            return f"{name} fails."
        case "out":
            return f"{name} is out beforehand."
        case "cause":
            return f"{name} fails with {cause_name(model, result, reason.name)}."
        case "group":
            gone, left = len(reason.because), reason.members - len(reason.because)
            remaining = f"only {left} {'is' if left == 1 else 'are'}" if left else "none is"
            group = f"of “{reason.name}” " if reason.name else ""
            stopped = keys(model, reason.because)
            return (
                f"{name} stops: {group}it needs {reason.required} of {reason.members}, and "
                f"{remaining} left without {stopped}."
                if gone
                else f"{name} stops."
            )
    return f"{name} stops: it needs {keys(model, reason.because)}."


def cause_key(model: Model, cause: str) -> str:
    """A shared cause as people refer to it: ``site:North``, ``scenario:KEY``."""
    kind, _, rest = cause.partition(":")
    scenario = model.scenarios.get(rest) if kind == "scenario" else None
    return f"scenario:{scenario.key}" if scenario else cause


def cause_name(model: Model, result: CutSetsResult, cause: str) -> str:
    """The same in words: ``Site North``, ``Scenario Fire``."""
    kind, _, rest = cause.partition(":")
    found = result.causes.get(cause)
    name = found.name if found else rest
    return f"{LABELS.get(kind, kind)} {name}"


# --- availability ---------------------------------------------------------------------------------

_AVAILABILITY_COLUMNS = (
    column("key", "Key", width=14),
    column("name", "Name", width=30),
    column("availability", "Availability", "percent", 15),
    column("hours", "Hours down a year", "figure", 17, about="Expected, of 8,760 hours."),
    column("one", "Order 1", "integer", 9, about="Single points of failure."),
    column("two", "Order 2", "integer", 9, about="Pairs that stop it."),
    column("three", "Order 3", "integer", 9, about="Triples that stop it."),
    column("total", "All sets", "integer", 11, about="Minimal sets of elements of any order."),
    column("known", "With a figure", "integer", 14, about="Elements it rests on with a figure."),
    column("unknown", "Without", "integer", 10, about="Those without: taken never to fail."),
    column("remark", "Remark", width=40),
)
ASSUMED = (
    "Exact for elements that fail independently of each other, each by its own availability "
    "(typed, else MTBF and MTRS). Elements without a figure count as never failing; soft "
    "dependencies, tolerances and takeover times do not count; shared causes have no "
    "probability of their own."
)


def availability_table(model: Model, result: CutSetsResult) -> Table:
    """Every service with its availability and how many sets stop it."""
    rows = (_availability_row(model, found) for found in result.services.values())
    context = _context_note(model, result)
    shown = table("availability", "Availability", _AVAILABILITY_COLUMNS, rows, ASSUMED, context)
    return even(shown, "availability")


def _availability_row(model: Model, found: ServiceCutSets) -> Row:
    element = model.elements[found.service]
    counts = [*found.counts, 0, 0, 0, 0]
    given = bool(found.known)
    down = found.unavailability
    return row(
        element.key,
        element.name,
        percent_up(down) if given else None,
        number(down * HOURS) if given and down is not None else None,
        *(counts[order] if "sets" not in found.gave_up else None for order in (1, 2, 3)),
        found.total,
        found.known,
        Cell(len(found.unknown), "note" if found.unknown else ""),
        _remark(found),
        ref=found.service,
        element=found.service,
    )


def _remark(found: ServiceCutSets) -> str:
    if found.down:
        return "stopped by what is out beforehand"
    if not found.known:
        return "nothing it rests on has a figure"
    if found.unavailability is None:
        up = (100 - percent(down) for down in (found.at_most, found.at_least))
        low, high = map(format_percent, up)
        between = f"too large: between {low} and {high}"
        return between if found.sampled is None else f"{between}; {_estimate(found.sampled)}"
    return ""


def _estimate(found: Estimate) -> str:
    up = format_percent(100 - percent(found.value))
    return f"{up} in {found.years:,} random years (± {format_share(found.error)})"


# --- numbers --------------------------------------------------------------------------------------


def number(value: float | None) -> Decimal | None:
    """A float for a table cell: what it prints as, no more."""
    return None if value is None else Decimal(f"{value:.6g}")


def percent_up(unavailability: float | None) -> Decimal | None:
    """Availability in percent, as exact as the share of time down is known."""
    return None if unavailability is None else 100 - percent(unavailability)


def name_of(model: Model, element: str) -> str:
    """The name of an element; empty when it is not there."""
    found = model.elements.get(element)
    return found.name if found else ""
