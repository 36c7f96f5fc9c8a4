"""One element more or less that nothing needs and that needs nothing.

Whatever else comes or goes with the element is an edit of a model that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from bcm_tool.analysis.demand import formula_demand
from bcm_tool.analysis.impact import impact_again
from bcm_tool.analysis.live.places import moved, room
from bcm_tool.analysis.live.points import is_service
from bcm_tool.analysis.live.state import Live
from bcm_tool.analysis.live.times import bounds_again
from bcm_tool.analysis.network import Network
from bcm_tool.analysis.objectives import element_objectives
from bcm_tool.analysis.results import ImpactResult, ObjectivesResult
from bcm_tool.analysis.work import NOTHING, Effort, Work, element_effort
from bcm_tool.model.model import Model

K = TypeVar("K")
T = TypeVar("T")


def with_element(live: Live, model: Model, element: str) -> Live | None:
    """The results of ``model``, which has one element more and nothing else.

    None where no index is free for it.
    """
    record = model.elements[element]
    turn = room(live.network, record.key)
    if turn is None:
        return None
    at, live = turn.at, moved(live, turn)
    old = live.network.work
    own = old.tasks_of.get(element, ())
    lost, down = (
        element_effort(model, old.tasks, own, element, lost=is_lost) for is_lost in (True, False)
    )
    live = _renamed(live, model, at, element, (lost, down))
    network, demanding = live.network, live.demanding
    impact = impact_again(live.impact, model, (element,))
    rto, bounds = list(live.rto), list(live.bounds)
    rto[at] = impact.elements[element].rto
    bounds_again(network, bounds, (at,))
    demands, rpos = live.demands, live.rpos
    demand = formula_demand(demanding, demands, rto, at)
    if demand is not None:
        demands = {**demands, at: demand}
    if record.rpo is not None:
        rpos = {**rpos, at: (record.rpo, (at,))}
    service = is_service(network, at)
    services = sorted([*live.services, at]) if service else live.services
    objectives = element_objectives(network, at, bounds, rto, demands, rpos, None)
    points = replace(
        live.points,
        model=model,
        services=tuple(network.ids[item] for item in services),
        blast_radius=_in_order({**live.points.blast_radius, element: int(service)}, network),
    )
    if service:
        known = {**points.single_points, element: ()}
        points = replace(points, single_points={name: known[name] for name in points.services})
    return replace(
        live,
        impact=ImpactResult(model, _in_order(impact.elements, network)),
        objectives=ObjectivesResult(
            model, None, _in_order({**live.objectives.elements, element: objectives}, network)
        ),
        points=points,
        rto=rto,
        bounds=bounds,
        demands=demands,
        rpos=rpos,
        services=services,
    )


def without_element(live: Live, model: Model, element: str) -> Live:
    """The results of ``model``, which has one element less and nothing else."""
    at = live.network.index[element]
    live = _renamed(live, model, at, "", (NOTHING, NOTHING))
    rto, bounds = list(live.rto), list(live.bounds)
    rto[at], bounds[at] = None, 0
    points = live.points
    return replace(
        live,
        impact=ImpactResult(model, _less(live.impact.elements, element)),
        objectives=ObjectivesResult(model, None, _less(live.objectives.elements, element)),
        points=replace(
            points,
            model=model,
            services=tuple(name for name in points.services if name != element),
            single_points=_less(points.single_points, element),
            blast_radius=_less(points.blast_radius, element),
        ),
        rto=rto,
        bounds=bounds,
        demands=_less(live.demands, at),
        rpos=_less(live.rpos, at),
        services=[item for item in live.services if item != at],
    )


def _renamed(
    live: Live, model: Model, at: int, element: str, efforts: tuple[Effort, Effort]
) -> Live:
    """``live`` with another element at an index, or none, and its efforts lost and down."""
    work = _work(live.network.work, at, element, efforts)
    network = _network(live.network, model, work, at)
    demanding = _network(live.demanding, model, work, at)
    demanding.__dict__["index"] = network.index
    return replace(live, network=network, demanding=demanding)


def _network(network: Network, model: Model, work: Work, at: int) -> Network:
    made = replace(network, model=model, ids=work.ids, work=work)
    for name in ("providers", "dependents", "soft_dependents", "order", "component"):
        made.__dict__[name] = getattr(network, name)
    if "arrays" in network.__dict__:
        from bcm_tool.analysis.arrays.needs import efforts_again

        made.__dict__["arrays"] = efforts_again(network.arrays, made, (at,))
    return made


def _work(work: Work, at: int, element: str, efforts: tuple[Effort, Effort]) -> Work:
    lost, down, ids = list(work.when_lost), list(work.when_down), list(work.ids)
    (lost[at], down[at]), ids[at] = efforts, element
    made = replace(work, when_lost=tuple(lost), when_down=tuple(down), ids=tuple(ids))
    if not work.foreign:
        made.__dict__["foreign"] = any(effort.foreign for effort in efforts)
    return made


def _in_order(known: Mapping[str, T], network: Network) -> dict[str, T]:
    names: Iterable[str] = network.index
    return dict(zip(names, map(known.__getitem__, names), strict=True))


def _less(known: Mapping[K, T], key: K) -> dict[K, T]:
    found = dict(known)
    found.pop(key, None)
    return found
