"""The model compiled for the engine: elements as indexes in key order, needs as tuples.

Index order is key order, so every tie "by key" is a tie by index. An index may be free: what is
followed from edit to edit keeps some for elements to come. It has no id, needs nothing, and
nothing needs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from bcm_tool.analysis.work import Work, compile_work
from bcm_tool.graph import components
from bcm_tool.model.model import Model
from bcm_tool.model.records import RedundancyGroup

if TYPE_CHECKING:
    from bcm_tool.analysis.arrays.needs import Needs
    from bcm_tool.analysis.arrays.network_times import NetworkPlan

_ID = attrgetter("id")


class Need(NamedTuple):
    """A provider, and how long the dependent runs without it (minutes)."""

    provider: int
    tolerance: int


class Group(NamedTuple):
    """k of n: ``required`` of ``members``; ``takeover`` is A, M or B (ENGINE 8).

    ``takeover_time`` includes detection and decision for manual and restore (ENGINE 1).
    """

    id: str
    required: int
    takeover: str
    takeover_time: int
    members: tuple[Need, ...]


@dataclass(frozen=True, eq=False)
class Network:
    """Who needs whom, and the work that brings each element back.

    ``ids`` has the element id of each index, "" where the index is free. ``order`` lists the
    strongly connected components of all non-soft dependencies, providers first; ``component``
    gives each element's place in it.
    """

    model: Model
    ids: tuple[str, ...]
    hard: tuple[tuple[Need, ...], ...]
    groups: tuple[tuple[Group, ...], ...]
    soft: tuple[tuple[int, ...], ...]
    work: Work
    release: int

    @cached_property
    def index(self) -> dict[str, int]:
        """Element id -> index, in key order."""
        return {element: index for index, element in enumerate(self.ids) if element}

    @cached_property
    def providers(self) -> tuple[tuple[int, ...], ...]:
        """Per element, all its non-soft providers."""
        return tuple(
            tuple(need.provider for need in hard)
            + tuple(need.provider for group in groups for need in group.members)
            for hard, groups in zip(self.hard, self.groups, strict=True)
        )

    @cached_property
    def dependents(self) -> tuple[tuple[int, ...], ...]:
        """Per element, all its non-soft dependents."""
        return _reversed(self.providers)

    @cached_property
    def soft_dependents(self) -> tuple[tuple[int, ...], ...]:
        """Per element, what it serves softly."""
        return _reversed(self.soft)

    @cached_property
    def order(self) -> tuple[tuple[int, ...], ...]:
        """Components of non-soft dependencies, providers first."""
        return tuple(tuple(members) for members in components(self.providers))

    @cached_property
    def component(self) -> tuple[int, ...]:
        """Per element, the index of its component in ``order``."""
        place = [0] * len(self.ids)
        for number, members in enumerate(self.order):
            for member in members:
                place[member] = number
        return tuple(place)

    @cached_property
    def arrays(self) -> Needs:
        """The hard needs in numpy arrays; for a network without groups."""
        from bcm_tool.analysis.arrays.needs import hard_needs

        return hard_needs(self)

    @cached_property
    def plan(self) -> NetworkPlan | None:
        """The order in which times pass, in numpy arrays; None where there are cycles."""
        from bcm_tool.analysis.arrays.network_times import network_plan

        return network_plan(self)

    def above(self, elements: tuple[int, ...]) -> list[int]:
        """The elements and everything that non-softly needs them, providers first."""
        seen = _reach(self.dependents, elements)
        return sorted(seen, key=lambda element: (self.component[element], element))

    def reached_from(self, element: int) -> set[int]:
        """The same of one element, in no particular order."""
        return _reach(self.dependents, (element,))

    def below(self, element: int) -> set[int]:
        """The element and everything it non-softly needs."""
        return _reach(self.providers, (element,))


def compile_network(model: Model, *, free_each: int = 0) -> Network:
    """Compile ``model``; O(elements + dependencies + tasks).

    After every ``free_each`` elements, and after the last, one index stays free; 0: none does.
    """
    ids = tuple(_with_free(model, free_each) if free_each else map(_ID, model.sorted_elements))
    index = {element: position for position, element in enumerate(ids)}
    release = model.method.detection + model.method.decision
    hard: list[list[Need]] = [[] for _ in ids]
    soft: list[list[int]] = [[] for _ in ids]
    members: dict[str, list[Need]] = {}
    for item in model.dependencies.values():
        need = Need(index[item.provider], item.tolerance)
        if item.group is not None and item.group in model.groups:
            members.setdefault(item.group, []).append(need)
        elif item.strength == "soft":
            soft[index[item.dependent]].append(need.provider)
        else:
            hard[index[item.dependent]].append(need)
    groups: list[list[Group]] = [[] for _ in ids]
    for record in sorted(
        model.groups.values(), key=lambda group: (group.name.casefold(), group.id)
    ):
        if record.id in members:
            compiled = compile_group(record, members[record.id], release)
            groups[index[record.dependent]].append(compiled)
    return Network(
        model=model,
        ids=ids,
        hard=tuple(tuple(sorted(needs)) for needs in hard),
        groups=tuple(map(tuple, groups)),
        soft=tuple(tuple(sorted(needs)) for needs in soft),
        work=compile_work(model, ids),
        release=release,
    )


def _with_free(model: Model, each: int) -> Iterator[str]:
    for number, element in enumerate(model.sorted_elements, 1):
        yield element.id
        if number % each == 0:
            yield ""
    yield ""


def compile_group(record: RedundancyGroup, members: list[Need], release: int) -> Group:
    """A group with its members; ``release`` delays takeovers that people make."""
    by_hand = record.takeover in ("manual", "restore")
    return Group(
        id=record.id,
        required=record.required,
        takeover={"automatic": "A", "manual": "M", "restore": "B"}[record.takeover],
        takeover_time=record.takeover_time + (release if by_hand else 0),
        members=tuple(sorted(members)),
    )


def _reversed(arcs: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = [[] for _ in arcs]
    for source, targets in enumerate(arcs):
        for target in targets:
            found[target].append(source)
    return tuple(map(tuple, found))


def _reach(arcs: tuple[tuple[int, ...], ...], start: tuple[int, ...]) -> set[int]:
    seen, waiting = set(start), list(start)
    while waiting:
        for other in arcs[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
