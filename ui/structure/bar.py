"""The row in which a question to the structure is put."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from bcm_tool.export.tables.words import label
from ui.icons import set_icon
from ui.structure.context_dialog import ask_context, say_context
from ui.structure.question import ORDERS, Question
from ui.theme import SPACE
from ui.widgets.picker import Picker

ABOUT = "Planned maintenance: what counts as failed before anything happens."


class QuestionBar(QWidget):
    """Service, order, shared causes and what is out beforehand.

    ``narrow`` leaves out order and causes, which matter to lists of sets alone.
    """

    def __init__(
        self, question: Question, *, narrow: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.question = question
        self.service = Picker("Service", 16)
        self.service.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.service.setMaximumWidth(380)
        self.order = QComboBox()
        self.order.setAccessibleName("How many failures at once")
        for value, text in ORDERS:
            self.order.addItem(text, value)
        self.causes = QCheckBox("Shared &causes")
        self.causes.setToolTip("Sites, suppliers, owners and scenarios fail as a whole too")
        self.out = QPushButton()
        set_icon(self.out, "power-off")
        self.out.setAutoDefault(False)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(SPACE + 4, SPACE, SPACE, 0)
        self.row.setSpacing(6)
        for text, widget in (("&Service:", self.service), ("&Together:", self.order)):
            if narrow and widget is self.order:
                widget.setParent(self)
                widget.hide()
                continue
            head = QLabel(text)
            head.setBuddy(widget)
            self.row.addWidget(head)
            self.row.addWidget(widget, 20 if widget is self.service else 0)
        if narrow:
            self.causes.setParent(self)
            self.causes.hide()
        else:
            self.row.addWidget(self.causes)
        self.row.addWidget(self.out)
        self.row.addStretch(1)
        self.service.activated.connect(lambda _: question.set_service(self._chosen()))
        self.order.activated.connect(lambda _: question.set_order(self.order.currentData()))
        self.causes.toggled.connect(question.set_causes)
        self.out.clicked.connect(lambda: ask_context(question, self))
        self.refresh()

    def _chosen(self) -> str:
        return str(self.service.currentData() or "")

    def refresh(self) -> None:
        """Show the document's services and the question as it is now."""
        question, model = self.question, self.question.session.model
        with QSignalBlocker(self.service), QSignalBlocker(self.order), QSignalBlocker(self.causes):
            wanted = [(label(model, item), item) for item in question.services()]
            shown = [
                (self.service.itemText(row), self.service.itemData(row))
                for row in range(self.service.count())
            ]
            if wanted != shown:
                self.service.clear()
                for text, item in wanted:
                    self.service.addItem(text, item)
            self.service.setCurrentIndex(self.service.findData(question.service))
            self.order.setCurrentIndex(
                next(row for row, (value, _) in enumerate(ORDERS) if value == question.order)
            )
            self.causes.setChecked(question.causes)
        say_context(self.out, question, ABOUT, 2)
