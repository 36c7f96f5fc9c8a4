"""A sequence lived through minute by minute, and checked against the model's own records.

Written from ENGINE 2 and 3 for models without cycles, without a look at how the engine does it.
"""

from __future__ import annotations

import networkx as nx

from bcm_tool import calendars
from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.model import records as r
from bcm_tool.model.model import Model

END = 200
"""Longer than any of the small scenarios lasts, waiting for hours apart."""


def replay(model: Model, result: RecoveryResult) -> dict[str, tuple[int, int | None]]:
    """(down, up) of every element that goes down when the work is done as the sequence says."""
    lost = set(model.lost_elements(model.scenarios[result.scenario]))
    graph = nx.DiGraph()
    graph.add_nodes_from(model.elements)
    graph.add_edges_from(
        (item.provider, item.dependent)
        for item in model.dependencies.values()
        if item.strength == "hard"
    )
    order = list(nx.topological_sort(graph))
    run = _Run(model, result, lost)
    for now in range(END + result.objective.makespan):
        for name in order:
            run.fall(name, now)
            run.rise(name, now)
    return {name: (down, run.up.get(name)) for name, down in run.down.items()}


class _Run:
    def __init__(self, model: Model, result: RecoveryResult, lost: set[str]) -> None:
        self.model, self.result, self.lost = model, result, lost
        self.down: dict[str, int] = {}
        self.up: dict[str, int] = {}
        self.stopped: set[str] = set()
        self.switched: dict[str, int] = {}

    def is_up(self, name: str, now: int) -> bool:
        return name not in self.down or self.up.get(name, now + 1) <= now

    def needs(self, name: str, group: str | None) -> list[r.Dependency]:
        return [
            item
            for item in self.model.needs.get(name, ())
            if item.strength == "hard" and item.group == group
        ]

    def without(self, item: r.Dependency, now: int) -> bool:
        """The provider has been gone for longer than is tolerated."""
        gone = not self.is_up(item.provider, now)
        return gone and now >= self.down[item.provider] + item.tolerance

    def fall(self, name: str, now: int) -> None:
        stops = now == 0 and name in self.lost
        stops = stops or any(self.without(item, now) for item in self.needs(name, None))
        for group in self.model.groups_of.get(name, ()):
            members = self.needs(name, group.id)
            stops = stops or (sum(not self.without(item, now) for item in members) < group.required)
            for item in members:
                self.take_over(name, group, item, now)
        if stops:
            self.stopped.add(name)
            self.down.setdefault(name, now)
            if self.up.get(name, now + 1) <= now and name not in self.done_for(now):
                del self.up[name]

    def done_for(self, now: int) -> set[str]:
        """Elements that were stopped and are back: one outage each, so they stay."""
        return {name for name in self.stopped if self.up.get(name, now + 1) < now}

    def take_over(self, name: str, group: r.RedundancyGroup, item: r.Dependency, now: int) -> None:
        failed = self.down.get(item.provider)
        if failed is None or now != failed + item.tolerance:
            return
        method = self.model.method
        by_hand = group.takeover in ("manual", "restore")
        until = failed + group.takeover_time + by_hand * (method.detection + method.decision)
        standing = 0
        for other in self.needs(name, group.id):
            down = self.down.get(other.provider)
            back = self.up.get(other.provider, failed + 1) <= failed and down != failed
            standing += down is None or down > failed or back
        if until > now and standing >= group.required:
            self.switched[name] = max(until, self.switched.get(name, 0))
            self.down.setdefault(name, now)
            if self.up.get(name, until) < until:
                del self.up[name]

    def rise(self, name: str, now: int) -> None:
        if name not in self.down or name in self.up or now < self.switched.get(name, 0):
            return
        expected = self.result.outages[name]
        if expected.takeover or (name not in self.stopped):
            if expected.takeover:
                self.up[name] = now
            return
        if name in self.result.later or not self.work_done(name, now):
            return
        awaited = [item.provider for item in self.needs(name, None)]
        if not all(self.back(other, now) for other in awaited):
            return
        for group in self.model.groups_of.get(name, ()):
            members = self.needs(name, group.id)
            if sum(self.back(item.provider, now) for item in members) < group.required:
                return
        self.up[name] = now

    def back(self, name: str, now: int) -> bool:
        """Up, and not going down later in this run."""
        return name not in self.result.outages or self.up.get(name, now + 1) <= now

    def work_done(self, name: str, now: int) -> bool:
        own = own_tasks(self.model, name, name in self.lost)
        finish = {task.task: task.finish for task in self.result.tasks if task.element == name}
        if own:
            return all(finish.get(task.id, now + 1) <= now for task in own)
        if name not in self.lost:
            return True
        option = self.model.selected_option(name)
        if option is not None and option.recovery_time is not None:
            return finish.get(None, now + 1) <= now
        kind = self.model.kinds.get(self.model.elements[name].kind or "")
        return kind is not None and kind.is_service


def own_tasks(model: Model, name: str, lost: bool) -> list[r.RecoveryTask]:
    """The tasks that take part when the element was lost, or is only down."""
    wanted = ("both", "loss" if lost else "outage")
    return [task for task in model.tasks_of.get(name, ()) if task.needed in wanted]


def check_work(model: Model, result: RecoveryResult) -> None:
    """Teams, precedence with bridging, release and providers, from the records alone.

    Lags, decision points, skills, hours, call-out and contract hours likewise.
    """
    order = order_of_tasks(model)
    lost = set(model.lost_elements(model.scenarios[result.scenario]))
    method = model.method
    down = {name for name, outage in result.outages.items() if not outage.takeover}
    part = {
        task.id
        for name in down - set(result.later)
        for task in own_tasks(model, name, name in lost)
    }
    done = {task.task: task for task in result.tasks if task.task is not None}
    assert set(done) <= part
    for item in result.tasks:
        assert item.start >= method.detection + method.decision
        if item.task is None:
            option = model.selected_option(item.element)
            assert option is not None
            assert item.finish - item.start == option.recovery_time
            before: set[str] = set()
        else:
            task = model.tasks[item.task]
            assert item.finish - item.start == task.likely
            before = _before(order, task.id, part)
            _check_teams(model, task, item)
        for other in before:
            lag = 0 if item.task is None else model.tasks[item.task].lag or 0
            assert done[other].finish + lag <= item.start
        _check_hours(model, result.scenario, item)
        if not any(model.tasks[other].element == item.element for other in before):
            _check_providers(model, result, item.element, item.start)
    for team in model.teams.values():
        used = [
            (task.start, task.finish, dict(task.teams).get(team.id, 0)) for task in result.tasks
        ]
        for moment in {start for start, _, _ in used}:
            busy = sum(units for start, finish, units in used if start <= moment < finish)
            assert busy <= team.capacity


def order_of_tasks(model: Model) -> nx.DiGraph:
    """Task -> tasks that wait for it; decision points stop whatever they do not wait for."""
    graph = nx.DiGraph()
    graph.add_nodes_from(model.tasks)
    graph.add_edges_from((other, task.id) for task in model.tasks.values() for other in task.after)
    before = {name: nx.ancestors(graph, name) for name in graph}
    for element in model.elements:
        own = [task for task in model.tasks.values() if task.element == element]
        points = {task.id for task in own if task.blocking}
        known = nx.DiGraph([(a, b) for b in points for a in before[b] & points])
        known.add_nodes_from(points)
        if not nx.is_directed_acyclic_graph(known):
            continue
        passed: set[str] = set()
        queue = nx.lexicographical_topological_sort(known, lambda name: model.tasks[name].key)
        for point in queue:
            graph.add_edges_from((other, point) for other in passed & points)
            passed |= before[point] | {point}
            later = [task.id for task in own if task.id not in passed and not task.blocking]
            graph.add_edges_from((point, name) for name in later)
    return graph


def _before(order: nx.DiGraph, task: str, part: set[str]) -> set[str]:
    found: set[str] = set()
    for name in order.predecessors(task):
        found |= {name} if name in part else _before(order, name, part)
    return found


def _check_teams(model: Model, task: r.RecoveryTask, item: ScheduledTask) -> None:
    if task.demand or not task.skill:
        assert dict(item.teams) == dict(task.demand)
        return
    [(team, units)] = item.teams
    assert units == 1
    assert task.skill.strip().lower() in [word.lower() for word in model.teams[team].skills]


def _check_hours(model: Model, scenario: str, item: ScheduledTask) -> None:
    """Everybody asked is there when the task starts."""
    if not model.scenarios[scenario].start:
        return
    now = calendars.parse_week_time(model.scenarios[scenario].start) + item.start
    release = model.method.detection + model.method.decision
    for name, _ in item.teams:
        team = model.teams[name]
        called = team.call_out is not None and item.start >= release + team.call_out
        assert called or calendars.parse(team.hours).contains(now)
    option = model.selected_option(item.element) if item.task is None else None
    if not item.teams and not (option and option.strategy == "immediate"):
        contracts = [
            calendars.parse(each.service_hours)
            for each in model.agreements.values()
            if each.element == item.element
            and each.type == "UC"
            and each.service_hours not in ("", "office hours")
        ]
        assert not contracts or any(each.contains(now) for each in contracts)


def _check_providers(model: Model, result: RecoveryResult, name: str, start: int) -> None:
    def up(other: str) -> bool:
        outage = result.outages.get(other)
        return outage is None or (outage.up is not None and outage.up <= start)

    needs = [item for item in model.needs.get(name, ()) if item.strength == "hard"]
    assert all(up(item.provider) for item in needs if item.group is None)
    for group in model.groups_of.get(name, ()):
        members = [item.provider for item in needs if item.group == group.id]
        assert sum(up(member) for member in members) >= group.required
