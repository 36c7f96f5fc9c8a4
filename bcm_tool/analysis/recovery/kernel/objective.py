"""The objective of a schedule; for the compiler."""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.layout import (
    DOWN,
    DURATION,
    FLOOR,
    HORIZON,
    ITEMS,
    LINE_FIRST,
    MTPD,
    NEVER,
    OFFSET,
    PARTS,
    RTO,
    RUN_FIRST,
    RUN_SINCE,
    SLOPE,
    START,
    TASKS,
    UP,
    VALUE,
    WEIGHT,
    Ints,
)


def measure(a: Ints, d: Ints) -> None:
    """The five stages of the objective (ENGINE 7)."""
    past_mtpd, loss, past_rto = 0, 0, 0
    for item in range(a[ITEMS]):
        if d[d[DOWN] + item] >= NEVER:
            continue
        outage = a[HORIZON] if d[d[UP] + item] >= NEVER else d[d[UP] + item] - d[d[DOWN] + item]
        if outage == 0:
            continue
        if a[a[MTPD] + item] >= 0:
            past_mtpd += a[a[WEIGHT] + item] * max(0, outage - a[a[MTPD] + item])
        if a[a[RTO] + item] >= 0:
            past_rto += a[a[WEIGHT] + item] * max(0, outage - a[a[RTO] + item])
        loss += _loss(a, item, outage)
    makespan, total = a[FLOOR], 0
    for task in range(a[TASKS]):
        if d[d[START] + task] >= 0:
            makespan = max(makespan, d[d[START] + task] + a[a[DURATION] + task])
            total += d[d[START] + task]
    d[d[VALUE]] = past_mtpd
    d[d[VALUE] + 1] = loss
    d[d[VALUE] + 2] = past_rto
    d[d[VALUE] + 3] = makespan
    d[d[VALUE] + 4] = total


def _loss(a: Ints, item: int, outage: int) -> int:
    """Hundredths lost, half a hundredth dropped; see ``solver_goals.Line``."""
    run = -1
    for place in range(a[a[RUN_FIRST] + item], a[a[RUN_FIRST] + item + 1]):
        if run < 0 or a[a[RUN_SINCE] + place] < outage:
            run = place
    if run < 0:
        return 0
    best = 0
    for line in range(a[a[LINE_FIRST] + run], a[a[LINE_FIRST] + run + 1]):
        twice = 2 * a[a[PARTS] + line]
        above = 2 * (a[a[SLOPE] + line] * outage + a[a[OFFSET] + line]) - a[a[PARTS] + line]
        best = max(best, -((-above) // twice))
    return best
