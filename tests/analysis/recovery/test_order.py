"""Why a task stands where it does: moves cost what another sequence would."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.order_result import OrderResult
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import as_objective, follow, value_of, violations
from bcm_tool.analysis.recovery.order import explain_order
from bcm_tool.analysis.recovery.resume import schedule_of
from bcm_tool.analysis.results import Objective, RecoveryResult
from bcm_tool.export.tables.order import earlier_text, later_texts, order_table
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import plan_case, small_case
from tests.analysis.recovery.shifted import shifted_case
from tests.builders import dependency, element, model_of


def run(model: Model, limits: Limits | None = None) -> tuple[RecoveryResult, OrderResult]:
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=limits)
    return recovery, explain_order(recovery, impact)


def two_services(hours: str = "") -> Model:
    return model_of(
        element("mail", key="A", rto=120),
        element("shop", key="B", rto=240),
        r.ImpactRating(
            id="i", element="shop", category="category-1", band="band-60", loss=Decimal(6000)
        ),
        r.Team(id="t", key="T", name="The team", hours=hours),
        r.RecoveryTask(id="1", key="T1", element="mail", name="M", likely=60, demand=(("t", 1),)),
        r.RecoveryTask(id="2", key="T2", element="shop", name="S", likely=60, demand=(("t", 1),)),
        r.Scenario(id="s", key="S", name="S", lost=("element:mail", "element:shop")),
    )


def test_going_behind_the_next_costs_what_the_other_order_costs() -> None:
    recovery, order = run(two_services())
    assert [task.key for task in recovery.tasks] == ["T2", "T1"]
    first, second = order.tasks[0], order.tasks[1]
    assert first.later is not None
    assert first.later.behind == 1
    assert first.later.start == 60
    assert first.later.loss == Decimal(6000)
    assert first.later.broken == ()
    assert first.hour is not None
    assert first.hour.start == 60
    assert first.hour.loss == Decimal(6000)
    assert second.later is None
    assert second.hour is not None
    assert second.hour.start == 120
    assert second.hour.broken == ("mail",)
    assert second.hour.makespan == 60


def test_what_people_read() -> None:
    recovery, order = run(two_services())
    assert earlier_text(recovery.tasks[0]) == "It starts at once: nothing is before it."
    assert earlier_text(recovery.tasks[1]) == ("Earlier is impossible: it waits for team The team.")
    assert later_texts(recovery, order.tasks[0])[0] == (
        "Going one position later, behind T1 M, loses 6,000 EUR."
    )
    assert later_texts(recovery, order.tasks[1]) == (
        "No other task of its team could go first.",
        "Starting an hour later, at T+2 h, breaks the objective of A and ends everything 1 h "
        "later.",
    )
    table = order_table(recovery.model, order)
    assert [row.ref for row in table.rows] == ["2", "1"]


def test_hours_are_kept_when_a_task_is_moved() -> None:
    model = two_services("Mon-Fri 08:00-10:00")
    scenario = replace(model.scenarios["s"], start="Mon 08:00")
    _, order = run(model.with_tables({"scenarios": {"s": scenario}}))
    last = order.tasks[1].hour
    assert last is not None
    assert last.start == 24 * 60  # nobody starts at 10:00 on Monday


def test_work_that_could_not_be_done_an_hour_later_is_not_said_to_start_then() -> None:
    """The hall is there at once; later the shop would stop, whose restart the hall waits for."""
    _, order = run(
        model_of(
            element("shop", kind="service", rto=60),
            element("hall", kind="application"),
            dependency("shop", "hall"),
            r.RecoveryTask(id="1", key="T1", element="shop", name="Restart", likely=2),
            r.RecoveryTask(id="2", key="T2", element="hall", name="Look", after=("1",)),
            r.Scenario(id="s", key="S", name="S", lost=("element:hall",)),
        )
    )
    assert list(order.tasks) == [0]
    assert order.tasks[0].hour is None


def rank(value: Objective) -> tuple[object, ...]:
    return value.past_mtpd, value.loss, value.past_rto, value.makespan


def test_no_move_is_better_than_a_proved_sequence() -> None:
    moved = broken = 0
    models = [small_case(seed, cycles=False) for seed in range(9)]
    models += [shifted_case(seed, cycles=False) for seed in range(9)]
    for model in models:
        recovery, order = run(model)
        if recovery.status != "optimal" or not recovery.tasks:
            continue
        assert set(order.tasks) == set(range(len(recovery.tasks)))
        for place, found in order.tasks.items():
            for move in (found.later, found.hour):
                if move is None:
                    continue
                assert rank(move.objective) >= rank(recovery.objective)
                assert move.start > recovery.tasks[place].start
                assert move.free == (
                    rank(move.objective) == rank(recovery.objective) and not move.broken
                )
                moved += 1
                broken += bool(move.broken)
            if found.hour is not None:
                assert found.hour.start >= recovery.tasks[place].start + 60
    assert moved > 20
    assert broken > 2


def test_a_result_gives_its_schedule_back() -> None:
    models = [small_case(seed) for seed in range(60)]
    models += [shifted_case(seed, sparse=True) for seed in range(60)]
    models.append(plan_case(2, 30))
    # Groups of which a member in the dependent's own cycle never comes back.
    models += [small_case(seed) for seed in (417, 636, 1467, 1749)]
    for model in models:
        impact = analyze_impact(model)
        recovery = analyze_recovery(model, "s", impact, limits=Limits(30, 0))
        problem = build_problem(model, "s", impact)
        if not problem.tasks:
            continue
        schedule = schedule_of(problem, recovery)
        assert list(violations(problem, schedule)) == []
        outcome = follow(problem, schedule)
        value = value_of(problem, schedule, outcome)
        assert as_objective(problem, value) == recovery.objective
