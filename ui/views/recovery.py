"""Recovery: scenarios, and in which order the teams bring back what was lost."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QSplitter,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.results import ImpactResult, RecoveryResult
from bcm_tool.analysis.simulation.result import SimulationResult
from bcm_tool.model.model import key_order
from ui import settings
from ui.actions import install, update
from ui.recovery.actions import recovery_actions
from ui.recovery.chart import Grouping, build_chart
from ui.recovery.effort import USUAL, effort_words, limits_of, seconds_of
from ui.recovery.emptiness import NO_SCENARIO, empty_words
from ui.recovery.first_goal import first_goal
from ui.recovery.gantt import STEP, GanttChart
from ui.recovery.layout import lay_out
from ui.recovery.scenario_editor import ScenarioEditor
from ui.recovery.selecting import (
    choose_service_row,
    choose_task_row,
    follow,
    open_task,
    select_service,
    select_task,
)
from ui.recovery.simulating import Simulating
from ui.recovery.status_strip import StatusStrip
from ui.recovery.tables import SequenceTabs
from ui.recovery.task_card import TaskCard
from ui.recovery.week_page import WeekPage
from ui.session import Session
from ui.widgets.empty_state import EmptyState
from ui.widgets.picker import Picker


class RecoveryView(QWidget):
    """Assembles scenario bar, editor, status, chart, tables and the card of what is selected."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.result: RecoveryResult | None = None
        self.simulation: SimulationResult | None = None
        self.scenario = ""
        self.editor_wanted = False
        self.week_wanted = False
        self.grouping: Grouping = (
            "element" if settings.text("recovery/grouping") == "element" else "team"
        )
        self.effort = settings.text("recovery/effort", USUAL)
        self.first_goal = first_goal(settings.text("recovery/first_goal"))
        self.seconds = seconds_of(settings.text("recovery/seconds"))
        self._again: set[str] = set()  # scenarios to sequence once more when they have ended
        self._impacts: dict[str, ImpactResult] = {}  # of the model of each scenario's sequence
        self.specs = recovery_actions()
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.actions_ = install(self, self.specs, context)
        self.picker = Picker("Scenario", 14)
        self.editor = ScenarioEditor(session)
        self.status = StatusStrip(self.actions_["recovery.run"], self.actions_["recovery.stop"])
        self.chart = GanttChart()
        self.tabs = SequenceTabs()
        self.tables = QSplitter(Qt.Orientation.Horizontal)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.pages = QStackedWidget()
        self.top = QWidget()
        self.services, self.sequence, self.others = self.tabs.tables_in_order()
        self.simulating = Simulating(self)
        self.week = WeekPage(session)
        self.card = TaskCard(session, self.actions_["recovery.open_task"])
        self.goal_button = QToolButton()
        self.effort_button = QToolButton()
        self.empty = EmptyState("route", [self.actions_["scenario.new"]])
        lay_out(self)
        self._connect()
        self._reload()

    # --- building ---------------------------------------------------------------------------

    def _connect(self) -> None:
        session = self.session
        self.picker.activated.connect(lambda _: self.show_scenario(str(self.picker.currentData())))
        self.chart.taskChosen.connect(self.show_task)
        self.chart.serviceChosen.connect(self._service_chosen)
        self.chart.taskOpened.connect(lambda _: open_task(self))
        self.card.taskWanted.connect(self.show_task)
        self.sequence.currentRecordChanged.connect(lambda found: choose_task_row(self, found))
        self.services.currentRecordChanged.connect(lambda found: choose_service_row(self, found))
        self.sequence.rowActivated.connect(lambda _: open_task(self))
        self.services.rowActivated.connect(lambda _: choose_service_row(self, ""))
        self.simulating.page.serviceChosen.connect(self._service_chosen)
        session.documentReplaced.connect(self._reload)
        session.modelChanged.connect(self._model_changed)
        session.resultsChanged.connect(self._results_changed)
        session.selectionChanged.connect(self._follow)
        session.tasks.changed.connect(self._progress)

    # --- scenario ---------------------------------------------------------------------------

    def show_scenario(self, scenario: str) -> None:
        """Show a scenario, and sequence it when that was not done yet."""
        self.scenario = scenario if scenario in self.session.model.scenarios else ""
        self.picker.setCurrentIndex(self.picker.findData(self.scenario))
        self.session.results.set_scenario(self.scenario)
        self._take_result()
        self._start_if_needed()

    def toggle_editor(self) -> None:
        """Show or hide the scenario's fields."""
        self.editor_wanted = not self.editor_wanted
        self._show_state()
        if self.editor_wanted:
            self.editor.names.editors["name"].setFocus()

    def toggle_week(self) -> None:
        """Between the sequence and the scenario over the hours of a week."""
        self.week_wanted = not self.week_wanted
        self._show_state()
        (self.week.picture if self.week_wanted else self.chart).setFocus()

    def show_records(self, ids: Iterable[str]) -> None:
        """Show a scenario, a task of the sequence in sight, or an element's line."""
        first = next(iter(ids), "")
        if first in self.session.model.scenarios:
            self.show_scenario(first)
            return
        tasks = self.result.tasks if self.result else ()
        place = next((n for n, task in enumerate(tasks) if task.task == first), None)
        if self.week_wanted and place is not None:
            self.toggle_week()
        if place is not None:
            self.show_task(place)
        elif self.result is not None and first in self.result.services:
            select_service(self, first)
        self.chart.setFocus()

    # --- sequencing -------------------------------------------------------------------------

    def can_run(self) -> bool:
        """Whether the scenario loses anything."""
        return self._loses(self.scenario)

    def _loses(self, scenario: str) -> bool:
        record = self.session.model.scenarios.get(scenario)
        return record is not None and bool(self.session.model.lost_elements(record))

    def is_running(self) -> bool:
        """Whether the scenario in sight is being sequenced."""
        return self.session.results.recovery_progress(self.scenario) is not None

    def run(self) -> None:
        """Sequence the scenario as it is now; a search that is going on is ended first."""
        if self.is_running():
            self._again.add(self.scenario)
            self.stop()
            return
        self._sequence(self.scenario)

    def _sequence(self, scenario: str) -> None:
        if self._loses(scenario):
            limits = limits_of(self.effort, self.seconds)
            self.session.results.start_recovery(scenario, limits, self.first_goal.order)

    def stop(self) -> None:
        """End the search and keep the best sequence found so far."""
        self.session.results.stop_recovery(self.scenario)

    def _start_if_needed(self) -> None:
        known = self.session.results.recovery(self.scenario) is not None
        if self.isVisible() and not known and not self.is_running():
            self.run()

    # --- chart ------------------------------------------------------------------------------

    def by_team(self) -> None:
        """A line of the chart is a team."""
        self._group("team")

    def by_element(self) -> None:
        """A line of the chart is an element."""
        self._group("element")

    def _group(self, grouping: Grouping) -> None:
        self.grouping = grouping
        settings.set_text("recovery/grouping", grouping)
        self._draw()
        self.refresh_actions()

    def zoom_in(self) -> None:
        """Stretch time."""
        self.chart.zoom(STEP)

    def zoom_out(self) -> None:
        """Compress time."""
        self.chart.zoom(1 / STEP)

    def fit(self) -> None:
        """The whole time in sight."""
        self.chart.fit()

    # --- selection --------------------------------------------------------------------------

    def show_task(self, place: int) -> None:
        """Select a task everywhere."""
        select_task(self, place)

    def _service_chosen(self, element: str) -> None:
        select_service(self, element)

    def _follow(self, ids: tuple[str, ...]) -> None:
        follow(self, ids)

    # --- following the document -------------------------------------------------------------

    def _reload(self) -> None:
        """Another document: begin with its first scenario."""
        self._again.clear()
        self._impacts.clear()
        self.chart.select_task(None)
        self._fill_picker()
        first = str(self.picker.itemData(0) or "") if self.picker.count() else ""
        self.show_scenario(first)

    def _fill_picker(self) -> None:
        scenarios = self.session.model.scenarios.values()
        ordered = sorted(scenarios, key=lambda item: key_order(item.key))
        self.picker.clear()
        for item in ordered:
            self.picker.addItem(f"{item.key}  {item.name}", item.id)
        self.picker.setEnabled(bool(ordered))

    def _model_changed(self, changed: object) -> None:
        tables = getattr(changed, "tables", ())
        if "scenarios" in tables:
            self._fill_picker()
            kept = self.scenario
            if kept not in self.session.model.scenarios:
                kept = str(self.picker.itemData(0) or "") if self.picker.count() else ""
            self.show_scenario(kept)
        else:
            self._show_state()

    def _results_changed(self, name: str) -> None:
        if name == "recovery":
            self._take_result()
        elif name == "running":
            self._sequence_again()
            self._show_state()
        elif name == "stale":
            self._show_state()

    def _sequence_again(self) -> None:
        """Sequence what was asked for while it was being sequenced, in sight or not."""
        running = self.session.results.recovery_progress
        ended = [scenario for scenario in self._again if running(scenario) is None]
        self._again.difference_update(ended)
        for scenario in ended:
            self._sequence(scenario)

    def _take_result(self) -> None:
        fresh = self.session.results.recovery(self.scenario)
        if fresh is not self.result:
            self.result = fresh
            self._draw()
            self._show_tables()
        self._show_state()

    def _draw(self) -> None:
        if self.result is None:
            self.chart.show_chart(None, None)
            self.card.show_nothing()
            return
        chart = build_chart(self.result, self._impact_of(self.result), self.grouping)
        self.chart.show_chart(self.result, chart)
        place, service = self.chart.marked.task, self.chart.marked.service
        if place is not None:
            self.card.show_task(self.result, place)
        elif service is not None and service in self.result.services:
            self.card.show_service(self.result, service)
        else:
            self.card.show_nothing()

    def _impact_of(self, result: RecoveryResult) -> ImpactResult:
        """Computed only for a sequence that came when its model was no longer the document's."""
        found = self.session.results.impact_of(result.model)
        if found is None:
            kept = self._impacts.get(result.scenario)
            found = kept if kept is not None and kept.model is result.model else None
        self._impacts[result.scenario] = found or analyze_impact(result.model)
        return self._impacts[result.scenario]

    def _show_tables(self) -> None:
        self.tabs.show_sequence(self.result)
        if self.result is not None:
            self.show_chances()

    def show_chances(self) -> None:
        """The tables of services and tasks, with how sure they are once that is known."""
        self.simulation = self.simulating.current()
        if self.result is None:
            return
        tasks = self.simulation.tasks if self.simulation else ()
        self.card.critical_in = {each.task or each.key: each.criticality for each in tasks}
        if self.simulation is not None and (place := self.chart.marked.task) is not None:
            self.card.show_task(self.result, place)
        self.tabs.show_chances(self.result, self.simulation)

    def _show_state(self) -> None:
        """Which page is in sight, what the strip says, and what can be done."""
        running = self.is_running()
        result, results = self.result, self.session.results
        stale = result is not None and results.is_stale(result)
        progress = results.recovery_progress(self.scenario)
        broken = not running and results.is_unfinished(self.scenario)
        self.status.show_state(
            result, running=running, broken=broken, stale=stale, progress=progress
        )
        on_week = self.week_wanted and self.can_run()
        self.status.setVisible((result is not None or running) and not on_week)
        self.top.setVisible(bool(self.scenario) and self.editor_wanted)
        if self.top.isVisible():
            self.editor.show_scenario(self.scenario)
        page = empty_words(self, running)
        if page is not None:
            self.empty.say(*page, buttons=page is NO_SCENARIO)
        self.pages.setCurrentIndex(2 if on_week else 0 if page is not None else 1)
        if on_week:
            self.week.show_scenario(self.scenario)
        self.simulating.follow()
        self.refresh_actions()

    def _progress(self) -> None:
        self.simulating.show_progress()
        if self.isVisible() and self.is_running():
            self.status.show_progress(self.session.results.recovery_progress(self.scenario))

    def refresh_actions(self) -> None:
        """Enable and tick what makes sense now."""
        update(self, self.specs, self.actions_)
        words = effort_words(self.effort, self.seconds)
        self.effort_button.setText(f"{words} ▾")
        self.effort_button.setAccessibleName(f"Effort of the search: {words}")
        words = self.first_goal.title.replace("&", "")
        self.goal_button.setText(f"{words} ▾")
        self.goal_button.setAccessibleName(f"What counts first: {words}")

    # --- window -----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_state()
        self._start_if_needed()
        follow(self, self.session.selection)

    def refresh_icons(self) -> None:
        """Draw in the palette's colours again."""
        self.empty.refresh_icons()
        self._show_state()
        self._draw()

    def reset_layout(self) -> None:
        """Sizes as at the first start."""
        self.split.setSizes([400, 230])
        self.tables.setSizes([540, 240])
        self.tabs.reset_columns(self.result)
        self.chart.fit()
