"""What is demanded, achievable and proven for an element, each with its "why?"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from bcm_tool.amounts import format_amount
from bcm_tool.durations import DAY, format_duration
from ui import theme
from ui.session import Session
from ui.widgets.explanation import ExplanationPanel
from ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from bcm_tool.analysis.results import Explanation, RecoveryResult

    Why = Callable[[], Explanation | None]


@dataclass(frozen=True)
class Line:
    """One number of an element: what it is, how it stands, and why."""

    title: str
    value: str
    note: str = ""
    tone: str = ""
    why: Why | None = None


class TimesPanel(QWidget):
    """The numbers of one element."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.element = ""
        self.why_buttons: dict[str, QToolButton] = {}
        self._asked = ""
        self._lines: dict[str, Line] = {}
        self._values: dict[str, QLabel] = {}
        self._look: object = None
        self._body = QWidget()
        self.explanation = ExplanationPanel()
        self.explanation.elementChosen.connect(lambda item: session.select([item]))
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(10)
        layout.addWidget(self._body)
        layout.addWidget(self.explanation)
        layout.addStretch(1)

    def show_element(self, element: str) -> None:
        """Show the numbers of an element; an open "why?" stays open for the same one."""
        asked = self._asked if element == self.element else ""
        self.element = element
        lines = element_lines(self.session, element)
        if not self._say_again(lines):
            self._build(lines)
        self._lines = {line.title: line for line in lines}
        self._asked = ""
        again = self._lines.get(asked)
        if again is not None and again.why is not None:
            self._explain(again)
        else:
            self.explanation.show_explanation(None)
            self._mark()

    def _say_again(self, lines: list[Line]) -> bool:
        """Other words in the same rows; False where there are other rows, or another look."""
        same = [_shape(line) for line in lines] == [_shape(line) for line in self._lines.values()]
        if not same or self._look is not theme.current():
            return False
        for line in lines:
            value, before = self._values[line.title], self._lines[line.title]
            if _words(line) != _words(before):
                value.setText(_words(line))
            if line.value != before.value and line.title in self.why_buttons:
                self.why_buttons[line.title].setAccessibleName(_why_name(line))
        return True

    def _build(self, lines: list[Line]) -> None:
        self.why_buttons, self._values, self._look = {}, {}, theme.current()
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for row, line in enumerate(lines):
            self._add(grid, row, line)
        self._layout.replaceWidget(self._body, fresh)
        self._body.hide()
        self._body.deleteLater()
        self._body = fresh

    def _add(self, grid: QGridLayout, row: int, line: Line) -> None:
        grid.addWidget(plain_label(line.title, muted=True), row, 0)
        value = self._values[line.title] = plain_label(_words(line))
        value.setWordWrap(not line.tone)
        value.setToolTip("")
        if not line.value:
            value.setProperty("muted", True)
        if line.tone:
            _paint(value, line.tone)
        # What wraps fills its column: aligned, it would be given the height of one line only.
        align = Qt.AlignmentFlag.AlignLeft if line.tone else Qt.AlignmentFlag(0)
        grid.addWidget(value, row, 1, align)
        if line.why is not None and line.value:
            button = QToolButton()
            button.setText("why?")
            button.setAccessibleName(_why_name(line))
            button.setCheckable(True)
            button.setProperty("link", True)
            button.setFixedHeight(20)
            button.clicked.connect(lambda _=False, one=line.title: self._toggle(one))
            self.why_buttons[line.title] = button
            grid.addWidget(button, row, 2)

    def _toggle(self, title: str) -> None:
        line = self._lines[title]
        if self._asked == line.title:
            self._asked = ""
            self.explanation.show_explanation(None)
            self._mark()
        else:
            self._explain(line)

    def _explain(self, line: Line) -> None:
        self._asked = line.title
        found = line.why() if line.why else None
        self.explanation.show_explanation(found, self.session.model.method.currency)
        self._mark()

    def _mark(self) -> None:
        for title, button in self.why_buttons.items():
            button.setChecked(title == self._asked)


def _words(line: Line) -> str:
    shown = f"{line.value}  {line.note}".strip() if line.note else line.value
    return shown or "not set"


def _why_name(line: Line) -> str:
    return f"Why {line.title} {line.value}?"


def _shape(line: Line) -> tuple[str, str, bool, bool]:
    """What a row is made of, whatever it says."""
    return line.title, line.tone, bool(line.value), line.why is not None


def _paint(label: QLabel, tone: str) -> None:
    colours = theme.tone(tone)
    label.setStyleSheet(
        f"background: {colours.fill.name()}; color: {colours.text.name()};"
        "border-radius: 4px; padding: 1px 6px;"
    )


def element_lines(session: Session, element: str) -> list[Line]:
    """Everything known about the times of an element; empty while nothing is computed."""
    impact, objectives = session.results.impact, session.results.objectives
    lines: list[Line] = []
    if impact is not None and element in impact.elements:
        lines += _impact_lines(session, element)
    if objectives is not None and element in objectives.elements:
        lines += _objective_lines(session, element)
    return lines


def _impact_lines(session: Session, element: str) -> list[Line]:
    from bcm_tool.analysis.explain import explain_loss, explain_mtpd, explain_rto

    impact = session.results.impact
    assert impact is not None
    found, record = impact.elements[element], impact.model.elements[element]
    source = {"typed": "typed", "proposed": "proposed from the ratings"}.get(found.rto_source, "")
    typed = record.mtpd is not None
    tier = impact.model.tiers.get(found.tier or "")
    lines = [
        Line(
            "MTPD",
            format_duration(found.mtpd),
            ("typed" if typed else "from the ratings") if found.mtpd is not None else "",
            why=lambda: explain_mtpd(impact, element),
        ),
        Line("RTO", format_duration(found.rto), source, why=lambda: explain_rto(impact, element)),
    ]
    if tier is not None:
        lines.append(Line("Tier", tier.name))
    if found.loss is not None:
        loss = format_amount(found.loss.at(DAY), impact.model.method.currency)
        lines.append(Line("Loss in 1 d", loss, why=lambda: explain_loss(impact, element, DAY)))
    return lines


def _objective_lines(session: Session, element: str) -> list[Line]:
    from bcm_tool.analysis import explain

    objectives, impact = session.results.objectives, session.results.impact
    assert objectives is not None
    if impact is None or impact.model is not objectives.model:
        return []
    recovery = session.results.sequence
    found = objectives.elements[element]
    lines = [
        Line(
            "Required",
            format_duration(found.required_by),
            _forced(session, found.forced_by, element),
            why=lambda: explain.explain_required_by(objectives, impact, element, recovery),
        ),
        Line(
            "Achievable",
            format_duration(found.rta_bound),
            "at best" if found.rta_bound is not None else "not known",
            why=lambda: explain.explain_rta_bound(objectives, element),
        ),
    ]
    if recovery is not None and element in recovery.outages:
        lines += _sequence_lines(recovery, element)
    lines.append(Line("Proven", format_duration(found.proven_time), _proven_on(session, element)))
    if found.gap is not None:
        late = found.gap > 0
        spare = f"{format_duration(-found.gap)} to spare" if found.gap else "just met"
        text = f"{format_duration(found.gap)} late" if late else spare
        lines.append(
            Line(
                "Gap",
                text,
                "",
                "error" if late else "ok",
                lambda: explain.explain_gap(objectives, impact, element, recovery),
            )
        )
    return lines + _data_lines(session, element)


def _sequence_lines(recovery: RecoveryResult, element: str) -> list[Line]:
    """What the sequence of the current scenario says; the scenario is named first."""
    from bcm_tool.analysis.explain import explain_rta

    scenario = recovery.model.scenarios[recovery.scenario]
    length = recovery.outages[element].length
    text = "never back" if length is None else format_duration(length)
    if length is None and element in recovery.later:
        text = "later, nothing needs it now"
    return [
        Line("Scenario", f"{scenario.key}  {scenario.name}"),
        Line(
            "In sequence",
            text,
            why=None if length is None else lambda: explain_rta(recovery, element),
        ),
    ]


def _data_lines(session: Session, element: str) -> list[Line]:
    from bcm_tool.analysis.explain import explain_rpo_gap

    objectives = session.results.objectives
    assert objectives is not None
    found = objectives.elements[element]
    if found.rpo_required is None and found.rpa is None:
        return []
    lines = [
        Line("RPO required", format_duration(found.rpo_required)),
        Line("RPA", format_duration(found.rpa), "of the selected option" if found.rpa else ""),
    ]
    if found.rpo_gap is not None:
        late = found.rpo_gap > 0
        text = f"{format_duration(found.rpo_gap)} too old" if late else "met"
        tone = "error" if late else "ok"
        lines.append(Line("RPO gap", text, "", tone, lambda: explain_rpo_gap(objectives, element)))
    return lines


def _forced(session: Session, path: tuple[str, ...], element: str) -> str:
    if not path or path[0] == element or path[0] not in session.model.elements:
        return ""
    return f"for {session.model.elements[path[0]].key}"


def _proven_on(session: Session, element: str) -> str:
    option = session.model.selected_option(element)
    return f"on {option.proven_on.isoformat()}" if option and option.proven_on else ""
