"""Losses as large as some currencies have them: what is called optimal is, however steep."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.sizes import fits_in_64_bits
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import element, model_of

TASKS = 6
BANDS = (60, 61, 240, 480, 1440)


def plan(seed: int, unit: int, *, jump: int = 0, longest: int = 90) -> Model:
    """One person does the only task of each service; all are lost."""
    random = Random(seed)
    made: list[r.Record] = [r.TimeBand(id=f"band-{m}", minutes=m) for m in BANDS]
    made.append(r.Team(id="team", key="T", name="Team", capacity=1))
    for number in range(TASKS):
        name, loss = f"s{number}", 0
        for minutes in BANDS:
            loss += random.randint(0, 9) * unit + random.randint(0, 99)
            loss += jump * random.randint(0, 9) * (minutes == BANDS[1])
            made.append(
                r.ImpactRating(
                    id=f"i-{name}-{minutes}",
                    element=name,
                    category="category-1",
                    band=f"band-{minutes}",
                    loss=Decimal(loss),
                )
            )
        made.append(element(name, key=name.upper()))
        made.append(
            r.RecoveryTask(
                id=f"k{number}",
                key=f"K{number}",
                element=name,
                name="Restore",
                likely=random.randint(20, longest),
                demand=(("team", 1),),
            )
        )
    lost = tuple(f"element:s{number}" for number in range(TASKS))
    made.append(r.Scenario(id="s", key="S", name="All", lost=lost))
    return model_of(*made)


def least_loss(model: Model) -> Decimal:
    """Over all orders: the last of a set of tasks ends when all of the set are done."""
    impact = analyze_impact(model)
    minutes = [model.tasks[f"k{number}"].likely or 0 for number in range(TASKS)]
    curves = [impact.elements[f"s{number}"].loss for number in range(TASKS)]
    best = [Decimal(0)] + [Decimal("Infinity")] * ((1 << TASKS) - 1)
    for done in range(1, 1 << TASKS):
        members = [number for number in range(TASKS) if done >> number & 1]
        end = sum(minutes[number] for number in members)
        for last in members:
            curve = curves[last]
            loss = Decimal(0) if curve is None else curve.at(end)
            best[done] = min(best[done], best[done ^ 1 << last] + loss)
    return best[-1]


@pytest.mark.parametrize("unit", [10**4, 10**6, 10**8, 10**10])
@pytest.mark.parametrize("jump", [0, 5_000_000])
def test_what_is_called_optimal_is_and_bounds_stay_below(unit: int, jump: int) -> None:
    proved = 0
    for seed in range(4):
        model = plan(seed, unit, jump=jump)
        best = least_loss(model)
        result = analyze_recovery(
            model, "s", analyze_impact(model), limits=Limits(schedules=1, effort=1.0)
        )
        proved += result.status == "optimal"
        if result.status == "optimal" or result.stage != "loss":
            assert result.objective.loss == best, seed
        else:
            assert result.bound is None or result.bound <= best <= result.objective.loss, seed
    assert proved >= 2


def test_losses_beyond_64_bits_are_sequenced_without_a_claim() -> None:
    model = plan(1, 10**12, longest=10**5)
    impact = analyze_impact(model)
    assert not fits_in_64_bits(build_problem(model, "s", impact))
    result = analyze_recovery(model, "s", impact, limits=Limits(schedules=20, effort=0.5))
    assert result.status == "feasible"
    assert result.objective.loss >= least_loss(model)
    assert result.bound is None or result.bound <= least_loss(model)
