"""Recovery: scenarios, and in which order the teams bring back what was lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.results import ImpactResult, RecoveryResult
from bcm_tool.analysis.simulation.result import SimulationResult
from bcm_tool.export.tables.chances import with_chances, with_criticality
from bcm_tool.export.tables.recovery import comparison_table, sequence_table, services_table
from bcm_tool.model.model import key_order
from ui import settings
from ui.actions import install, update
from ui.recovery.actions import recovery_actions
from ui.recovery.chart import Grouping, build_chart
from ui.recovery.columns import lead
from ui.recovery.effort import USUAL, effort_words, limits_of
from ui.recovery.emptiness import NO_SCENARIO, empty_words
from ui.recovery.first_goal import first_goal
from ui.recovery.gantt import STEP, GanttChart
from ui.recovery.layout import chart_page, scenario_bar
from ui.recovery.scenario_editor import ScenarioEditor
from ui.recovery.simulating import Simulating
from ui.recovery.status_strip import StatusStrip
from ui.recovery.task_card import TaskCard
from ui.recovery.week_page import WeekPage
from ui.session import Session
from ui.widgets.empty_state import EmptyState
from ui.widgets.picker import Picker
from ui.widgets.result_table import ResultTable

# The first columns and their least widths; names give way where there is little room.
SERVICES = {"key": 60, "name": 78, "up": 84, "p_rto": 84, "rta": 86, "p50": 86, "p90": 86}
SERVICES |= {"result": 120, "down": 84, "rto": 60}
TASKS = {"number": 42, "key": 60, "name": 118, "start": 84, "criticality": 84, "finish": 84}


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
        self.seconds = _seconds(settings.text("recovery/seconds"))
        self._again = False
        self._narrowed: bool | None = None  # with the time of the week
        self._impact: ImpactResult | None = None
        self.specs = recovery_actions()
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.actions_ = install(self, self.specs, context)
        self.picker = Picker("Scenario", 14)
        self.editor = ScenarioEditor(session)
        self.status = StatusStrip(self.actions_["recovery.run"], self.actions_["recovery.stop"])
        self.chart = GanttChart()
        self.services = ResultTable()
        self.sequence = ResultTable()
        self.others = ResultTable()
        self.simulating = Simulating(self)
        self.week = WeekPage(session)
        self.card = TaskCard(session, self.actions_["recovery.open_task"])
        self.goal_button = QToolButton()
        self.effort_button = QToolButton()
        self.empty = EmptyState("route", [self.actions_["scenario.new"]])
        self._lay_out()
        self._connect()
        self._reload()

    # --- building ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.services, "Services")
        self.tabs.addTab(self.sequence, "Tasks")
        self.tabs.addTab(self.others, "Other orders")
        self.tabs.addTab(self.simulating.page, "Chances")
        self.tabs.addTab(self.simulating.gains, "Gains")
        self.tables = QSplitter(Qt.Orientation.Horizontal)
        self.tables.addWidget(self.tabs)
        self.tables.addWidget(self.card)
        self.tables.setSizes([540, 240])
        self.tables.setStretchFactor(0, 1)
        self.tables.setChildrenCollapsible(False)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(chart_page(self))
        self.split.addWidget(self.tables)
        self.split.setSizes([400, 230])
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 1)
        self.split.setChildrenCollapsible(False)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.split)
        self.pages.addWidget(self.week)
        self.top = QWidget()
        top = QVBoxLayout(self.top)
        top.setContentsMargins(12, 0, 12, 4)
        top.addWidget(self.editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(scenario_bar(self))
        layout.addWidget(self.top)
        layout.addWidget(self.status)
        layout.addWidget(self.pages, 1)

    def _connect(self) -> None:
        session = self.session
        self.picker.activated.connect(lambda _: self.show_scenario(str(self.picker.currentData())))
        self.chart.taskChosen.connect(self.show_task)
        self.chart.serviceChosen.connect(self._service_chosen)
        self.chart.taskOpened.connect(lambda _: self.open_task())
        self.card.taskWanted.connect(self.show_task)
        self.sequence.currentRecordChanged.connect(self._row_chosen)
        self.services.currentRecordChanged.connect(self._service_row)
        self.sequence.rowActivated.connect(lambda _: self.open_task())
        self.services.rowActivated.connect(lambda _: self._service_row(""))
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
            self._service_chosen(first)
        self.chart.setFocus()

    # --- sequencing -------------------------------------------------------------------------

    def can_run(self) -> bool:
        """Whether the scenario loses anything."""
        record = self.session.model.scenarios.get(self.scenario)
        return record is not None and bool(self.session.model.lost_elements(record))

    def is_running(self) -> bool:
        """Whether the scenario in sight is being sequenced."""
        return self.session.results.recovery_progress(self.scenario) is not None

    def run(self) -> None:
        """Sequence the scenario as it is now; a search that is going on is ended first."""
        if self.is_running():
            self._again = True
            self.stop()
            return
        if self.can_run():
            limits = limits_of(self.effort, self.seconds)
            self.session.results.start_recovery(self.scenario, limits, self.first_goal.order)

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
        if self.result is None or not 0 <= place < len(self.result.tasks):
            return
        task = self.result.tasks[place]
        self.chart.select_task(place)
        self.sequence.show_record(task.task or task.key)
        self.card.show_task(self.result, place)
        self.session.select([task.element])
        self.refresh_actions()

    def current_task_id(self) -> str:
        """Id of the selected task's record; empty when it has none in the document."""
        place = self.chart.marked.task
        if self.result is None or place is None:
            return ""
        found = self.result.tasks[place].task or ""
        return found if found in self.session.model.tasks else ""

    def open_task(self) -> None:
        """Open the selected task in the catalogue's table of tasks."""
        found = self.current_task_id()
        if found:
            self.session.show_in("catalogue", [found])

    def _service_chosen(self, element: str) -> None:
        if self.result is None:
            return
        self.chart.select_service(element)
        self.services.show_record(element)
        self.simulating.page.show_service(element)
        self.card.show_service(self.result, element)
        self.session.select([element])
        self.refresh_actions()

    def _row_chosen(self, record: str) -> None:
        tasks = self.result.tasks if self.result else ()
        if self.sequence.hasFocus():
            place = next((n for n, task in enumerate(tasks) if record in (task.task, task.key)), -1)
            self.show_task(place)

    def _service_row(self, record: str) -> None:
        if self.services.hasFocus():
            self._service_chosen(record or self.services.current_record())

    def _follow(self, ids: tuple[str, ...]) -> None:
        """An element selected elsewhere is selected here, unless its task is already."""
        if not ids or self.result is None or not self.isVisible():
            return
        place = self.chart.marked.task
        if place is not None and self.result.tasks[place].element == ids[0]:
            return
        outcome = self.result.services.get(ids[0])
        if outcome is not None and outcome.down is not None and self.chart.marked.service != ids[0]:
            self._service_chosen(ids[0])

    # --- following the document -------------------------------------------------------------

    def _reload(self) -> None:
        """Another document: begin with its first scenario."""
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
            if self._again and not self.is_running():
                self._again = False
                self.run()
            self._show_state()
        elif name == "stale":
            self._show_state()

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
        known = self.session.results.impact
        if known is not None and known.model is result.model:
            return known
        if self._impact is None or self._impact.model is not result.model:
            self._impact = analyze_impact(result.model)
        return self._impact

    def _show_tables(self) -> None:
        result = self.result
        if result is None:
            for table in (self.services, self.sequence, self.others):
                table.show_table(replace(table.results.content, rows=()))
            return
        self.show_chances()
        self.others.show_table(comparison_table(result.model, result))
        stopped = sum(item.down is not None for item in result.services.values())
        self.tabs.setTabText(0, f"Services ({stopped})")
        self.tabs.setTabText(1, f"Tasks ({len(result.tasks)})")

    def show_chances(self) -> None:
        """The tables of services and tasks, with how sure they are once that is known."""
        result = self.result
        self.simulation = self.simulating.current()
        if result is None:
            return
        model, known = result.model, self.simulation
        tasks = known.tasks if known else ()
        self.card.critical_in = {each.task or each.key: each.criticality for each in tasks}
        if known is not None and (place := self.chart.marked.task) is not None:
            self.card.show_task(result, place)
        self.services.show_table(with_chances(services_table(model, result), known, always=True))
        self.sequence.show_table(
            with_criticality(sequence_table(model, result), known, always=True)
        )
        if self._narrowed != (result.start is not None):
            self._narrow()

    def _narrow(self) -> None:
        """What matters most first: there is little room beside the card."""
        self._narrowed = self.result is not None and self.result.start is not None
        for table, widths in ((self.services, SERVICES), (self.sequence, TASKS)):
            lead(table, widths)

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
        self._follow(self.session.selection)

    def refresh_icons(self) -> None:
        """Draw in the palette's colours again."""
        self.empty.refresh_icons()
        self._show_state()
        self._draw()

    def reset_layout(self) -> None:
        """Sizes as at the first start."""
        self.split.setSizes([400, 230])
        self.tables.setSizes([540, 240])
        for table in (self.services, self.sequence, self.others):
            table.fit_columns()
        if self.result is not None:
            self._narrow()
        self.chart.fit()


def _seconds(text: str) -> float | None:
    return float(text) if text.isdigit() and int(text) > 0 else None
