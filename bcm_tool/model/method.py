"""The method a new document starts with: scales, matrix, kinds, tiers and bands.

Ids are fixed, so that two new documents are equal and a workbook exported from one
imports into another without doubling anything.
"""

from __future__ import annotations

from decimal import Decimal

from bcm_tool.model import records as r
from bcm_tool.model.model import Model

_HOUR = 60
_DAY = 24 * _HOUR

KINDS: tuple[tuple[str, str, int, bool], ...] = (
    ("service", "Product or service", 0, True),
    ("process", "Business process", 1, True),
    ("activity", "Activity", 2, True),
    ("it-service", "IT service", 3, False),
    ("application", "Application", 4, False),
    ("data", "Data", 5, False),
    ("vital-record", "Vital record", 5, False),
    ("team", "Team", 6, False),
    ("person", "Person (role)", 6, False),
    ("infrastructure", "Infrastructure", 7, False),
    ("equipment", "Equipment", 7, False),
    ("network", "Network", 8, False),
    ("supplier", "Supplier", 9, False),
    ("utility", "Utility", 10, False),
    ("site", "Site", 11, False),
)
_IMPACT = (
    (1, "Negligible", "Hardly noticed outside the unit"),
    (2, "Minor", "Noticed, absorbed within the normal budget and routine"),
    (3, "Moderate", "Complaints, overtime, a budget line is exceeded"),
    (4, "Major", "Customers leave, an authority asks, a yearly goal is missed"),
    (5, "Severe", "The organisation, its licence or people are in danger"),
)
_LIKELIHOOD = (
    (1, "Rare", "Less than once in 50 years"),
    (2, "Unlikely", "Once in 10 to 50 years"),
    (3, "Possible", "Once in 3 to 10 years"),
    (4, "Likely", "Once in 1 to 3 years"),
    (5, "Almost certain", "Every year or more often"),
)
_RISK = (
    (1, "Low", "Accepted; watched at the yearly review"),
    (2, "Medium", "Treated where the cost is reasonable"),
    (3, "High", "Needs a treatment, an owner and a date"),
    (4, "Critical", "Needs a decision by top management now"),
)
# Rows: likelihood 1 to 5; columns: impact 1 to 5. A severe impact never counts as low.
_MATRIX = (
    (1, 1, 1, 2, 2),
    (1, 1, 2, 2, 3),
    (1, 2, 2, 3, 3),
    (1, 2, 3, 3, 4),
    (2, 2, 3, 4, 4),
)
_CATEGORIES = (
    ("Financial", 4),
    ("Customers", 4),
    ("Legal and regulatory", 4),
    ("Reputation", 4),
    ("Safety", 3),
)
_BANDS = (
    _HOUR,
    4 * _HOUR,
    8 * _HOUR,
    _DAY,
    3 * _DAY,
    7 * _DAY,
    14 * _DAY,
)
_TIERS = (
    ("Tier 1", 4 * _HOUR, 8),
    ("Tier 2", _DAY, 4),
    ("Tier 3", 3 * _DAY, 2),
    ("Tier 4", 30 * _DAY, 1),
)


def default_model() -> Model:
    """An empty document with the default method."""
    scales = (("impact", _IMPACT), ("likelihood", _LIKELIHOOD), ("risk", _RISK))
    levels = [
        r.ScaleLevel(
            id=f"{scale}-{number}",
            scale=scale,
            number=number,
            name=name,
            description=text,
        )
        for scale, rows in scales
        for number, name, text in rows
    ]
    cells = [
        r.MatrixCell(
            id=f"cell-{likelihood}-{impact}",
            likelihood=likelihood,
            impact=impact,
            risk=risk,
        )
        for likelihood, row in enumerate(_MATRIX, 1)
        for impact, risk in enumerate(row, 1)
    ]
    categories = [
        r.ImpactCategory(id=f"category-{number}", name=name, intolerable=level)
        for number, (name, level) in enumerate(_CATEGORIES, 1)
    ]
    tiers = [
        r.Tier(id=f"tier-{number}", name=name, rto_up_to=limit, weight=Decimal(weight))
        for number, (name, limit, weight) in enumerate(_TIERS, 1)
    ]
    kinds = [
        r.Kind(id=key, name=name, layer=layer, is_service=is_service)
        for key, name, layer, is_service in KINDS
    ]
    return Model(
        methods={"method": r.Method(id="method", currency="EUR")},
        scales={item.id: item for item in levels},
        categories={item.id: item for item in categories},
        bands={f"band-{time}": r.TimeBand(id=f"band-{time}", minutes=time) for time in _BANDS},
        tiers={item.id: item for item in tiers},
        matrix={item.id: item for item in cells},
        kinds={item.id: item for item in kinds},
    )
