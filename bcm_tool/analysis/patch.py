"""A compiled network after an edit: only the rows that changed are made again.

The order of components stays where every changed need still leads from a later to an earlier
component; it is found anew otherwise. Any order with providers first gives the same results.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bcm_tool.analysis.network import Group, Need, Network, compile_group
from bcm_tool.analysis.work import Work
from bcm_tool.model.model import Model
from bcm_tool.model.records import Dependency, RedundancyGroup

if TYPE_CHECKING:
    from bcm_tool.analysis.arrays.outages import Needs

T = TypeVar("T")


class ElementNeeds(NamedTuple):
    """What one element needs, as in :class:`Network`."""

    hard: tuple[Need, ...]
    groups: tuple[Group, ...]
    soft: tuple[int, ...]


def element_needs(
    model: Model,
    index: Mapping[str, int],
    needs: Iterable[Dependency],
    groups: Iterable[RedundancyGroup],
    release: int,
) -> ElementNeeds:
    """The needs of one element from its dependencies and groups."""
    hard: list[Need] = []
    soft: list[int] = []
    members: dict[str, list[Need]] = {}
    for item in needs:
        need = Need(index[item.provider], item.tolerance)
        if item.group is not None and item.group in model.groups:
            members.setdefault(item.group, []).append(need)
        elif item.strength == "soft":
            soft.append(need.provider)
        else:
            hard.append(need)
    ordered = sorted(groups, key=lambda group: (group.name.casefold(), group.id))
    return ElementNeeds(
        tuple(sorted(hard)),
        tuple(
            compile_group(group, members[group.id], release)
            for group in ordered
            if group.id in members
        ),
        tuple(sorted(soft)),
    )


def patched(
    network: Network, model: Model, changes: Mapping[int, ElementNeeds], work: Work | None = None
) -> Network:
    """``network`` for ``model``, whose elements are the same, with other needs of some elements.

    ``work`` when that has changed too.
    """
    made = replace(
        network,
        model=model,
        hard=_put(network.hard, {item: needs.hard for item, needs in changes.items()}),
        groups=_put(network.groups, {item: needs.groups for item, needs in changes.items()}),
        soft=_put(network.soft, {item: needs.soft for item, needs in changes.items()}),
        work=work or network.work,
    )
    known = made.__dict__
    known["index"] = network.index
    providers = {item: _providers(needs) for item, needs in changes.items()}
    known["providers"] = _put(network.providers, providers)
    known["dependents"] = _turned(network.dependents, network.providers, providers)
    soft = {item: needs.soft for item, needs in changes.items()}
    known["soft_dependents"] = _turned(network.soft_dependents, network.soft, soft)
    if _in_order(network, providers):
        known["order"], known["component"] = network.order, network.component
    if "arrays" in network.__dict__ and work in (None, network.work):
        known["arrays"] = _arrays_again(network, made, list(changes))
    return made


def _arrays_again(network: Network, made: Network, changed: list[int]) -> Needs:
    from bcm_tool.analysis.arrays.outages import hard_needs_again

    return hard_needs_again(network.arrays, made, changed) if changed else network.arrays


def _providers(needs: ElementNeeds) -> tuple[int, ...]:
    return tuple(need.provider for need in needs.hard) + tuple(
        need.provider for group in needs.groups for need in group.members
    )


def _put(rows: tuple[T, ...], changes: Mapping[int, T]) -> tuple[T, ...]:
    if not changes:
        return rows
    found = list(rows)
    for place, row in changes.items():
        found[place] = row
    return tuple(found)


def _turned(
    rows: tuple[tuple[int, ...], ...],
    before: tuple[tuple[int, ...], ...],
    after: Mapping[int, tuple[int, ...]],
) -> tuple[tuple[int, ...], ...]:
    """Rows the other way round, ascending as ever, after some of the rows have changed."""
    touched: dict[int, list[int]] = {}
    for item, targets in after.items():
        if before[item] == targets:
            continue
        for target in {*before[item], *targets}:
            own = touched.setdefault(target, list(rows[target]))
            own[:] = [other for other in own if other != item]
            own.extend([item] * targets.count(target))
    return _put(rows, {target: tuple(sorted(own)) for target, own in touched.items()})


def _in_order(network: Network, changes: Mapping[int, tuple[int, ...]]) -> bool:
    component, order = network.component, network.order
    return all(
        len(order[component[item]]) == 1
        and all(component[provider] < component[item] for provider in providers)
        for item, providers in changes.items()
    )
