"""Before every row of the register: its current level of risk, in words on its heat."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme
from ui.models.record_model import RecordModel
from ui.risks.cells import level_words, step_of
from ui.session import Session

WIDTH = 118


class LevelHeader(QHeaderView):
    """Level and how much is lacking ("!2": owner and review, say)."""

    def __init__(self, session: Session, records: RecordModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._session, self._records = session, records
        self.setFixedWidth(WIDTH)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, super().sizeHint().height())

    def words(self, row: int) -> tuple[str, str]:
        """(level, what is lacking) of the risk in a row."""
        result, model = self._session.results.risk, self._session.model
        record = self._records.ids[row] if row < len(self._records.ids) else ""
        rating = result.risks.get(record) if result else None
        if rating is None:
            return "…", ""
        return level_words(model, rating.current), ", ".join(rating.lacks)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        result, model = self._session.results.risk, self._session.model
        record = self._records.ids[section] if section < len(self._records.ids) else ""
        rating = result.risks.get(record) if result else None
        level, lacks = self.words(section)
        tone = theme.heat(*step_of(model, rating.current if rating else None))
        painter.save()
        painter.fillRect(rect, theme.colour("window"))
        area = QRectF(rect).adjusted(4, 3, -4, -3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(tone.edge)
        painter.setBrush(tone.fill)
        wide = area.adjusted(0, 0, -28 if lacks else 0, 0)
        painter.drawRoundedRect(wide, 4, 4)
        painter.setFont(theme.scaled(self.font(), 0.9, bold=True))
        painter.setPen(tone.text)
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(level, Qt.TextElideMode.ElideRight, wide.width() - 8)
        painter.drawText(wide, Qt.AlignmentFlag.AlignCenter, text)
        if lacks:
            warning = theme.tone("warning")
            mark = QRectF(area.right() - 24, area.top(), 24, area.height())
            painter.setPen(warning.edge)
            painter.setBrush(warning.fill)
            painter.drawRoundedRect(mark, 4, 4)
            painter.setPen(warning.text)
            painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, f"!{lacks.count(',') + 1}")
        painter.restore()
