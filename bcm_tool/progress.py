"""Progress of long work: one callable that reports and is also the cancel point."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on; raises :class:`bcm_tool.errors.Cancelled` to stop it."""

    def __call__(self, done: int, total: int) -> None:
        """Report ``done`` of ``total`` steps."""


def no_progress(done: int, total: int) -> None:
    """Report to nobody and never cancel."""


def at(progress: Progress, place: int, places: int) -> Progress:
    """Progress for a part of the work: it reports the part's place, and can be cancelled there."""

    def report(done: int, total: int) -> None:
        progress(place, places)

    return report
