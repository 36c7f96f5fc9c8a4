"""Shares of a yearly loss add up to what is said, to the cent, however large the money is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.money.analyze import analyze_money
from bcm_tool.analysis.money.explain import explain_eal, explain_scenario
from bcm_tool.model import records as r
from tests.builders import element, model_of


@pytest.mark.parametrize("digits", [2, 9, 11, 12, 13])
def test_shares_of_very_large_losses_add_up_too(digits: int) -> None:
    """A sum of floats misses cents from about 10^11 on; shares, however, add up to what is said."""
    names = [f"s{number}" for number in range(4)]
    lost = tuple(f"element:{name}" for name in names)
    model = model_of(
        r.Team(id="t", key="T", name="Team"),
        *(element(name) for name in names),
        *(
            r.ImpactRating(id=f"i-{name}", element=name, category="category-1", band="band-60",
                           loss=Decimal(10) ** digits * (number + 1) + number)
            for number, name in enumerate(names)
        ),
        *(
            r.RecoveryTask(id=f"t-{name}", key=f"T-{name}", element=name, name="Rebuild",
                           optimistic=20, likely=60 + number, pessimistic=300, demand=(("t", 1),))
            for number, name in enumerate(names)
        ),
        *(
            r.Scenario(id=f"x{number}", key=f"X{number}", name="Fire", lost=lost,
                       frequency=f"{3 * number + 1}.37")
            for number in range(3)
        ),
    )  # fmt: skip
    found = analyze_money(model, analyze_impact(model), years=20_000)
    for item in found.scenarios:
        explained = explain_scenario(found, item)
        assert sum(step.amount for step in explained.steps) == explained.total == item.year.eal
        assert list(item.elements.values()) == sorted(item.elements.values(), reverse=True)
    explained = explain_eal(found)
    assert sum(step.amount for step in explained.steps) == explained.total == found.total.eal
