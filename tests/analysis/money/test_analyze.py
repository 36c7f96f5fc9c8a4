"""The yearly loss of whole documents: severities, shares, comparisons, assumptions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.money.analyze import analyze_money
from bcm_tool.analysis.money.compare import with_option
from bcm_tool.analysis.money.explain import explain_eal, explain_scenario
from bcm_tool.analysis.money.result import MoneyResult
from bcm_tool.analysis.money.severity import SEQUENCE, STARTS, hours_count, severity_samples
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.recovery import analyze_recovery
from bcm_tool.analysis.simulation.simulate import simulate_recovery
from bcm_tool.errors import Cancelled
from bcm_tool.export.tables.money import money_table
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from bcm_tool.sample import sample_model
from tests.analysis.recovery.cases import CIRCLES, circular_case
from tests.builders import dependency, element, model_of, random_model

YEARS = 20_000


def asked(model: Model, **values) -> MoneyResult:
    return analyze_money(model, analyze_impact(model), **{"years": YEARS, **values})


def shop(**values) -> Model:
    """A shop that loses 100 a minute; its server is rebuilt by a task with an estimate."""
    return model_of(
        element("SHOP", kind="service"),
        element("HOST", kind="infrastructure"),
        element("LINE", kind="network"),
        dependency("SHOP", "HOST"),
        dependency("SHOP", "LINE"),
        r.ImpactRating(id="i", element="SHOP", category="category-1", band="band-60",
                       loss=Decimal(6000)),
        r.Team(id="t", key="OPS", name="Operations", **values),
        r.RecoveryTask(id="k", key="K", element="HOST", name="Rebuild", optimistic=60, likely=120,
                       pessimistic=300, demand=(("t", 1),)),
        r.RecoveryOption(id="l1", key="L-1", element="LINE", name="Wait", recovery_time=600,
                         yearly_cost=Decimal(10), selected=True),
        r.RecoveryOption(id="l2", key="L-2", element="LINE", name="Radio", recovery_time=60,
                         yearly_cost=Decimal(1010)),
        r.RecoveryOption(id="h1", key="H-1", element="HOST", name="Spare", recovery_time=5),
        r.Scenario(id="x", key="FIRE", name="Fire", lost=("element:HOST",), frequency="0.5"),
        r.Scenario(id="y", key="STORM", name="Storm", lost=("element:LINE", "element:HOST"),
                   frequency="20 %"),
        r.Scenario(id="z", key="OTHER", name="Other", lost=("element:LINE",)),
    )  # fmt: skip


# --- severity -------------------------------------------------------------------------------------


def test_an_event_costs_what_the_simulated_recovery_loses() -> None:
    """The same runs, seed and sequence give the very losses of the simulation."""
    model = sample_model()
    impact, network = analyze_impact(model), compile_network(model)
    for scenario in model.scenarios.values():
        found = severity_samples(model, network, impact, scenario, runs=500, seed=3)
        recovery = analyze_recovery(model, scenario.id, impact, limits=SEQUENCE)
        lived = simulate_recovery(model, recovery, impact, runs=500, seed=3, gain_runs=0)
        assert abs(Decimal(found.total.mean()) - lived.expected_loss) < Decimal("0.01")
        by_element = dict(zip(found.elements, found.losses.mean(axis=0), strict=True))
        for service, chances in lived.services.items():
            assert abs(Decimal(by_element.get(service, 0.0)) - chances.loss) < Decimal("0.01")


def test_a_recovery_without_doubt_is_one_run() -> None:
    model = shop()
    impact = analyze_impact(model)
    other = model.scenarios["z"]
    found = severity_samples(model, compile_network(model), impact, other, seed=1)
    assert found.losses.tolist() == [[60_000.0]]


def test_scenarios_that_share_work_share_its_luck() -> None:
    """What the rebuild takes in a run of FIRE it takes in the same run of STORM."""
    model = shop()
    lines = model.with_tables({"options": {"l2": replace(model.options["l2"], selected=True)}})
    impact, network = analyze_impact(lines), compile_network(lines)
    fire, storm = (
        severity_samples(lines, network, impact, lines.scenarios[key], seed=1).total
        for key in ("x", "y")
    )
    assert np.array_equal(fire, storm)
    assert len(np.unique(fire)) > 50
    found = asked(lines, years=60_000)
    separate = sum(float(item.year.deviation) ** 2 for item in found.scenarios)
    assert float(found.total.deviation) ** 2 > separate


def test_hours_count_over_the_week_where_the_start_is_unknown() -> None:
    hours = {"hours": "Mon-Fri 08:00-18:00", "call_out": None}
    model = shop(**hours)
    assert hours_count(model)
    assert not hours_count(shop())
    impact, network = analyze_impact(model), compile_network(model)
    fire = model.scenarios["x"]
    spread = severity_samples(model, network, impact, fire, seed=1)
    assert spread.starts == STARTS
    begun = []
    for start in ("Tue 09:00", "Fri 19:00"):
        known = replace(fire, start=start)
        variant = model.with_tables({"scenarios": {**model.scenarios, "x": known}})
        begun.append(
            severity_samples(
                variant, network, replace(impact, model=variant), known, seed=1
            ).total.mean()
        )
    assert begun[0] < spread.total.mean() < begun[1]
    found = asked(model)
    assert any("spread over the week" in words for words in found.assumptions)
    assert asked(model) == asked(model)


def test_what_never_comes_back_loses_up_to_the_horizon() -> None:
    model = shop()
    lost = model.with_tables({"options": {}})
    found = asked(lost.with_tables({"scenarios": {"y": lost.scenarios["y"]}}))
    (storm,) = found.scenarios
    assert storm.never_back == ("SHOP",)
    assert storm.event_mean == 100 * lost.method.horizon
    assert any("horizon" in words for words in found.assumptions)


def test_money_above_money_counts_once() -> None:
    model = shop()
    rating = replace(model.impacts["i"], id="j", element="HOST")
    doubled = edits.put(model, [rating])
    assert asked(doubled).total == asked(model).total


def test_work_that_waits_for_itself_is_counted_without_teams() -> None:
    model = shop()
    tasks = {
        "k": replace(model.tasks["k"], after=("m",)),
        "m": r.RecoveryTask(id="m", key="M", element="LINE", name="Dig", likely=30, after=("k",)),
    }
    found = asked(model.with_tables({"tasks": tasks}))
    assert found.total.eal > 0


@pytest.mark.parametrize("seed", CIRCLES)
def test_a_circle_that_no_list_gets_out_of_is_counted_with_its_teams(seed: int) -> None:
    """As long as there is a sequence; nothing in it is uncertain here."""
    model = circular_case(seed)
    impact, network = analyze_impact(model), compile_network(model)
    found = severity_samples(model, network, impact, model.scenarios["s"], seed=1)
    assert found.planned
    proved = analyze_recovery(model, "s", impact)
    assert float(found.total.mean()) == pytest.approx(float(proved.objective.loss), abs=0.01)


# --- together -------------------------------------------------------------------------------------


def test_simulated_means_are_within_four_standard_errors_of_the_exact_ones() -> None:
    found = asked(sample_model(), years=50_000)
    for item in (found.total, *(scenario.year for scenario in found.scenarios)):
        assert abs(item.eal - item.expected) <= 4 * item.se


def test_the_deviation_of_all_together_is_the_closed_one() -> None:
    model = shop()
    lines = model.with_tables({"options": {"l2": replace(model.options["l2"], selected=True)}})
    found = asked(lines, years=200_000)
    simulated = float(found.total.se) * found.years**0.5
    assert simulated == pytest.approx(float(found.total.deviation), rel=0.02)


def test_unset_frequencies_are_named_and_not_counted() -> None:
    found = asked(shop())
    assert found.not_counted == ("z",)
    assert [item.scenario for item in found.scenarios] == ["x", "y"]
    none = asked(shop().with_tables({"scenarios": {}}))
    assert none.scenarios == ()
    assert none.total.eal == 0
    assert none.total.no_loss == 1


def test_the_same_seed_gives_the_same_result_and_another_scenario_changes_no_other() -> None:
    model = shop()
    first = asked(model)
    assert first == asked(model)
    assert first.total.eal != asked(model, seed=2).total.eal
    often = replace(model.scenarios["z"], frequency="2")
    more = asked(edits.put(model, [often]))
    assert {item.scenario: item.year for item in more.scenarios}["x"] == first.scenarios[0].year


@settings(max_examples=15, deadline=None)
@given(random_model(max_elements=6), st.data())
def test_any_organisation_adds_up(model: Model, data) -> None:
    often = st.sampled_from(("", "0.3", "15 %"))
    scenarios = {
        key: replace(item, frequency=data.draw(often)) for key, item in model.scenarios.items()
    }
    found = asked(model.with_tables({"scenarios": scenarios}), years=2000)
    whole = explain_eal(found)
    assert sum((Decimal(step.amount) for step in whole.steps), Decimal(0)) == found.total.eal
    for item in found.scenarios:
        why = explain_scenario(found, item)
        assert sum((Decimal(step.amount) for step in why.steps), Decimal(0)) == item.year.eal
        # Of a skewed sample of so few years the standard error itself is rough.
        assert item.event_low <= item.event_high


def test_beside_the_loss_of_an_event_stands_of_which_sequence_it_is() -> None:
    model = sample_model()
    found = asked(model, years=2000)
    site = next(item for item in found.scenarios if model.scenarios[item.scenario].key == "SITE")
    told = explain_scenario(found, site).assumptions[0]
    assert "quick sequence" in told
    unplanned = replace(site, planned=False)
    assert "without team limits" in explain_scenario(found, unplanned).assumptions[0]
    assert "quick sequence" in money_table(model, found).columns[-2].title


def product(words: str) -> Decimal:
    """What a line with a ``×`` comes to."""
    often, _, loss = words.partition(": ")[2].partition(" a year × ")
    number, percent, _ = often.partition(" %")
    head, _, years = number.partition("/")
    frequency = Decimal(head.replace(",", "")) / Decimal(years or 1) / (100 if percent else 1)
    return frequency * Decimal(loss.removesuffix(" EUR").replace(",", ""))


def test_every_line_of_the_reason_is_the_product_it_names() -> None:
    model = sample_model()
    often = ("once in 6 years", "8 %", "0.025", "1234.5")
    scenarios = {
        item.id: replace(item, frequency=text)
        for item, text in zip(model.scenarios.values(), often, strict=True)
    }
    found = asked(model.with_tables({"scenarios": scenarios}), years=2000)
    *lines, luck = explain_eal(found).steps
    assert len(lines) == len(often)
    for line in lines:
        assert abs(Decimal(line.amount) - product(line.text)) <= Decimal("0.01"), line.text
    assert luck.text.startswith("Chance in")
    assert abs(Decimal(luck.amount)) <= 4 * found.total.se


def test_appetite_says_where_the_curve_is_too_high() -> None:
    model = edits.set_method(shop(), appetite="1: 90 %; 20000: 5 %; 100000: 5 %")
    low, high, far = asked(model).appetite
    assert not low.exceeded
    assert low.until == low.loss
    assert high.exceeded
    assert high.until > high.loss
    assert not far.exceeded
    assert far.probability < high.probability


def test_cancelling_ends_it() -> None:
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        asked(shop(), progress=cancel)


# --- options as changes ---------------------------------------------------------------------------


def test_every_option_not_in_use_is_compared() -> None:
    model = shop()
    found = asked(model)
    effects = {item.option: item for item in found.options}
    assert set(effects) == {"l2", "h1"}
    radio, spare = effects["l2"], effects["h1"]
    assert radio.untouched == ""
    changed = asked(with_option(model, model.options["l2"]))
    assert radio.before == found.total.eal
    assert abs(radio.after - changed.total.eal) <= Decimal("0.01") * changed.total.eal
    assert radio.saved > 0
    assert radio.cost == 1000
    assert radio.worth == radio.saved - 1000
    assert radio.gain == pytest.approx(float(radio.worth) / 1000)
    # The rebuild's own tasks say how long it takes; and a cost that is unset is not zero.
    assert spare.untouched == "tasks"
    assert spare.saved == 0
    assert spare.cost is None
    assert spare.worth is None


def test_an_option_of_an_element_that_no_counted_scenario_loses_changes_nothing() -> None:
    model = shop()
    alone = model.with_tables({"scenarios": {"x": model.scenarios["x"]}})
    effects = {item.option: item for item in asked(alone).options}
    assert effects["l2"].untouched == "scenarios"
    assert effects["l2"].after == effects["l2"].before
