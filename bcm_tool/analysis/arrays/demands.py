"""The closed formula of the step-down for a whole network at once (ENGINE 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bcm_tool.analysis.arrays.times import LONG, NEVER, make_plan, step_down

if TYPE_CHECKING:
    from bcm_tool.analysis.network import Network


def formula_demands(network: Network, rto: Sequence[int | None]) -> list[tuple[int, int, int]]:
    """(element, how long it may be out, the dependent that says so), dependents first.

    For a network of hard needs without cycles. The dependent is -1 where the element's own RTO
    says so, else the first by key; elements without a demand are left out.
    """
    count = len(network.ids)
    dependent, provider, tolerance = np.ascontiguousarray(network.arrays.arcs.T)
    plan = make_plan(count, dependent, provider)
    own = np.fromiter((NEVER if limit is None else limit for limit in rto), np.int64, count)
    lengths = (effort.length for effort in network.work.when_down)
    restart = np.minimum(np.fromiter(lengths, np.int64, count), LONG)
    allowed = plan.by_node(
        step_down(plan, plan.by_place(own), plan.by_place(restart), plan.by_arc(tolerance))
    )
    left = np.maximum(allowed - restart, 0)
    left[allowed >= NEVER] = NEVER
    says = (left[dependent] + tolerance == allowed[provider]) & (own[provider] > allowed[provider])
    because = np.full(count, count, np.int64)
    np.minimum.at(because, provider[says], dependent[says])
    because[because == count] = -1
    order = plan.order[allowed[plan.order] < NEVER]
    rows = zip(order.tolist(), allowed[order].tolist(), because[order].tolist(), strict=True)
    return list(rows)
