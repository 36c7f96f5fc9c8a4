"""The same seed gives the same figures on every version of Python: pinned, run by all of them."""

from __future__ import annotations

from hashlib import blake2b
from random import Random

import numpy as np

from bcm_tool.analysis.cutsets.tree import FaultTree, Gate
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.simulation.simulate import simulate_recovery
from bcm_tool.analysis.simulation.years import sample_years, tree_rules
from tests.analysis.simulation.networks import Activity, project

SCHEDULE = "64d3b5625b89d78b"
YEARS = [13473, 234, 13565, 13584]


def schedule_digest() -> str:
    """Every figure of a simulation, as text, in one word; the plan leaves no choice of order."""
    random = Random(4)
    activities: dict[str, Activity] = {}
    for number in range(40):
        likely = random.choice((10, 25, 60, 240))
        before = [f"k{other:02d}" for other in (number - 2, number - 7) if other >= 0]
        activities[f"k{number:02d}"] = (likely // 2, likely, 3 * likely, before)
    teams = {"odd": (1, sorted(activities)[1::2]), "even": (1, sorted(activities)[::2])}
    model = project(activities, teams, rto=2_000)
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=Limits(schedules=0, effort=0.0))
    found = simulate_recovery(model, recovery, impact, runs=700, seed=11, gain_runs=100)
    parts = [repr((name, item.p_met, item.outage.curve)) for name, item in found.services.items()]
    parts += [repr((task.key, task.part, task.criticality)) for task in found.tasks]
    parts += [repr((gain.key, gain.met_more, gain.makespan_saved)) for gain in found.gains]
    return blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def year_counts() -> list[int]:
    """Hits of rare, frequent and mixed events under gates of every kind."""
    gates = (Gate(2, (0, 1, 2, 3)), Gate(2, (2, 4)), Gate(1, (5, 6)), Gate(1, (0, 7)))
    rules = tree_rules(FaultTree(5, gates, 8))
    chances = np.array([0.001, 0.02, 0.3, 0.6, 0.011, 0.0, 0.0, 0.0, 0.0])
    return [share.hits for share in sample_years(rules, chances, [5, 6, 7, 8], years=70_000)]


def test_a_simulation_gives_the_figures_it_always_gave() -> None:
    assert schedule_digest() == SCHEDULE


def test_years_give_the_counts_they_always_gave() -> None:
    assert year_counts() == YEARS
