"""How sure the sequence is: the outage of each service over all runs, and how they were made."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.analysis.simulation.result import ServiceChances, SimulationResult
from bcm_tool.durations import format_duration
from bcm_tool.export.table import table
from bcm_tool.export.tables.simulation import curve_table, short_note
from bcm_tool.export.tables.words import NEVER, label
from bcm_tool.model.model import key_order
from bcm_tool.percents import format_share
from ui.recovery.outage_chart import NOTHING, OutageChart, OutagePicture, marks_of
from ui.widgets.chip import chip, set_chip
from ui.widgets.labels import plain_label, selectable
from ui.widgets.link_button import LinkButton
from ui.widgets.picker import Picker
from ui.widgets.result_table import ResultTable

LONGEST = "past the MTPD"
WAITING = "The sequence is simulated as soon as the search has ended."


class ChancesPage(QWidget):
    """``serviceChosen(id)``: another service was picked here; ``asked()``: how was it made?"""

    serviceChosen = Signal(str)
    asked = Signal()

    def __init__(
        self, again: QAction, cancel: QAction, setup: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.simulation: SimulationResult | None = None
        self.element = ""
        self.picker = Picker("Service", 16)
        self.state = chip()
        self.said = selectable(plain_label(wrap=True))
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the simulation")
        self.bar.setMaximumWidth(140)
        self.bar.setTextVisible(False)
        self.cancel = QPushButton("Cancel")
        self.cancel.setAccessibleName("Cancel the simulation")
        self.cancel.clicked.connect(cancel.trigger)
        self.chart = OutageChart()
        self.curve = ResultTable()
        self.notes = selectable(plain_label(muted=True, wrap=True))
        self.why = LinkButton("why?")
        self.why.setAccessibleName("How these figures were made")
        self.why.clicked.connect(lambda _=False: self.asked.emit())
        self._lay_out(again, setup)
        self.picker.activated.connect(lambda _: self._picked())
        self.show_simulation(None)

    def _lay_out(self, again: QAction, setup: QAction) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.picker, 1)
        top.addWidget(self.state)
        top.addWidget(self.bar)
        top.addWidget(self.cancel)
        for action in (again, setup):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAccessibleName(action.text().replace("&", ""))
            top.addWidget(button)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.chart)
        split.addWidget(self.curve)
        split.setSizes([210, 330])
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addWidget(self.said)
        layout.addWidget(split, 1)
        below = QHBoxLayout()
        below.addWidget(self.notes, 1)
        below.addWidget(self.why)
        layout.addLayout(below)

    # --- showing ----------------------------------------------------------------------------

    def show_simulation(self, simulation: SimulationResult | None) -> None:
        """Show another simulation; the service in sight stays where it still stops."""
        self.simulation = simulation
        self.picker.clear()
        for element in _by_risk(simulation) if simulation is not None else ():
            assert simulation is not None
            self.picker.addItem(label(simulation.model, element), element)
        self.picker.setEnabled(self.picker.count() > 0)
        self.notes.setText("" if simulation is None else short_note(simulation))
        self.why.setVisible(simulation is not None)
        known = self.picker.findData(self.element) if self.element else -1
        self._show(str(self.picker.itemData(max(0, known)) or "") if self.picker.count() else "")

    def show_service(self, element: str) -> None:
        """Show a service that can stop; any other changes nothing."""
        if self.picker.findData(element) >= 0:
            self._show(element)

    def show_state(
        self, *, stale: bool, progress: tuple[int, int] | None, sequencing: bool, able: bool
    ) -> None:
        """Whether the figures are of the sequence in sight, and how far their successors are."""
        found = self.simulation
        if progress is not None:
            set_chip(self.state, "Simulating", "note")
        elif found is not None and stale:
            set_chip(self.state, "Out of date", "warning")
        else:
            set_chip(self.state, "", "neutral")
        if found is None:
            waits = WAITING if sequencing or progress is not None else "Nothing is simulated yet."
            self.said.setText(waits if able else "There is no sequence to simulate.")
        self.show_progress(progress)

    def show_progress(self, progress: tuple[int, int] | None) -> None:
        """Show how far the simulation is; None hides the bar."""
        self.bar.setVisible(progress is not None)
        self.cancel.setVisible(progress is not None)
        if progress is not None:
            self.bar.setRange(0, progress[1])
            self.bar.setValue(progress[0])

    def _picked(self) -> None:
        element = str(self.picker.currentData() or "")
        self._show(element)
        self.serviceChosen.emit(element)

    def _show(self, element: str) -> None:
        self.element = element or self.element
        found = self.simulation.services.get(element) if self.simulation else None
        if self.simulation is None or found is None:
            self.chart.show_picture(NOTHING)
            self.curve.show_table(table("curve", "Outage over all runs", (), ()))
            self.said.setText("" if self.simulation is None else "No service stops in any run.")
            return
        self.picker.setCurrentIndex(self.picker.findData(element))
        name = label(self.simulation.model, element)
        marks = tuple(marks_of(found.rto, found.mtpd, found.planned))
        self.chart.show_picture(OutagePicture(name, found.outage.curve, marks))
        self.chart.setAccessibleName(f"Outage of {name} over all runs; the table says the same")
        if self.curve.show_table(curve_table(self.simulation.model, self.simulation, element)):
            self.curve.fit_whole({}, {"result": self.fontMetrics().horizontalAdvance(LONGEST) + 16})
        self.said.setText(service_text(self.simulation, found))


def _by_risk(simulation: SimulationResult) -> list[str]:
    """Services that can stop, the least sure first; ties by key."""
    model = simulation.model
    stopping = (item for item, found in simulation.services.items() if found.p_down)
    return sorted(
        (item for item in stopping if item in model.elements),
        key=lambda item: (simulation.services[item].p_met, key_order(model.elements[item].key)),
    )


def service_text(simulation: SimulationResult, found: ServiceChances) -> str:
    """The chances of one service in a sentence or two."""

    def at(minutes: int | None) -> str:
        return NEVER if minutes is None else format_duration(minutes)

    limits = [
        f"{name} {format_duration(limit)} kept in {format_share(share)}"
        for name, limit, share in (
            ("RTO", found.rto, found.p_rto),
            ("MTPD", found.mtpd, found.p_mtpd),
        )
        if limit is not None and share is not None
    ]
    outage = found.outage
    kept = f"{' and '.join(limits)} of {simulation.runs:,} runs" if limits else ""
    error = f" (± {format_share(found.error)})" if limits and found.error else ""
    times = f"planned {at(found.planned)}, P50 {at(outage.p50)}, P90 {at(outage.p90)}"
    return f"{kept}{error}; {times}." if kept else f"{times[0].upper()}{times[1:]}."
