"""What a scenario asks to be recovered: the model compiled for sequencing (ENGINE 2, 3, 7).

Items are the elements that can go down at all, numbered in key order, so every tie "by key" is
a tie by number. Which of them do go down is decided by the sequence itself: a tolerance that is
met prevents an outage. Times are whole minutes after the event.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bcm_tool.analysis.loss import LossCurve
from bcm_tool.analysis.network import Need
from bcm_tool.analysis.objective_order import HARM_FIRST, RANKED, ObjectiveOrder
from bcm_tool.analysis.recovery.hours import Window
from bcm_tool.analysis.results import ImpactResult
from bcm_tool.model.model import Model

CONTRACT = -1
"""Stands for the supplier where a team's number is expected."""


class Mode(NamedTuple):
    """A way to do a task: the teams and units it takes, and when it may start.

    ``window`` None: at any time. ``hours`` is what makes up the window: (team or
    :data:`CONTRACT`, its hours).
    """

    demand: tuple[tuple[int, int], ...]
    window: Window | None = None
    hours: tuple[tuple[int, Window], ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Work that takes part when its element is stopped.

    ``before`` are all tasks that, when they take part, must be done first; since it is closed
    under "after", a task that does not take part is bridged. ``first``: it waits for the
    providers of its element. ``possible`` is False when it can never run: a team is too small,
    nobody has the skill or ever comes, or it comes after itself (``cyclic``). ``id`` is None for
    a recovery option that has no tasks. ``lag`` is the least time between the finish of any of
    ``before`` and its start. ``modes`` are the ways to do it, of which a schedule takes one
    (empty: with ``demand``, at any time); ``demand`` is that of the first.
    """

    id: str | None
    key: str
    name: str
    item: int
    duration: int
    demand: tuple[tuple[int, int], ...]
    before: tuple[int, ...]
    first: bool
    possible: bool
    lag: int = 0
    modes: tuple[Mode, ...] = ()
    cyclic: bool = False

    @property
    def ways(self) -> tuple[Mode, ...]:
        """The ways to do it, at least one."""
        return self.modes or (Mode(self.demand),)


@dataclass(frozen=True, slots=True)
class Redundancy:
    """A k-of-n group reduced to the members that can go down.

    ``spare`` is n - k; ``choose`` how many of ``members`` must be up for the dependent to
    start, the others being safe. ``takeover_time`` includes detection and decision.
    """

    dependent: int
    spare: int
    choose: int
    takeover_time: int
    members: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """What counts for an element: ``weight`` is scaled by ``Problem.weight_scale``."""

    weight: int
    mtpd: int | None
    rto: int | None
    loss: LossCurve | None


@dataclass(frozen=True, slots=True)
class Item:
    """An element that can go down.

    ``known`` is False when nothing says how to bring it back. ``spareable``: it may be left
    for later when no dependent needs it in this run.
    """

    id: str
    lost: bool
    known: bool
    tasks: tuple[int, ...]
    hard: tuple[Need, ...]
    groups: tuple[int, ...]
    block: int
    spareable: bool
    goal: Goal | None


@dataclass(frozen=True, eq=False)
class Problem:
    """One scenario to sequence; ``blocks`` are components of dependencies, providers first.

    ``start`` is the minute of the week of the event; None: unknown, and no hours count.
    ``objective_order`` tells which goal counts first. ``floor``: a makespan below it is worth no
    more, since another part of the scenario takes as long anyway.
    """

    model: Model
    scenario: str
    items: tuple[Item, ...]
    tasks: tuple[Task, ...]
    groups: tuple[Redundancy, ...]
    teams: tuple[tuple[str, int], ...]
    blocks: tuple[tuple[int, ...], ...]
    release: int
    horizon: int
    weight_scale: int
    impact: ImpactResult
    start: int | None = None
    objective_order: ObjectiveOrder = HARM_FIRST
    floor: int = 0

    @cached_property
    def ranked(self) -> tuple[int, ...]:
        """Goals as places in the usual order, the most important first; sum of starts last."""
        return (*RANKED[self.objective_order], len(RANKED[self.objective_order]))

    @cached_property
    def choosy(self) -> tuple[int, ...]:
        """Tasks that more than one team can do."""
        return tuple(number for number, task in enumerate(self.tasks) if len(task.modes) > 1)

    @cached_property
    def goals(self) -> tuple[tuple[int, Goal], ...]:
        """Items with something at stake."""
        return tuple((place, item.goal) for place, item in enumerate(self.items) if item.goal)

    @cached_property
    def losses(self) -> dict[tuple[int, int], int]:
        """Memory of :func:`loss_of`: (item, outage) -> hundredths."""
        return {}


def loss_of(problem: Problem, item: int, goal: Goal, outage: int) -> int:
    """Loss in hundredths of the currency after an outage in minutes, 0 when not counted."""
    if goal.loss is None:
        return 0
    known = problem.losses.get((item, outage))
    if known is None:
        known = int(goal.loss.at(outage) * 100)
        problem.losses[item, outage] = known
    return known
