"""The tables below the chart: services, tasks and other orders, and what matters most first."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QTabWidget, QWidget

from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.analysis.simulation.result import SimulationResult
from bcm_tool.export.tables.chances import with_chances, with_criticality
from bcm_tool.export.tables.recovery import comparison_table, sequence_table, services_table
from ui.recovery.columns import bring_forward
from ui.widgets.result_table import ResultTable

# The first columns and their least widths; names give way where there is little room.
SERVICES = {"key": 60, "name": 90, "p_rto": 84, "p50": 80, "p90": 80, "rta": 86, "up": 84}
SERVICES |= {"result": 120, "down": 84, "rto": 60}
TASKS = {"key": 60, "name": 118, "start": 84, "criticality": 84, "finish": 84, "number": 42}
GAINS = {"key": 60, "what": 110, "saved": 60, "makespan": 60, "service": 120, "name": 90}


class SequenceTabs(QTabWidget):
    """Shows one sequence at a time, with how sure it is once that is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.services = ResultTable()
        self.sequence = ResultTable()
        self.others = ResultTable()
        self._narrowed: bool | None = None  # with the time of the week
        self.setDocumentMode(True)
        self.addTab(self.services, "Services")
        self.addTab(self.sequence, "Tasks")
        self.addTab(self.others, "Other orders")

    def tables_in_order(self) -> tuple[ResultTable, ResultTable, ResultTable]:
        """Services, tasks, other orders."""
        return self.services, self.sequence, self.others

    def show_sequence(self, result: RecoveryResult | None) -> None:
        """The other orders of a sequence and how much there is of it; empty tables without one.

        Services and tasks follow with their chances.
        """
        if result is None:
            for table in self.tables_in_order():
                table.show_table(replace(table.results.content, rows=()))
            return
        self.others.show_table(comparison_table(result.model, result))
        stopped = sum(item.down is not None for item in result.services.values())
        self.setTabText(0, f"Services ({stopped})")
        self.setTabText(1, f"Tasks ({len(result.tasks)})")

    def show_chances(self, result: RecoveryResult, known: SimulationResult | None) -> None:
        """Services and tasks, with how sure they are where that is known."""
        model = result.model
        self.services.show_table(with_chances(services_table(model, result), known, always=True))
        self.sequence.show_table(
            with_criticality(sequence_table(model, result), known, always=True)
        )
        if self._narrowed != (result.start is not None):
            self._narrow(result)

    def _narrow(self, result: RecoveryResult) -> None:
        """What matters most first: there is little room beside the card."""
        self._narrowed = result.start is not None
        bring_forward(self.services, SERVICES, "p90")
        bring_forward(self.sequence, TASKS, "criticality")

    def reset_columns(self, result: RecoveryResult | None) -> None:
        """Widths as at the first start."""
        for table in self.tables_in_order():
            table.fit_columns()
        if result is not None:
            self._narrow(result)
