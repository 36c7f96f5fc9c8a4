"""A thousand elements more that nothing hangs on change no answer about the others.

From so many elements on much is computed in other ways, which must not be seen.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.bound import MANY
from bcm_tool.analysis.concentration import analyze_concentration
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.money.analyze import analyze_money
from bcm_tool.analysis.objectives import analyze_objectives
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.simulation.simulate import simulate_recovery
from bcm_tool.analysis.structure import analyze_structure
from bcm_tool.model.model import Model
from tests.analysis.options.test_every_choice import choosable
from tests.builders import element, random_model


def both(model: Model) -> tuple[Model, Model]:
    """The model as it is, and among others."""
    more = {f"zz{number}": element(f"zz{number}") for number in range(MANY)}
    return model, model.with_tables({"elements": {**model.elements, **more}})


def known(model: Model, found: Any) -> dict[str, Any]:
    """Of results by element those of the model's own."""
    return {name: found[name] for name in model.elements if name in found}


@given(random_model(max_elements=7, max_dependencies=14))
@settings(max_examples=12, deadline=None)
def test_objectives_structure_and_concentration(model: Model) -> None:
    answers = []
    for made in both(model):
        impact = analyze_impact(made)
        objectives, structure = analyze_objectives(made, impact), analyze_structure(made)
        concentration = analyze_concentration(made, impact, context=[min(model.elements)])
        answers.append(
            (
                known(model, objectives.elements),
                structure.single_points,
                known(model, structure.cfia),
                known(model, structure.delays),
                known(model, structure.blast_radius),
                concentration.rows,
                concentration.exposed,
                concentration.retained,
            )
        )
    assert answers[0] == answers[1]


@given(choosable())
@settings(max_examples=8, deadline=None)
def test_money_and_what_each_option_changes(model: Model) -> None:
    answers = []
    for made in both(model):
        found = analyze_money(made, analyze_impact(made), years=500)
        answers.append((found.total, found.scenarios, found.options, found.assumptions))
    assert answers[0] == answers[1]


@given(random_model(max_elements=6), st.data())
@settings(max_examples=10, deadline=None)
def test_sequence_simulation_and_gains(model: Model, data: st.DataObject) -> None:
    if not model.scenarios:
        return
    scenario = data.draw(st.sampled_from(sorted(model.scenarios)))
    answers = []
    for made in both(model):
        impact = analyze_impact(made)
        limits = Limits(schedules=100, effort=0.0)
        recovery = analyze_recovery(made, scenario, impact, limits=limits)
        found = simulate_recovery(made, recovery, impact, runs=60, gain_runs=40)
        answers.append(
            (
                recovery.objective,
                recovery.tasks,
                recovery.outages,
                found.services,
                found.tasks,
                found.gains,
                found.expected_loss,
            )
        )
    assert answers[0] == answers[1]
