"""A compiled network after an edit: only the rows that changed are made again.

The order of components stays as far as changed needs still lead from later to earlier ones; it is
found anew where cycles open or close. Any order with providers first gives the same results.
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
    from bcm_tool.analysis.arrays.needs import Needs

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
    network: Network,
    model: Model,
    changes: Mapping[int, ElementNeeds],
    work: Work | None = None,
    worked: Iterable[int] = (),
) -> Network:
    """``network`` for ``model``, whose elements are the same, with other needs of some elements.

    ``work`` when that has changed too, in the elements ``worked``.
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
    settled = _order_again(network, made, providers)
    if settled is not None:
        known["order"], known["component"] = settled
    if "arrays" in network.__dict__:
        known["arrays"] = _arrays_again(network, made, list(changes), list(worked))
    return made


def _arrays_again(network: Network, made: Network, changed: list[int], worked: list[int]) -> Needs:
    from bcm_tool.analysis.arrays.needs import efforts_again, hard_needs_again

    arrays = hard_needs_again(network.arrays, made, changed) if changed else network.arrays
    return efforts_again(arrays, made, worked) if worked else arrays


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


Order = tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]


def _order_again(
    network: Network, made: Network, changes: Mapping[int, tuple[int, ...]]
) -> Order | None:
    """Order and components that hold after the changes; None: to be found anew."""
    component, order = network.component, network.order
    if any(len(order[component[item]]) > 1 for item in changes):
        return None
    late = {
        (item, provider)
        for item, providers in changes.items()
        for provider in providers
        if component[provider] > component[item]
    }
    if not late:
        return order, component
    return _moved(network, made, *late.pop()) if len(late) == 1 else None


def _moved(network: Network, made: Network, dependent: int, provider: int) -> Order | None:
    """The order after the one need that contradicts it; None when that closes a cycle.

    What lies between the two is moved only: the provider and its needs change places with the
    dependent and what needs it (Pearce and Kelly, A dynamic topological sort algorithm, 2007).
    """
    component, order = network.component, network.order
    first, last = component[dependent], component[provider]
    later = _between(order, component, made.dependents, first, first, last)
    if last in later:
        return None
    sooner = _between(order, component, made.providers, last, first, last)
    moving = [*sorted(sooner), *sorted(later)]
    blocks, numbers = list(order), list(component)
    for place, old in zip(sorted(moving), moving, strict=True):
        blocks[place] = order[old]
        for element in order[old]:
            numbers[element] = place
    return tuple(blocks), tuple(numbers)


def _between(
    order: tuple[tuple[int, ...], ...],
    component: tuple[int, ...],
    arcs: tuple[tuple[int, ...], ...],
    start: int,
    first: int,
    last: int,
) -> set[int]:
    """Components reached from one along ``arcs`` that lie from ``first`` to ``last``."""
    seen, waiting = {start}, [start]
    while waiting:
        for element in order[waiting.pop()]:
            for other in arcs[element]:
                number = component[other]
                if first <= number <= last and number not in seen:
                    seen.add(number)
                    waiting.append(number)
    return seen
