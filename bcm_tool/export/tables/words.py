"""Words and marks that several tables share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.calendars import clock
from bcm_tool.export.table import Cell, Tone
from bcm_tool.model import records as r
from bcm_tool.model.model import Model

CFIA_WORDS = {
    "A": "automatic takeover",
    "D": "degraded",
    "M": "manual takeover",
    "B": "restored from backup",
    "X": "stops",
}
CFIA_TONES: dict[str, Tone] = {
    "A": "heat1",
    "D": "heat2",
    "M": "heat3",
    "B": "heat4",
    "X": "heat5",
}
NEVER = "never back"


def kind_name(model: Model, element: r.Element) -> str:
    """Name of an element's kind; empty when it has none."""
    kind = model.kinds.get(element.kind or "")
    return kind.name if kind else ""


def key_of(model: Model, element: str) -> str:
    """Key of an element id; the id itself for an element that is no longer there."""
    found = model.elements.get(element)
    return found.key if found else element


def label(model: Model, element: str) -> str:
    """Key and name of an element id; once where they are the same."""
    found = model.elements.get(element)
    if found is None:
        return element
    return found.key if found.name == found.key else f"{found.key} {found.name}"


def keys(model: Model, elements: Iterable[str], separator: str = ", ") -> str:
    """Keys of several element ids, in the order given."""
    return separator.join(key_of(model, item) for item in elements)


def path(model: Model, elements: Iterable[str]) -> str:
    """A way through the graph, from the element that forces to the one that is forced."""
    return keys(model, elements, " → ")


def teams_text(model: Model, demand: Iterable[tuple[str, int]]) -> str:
    """Teams and units as people write them: ``DBA, 2 × SYS``."""
    found = ((model.teams.get(team), units) for team, units in demand)
    return ", ".join(
        (team.key if units == 1 else f"{units} × {team.key}") for team, units in found if team
    )


def clock_cell(recovery: RecoveryResult, minute: int | None) -> Cell:
    """Minutes after the event, with the time of the week where the start is known."""
    return Cell(minute, words=clock(recovery.start, minute))


def level_cell(model: Model, scale: str, number: int | None) -> Cell:
    """A level of a scale with its name, and the heat that its place on the scale gives."""
    if number is None:
        return Cell(None)
    levels = model.scale(scale)
    numbers = [level.number for level in levels]
    name = next((level.name for level in levels if level.number == number), "")
    return Cell(number, _heat(numbers, number), name, "level")


def _heat(numbers: list[int], number: int) -> Tone:
    """The lowest level of a scale is heat1, the highest heat5, the others evenly between."""
    if number not in numbers:
        return ""
    steps = max(1, len(numbers) - 1)
    return cast(Tone, f"heat{1 + round(4 * numbers.index(number) / steps)}")


def gap_cell(gap: int | None) -> Cell:
    """Minutes too late or to spare, with its tone."""
    if gap is None:
        return Cell(None)
    return Cell(gap, "bad" if gap > 0 else "good", type="gap")


def money_title(model: Model, title: str) -> str:
    """A column title that names the currency, where the document has one."""
    currency = model.method.currency
    return f"{title} ({currency})" if currency else title
