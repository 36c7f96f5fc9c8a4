"""How much work a person lets a sequence cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bcm_tool.analysis.recovery import Limits


@dataclass(frozen=True, slots=True)
class Effort:
    """A named budget; see :class:`bcm_tool.analysis.recovery.limits.Limits`."""

    name: str
    title: str
    tip: str
    schedules: int
    effort: float


EFFORTS = (
    Effort("quick", "&Quick", "A good order within a second, without proof", 20_000, 0.0),
    Effort("usual", "&Usual", "Search and proof; most plans of up to 50 tasks", 60_000, 4.0),
    Effort("thorough", "T&horough", "Ten times the search, for large plans", 600_000, 40.0),
)
USUAL = "usual"


def limits_of(name: str, seconds: float | None) -> Limits:
    """The limits for an effort, with a limit of wall-clock time or none."""
    from bcm_tool.analysis.recovery import Limits

    found = next((item for item in EFFORTS if item.name == name), EFFORTS[1])
    return Limits(schedules=found.schedules, effort=found.effort, seconds=seconds)


def effort_words(name: str, seconds: float | None) -> str:
    """The effort and the limit of time, for a button."""
    found = next((item for item in EFFORTS if item.name == name), EFFORTS[1])
    title = found.title.replace("&", "")
    return title if seconds is None else f"{title}, {seconds:g} s"


def seconds_of(text: str) -> float | None:
    """The limit of time as it is remembered; None for none."""
    return float(text) if text.isdigit() and int(text) > 0 else None
