"""Step-down: the longest outage of a provider that everything above it survives (ENGINE 4).

``allowed(p)`` is defined by letting p alone be lost for X minutes and asking whether every
element that this stops keeps its RTO. Where no path with a tolerance meets another path, and no
restart waits for detection and decision or for another element's task, the answer is
``min(own RTO, tolerance + max(0, allowed(d) - restart(d)) over dependents d)``. Elsewhere the
definition itself is searched. A cycle makes no demand on its own members: each is searched with
the needs inside its cycle left out, and all inherit the strictest (ENGINE 2).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from bcm_tool.analysis.exact import exact_elements
from bcm_tool.analysis.network import Need, Network
from bcm_tool.analysis.results import Step
from bcm_tool.analysis.timeline import Span, run_timeline
from bcm_tool.analysis.work import NEVER
from bcm_tool.durations import format_duration
from bcm_tool.progress import Progress, no_progress

LARGE = 1_000
"""From so many elements on the formula is evaluated in arrays."""
MANY = 64
"""From so many demands by definition on they are searched in bulk."""


class Demand(NamedTuple):
    """How long an element may be out, and the path (forcing element first) that says so.

    ``by_formula`` tells whether the closed formula gave it or the definition was searched.
    """

    allowed: int
    path: tuple[int, ...]
    by_formula: bool


def demand_network(
    network: Network, best: Sequence[int], ups: Mapping[int, int] | None = None
) -> Network:
    """Groups become hard needs on their k members with the smallest ``best``, ties by key.

    Parameters
    ----------
    ups
        Up-times of what goes down in a scenario. A group with such a member counts on the k
        members that are up first; ``best`` breaks ties. It says nothing about other groups.
    """
    hard = tuple(
        demand_needs(network, element, best, ups or {}) for element in range(len(network.ids))
    )
    return replace(network, hard=hard, groups=tuple(() for _ in network.ids))


def demand_needs(
    network: Network, element: int, best: Sequence[int], ups: Mapping[int, int]
) -> tuple[Need, ...]:
    """The hard needs of one element with those of its groups, see :func:`demand_network`."""
    if not network.groups[element]:
        return network.hard[element]
    chosen = list(network.hard[element])
    for group in network.groups[element]:
        ranked = sorted(
            (ups.get(need.provider, 0), best[need.provider], need) for need in group.members
        )
        chosen += [need for _, _, need in ranked[: group.required]]
    return tuple(sorted(chosen))


def step_down(
    network: Network, rto: Sequence[int | None], progress: Progress = no_progress
) -> dict[int, Demand]:
    """Demand on every element that has one; ``network`` comes from :func:`demand_network`.

    Parameters
    ----------
    rto
        RTO used per element index, minutes or None.
    """
    found: dict[int, Demand] = {}
    exact = exact_elements(network)
    if len(network.ids) < LARGE or len(network.order) < len(network.ids):
        settle_demands(network, rto, found, exact, network.order[::-1], progress)
        return found
    from bcm_tool.analysis.arrays.demands import formula_demands

    for element, allowed, because in formula_demands(network, rto):
        above = found[because].path if because >= 0 else ()
        found[element] = Demand(allowed, (*above, element), True)
    searched = [((element,), [demand]) for element, demand in found.items() if not exact[element]]
    _search(network, rto, found, searched, progress)
    return found


def settle_demands(
    network: Network,
    rto: Sequence[int | None],
    found: dict[int, Demand],
    exact: Sequence[bool],
    blocks: Sequence[tuple[int, ...]],
    progress: Progress = no_progress,
) -> None:
    """Settle the demands of ``blocks``, dependents first, in place.

    ``found`` has those of everything above them, and none of theirs.
    """
    searched: list[tuple[tuple[int, ...], list[Demand | None]]] = []
    for number, block in enumerate(blocks):
        progress(number, len(blocks))
        demands = [_by_formula(network, found, rto, element, block) for element in block]
        if all(demand is None for demand in demands):
            continue
        _inherit(network, found, block, demands)
        if not all(exact[element] for element in block):
            searched.append((block, demands))  # what the formula gave is where to begin
    _search(network, rto, found, searched, progress)


def formula_demand(
    network: Network, found: Mapping[int, Demand], rto: Sequence[int | None], element: int
) -> Demand | None:
    """What the closed formula gives an element outside cycles; None without a demand."""
    return _by_formula(network, found, rto, element, (element,))


def _inherit(
    network: Network,
    found: dict[int, Demand],
    block: Sequence[int],
    demands: Sequence[Demand | None],
) -> None:
    """Every member of a cycle inherits the strictest demand."""
    known = [demand for demand in demands if demand is not None]
    strictest = min(known, key=lambda demand: (demand.allowed, len(demand.path), demand.path))
    for element in block:
        path = _inside(network, strictest.path, element, block)
        found[element] = strictest._replace(path=path)


def _search(
    network: Network,
    rto: Sequence[int | None],
    found: dict[int, Demand],
    searched: Sequence[tuple[tuple[int, ...], Sequence[Demand | None]]],
    progress: Progress,
) -> None:
    """Demands by definition, many at a time where there are many."""
    done: set[int] = set()
    if len(searched) >= MANY:
        from bcm_tool.analysis.arrays.outages import suited

        fits = suited(network)
        alone = [block[0] for block, _ in searched if len(block) == 1 and fits[block[0]]]
        search_in_bulk(network, rto, found, alone)
        done.update(alone)
    for number, (block, demands) in enumerate(searched):
        if block[0] in done:
            continue
        progress(number, len(searched))
        apart = _apart(network, block)
        answers = [
            _by_definition(apart, rto, element, demand.allowed if demand else 0)
            for element, demand in zip(block, demands, strict=True)
        ]
        _inherit(network, found, block, answers)


def search_in_bulk(
    network: Network, rto: Sequence[int | None], found: dict[int, Demand], elements: Sequence[int]
) -> None:
    """Replace what the formula gave for ``elements`` by what the definition says.

    None of them is below a cycle, or below a task that waits for another element's task.
    """
    from bcm_tool.analysis.arrays.outages import limits_of, longest_outages

    guesses = [(element, found[element].allowed) for element in elements]
    answers = longest_outages(network.arrays, limits_of(rto), guesses)
    for element, answer in zip(elements, answers, strict=True):
        assert answer is not None  # the formula gives no demand only where nothing limits
        found[element] = Demand(*answer, False)


def _by_formula(
    network: Network,
    found: Mapping[int, Demand],
    rto: Sequence[int | None],
    element: int,
    block: Sequence[int],
) -> Demand | None:
    own = rto[element]
    best = None if own is None else Demand(own, (element,), True)
    for dependent in sorted(set(network.dependents[element])):
        above = found.get(dependent)
        if above is None or dependent in block:
            continue
        tolerance = _tolerance(network, dependent, element)
        allowed = tolerance + max(0, above.allowed - restart(network, dependent))
        if best is None or allowed < best.allowed:
            best = Demand(allowed, (*above.path, element), True)
    return best


def restart(network: Network, element: int) -> int:
    """Minutes to restart after an outage; in a cycle, until all its members have restarted."""
    block = network.order[network.component[element]]
    return max(network.work.effort(member, lost=False).length for member in block)


def _tolerance(network: Network, dependent: int, provider: int) -> int:
    return min(need.tolerance for need in network.hard[dependent] if need.provider == provider)


def _inside(
    network: Network, path: tuple[int, ...], element: int, block: Sequence[int]
) -> tuple[int, ...]:
    """The path extended to ``element`` when the forcing one ends at another of its cycle."""
    if path[-1] == element:
        return path
    came: dict[int, int] = {}
    waiting = [path[-1]]
    while waiting and element not in came:
        current = waiting.pop(0)
        for provider in sorted(set(network.providers[current])):
            if provider in block and provider not in came and provider != path[-1]:
                came[provider] = current
                waiting.append(provider)
    tail = [element]
    while tail[-1] in came:
        tail.append(came[tail[-1]])
    return path[:-1] + tuple(reversed(tail))


def _apart(network: Network, block: Sequence[int]) -> Network:
    """The network without the needs inside a cycle."""
    if len(block) == 1:
        return network
    members = frozenset(block)
    hard = list(network.hard)
    for item in block:
        hard[item] = tuple(need for need in hard[item] if need.provider not in members)
    return replace(network, hard=tuple(hard))


def _by_definition(
    network: Network, rto: Sequence[int | None], element: int, guess: int
) -> Demand | None:
    """The longest outage that everything survives; the search begins at ``guess``.

    The formula is mostly right where it need not be, and then two runs confirm it.
    """
    if all(rto[other] is None for other in network.above((element,))):
        return None
    low, high, step = guess, guess + 1, 1
    if guess == 0 or _survives(network, rto, element, guess):
        while _survives(network, rto, element, high):
            low, high, step = high, high + 2 * step, 2 * step
    else:
        low, high = max(0, guess - 1), guess
        while low and not _survives(network, rto, element, low):
            low, high, step = max(0, low - 2 * step), low, 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        if _survives(network, rto, element, middle):
            low = middle
        else:
            high = middle
    spans = run_timeline(network, (element,), fixed_up={element: low + 1})
    broken = min(other for other, span in spans.items() if _breaks(rto, other, span))
    return Demand(low, _path_down(spans, broken), False)


def _survives(network: Network, rto: Sequence[int | None], element: int, outage: int) -> bool:
    spans = run_timeline(network, (element,), fixed_up={element: outage})
    return not any(_breaks(rto, other, span) for other, span in spans.items())


def _breaks(rto: Sequence[int | None], element: int, span: Span) -> bool:
    limit = rto[element]
    return limit is not None and span.up - span.down > limit


def _path_down(spans: Mapping[int, Span], forcing: int) -> tuple[int, ...]:
    path = [forcing]
    while spans[path[-1]].because >= 0:
        path.append(spans[path[-1]].because)
    return tuple(path)


def demand_steps(
    network: Network, rto: Sequence[int | None], demands: Mapping[int, Demand], element: int
) -> tuple[Step, ...]:
    """Why ``allowed`` is what it is: steps that add up to it, forcing element first."""
    demand = demands[element]
    forcing = demand.path[0]
    first = Step(f"RTO of {_key(network, forcing)}", rto[forcing] or 0, network.ids[forcing])
    if demand.by_formula:
        return (first, *_formula_steps(network, demands, demand.path))
    return _searched_steps(network, rto, element, demand)


def _formula_steps(
    network: Network, demands: Mapping[int, Demand], path: tuple[int, ...]
) -> list[Step]:
    steps = []
    for dependent, provider in itertools.pairwise(path):
        if network.component[dependent] == network.component[provider]:
            continue
        key, name = network.ids[dependent], _key(network, dependent)
        again = restart(network, dependent)
        available = demands[dependent].allowed
        if again:
            steps.append(Step(f"restart of {name}", -min(again, NEVER), key))
        if again > available:
            steps.append(
                Step(f"{name} cannot restart in time, so it may not stop", again - available, key)
            )
        tolerance = _tolerance(network, dependent, provider)
        if tolerance:
            text = f"{name} runs {format_duration(tolerance)} without {_key(network, provider)}"
            steps.append(Step(text, tolerance, key))
    return steps


def _searched_steps(
    network: Network, rto: Sequence[int | None], element: int, demand: Demand
) -> tuple[Step, ...]:
    forcing, allowed = demand.path[0], demand.allowed
    name, key = _key(network, forcing), network.ids[forcing]
    block = network.order[network.component[element]]
    lost = next(item for item in demand.path if item in block)
    span = run_timeline(_apart(network, block), (lost,), fixed_up={lost: allowed}).get(forcing)
    if span is None or span.up == span.down:
        text = f"{name} keeps running without {_key(network, element)}, and no longer"
        return (Step(text, allowed, key),)
    limit = rto[forcing] or 0
    steps = [Step(f"RTO of {name}", limit, key)]
    if span.down:
        steps.append(Step(f"{name} stops only then, on tolerance", span.down, key))
    if span.up != allowed:
        steps.append(Step(f"restarts until {name} is up again", allowed - span.up, key))
    left = limit - (span.up - span.down)
    if left:
        steps.append(Step("one minute more would stop it earlier or for longer", -left, key))
    return tuple(steps)


def _key(network: Network, element: int) -> str:
    return network.model.elements[network.ids[element]].key
