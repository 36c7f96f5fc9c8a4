"""A problem and a list of its tasks as the two arrays of the kernel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from bcm_tool.analysis.recovery.certain import certain_outages
from bcm_tool.analysis.recovery.hours import Window
from bcm_tool.analysis.recovery.kernel import layout as at
from bcm_tool.analysis.recovery.kernel.project import direct
from bcm_tool.analysis.recovery.problem import Goal, Problem
from bcm_tool.analysis.recovery.promise import surely_back
from bcm_tool.analysis.recovery.sizes import fits_in_64_bits
from bcm_tool.analysis.recovery.solver_goals import convex_runs

Choice = tuple[tuple[int, ...], ...]


def kernel_fits(problem: Problem) -> bool:
    """Whether the kernel can place this problem: no cycles, and no sum that could leave 64 bits."""
    if any(len(block) > 1 for block in problem.blocks) or not problem.tasks:
        return False
    return fits_in_64_bits(problem)


def problem_array(problem: Problem, ranked: Sequence[int]) -> list[int]:
    """Everything about the problem; ``ranked`` are the stages of the objective by rank."""
    tasks, items, groups = problem.tasks, problem.items, problem.groups
    swaps = [number for number, group in enumerate(groups) if _has_choice(problem, number)]
    goals = _goals_with_work(problem)
    members = [need for group in groups for need in group.members]
    numbers: dict[int, int | Sequence[int]] = {
        at.RELEASE: problem.release,
        at.HORIZON: problem.horizon,
        at.TASKS: len(tasks),
        at.ITEMS: len(items),
        at.TEAMS: len(problem.teams),
        at.GROUPS: len(groups),
        at.PLACES: len(members),
        at.WIDTH: _width(problem),
        at.GOALS: len(goals),
        at.SWAPS: len(swaps),
        at.CHOICES: len(problem.choosy),
        at.GOAL: goals,
        at.SWAP: swaps,
        at.CHOICE: problem.choosy,
        at.RANKED: ranked,
        at.FLOOR: problem.floor,
    }
    return at.pack(
        at.A_HEADER,
        numbers | _tasks(problem) | _ways(problem) | _items(problem) | _groups(problem)
        | _goals(problem),
    )  # fmt: skip


def desk_array(
    problem: Problem, order: Sequence[int], chosen: Choice, modes: Sequence[int], memory: int
) -> list[int]:
    """A desk with a list on it; ``memory`` is the length of the late acceptance."""
    tasks, items, teams = len(problem.tasks), len(problem.items), len(problem.teams)
    flags = [
        int(need.provider in counted)
        for group, counted in zip(problem.groups, chosen, strict=True)
        for need in group.members
    ]
    ways = list(modes) or [-1] * tasks
    parts: dict[int, int | Sequence[int]] = dict.fromkeys(range(at.D_HEADER), 0)
    parts |= dict.fromkeys((at.ORDER, at.OLD_ORDER, at.BEST_ORDER), order)
    parts |= dict.fromkeys((at.CHOSEN, at.OLD_CHOSEN, at.BEST_CHOSEN), flags)
    parts |= dict.fromkeys((at.WANTED, at.OLD_WANTED, at.BEST_WANTED), ways)
    parts |= dict.fromkeys((at.VALUE, at.CURRENT, at.BEST), [0] * at.STAGES)
    parts |= dict.fromkeys(range(at.START, at.ENTERED + 1), [0] * tasks)
    parts |= dict.fromkeys(range(at.LATER, at.STACK + 1), [0] * items)
    parts |= {
        at.MEMORY_LENGTH: memory,
        at.MEMORY: [0] * (at.STAGES * memory),
        at.MARKED: [0] * tasks,
        at.STEPS: [0] * teams,
        at.TIMES: [0] * (teams * _width(problem)),
        at.USED: [0] * (teams * _width(problem)),
    }
    return at.pack(at.D_HEADER, parts)


def people_array(problem: Problem, people: int) -> list[int]:
    """Room for a population of schedules."""
    size = len(problem.tasks)
    parts: dict[int, int | Sequence[int]] = {
        at.PEOPLE: people,
        at.PEOPLE_START: [0] * (people * size),
        at.PEOPLE_VALUE: [0] * (people * at.STAGES),
    }
    return at.pack(at.P_HEADER, parts)


def read_choice(problem: Problem, flags: Sequence[int]) -> Choice:
    """The members counted on, from a flag per place."""
    found: list[tuple[int, ...]] = []
    place = 0
    for group in problem.groups:
        taken = flags[place : place + len(group.members)]
        place += len(group.members)
        found.append(
            tuple(sorted(need.provider for need, flag in zip(group.members, taken, strict=True)
                         if flag))
        )  # fmt: skip
    return tuple(found)


def _width(problem: Problem) -> int:
    return 2 * len(problem.tasks) + 2


def _firsts(rows: Iterable[Sequence[object]]) -> list[int]:
    return list(accumulate((len(row) for row in rows), initial=0))


def _joined(rows: Iterable[Iterable[int]]) -> list[int]:
    return [value for row in rows for value in row]


def _tasks(problem: Problem) -> dict[int, int | Sequence[int]]:
    tasks = problem.tasks
    before: list[Sequence[int]] = [task.before for task in tasks]
    certain = certain_outages(problem)
    if all(task.item in certain and not problem.items[task.item].spareable for task in tasks):
        before = list(direct(before))  # all take part, so nobody is ever bridged
    after: list[list[int]] = [[] for _ in tasks]
    for number, others in enumerate(before):
        for other in others:
            after[other].append(number)
    return {
        at.DURATION: [task.duration for task in tasks],
        at.OWNER: [task.item for task in tasks],
        at.LAG: [task.lag for task in tasks],
        at.OPENING: [int(task.first) for task in tasks],
        at.POSSIBLE: [int(task.possible) for task in tasks],
        at.BEFORE_FIRST: _firsts(before),
        at.BEFORE: _joined(before),
        at.AFTER_FIRST: _firsts(after),
        at.AFTER: _joined(after),
        at.WAY_FIRST: _firsts(task.ways for task in tasks),
    }


def _ways(problem: Problem) -> dict[int, int | Sequence[int]]:
    ways = [way for task in problem.tasks for way in task.ways]
    windows: dict[Window, int] = {}
    for way in ways:
        if way.window is not None:
            windows.setdefault(way.window, len(windows))
    return {
        at.WINDOW: [-1 if way.window is None else windows[way.window] for way in ways],
        at.WINDOW_FIRST: _firsts(window.opens for window in windows),
        at.OPENS: _joined(window.opens for window in windows),
        at.CLOSES: _joined(window.closes for window in windows),
        at.HEAD: [window.head for window in windows],
        at.DEMAND_FIRST: _firsts(way.demand for way in ways),
        at.DEMAND_TEAM: [team for way in ways for team, _ in way.demand],
        at.DEMAND_UNITS: [units for way in ways for _, units in way.demand],
        at.CAPACITY: [capacity for _, capacity in problem.teams],
    }


def _items(problem: Problem) -> dict[int, int | Sequence[int]]:
    items = problem.items
    certain, back = certain_outages(problem), surely_back(problem)[0]
    users: list[list[int]] = [[] for _ in items]
    for number, item in enumerate(items):
        for need in item.hard:
            users[need.provider].append(number)
    return {
        at.LOST: [int(item.lost) for item in items],
        at.KNOWN: [int(item.known) for item in items],
        at.CERTAIN: [int(number in certain) for number in range(len(items))],
        at.BACK: [int(number in back) for number in range(len(items))],
        at.SPAREABLE: [int(item.spareable) for item in items],
        at.TASK_FIRST: _firsts(item.tasks for item in items),
        at.TASK_LIST: _joined(item.tasks for item in items),
        at.HARD_FIRST: _firsts(item.hard for item in items),
        at.HARD: [need.provider for item in items for need in item.hard],
        at.TOLERANCE: [need.tolerance for item in items for need in item.hard],
        at.GROUP_FIRST: _firsts(item.groups for item in items),
        at.GROUP_LIST: _joined(item.groups for item in items),
        at.USER_FIRST: _firsts(users),
        at.USER: _joined(users),
    }


def _groups(problem: Problem) -> dict[int, int | Sequence[int]]:
    groups = problem.groups
    members = [need for group in groups for need in group.members]
    places: list[list[int]] = [[] for _ in problem.items]
    for place, need in enumerate(members):
        places[need.provider].append(place)
    certain = certain_outages(problem)

    def strict(number: int) -> bool:  # as in frame.py
        group = groups[number]
        owner = group.dependent in certain and problem.items[group.dependent].tasks
        known = not group.choose or bool(owner)
        return known and certain.issuperset(need.provider for need in group.members)

    return {
        at.DEPENDENT: [group.dependent for group in groups],
        at.SPARE: [group.spare for group in groups],
        at.CHOOSE: [group.choose for group in groups],
        at.TAKEOVER: [group.takeover_time for group in groups],
        at.STRICT: [int(strict(number)) for number in range(len(groups))],
        at.MEMBER_FIRST: _firsts(group.members for group in groups),
        at.MEMBER: [need.provider for need in members],
        at.MEMBER_TOLERANCE: [need.tolerance for need in members],
        at.PLACE_GROUP: [number for number, group in enumerate(groups) for _ in group.members],
        at.PLACE_FIRST: _firsts(places),
        at.PLACE: _joined(places),
    }


def _goals(problem: Problem) -> dict[int, int | Sequence[int]]:
    goals = [item.goal or Goal(0, None, None, None) for item in problem.items]
    curves = [() if goal.loss is None else convex_runs(goal.loss) for goal in goals]
    runs = [run for curve in curves for run in curve]
    lines = [line for run in runs for line in run.lines]
    return {
        at.WEIGHT: [goal.weight for goal in goals],
        at.MTPD: [-1 if goal.mtpd is None else goal.mtpd for goal in goals],
        at.RTO: [-1 if goal.rto is None else goal.rto for goal in goals],
        at.RUN_FIRST: _firsts(curves),
        at.RUN_SINCE: [run.since for run in runs],
        at.LINE_FIRST: _firsts(run.lines for run in runs),
        at.SLOPE: [line.slope for line in lines],
        at.OFFSET: [line.offset for line in lines],
        at.PARTS: [line.parts for line in lines],
    }


def _has_choice(problem: Problem, number: int) -> bool:
    group = problem.groups[number]
    return 0 < group.choose < len(group.members)


def _goals_with_work(problem: Problem) -> list[int]:
    """Items with a goal for which a task may have to be done: their own, or of what they need."""
    needed = [bool(item.tasks) for item in problem.items]
    for block in problem.blocks:
        for number in block:
            item = problem.items[number]
            providers = [need.provider for need in item.hard]
            for group in item.groups:
                providers += [need.provider for need in problem.groups[group].members]
            needed[number] |= any(needed[provider] for provider in providers)
    return [number for number, _ in problem.goals if needed[number]]
