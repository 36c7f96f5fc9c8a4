"""What a person can act on, and the signal that a person has cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class BcmError(Exception):
    """A complete sentence for the person at the desk; nothing was changed."""


class NoSequenceError(BcmError):
    """A scenario for which no sequence of its tasks was found."""


class Cancelled(Exception):  # noqa: N818 - a signal, not an error
    """The person pressed Cancel; raised from inside ``progress``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, placed as exactly as the input allows.

    ``row`` is the 1-based row or line as the person sees it in the source.
    """

    text: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"sheet {self.sheet}" if self.sheet else "",
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        return f"{place}: {self.text}" if place else self.text


class InputError(BcmError):
    """An input that was refused whole, with a sentence for every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
