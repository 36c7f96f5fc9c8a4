"""Published and computed numbers of risk in money: RISK-1, RISK-2, RISK-3 and RISK-6."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.money import closed
from bcm_tool.analysis.money.analyze import analyze_money
from bcm_tool.analysis.money.measures import exceeding, value_at_risk
from bcm_tool.analysis.money.years import Events, simulate_years
from bcm_tool.analysis.simulation.pert import Estimate, mean_of
from bcm_tool.frequency import Frequency
from bcm_tool.model import records as r
from tests.builders import element, model_of


@pytest.fixture
def case(shared_data):
    data = json.loads((shared_data.parent / "reference" / "ground-truth.json").read_text())
    return {item["id"]: item for item in data["cases"]}


def one_scenario(points: dict[str, Decimal], outage: int, frequency: str) -> Any:
    """A service whose loss runs through band -> money, out for ``outage`` minutes."""
    return model_of(
        element("S", kind="service"),
        r.RecoveryOption(id="o", key="O", element="S", name="Repair", recovery_time=outage,
                         selected=True),
        r.Scenario(id="x", key="X", name="Lost", lost=("element:S",), frequency=frequency),
        *(
            r.ImpactRating(id=band, element="S", category="category-1", band=band, loss=loss)
            for band, loss in points.items()
        ),
    )  # fmt: skip


def lognormal_of(low: float, high: float, share: float = 0.90) -> tuple[float, float]:
    """(mu, sigma) of the lognormal whose central ``share`` lies between ``low`` and ``high``."""
    reach = 2 * NormalDist().inv_cdf((1 + share) / 2)
    return (math.log(low) + math.log(high)) / 2, (math.log(high) - math.log(low)) / reach


def test_risk_1_a_share_of_a_value_every_four_years(case) -> None:
    given, wanted = case["RISK-1"]["inputs"], case["RISK-1"]["expected"]
    single = given["av"] * given["ef"]
    assert single == pytest.approx(wanted["sle"], abs=1e-9)
    model = one_scenario({"band-60": Decimal(str(single))}, 60, str(given["aro"]))
    found = analyze_money(model, analyze_impact(model), years=40_000)
    (scenario,) = found.scenarios
    assert scenario.event_mean == Decimal(str(wanted["sle"]))
    assert found.total.expected == Decimal(str(wanted["ale"]))
    assert abs(found.total.eal - found.total.expected) <= 4 * found.total.se


def test_risk_2_a_disk_and_fourteen_hours_of_work(case) -> None:
    """Fixed cost at once, then an hourly rate: two bands a minute apart, then a line."""
    given, wanted = case["RISK-2"]["inputs"], case["RISK-2"]["expected"]
    model = one_scenario({}, 14 * 60, "once in 3 years")
    # A jump of the disk's price in the first minute, then ten an hour until hour 14.
    bands = {"one": r.TimeBand(id="one", minutes=1), "end": r.TimeBand(id="end", minutes=14 * 60)}
    hourly = Decimal(given["rate"]) * given["hours"]
    ratings = {
        name: r.ImpactRating(id=name, element="S", category="category-1", band=name, loss=loss)
        for name, loss in (("one", Decimal(given["disk"])), ("end", given["disk"] + hourly))
    }
    model = model.with_tables({"bands": {**model.bands, **bands}, "impacts": ratings})
    found = analyze_money(model, analyze_impact(model), years=20_000)
    assert found.scenarios[0].event_mean == Decimal(wanted["sle"])
    exact = closed.yearly_mean(Frequency("poisson", given["aro"]), wanted["sle"])
    assert exact == pytest.approx(wanted["ale"], abs=1e-9)
    assert found.total.expected == Decimal(str(round(wanted["ale"], 2)))


def test_risk_3_a_lognormal_loss_once_in_ten_years(case) -> None:
    given, wanted = case["RISK-3"]["inputs"], case["RISK-3"]["expected"]
    mu, sigma = lognormal_of(given["lo"], given["hi"])
    assert mu == pytest.approx(wanted["mu"], rel=1e-6)
    assert sigma == pytest.approx(wanted["sigma"], rel=1e-6)
    assert math.exp(mu) == pytest.approx(wanted["median"], rel=1e-6)
    mean = math.exp(mu + sigma**2 / 2)
    assert mean == pytest.approx(wanted["mean"], rel=1e-6)
    often = Frequency("once", given["p"])
    assert closed.yearly_mean(often, mean) == pytest.approx(wanted["ale"], rel=1e-6)

    # One event, at the middles of as many equally likely slices of the distribution.
    runs, years = 40_000, 400_000
    normal = NormalDist(mu, sigma)
    losses = np.exp([normal.inv_cdf((n + 0.5) / runs) for n in range(runs)])
    found = np.sort(simulate_years([Events("A", often, losses)], years, 1).losses[0])
    square = math.exp(2 * mu + 2 * sigma**2)
    error = math.sqrt(closed.yearly_variance(often, mean, square) / years)
    assert abs(found.mean() - wanted["ale"]) <= 4 * error
    for loss, share in wanted["ep"].items():
        error = math.sqrt(share * (1 - share) / years)
        assert abs(exceeding(found, float(loss)) - share) <= 4 * error
    for level, name in ((Fraction(95, 100), "var95"), (Fraction(99, 100), "var99")):
        at, tail = value_at_risk(found, level), float(1 - level)
        error = math.sqrt(tail * (1 - tail) / years)
        # The share that the true value leaves above must be the tail within 4 errors.
        assert abs(exceeding(found, wanted[name]) - tail) <= 4 * error
        assert at == pytest.approx(wanted[name], rel=0.05)


def test_risk_6_frequency_as_threats_times_vulnerability(case) -> None:
    given, wanted = case["RISK-6"]["inputs"], case["RISK-6"]["expected"]

    def mean(low: float, likely: float, high: float) -> float:
        scale = 10_000  # the estimates of the engine are whole numbers
        return mean_of(Estimate(*(round(x * scale) for x in (low, likely, high)))) / scale

    threats, weakness = mean(*given["tef"]), mean(*given["vuln"])
    assert threats == pytest.approx(wanted["tef_mean"], abs=1e-9)
    assert weakness == pytest.approx(wanted["vuln_mean"], abs=1e-9)
    assert threats * weakness == pytest.approx(wanted["lef_mean_independent"], abs=1e-9)
    assert given["tef"][1] * given["vuln"][1] == pytest.approx(wanted["lef_mode"], abs=1e-9)
    years = simulate_years(
        [Events("A", Frequency("poisson", threats * weakness), np.array([1.0]))], 40_000, 1
    ).losses[0]
    rate = wanted["lef_mean_independent"]
    assert abs(years.mean() - rate) <= 4 * math.sqrt(rate / 40_000)


def test_value_of_a_safeguard() -> None:
    """Loss before less loss after less cost; the return is that for each unit spent."""
    before, after, cost = Decimal(10_000), Decimal(2_500), Decimal(3_000)
    assert closed.safeguard_value(before, after, cost) == 4_500
    assert closed.safeguard_return(before, after, cost) == 1.5
    assert closed.safeguard_return(before, after, Decimal(0)) is None
    assert replace(Frequency("once", 0.2), value=0.1).mean == 0.1
