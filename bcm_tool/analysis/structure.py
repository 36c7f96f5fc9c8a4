"""What the shape of the model says: single points of failure, CFIA grid, cycles (ENGINE 8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bcm_tool.analysis.cfia import STOPS, failure_codes, settle_order, stop_minutes
from bcm_tool.analysis.cycles import shortest_cycles
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.analysis.results import CODES, StructureResult
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from bcm_tool.analysis.cfia import Codes, Delays

MANY = 3_000
"""From so many elements on the minutes of stops are computed pair by pair in arrays."""
AT_ONCE = 1024
"""Failures followed at the same time: bounds the memory and gives the steps of progress."""


def analyze_structure(
    model: Model,
    progress: Progress = no_progress,
    *,
    network: Network | None = None,
    breath: Progress = no_progress,
) -> StructureResult:
    """Fail every element alone and see what it does to every service.

    Parameters
    ----------
    progress
        Called with failures done of all; raises ``Cancelled`` to stop.
    network
        The compiled model when the caller has it already.
    breath
        Called far more often than ``progress``, in the midst of a step: where work stands aside.

    Returns
    -------
    Rows for every component and entries for every service, in key order. A single point of
    failure of a service is any other element, services included, whose failure stops it; the
    blast radius of an element counts the services that its failure stops, itself included
    where it is one.
    """
    compiled = network or compile_network(model)
    found = _Grid(compiled)
    order = settle_order(compiled)
    count = len(compiled.ids)
    for start in range(0, count, AT_ONCE):
        failed = range(start, min(start + AT_ONCE, count))
        progress(start, count)
        codes = failure_codes(compiled, order, failed, breath)[found.services]
        minutes = _stop_minutes(compiled, order, failed, found.services, breath)
        found.take(failed, codes, minutes, breath)
    progress(count, count)
    return found.result(model, shortest_cycles(compiled))


def _stop_minutes(
    network: Network,
    order: Sequence[Sequence[int]],
    failed: range,
    services: list[int],
    progress: Progress,
) -> Delays:
    """When each service (row) stops for each failure (column)."""
    if len(network.ids) < MANY or network.plan is None:
        return stop_minutes(network, order, failed)[services]
    import numpy as np

    from bcm_tool.analysis.arrays.delays import service_delays

    return service_delays(network.plan, failed, np.array(services, np.int64), progress)


class _Grid:
    """Collects the columns of one failure after the other into the result's mappings."""

    def __init__(self, network: Network) -> None:
        elements = network.model.elements
        self.ids = network.ids
        self.services = [
            number
            for element, number in network.index.items()
            if network.model.is_service(elements[element])
        ]
        self.names = [network.ids[number] for number in self.services]
        self.single_points: dict[str, list[str]] = {name: [] for name in self.names}
        self.cfia: dict[str, dict[str, str]] = {}
        self.delays: dict[str, dict[str, int]] = {}
        self.blast_radius: dict[str, int] = {}

    def take(self, failed: range, codes: Codes, minutes: Delays, progress: Progress) -> None:
        """Add what the failure of each of ``failed`` does: rows are services."""
        components = set(self.ids) - self.single_points.keys()
        for column, number in enumerate(failed):
            progress(column, len(failed))
            element = self.ids[number]
            if not element:
                continue
            felt = codes[:, column].nonzero()[0].tolist()
            stopped = (codes[:, column] == STOPS).nonzero()[0].tolist()
            self.blast_radius[element] = len(stopped)
            for row in stopped:
                if self.services[row] != number:
                    self.single_points[self.names[row]].append(element)
            if element in components:
                self.cfia[element] = self._row(felt, codes[felt, column].tolist())
                found = minutes[stopped, column].tolist()
                self.delays[element] = {
                    self.names[row]: minute for row, minute in zip(stopped, found, strict=True)
                }

    def _row(self, felt: Sequence[int], codes: Sequence[int]) -> dict[str, str]:
        return {self.names[row]: CODES[code] for row, code in zip(felt, codes, strict=True)}

    def result(self, model: Model, cycles: tuple[tuple[str, ...], ...]) -> StructureResult:
        """Everything collected."""
        return StructureResult(
            model=model,
            services=tuple(self.names),
            components=tuple(self.cfia),
            single_points={name: tuple(found) for name, found in self.single_points.items()},
            cfia=self.cfia,
            delays=self.delays,
            blast_radius=self.blast_radius,
            cycles=cycles,
        )
