"""Simulated runs of the sequences, computed in the background and kept per scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.per_scenario import PerScenario
from ui.tasks import Work

if TYPE_CHECKING:
    from bcm_tool.analysis.results import ImpactResult, RecoveryResult
    from bcm_tool.analysis.simulation.result import SimulationResult


class Simulations(PerScenario["SimulationResult"]):
    """The last simulation of each scenario, maybe of an earlier sequence."""

    def matching(self, recovery: RecoveryResult | None) -> SimulationResult | None:
        """The simulation of this very sequence; None when there is none."""
        found = None if recovery is None else self.of(recovery.scenario)
        return found if found is not None and found.recovery is recovery else None

    def start(
        self, recovery: RecoveryResult, impact: ImpactResult | None, runs: int, seed: int
    ) -> None:
        """Simulate a sequence; a simulation of the scenario that goes on is given up.

        ``impact`` is that of the sequence's model where it is known.
        """
        name = recovery.model.scenarios[recovery.scenario].name
        self.ask(
            recovery.scenario,
            f"Simulating “{name}”",
            lambda work: compute_simulation(recovery, impact, runs, seed, work),
        )


def compute_simulation(
    recovery: RecoveryResult, impact: ImpactResult | None, runs: int, seed: int, work: Work
) -> SimulationResult:
    """The simulation of a sequence, in a worker thread."""
    from bcm_tool.analysis.impact import analyze_impact
    from bcm_tool.analysis.simulation.simulate import simulate_recovery

    model = recovery.model
    impact = impact or analyze_impact(model)
    return simulate_recovery(model, recovery, impact, runs=runs, seed=seed, progress=work.progress)
