"""Junctions resolved: who needs whom directly, and who needs one of several.

An And-junction stands for all that lead into it, an Or-junction for one of them. What a group
of plain elements cannot say (alternatives that are themselves "all of", a provider in two
groups of one element) is said exactly by keeping the junction as an element of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Edge:
    """``dependent`` needs ``provider``; either may be a junction. ``relation`` is its origin."""

    dependent: str
    provider: str
    hard: bool
    relation: str


@dataclass(frozen=True, slots=True)
class Group:
    """``dependent`` needs one of ``members``, as ``junction`` says."""

    dependent: str
    junction: str
    members: tuple[str, ...]


@dataclass(slots=True)
class Needs:
    """What the edges come to once junctions are resolved."""

    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)
    loops: int = 0
    doubles: int = 0
    circular: int = 0
    dissolved: list[Group] = field(default_factory=list)


def resolve(edges: Iterable[Edge], junctions: Mapping[str, str]) -> Needs:
    """Resolve ``junctions`` (id -> ``and`` or ``or``) out of ``edges``."""
    return _Resolving(edges, junctions).run()


class _Resolving:
    def __init__(self, edges: Iterable[Edge], junctions: Mapping[str, str]) -> None:
        self.junctions = junctions
        self.result = Needs()
        self.needs: defaultdict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            self.needs[edge.dependent].append(edge)
        self._done: set[str] = set()

    def run(self) -> Needs:
        for dependent in [item for item in self.needs if item not in self.junctions]:
            self._settle(dependent)
        return self.result

    def _settle(self, dependent: str) -> None:
        """Everything that one element needs; junctions it makes us keep are settled, too."""
        if dependent in self._done:
            return
        self._done.add(dependent)
        groups: dict[str, tuple[str, ...]] = {}
        for edge in self.needs[dependent]:
            self._need(dependent, edge, edge.hard, groups, (dependent,))
        self._group(dependent, groups)

    def _need(
        self,
        dependent: str,
        edge: Edge,
        hard: bool,
        groups: dict[str, tuple[str, ...]],
        path: tuple[str, ...],
    ) -> None:
        provider = edge.provider
        if provider in path[1:]:
            self.result.circular += 1
            return
        kind = self.junctions.get(provider)
        if kind is None or provider in self.result.kept:
            self._direct(Edge(dependent, provider, hard, edge.relation))
        elif kind == "or" and hard and all(item.hard for item in self.needs[provider]):
            found = self._alternatives(provider, (*path, provider))
            members = tuple(item for item in dict.fromkeys(found) if item != dependent)
            self.result.loops += len(members) < len(set(found))
            if len(members) == 1:
                self._direct(Edge(dependent, members[0], True, edge.relation))
            elif members:
                groups[provider] = members
        else:
            for item in self.needs[provider]:
                self._need(dependent, item, hard and item.hard, groups, (*path, provider))

    def _alternatives(self, junction: str, path: tuple[str, ...]) -> list[str]:
        """The members of an Or-junction; alternatives of alternatives are alternatives."""
        found: list[str] = []
        for edge in self.needs[junction]:
            provider = edge.provider
            kind = self.junctions.get(provider)
            if provider in path:
                self.result.circular += 1
            elif kind is None:
                found.append(provider)
            elif kind == "or" or len(self.needs[provider]) == 1:
                found += self._alternatives(provider, (*path, provider))
            elif self.needs[provider]:
                self._keep(provider)
                found.append(provider)
        return found

    def _keep(self, junction: str) -> None:
        self.result.kept.setdefault(junction, tuple(edge.provider for edge in self.needs[junction]))
        self._settle(junction)

    def _direct(self, edge: Edge) -> None:
        if edge.dependent == edge.provider:
            self.result.loops += 1
            return
        known = self.result.edges.get((edge.dependent, edge.provider))
        self.result.doubles += known is not None
        if known is None or (edge.hard and not known.hard):
            self.result.edges[edge.dependent, edge.provider] = edge

    def _group(self, dependent: str, groups: Mapping[str, tuple[str, ...]]) -> None:
        """Make the groups of one element, none of which may share a provider."""
        used: set[str] = set()
        for junction, members in groups.items():
            group = Group(dependent, junction, members)
            if any(set(members) == set(other) for other in self._members(dependent)):
                self.result.doubles += 1
            elif any(self._is_hard(dependent, item) for item in members if item not in used):
                # It needs one of them whatever the others do; they remain as soft needs.
                self.result.dissolved.append(group)
                for member in members:
                    self.result.edges.setdefault(
                        (dependent, member), Edge(dependent, member, False, "")
                    )
            elif used & set(members):
                self._keep_group(dependent, group)
            else:
                used |= set(members)
                self._add_group(group)

    def _members(self, dependent: str) -> list[tuple[str, ...]]:
        return [group.members for group in self.result.groups if group.dependent == dependent]

    def _is_hard(self, dependent: str, member: str) -> bool:
        edge = self.result.edges.get((dependent, member))
        return edge is not None and edge.hard

    def _keep_group(self, dependent: str, group: Group) -> None:
        junction = group.junction
        if junction not in self.result.kept:
            members = tuple(dict.fromkeys(self._alternatives(junction, (junction,))))
            self.result.kept[junction] = members
            self._done.add(junction)
            self._add_group(Group(junction, junction, members))
        self._direct(Edge(dependent, junction, True, ""))

    def _add_group(self, group: Group) -> None:
        self.result.groups.append(group)
        for member in group.members:
            # A soft need of a member is contained in the group.
            self.result.edges[group.dependent, member] = Edge(
                group.dependent, member, True, group.junction
            )
