"""Cut sets, availability and importance, as tables and in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bcm_tool.analysis.cutsets.reasons import Reason
from bcm_tool.analysis.cutsets.result import (
    CutSet,
    CutSetsResult,
    Estimate,
    Importance,
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
    notes = [_order_note(result), _context_note(model, result)]
    if left_out:
        notes.append(f"{left_out:,} more sets were counted but are not listed here.")
    gave_up = _given_up(result, "sets")
    if gave_up:
        notes.append(f"Not computed, for size: {_some(model, gave_up)}.")
    without = [name for name in _given_up(result, "shared") if name not in gave_up]
    if without:
        notes.append(f"Shared causes were left out, for size, of {_some(model, without)}.")
    return table("all-cut-sets", "Minimal cut sets", columns, rows, *notes)


def no_sets(result: CutSetsResult) -> str:
    """What an empty list of the sets of all services means."""
    gave_up = _given_up(result, "sets")
    if gave_up:
        return "No set is listed." if len(gave_up) < len(result.services) else NOT_COMPUTED
    if result.order is not None and any(one.cut_by_order for one in result.services.values()):
        plural = "member" if result.order == 1 else "members"
        return f"No set of up to {result.order} {plural} stops a service."
    if _given_up(result, "shared"):
        return "No set of elements stops a service."
    return "Nothing stops a service but its own loss."


def _given_up(result: CutSetsResult, what: str) -> list[str]:
    """Services of which ``what`` was given up for size."""
    return [name for name, found in result.services.items() if what in found.gave_up]


def _some(model: Model, ids: Sequence[str]) -> str:
    """The first keys of many, and how many more there are."""
    more = len(ids) - MOST_NAMED
    return keys(model, ids[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def all_sets(found: ServiceCutSets) -> list[CutSet]:
    """Sets of elements and with shared causes together, low orders first."""
    return sorted((*found.sets, *found.shared), key=lambda one: (one.order, bool(one.causes)))


def _set_row(model: Model, result: CutSetsResult, one: CutSet, ref: str) -> Row:
    causes = [cause_key(model, name) for name in one.causes]
    names = [*(_name(model, item) for item in one.elements)]
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


# --- importance -----------------------------------------------------------------------------------

_IMPORTANCE_COLUMNS = (
    column("key", "Key", width=14),
    column("name", "Name", width=28),
    column(
        "criticality", "Criticality", "percent", 12,
        about="Chance that the element is what keeps the service down.",
    ),
    column(
        "birnbaum", "Birnbaum", "figure", 11,
        about="Unavailability of the service with the element down, less with it up.",
    ),
    column(
        "fussell_vesely", "Fussell-Vesely", "percent", 14,
        about="Chance that a cut set with the element is down, given the service is.",
    ),
    column(
        "raw", "RAW", "figure", 9,
        about="Risk achievement worth: how many times worse with the element down.",
    ),
    column(
        "rrw", "RRW", "figure", 9,
        about="Risk reduction worth: how many times better if it never failed.",
    ),
    column("own", "Own availability", "percent", 16),
)  # fmt: skip


def importance_table(model: Model, result: CutSetsResult, service: str) -> Table:
    """What one service rests on, what matters most first."""
    found = result.services[service]
    rows = (_importance_row(model, name, one) for name, one in _ranked(model, found))
    title = f"Importance for {label(model, service)}"
    notes = [_unknown_note(model, found)]
    if "importance" in found.gave_up:
        notes.append("Importance was not computed, for size.")
    if found.importance and not found.unavailability:
        notes.append("Ratios need at least one figure below the service.")
    return even(table("importance", title, _IMPORTANCE_COLUMNS, rows, *notes), "own")


def _unknown_note(model: Model, found: ServiceCutSets) -> str:
    """Which elements count as never failing, because nothing says how often they do."""
    if not found.unknown:
        return ""
    return f"Without a figure, hence taken never to fail: {_some(model, found.unknown)}."


NOT_ASKED = (
    "Importance was not computed: for so many services and elements that is done only for one "
    "service at a time, in the view Structure."
)


def top_importance_table(model: Model, result: CutSetsResult, most: int = 10) -> Table:
    """Of every service with a figure, the elements that matter most."""
    columns = (column("service", "Service", width=16), *_IMPORTANCE_COLUMNS)
    rows: list[Row] = []
    for service, found in result.services.items():
        for name, one in _ranked(model, found)[: most if found.unavailability else 0]:
            made = _importance_row(model, name, one)
            rows.append(Row((Cell(key_of(model, service)), *made.cells), service, name))
    notes = [f"Of every service the first {most}, by criticality."] if rows else []
    gave_up = _given_up(result, "importance")
    if not result.importance:
        notes.append(NOT_ASKED)
    elif gave_up:
        notes.append(f"Importance was not computed, for size: {_some(model, gave_up)}.")
    elif not rows and any(found.known for found in result.services.values()):
        notes.append("By the figures there are no service is ever down.")
    return even(table("top-importance", "Importance", columns, rows, *notes), "own")


def _ranked(model: Model, found: ServiceCutSets) -> list[tuple[str, Importance]]:
    return sorted(
        found.importance.items(),
        key=lambda pair: (-(pair[1].criticality or 0.0), -pair[1].birnbaum, key_of(model, pair[0])),
    )


def _importance_row(model: Model, name: str, one: Importance) -> Row:
    return row(
        key_of(model, name),
        _name(model, name),
        percent(one.criticality),
        number(one.birnbaum),
        percent(one.fussell_vesely),
        number(one.raw),
        number(one.rrw),
        percent_up(one.unavailability),
        ref=name,
        element=name,
    )


# --- numbers --------------------------------------------------------------------------------------


def number(value: float | None) -> Decimal | None:
    """A float for a table cell: what it prints as, no more."""
    return None if value is None else Decimal(f"{value:.6g}")


def percent_up(unavailability: float | None) -> Decimal | None:
    """Availability in percent, as exact as the share of time down is known."""
    return None if unavailability is None else 100 - percent(unavailability)


def _name(model: Model, element: str) -> str:
    found = model.elements.get(element)
    return found.name if found else ""
