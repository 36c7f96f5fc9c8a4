"""What the recovery view says while there is no sequence to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.views.recovery import RecoveryView

NO_SCENARIO = (
    "No scenario yet",
    "A scenario says what is lost at once: a site, a supplier, some systems. From it follows what "
    "stops, and in which order the teams bring it back so that the organisation loses least.",
)
NOTHING_LOST = ("Nothing is lost", "Add elements, a site or a supplier to what is lost above.")
WAITING = ("Looking for a sequence", "The first one is shown as soon as it is found.")
NOTHING = (
    "Nothing to recover",
    "What is lost needs no recovery task, and nothing that depends on it stops.",
)
NOT_YET = ("Not sequenced yet", "Press “Sequence again” to compute the order of work.")


def empty_words(view: RecoveryView, running: bool) -> tuple[str, str] | None:
    """Headline and sentence of an empty view; None when there is a sequence to show."""
    if not view.scenario:
        return NO_SCENARIO
    if view.result is not None and view.result.tasks:
        return None
    if not view.can_run():
        return NOTHING_LOST
    if running:
        return WAITING
    if view.result is None:
        return NOT_YET
    return None if view.result.outages else NOTHING
