"""What the analysis of cut sets answers. Record ids throughout; fractions lie in 0..1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bcm_tool.model.model import Model


@dataclass(frozen=True, slots=True)
class SharedCause:
    """Something that fails several elements at once.

    ``id`` is ``site:NAME``, ``supplier:NAME``, ``owner:NAME`` (names as first written, in key
    order) or ``scenario:ID``. ``elements`` are ids in key order.
    """

    id: str
    name: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CutSet:
    """Elements and shared causes whose loss together stops the service; none can be left out.

    ``probability`` is that of all being down at the same moment; None when a member has no
    figure, which a shared cause never has.
    """

    elements: tuple[str, ...]
    causes: tuple[str, ...]
    probability: float | None

    @property
    def order(self) -> int:
        """How many things have to fail."""
        return len(self.elements) + len(self.causes)


@dataclass(frozen=True, slots=True)
class Importance:
    """How much one element matters for the unavailability Q of a service.

    With q the element's own unavailability: ``birnbaum`` = Q(down) - Q(up), what the service
    loses with the element; ``criticality`` = birnbaum * q / Q, the chance that the element is
    what keeps the service down; ``fussell_vesely``, the chance that a minimal cut set with it
    is down, given the service is; ``raw`` = Q(down) / Q, risk achievement worth; ``rrw`` =
    Q / Q(up), risk reduction worth (infinite when nothing is left). The ratios are None where
    Q is 0, ``fussell_vesely`` also where computing it was given up for size.
    """

    unavailability: float | None
    birnbaum: float
    criticality: float | None
    fussell_vesely: float | None
    raw: float | None
    rrw: float | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share found in so many random ``years``, with its standard error."""

    value: float
    error: float
    years: int


@dataclass(frozen=True, slots=True)
class ServiceCutSets:
    """Structure and availability of one service.

    ``sets`` (elements alone) and ``shared`` (with a shared cause) are ordered by order, then
    probability, then key; ``counts[n]`` and ``shared_counts[n]`` say how many sets of order n
    there are, listed or not. ``total`` counts the sets of elements of every order and
    ``highest`` is the largest order; both are None when that was given up for size.
    ``probable`` are the most probable sets of elements of any order, best first.

    ``down`` says that what is out beforehand stops the service already: there are no sets then.
    ``gave_up`` names what was left out for size: "sets", "shared", "total", "availability" or
    "importance".

    ``unavailability`` is the exact share of time down, the service's own included, for
    independent elements; ``at_least`` and ``at_most`` bound it where it was given up,
    and ``sampled`` estimates it then.
    ``unknown`` are the elements below the service (itself included) that have no figure: they
    count as never failing by themselves. ``known`` counts the others.
    """

    service: str
    down: bool
    sets: tuple[CutSet, ...]
    shared: tuple[CutSet, ...]
    counts: tuple[int, ...]
    shared_counts: tuple[int, ...]
    total: int | None
    highest: int | None
    probable: tuple[CutSet, ...]
    unavailability: float | None
    at_least: float
    at_most: float
    sampled: Estimate | None
    known: int
    unknown: tuple[str, ...]
    importance: Mapping[str, Importance]
    gave_up: tuple[str, ...]

    @property
    def availability(self) -> float | None:
        """Exact share of time up; None where that was given up."""
        return None if self.unavailability is None else 1.0 - self.unavailability

    @property
    def cut_by_order(self) -> bool:
        """Whether there are (or may be) sets of elements beyond the limit of order."""
        return self.total is None or self.total > sum(self.counts)

    @property
    def unlisted(self) -> int:
        """How many sets up to the limit of order were counted but not listed."""
        listed = len(self.sets) + len(self.shared)
        return sum(self.counts) + sum(self.shared_counts) - listed


@dataclass(frozen=True, slots=True)
class CutSetsResult:
    """Cut sets, availability and importance of services, in key order.

    ``order`` is the limit asked for (None: every order), ``context`` the ids of the elements
    that are out beforehand, ``causes`` the shared causes taken into account, by id.
    ``importance`` says whether importance was asked for.
    """

    model: Model
    order: int | None
    context: tuple[str, ...]
    causes: Mapping[str, SharedCause]
    services: Mapping[str, ServiceCutSets]
    importance: bool = True
