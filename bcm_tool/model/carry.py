"""Taking indexes along from one model to the next, where an edit has changed a few links."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import filterfalse
from operator import eq

from bcm_tool.model.diff import Diff
from bcm_tool.model.model import Model
from bcm_tool.model.records import Dependency

FEW = 500
"""Changed dependencies up to which this is quicker than making the indexes anew."""
Links = tuple[Dependency, ...]


def carry_links(old: Model, new: Model, changes: Diff) -> None:
    """Give ``new`` the indexes ``needs`` and ``needed_by`` of ``old``, brought up to date.

    They are what ``new`` would make of its own table, order included; where ``old`` has not
    been asked for them, or the order of the table is another one, nothing is done.
    """
    links = {
        key: (_link(before), _link(after))
        for key, (before, after) in changes.changed("dependencies").items()
    }
    wanted = [name for name in ("needs", "needed_by") if name in old.__dict__]
    if not links or not wanted or len(links) > FEW or not _same_order(old, new, links):
        return
    for name in wanted:
        if name not in new.__dict__:
            field = "dependent" if name == "needs" else "provider"
            new.__dict__[name] = _again(getattr(old, name), new, field, links)


def _link(record: object) -> Dependency | None:
    return record if isinstance(record, Dependency) else None


Changed = Mapping[str, tuple[Dependency | None, Dependency | None]]


def _same_order(old: Model, new: Model, links: Changed) -> bool:
    """Whether what stays in the table stands in the order it had, before all that is new."""
    gone = {key for key, (_, after) in links.items() if after is None}
    left = filterfalse(gone.__contains__, old.dependencies) if gone else old.dependencies
    added = sum(before is None for before, _ in links.values())
    count = len(old.dependencies) - len(gone)
    return len(new.dependencies) == count + added and all(map(eq, left, new.dependencies))


def _again(
    before: Mapping[str, Links], new: Model, field: str, links: Changed
) -> Mapping[str, Links]:
    found = dict(before)
    ends = {getattr(link, field) for pair in links.values() for link in pair if link is not None}
    stay = all(
        old is None or fresh is None or getattr(old, field) == getattr(fresh, field)
        for old, fresh in links.values()
    )
    if not stay:
        return _grouped_anew(found, new, field, ends)
    for end in ends:
        own = {link.id: link for link in found.get(end, ())}
        for key, (_, link) in links.items():
            if link is None:
                own.pop(key, None)
            elif getattr(link, field) == end:
                own[key] = link
        if own:
            found[end] = tuple(own.values())
        else:
            found.pop(end, None)
    return found


def _grouped_anew(
    found: dict[str, Links], new: Model, field: str, ends: set[str]
) -> Mapping[str, Links]:
    """A link that has moved from one element to another stands anywhere among the others."""
    own: dict[str, list[Dependency]] = {element: [] for element in ends}
    for item in new.dependencies.values():
        element = getattr(item, field)
        if element in own:
            own[element].append(item)
    for element, links in own.items():
        if links:
            found[element] = tuple(links)
        else:
            found.pop(element, None)
    return found
