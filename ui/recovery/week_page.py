"""The scenario over the hours of a week: a picture, the services, and one start closely."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QWidget,
)

from bcm_tool.amounts import format_amount
from bcm_tool.analysis.week_result import WeekResult
from bcm_tool.calendars import format_week_time
from bcm_tool.durations import HOUR, format_duration
from bcm_tool.export.tables.week import (
    Measure,
    measures,
    shade_key,
    shades,
    week_hours_table,
    week_notes,
    week_services_table,
    week_start_table,
    worst_place,
)
from bcm_tool.export.tables.words import keys
from ui.recovery.columns import bring_forward
from ui.recovery.week_picture import STEPS, WeekPicture
from ui.session import Session
from ui.weeks import Weeks
from ui.widgets.arrange import split, stack
from ui.widgets.chip import chip, set_chip
from ui.widgets.labels import plain_label, selectable
from ui.widgets.picker import Picker
from ui.widgets.result_table import ResultTable

WAITING = "Every hour of the week gets its own sequence; this takes a few seconds."
STOPPED = "Press “Compute” to see how the scenario goes from every hour of the week."
# The first columns and their least widths: the verdict is in sight beside the inspector.
OVER_WEEK = {"key": 60, "name": 90, "result": 60, "rto": 60, "worst": 60, "worst_start": 60}
BEGUN = {"key": 60, "name": 90, "result": 60, "rta": 60, "rto": 60}


class WeekPage(QWidget):
    """Shows one scenario at a time; computes when it is looked at for the first time."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.scenario = ""
        self.week: WeekResult | None = None
        self._tried: set[str] = set()
        self.measure = Picker("What the picture shows", 16)
        self.stale = chip()
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress over the hours of the week")
        self.bar.setMaximumWidth(180)
        self.bar.setTextVisible(False)
        self.button = QPushButton("Compute")
        self.button.setAutoDefault(False)
        self.said = selectable(plain_label(wrap=True))
        self.picture = WeekPicture()
        self.services = ResultTable()
        self.begun = ResultTable()
        self.hours = ResultTable()
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        label = plain_label("Show")
        label.setBuddy(self.measure)
        top = QHBoxLayout()
        top.setContentsMargins(12, 2, 8, 2)
        top.setSpacing(6)
        top.addWidget(label)
        top.addWidget(self.measure, 1)
        top.addStretch(1)
        top.addWidget(self.stale)
        top.addWidget(self.bar)
        top.addWidget(self.button)
        self.said.setContentsMargins(12, 0, 12, 4)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.services, "Services over the week")
        self.tabs.addTab(self.begun, "This start")
        self.tabs.addTab(self.hours, "Every start")
        self.around = QScrollArea()
        self.around.setFrameShape(QScrollArea.Shape.NoFrame)
        self.around.setWidgetResizable(True)  # scrolled only where the hours have no room
        self.around.setWidget(self.picture)
        self.split = split(self.around, self.tabs, upright=True, sizes=[300, 290])
        stack(self, top, self.said, self.split, wide=self.split)

    def _connect(self) -> None:
        self.measure.activated.connect(lambda _: self._draw())
        self.button.clicked.connect(lambda _=False: self.run_or_stop())
        self.picture.hourChosen.connect(self.show_hour)
        self.hours.currentRecordChanged.connect(self._row_chosen)
        self.hours.rowActivated.connect(lambda _: self._row_activated())
        for table in (self.services, self.begun):
            table.elementChosen.connect(lambda element: self.session.select([element]))
        self._weeks.changed.connect(self._changed)
        self.session.documentReplaced.connect(self._tried.clear)
        self.session.resultsChanged.connect(lambda name: self._stale_now(name))
        self.session.tasks.changed.connect(self._progress)

    @property
    def _weeks(self) -> Weeks:
        return self.session.results.weeks

    # --- asking -----------------------------------------------------------------------------

    def show_scenario(self, scenario: str) -> None:
        """Show a scenario; compute it when that was not tried yet."""
        self.scenario = scenario
        self._show()
        fresh = scenario not in self._tried and self._weeks.of(scenario) is None
        if self.isVisible() and fresh:
            self.run()

    def run(self) -> None:
        """Compute the scenario over the week, as it is now."""
        model, results = self.session.model, self.session.results
        if self.scenario not in model.scenarios:
            return
        self._tried.add(self.scenario)
        recovery = results.recovery(self.scenario)
        if results.is_stale(recovery) or results.is_unfinished(self.scenario):
            recovery = None
        self._weeks.start(model, self.scenario, results.impact_of(model), recovery)

    def run_or_stop(self) -> None:
        """The button: begin, or give up what goes on."""
        if self._weeks.progress(self.scenario) is None:
            self.run()
        else:
            self._weeks.cancel(self.scenario)

    def _changed(self, scenario: str) -> None:
        if scenario == self.scenario:
            self._show()

    def _stale_now(self, name: str) -> None:
        if name == "stale":
            self._state()

    def _progress(self) -> None:
        if self.isVisible():
            self._state()

    # --- showing ----------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._weeks.of(self.scenario)
        if found is not self.week:
            self.week = found
            self._fill()
        self._state()

    def _state(self) -> None:
        """Progress, staleness and the button."""
        progress = self._weeks.progress(self.scenario)
        self.bar.setVisible(progress is not None)
        if progress is not None:
            self.bar.setRange(0, progress[1])
            self.bar.setValue(progress[0])
        known = "Compute again" if self.week is not None else "Compute"
        self.button.setText("Cancel" if progress is not None else known)
        stale = self.week is not None and self.week.model is not self.session.model
        set_chip(self.stale, "Out of date" if stale else "", "warning")
        if self.week is None:
            self.said.setText(WAITING if progress is not None else STOPPED)
        else:
            self.said.setText(" ".join(week_notes(self.week.model, self.week)))

    def _fill(self) -> None:
        week = self.week
        kept = self.measure.currentData()
        self.measure.clear()
        self.measure.setEnabled(week is not None)
        if week is None:
            self.picture.show_week((), (), (), (), -1, -1)
            for table in (self.services, self.begun, self.hours):
                table.show_table(replace(table.results.content, rows=()))
            return
        for item in measures(week.model, week):
            self.measure.addItem(item.title, item.key)
        self.measure.setCurrentIndex(max(0, self.measure.findData(kept)))
        self.services.show_table(week_services_table(week.model, week))
        bring_forward(self.services, OVER_WEEK, "worst_start")
        self.hours.show_table(week_hours_table(week.model, week))
        self.hours.fit_whole({})
        self._draw()
        self.show_hour(week.worst)

    def _draw(self) -> None:
        week = self.week
        if week is None:
            return
        chosen = next(
            item for item in measures(week.model, week) if item.key == self.measure.currentData()
        )
        steps = shades([chosen.value(hour) for hour in week.hours], STEPS)
        start = week.model.scenarios[week.scenario].start.strip()
        own = _own_hour(start)
        texts = [chosen.text(hour) for hour in week.hours]
        words = [self._words(chosen, place) for place in range(len(week.hours))]
        key, worst = shade_key(chosen, week, STEPS), worst_place(chosen, week)
        self.picture.show_week(texts, steps, words, key, -1 if worst is None else worst, own)

    def _words(self, measure: Measure, place: int) -> str:
        """One start in a sentence."""
        assert self.week is not None
        model, hour = self.week.model, self.week.hours[place]
        late = keys(model, hour.late) or "none"
        return (
            f"{format_week_time(hour.start)}: {measure.title} {measure.text(hour)}. "
            f"Work done after {format_duration(hour.objective.makespan)}, loss "
            f"{format_amount(hour.objective.loss, model.method.currency)}, late: {late}"
        )

    def show_hour(self, place: int) -> None:
        """What it means when the scenario begins at this hour."""
        if self.week is None:
            return
        self.picture.set_place(place)
        middle = self.picture.rect_of(place).center().toPoint()
        self.around.ensureVisible(middle.x(), middle.y(), 40, 30)
        self.hours.show_record(str(place))
        self.begun.show_table(week_start_table(self.week.model, self.week, place))
        bring_forward(self.begun, BEGUN, "rto")
        start = format_week_time(self.week.hours[place].start)
        self.tabs.setTabText(1, f"Begun {start}")

    def _row_chosen(self, record: str) -> None:
        if self.hours.hasFocus() and record:
            self.show_hour(int(record))

    def _row_activated(self) -> None:
        record = self.hours.current_record()
        if record:
            self.show_hour(int(record))
            self.tabs.setCurrentWidget(self.begun)


def _own_hour(start: str) -> int:
    """The hour of the week in which a scenario begins by its own start; -1 when unknown."""
    from bcm_tool.calendars import parse_week_time
    from bcm_tool.errors import BcmError

    try:
        return parse_week_time(start) // HOUR if start else -1
    except BcmError:
        return -1
