"""Failure and recovery lived through minute by minute: slow, plain, and only for the tests.

Written from ENGINE 2 and 3 without a look at the engine's formulas: elements have a state, the
clock ticks, tasks count down. Who goes down at all is not known before the end (a restart waits
for every provider that goes down in the run), so the run is lived again from minute 0 whenever
somebody falls who was not expected to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import networkx as nx

from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.replay import order_of_tasks

QUIET = 30
"""Minutes without any change after which nothing can happen any more: longer than any single
duration, tolerance, takeover or delay in the models it is used on."""


@dataclass
class Life:
    """What happened to one element."""

    down: int | None = None
    up: int | None = None
    stopped: bool = False
    switched: int = 0
    finish: dict[str, int] = field(default_factory=dict)


def live(model: Model, lost: set[str], minutes: int) -> dict[str, tuple[int, int | None]]:
    """(down, up) of every element that goes down; up None when still down at the end."""
    expected: dict[str, bool] = dict.fromkeys(lost, True)
    blocks = cycles_of(model)
    while True:
        lives = _one_run(model, lost, expected, blocks, minutes)
        fallen = {name: life.stopped for name, life in lives.items() if life.down is not None}
        merged = {
            name: fallen.get(name, False) or expected.get(name, False)
            for name in fallen.keys() | expected.keys()
        }
        if merged == expected:
            return {
                name: (life.down, life.up) for name, life in lives.items() if life.down is not None
            }
        expected = merged


def cycles_of(model: Model) -> list[set[str]]:
    """Strongly connected components of non-soft needs, providers first."""
    graph = nx.DiGraph()
    graph.add_nodes_from(model.elements)
    graph.add_edges_from(
        (item.dependent, item.provider)
        for item in model.dependencies.values()
        if item.strength == "hard"
    )
    condensed = nx.condensation(graph)
    order = reversed(list(nx.lexicographical_topological_sort(condensed)))
    return [set(condensed.nodes[number]["members"]) for number in order]


def _one_run(
    model: Model,
    lost: set[str],
    expected: dict[str, bool],
    blocks: list[set[str]],
    minutes: int,
) -> dict[str, Life]:
    lives = {name: Life() for name in model.elements}
    quiet = 0
    for now in range(minutes):
        before = repr(lives)
        for block in blocks:
            if now == 0:
                for name in sorted(block & lost):
                    lives[name] = Life(down=0, stopped=True)
                    _work(model, lives, name, now, lost, expected, block)
            # what is back in this minute is back before anybody misses it
            _rise(model, lives, block, now, lost, expected)
            for _ in range(2 * len(block) + 1):
                for name in sorted(block):
                    _fall(model, lives, name, now, lost)
                for name in sorted(block):
                    _work(model, lives, name, now, lost, expected, block)
                _rise(model, lives, block, now, lost, expected)
            if any(_unexpected(expected, name, lives[name]) for name in block):
                return lives  # what follows from a fall nobody reckoned with tells nothing
        quiet = quiet + 1 if repr(lives) == before else 0
        if quiet > QUIET:
            break
    return lives


def _unexpected(expected: dict[str, bool], name: str, life: Life) -> bool:
    return life.down is not None and (name not in expected or (life.stopped and not expected[name]))


def _is_up(life: Life, now: int) -> bool:
    return life.down is None or (life.up is not None and life.up <= now)


def _members(model: Model, group: r.RedundancyGroup) -> list[r.Dependency]:
    return [item for item in model.dependencies.values() if item.group == group.id]


def _hard(model: Model, name: str) -> list[r.Dependency]:
    return [
        item
        for item in model.dependencies.values()
        if item.dependent == name and item.strength == "hard" and item.group is None
    ]


def _groups(model: Model, name: str) -> list[r.RedundancyGroup]:
    return [group for group in model.groups.values() if group.dependent == name]


def _fall(model: Model, lives: dict[str, Life], name: str, now: int, lost: set[str]) -> None:
    life = lives[name]
    stopped = now == 0 and name in lost

    def without(item: r.Dependency) -> bool:
        other = lives[item.provider]
        return not _is_up(other, now) and now >= (other.down or 0) + item.tolerance

    stopped = stopped or any(without(item) for item in _hard(model, name))
    for group in _groups(model, name):
        members = _members(model, group)
        missing = sum(without(item) for item in members)
        stopped = stopped or missing > len(members) - group.required
    if stopped and life.up is None:
        life.stopped = True
        life.down = now if life.down is None else life.down
    elif stopped and not life.stopped:
        # It was back after a takeover: one outage from the first failure on.
        life.stopped, life.up = True, None
    for group in _groups(model, name):
        for item in _members(model, group):
            _take_over(model, lives, life, group, item, now)


def _take_over(
    model: Model,
    lives: dict[str, Life],
    life: Life,
    group: r.RedundancyGroup,
    item: r.Dependency,
    now: int,
) -> None:
    """At the minute the tolerance ends: was this failure one that the others take over?"""
    failed = lives[item.provider].down
    if failed is None or now != failed + item.tolerance:
        return
    by_hand = group.takeover != "automatic"
    delay = model.method.detection + model.method.decision if by_hand else 0
    until = failed + group.takeover_time + delay
    standing = 0
    for other in _members(model, group):
        state = lives[other.provider]
        away = state.down is not None and state.down <= failed
        back = state.up is not None and (state.down or 0) < failed and state.up <= failed
        standing += not away or back
    if standing >= group.required and until > now:
        life.switched = max(life.switched, until)
        life.down = now if life.down is None else life.down
        if life.up is not None and life.up < until:
            life.up = None


def _ready(
    model: Model, lives: dict[str, Life], name: str, now: int, expected: set[str], block: set[str]
) -> bool:
    def back(provider: str) -> bool:
        up = lives[provider].up
        return provider not in expected or provider in block or (up is not None and up <= now)

    if not all(back(item.provider) for item in _hard(model, name)):
        return False
    return all(
        sum(back(item.provider) for item in _members(model, group)) >= group.required
        for group in _groups(model, name)
    )


def _part(model: Model, task: r.RecoveryTask, expected: dict[str, bool], lost: set[str]) -> bool:
    mode = "loss" if task.element in lost else "outage"
    return expected.get(task.element, False) and task.needed in (mode, "both")


@lru_cache(maxsize=4)
def _order(model: Model) -> nx.DiGraph:
    return order_of_tasks(model)


def _before(
    model: Model, task: r.RecoveryTask, expected: dict[str, bool], lost: set[str]
) -> set[str]:
    found: set[str] = set()
    for name in _order(model).predecessors(task.id):
        other = model.tasks[name]
        if _part(model, other, expected, lost):
            found.add(name)
        else:
            found |= _before(model, other, expected, lost)
    return found


def _work(
    model: Model,
    lives: dict[str, Life],
    name: str,
    now: int,
    lost: set[str],
    expected: dict[str, bool],
    block: set[str],
) -> None:
    life = lives[name]
    release = model.method.detection + model.method.decision
    if not life.stopped or now < release:
        return
    ready = _ready(model, lives, name, now, set(expected), block)
    for _ in model.tasks:
        for task in model.tasks.values():
            if task.element != name or task.id in life.finish:
                continue
            if not _part(model, task, {**expected, name: True}, lost):
                continue
            before = _before(model, task, {**expected, name: True}, lost)
            done = all(
                lives[model.tasks[other].element].finish.get(other, now + 1) + (task.lag or 0)
                <= now
                for other in before
            )
            first = not any(model.tasks[other].element == name for other in before)
            if done and (ready or not first):
                life.finish[task.id] = now + task.likely
    own = [
        task
        for task in model.tasks.values()
        if task.element == name and _part(model, task, {**expected, name: True}, lost)
    ]
    option = model.selected_option(name)
    if not own and name in lost and ready and option and option.recovery_time is not None:
        life.finish.setdefault("option", now + option.recovery_time)


def _finished(
    model: Model,
    lives: dict[str, Life],
    name: str,
    now: int,
    lost: set[str],
    expected: dict[str, bool],
    block: set[str],
) -> bool:
    life = lives[name]
    own = [
        task.id
        for task in model.tasks.values()
        if task.element == name and _part(model, task, {**expected, name: True}, lost)
    ]
    if own:
        done = all(life.finish.get(task, now + 1) <= now for task in own)
    elif name in lost:
        option = model.selected_option(name)
        kind = model.kinds.get(model.elements[name].kind or "")
        if option is not None and option.recovery_time is not None:
            done = life.finish.get("option", now + 1) <= now
        else:
            done = kind is not None and kind.is_service
    else:
        done = True
    ready = _ready(model, lives, name, now, set(expected), block)
    return done and ready and now >= life.switched


def _rise(
    model: Model,
    lives: dict[str, Life],
    block: set[str],
    now: int,
    lost: set[str],
    expected: dict[str, bool],
) -> None:
    for name in block:
        life = lives[name]
        switching = life.down is not None and life.up is None and not life.stopped
        if switching and now >= life.switched and not expected.get(name, False):
            life.up = now
    waiting = [name for name in block if expected.get(name, False)]
    fallen = [name for name in waiting if lives[name].stopped]
    if len(waiting) == len(fallen) and all(
        _finished(model, lives, name, now, lost, expected, block) for name in fallen
    ):
        for name in fallen:
            if lives[name].up is None:
                lives[name].up = now
