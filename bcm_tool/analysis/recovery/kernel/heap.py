"""A heap of ints, the smallest first; for the compiler."""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.layout import (
    HEAP,
    IN_HEAP,
    Ints,
)


def push(d: Ints, key: int) -> None:
    place = d[IN_HEAP]
    d[IN_HEAP] += 1
    while place > 0:
        parent = (place - 1) // 2
        if d[d[HEAP] + parent] <= key:
            break
        d[d[HEAP] + place] = d[d[HEAP] + parent]
        place = parent
    d[d[HEAP] + place] = key


def pop(d: Ints) -> int:
    found = d[d[HEAP]]
    d[IN_HEAP] -= 1
    count = d[IN_HEAP]
    key = d[d[HEAP] + count]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= count:
            break
        if child + 1 < count and d[d[HEAP] + child + 1] < d[d[HEAP] + child]:
            child += 1
        if d[d[HEAP] + child] >= key:
            break
        d[d[HEAP] + place] = d[d[HEAP] + child]
        place = child
    d[d[HEAP] + place] = key
    return found
