"""The document's content: one immutable set of tables, with indexes made when first asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, TypeVar, cast

from bcm_tool.model import records as r

R = TypeVar("R", bound=r.Record)


@dataclass(frozen=True, eq=False)
class Model:
    """Tables of records by id. Never changed: an edit makes another Model.

    Two models are compared by identity; :func:`bcm_tool.model.diff.diff` tells what differs.
    """

    methods: Mapping[str, r.Method] = field(default_factory=dict)
    scales: Mapping[str, r.ScaleLevel] = field(default_factory=dict)
    categories: Mapping[str, r.ImpactCategory] = field(default_factory=dict)
    bands: Mapping[str, r.TimeBand] = field(default_factory=dict)
    tiers: Mapping[str, r.Tier] = field(default_factory=dict)
    matrix: Mapping[str, r.MatrixCell] = field(default_factory=dict)
    kinds: Mapping[str, r.Kind] = field(default_factory=dict)
    threats: Mapping[str, r.Threat] = field(default_factory=dict)
    elements: Mapping[str, r.Element] = field(default_factory=dict)
    groups: Mapping[str, r.RedundancyGroup] = field(default_factory=dict)
    dependencies: Mapping[str, r.Dependency] = field(default_factory=dict)
    impacts: Mapping[str, r.ImpactRating] = field(default_factory=dict)
    teams: Mapping[str, r.Team] = field(default_factory=dict)
    people: Mapping[str, r.Person] = field(default_factory=dict)
    options: Mapping[str, r.RecoveryOption] = field(default_factory=dict)
    tasks: Mapping[str, r.RecoveryTask] = field(default_factory=dict)
    agreements: Mapping[str, r.Agreement] = field(default_factory=dict)
    risks: Mapping[str, r.Risk] = field(default_factory=dict)
    scenarios: Mapping[str, r.Scenario] = field(default_factory=dict)
    positions: Mapping[str, r.Position] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        # Tables only: indexes are made again when asked, and another thread may just be adding one.
        return {name: getattr(self, name) for name in TABLES}

    def table(self, name: str) -> Mapping[str, r.Record]:
        """The table called ``name`` (see :data:`TABLES`)."""
        return cast(Mapping[str, r.Record], getattr(self, name))

    def with_tables(self, tables: Mapping[str, Mapping[str, Any]]) -> Model:
        """Another model in which the named tables are replaced.

        Indexes that were made already, of tables that stay, are taken along.
        """
        made = replace(self, **tables)
        for name, needed in INDEXED.items():
            if name in self.__dict__ and not any(table in tables for table in needed):
                made.__dict__[name] = self.__dict__[name]
        return made

    @property
    def method(self) -> r.Method:
        """The organisation's method; a default one where the document has none."""
        return self.methods.get("method") or r.Method(id="method")

    @cached_property
    def sorted_bands(self) -> tuple[r.TimeBand, ...]:
        """Time bands, earliest first."""
        return tuple(sorted(self.bands.values(), key=lambda band: band.minutes))

    @cached_property
    def sorted_tiers(self) -> tuple[r.Tier, ...]:
        """Tiers, tightest first."""
        return tuple(sorted(self.tiers.values(), key=lambda tier: (tier.rto_up_to, tier.name)))

    @cached_property
    def sorted_kinds(self) -> tuple[r.Kind, ...]:
        """Kinds from the top of the map to its bottom."""
        return tuple(sorted(self.kinds.values(), key=lambda kind: (kind.layer, kind.name)))

    @cached_property
    def sorted_elements(self) -> tuple[r.Element, ...]:
        """Elements in key order, which decides every tie."""
        return tuple(sorted(self.elements.values(), key=lambda item: key_order(item.key)))

    def scale(self, name: str) -> tuple[r.ScaleLevel, ...]:
        """The levels of the impact, likelihood or risk scale, lowest first."""
        levels = (level for level in self.scales.values() if level.scale == name)
        return tuple(sorted(levels, key=lambda level: level.number))

    @cached_property
    def ids_by_key(self) -> Mapping[str, Mapping[str, str]]:
        """Table name -> casefolded key -> id, for the tables whose records have a key."""
        return {
            name: {cast(Any, record).key.casefold(): record.id for record in table.values()}
            for name, table in ((name, self.table(name)) for name in KEYED_TABLES)
        }

    @cached_property
    def needs(self) -> Mapping[str, tuple[r.Dependency, ...]]:
        """Element id -> the dependencies in which it is the dependent."""
        return grouped(self.dependencies.values(), "dependent")

    @cached_property
    def needed_by(self) -> Mapping[str, tuple[r.Dependency, ...]]:
        """Element id -> the dependencies in which it is the provider."""
        return grouped(self.dependencies.values(), "provider")

    @cached_property
    def groups_of(self) -> Mapping[str, tuple[r.RedundancyGroup, ...]]:
        """Element id -> its redundancy groups."""
        return grouped(self.groups.values(), "dependent")

    @cached_property
    def members_of(self) -> Mapping[str, tuple[r.Dependency, ...]]:
        """Group id -> the dependencies that are its members."""
        members = (item for item in self.dependencies.values() if item.group is not None)
        return grouped(members, "group")

    @cached_property
    def impacts_of(self) -> Mapping[str, tuple[r.ImpactRating, ...]]:
        """Element id -> its impact ratings."""
        return grouped(self.impacts.values(), "element")

    @cached_property
    def options_of(self) -> Mapping[str, tuple[r.RecoveryOption, ...]]:
        """Element id -> its recovery options."""
        return grouped(self.options.values(), "element")

    @cached_property
    def tasks_of(self) -> Mapping[str, tuple[r.RecoveryTask, ...]]:
        """Element id -> its recovery tasks, in key order."""
        ordered = sorted(self.tasks.values(), key=lambda task: key_order(task.key))
        return grouped(ordered, "element")

    @cached_property
    def agreements_of(self) -> Mapping[str, tuple[r.Agreement, ...]]:
        """Element id -> its agreements."""
        return grouped(self.agreements.values(), "element")

    @cached_property
    def risks_of(self) -> Mapping[str, tuple[r.Risk, ...]]:
        """Element id -> the risks to it."""
        return grouped((risk for risk in self.risks.values() if risk.element), "element")

    def element_by_key(self, key: str) -> r.Element | None:
        """The element with this key, whatever its case."""
        found = self.ids_by_key["elements"].get(key.strip().casefold())
        return None if found is None else self.elements[found]

    def selected_option(self, element: str) -> r.RecoveryOption | None:
        """The selected recovery option of an element id."""
        return next((item for item in self.options_of.get(element, ()) if item.selected), None)

    def is_service(self, element: r.Element) -> bool:
        """Service kinds, and any element with a typed RTO or ratings (ENGINE 8)."""
        kind = self.kinds.get(element.kind or "")
        return bool(
            (kind and kind.is_service) or element.rto is not None or element.id in self.impacts_of
        )

    def lost_elements(self, scenario: r.Scenario) -> tuple[str, ...]:
        """Ids of the elements a scenario loses, in key order; labels are resolved."""
        elements = {entry.removeprefix("element:") for entry in scenario.lost}
        labels = {
            _label(*entry.split(":", 1))
            for entry in scenario.lost
            if entry.startswith(("site:", "supplier:"))
        }
        return tuple(
            item.id
            for item in self.sorted_elements
            if item.id in elements
            or (item.site and _label("site", item.site) in labels)
            or (item.supplier and _label("supplier", item.supplier) in labels)
        )


def _label(prefix: str, name: str) -> str:
    return f"{prefix}:{name.strip().casefold()}"


def grouped(items: Iterable[R], attribute: str) -> dict[str, tuple[R, ...]]:
    """The items by one of their attributes, in the order in which they come."""
    found: defaultdict[str, list[R]] = defaultdict(list)
    for item in items:
        found[getattr(item, attribute)].append(item)
    return {key: tuple(values) for key, values in found.items()}


def key_order(key: str) -> tuple[str, str]:
    """How keys are ordered everywhere: without regard to case, then as written."""
    return (key.casefold(), key)


RECORD_TYPES: Mapping[str, type[r.Record]] = {
    "methods": r.Method,
    "scales": r.ScaleLevel,
    "categories": r.ImpactCategory,
    "bands": r.TimeBand,
    "tiers": r.Tier,
    "matrix": r.MatrixCell,
    "kinds": r.Kind,
    "threats": r.Threat,
    "elements": r.Element,
    "groups": r.RedundancyGroup,
    "dependencies": r.Dependency,
    "impacts": r.ImpactRating,
    "teams": r.Team,
    "people": r.Person,
    "options": r.RecoveryOption,
    "tasks": r.RecoveryTask,
    "agreements": r.Agreement,
    "risks": r.Risk,
    "scenarios": r.Scenario,
    "positions": r.Position,
}
TABLES: tuple[str, ...] = tuple(item.name for item in fields(Model))
KEYED_TABLES: tuple[str, ...] = (
    "elements",
    "teams",
    "people",
    "options",
    "tasks",
    "agreements",
    "risks",
    "scenarios",
)
INDEXED: Mapping[str, tuple[str, ...]] = {
    "sorted_bands": ("bands",),
    "sorted_tiers": ("tiers",),
    "sorted_kinds": ("kinds",),
    "sorted_elements": ("elements",),
    "ids_by_key": KEYED_TABLES,
    "needs": ("dependencies",),
    "needed_by": ("dependencies",),
    "members_of": ("dependencies",),
    "groups_of": ("groups",),
    "impacts_of": ("impacts",),
    "options_of": ("options",),
    "tasks_of": ("tasks",),
    "agreements_of": ("agreements",),
    "risks_of": ("risks",),
}
"""Index of a model -> the tables that it is made from."""
TABLE_OF: Mapping[type[r.Record], str] = {kind: name for name, kind in RECORD_TYPES.items()}
