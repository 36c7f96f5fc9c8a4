"""Explanations: the listed steps add up to the number, and name what forces it."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.analysis import explain
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.objectives import analyze_objectives
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.results import (
    Explanation,
    Objective,
    Outage,
    RecoveryResult,
    ScheduledTask,
)
from bcm_tool.durations import DAY, HOUR
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of, random_model


def lines(explanation: Explanation | None) -> list[tuple[str, int]]:
    """(text, amount) of every step, after checking that they add up."""
    assert explanation is not None
    assert explanation.total == sum(step.amount for step in explanation.steps)
    return [(step.text, int(step.amount)) for step in explanation.steps]


def rating(band: int, level: int, loss: int | None = None, category: str = "category-1"):
    return r.ImpactRating(
        id=f"{category}{band}",
        element="E",
        category=category,
        band=f"band-{band}",
        level=level,
        loss=None if loss is None else Decimal(loss),
    )


def option(owner: str, minutes: int, **values) -> r.RecoveryOption:
    return r.RecoveryOption(
        id=f"o-{owner}",
        key=f"O-{owner}",
        element=owner,
        name=f"Restore {owner}",
        recovery_time=minutes,
        selected=True,
        **values,
    )


def test_mtpd_and_rto_name_the_category_and_the_bands():
    impact = analyze_impact(
        model_of(
            element("E", wrt=30),
            rating(8 * HOUR, 4),
            rating(DAY, 5, category="category-3"),
        )
    )
    mtpd = explain.explain_mtpd(impact, "E")
    assert lines(mtpd) == [
        ("Financial: level 4 (Major) is intolerable, first reached at this band", 8 * HOUR)
    ]
    assert mtpd is not None
    assert mtpd.assumptions == (
        "Financial becomes intolerable at 8 h.",
        "Legal and regulatory becomes intolerable at 1 d.",
    )
    assert lines(explain.explain_rto(impact, "E")) == [
        ("Last band before the intolerable one", 4 * HOUR),
        ("Work recovery time (WRT)", -30),
    ]


def test_an_rto_is_never_below_zero():
    impact = analyze_impact(model_of(element("E", wrt=90), rating(4 * HOUR, 4)))
    assert lines(explain.explain_rto(impact, "E")) == [
        ("Last band before the intolerable one", 60),
        ("Work recovery time (WRT)", -90),
        ("No RTO is below 0: it may not stop", 30),
    ]


def test_loss_is_told_by_category():
    impact = analyze_impact(
        model_of(element("E"), rating(60, 1, 100), rating(60, 1, 50, category="category-2"))
    )
    found = explain.explain_loss(impact, "E", 90)
    assert lines(found) == [("Customers", 75), ("Financial", 150)]


def test_what_is_unset_has_no_explanation():
    model = model_of(element("E"))
    impact = analyze_impact(model)
    objectives = analyze_objectives(model, impact)
    assert explain.explain_mtpd(impact, "E") is None
    assert explain.explain_rto(impact, "E") is None
    assert explain.explain_loss(impact, "E", 60) is None
    assert explain.explain_required_by(objectives, impact, "E") is None
    assert explain.explain_rta_bound(objectives, "E") is None
    assert explain.explain_gap(objectives, impact, "E") is None
    assert explain.explain_rpo_gap(objectives, "E") is None


def a_service_on_a_server() -> Model:
    """Service S (RTO 4 h, restart 30 min) needs application A, which needs server V."""
    restart = r.RecoveryTask(
        id="t", key="T-1", element="S", name="Restart", likely=30, needed="outage"
    )
    return model_of(
        element("S", kind="service", rto=4 * HOUR, rpo=60),
        element("A", kind="application"),
        element("V", kind="infrastructure"),
        dependency("S", "A", tolerance=20),
        dependency("A", "V"),
        restart,
        option("A", 60),
        option("V", 5 * HOUR, rpa=90),
    )


def test_the_demand_comes_down_from_the_rto_above():
    model = a_service_on_a_server()
    impact = analyze_impact(model)
    objectives = analyze_objectives(model, impact)
    assert lines(explain.explain_required_by(objectives, impact, "V")) == [
        ("RTO of S", 4 * HOUR),
        ("restart of S", -30),
        ("S runs 20 min without A", 20),
    ]


def test_the_bound_is_the_longest_chain_of_recoveries_after_detection_and_decision():
    model = a_service_on_a_server()
    method = replace(model.method, detection=10, decision=5)
    model = model.with_tables({"methods": {"method": method}})
    objectives = analyze_objectives(model, analyze_impact(model))
    assert lines(explain.explain_rta_bound(objectives, "A")) == [
        ("Detection and decision", 15),
        ("Recovery of V", 5 * HOUR),
        ("Recovery of A", 60),
    ]


def test_a_gap_is_what_is_achieved_less_what_is_required():
    model = a_service_on_a_server()
    impact = analyze_impact(model)
    objectives = analyze_objectives(model, impact)
    found = explain.explain_gap(objectives, impact, "V")
    assert lines(found) == [("Recovery of V", 5 * HOUR), ("Required, for S", -230)]
    assert found is not None
    assert found.total == objectives.elements["V"].gap == 70
    assert lines(explain.explain_rpo_gap(objectives, "V")) == [
        ("RPA of the option Restore V", 90),
        ("RPO of S", -60),
    ]


def task(
    key: str, owner: str, start: int, finish: int, *waits_for: int, limited_by: str = ""
) -> ScheduledTask:
    return ScheduledTask(
        key=key,
        name=key,
        task=key,
        element=owner,
        start=start,
        finish=finish,
        slack=0,
        cpm_slack=0,
        teams=(),
        critical=False,
        waits_for=waits_for,
        limited_by=limited_by,
    )


def test_an_outage_in_a_sequence_is_followed_back_to_the_event():
    """V: 10 min decision, 60 min work. A: 60 more after V, 30 late for a team. S is up with A."""
    model = a_service_on_a_server()
    nothing = Objective(Decimal(0), Decimal(0), Decimal(0), 0, 0)
    sequence = RecoveryResult(
        model=model,
        scenario="s",
        status="optimal",
        reproducible=True,
        objective=nothing,
        stage="",
        bound=None,
        gap=None,
        tasks=(
            task("T-V", "V", 10, 70, limited_by="Detection and decision"),
            task("T-B", "V", 0, 5),
            task("T-A", "A", 100, 160, 1, 0, limited_by="Waits for a free DBA"),
        ),
        outages={
            "V": Outage(0, 70, lost=True),
            "A": Outage(0, 160, because="V"),
            "S": Outage(20, 160, because="A"),
        },
        services={},
        later=(),
        unrecoverable=(),
    )
    found = explain.explain_rta(sequence, "S")
    assert lines(found) == [
        ("Detection and decision", 10),
        ("T-V", 60),
        ("Waits for a free DBA", 30),
        ("T-A", 60),
        ("S is up with A", 0),
        ("S keeps running until then", -20),
    ]
    assert found is not None
    assert found.total == sequence.outages["S"].length
    assert explain.explain_rta(sequence, "elsewhere") is None


@given(random_model(max_elements=6, others=False))
def test_every_outage_of_a_sequence_is_told_without_a_gap(model: Model):
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s1", impact, limits=Limits(schedules=5, effort=0))
    objectives = analyze_objectives(model, impact, recovery)
    for key in model.elements:
        outage, rta = recovery.outages.get(key), objectives.elements[key].rta
        found = explain.explain_rta(recovery, key)
        assert (found is None) == (outage is None or outage.up is None)
        if found is not None:
            assert found.total == rta == sum(step.amount for step in found.steps)
        required = explain.explain_required_by(objectives, impact, key, recovery)
        assert (required and required.total) == objectives.elements[key].required_by
        gap = explain.explain_gap(objectives, impact, key, recovery)
        assert (gap and gap.total) == objectives.elements[key].gap


@given(random_model(scenarios=False, others=False), st.integers(0, 20_000))
def test_steps_add_up_to_the_number_shown(model: Model, minutes: int):
    impact = analyze_impact(model)
    objectives = analyze_objectives(model, impact)
    for key, found in objectives.elements.items():
        own = impact.elements[key]
        pairs = [
            (own.mtpd, explain.explain_mtpd(impact, key)),
            (own.rto, explain.explain_rto(impact, key)),
            (found.required_by, explain.explain_required_by(objectives, impact, key)),
            (found.rta_bound, explain.explain_rta_bound(objectives, key)),
            (found.gap, explain.explain_gap(objectives, impact, key)),
            (found.rpo_gap, explain.explain_rpo_gap(objectives, key)),
            (
                None if own.loss is None else own.loss.at(minutes),
                explain.explain_loss(impact, key, minutes),
            ),
        ]
        for number, explanation in pairs:
            assert (number is None) == (explanation is None)
            if explanation is not None:
                assert explanation.total == number
                assert sum(step.amount for step in explanation.steps) == number
                assert all(
                    step.element is None or step.element in model.elements
                    for step in explanation.steps
                )
