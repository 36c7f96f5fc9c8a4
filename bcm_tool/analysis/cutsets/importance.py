"""How much each element matters for the unavailability of a service."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bcm_tool.analysis.cutsets.diagram import Diagram, chance, slopes
from bcm_tool.analysis.cutsets.engine import FailureFunction, TooLargeError
from bcm_tool.analysis.cutsets.result import Importance
from bcm_tool.analysis.cutsets.service_tree import ServiceTree

LEAST = 1e-12
"""Of Q: what is left below this share is rounding, hence nothing."""
MOST_STEPS = 100_000
"""Nodes times events up to which Fussell-Vesely is computed."""


def importances(
    failure: FailureFunction,
    function: Diagram,
    tree: ServiceTree,
    chances: Mapping[str, float | None],
    own: float | None,
) -> dict[str, Importance]:
    """Per element id below the service, those without a figure included (with q = 0).

    ``own`` is the service's own unavailability: Q counts it, so what is below the service
    matters only while the service itself is up.
    """
    weights = [chances.get(name) or 0.0 for name in tree.events]
    up = 1.0 - (own or 0.0)
    below = chance(function, weights)
    whole = (own or 0.0) + up * below
    steep = slopes(function, weights)
    with_figure = sum(1 for event in steep if weights[event] > 0)
    affordable = with_figure * len(function) <= MOST_STEPS
    found: dict[str, Importance] = {}
    for event, name in enumerate(tree.events):
        q = weights[event]
        share: float | None = None
        if affordable and whole:
            share = _share(failure, event, weights) / whole if event in steep and q else 0.0
        slope = up * steep.get(event, 0.0)
        found[name] = _importance(chances.get(name), slope, share, whole)
    return found


def own_importance(own: float | None, below: float) -> Importance:
    """The service's own: it is down with it, whatever else happens."""
    whole = (own or 0.0) + (1.0 - (own or 0.0)) * below
    share = (own or 0.0) / whole if whole else None
    return _importance(own, 1.0 - below, share, whole)


def _share(failure: FailureFunction, event: int, weights: list[float]) -> float:
    """Probability of the union of the minimal sets with ``event``."""
    return weights[event] * chance(failure.completed(event), weights)


def _importance(
    own: float | None, birnbaum: float, share: float | None, whole: float
) -> Importance:
    q = own or 0.0
    if not whole:
        return Importance(own, birnbaum, None, None, None, None)
    rest = whole - q * birnbaum
    return Importance(
        unavailability=own,
        birnbaum=birnbaum,
        criticality=birnbaum * q / whole,
        fussell_vesely=share,
        raw=(whole + (1.0 - q) * birnbaum) / whole,
        rrw=whole / rest if rest > LEAST * whole else math.inf,
    )


def tried(
    failure: FailureFunction,
    function: Diagram,
    tree: ServiceTree,
    chances: Mapping[str, float | None],
    own: float | None,
) -> dict[str, Importance] | None:
    """The same, or None when a union became too large."""
    try:
        return importances(failure, function, tree, chances, own)
    except TooLargeError:
        return None
