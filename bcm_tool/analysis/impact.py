"""Business impact analysis: MTPD, RTO, tier and loss of every element (ENGINE 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from bcm_tool.analysis.loss import LossCurve, add_curves
from bcm_tool.analysis.results import ElementImpact, ImpactResult
from bcm_tool.model import records as r
from bcm_tool.model.model import Model, key_order


def analyze_impact(model: Model) -> ImpactResult:
    """Rate every element of ``model`` by its impacts over time.

    Returns
    -------
    One :class:`ElementImpact` per element id, minutes throughout. Unset stays None: an element
    without ratings has no derived MTPD, and without a typed RTO then no RTO either.
    """
    before = _previous_bands(model.sorted_bands)
    names = {category.id: key_order(category.name) for category in model.categories.values()}
    return ImpactResult(
        model,
        {
            element.id: _element_impact(model, element, before, names)
            for element in model.sorted_elements
        },
    )


def impact_again(before: ImpactResult, model: Model, changed: Iterable[str]) -> ImpactResult:
    """The BIA of ``model`` whose elements, but for the ids ``changed``, are rated as before.

    Method, categories, bands and tiers are the same.
    """
    bands = _previous_bands(model.sorted_bands)
    names = {category.id: key_order(category.name) for category in model.categories.values()}
    elements = dict(before.elements)
    for element in changed:
        if element in model.elements:
            elements[element] = _element_impact(model, model.elements[element], bands, names)
    return ImpactResult(model, elements)


def tier_of(tiers: Iterable[r.Tier], rto: int | None) -> str | None:
    """Id of the first of ``tiers`` (tightest first) that takes ``rto``; None when none does."""
    if rto is None:
        return None
    return next((tier.id for tier in tiers if tier.rto_up_to >= rto), None)


def loss_curve(model: Model, ratings: Iterable[r.ImpactRating]) -> LossCurve | None:
    """The losses of ``ratings`` of one element added up over categories; None without money."""
    return add_curves(category_curves(model, ratings).values())


def category_curves(model: Model, ratings: Iterable[r.ImpactRating]) -> dict[str, LossCurve]:
    """Category id -> its loss over time, for the categories in which money is rated."""
    points: dict[str, list[tuple[int, Fraction]]] = {}
    for rating in ratings:
        if rating.loss is not None:
            point = (model.bands[rating.band].minutes, Fraction(rating.loss))
            points.setdefault(rating.category, []).append(point)
    return {category: LossCurve(tuple(sorted(found))) for category, found in points.items()}


def _previous_bands(bands: tuple[r.TimeBand, ...]) -> dict[int, int]:
    times = [0, *(band.minutes for band in bands)]
    return {later: earlier for earlier, later in pairwise(times)}


def _element_impact(
    model: Model,
    element: r.Element,
    before: Mapping[int, int],
    names: Mapping[str, tuple[str, str]],
) -> ElementImpact:
    ratings = model.impacts_of.get(element.id, ())
    by_category = _category_mtpds(model, ratings)
    category = min(by_category, key=lambda item: (by_category[item], names[item]), default=None)
    derived = None if category is None else by_category[category]
    previous = None if derived is None else before[derived]
    proposed = None if previous is None else max(0, previous - (element.wrt or 0))
    rto = proposed if element.rto is None else element.rto
    return ElementImpact(
        mtpd=derived if element.mtpd is None else element.mtpd,
        mtpd_derived=derived,
        category=category,
        band=derived,
        previous_band=previous,
        category_mtpds=by_category,
        proposed_rto=proposed,
        rto=rto,
        rto_source=_source(element.rto, proposed),
        tier=tier_of(model.sorted_tiers, rto),
        loss=loss_curve(model, ratings),
    )


def _source(typed: int | None, proposed: int | None) -> Literal["typed", "proposed", ""]:
    if typed is not None:
        return "typed"
    return "" if proposed is None else "proposed"


def _category_mtpds(model: Model, ratings: Iterable[r.ImpactRating]) -> dict[str, int]:
    """Category id -> the first band, in minutes, whose level is intolerable there."""
    found: dict[str, int] = {}
    for rating in ratings:
        limit = model.categories[rating.category].intolerable
        if limit is None or rating.level is None or rating.level < limit:
            continue
        minutes = model.bands[rating.band].minutes
        found[rating.category] = min(minutes, found.get(rating.category, minutes))
    return found
