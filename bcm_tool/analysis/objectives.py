"""Required, achievable and proven: the three values of every element, never mixed.

ENGINE 4 (step-down), 5 (achievable) and the RPO rule. The demand on redundancy groups falls on
the k members with the smallest rta_bound; with a scenario's sequence, on the k members that
are up first in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from bcm_tool.analysis.bound import recovery_bounds
from bcm_tool.analysis.demand import Demand, demand_network, step_down
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.analysis.results import (
    ElementObjectives,
    ImpactResult,
    ObjectivesResult,
    RecoveryResult,
)
from bcm_tool.analysis.work import NEVER
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress


def analyze_objectives(
    model: Model,
    impact: ImpactResult,
    recovery: RecoveryResult | None = None,
    progress: Progress = no_progress,
    network: Network | None = None,
) -> ObjectivesResult:
    """Objectives of every element, in minutes.

    Parameters
    ----------
    recovery
        A scenario's sequence: gives ``rta`` of the affected elements.
    """
    compiled = network or compile_network(model)
    bounds = recovery_bounds(compiled, progress)
    rto = used_rtos(compiled, impact)
    demanding = demand_network(compiled, bounds, sequence_ups(compiled, recovery))
    demands = step_down(demanding, rto, progress)
    rpos = rpo_demands(compiled)
    return ObjectivesResult(
        model=model,
        scenario=recovery.scenario if recovery else None,
        elements={
            element: element_objectives(compiled, index, bounds, rto, demands, rpos, recovery)
            for element, index in compiled.index.items()
        },
    )


def used_rtos(network: Network, impact: ImpactResult) -> list[int | None]:
    """RTO used (typed, else proposed) per element index."""
    return [impact.elements[element].rto if element else None for element in network.ids]


def known_bounds(network: Network, objectives: ObjectivesResult) -> list[int]:
    """rta_bound per element index in minutes; NEVER when it cannot come back."""
    found: list[int] = [0] * len(network.ids)
    for element, index in network.index.items():
        bound = objectives.elements[element].rta_bound
        found[index] = NEVER if bound is None else bound
    return found


def sequence_ups(network: Network, recovery: RecoveryResult | None) -> dict[int, int]:
    """Up-time of every element that goes down in the sequence; NEVER when it is not back."""
    if recovery is None:
        return {}
    return {
        index: NEVER if outage.up is None else outage.up
        for element, index in network.index.items()
        if (outage := recovery.outages.get(element)) is not None
    }


def element_objectives(
    network: Network,
    index: int,
    bounds: Sequence[int],
    rto: Sequence[int | None],
    demands: dict[int, Demand],
    rpos: dict[int, tuple[int, tuple[int, ...]]],
    recovery: RecoveryResult | None,
) -> ElementObjectives:
    """Objectives of one element index from what was found for all."""
    element = network.model.elements[network.ids[index]]
    option = network.model.selected_option(element.id)
    demand = demands.get(index)
    required = demand.allowed if demand else None
    bound = None if bounds[index] >= NEVER else bounds[index]
    outage = recovery.outages.get(element.id) if recovery else None
    rta = outage.length if outage else None
    achievable = rta if outage else bound
    rpo_required, rpo_path = rpos.get(index, (None, ()))
    rpa = option.rpa if option else None
    own = network.work.effort(index, lost=True).length
    return ElementObjectives(
        rto=rto[index],
        required_by=required,
        forced_by=tuple(network.ids[item] for item in demand.path) if demand else (),
        rta_bound=bound,
        rta=rta,
        gap=_gap(achievable, required),
        own_recovery=None if own >= NEVER else own,
        rpo=element.rpo,
        rpo_required=rpo_required,
        rpo_forced_by=tuple(network.ids[item] for item in rpo_path),
        rpa=rpa,
        rpo_gap=_gap(rpa, rpo_required),
        proven_time=option.proven_time if option else None,
        proven_rpa=option.proven_rpa if option else None,
    )


def _gap(achieved: int | None, required: int | None) -> int | None:
    return None if achieved is None or required is None else achieved - required


def rpo_demands(network: Network) -> dict[int, tuple[int, tuple[int, ...]]]:
    """Strictest RPO of everything above, along hard, soft and group needs alike.

    Smallest first, so each element is reached by what forces it; ties by key.
    """
    records = network.model.elements
    found: dict[int, tuple[int, tuple[int, ...]]] = {}
    waiting: list[tuple[int, int, tuple[int, ...]]] = []
    for element, index in network.index.items():
        rpo = records[element].rpo
        if rpo is not None:
            waiting.append((rpo, 0, (index,)))
    heapify(waiting)
    while waiting:
        rpo, length, path = heappop(waiting)
        element_index = path[-1]
        if element_index in found:
            continue
        found[element_index] = (rpo, path)
        for provider in (*network.providers[element_index], *network.soft[element_index]):
            if provider not in found:
                heappush(waiting, (rpo, length + 1, (*path, provider)))
    return found
