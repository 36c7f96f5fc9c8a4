"""What a person relies on when a scenario is sequenced."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from threading import Event
from time import monotonic
from typing import Any

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.errors import BcmError, Cancelled, NoSequenceError
from bcm_tool.export.tables.recovery import quality_text
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import CIRCLES, circular_case, plan_case
from tests.builders import dependency, element, model_of
from ui.recovery.describe import stage_value, standing


def run(model: Model, **more: Any) -> RecoveryResult:
    return analyze_recovery(model, "s", analyze_impact(model), **more)


def lost(*names: str) -> r.Scenario:
    entries = tuple(f"element:{name}" for name in names)
    return r.Scenario(id="s", key="S", name="Scenario", lost=entries)


def team(capacity: int = 1) -> r.Team:
    return r.Team(id="dba", key="DBA", name="Database team", capacity=capacity)


def task(key: str, owner: str, minutes: int, *after: str, units: int = 1) -> r.RecoveryTask:
    demand = (("dba", units),) if units else ()
    return r.RecoveryTask(
        id=key,
        key=key,
        element=owner,
        name=f"Do {key}",
        likely=minutes,
        demand=demand,
        after=after,
    )


def test_nothing_lost_is_nothing_to_recover() -> None:
    result = run(model_of(element("app", rto=60), lost()))
    assert result.status == "nothing to recover"
    assert result.tasks == ()
    assert result.services["app"].met
    assert result.services["app"].rta == 0


def test_a_scenario_that_is_gone_is_refused() -> None:
    with pytest.raises(BcmError, match="scenario"):
        run(model_of(element("app")))


@pytest.mark.parametrize("seed", CIRCLES)
def test_a_circle_that_no_list_gets_out_of_is_told_by_an_error_of_its_own(seed: int) -> None:
    model = circular_case(seed)
    with pytest.raises(NoSequenceError, match="No sequence was found"):
        run(model, limits=Limits(schedules=4_000, effort=0.0))
    assert run(model).status == "optimal"


def test_the_order_follows_loss_and_says_what_is_saved() -> None:
    """The tighter RTO loses nothing; the looser one loses by the hour: loss decides."""
    loss = r.ImpactRating(
        id="i", element="shop", category="category-1", band="band-60", loss=Decimal(6000)
    )
    model = model_of(
        element("mail", key="A", rto=60),
        element("shop", key="B", rto=240),
        loss,
        team(),
        task("T1", "mail", 60),
        task("T2", "shop", 60),
        lost("mail", "shop"),
    )
    result = run(model)
    assert result.status == "optimal"
    assert [item.key for item in result.tasks] == ["T2", "T1"]
    assert result.objective.loss == Decimal("6000.00")
    assert result.services["shop"].loss == Decimal("6000.00")
    saved = {item.rule: item.loss_saved for item in result.comparisons}
    assert saved["RTO order"] == saved["tier order"] == Decimal("6000.00")
    assert saved["loss-rate order"] == 0
    assert sum(item.loss for item in result.services.values()) == result.objective.loss
    assert result.tasks[1].limited_by == "waits for team Database team"
    assert result.tasks[1].waits_for == (0,)
    assert [item.critical for item in result.tasks] == [True, True]


def test_a_tolerance_is_met_by_working_there_first() -> None:
    """Both need the team; the plant runs 60 minutes without its feed, so the feed comes first."""
    model = model_of(
        element("plant", rto=0, mtpd=0),
        element("feed"),
        element("archive", rto=10),
        dependency("plant", "feed", tolerance=60),
        team(),
        task("T1", "feed", 50),
        task("T2", "archive", 30),
        task("T3", "plant", 500),
        lost("feed", "archive"),
    )
    result = run(model)
    assert [item.key for item in result.tasks] == ["T1", "T2"]
    assert "plant" not in result.outages
    assert result.services["plant"].rta == 0
    late = model.with_tables({"tasks": {**model.tasks, "T1": task("T1", "feed", 70)}})
    assert run(late).outages["plant"].down == 60


def test_a_team_that_is_too_small_never_brings_it_back() -> None:
    model = model_of(
        element("app", kind="service", rto=60, mtpd=60),
        element("db"),
        dependency("app", "db"),
        team(2),
        task("T1", "db", 10, units=3),
        task("T2", "app", 10),
        lost("db"),
        r.Method(id="method", horizon=1000),
    )
    result = run(model)
    assert result.unrecoverable == ("app", "db")
    assert result.tasks == ()
    service = result.services["app"]
    assert (service.up, service.rta, service.met) == (None, None, False)
    assert service.past_rto == service.past_mtpd == 940
    assert result.objective.past_mtpd == Decimal(940 * 8)  # weight of tier 1


def test_the_member_nobody_needs_is_left_for_later() -> None:
    """One of two nodes is enough, and the second is quicker."""
    model = model_of(
        element("app", kind="service", rto=60),
        element("n1"),
        element("n2"),
        r.RedundancyGroup(id="g", dependent="app", name="Nodes", required=1),
        dependency("app", "n1", group="g"),
        dependency("app", "n2", group="g"),
        team(),
        task("T1", "n1", 50),
        task("T2", "n2", 20),
        task("T3", "app", 5),
        lost("n1", "n2"),
    )
    result = run(model)
    assert [item.key for item in result.tasks] == ["T2", "T3"]
    assert result.later == ("n1",)
    assert result.unrecoverable == ()
    assert result.objective.makespan == 25
    assert result.outages["n1"].up is None


def test_words_for_what_a_task_waits_for() -> None:
    model = model_of(
        element("app", kind="service"),
        element("db"),
        dependency("app", "db"),
        team(2),
        r.Method(id="method", detection=10, decision=5),
        task("T1", "db", 30),
        task("T2", "db", 10, "T1"),
        task("T3", "app", 20),
        lost("db"),
    )
    words = {item.key: item.limited_by for item in run(model).tasks}
    assert words == {
        "T1": "starts after detection and decision",
        "T2": "waits for Do T1",
        "T3": "waits for Do T2",
    }


def test_a_takeover_alone_needs_no_work() -> None:
    model = model_of(
        element("app", kind="service", rto=20),
        element("n1"),
        element("n2"),
        r.RedundancyGroup(
            id="g", dependent="app", name="Nodes", takeover="manual", takeover_time=25
        ),
        r.Method(id="method", detection=5),
        dependency("app", "n1", group="g", tolerance=10),
        dependency("app", "n2", group="g"),
        team(),
        task("T1", "n1", 50),
        task("T3", "app", 5),
        lost("n1"),
    )
    result = run(model)
    assert result.later == ("n1",)
    assert result.tasks == ()
    assert (result.outages["app"].down, result.outages["app"].up) == (10, 30)
    assert result.outages["app"].takeover
    assert result.services["app"].met


def shown(result: RecoveryResult) -> str:
    return repr(replace(result, model=Model(), seconds=0.0))


def test_same_model_and_limits_give_the_same_result() -> None:
    """Also for a run that its budget ends before all is proved."""
    model = plan_case(4, 40, teams=2)
    limits = Limits(schedules=200, effort=0.3)
    first, second = run(model, limits=limits), run(model, limits=limits)
    assert first.status == "feasible"
    assert first.reproducible
    assert shown(first) == shown(second)


def test_better_sequences_are_heard_of_and_each_is_better() -> None:
    heard: list[RecoveryResult] = []
    result = run(plan_case(4, 150, teams=2), limits=Limits(60_000, 0.3), on_better=heard.append)
    values = [(item.objective.past_mtpd, item.objective.loss) for item in heard]
    assert len(values) > 2
    assert values == sorted(values, reverse=True)
    assert heard[-1].objective == result.objective
    assert all(item.status == "feasible" for item in heard)


def test_stop_ends_the_run_with_the_best_so_far() -> None:
    stop, began = Event(), monotonic()
    result = run(
        plan_case(4, 60, teams=2),
        limits=Limits(10**9, 1e9),
        on_better=lambda _: stop.set(),
        stop=stop.is_set,
    )
    assert result.tasks
    assert not result.reproducible
    assert monotonic() - began < 10


def test_stop_reaches_the_solver() -> None:
    began = monotonic()
    result = run(
        plan_case(4, 60, teams=2), limits=Limits(0, 1e9), stop=lambda: monotonic() > began + 1
    )
    assert result.status == "feasible"
    assert not result.reproducible
    assert result.bound is not None
    assert monotonic() - began < 15


def _late(*services: int) -> Model:
    """Services with an RTO of 60 min, an MTPD of 500 min, and one team for all their tasks."""
    names = [f"S{number}" for number in range(len(services))]
    return model_of(
        *(element(name, kind="service", rto=60, mtpd=500) for name in names),
        *(task(f"T{name}", name, length) for name, length in zip(names, services, strict=True)),
        team(),
        lost(*names),
    )


@pytest.mark.parametrize(
    ("lengths", "stage"),
    [
        ((50, 60), "past RTO"),  # neither would be late alone
        ((400, 300), "past MTPD"),
    ],
)
@pytest.mark.parametrize("by_clock", [True, False])
def test_a_run_ended_before_any_proof_claims_none(lengths, stage: str, by_clock: bool) -> None:
    result = (
        run(_late(*lengths), limits=Limits(5, 1.0, seconds=0.0))
        if by_clock
        else run(_late(*lengths), limits=Limits(5, 1.0), stop=lambda: True)
    )
    assert (result.status, result.reproducible) == ("feasible", False)
    assert (result.stage, result.bound, result.gap) == (stage, None, None)
    assert "nothing is proved yet" in quality_text(result)
    assert "nothing proved yet" in standing(result, running=False).text
    assert "0.0%" not in quality_text(result) + standing(result, running=False).text


def test_what_each_service_alone_proves_needs_no_solver() -> None:
    """One of 70 min is 10 past its RTO whatever is done, at a weight of 8; one team needs 30."""
    late = run(_late(50, 70), limits=Limits(5, 1.0), stop=lambda: True)
    assert (late.status, late.stage) == ("feasible", "past RTO")
    assert late.bound == 80
    assert late.objective.past_rto == 480
    short = run(_late(10, 20), limits=Limits(5, 1.0), stop=lambda: True)
    assert (short.status, short.objective.makespan) == ("optimal", 30)


def test_what_is_named_as_not_proved_is_above_its_bound() -> None:
    for effort in (0.0, 0.002, 0.02, 0.2):
        result = run(plan_case(4, 60, teams=2), limits=Limits(20, effort))
        reached = stage_value(result)
        assert (result.status == "optimal") == (not result.stage)
        if result.stage:
            assert isinstance(reached, int | Decimal)
            assert reached > (result.bound or 0)
            assert (result.gap is None) == (result.bound is None)
            assert result.gap is None or result.gap > 0


def test_the_clock_ends_the_run_and_says_so() -> None:
    result = run(plan_case(4, 60, teams=2), limits=Limits(10**9, 1e9, seconds=0.5))
    assert not result.reproducible
    assert 0.4 < result.seconds < 10


def test_cancel_comes_through() -> None:
    def progress(done: int, total: int) -> None:
        assert 0 <= done <= total
        if done > total // 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(plan_case(4, 60, teams=2), limits=Limits(50, 0.5), progress=progress)


def test_sixty_tasks_get_a_bound_within_the_default_limits() -> None:
    result = run(plan_case(4, 60))
    assert len(result.tasks) > 40
    assert result.reproducible
    if result.status == "feasible":
        assert result.stage
        assert result.bound is not None
        assert result.gap is not None
    # Ten seconds on two quiet cores; here others may run beside it.
    assert result.seconds < 40


def test_a_tolerance_of_what_is_lost_anyway_takes_no_float() -> None:
    """SHOP waits for both; that it could run 5 minutes without MAIL does not matter once lost."""
    model = model_of(
        *(element(key) for key in ("DB", "MAIL", "SHOP")),
        dependency("SHOP", "MAIL", tolerance=5),
        dependency("SHOP", "DB"),
        team(2),
        task("M", "MAIL", 0),
        task("D", "DB", 60),
        task("S", "SHOP", 10),
        lost("DB", "MAIL", "SHOP"),
    )
    assert {item.key: item.slack for item in run(model).tasks} == {"D": 0, "M": 60, "S": 0}


def test_the_critical_chain_leaves_out_no_task_between() -> None:
    model = model_of(
        element("DB"),
        team(),
        task("A", "DB", 30),
        task("B", "DB", 0, "A"),
        task("C", "DB", 5, "B"),
        lost("DB"),
    )
    assert [item.critical for item in run(model).tasks] == [True, True, True]
