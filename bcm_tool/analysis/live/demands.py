"""Demands after an edit: what stayed right is kept, and the rest is searched where it can lie.

An edit changes what some elements bear or suffer, here its constraints: an element whose RTO
changed, or all above an element whose needs or work changed. All others bear what they bore, so
for an element below the old demand holds as long as the constraints keep their RTOs under it too,
which is asked of the part of the network that leads to them. Only where a constraint forced the
old demand and does not any more, everything above is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bcm_tool.analysis.demand import Demand, formula_demand, settle_demands
from bcm_tool.analysis.network import Network
from bcm_tool.analysis.work import NEVER

if TYPE_CHECKING:
    from bcm_tool.analysis.arrays.flow import Ints


def demands_again(
    network: Network,
    rto: Sequence[int | None],
    before: Mapping[int, Demand],
    exact: Sequence[bool],
    blocks: Sequence[tuple[int, ...]],
    constraints: set[int],
    feeding: set[int],
) -> dict[int, Demand]:
    """All demands, those of ``blocks`` (dependents first) settled again.

    Parameters
    ----------
    before
        The demands before the edit.
    constraints
        Elements whose RTO, down or up may differ; no other's does.
    feeding
        The constraints and all that they need.
    """
    from bcm_tool.analysis.arrays.outages import suited

    dirty = {element for block in blocks for element in block}
    found = dict(before)
    for element in dirty:
        found.pop(element, None)
    inexact = [element for element in sorted(dirty) if not exact[element]]
    fits = suited(network) if inexact else ()
    if any(len(block) > 1 for block in blocks) or not all(fits[element] for element in inexact):
        settle_demands(network, rto, found, exact, blocks)
        return found
    for (element,) in blocks:  # where the formula is not exact it is a guess, as the old one is
        old = None if exact[element] else before.get(element)
        demand = formula_demand(network, found, rto, element) if old is None else old
        if demand is not None:
            found[element] = demand
    if inexact:
        _search(network, rto, before, found, inexact, constraints, feeding)
    return found


def _search(
    network: Network,
    rto: Sequence[int | None],
    before: Mapping[int, Demand],
    found: dict[int, Demand],
    inexact: Sequence[int],
    constraints: set[int],
    feeding: set[int],
) -> None:
    import numpy as np

    from bcm_tool.analysis.arrays.needs import within
    from bcm_tool.analysis.arrays.outages import limits_of, longest_outages, still_right

    limits = limits_of(rto)
    some: Ints = np.full(len(limits), NEVER, np.int64)
    chosen = np.fromiter(constraints, np.int64, len(constraints))
    some[chosen] = limits[chosen]
    open_ = [element for element in inexact if element not in before or before[element].by_formula]
    known = [
        (element, before[element].allowed)
        for element in inexact
        if element in before and not before[element].by_formula
    ]
    if known:
        part = within(network.arrays, feeding | {element for element, _ in known})
        answers = still_right(part, some, known)
        for (element, allowed), (survived, way) in zip(known, answers, strict=True):
            old = before[element]
            if survived < allowed:
                found[element] = Demand(survived, way, False)
            elif old.path[0] not in constraints:
                better = bool(way) and way[0] < old.path[0]
                found[element] = Demand(allowed, way, False) if better else old
            elif way and way[0] <= old.path[0]:
                found[element] = Demand(allowed, way, False)
            else:
                open_.append(element)
    guesses = [(item, _guess(network, found, rto, item)) for item in open_]
    for element, answer in zip(
        open_, longest_outages(network.arrays, limits, guesses), strict=True
    ):
        if answer is None:
            found.pop(element, None)
        else:
            found[element] = Demand(*answer, False)


def _guess(
    network: Network, found: Mapping[int, Demand], rto: Sequence[int | None], element: int
) -> int:
    demand = formula_demand(network, found, rto, element)
    return 0 if demand is None else demand.allowed
