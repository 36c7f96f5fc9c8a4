"""Component failure impact analysis: what every single failure does to every element (ENGINE 8).

One column per failed element, one row per element that feels it. A row follows from the rows of
its providers by taking maxima (codes) or minima (minutes), so whole rows are computed at once,
providers first. Inside a cycle rows are taken again until none changes, which is the least fixed
point because codes only rise and minutes only fall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from bcm_tool.analysis.network import Network
from bcm_tool.analysis.results import CODES
from bcm_tool.analysis.work import NEVER
from bcm_tool.graph import components
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.uint8]
    Delays = NDArray[np.int64]
    T = TypeVar("T", bound=np.generic)

DEGRADED, STOPS = CODES.index("D"), CODES.index("X")
BREATH = 64
"""Elements between two reports of progress."""


def settle_order(network: Network) -> list[list[int]]:
    """Elements providers first, soft ones too; each cycle together, in an order good to walk."""
    successors = [
        (*hard, *soft) for hard, soft in zip(network.providers, network.soft, strict=True)
    ]
    return [_providers_first(successors, block) for block in components(successors)]


def failure_codes(
    network: Network,
    order: Sequence[Sequence[int]],
    failed: range,
    progress: Progress = no_progress,
) -> Codes:
    """Code of every element (row) for each of ``failed`` (column), as indexes into CODES.

    The failed element itself stops. Others take the maximum over: hard, the provider's code;
    soft, at most D; group of n with ``required`` k, the (n-k+1)-th highest member code, and
    the takeover's letter where any member is affected at least so much.
    """
    import numpy as np

    codes = np.zeros((len(network.ids), len(failed)), dtype=np.uint8)
    codes[list(failed), range(len(failed))] = STOPS

    def settle(element: int) -> None:
        row = codes[element]
        for need in network.hard[element]:
            np.maximum(row, codes[need.provider], out=row)
        for provider in network.soft[element]:
            np.maximum(row, np.minimum(codes[provider], DEGRADED), out=row)
        for group in network.groups[element]:
            members = codes[[need.provider for need in group.members]]
            letter = CODES.index(group.takeover)
            np.maximum(row, _smallest(members, group.required - 1), out=row)
            np.maximum(row, np.minimum(members.max(axis=0), letter), out=row)

    _settle(network, order, codes, settle, progress)
    return codes


def stop_minutes(network: Network, order: Sequence[Sequence[int]], failed: range) -> Delays:
    """Minute at which every element (row) stops for each of ``failed`` (column); NEVER if not.

    Nothing is repaired and takeovers cost nothing: tolerances add up along the quickest way,
    and a group gives in at the (n-k+1)-th smallest of its members' minute plus tolerance.
    """
    return minutes_until(network, order, [(element,) for element in failed])


def minutes_until(
    network: Network, order: Sequence[Sequence[int]], sets: Sequence[Sequence[int]]
) -> Delays:
    """As :func:`stop_minutes` for several elements that fail together, one column per set."""
    import numpy as np

    minutes = np.full((len(network.ids), len(sets)), NEVER, dtype=np.int64)
    for column, failed in enumerate(sets):
        minutes[list(failed), column] = 0

    def settle(element: int) -> None:
        row = minutes[element]
        for provider, tolerance in network.hard[element]:
            np.minimum(row, minutes[provider] + tolerance, out=row)
        for group in network.groups[element]:
            tolerances = np.array([[need.tolerance] for need in group.members])
            members = minutes[[need.provider for need in group.members]] + tolerances
            place = len(group.members) - group.required
            np.minimum(row, _smallest(members, place), out=row)

    _settle(network, order, minutes, settle)
    return minutes


def _smallest(rows: NDArray[T], place: int) -> NDArray[T]:
    """Per column the ``place``-th smallest value, counted from 0."""
    import numpy as np

    found: NDArray[T]
    if place in (0, len(rows) - 1):  # many times faster than sorting, and what most groups ask
        found = rows.min(axis=0) if place == 0 else rows.max(axis=0)
    else:
        found = np.sort(rows, axis=0)[place]
    return found


def _settle(
    network: Network,
    order: Sequence[Sequence[int]],
    rows: NDArray[T],
    settle: Callable[[int], None],
    progress: Progress = no_progress,
) -> None:
    """Call ``settle`` for every element, inside cycles until it changes none of their rows."""
    for number, block in enumerate(order):
        if number % BREATH == 0:
            progress(number, len(order))
        if len(block) == 1:
            settle(block[0])
            continue
        inside = set(block)
        stale = set(block)
        while stale:
            for element in block:
                if element not in stale:
                    continue
                stale.discard(element)
                before = rows[element].copy()
                settle(element)
                if (before != rows[element]).any():
                    stale.update(inside.intersection(network.dependents[element]))
                    stale.update(inside.intersection(network.soft_dependents[element]))


def _providers_first(successors: Sequence[Sequence[int]], block: list[int]) -> list[int]:
    """The block in depth-first order: what is finished first comes first."""
    inside, seen = set(block), {block[0]}
    order: list[int] = []
    path: list[tuple[int, Iterator[int]]] = [(block[0], iter(successors[block[0]]))]
    while path:
        element, rest = path[-1]
        following = next((item for item in rest if item in inside and item not in seen), None)
        if following is None:
            order.append(element)
            path.pop()
        else:
            seen.add(following)
            path.append((following, iter(successors[following])))
    return order
