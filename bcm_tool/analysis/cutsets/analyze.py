"""Cut sets, availability and importance of services (fault tree analysis of the network)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bcm_tool.analysis.cutsets.causes import failed_elements, shared_causes
from bcm_tool.analysis.cutsets.closure import Closure, bits, hard_closure, mask_of
from bcm_tool.analysis.cutsets.diagram import chance, count_sets, highest_order
from bcm_tool.analysis.cutsets.engine import MOST_NODES, FailureFunction, TooLargeError
from bcm_tool.analysis.cutsets.figures import unavailability
from bcm_tool.analysis.cutsets.importance import own_importance, tried
from bcm_tool.analysis.cutsets.listing import Listing, list_sets, probable_sets
from bcm_tool.analysis.cutsets.result import (
    CutSet,
    CutSetsResult,
    Estimate,
    Importance,
    ServiceCutSets,
)
from bcm_tool.analysis.cutsets.service_tree import ServiceTree, service_tree
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

MOST_LISTED = 20_000
ORDERS_OF_BOUNDS = (2, 3, 4, 6)


@dataclass(frozen=True, slots=True)
class Sizes:
    """``nodes`` bounds each diagram, ``listed`` the sets listed per service and kind."""

    nodes: int = MOST_NODES
    listed: int = MOST_LISTED


def analyze_cut_sets(
    model: Model,
    *,
    order: int | None = 3,
    services: Iterable[str] | None = None,
    context: Iterable[str] = (),
    causes: bool = True,
    importance: bool = True,
    sizes: Sizes = Sizes(),
    network: Network | None = None,
    progress: Progress = no_progress,
) -> CutSetsResult:
    """What takes services down, and how available they are.

    Parameters
    ----------
    order
        Sets of at most this many members are listed; None: of any number.
    services
        Element ids; all services of the model when None.
    context
        What is out beforehand (planned maintenance): element ids and ids of shared causes.
    causes
        Whether sites, suppliers, owners and scenarios count as failure events of their own.
    importance
        Whether the importance of every element for every service is computed too.
    sizes
        Limits beyond which a question is given up, which the result then says.
    network
        The compiled model when the caller has it already.
    progress
        Called with services done of all; raises ``Cancelled`` to stop.

    Returns
    -------
    Minimal sets: no member can be left out. A service's own loss is not listed as its set. The
    elements of order 1 are the service's single points of failure (ENGINE 8). Availability is
    exact for independent elements, each up or down by its own figure; shared causes carry no
    probability of their own. Nothing is approximated by sums: both come from decision diagrams
    (Bryant 1986; Rauzy 1993).
    """
    compiled = network or compile_network(model)
    known = shared_causes(model)
    out = failed_elements(model, context, known)
    chosen = _chosen(model, services)
    asked = _Asked(
        closure=hard_closure(compiled),
        chances={name: unavailability(item) for name, item in model.elements.items()},
        causes=tuple(
            (cause.id, mask_of(compiled.index[one] for one in cause.elements))
            for cause in known.values()
            if causes
        ),
        context=mask_of(compiled.index[one] for one in out),
        order=order,
        importance=importance,
        sizes=sizes,
    )
    found: dict[str, ServiceCutSets] = {}

    def step(done: int, total: int) -> None:
        progress(len(found), len(chosen))

    for service in chosen:
        step(0, 0)
        found[service] = _analyze_service(asked, service, step)
    progress(len(chosen), len(chosen))
    return CutSetsResult(
        model=model,
        order=order,
        context=out,
        causes=known if causes else {},
        services=found,
        importance=importance,
    )


def _chosen(model: Model, services: Iterable[str] | None) -> tuple[str, ...]:
    wanted = None if services is None else set(services)
    return tuple(
        element.id
        for element in model.sorted_elements
        if (model.is_service(element) if wanted is None else element.id in wanted)
    )


@dataclass(frozen=True)
class _Asked:
    """The question, the same for every service; ``chances`` maps element ids."""

    closure: Closure
    chances: Mapping[str, float | None]
    causes: tuple[tuple[str, int], ...]
    context: int
    order: int | None
    importance: bool
    sizes: Sizes

    @property
    def index(self) -> Mapping[str, int]:
        return self.closure.network.index

    @cached_property
    def with_figure(self) -> int:
        """Mask of the elements that have a figure."""
        return mask_of(self.index[name] for name, one in self.chances.items() if one is not None)


def _analyze_service(asked: _Asked, service: str, progress: Progress) -> ServiceCutSets:
    listing, gave_up = _listed(asked, service, progress)
    exact = _exact(asked, service, progress)
    ids = asked.closure.network.ids
    unknown = tuple(ids[one] for one in bits(exact.below & ~asked.with_figure))
    return ServiceCutSets(
        service=service,
        down=bool(listing.counts and listing.counts[0]),
        sets=listing.sets,
        shared=listing.shared,
        counts=listing.counts,
        shared_counts=listing.shared_counts,
        total=exact.total,
        highest=exact.highest,
        probable=exact.probable,
        unavailability=exact.unavailability,
        at_least=exact.at_least,
        at_most=exact.at_most,
        sampled=exact.sampled,
        known=(exact.below & asked.with_figure).bit_count(),
        unknown=unknown,
        importance=exact.importance,
        gave_up=(*gave_up, *exact.gave_up),
    )


def _tree(asked: _Asked, service: str, *, causes: bool, only: int = -1) -> ServiceTree:
    used = asked.causes if causes else ()
    return service_tree(asked.closure, asked.index[service], used, asked.context, only)


# --- sets up to the limit of order ----------------------------------------------------------------


def _listed(asked: _Asked, service: str, progress: Progress) -> tuple[Listing, tuple[str, ...]]:
    """With shared causes, else without, else nothing."""
    for causes in (True, False) if asked.causes else (False,):
        tree = _tree(asked, service, causes=causes)
        try:
            failure = FailureFunction(
                tree.tree, asked.order, most=asked.sizes.nodes, progress=progress
            )
            family = failure.minimal_sets()
        except TooLargeError:
            continue
        listing = list_sets(family, tree, asked.chances, asked.sizes.listed)
        return listing, ("shared",) if asked.causes and not causes else ()
    return Listing((), (), (), ()), ("shared", "sets") if asked.causes else ("sets",)


# --- every order, availability and importance -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Exact:
    below: int
    total: int | None
    highest: int | None
    probable: tuple[CutSet, ...]
    unavailability: float | None
    at_least: float
    at_most: float
    sampled: Estimate | None
    importance: Mapping[str, Importance]
    gave_up: tuple[str, ...]


def _exact(asked: _Asked, service: str, progress: Progress) -> _Exact:
    own = 1.0 if asked.context >> asked.index[service] & 1 else asked.chances[service]
    tree = _tree(asked, service, causes=False)
    gave_up: list[str] = []
    total = highest = None
    probable: tuple[CutSet, ...] = ()
    failure: FailureFunction | None = None
    try:
        failure = FailureFunction(tree.tree, most=asked.sizes.nodes, progress=progress)
        family = failure.minimal_sets()
        total, highest = count_sets(family), highest_order(family)
        probable = probable_sets(family, tree, asked.chances)
    except TooLargeError:
        gave_up.append("total")
    below = tree.below
    if failure is None:
        tree, failure = _with_figures(asked, service, tree, progress)
    if failure is None:
        gave_up += ["availability", "importance"]
        low, high = _bounds(asked, tree, progress)
        ends = _either(own, low), _either(own, high)
        sampled = _sampled(asked, tree, own, progress)
        return _Exact(below, total, highest, probable, None, *ends, sampled, {}, tuple(gave_up))
    function = failure.function()
    chance_below = chance(function, [asked.chances[name] or 0.0 for name in tree.events])
    importance: dict[str, Importance] | None = {}
    if asked.importance:
        importance = tried(failure, function, tree, asked.chances, own)
        if importance is None:
            gave_up.append("importance")
        else:
            importance[service] = own_importance(own, chance_below)
    whole = _either(own, chance_below)
    return _Exact(
        below, total, highest, probable, whole, whole, whole, None, importance or {}, tuple(gave_up)
    )


def _with_figures(
    asked: _Asked, service: str, whole: ServiceTree, progress: Progress
) -> tuple[ServiceTree, FailureFunction | None]:
    """Availability needs only the elements that have a figure: perhaps these are few enough."""
    tree = _tree(asked, service, causes=False, only=asked.with_figure)
    if len(tree.events) < len(whole.events):
        try:
            return tree, FailureFunction(tree.tree, most=asked.sizes.nodes, progress=progress)
        except TooLargeError:
            pass
    return tree, None


def _bounds(asked: _Asked, tree: ServiceTree, progress: Progress) -> tuple[float, float]:
    """Unavailability for sure, and at most: exact up to some failures, more taken as down.

    P(down) lies between P(down by at most n failures) and that plus P(more than n fail); n
    grows as long as memory lasts.
    """
    weights = [asked.chances[name] or 0.0 for name in tree.events]
    low, high = 0.0, 1.0
    for order in ORDERS_OF_BOUNDS:
        try:
            failure = FailureFunction(tree.tree, order, most=asked.sizes.nodes, progress=progress)
        except TooLargeError:
            break
        single = set(failure.singles)
        others = [weight for event, weight in enumerate(weights) if event not in single]
        low = max(low, chance(failure.function(), weights))
        alone = 1.0 - math.prod(1.0 - weights[event] for event in single)
        high = min(high, low + (1.0 - alone) * _more_than(order, others))
    return low, min(1.0, max(low, high))


def _sampled(
    asked: _Asked, tree: ServiceTree, own: float | None, progress: Progress
) -> Estimate | None:
    """Unavailability in random years: an estimate where a diagram would be too large."""
    from bcm_tool.analysis.simulation.years import sample_tree

    if not tree.tree.coherent or any(gate.required < 1 for gate in tree.tree.gates):
        return None
    found = sample_tree(tree.tree, [asked.chances[name] or 0.0 for name in tree.events], progress)
    return Estimate(_either(own, found.value), (1.0 - (own or 0.0)) * found.error, found.years)


def _more_than(order: int, weights: list[float]) -> float:
    """Probability that more than ``order`` of independent events happen."""
    exactly = [1.0] + [0.0] * order
    for weight in weights:
        for count in range(order, 0, -1):
            exactly[count] = exactly[count] * (1 - weight) + exactly[count - 1] * weight
        exactly[0] *= 1 - weight
    return max(0.0, 1.0 - sum(exactly))


def _either(own: float | None, below: float) -> float:
    return own + (1.0 - own) * below if own else below
