"""The times of a whole network in one pass: when all is back at best, and when all stops.

Elements are the first nodes of the plan, then one node per redundancy group, which its dependent
needs and which chooses among its members. A plan holds needs only: what is worked on, and for how
long, is asked anew for each pass, for it changes with the choice of recovery options.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bcm_tool.analysis.arrays.times import LONG, Choice, Plan, earliest, longest, make_plan
from bcm_tool.analysis.work import NEVER

if TYPE_CHECKING:
    from bcm_tool.analysis.arrays.flow import Ints
    from bcm_tool.analysis.network import Network


class NetworkPlan(NamedTuple):
    """A plan of a network without cycles; ``tolerance`` is by arc.

    ``back`` chooses the k-th member to be up, ``gone`` the member with which a group stops.
    """

    plan: Plan
    tolerance: Ints
    back: tuple[tuple[Choice, ...], ...]
    gone: tuple[tuple[Choice, ...], ...]


def network_plan(network: Network) -> NetworkPlan | None:
    """The plan; None when hard needs and groups run in circles."""
    count = len(network.ids)
    if len(network.order) < count:
        return None
    groups = [(element, group) for element in range(count) for group in network.groups[element]]
    sizes = np.fromiter(map(len, network.hard), np.int64, count)
    flat = np.fromiter(
        chain.from_iterable(chain.from_iterable(network.hard)), np.int64, 2 * int(sizes.sum())
    ).reshape(-1, 2)
    members = np.array([need for _, group in groups for need in group.members], np.int64).reshape(
        -1, 2
    )
    gates = np.arange(count, count + len(groups))
    source = np.concatenate((flat[:, 0], members[:, 0], gates))
    target = np.concatenate(
        (
            np.repeat(np.arange(count), sizes),
            np.repeat(gates, [len(group.members) for _, group in groups]),
            np.array([element for element, _ in groups], np.int64),
        )
    )
    plan = make_plan(count + len(groups), source, target)
    tolerance = np.zeros(len(source), np.int64)
    tolerance[: len(flat)] = flat[:, 1]
    tolerance[len(flat) : len(flat) + len(members)] = members[:, 1]
    shapes = [(len(group.members), group.required) for _, group in groups]
    return NetworkPlan(plan, plan.by_arc(tolerance), *_choices(plan, count, shapes))


def _choices(
    plan: Plan, count: int, shapes: list[tuple[int, int]]
) -> tuple[tuple[tuple[Choice, ...], ...], tuple[tuple[Choice, ...], ...]]:
    """Per level the groups of one size and requirement together."""
    level = np.zeros(len(plan.order), np.int64)
    for number, (nodes, _, _) in enumerate(plan.levels):
        level[nodes] = number
    alike: dict[tuple[int, int, int], list[int]] = {}
    for gate, (size, required) in enumerate(shapes, count):
        place = int(plan.place[gate])
        alike.setdefault((int(level[place]), size, required), []).append(place)
    back: list[list[Choice]] = [[] for _ in plan.levels]
    gone: list[list[Choice]] = [[] for _ in plan.levels]
    for (number, size, required), found in alike.items():
        places = np.array(found)
        arcs = plan.first[places] + np.arange(size)[:, None]
        members = plan.source[arcs]
        back[number].append(Choice(places, members, arcs, required - 1))
        gone[number].append(Choice(places, members, arcs, size - required))
    return tuple(map(tuple, back)), tuple(map(tuple, gone))


def bounds_at_best(known: NetworkPlan, network: Network) -> list[int]:
    """When each element is up, it and all it needs lost at 0, without team limits (ENGINE 5).

    No task waits for one of another element. NEVER when an element cannot come back.
    """
    plan, count = known.plan, len(network.ids)
    efforts = network.work.when_lost
    own, release = np.zeros((2, len(plan.order)), np.int64)
    own[:count] = np.fromiter((effort.length for effort in efforts), np.int64, count)
    np.minimum(own, LONG, out=own)
    release[:count] = np.fromiter((effort.tasks > 0 for effort in efforts), np.bool_, count)
    release *= network.release
    ups = longest(plan, plan.by_place(own), known.back, release=plan.by_place(release))
    found = plan.by_node(ups)[:count]
    found[found >= LONG] = NEVER
    return found.tolist()  # type: ignore[no-any-return]


def stop_times(known: NetworkPlan, count: int, failed: Iterable[int]) -> Ints:
    """When each of ``count`` elements stops if ``failed`` stop at 0 and nothing is repaired.

    Takeovers cost nothing, as in :func:`bcm_tool.analysis.cfia.stop_minutes`; NEVER if it does
    not stop.
    """
    plan = known.plan
    start = np.full(len(plan.order), NEVER, np.int64)
    start[np.fromiter(failed, np.int64)] = 0
    return plan.by_node(earliest(plan, plan.by_place(start), known.tolerance, known.gone))[:count]
