"""One element more or less that nothing needs and that needs nothing: all others move up or down.

Index order is key order, so most indexes change; what they are about does not. Whatever else comes
or goes with the element is an edit of a model that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from bcm_tool.analysis.demand import Demand, formula_demand
from bcm_tool.analysis.exact import Above, settle_exact
from bcm_tool.analysis.impact import impact_again
from bcm_tool.analysis.live.points import is_service, own_row
from bcm_tool.analysis.live.state import Live
from bcm_tool.analysis.live.times import RpoDemands, bounds_again
from bcm_tool.analysis.network import Group, Need, Network
from bcm_tool.analysis.objectives import element_objectives, used_rtos
from bcm_tool.analysis.results import ImpactResult, ObjectivesResult, PointsResult
from bcm_tool.analysis.work import Work, element_effort
from bcm_tool.model.model import Model

if TYPE_CHECKING:
    from bcm_tool.analysis.live.points import Row

T = TypeVar("T")
ROWS = ("hard", "groups", "soft", "providers", "dependents", "soft_dependents")
FORMS = {"hard": "needs", "groups": "groups"}
"""Rows of a network per element, and what stands in them if not indexes."""


def with_element(live: Live, model: Model, element: str) -> Live:
    """The results of ``model``, which has one element more and nothing else."""
    ids = tuple(item.id for item in model.sorted_elements)
    at = ids.index(element)
    moves = _Moves([*range(at), *range(at + 1, len(ids))], at)
    network, demanding = _both(live, model, ids, moves)
    impact = _in_order(impact_again(live.impact, model, (element,)), ids)
    rto = used_rtos(network, impact)
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
    rows = _rows_with(live.rows, at)
    fresh = element_objectives(network, at, bounds, rto, demands, rpos, None)
    objectives = {**live.objectives.elements, element: fresh}
    return Live(
        network=network,
        impact=impact,
        objectives=ObjectivesResult(model, None, {name: objectives[name] for name in ids}),
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
        objectives=ObjectivesResult(model, None, {name: known[name] for name in ids}),
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
        rows=_rows_without(live.rows, at),
        services=services,
    )


def _put_in(values: Sequence[T], at: int, value: T) -> list[T]:
    return [*values[:at], value, *values[at:]]


def _left_out(values: Sequence[T], at: int) -> list[T]:
    return [*values[:at], *values[at + 1 :]]


def _in_order(impact: ImpactResult, ids: Iterable[str]) -> ImpactResult:
    return replace(impact, elements={name: impact.elements[name] for name in ids})


# --- the network ----------------------------------------------------------------------------------


class _Moves:
    """New indexes by old ones, -1 for what goes; all below ``at`` stay."""

    def __init__(self, moved: list[int], at: int) -> None:
        self.moved, self.at = moved, at
        self._known: dict[Need, Need] = {}

    def indexes(self, row: tuple[int, ...]) -> tuple[int, ...]:
        """Indexes as they are now."""
        moved = self.moved
        return row if not row or max(row) < self.at else tuple([moved[item] for item in row])

    def needs(self, row: tuple[Need, ...]) -> tuple[Need, ...]:
        """Needs as they are now; equal ones are one object."""
        if not row or max(row)[0] < self.at:
            return row
        known, found = self._known, []
        for need in row:
            made = known.get(need)
            if made is None:
                made = known[need] = Need(self.moved[need.provider], need.tolerance)
            found.append(made)
        return tuple(found)

    def groups(self, row: tuple[Group, ...]) -> tuple[Group, ...]:
        """Groups as they are now."""
        if not row:
            return row
        return tuple([group._replace(members=self.needs(group.members)) for group in row])


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
    """``like``: another network before and after; what was the same there is the same again."""
    at, more = moves.at, len(ids) > len(network.ids)
    known: dict[str, tuple[Any, ...]] = {}
    for name in ROWS:
        settle = getattr(moves, FORMS.get(name, "indexes"))
        rows = getattr(network, name)
        if like is None:
            found = list(map(settle, rows))
        else:
            others, news = getattr(like[0], name), list(getattr(like[1], name))
            if more:
                del news[at]
            else:
                news.insert(at, ())
            found = [
                new if row is other or row == other else settle(row)
                for row, other, new in zip(rows, others, news, strict=True)
            ]
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
    order, component = list(map(moves.indexes, network.order)), list(network.component)
    if more:
        component.insert(at, len(order))
        order.append((at,))
    else:
        number = component.pop(at)
        del order[number]
        component = [item - (item > number) for item in component]
    made.__dict__["order"], made.__dict__["component"] = tuple(order), tuple(component)
    if "arrays" in network.__dict__:
        from bcm_tool.analysis.arrays.needs import hard_needs_moved

        made.__dict__["arrays"] = hard_needs_moved(network.arrays, made, moves.moved)
    return made


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
    return replace(work, when_lost=tuple(lost), when_down=tuple(down), ids=ids)


# --- what is known by index -----------------------------------------------------------------------


def _demands(demands: Mapping[int, Demand], moves: _Moves) -> dict[int, Demand]:
    moved, found = moves.moved, {}
    for item, demand in demands.items():
        path = moves.indexes(demand.path)
        same = path is demand.path
        found[moved[item]] = demand if same else Demand(demand.allowed, path, demand.by_formula)
    found.pop(-1, None)
    return found


def _rpos(rpos: RpoDemands, moves: _Moves) -> RpoDemands:
    moved = moves.moved
    found = {moved[item]: (rpo, moves.indexes(path)) for item, (rpo, path) in rpos.items()}
    found.pop(-1, None)
    return found


def _rows_with(rows: Sequence[Row], at: int) -> list[Row]:
    """A bit more in every row, and the row of the element."""
    count = len(rows) + 1
    found = np.zeros((len(rows), -(-count // 64)), np.uint64)
    if len(rows):
        found[:, : len(rows[0])] = rows
    word, bit = divmod(at, 64)
    low = np.uint64((1 << bit) - 1)
    carry = found[:, word:-1] >> np.uint64(63)
    kept = found[:, word] & low
    found[:, word] &= ~low
    found[:, word:] <<= np.uint64(1)
    found[:, word] |= kept
    found[:, word + 1 :] |= carry
    return _put_in(list(found), at, own_row(count, at))


def _rows_without(rows: Sequence[Row], at: int) -> list[Row]:
    """A bit less in every row, and without the row of the element."""
    count = len(rows) - 1
    found = np.array(_left_out(rows, at), np.uint64).reshape(count, len(rows[0]))
    word, bit = divmod(at, 64)
    low = np.uint64((1 << bit) - 1)
    carry = found[:, word + 1 :] << np.uint64(63)
    kept = found[:, word] & low
    found[:, word:] >>= np.uint64(1)
    found[:, word] &= ~low
    found[:, word] |= kept
    found[:, word:-1] |= carry
    return list(found[:, : -(-count // 64)])


def _points(known: PointsResult, network: Network, services: Sequence[int]) -> PointsResult:
    """An element alone stops itself and nothing else."""
    ids, names = network.ids, tuple(network.ids[item] for item in services)
    inside = set(names)
    return PointsResult(
        network.model,
        names,
        {name: known.single_points.get(name, ()) for name in names},
        {name: known.blast_radius.get(name, int(name in inside)) for name in ids},
    )
