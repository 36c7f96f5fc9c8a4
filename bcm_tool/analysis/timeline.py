"""Failure and recovery as one process in time, without team limits (ENGINE 2 and 3).

Elements are taken providers first, so each one's outage follows from those of its providers.
Inside a cycle of non-soft dependencies failure is the least fixed point, its members recover
side by side and all are up when the last is finished. Tasks that wait for tasks of other
elements need the pass repeated until nothing moves.

Two sentences of the rules are read more exactly here. A group stops its dependent at the first
minute at which more than n-k members have been gone for longer than their tolerance: with
members that come back, the (n-k+1)-th smallest "down + tolerance" can miss it (2 of 3, gone
during 0-10, 50-100 and 60-200: at minute 60 only one is left, yet at minute 50 two were). And
a member's failure costs a takeover only while at least ``required`` others are there to take
over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bcm_tool.analysis.network import Group, Network
from bcm_tool.analysis.work import NEVER, applies, taking_part_before
from bcm_tool.model.records import RecoveryTask


class Span(NamedTuple):
    """An element's own outage; ``up`` is NEVER when it does not come back.

    ``because`` is the provider that stopped it first (-1: lost itself); ``takeover`` says that
    the outage is only a redundancy group switching over.
    """

    down: int
    up: int
    because: int = -1
    takeover: bool = False


@dataclass
class _Run:
    network: Network
    lost: frozenset[int]
    recovering: bool
    fixed_up: Mapping[int, int]
    spans: dict[int, Span] = field(default_factory=dict)
    finishes: dict[str, int] = field(default_factory=dict)
    by_task: bool = False
    """Some task waits for a task of another element, so every task is timed by itself."""


class _Stops(NamedTuple):
    down: int
    because: int
    switched: int
    """Minute until which takeovers keep it down."""
    stopped: bool
    """Lost, or stopped by more than a takeover."""


def run_timeline(
    network: Network,
    lost: Iterable[int],
    *,
    recovering: bool = True,
    fixed_up: Mapping[int, int] | None = None,
) -> dict[int, Span]:
    """Outage of every element that goes down when ``lost`` go down at minute 0.

    Parameters
    ----------
    recovering
        False: nothing that was lost or stopped is repaired (takeovers still happen).
    fixed_up
        Lost elements that are up at a given minute whatever their work (step-down, ENGINE 4).
    """
    run = _Run(network, frozenset(lost), recovering, fixed_up or {})
    affected = network.above(tuple(run.lost))
    blocks = _blocks(network, affected)
    run.by_task = recovering and any(
        network.work.effort(element, flag).foreign for element in affected for flag in (True, False)
    )
    if run.by_task:
        _repeat(run, blocks)
    else:
        _pass(run, blocks)
    return run.spans


def _blocks(network: Network, affected: list[int]) -> list[list[int]]:
    blocks: list[list[int]] = []
    for element in affected:
        if blocks and network.component[blocks[-1][0]] == network.component[element]:
            blocks[-1].append(element)
        else:
            blocks.append([element])
    return blocks


def _repeat(run: _Run, blocks: list[list[int]]) -> None:
    """Passes until no task moves; what still moves after enough of them waits for itself."""
    work = run.network.work
    affected = [element for block in blocks for element in block]
    enough = len(affected) + sum(len(work.tasks_of.get(work.ids[item], ())) for item in affected)
    for number in range(4 * enough + 4):
        before, spans = dict(run.finishes), dict(run.spans)
        _pass(run, blocks)
        if before == run.finishes and spans == run.spans:
            break
        if number >= enough:
            for task, finish in run.finishes.items():
                if before.get(task) != finish:
                    run.finishes[task] = NEVER


def _pass(run: _Run, blocks: list[list[int]]) -> None:
    for block in blocks:
        if len(block) == 1:
            _settle_one(run, block[0])
        else:
            _settle_cycle(run, block)


def _settle_one(run: _Run, element: int) -> None:
    stops = _stops(run, element)
    if stops is None:
        run.spans.pop(element, None)
        return
    up = _finish(run, element, stops, frozenset())
    run.spans[element] = _span(stops, up)


def _settle_cycle(run: _Run, block: list[int]) -> None:
    """Least fixed point inside a cycle: start from nothing failed and only add failures."""
    members = frozenset(block)
    for element in block:
        run.spans.pop(element, None)
    for _ in range(2 * len(block) + 2):
        before = {element: run.spans.get(element) for element in block}
        stops = {element: _stops(run, element) for element in block}
        for element, span in before.items():
            if span is not None:
                stops[element] = _still(stops[element], span)
        down = {element: found for element, found in stops.items() if found is not None}
        ups = [_finish(run, element, found, members) for element, found in down.items()]
        joint = max(ups, default=0)
        for element, found in down.items():
            run.spans[element] = _span(found, found.switched if _only_takeover(found) else joint)
        if before == {element: run.spans.get(element) for element in block}:
            break


def _still(found: _Stops | None, before: Span) -> _Stops:
    """What went down stays down, and of equally early reasons the first one found is kept.

    That one was down in an earlier round already, so following the reasons leaves the cycle.
    """
    if found is None:
        return _Stops(before.down, before.because, 0, not before.takeover)
    return found._replace(because=before.because) if found.down == before.down else found


def _only_takeover(stops: _Stops) -> bool:
    return not stops.stopped


def _span(stops: _Stops, up: int) -> Span:
    return Span(stops.down, max(up, stops.down), stops.because, not stops.stopped)


def _stops(run: _Run, element: int) -> _Stops | None:
    """When and why the element goes down; None when it stays up."""
    spans, network = run.spans, run.network
    found: list[tuple[int, int]] = [(0, -1)] if element in run.lost else []
    for provider, tolerance in network.hard[element]:
        span = spans.get(provider)
        if span is not None and span.up > span.down + tolerance:
            found.append((span.down + tolerance, provider))
    takeovers: list[tuple[int, int]] = []
    switched = 0
    for group in network.groups[element]:
        failed = _group_stop(spans, group)
        if failed is not None:
            found.append(failed)
        for start, end, member in _takeovers(spans, group):
            takeovers.append((start, member))
            switched = max(switched, end)
    if not found and not takeovers:
        return None
    down, because = min(found + takeovers)
    return _Stops(down, because, switched, bool(found))


def _group_stop(spans: Mapping[int, Span], group: Group) -> tuple[int, int] | None:
    """First minute at which more than n-k members are gone beyond their tolerance."""
    gone = [
        (spans[member].down + tolerance, spans[member].up, member)
        for member, tolerance in group.members
        if member in spans and spans[member].up > spans[member].down + tolerance
    ]
    spare = len(group.members) - group.required
    if len(gone) <= spare:
        return None
    for start, _, member in sorted(gone, key=lambda item: (item[0], item[2])):
        if sum(begin <= start < end for begin, end, _ in gone) > spare:
            return start, member
    return None


def _takeovers(spans: Mapping[int, Span], group: Group) -> Iterable[tuple[int, int, int]]:
    """(from, until, member) for each member whose failure the others take over."""
    downs = [
        (spans[member].down, member, need) for member, need in group.members if member in spans
    ]
    for moment, member, tolerance in downs:
        if group.takeover_time <= tolerance:
            continue
        gone = sum(
            spans[other].down <= moment < max(spans[other].up, spans[other].down + 1)
            for _, other, _ in downs
        )
        if len(group.members) - gone >= group.required:
            yield moment + tolerance, moment + group.takeover_time, member


def _finish(run: _Run, element: int, stops: _Stops, inside: frozenset[int]) -> int:
    """When the element's own part is done; ``inside`` are members of its cycle."""
    if element in run.fixed_up:
        return run.fixed_up[element]
    if not stops.stopped:
        return stops.switched
    if not run.recovering:
        return NEVER
    ready = max(_ready(run, element, inside), stops.down)
    lost = element in run.lost
    effort = run.network.work.effort(element, lost)
    if run.by_task and (own := _own_tasks(run, element, lost)):
        done = _task_by_task(run, element, own, ready)
    elif effort.tasks:
        done = max(ready, run.network.release) + effort.length
    else:
        done = ready + effort.length
    return min(max(done, stops.switched), NEVER)


def _ready(run: _Run, element: int, inside: frozenset[int]) -> int:
    """When its hard providers and enough members of its groups are up."""

    def up(provider: int) -> int:
        span = run.spans.get(provider)
        return 0 if span is None or provider in inside else span.up

    times = [up(need.provider) for need in run.network.hard[element]]
    for group in run.network.groups[element]:
        times.append(sorted(up(need.provider) for need in group.members)[group.required - 1])
    return max(times, default=0)


def _own_tasks(run: _Run, element: int, lost: bool) -> list[RecoveryTask]:
    work = run.network.work
    return [task for task in work.tasks_of.get(work.ids[element], ()) if applies(task, lost)]


def _task_by_task(run: _Run, element: int, own: list[RecoveryTask], ready: int) -> int:
    """Finish of an element whose tasks may also wait for tasks of other elements."""
    work, network = run.network.work, run.network
    name = network.ids[element]

    def part(task: RecoveryTask) -> bool:
        owner = network.index[task.element]
        down = owner == element or _has_work(run, owner)
        return down and applies(task, owner in run.lost)

    for task in own:
        before = taking_part_before(task, work.tasks, part)
        first = all(work.tasks[other].element != name for other in before)
        waits = [_finish_of(run, other) + (task.lag or 0) for other in before]
        start = max(network.release, ready if first else 0, *waits, 0)
        if task.id in work.cyclic or run.finishes.get(task.id, 0) == NEVER:
            run.finishes[task.id] = NEVER
        else:
            run.finishes[task.id] = min(start + task.likely, NEVER)
    return max(run.finishes[task.id] for task in own)


def _finish_of(run: _Run, task: str) -> int:
    owner = run.network.index[run.network.work.tasks[task].element]
    return run.fixed_up.get(owner, run.finishes.get(task, 0))


def _has_work(run: _Run, element: int) -> bool:
    span = run.spans.get(element)
    return span is not None and not span.takeover
