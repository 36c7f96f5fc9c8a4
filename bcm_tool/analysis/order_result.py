"""Why a task stands where it does in a sequence, and what moving it would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bcm_tool.analysis.results import Objective, RecoveryResult


@dataclass(frozen=True, slots=True)
class Move:
    """The sequence placed again with one task moved; the others close up in their order.

    ``behind`` is the place in ``RecoveryResult.tasks`` of the task that goes first instead, None
    where the task just starts later. ``start`` is when the moved task starts then. The
    differences are those of the objective, positive where it gets worse; ``broken`` are elements
    that keep their RTO (MTPD where there is none) in the sequence and miss it then.
    """

    behind: int | None
    start: int
    objective: Objective
    past_mtpd: Decimal
    loss: Decimal
    past_rto: Decimal
    makespan: int
    broken: tuple[str, ...]

    @property
    def free(self) -> bool:
        """Whether it costs nothing that counts."""
        return not (self.past_mtpd or self.loss or self.past_rto or self.makespan or self.broken)


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """One task: ``place`` in ``RecoveryResult.tasks``.

    ``later`` is the move behind the next task of its team that can go first (None where no task
    can), ``hour`` the start an hour later (None where no such sequence is sound).
    """

    place: int
    later: Move | None
    hour: Move | None


@dataclass(frozen=True, slots=True)
class OrderResult:
    """Moves of the tasks of a sequence, by place."""

    recovery: RecoveryResult
    tasks: Mapping[int, TaskOrder]
