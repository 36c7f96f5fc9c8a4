"""How sure a recovery sequence is: random durations, many runs (domain: PERT, Monte Carlo)."""

from bcm_tool.analysis.simulation.result import SimulationResult
from bcm_tool.analysis.simulation.simulate import GAIN_RUNS, RUNS, SEED, simulate_recovery

__all__ = ["GAIN_RUNS", "RUNS", "SEED", "SimulationResult", "simulate_recovery"]
