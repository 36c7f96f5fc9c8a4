"""Which goal of a recovery sequence counts first (ENGINE 7): a choice of the run."""

from __future__ import annotations

from typing import Literal, TypeAlias

ObjectiveOrder: TypeAlias = Literal[
    "harm first", "loss first", "RTO minutes first", "makespan first"
]
"""Each moves one goal to the front; the others follow in the usual order."""
HARM_FIRST: ObjectiveOrder = "harm first"
GOALS = ("past MTPD", "loss", "past RTO", "makespan")
"""The goals in the usual order, the harm to the organisation before all else."""
RANKED: dict[ObjectiveOrder, tuple[int, int, int, int]] = {
    "harm first": (0, 1, 2, 3),
    "loss first": (1, 0, 2, 3),
    "RTO minutes first": (2, 0, 1, 3),
    "makespan first": (3, 0, 1, 2),
}
"""Places in :data:`GOALS`, the most important first."""


def goals_of(order: ObjectiveOrder) -> tuple[str, ...]:
    """Names of the goals, the most important first."""
    return tuple(GOALS[place] for place in RANKED[order])
