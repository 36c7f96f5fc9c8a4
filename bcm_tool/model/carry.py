"""Taking indexes along from one model to the next, where an edit has changed a few links."""

from __future__ import annotations

from collections.abc import Mapping

from bcm_tool.model.diff import Diff
from bcm_tool.model.model import Model
from bcm_tool.model.records import Dependency

FEW = 500
"""Changed dependencies up to which this is quicker than making the indexes anew."""


def carry_links(old: Model, new: Model, changes: Diff) -> None:
    """Give ``new`` the indexes ``needs`` and ``needed_by`` of ``old``, brought up to date.

    They are what ``new`` would make of its own table, order included; where ``old`` has not
    been asked for them, nothing is done.
    """
    links = [
        item
        for pair in changes.changed("dependencies").values()
        for item in pair
        if isinstance(item, Dependency)
    ]
    if not links or len(links) > FEW:
        return
    for name, field in (("needs", "dependent"), ("needed_by", "provider")):
        if name in old.__dict__ and name not in new.__dict__:
            touched = {getattr(item, field) for item in links}
            new.__dict__[name] = _again(getattr(old, name), new, field, touched)


def _again(
    before: Mapping[str, tuple[Dependency, ...]], new: Model, field: str, touched: set[str]
) -> dict[str, tuple[Dependency, ...]]:
    own: dict[str, list[Dependency]] = {element: [] for element in touched}
    for item in new.dependencies.values():
        element = getattr(item, field)
        if element in own:
            own[element].append(item)
    found = {element: links for element, links in before.items() if element not in touched}
    return found | {element: tuple(links) for element, links in own.items() if links}
