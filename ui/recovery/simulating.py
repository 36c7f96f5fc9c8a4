"""The simulation's part of the recovery view: starts it, follows it, and fills its two tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.analysis.simulation.result import RUNS, SEED, SimulationResult
from bcm_tool.export.table import table
from bcm_tool.export.tables.simulation import (
    gain_text,
    gains_notes,
    gains_table,
    simulation_notes,
)
from ui import settings
from ui.recovery.chances_page import ChancesPage
from ui.recovery.columns import bring_forward
from ui.recovery.setup_dialog import FEWEST, LARGEST_SEED, MOST, SetupDialog
from ui.recovery.tables import GAINS
from ui.simulations import Simulations
from ui.widgets.result_table import ResultTable

if TYPE_CHECKING:
    from ui.views.recovery import RecoveryView


class Simulating(QObject):
    """Keeps the tabs "Chances" and "Gains" of a recovery view in step with its sequence."""

    def __init__(self, view: RecoveryView) -> None:
        super().__init__(view)
        self.view = view
        self.runs = _number("recovery/runs", RUNS, FEWEST, MOST)
        self.seed = _number("recovery/seed", SEED, 0, LARGEST_SEED)
        actions = view.actions_
        self.page = ChancesPage(
            actions["recovery.simulate"],
            actions["recovery.simulation_cancel"],
            actions["recovery.simulation_setup"],
        )
        self.gains = ResultTable()
        self.shown: SimulationResult | None = None
        self._tried: RecoveryResult | None = None
        self.page.asked.connect(self._explain)
        self.gains.currentRecordChanged.connect(self._gain_chosen)
        self._store.changed.connect(self._changed)

    @property
    def _store(self) -> Simulations:
        return self.view.session.results.simulations

    # --- asking -----------------------------------------------------------------------------

    def current(self) -> SimulationResult | None:
        """The simulation of the sequence in sight; None while there is none of this very one."""
        return self._store.matching(self.view.result)

    def can_run(self) -> bool:
        """Whether there is a finished sequence with work in it."""
        view = self.view
        finished = not view.session.results.is_unfinished(view.scenario)
        return view.result is not None and bool(view.result.tasks) and finished

    def is_running(self) -> bool:
        """Whether the scenario in sight is being simulated."""
        return self._store.progress(self.view.scenario) is not None

    # --- doing ------------------------------------------------------------------------------

    def run(self) -> None:
        """Simulate the sequence in sight."""
        if self.can_run() and self.view.result is not None:
            self._tried = found = self.view.result
            impact = self.view.session.results.impact_of(found.model)
            self._store.start(found, impact, self.runs, self.seed)

    def cancel(self) -> None:
        """Give the simulation up; what was known stays."""
        self._store.cancel(self.view.scenario)

    def follow(self) -> None:
        """The view shows another state: begin what is missing, and show what is known."""
        view, result = self.view, self.view.result
        fresh = result is not None and result is not self._tried and self.current() is None
        if fresh and view.isVisible() and not view.is_running() and self.can_run():
            self.run()
        self._show()

    def _changed(self, scenario: str) -> None:
        if scenario == self.view.scenario:
            self._show()
            self.view.refresh_actions()

    def _show(self) -> None:
        view = self.view
        found = self._store.of(view.scenario)
        if found is not self.shown:
            self.shown = found
            self.page.show_simulation(found)
            empty = table("gains", "What would help most", (), ())
            if self.gains.show_table(empty if found is None else gains_table(found.model, found)):
                self.fit_gains()
        if self.current() is not view.simulation:
            view.show_chances()
        stale = found is not None and (
            found.recovery is not view.result or view.session.results.is_stale(found)
        )
        self.page.show_state(
            stale=stale,
            progress=self._store.progress(view.scenario),
            sequencing=view.is_running(),
            able=view.result is None or bool(view.result.tasks),
        )

    def fit_gains(self) -> None:
        """What brings how much stands first."""
        if self.gains.results.columns:
            bring_forward(self.gains, GAINS, "makespan")

    def show_progress(self) -> None:
        """Show how far the simulation is."""
        if self.is_running():
            self.page.show_progress(self._store.progress(self.view.scenario))

    # --- explaining -------------------------------------------------------------------------

    def _explain(self) -> None:
        if self.shown is not None:
            self.view.card.show_words("How these figures were made", simulation_notes(self.shown))

    def _gain_chosen(self, record: str) -> None:
        gains = self.shown.gains if self.shown is not None else ()
        gain = next((each for each in gains if f"{each.kind}:{each.subject}" == record), None)
        if gain is None or self.shown is None or not self.gains.hasFocus():
            return
        notes = [note for note in gains_notes(self.shown) if note]
        text = gain_text(self.shown.model, gain, self.shown.gain_runs)
        self.view.card.show_words(gain.name, (text, *notes))

    # --- runs and seed ----------------------------------------------------------------------

    def ask_setup(self) -> None:
        """Ask for the number of runs and the seed; then simulate again."""
        SetupDialog(self.runs, self.seed, self.set_up, self.view).open()

    def set_up(self, runs: int, seed: int) -> None:
        """Simulate with other numbers from now on."""
        self.runs, self.seed = runs, seed
        settings.set_text("recovery/runs", str(runs))
        settings.set_text("recovery/seed", str(seed))
        self.run()


def _number(name: str, usual: int, least: int, most: int) -> int:
    text = settings.text(name)
    return min(most, max(least, int(text))) if text.isdigit() else usual
