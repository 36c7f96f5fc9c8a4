"""What the map says about a model: a card for each element, a line for each dependency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bcm_tool.durations import format_duration, format_elapsed
from bcm_tool.layout import Sizes
from bcm_tool.model.model import Model
from bcm_tool.model.records import Dependency

if TYPE_CHECKING:
    from bcm_tool.analysis.results import FailureResult, ImpactResult, ObjectivesResult

SIZES = Sizes(width=224, height=58, gap=20, row_gap=30, lane=9)


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a node. ``late``: what can be achieved is later than what is demanded.

    ``lateness`` tells by how much.
    """

    id: str
    key: str
    name: str
    kind: str
    kind_name: str
    demand: str
    achievable: str
    late: bool
    lateness: str
    tip: str


@dataclass(frozen=True, slots=True)
class State:
    """What a loss means for one node: its name (also of its sign), a tone, and words."""

    name: str
    tone: str
    text: str


class Line(NamedTuple):
    """An edge as the map draws it; ``group`` is the group's id, else empty."""

    id: str
    dependent: str
    provider: str
    soft: bool
    tolerance: int
    group: str


def card_of(
    model: Model,
    element_id: str,
    impact: ImpactResult | None,
    objectives: ObjectivesResult | None,
) -> Card:
    """The card of one element, with what the last results say of it."""
    element = model.elements[element_id]
    kind = model.kinds.get(element.kind or "")
    rated = impact.elements.get(element_id) if impact else None
    aims = objectives.elements.get(element_id) if objectives else None
    rto = rated.rto if rated else element.rto
    demand = f"RTO {format_duration(rto)}" if rto is not None else ""
    if not demand and aims and aims.required_by is not None:
        demand = f"due in {format_duration(aims.required_by)}"
    achievable = ""
    if aims and aims.rta is not None:
        achievable = f"RTA {format_duration(aims.rta)}"
    elif aims and aims.rta_bound is not None:
        achievable = f"RTA ≥ {format_duration(aims.rta_bound)}"
    lateness = ""
    if aims and aims.gap is not None and aims.gap > 0:
        least = "≥ " if aims.rta is None else ""
        lateness = f"{least}{format_duration(aims.gap)} late"
    kind_name = kind.name if kind else "No kind"
    facts = [
        f"{element.key}  {element.name}",
        kind_name,
        f"Site: {element.site}" if element.site else "",
        f"Supplier: {element.supplier}" if element.supplier else "",
        f"Owner: {element.owner}" if element.owner else "",
        ", ".join(part for part in (demand, achievable, lateness) if part),
    ]
    return Card(
        id=element_id,
        key=element.key,
        name=element.name,
        kind=element.kind or "",
        kind_name=kind_name,
        demand=demand,
        achievable=achievable,
        late=bool(lateness),
        lateness=lateness,
        tip="\n".join(fact for fact in facts if fact),
    )


def line_of(dependency: Dependency) -> Line:
    """The line of one dependency."""
    return Line(
        dependency.id,
        dependency.dependent,
        dependency.provider,
        dependency.strength == "soft",
        dependency.tolerance,
        dependency.group or "",
    )


def group_mark(model: Model, group_id: str) -> str:
    """ "1 of 2": how many members of a group are needed."""
    group = model.groups[group_id]
    members = sum(link.group == group_id for link in model.needs.get(group.dependent, ()))
    return f"{group.required} of {members}"


def layer_of(model: Model, element_id: str) -> int:
    """The layer of an element's kind; what has no kind stands below everything."""
    kind = model.kinds.get(model.elements[element_id].kind or "")
    return kind.layer if kind else 1_000_000


def nodes_of(model: Model) -> list[tuple[str, int, str]]:
    """(id, layer, key) of every element, for the layout."""
    return [(item.id, layer_of(model, item.id), item.key) for item in model.elements.values()]


def links_of(model: Model) -> list[tuple[str, str]]:
    """(dependent, provider) of every dependency, for the layout."""
    return [(item.dependent, item.provider) for item in model.dependencies.values()]


def state_of(result: FailureResult, element_id: str) -> State | None:
    """What a loss means for an element; None when it goes on as before."""
    outage = result.outages.get(element_id)
    if outage is not None:
        back = "" if not result.recovering else f", back {format_elapsed(outage.up)}"
        if result.recovering and outage.up is None:
            back = ", never back"
        if outage.lost:
            return State("lost", "error", f"LOST{back}")
        if outage.takeover:
            until = format_elapsed(outage.up)
            return State("takeover", "warning", f"Switching until {until}")
        if outage.up == outage.down:
            return State("stopped", "warning", f"Stops briefly {format_elapsed(outage.down)}")
        return State("stopped", "error", f"Down {format_elapsed(outage.down)}{back}")
    if element_id in result.tolerating:
        until = format_elapsed(result.tolerating[element_id])
        return State("tolerating", "warning", f"Runs on, until {until}")
    if element_id in result.degraded:
        return State("degraded", "note", "Degraded")
    return None


def needs_closure(model: Model, ids: Iterable[str]) -> set[str]:
    """Everything that the elements need, directly or through others; not themselves."""
    return _closure(ids, lambda item: [link.provider for link in model.needs.get(item, ())])


def needed_closure(model: Model, ids: Iterable[str]) -> set[str]:
    """Everything that needs the elements, directly or through others; not themselves."""
    return _closure(ids, lambda item: [link.dependent for link in model.needed_by.get(item, ())])


def _closure(ids: Iterable[str], step: Callable[[str], list[str]]) -> set[str]:
    start = set(ids)
    found, waiting = set(start), list(start)
    while waiting:
        for other in step(waiting.pop()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found - start
