"""Orders that people choose by rule, and the choice of group members to begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from bcm_tool.analysis.recovery.problem import Goal, Problem
from bcm_tool.analysis.work import NEVER
from bcm_tool.durations import DAY

Rule: TypeAlias = Literal["tier order", "RTO order", "loss-rate order"]
RULES: tuple[Rule, ...] = ("tier order", "RTO order", "loss-rate order")


def order_by(problem: Problem, rule: Rule) -> tuple[int, ...]:
    """All tasks, most urgent first: a task is as urgent as the most urgent that needs its element.

    Tier order: tightest tier of the RTO used. RTO order: smallest RTO used. Loss-rate order:
    highest loss of the first day. Ties go providers first, then by key.
    """
    urgency = _inherited(problem, _urgency(problem, rule))
    return tuple(
        sorted(
            range(len(problem.tasks)),
            key=lambda task: (
                urgency[problem.tasks[task].item],
                problem.items[problem.tasks[task].item].block,
                len(problem.tasks[task].before),
                task,
            ),
        )
    )


def _urgency(problem: Problem, rule: Rule) -> Callable[[int, Goal], float]:
    tiers = {tier.id: place for place, tier in enumerate(problem.model.sorted_tiers)}

    def tier_of(item: int, goal: Goal) -> float:
        tier = problem.impact.elements[problem.items[item].id].tier
        return tiers.get(tier or "", NEVER)

    def rto_of(item: int, goal: Goal) -> float:
        return NEVER if goal.rto is None else goal.rto

    def rate_of(item: int, goal: Goal) -> float:
        return 0 if goal.loss is None else -float(goal.loss.at(DAY))

    return {"tier order": tier_of, "RTO order": rto_of, "loss-rate order": rate_of}[rule]


def _inherited(problem: Problem, urgency: Callable[[int, Goal], float]) -> list[float]:
    found: list[float] = [NEVER] * len(problem.items)
    for item, goal in problem.goals:
        found[item] = urgency(item, goal)
    for block in reversed(problem.blocks):
        most = min(found[item] for item in block)
        for item in block:
            found[item] = most
            record = problem.items[item]
            providers = [need.provider for need in record.hard]
            for group in record.groups:
                providers += [need.provider for need in problem.groups[group].members]
            for provider in providers:
                found[provider] = min(found[provider], most)
    return found


def first_choice(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """The members of each group that can be up first without team limits; ties by key.

    A member of the dependent's own cycle is not waited for.
    """
    early = _early_ups(problem)
    found: list[tuple[int, ...]] = []
    for group in problem.groups:
        block = problem.items[group.dependent].block
        ranked = sorted(
            (
                0
                if problem.items[member].block == block and early[member] < NEVER
                else early[member],
                member,
            )
            for member, _ in group.members
        )
        found.append(tuple(sorted(member for _, member in ranked[: group.choose])))
    return tuple(found)


def _early_ups(problem: Problem) -> list[int]:
    """A lower bound on every item's up-time, were it stopped at 0 and every group served best."""
    ups = [0] * len(problem.items)
    for block in problem.blocks:
        own = max(_alone(problem, item, ups) for item in block)
        for item in block:
            ups[item] = own
    return ups


def _alone(problem: Problem, item: int, ups: list[int]) -> int:
    record = problem.items[item]
    if not record.known:
        return NEVER
    ready = [ups[need.provider] for need in record.hard]
    for number in record.groups:
        group = problem.groups[number]
        if group.choose:
            ready.append(sorted(ups[need.provider] for need in group.members)[group.choose - 1])
    return min(_done(problem, item, max(ready, default=0)), NEVER)


def _done(problem: Problem, item: int, ready: int) -> int:
    """When the item's own tasks are done that wait for its providers until ``ready``."""
    own = set(problem.items[item].tasks)
    done: dict[int, int] = {}
    for task in sorted(own, key=lambda number: len(own.intersection(problem.tasks[number].before))):
        record = problem.tasks[task]
        if not record.possible:
            return NEVER
        before = [done.get(other, 0) + record.lag for other in own.intersection(record.before)]
        start = max([ready, problem.release, *before])
        found = [start if way.window is None else way.window.next(start) for way in record.ways]
        done[task] = min(min(found) + record.duration, NEVER)
    return max(done.values(), default=ready)
