"""Published projects, closed forms and hand-made cases, within the errors that are stated."""

from __future__ import annotations

import json
from decimal import Decimal
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.analysis.simulation import gains
from bcm_tool.analysis.simulation.pert import Estimate, Reals, mean_of
from bcm_tool.analysis.simulation.result import SimulationResult
from bcm_tool.analysis.simulation.simulate import simulate_recovery
from bcm_tool.errors import Cancelled
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.simulation.networks import Activity, project
from tests.analysis.simulation.test_pert import integral
from tests.builders import dependency, element, model_of

UNIT = 1_000
"""Minutes for a unit of the published networks, so that whole minutes do not matter."""
RUNS = 40_000


def lived(model: Model, runs: int = RUNS, seed: int = 1) -> tuple[RecoveryResult, SimulationResult]:
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=Limits(schedules=50, effort=0.0))
    return recovery, simulate_recovery(model, recovery, impact, runs=runs, seed=seed, gain_runs=500)


@pytest.fixture(scope="module")
def published(shared_data: Path) -> dict[str, Any]:
    """The published cases by id."""
    path = shared_data.parent / "reference" / "ground-truth.json"
    if not path.exists():
        pytest.skip("no ground-truth.json beside the shared data")
    data = json.loads(path.read_text("utf-8"))
    cases = data if isinstance(data, list) else data["cases"]
    return {case["id"]: case for case in cases}


def network_of(case: dict[str, Any]) -> dict[str, Activity]:
    return {
        name: (low * UNIT, middle * UNIT, high * UNIT, [x for x in before.split(",") if x])
        for name, (low, middle, high, before) in case["inputs"]["activities"].items()
    }


def variance_of(low: int, likely: int, high: int) -> float:
    mean = mean_of(Estimate(low, likely, high))
    return (mean - low) * (high - mean) / 7


def sampled_apart(activities: dict[str, Activity]) -> Reals:
    """Ends of the project in other runs: numpy's own beta numbers and a forward pass."""
    random = np.random.default_rng(99)
    ends: dict[str, Reals] = {}
    for name, (low, likely, high, before) in activities.items():
        start = np.max([ends[other] for other in before], axis=0) if before else np.zeros(RUNS)
        a = 1 + 4 * (likely - low) / max(1, high - low)
        ends[name] = start + low + (high - low) * random.beta(a, 6 - a, RUNS)
    found: Reals = np.max(list(ends.values()), axis=0)
    return found


def test_pert_1_textbook_network(published: dict[str, Any]) -> None:
    """The published critical path has the published mean; with the others it takes longer."""
    case = published["PERT-1"]
    activities, expected = network_of(case), case["expected"]
    path = expected["critical"]
    means = [mean_of(Estimate(*activities[name][:3])) / UNIT for name in path]
    assert sum(means) == pytest.approx(expected["duration"], abs=case["tolerance"])
    alone = {
        name: (*activities[name][:3], path[place - 1 : place]) for place, name in enumerate(path)
    }
    _, found = lived(project(alone))
    mean, error = found.makespan.mean, found.makespan.error
    assert mean is not None
    assert abs(mean / UNIT - expected["duration"]) < 4 * error / UNIT + 0.001
    _, whole = lived(project(activities, rto=55 * UNIT))
    assert whole.makespan.mean is not None
    assert whole.makespan.mean > mean  # where paths merge, which the closed form leaves out
    apart = sampled_apart(activities)
    both = sqrt(whole.makespan.error**2 + apart.var() / RUNS)
    assert abs(whole.makespan.mean - apart.mean()) < 4 * both + 1
    chance = float((apart <= 55 * UNIT).mean())
    found_chance = whole.services["e"].p_rto
    assert found_chance is not None
    assert abs(found_chance - chance) < 4 * sqrt(2 * chance * (1 - chance) / RUNS)
    assert found_chance == pytest.approx(expected["p_le_55"], abs=0.05)  # a normal, no merging
    index = {task.key: task.criticality for task in whole.tasks}
    assert all(index[name] > 0.4 for name in path)


def test_pert_2_chain(published: dict[str, Any]) -> None:
    """One path: mean and variance follow from the parts, and P(<= 28) is close to the normal's."""
    case = published["PERT-2"]
    names = list(case["inputs"]["path"])
    activities: dict[str, Activity] = {
        name: (low * UNIT, middle * UNIT, high * UNIT, names[place - 1 : place])
        for place, (name, (low, middle, high)) in enumerate(case["inputs"]["path"].items())
    }
    target = case["inputs"]["target"] * UNIT
    model = project(activities, rto=target)
    _, found = lived(model)
    service = found.services["e"]
    mean = service.outage.mean
    assert mean is not None
    assert abs(mean / UNIT - case["expected"]["mean"]) < 4 * service.outage.error / UNIT + 0.001
    exact = sum(variance_of(*activities[name][:3]) for name in names)
    error = service.outage.error * sqrt(RUNS)
    assert error**2 == pytest.approx(exact, rel=0.03)
    assert service.p_rto == pytest.approx(case["expected"]["p"], abs=0.03)  # normal, no skew
    assert all(task.criticality == 1.0 for task in found.tasks)


def test_two_tasks_side_by_side_are_done_when_both_are() -> None:
    """P(both done by t) = F(t) G(t); each is critical as often as it ends last."""
    low, likely, high = 60, 120, 360
    model = project({"A": (low, likely, high, ()), "B": (low, likely, high, ())}, rto=200)
    _, found = lived(model)
    a = 1 + 4 * (likely - low) / (high - low)
    one = integral((200.5 - low) / (high - low), a)
    exact = one**2
    service = found.services["e"]
    assert service.p_rto is not None
    assert abs(service.p_rto - exact) < 4 * sqrt(exact * (1 - exact) / RUNS)
    shares = {task.key: task.criticality for task in found.tasks}
    assert shares["A"] + shares["B"] == pytest.approx(1.0)
    assert abs(shares["A"] - 0.5) < 0.02  # ties go to A


def test_one_member_does_one_after_the_other() -> None:
    """With one member the ends add up, with two the longer decides; the gain says so."""
    both: dict[str, Activity] = {"A": (60, 120, 360, ()), "B": (60, 120, 360, ())}
    _, alone = lived(project(both, {"T": (1, ("A", "B"))}))
    _, two = lived(project(both, {"T": (2, ("A", "B"))}))
    mean = mean_of(Estimate(60, 120, 360))
    assert alone.makespan.mean is not None
    assert two.makespan.mean is not None
    assert abs(alone.makespan.mean - 2 * mean) < 4 * alone.makespan.error + 0.1
    gain = next(gain for gain in alone.gains if gain.kind == "team")
    assert gain.makespan_saved == pytest.approx(alone.makespan.mean - two.makespan.mean, rel=0.1)
    assert not any(gain.kind == "team" for gain in two.gains)  # two members are always enough


def lossy(rto: int = 150) -> Model:
    """A service that loses 60 a minute after the first hour, behind one machine."""
    loss = [
        r.ImpactRating(id=f"i{m}", element="shop", category="category-1", band=f"b{m}", loss=money)
        for m, money in ((61, Decimal(0)), (161, Decimal(6_000)))
    ]
    return model_of(
        element("shop", kind="service", rto=rto),
        element("machine", kind="infrastructure"),
        dependency("shop", "machine"),
        r.TimeBand(id="b61", minutes=61),
        r.TimeBand(id="b161", minutes=161),
        *loss,
        r.RecoveryTask(
            id="t", key="T", element="machine", name="Mend", optimistic=125, likely=140,
            pessimistic=240,
        ),
        r.Scenario(id="s", key="S", name="Machine lost", lost=("element:machine",)),
    )  # fmt: skip


def test_expected_and_tail_loss_follow_the_curve() -> None:
    _, found = lived(lossy())
    mean = mean_of(Estimate(125, 140, 240))
    assert abs(float(found.expected_loss) - 60 * (mean - 61)) < 4 * float(found.loss_error) + 1
    assert found.planned_loss == Decimal("4740.00")
    a = 1 + 4 * 15 / 115
    points = np.arange(125, 241)
    below = [0.0, *(integral((m + 0.5) / 115, a) for m in range(115)), 1.0]
    chance = np.diff(below)
    worst = np.cumsum(chance[::-1])[::-1]
    inside = np.minimum(chance, np.maximum(0.0, 0.05 - (worst - chance)))
    exact = float((inside * 60 * (points - 61)).sum()) / 0.05
    assert abs(float(found.tail_loss) - exact) < 4 * float(found.tail_error) + 2
    service = found.services["shop"]
    exact = integral(25.5 / 115, a)
    assert service.p_rto is not None
    assert abs(service.p_rto - exact) < 4 * sqrt(exact * (1 - exact) / RUNS)
    assert service.error == pytest.approx(sqrt(exact * (1 - exact) / RUNS), rel=0.05)


def test_gains_of_an_hour_less_and_of_a_stand_in() -> None:
    _, found = lived(lossy())
    hour = next(gain for gain in found.gains if gain.kind == "task")
    assert hour.loss_saved == Decimal("3600.00")  # 60 minutes at 60 each, in every single run
    assert hour.error == 0
    assert hour.makespan_saved == 60
    stand_in = next(gain for gain in found.gains if gain.kind == "element")
    assert found.gains[0] is stand_in
    assert float(stand_in.loss_saved) == pytest.approx(float(found.expected_loss), rel=0.05)
    assert stand_in.service == "shop"
    assert stand_in.after == 1.0
    assert stand_in.met_more == pytest.approx(1.0 - stand_in.before)


def test_a_service_that_nobody_brings_back_is_never_in_time() -> None:
    model = model_of(
        element("shop", kind="service", rto=100),
        element("machine", kind="infrastructure"),
        dependency("shop", "machine"),
        r.Scenario(id="s", key="S", name="Machine lost", lost=("element:machine", "element:shop")),
    )
    _, found = lived(model, runs=50)
    service = found.services["shop"]
    assert (service.p_met, service.p_rto) == (0.0, 0.0)
    assert service.outage.p50 is None
    assert service.outage.mean is None
    stand_in = next(gain for gain in found.gains if gain.subject == "machine")
    assert (stand_in.before, stand_in.after) == (0.0, 1.0)


def test_hours_count_in_every_run() -> None:
    """Work that may only start in the morning waits for it; a little delay costs a whole day."""
    model = model_of(
        element("shop", kind="service", rto=20 * 60),
        r.Team(id="it", key="IT", name="IT", hours="Mon-Fri 08:00-16:00"),
        r.RecoveryTask(
            id="a", key="A", element="shop", name="Rebuild", optimistic=300, likely=450,
            pessimistic=700, demand=(("it", 1),),
        ),
        r.RecoveryTask(
            id="b", key="B", element="shop", name="Check", likely=30, demand=(("it", 1),),
            after=("a",),
        ),
        r.Scenario(id="s", key="S", name="Lost", lost=("element:shop",), start="Mon 08:00"),
    )  # fmt: skip
    recovery, found = lived(model)
    assert recovery.objective.makespan == 480
    outages = [minutes for minutes in found.services["shop"].outage.curve if minutes is not None]
    assert set(outages) == {m for m in outages if m <= 510} | {24 * 60 + 30}
    a = 1 + 4 * 150 / 400
    exact = integral(179.5 / 400, a)  # done before 16:00, so that the check can still begin
    p_rto = found.services["shop"].p_rto
    assert p_rto is not None
    assert abs(p_rto - exact) < 4 * sqrt(exact * (1 - exact) / RUNS)
    index = {task.key: task.criticality for task in found.tasks}
    assert index == {"A": p_rto, "B": 1.0}  # overnight the hours keep the check, not the rebuild


def test_more_runs_keep_the_luck_of_the_first() -> None:
    _, few = lived(lossy(), runs=300)
    _, more = lived(lossy(), runs=600)
    assert few.gains == tuple(few.gains)
    assert few.services["shop"].outage.curve[0] >= more.services["shop"].outage.curve[0]  # type: ignore[operator]
    _, again = lived(lossy(), runs=300)
    assert again.services == few.services
    assert lived(lossy(), runs=300, seed=2)[1].services != few.services


def test_progress_can_cancel() -> None:
    model = lossy()
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=Limits(schedules=5, effort=0.0))
    seen: list[tuple[int, int]] = []

    def note(done: int, total: int) -> None:
        seen.append((done, total))

    simulate_recovery(model, recovery, impact, runs=12_000, progress=note)
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)

    def stop(done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        simulate_recovery(model, recovery, impact, runs=12_000, progress=stop)


def test_long_plans_try_what_is_most_often_critical(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gains, "_WORK", 0)
    monkeypatch.setattr(gains, "_FEWEST", 4)
    activities: dict[str, Activity] = {f"K{n}": (10, 20, 20 + 10 * n, ()) for n in range(6)}
    _, found = lived(project(activities, {"T": (1, ("K0", "K1"))}), runs=400)
    assert [gain.kind for gain in found.gains].count("team") == 1
    assert len(found.gains) == 4
    assert found.untried == 6 + 1 + 1 - 4
    index = {task.key: task.criticality for task in found.tasks}
    tried = {gain.key for gain in found.gains if gain.kind == "task"}
    best = sorted(index, key=lambda name: -index[name])[0]
    assert best in tried
