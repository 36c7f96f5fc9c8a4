"""What is carried from one edit to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bcm_tool.analysis.demand import Demand
from bcm_tool.analysis.exact import Above
from bcm_tool.analysis.live.times import RpoDemands
from bcm_tool.analysis.network import Network
from bcm_tool.analysis.results import ImpactResult, ObjectivesResult, PointsResult
from bcm_tool.model.model import Model
from bcm_tool.model.records import Dependency

if TYPE_CHECKING:
    from bcm_tool.analysis.arrays.flow import Ints
    from bcm_tool.analysis.live.points import Row


@dataclass(frozen=True, eq=False)
class Live:
    """The three results of a model and what their successors begin with."""

    network: Network
    impact: ImpactResult
    objectives: ObjectivesResult
    points: PointsResult
    needs: Mapping[str, tuple[Dependency, ...]]
    rto: list[int | None]
    bounds: list[int]
    demanding: Network
    above: Above
    exact: list[bool]
    demands: dict[int, Demand]
    rpos: RpoDemands
    rows: list[Row]
    bits: Ints
    """The bit of each element index in ``rows``."""
    services: list[int]

    @property
    def model(self) -> Model:
        """The model that the results are about."""
        return self.network.model
