"""How findings name things: short enough to read, complete enough to act on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bcm_tool.analysis.results import Explanation, Step
from bcm_tool.model.model import Model

LONGEST_NAME = 60
MOST_NAMED = 6


def named(model: Model, element: str) -> str:
    """Key with the name behind it: ``SYS-01 (Repair desk)``."""
    record = model.elements[element]
    name = " ".join(record.name.split())
    if not name or name == record.key:
        return record.key
    short = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
    return f"{record.key} ({short})"


def key_of(model: Model, element: str) -> str:
    """The key of an element id."""
    return model.elements[element].key


def listed(items: Sequence[str], most: int = MOST_NAMED) -> str:
    """``a``, ``a and b``, ``a, b and c``; long lists end in how many more there are."""
    if len(items) <= 1:
        return "".join(items)
    if len(items) > most:
        return f"{', '.join(items[: most - 1])} and {len(items) - most + 1} more"
    return f"{', '.join(items[:-1])} and {items[-1]}"


def keys_of(model: Model, elements: Iterable[str], most: int = MOST_NAMED) -> str:
    """The keys of several element ids as a list for people."""
    return listed([key_of(model, element) for element in elements], most)


def difference(title: str, *steps: tuple[str, int, str | None]) -> Explanation:
    """An explanation from (text, minutes, element id); minutes taken away are negative."""
    made = tuple(Step(*step) for step in steps)
    return Explanation(title, "minutes", sum(step[1] for step in steps), made)
