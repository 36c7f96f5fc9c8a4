"""What findings are drawn from: the model, every result, and what several topics derive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bcm_tool.analysis.demand import demand_network
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.analysis.objectives import known_bounds, sequence_ups, used_rtos
from bcm_tool.analysis.results import (
    ImpactResult,
    ObjectivesResult,
    RecoveryResult,
    RiskResult,
    StructureResult,
)
from bcm_tool.model.model import Model


@dataclass(frozen=True, eq=False)
class Facts:
    """All results of one model."""

    model: Model
    impact: ImpactResult
    objectives: ObjectivesResult
    structure: StructureResult
    risk: RiskResult
    recovery: RecoveryResult | None
    as_of: date | None
    given_network: Network | None = None

    @cached_property
    def network(self) -> Network:
        """The compiled model."""
        return self.given_network or compile_network(self.model)

    @cached_property
    def bounds(self) -> list[int]:
        """rta_bound per element index; NEVER when it cannot come back."""
        return known_bounds(self.network, self.objectives)

    @cached_property
    def rtos(self) -> list[int | None]:
        """RTO used per element index."""
        return used_rtos(self.network, self.impact)

    @cached_property
    def demanding(self) -> Network:
        """The network along which demands come down: groups replaced by the members chosen."""
        ups = sequence_ups(self.network, self.recovery)
        return demand_network(self.network, self.bounds, ups)
