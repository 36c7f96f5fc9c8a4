"""Scenarios over the hours of a week, computed in the background and kept per scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.per_scenario import PerScenario
from ui.tasks import Work

if TYPE_CHECKING:
    from bcm_tool.analysis.results import ImpactResult, RecoveryResult
    from bcm_tool.analysis.week_result import WeekResult
    from bcm_tool.model.model import Model


class Weeks(PerScenario["WeekResult"]):
    """The last answer about each scenario, maybe of an earlier model."""

    def start(
        self,
        model: Model,
        scenario: str,
        impact: ImpactResult | None,
        recovery: RecoveryResult | None,
    ) -> None:
        """Begin; a computation for the scenario that goes on is given up.

        ``recovery`` is the sequence of this very model, whose order is tried first; ``impact`` is
        the model's where it is known.
        """
        self.ask(
            scenario,
            f"“{model.scenarios[scenario].name}” over the week",
            lambda work: compute_week(model, scenario, impact, recovery, work),
        )


def compute_week(
    model: Model,
    scenario: str,
    impact: ImpactResult | None,
    recovery: RecoveryResult | None,
    work: Work,
) -> WeekResult:
    """The scenario over the week, in a worker thread."""
    from bcm_tool.analysis.impact import analyze_impact
    from bcm_tool.analysis.week import analyze_week

    impact = impact or analyze_impact(model)
    return analyze_week(model, scenario, impact, recovery=recovery, progress=work.progress)
