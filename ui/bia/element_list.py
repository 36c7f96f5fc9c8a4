"""The elements to rate: a list that says of each how far it is."""

from __future__ import annotations

from bisect import bisect
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from bcm_tool.durations import format_duration
from bcm_tool.export.tables.words import kind_name
from bcm_tool.model.diff import Diff
from bcm_tool.model.model import Model, key_order
from bcm_tool.model.records import Element, ImpactRating
from ui import theme
from ui.bia.ratings import rated
from ui.models.filters import words_of
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
SECOND = int(Role.UserRole) + 1
STATE = int(Role.UserRole) + 2
SCOPES = ("services", "unrated", "all")


class ElementModel(QAbstractListModel):
    """Elements that pass scope and filter, in key order."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.ids: list[str] = []
        self.scope = "services"
        self._words: tuple[str, ...] = ()
        self.reload()

    @property
    def model(self) -> Model:
        """The document's model."""
        return self.session.model

    def set_filter(self, text: str) -> None:
        """Show only elements that hold every word."""
        self._words = words_of(text)
        self.reload()

    def set_scope(self, scope: str) -> None:
        """Services, elements without ratings, or all."""
        self.scope = scope
        self.reload()

    def reload(self, keep: str = "") -> None:
        """Choose and order anew; ``keep`` stays even where the scope would let it go."""
        wanted = [x.id for x in self.model.sorted_elements if x.id == keep or self._passes(x.id)]
        if wanted == self.ids:
            self.repaint()
            return
        self.beginResetModel()
        self.ids = wanted
        self.endResetModel()

    def follow(self, changes: Diff, keep: str = "") -> None:
        """After an edit, ask again only of the elements that it touches."""
        if any(changes.changed(table) for table in ("kinds", "categories", "bands")):
            self.reload(keep)
            return
        touched = set(changes.changed("elements"))
        for pair in changes.changed("impacts").values():
            touched |= {item.element for item in pair if isinstance(item, ImpactRating)}
        for old, new in changes.changed("elements").values():
            if isinstance(old, Element) and isinstance(new, Element) and old.key != new.key:
                self.reload(keep)  # another order
                return
        elements = self.model.elements
        for row in reversed([row for row, item in enumerate(self.ids) if item not in elements]):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self.ids[row]
            self.endRemoveRows()
        listed = set(self.ids)
        for item in sorted(touched & elements.keys()):
            passes = item == keep or self._passes(item)
            if item in listed:
                row = self.ids.index(item)
                if passes:
                    self.dataChanged.emit(self.index(row), self.index(row))
                    continue
                self.beginRemoveRows(QModelIndex(), row, row)
                del self.ids[row]
                self.endRemoveRows()
            elif passes:
                place = key_order(elements[item].key)
                row = bisect(self.ids, place, key=lambda other: key_order(elements[other].key))
                self.beginInsertRows(QModelIndex(), row, row)
                self.ids.insert(row, item)
                self.endInsertRows()

    def repaint(self) -> None:
        """Numbers may have changed."""
        if self.ids:
            self.dataChanged.emit(self.index(0), self.index(len(self.ids) - 1))

    def _passes(self, element: str) -> bool:
        record = self.model.elements[element]
        if self.scope == "services" and not self.model.is_service(record):
            return False
        if self.scope == "unrated" and (
            rated(self.model, element)[0] or not self.model.is_service(record)
        ):
            return False
        if not self._words:
            return True
        hay = f"{record.key} {record.name} {kind_name(self.model, record)} {record.owner}"
        return all(word in hay.casefold() for word in self._words)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or self.ids[index.row()] not in self.model.elements:
            return None
        element = self.ids[index.row()]
        record = self.model.elements[element]
        if role == Role.DisplayRole:
            return f"{record.key}  {record.name}" if record.name != record.key else record.key
        if role == SECOND:
            return self._numbers(element)
        if role == STATE:
            return self._state(element)
        if role == Role.AccessibleTextRole:
            return f"{record.key} {record.name}; {self._numbers(element)}; {self._state(element)}"
        return None

    def _numbers(self, element: str) -> str:
        impact = self.session.results.impact
        found = impact.elements.get(element) if impact else None
        if impact is None or found is None:
            return "…"
        tier = impact.model.tiers.get(found.tier or "")
        parts = [
            f"RTO {format_duration(found.rto)}" if found.rto is not None else "no RTO",
            f"MTPD {format_duration(found.mtpd)}" if found.mtpd is not None else "",
            tier.name if tier else "",
        ]
        return " · ".join(part for part in parts if part)

    def _state(self, element: str) -> str:
        done, cells = rated(self.model, element)
        if not done:
            return "not rated"
        return "rated" if done == cells else f"{done} of {cells}"


class ElementList(QListView):
    """Two lines per element: its name, and its RTO, MTPD and tier."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.elements = ElementModel(session, self)
        self.setModel(self.elements)
        self.setItemDelegate(TwoLines(self))
        self.setAccessibleName("Elements to rate")
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    def current_element(self) -> str:
        """Id of the current element; empty when there is none."""
        row = self.currentIndex().row()
        return self.elements.ids[row] if 0 <= row < len(self.elements.ids) else ""

    def show_element(self, element: str) -> bool:
        """Make an element the current one; False when it is not shown."""
        if element not in self.elements.ids:
            return False
        self.setCurrentIndex(self.elements.index(self.elements.ids.index(element)))
        return True


class TwoLines(QStyledItemDelegate):
    """Name over numbers, the state at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, 46)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        area = QRectF(option.rect)
        if chosen:
            painter.fillRect(area, theme.colour("highlight"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.colour("hover"))
        first = theme.colour("highlighted" if chosen else "text")
        second = theme.colour("highlighted" if chosen else "muted")
        room = area.adjusted(10, 4, -10, -4)
        self._line(painter, option, room, 0, str(index.data(Role.DisplayRole)), first, bold=chosen)
        state = str(index.data(STATE))
        small = theme.scaled(option.font, 0.88)
        width = QFontMetricsF(small).horizontalAdvance(state) + 12
        below = room.adjusted(0, 0, -width, 0)
        self._line(painter, option, below, 1, str(index.data(SECOND)), second, small=True)
        painter.setFont(small)
        painter.setPen(second)
        bottom = QRectF(room.right() - width, room.top() + 19, width, 19)
        painter.drawText(bottom, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, state)
        if not chosen:
            painter.setPen(theme.colour("line"))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()

    def _line(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        room: QRectF,
        number: int,
        text: str,
        ink: Any,
        *,
        small: bool = False,
        bold: bool = False,
    ) -> None:
        font = theme.scaled(option.font, 0.88 if small else 1.0, bold=bold)
        painter.setFont(font)
        painter.setPen(ink)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        line = QRectF(room.left(), room.top() + 19 * number, room.width(), 19)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
