"""Risk register: levels looked up in the organisation's matrix, ranked, gaps in care named.

A level is a lookup, never a product: the scales are ordinal, and a matrix lets an organisation
treat a rare disaster differently from a daily nuisance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from bcm_tool.analysis.results import RiskRating, RiskResult
from bcm_tool.model import records as r
from bcm_tool.model.model import Model, key_order

Lack = Literal["owner", "treatment", "review"]


def analyze_risk(model: Model, as_of: date | None = None) -> RiskResult:
    """Rate and rank every risk of ``model``.

    ``as_of``: the day from which a review date counts as past; without it only a missing
    review date is lacking.

    Returns
    -------
    Ratings by risk id; ids worst first (current level, then inherent, impact, likelihood and
    key; what is unrated comes last); and for each rated cell (likelihood, impact) its risks in
    the order of the ranking.
    """
    matrix = {(cell.likelihood, cell.impact): cell.risk for cell in model.matrix.values()}
    ratings = {risk.id: _rating(risk, matrix, as_of) for risk in model.risks.values()}
    ranking = sorted(model.risks.values(), key=lambda risk: _rank(risk, ratings[risk.id]))
    return RiskResult(model, ratings, tuple(risk.id for risk in ranking), _heat(ranking), as_of)


def risk_level(
    matrix: Mapping[tuple[int, int], int], likelihood: int | None, impact: int | None
) -> int | None:
    """The level of the risk scale for a cell; None where a value or the cell is missing."""
    if likelihood is None or impact is None:
        return None
    return matrix.get((likelihood, impact))


def _rating(risk: r.Risk, matrix: Mapping[tuple[int, int], int], as_of: date | None) -> RiskRating:
    return RiskRating(
        inherent=risk_level(matrix, risk.inherent_likelihood, risk.inherent_impact),
        current=risk_level(matrix, risk.likelihood, risk.impact),
        target=risk_level(matrix, risk.target_likelihood, risk.target_impact),
        lacks=_lacks(risk, as_of),
    )


def _lacks(risk: r.Risk, as_of: date | None) -> tuple[Lack, ...]:
    found: list[Lack] = []
    if not risk.owner.strip():
        found.append("owner")
    if not risk.treatment.strip():
        found.append("treatment")
    if risk.review_date is None or (as_of is not None and risk.review_date < as_of):
        found.append("review")
    return tuple(found)


def _rank(risk: r.Risk, rating: RiskRating) -> tuple[tuple[float, ...], tuple[str, str]]:
    values = (rating.current, rating.inherent, risk.impact, risk.likelihood)
    worst_first = tuple(float("inf") if value is None else -value for value in values)
    return worst_first, key_order(risk.key)


def _heat(ranking: Iterable[r.Risk]) -> dict[tuple[int, int], tuple[str, ...]]:
    cells: dict[tuple[int, int], tuple[str, ...]] = {}
    for risk in ranking:
        if risk.likelihood is not None and risk.impact is not None:
            cell = (risk.likelihood, risk.impact)
            cells[cell] = (*cells.get(cell, ()), risk.id)
    return cells
