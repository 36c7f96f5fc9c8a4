"""Which commands can be undone and redone, by their numbers in the document's command log.

The log itself is only ever appended to: an undo is a command like any other. What can be
undone follows from the log alone, so it is the same after a restart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

MERGE_WITHIN = timedelta(seconds=2)

CommandKind = Literal["create", "edit", "undo", "redo", "version", "clear"]


@dataclass(frozen=True, slots=True)
class Command:
    """What the history needs to know of a logged command.

    ``step`` is the number of the first command of the undo step that this one belongs to,
    or that it undoes or redoes.
    """

    number: int
    kind: CommandKind
    step: int
    label: str
    merge_key: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What one undo takes back: the edits numbered ``first`` to ``last``."""

    first: int
    last: int
    label: str
    merge_key: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """Steps that can be undone, the newest last, and steps that can be redone, the next last."""

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()
    number: int = 0

    def step_for(self, merge_key: str | None, at: datetime) -> int:
        """The step that an edit made now belongs to: the last one, or one of its own.

        Edits merge when they carry the same key, follow each other with nothing between, and
        lie at most two seconds apart. A clock that was set back merges nothing.
        """
        last = self.done[-1] if self.done else None
        joins = (
            last is not None
            and merge_key is not None
            and last.merge_key == merge_key
            and last.last == self.number
            and timedelta(0) <= at - last.at <= MERGE_WITHIN
        )
        return last.first if joins and last is not None else self.number + 1

    def after(self, command: Command) -> History:
        """The history once ``command`` is in the log."""
        match command.kind:
            case "edit" if self.done and self.done[-1].first == command.step:
                longer = replace(self.done[-1], last=command.number, at=command.at)
                return History((*self.done[:-1], longer), (), command.number)
            case "edit":
                step = Step(
                    command.number, command.number, command.label, command.merge_key, command.at
                )
                return History((*self.done, step), (), command.number)
            case "undo":
                undone = (*self.undone, self.done[-1])
                return History(self.done[:-1], undone, command.number)
            case "redo":
                done = (*self.done, self.undone[-1])
                return History(done, self.undone[:-1], command.number)
            case "clear":
                return History(number=command.number)
            case _:
                return replace(self, number=command.number)


def replay(commands: Iterable[Command]) -> History:
    """The history that a whole log amounts to."""
    done: list[Step] = []
    undone: list[Step] = []
    number = 0
    for command in commands:
        number = command.number
        tail = History(tuple(done[-1:]), tuple(undone[-1:])).after(command)
        if command.kind == "edit":
            done[-1:] = tail.done
            undone.clear()
        elif command.kind == "undo":
            undone.append(done.pop())
        elif command.kind == "redo":
            done.append(undone.pop())
        elif command.kind == "clear":
            done.clear()
            undone.clear()
    return History(tuple(done), tuple(undone), number)
