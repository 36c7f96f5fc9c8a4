"""Groupings of records taken along from one model to the next.

A model makes its groupings (:data:`GROUPED`) when first asked, from whole tables. After an edit
only the groups that it touched need to be made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, cast

from bcm_tool.model.diff import Diff
from bcm_tool.model.model import Model, grouped

GROUPED: Mapping[str, tuple[str, str]] = {
    "needs": ("dependencies", "dependent"),
    "needed_by": ("dependencies", "provider"),
    "members_of": ("dependencies", "group"),
    "groups_of": ("groups", "dependent"),
    "impacts_of": ("impacts", "element"),
    "options_of": ("options", "element"),
    "agreements_of": ("agreements", "element"),
    "risks_of": ("risks", "element"),
}
"""Grouping of a model -> the table that it is made from, and by what."""
MOST = 2_000
"""Changed records up to which taking along is quicker than making anew."""


def take_along(before: Model, after: Model, changes: Diff) -> None:
    """Give ``after`` the groupings that ``before`` has made and ``after`` has not.

    ``changes`` is what differs between the two. Groups are as ``after`` itself would make them.
    """
    for name, (table, attribute) in GROUPED.items():
        changed, known = changes.changed(table), before.__dict__.get(name)
        if known is not None and 0 < len(changed) <= MOST and name not in after.__dict__:
            after.__dict__[name] = _again(known, after.table(table), attribute, changed)


def _again(
    known: Mapping[str, tuple[Any, ...]],
    table: Mapping[str, Any],
    attribute: str,
    changed: Mapping[str, tuple[Any, Any]],
) -> dict[str, tuple[Any, ...]]:
    pairs = (record for pair in changed.values() for record in pair if record is not None)
    touched = {getattr(record, attribute) for record in pairs}
    come = {
        key
        for key, (old, new) in changed.items()
        if new is not None and (old is None or getattr(old, attribute) != getattr(new, attribute))
    }
    before = [item.id for group in touched for item in known.get(group, ())]
    stay = [item for item in before if item in table and item not in come]
    last = list(islice(reversed(cast(dict[str, Any], table)), len(come)))
    if come == set(last):
        ordered: Iterable[str] = [*stay, *reversed(last)]
    else:
        ordered = filter(come.union(stay).__contains__, table)
    own = map(table.__getitem__, ordered)
    made = grouped((item for item in own if getattr(item, attribute)), attribute)
    found = dict(known)
    for group in touched:
        found.pop(group, None)
    return found | made
