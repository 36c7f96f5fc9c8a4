"""What a person lets count first in a sequence."""

from __future__ import annotations

from dataclasses import dataclass

from bcm_tool.analysis.objective_order import HARM_FIRST, ObjectiveOrder


@dataclass(frozen=True, slots=True)
class FirstGoal:
    """An order of goals, as the menu shows it."""

    name: str
    order: ObjectiveOrder
    title: str
    tip: str


FIRST_GOALS = (
    FirstGoal("harm", HARM_FIRST, "&Harm first", "Time past MTPD counts before everything else"),
    FirstGoal("loss", "loss first", "&Loss first", "Money counts even before time past MTPD"),
    FirstGoal("rto", "RTO minutes first", "&RTO minutes first", "Time past RTO counts first"),
    FirstGoal("makespan", "makespan first", "&Makespan first", "An early end of work counts first"),
)


def first_goal(name: str) -> FirstGoal:
    """The order with a remembered name; harm first for an unknown one."""
    return next((item for item in FIRST_GOALS if item.name == name), FIRST_GOALS[0])
