"""One element more or less that nothing needs and that needs nothing: all others move up or down.

Index order is key order, so most indexes change; what they are about does not. Whatever else comes
or goes with the element is an edit of a model that has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, compress, islice, repeat
from operator import attrgetter, gt, is_not, itemgetter, sub
from typing import Any, TypeVar, cast

import numpy as np

from bcm_tool.analysis.demand import Demand, formula_demand
from bcm_tool.analysis.exact import Above, settle_exact
from bcm_tool.analysis.impact import impact_again
from bcm_tool.analysis.live.points import is_service, rows_with
from bcm_tool.analysis.live.state import Live
from bcm_tool.analysis.live.times import RpoDemands, bounds_again
from bcm_tool.analysis.network import Group, Need, Network
from bcm_tool.analysis.objectives import element_objectives
from bcm_tool.analysis.results import ImpactResult, ObjectivesResult, PointsResult
from bcm_tool.analysis.work import Work, element_effort
from bcm_tool.model.model import Model

T = TypeVar("T")
ROWS = ("hard", "groups", "soft", "providers", "dependents", "soft_dependents")
FORMS = {"hard": "needs", "groups": "groups"}
"""Rows of a network per element, and what stands in them if not indexes."""
MAKE_NEED = cast(Callable[[tuple[int, int]], Need], partial(tuple.__new__, Need))
MAKE_DEMAND = cast(
    Callable[[tuple[int, tuple[int, ...], bool]], Demand], partial(tuple.__new__, Demand)
)


def with_element(live: Live, model: Model, element: str) -> Live:
    """The results of ``model``, which has one element more and nothing else."""
    ids = tuple(map(attrgetter("id"), model.sorted_elements))
    at = ids.index(element)
    moves = _Moves([*range(at), *range(at + 1, len(ids))], at)
    network, demanding = _both(live, model, ids, moves)
    impact = _in_order(impact_again(live.impact, model, (element,)), ids)
    rto = _put_in(live.rto, at, impact.elements[element].rto)
    bounds = [*live.bounds[:at], -1, *live.bounds[at:]]
    bounds_again(network, bounds, (at,))
    above = Above(
        _put_in(live.above.waits, at, False),
        _put_in(live.above.tolerates, at, False),
        _put_in(live.above.size, at, 0),
    )
    exact = _put_in(live.exact, at, False)
    settle_exact(demanding, above, exact, [(at,)])
    demands = _demands(live.demands, moves)
    own = formula_demand(demanding, demands, rto, at)
    if own is not None:
        demands[at] = own
    rpos = _rpos(live.rpos, moves)
    rpo = model.elements[element].rpo
    if rpo is not None:
        rpos[at] = (rpo, (at,))
    services = [moves.moved[item] for item in live.services]
    if is_service(network, at):
        services = sorted([*services, at])
    rows, bits = rows_with(live.rows, live.bits, at)
    fresh = element_objectives(network, at, bounds, rto, demands, rpos, None)
    objectives = {**live.objectives.elements, element: fresh}
    return Live(
        network=network,
        impact=impact,
        objectives=ObjectivesResult(model, None, _by_id(objectives, ids)),
        points=_points(live.points, network, services),
        needs=live.needs,
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


def without_element(live: Live, model: Model, element: str) -> Live:
    """The results of ``model``, which has one element less and nothing else."""
    at = live.network.index[element]
    ids = (*live.network.ids[:at], *live.network.ids[at + 1 :])
    moves = _Moves([*range(at), -1, *range(at, len(ids))], at)
    network, demanding = _both(live, model, ids, moves)
    services = [moves.moved[item] for item in live.services if item != at]
    known = live.objectives.elements
    return Live(
        network=network,
        impact=_in_order(replace(live.impact, model=model), ids),
        objectives=ObjectivesResult(model, None, _by_id(known, ids)),
        points=_points(live.points, network, services),
        needs=live.needs,
        rto=_left_out(live.rto, at),
        bounds=_left_out(live.bounds, at),
        demanding=demanding,
        above=Above(
            _left_out(live.above.waits, at),
            _left_out(live.above.tolerates, at),
            _left_out(live.above.size, at),
        ),
        exact=_left_out(live.exact, at),
        demands=_demands(live.demands, moves),
        rpos=_rpos(live.rpos, moves),
        rows=_left_out(live.rows, at),
        bits=np.delete(live.bits, at),
        services=services,
    )


def _put_in(values: Sequence[T], at: int, value: T) -> list[T]:
    return [*values[:at], value, *values[at:]]


def _left_out(values: Sequence[T], at: int) -> list[T]:
    return [*values[:at], *values[at + 1 :]]


def _in_order(impact: ImpactResult, ids: Iterable[str]) -> ImpactResult:
    return replace(impact, elements=_by_id(impact.elements, ids))


def _by_id(known: Mapping[str, T], ids: Iterable[str]) -> dict[str, T]:
    names = list(ids)
    return dict(zip(names, map(known.__getitem__, names), strict=True))


# --- the network ----------------------------------------------------------------------------------


class _Moves:
    """New indexes by old ones, -1 for what goes; all below ``at`` stay.

    Rows are moved together, without a step of Python for each.
    """

    def __init__(self, moved: list[int], at: int) -> None:
        self.moved, self.at = moved, at

    def indexes(self, rows: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """Rows of indexes as they are now."""
        return _cut(map(self.moved.__getitem__, chain.from_iterable(rows)), rows)

    def needs(self, rows: Sequence[tuple[Need, ...]]) -> list[tuple[Need, ...]]:
        """Rows of needs as they are now."""
        needs = list(chain.from_iterable(rows))
        providers = map(self.moved.__getitem__, map(itemgetter(0), needs))
        made = map(MAKE_NEED, zip(providers, map(itemgetter(1), needs), strict=True))
        return _cut(made, rows)

    def groups(self, rows: Sequence[tuple[Group, ...]]) -> list[tuple[Group, ...]]:
        """Rows of groups as they are now."""
        groups = list(chain.from_iterable(rows))
        members = self.needs([group.members for group in groups])
        made = [group._replace(members=own) for group, own in zip(groups, members, strict=True)]
        return _cut(iter(made), rows)


def _cut(items: Iterable[T], like: Sequence[tuple[Any, ...]]) -> list[tuple[T, ...]]:
    """The items in rows that are as long as those of ``like``."""
    rest = iter(items)
    filled = list(filter(None, like))
    if 2 * len(filled) > len(like):
        return list(map(tuple, map(islice, repeat(rest), map(len, like))))
    found: list[tuple[T, ...]] = [()] * len(like)
    for place in compress(range(len(like)), like):
        found[place] = tuple(islice(rest, len(like[place])))
    return found


def _both(live: Live, model: Model, ids: tuple[str, ...], moves: _Moves) -> tuple[Network, Network]:
    """The network and the one of demands, whose rows are mostly the same."""
    work = _work(live.network.work, model, ids, moves.at)
    network = _moved(live.network, model, ids, moves, work)
    demanding = _moved(live.demanding, model, ids, moves, work, (live.network, network))
    return network, demanding


def _moved(
    network: Network,
    model: Model,
    ids: tuple[str, ...],
    moves: _Moves,
    work: Work,
    like: tuple[Network, Network] | None = None,
) -> Network:
    """``like``: another network before and after; rows that it shared are shared again."""
    at, more = moves.at, len(ids) > len(network.ids)
    known: dict[str, tuple[Any, ...]] = {}
    for name in ROWS:
        settle = getattr(moves, FORMS.get(name, "indexes"))
        rows = getattr(network, name)
        if like is None:
            found = settle(rows)
        else:
            others, found = getattr(like[0], name), list(getattr(like[1], name))
            if more:
                del found[at]
            else:
                found.insert(at, ())
            own = list(compress(range(len(rows)), map(is_not, rows, others)))
            for item, row in zip(own, settle([rows[item] for item in own]), strict=True):
                found[item] = row
        if more:
            found.insert(at, ())
        else:
            del found[at]
        known[name] = tuple(found)
    made = Network(
        model=model,
        ids=ids,
        hard=known.pop("hard"),
        groups=known.pop("groups"),
        soft=known.pop("soft"),
        work=work,
        release=network.release,
    )
    made.__dict__.update(known)
    if like is not None:
        made.__dict__["index"] = like[1].index
    order, component = _order(network, moves), list(network.component)
    if more:
        component.insert(at, len(order))
        order.append((at,))
    else:
        number = component.pop(at)
        del order[number]
        component = list(map(sub, component, map(gt, component, repeat(number))))
    made.__dict__["order"], made.__dict__["component"] = tuple(order), tuple(component)
    if "arrays" in network.__dict__:
        from bcm_tool.analysis.arrays.needs import hard_needs_with, hard_needs_without

        made.__dict__["arrays"] = (
            hard_needs_with(network.arrays, at, work.when_down[at])
            if more
            else hard_needs_without(network.arrays, at)
        )
    return made


def _order(network: Network, moves: _Moves) -> list[tuple[int, ...]]:
    if len(network.order) < len(network.ids):
        return moves.indexes(network.order)
    return list(zip(map(moves.moved.__getitem__, chain.from_iterable(network.order)), strict=True))


def shared(network: Network, like: Network) -> Network:
    """``network`` with the very rows of ``like`` where they are equal."""
    for name in ROWS:
        pairs = zip(getattr(network, name), getattr(like, name), strict=True)
        network.__dict__[name] = tuple(two if one == two else one for one, two in pairs)
    return network


def _work(work: Work, model: Model, ids: tuple[str, ...], at: int) -> Work:
    if len(ids) < len(work.ids):
        lost, down = _left_out(work.when_lost, at), _left_out(work.when_down, at)
    else:
        name = ids[at]
        own = work.tasks_of.get(name, ())
        lost, down = (
            _put_in(efforts, at, element_effort(model, work.tasks, own, name, lost=is_lost))
            for efforts, is_lost in ((work.when_lost, True), (work.when_down, False))
        )
    made = replace(work, when_lost=tuple(lost), when_down=tuple(down), ids=ids)
    if not work.foreign:
        made.__dict__["foreign"] = len(ids) > len(work.ids) and (
            lost[at].foreign or down[at].foreign
        )
    return made


# --- what is known by index -----------------------------------------------------------------------


def _demands(demands: Mapping[int, Demand], moves: _Moves) -> dict[int, Demand]:
    known = list(demands.values())
    paths = moves.indexes(list(map(itemgetter(1), known)))
    allowed, by_formula = map(itemgetter(0), known), map(itemgetter(2), known)
    made = map(MAKE_DEMAND, zip(allowed, paths, by_formula, strict=True))
    found = dict(zip(map(moves.moved.__getitem__, demands), made, strict=True))
    found.pop(-1, None)
    return found


def _rpos(rpos: RpoDemands, moves: _Moves) -> RpoDemands:
    paths = moves.indexes([path for _, path in rpos.values()])
    made = ((rpo, path) for (rpo, _), path in zip(rpos.values(), paths, strict=True))
    found = dict(zip(map(moves.moved.__getitem__, rpos), made, strict=True))
    found.pop(-1, None)
    return found


def _points(known: PointsResult, network: Network, services: Sequence[int]) -> PointsResult:
    """An element alone stops itself and nothing else."""
    ids, names = network.ids, tuple(network.ids[item] for item in services)
    radius = dict(known.blast_radius)
    for gone in set(radius).difference(ids):
        del radius[gone]
    if len(radius) < len(ids):
        come = set(ids).difference(radius)
        radius |= {name: int(name in names) for name in come}
        radius = _by_id(radius, ids)
    points = {name: known.single_points.get(name, ()) for name in names}
    return PointsResult(network.model, names, points, radius)
