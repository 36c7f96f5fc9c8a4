"""From one model to the next: what an edit can change is computed again, the rest is kept.

The results are those of a full computation, whatever the edit; an edit that changes the order of
elements, very many of them, the method, or tasks that wait for those of other elements, is one.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bcm_tool.analysis.bound import recovery_bounds
from bcm_tool.analysis.demand import demand_network, step_down
from bcm_tool.analysis.exact import Above, settle_exact
from bcm_tool.analysis.impact import analyze_impact, impact_again
from bcm_tool.analysis.live.demands import demands_again
from bcm_tool.analysis.live.elements import with_element, without_element
from bcm_tool.analysis.live.points import (
    all_rows,
    bits_of,
    is_service,
    points_again,
    points_of,
    rows_again,
    services_of,
)
from bcm_tool.analysis.live.state import Live
from bcm_tool.analysis.live.times import (
    RpoDemands,
    below,
    bounds_again,
    demanding_again,
    rpos_again,
    work_again,
)
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.analysis.objectives import element_objectives, rpo_demands, used_rtos
from bcm_tool.analysis.patch import ElementNeeds, element_needs, patched
from bcm_tool.analysis.results import ImpactResult, ObjectivesResult, PointsResult
from bcm_tool.analysis.work import compile_work
from bcm_tool.model.diff import Diff, diff
from bcm_tool.model.model import INDEXED, Model, key_order
from bcm_tool.model.records import Dependency, RedundancyGroup
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from bcm_tool.analysis.live.points import Row

WHOLE = ("methods", "categories", "bands", "tiers", "kinds")
"""Tables that can change every result."""
FEW = 8
"""Elements that come or go up to which following is quicker than beginning anew."""
FREE_EACH = 16
"""After so many elements an index is kept free for one to come."""


def begin(model: Model, progress: Progress = no_progress, *, free_each: int = FREE_EACH) -> Live:
    """Everything from the beginning; ``free_each`` as in :func:`compile_network`."""
    network = compile_network(model, free_each=free_each)
    impact = analyze_impact(model)
    rto = used_rtos(network, impact)
    bounds = recovery_bounds(network, progress)
    demanding = demand_network(network, bounds)
    count = len(network.ids)
    above, exact = Above([False] * count, [False] * count, [0] * count), [False] * count
    settle_exact(demanding, above, exact, reversed(demanding.order))
    demands = step_down(demanding, rto, progress)
    rpos = rpo_demands(network)
    rows, services = all_rows(network, progress), services_of(network)
    bits = bits_of(count)
    objectives = ObjectivesResult(
        model,
        None,
        {
            name: element_objectives(network, index, bounds, rto, demands, rpos, None)
            for name, index in network.index.items()
        },
    )
    return Live(
        network=network,
        impact=impact,
        objectives=objectives,
        points=points_of(network, rows, bits, services),
        needs=model.needs,
        rto=rto,
        bounds=bounds,
        demanding=demanding,
        above=above,
        exact=exact,
        demands=demands,
        rpos=rpos,
        rows=rows,
        bits=bits,
        services=services,
    )


def follow(
    live: Live, model: Model, progress: Progress = no_progress, *, changes: Diff | None = None
) -> Live:
    """The results of ``model``, an edited version of the one that ``live`` is about.

    ``changes`` is what differs between the two, where the caller knows it already.
    """
    if changes is None:
        changes = diff(live.model, model)
    if _begins_anew(live, changes):
        return begin(model, progress)
    if any(None in pair for pair in changes.changed("elements").values()):
        return _follow_elements(live, model, changes, progress)
    network = live.network
    if changes.changed("elements"):
        _sort_as(model, network.index)
    touched = _touched(changes)
    impact = impact_again(live.impact, model, touched.rated)
    rto, rated = _rtos(live, impact, touched.rated)
    needs, rewired = _needs(live, model, changes, touched.wired)
    work, worked = work_again(network.work, model, _indexes(network, touched.worked))
    if changes.changed("tasks"):
        fresh = compile_work(model, network.ids)
        if fresh.foreign or network.work.foreign:
            return begin(model, progress)  # what waits for whom is no matter of efforts
        worked = {
            index
            for index in range(len(network.ids))
            if fresh.when_lost[index] != network.work.when_lost[index]
            or fresh.when_down[index] != network.work.when_down[index]
        }
        work = fresh
    after = patched(network, model, rewired, None if work is network.work else work, worked)
    opened = _in_cycles_with(network, rewired)
    moved = {*rewired, *opened, *worked}
    bounds = list(live.bounds)
    if not moved:
        later = set()
    elif work.foreign or network.work.foreign:
        bounds = recovery_bounds(after, progress)
        later = {index for index, bound in enumerate(bounds) if bound != live.bounds[index]}
    else:
        later = bounds_again(after, bounds, moved)
    choosing = {
        other for index in later for other in after.dependents[index] if after.groups[other]
    }
    demanding, redirected = demanding_again(
        live.demanding, after, bounds, {*rewired, *choosing}, worked
    )
    above, exact, demands = live.above, live.exact, live.demands
    seeds = {*rated, *worked, *redirected}
    dirty = below((live.demanding, demanding), seeds) if seeds else set()
    if dirty:
        blocks = _blocks(demanding, dirty)
        if worked or redirected:
            above = Above(list(above.waits), list(above.tolerates), list(above.size))
            exact = list(exact)
            settle_exact(demanding, above, exact, blocks)
        constraints = rated | set(demanding.above(tuple({*worked, *redirected})))
        feeding = below((demanding,), constraints)
        demands = demands_again(demanding, rto, demands, exact, blocks, constraints, feeding)
    rpos, pointed = _rpos(live, after, changes, rewired)
    rerouted = {*rewired, *opened}
    rows, services, points = _points(live, after, _indexes(after, touched.rated), rerouted)
    stale = {*rated, *later, *worked, *pointed, *_indexes(after, touched.promised)}
    stale.update(index for index in dirty if demands.get(index) != live.demands.get(index))
    elements = dict(live.objectives.elements)
    for index in stale:
        elements[after.ids[index]] = element_objectives(
            after, index, bounds, rto, demands, rpos, None
        )
    return Live(
        network=after,
        impact=impact,
        objectives=ObjectivesResult(model, None, elements),
        points=points,
        needs=needs,
        rto=rto,
        bounds=bounds,
        demanding=demanding,
        above=above,
        exact=exact,
        demands=demands,
        rpos=rpos,
        rows=rows,
        bits=live.bits,
        services=services,
    )


def _follow_elements(live: Live, model: Model, changes: Diff, progress: Progress) -> Live:
    """The same where elements come or go: alone before, or after, everything else has changed."""
    elements: Any = changes.changed("elements")
    fresh = {name: new for name, (old, new) in elements.items() if old is None}
    gone = {name: old for name, (old, new) in elements.items() if new is None}
    for name, record in fresh.items():
        made = live.model.with_tables({"elements": {**live.model.elements, name: record}})
        ordered = list(live.model.sorted_elements)
        insort(ordered, record, key=lambda item: key_order(item.key))
        made.__dict__["sorted_elements"] = tuple(ordered)
        more = with_element(live, made, name)
        if more is None:
            return begin(model, progress)
        live = more
    middle = model.with_tables({"elements": {**model.elements, **gone}}) if gone else model
    _sort_as(middle, live.network.index)
    stay = {name: pair for name, pair in elements.items() if None not in pair}
    tables = {**changes.tables, "elements": stay}
    rest = Diff({table: found for table, found in tables.items() if found})
    live = follow(live, middle, progress, changes=rest)
    for index, needed in INDEXED.items():
        if "elements" not in needed and index in middle.__dict__:
            model.__dict__.setdefault(index, middle.__dict__[index])
    for number, name in enumerate(gone, 1):
        left = {key: item for key, item in live.model.elements.items() if key != name}
        after = model if number == len(gone) else live.model.with_tables({"elements": left})
        _sort_as(after, [key for key in live.network.index if key != name])
        live = without_element(live, after, name)
    return live


def _sort_as(model: Model, ids: Iterable[str]) -> None:
    model.__dict__.setdefault("sorted_elements", tuple(map(model.elements.__getitem__, ids)))


def _begins_anew(live: Live, changes: Diff) -> bool:
    """Whether the edit changes the method, the order of elements, or which ones there are much."""
    if any(changes.changed(table) for table in WHOLE):
        return True
    elements: Any = changes.changed("elements").values()
    others = sum(None in pair for pair in elements)
    if others > FEW or (others and live.network.work.foreign):
        return True
    return any(None not in (old, new) and old.key != new.key for old, new in elements)


@dataclass(frozen=True)
class _Touched:
    """Element ids whose ratings, needs, work or promised times an edit touches."""

    rated: set[str]
    wired: set[str]
    worked: set[str]
    promised: set[str]


def _touched(changes: Diff) -> _Touched:
    def named(table: str, field: str) -> set[str]:
        records: Any = changes.changed(table).values()
        return {
            str(getattr(record, field)) for pair in records for record in pair if record is not None
        }

    elements = set(changes.changed("elements"))
    options = named("options", "element")
    return _Touched(
        rated=elements | named("impacts", "element"),
        wired=named("dependencies", "dependent") | named("groups", "dependent"),
        worked=elements | options,
        promised=elements | options,
    )


def _indexes(network: Network, names: set[str]) -> set[int]:
    return {network.index[name] for name in names if name in network.index}


def _rtos(live: Live, impact: ImpactResult, names: set[str]) -> tuple[list[int | None], set[int]]:
    """RTO used per index, and whose differs."""
    rto = live.rto
    differ: set[int] = set()
    for index in _indexes(live.network, names):
        limit = impact.elements[live.network.ids[index]].rto
        if limit != rto[index]:
            if not differ:
                rto = list(rto)
            rto[index] = limit
            differ.add(index)
    return rto, differ


def _needs(
    live: Live, model: Model, changes: Diff, names: set[str]
) -> tuple[Mapping[str, tuple[Dependency, ...]], dict[int, ElementNeeds]]:
    """Dependencies per dependent, and the compiled needs that differ."""
    if not names:
        return live.needs, {}
    network, needs = live.network, dict(live.needs)
    own = {name: {item.id: item for item in needs.get(name, ())} for name in names}
    pairs: Any = changes.changed("dependencies").values()
    for before, after in pairs:
        if before is not None:
            own[before.dependent].pop(before.id, None)
        if after is not None:
            own[after.dependent][after.id] = after
    needs.update({name: tuple(items.values()) for name, items in own.items()})
    differ = {}
    groups: dict[str, list[RedundancyGroup]] = {name: [] for name in names}
    for group in model.groups.values():
        if group.dependent in groups:
            groups[group.dependent].append(group)
    for name in names:
        if name not in network.index:
            continue
        index = network.index[name]
        made = element_needs(model, network.index, needs[name], groups[name], network.release)
        known = ElementNeeds(network.hard[index], network.groups[index], network.soft[index])
        if made != known:
            differ[index] = made
    return needs, differ


def _in_cycles_with(network: Network, elements: Iterable[int]) -> set[int]:
    """All members of the cycles that elements were in: other needs may have opened them."""
    blocks = (network.order[network.component[element]] for element in elements)
    return {member for block in blocks if len(block) > 1 for member in block}


def _blocks(network: Network, elements: set[int]) -> list[tuple[int, ...]]:
    """The components of the elements, dependents first."""
    numbers = sorted({network.component[element] for element in elements}, reverse=True)
    return [network.order[number] for number in numbers]


def _rpos(
    live: Live, after: Network, changes: Diff, rewired: Mapping[int, ElementNeeds]
) -> tuple[RpoDemands, set[int]]:
    """Demands of recovery points, and whose differs."""
    elements: Any = changes.changed("elements")
    seeds = {
        after.index[name] for name, (old, new) in elements.items() if old.rpo != new.rpo
    } | set(rewired)
    if not seeds or (
        not live.rpos and not any(new.rpo is not None for _, new in elements.values())
    ):
        return live.rpos, set()
    dirty = below((live.network, after), seeds, soft=True)
    rpos = rpos_again(after, live.rpos, dirty)
    return rpos, {index for index in dirty if rpos.get(index) != live.rpos.get(index)}


def _points(
    live: Live, after: Network, rated: set[int], rewired: set[int]
) -> tuple[list[Row], list[int], PointsResult]:
    """Rows, services and the result."""
    differ: set[int] = set()
    rows = live.rows
    if rewired:
        rows = list(rows)
        differ = rows_again(after, rows, live.bits, rewired)
    known = set(live.services)
    flips = {index for index in rated if (index in known) != is_service(after, index)}
    services = sorted(known ^ flips) if flips else live.services
    if not differ and services == live.services:
        return rows, services, replace(live.points, model=after.model)
    points = points_again(after, live.points, live.rows, rows, live.bits, services, differ)
    return rows, services, points
