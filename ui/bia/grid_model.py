"""Category x time band as a Qt model, with what was typed but waits to be accepted."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush

from bcm_tool.amounts import format_number
from bcm_tool.durations import format_duration
from bcm_tool.errors import BcmError
from bcm_tool.model.model import Model
from ui import theme
from ui.bia.ratings import (
    Changes,
    Field,
    Place,
    Value,
    categories,
    falling,
    level_name,
    read_cell,
    set_ratings,
    shortest,
    shown,
    value_at,
)
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
SHORT = int(Role.UserRole) + 1
MARKS = int(Role.UserRole) + 2
Centre = Qt.AlignmentFlag.AlignCenter
Right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: the levels or the money of a category; no category: the money of all together."""

    category: str
    field: Field


@dataclass(frozen=True, slots=True)
class Marks:
    """``limit``: from here on it is intolerable; ``forces``: this is what forces the MTPD."""

    limit: bool = False
    forces: bool = False
    draft: bool = False


class RatingModel(QAbstractTableModel):
    """Ratings of one element. ``said`` is why the last typing was not accepted yet."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.element = ""
        self.money = True
        self.said = ""
        self.rows: tuple[GridRow, ...] = ()
        self._drafts: dict[str, dict[Place, Value]] = {}
        self._bands = 0
        self._told: tuple[str, object, list[object]] = ("", None, [])
        self._model = session.model

    @property
    def model(self) -> Model:
        """The model that the rows were made from, until the grid hears of a newer one.

        Between a change of the document and the refresh, views may still ask for old rows.
        """
        return self._model

    @property
    def drafts(self) -> dict[Place, Value]:
        """What was typed for this element and waits."""
        return self._drafts.get(self.element, {})

    def show_element(self, element: str) -> None:
        """Show another element, or the same one as it is now."""
        self.beginResetModel()
        self.element = element
        self._model = self.session.model
        self.said = falling(self.model, element, self.drafts) if self.drafts else ""
        self._arrange()
        self._bands = self.columnCount()
        self.endResetModel()

    def show_money(self, money: bool) -> None:
        """With or without the rows of money."""
        self.beginResetModel()
        self.money = money
        self._arrange()
        self._bands = self.columnCount()
        self.endResetModel()

    def refresh(self) -> None:
        """The document has changed; keep places where rows and columns stay the same."""
        self._model = self.session.model
        places = {item for item in self.drafts if self._still(item)}
        if len(places) != len(self.drafts):
            self._drafts[self.element] = {
                item: value for item, value in self.drafts.items() if item in places
            }
        before, bands = self.rows, self.columnCount()
        self._arrange()
        if self.rows != before or bands != self._bands:
            self.beginResetModel()
            self.endResetModel()
        self._bands = self.columnCount()
        if self.rows and self._bands:
            self._tell_changed()

    def _tell_changed(self) -> None:
        """Cells that say something else than when this was asked last."""
        method = self.model.scales, self.model.categories, self.model.bands, self.model.method
        before, self._told = self._told, (self.element, method, self._cells())
        if before[:2] != self._told[:2] or len(before[2]) != len(self._told[2]):
            last = self.index(len(self.rows) - 1, self._bands - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.rows) - 1)
            return
        for number, (old, new) in enumerate(zip(before[2], self._told[2], strict=True)):
            if old != new:
                cell = self.index(*divmod(number, self._bands))
                self.dataChanged.emit(cell, cell)

    def _cells(self) -> list[object]:
        """What every cell says, row by row."""
        found: list[object] = []
        for number, row in enumerate(self.rows):
            for column in range(self._bands):
                if row.category:
                    place = self.place(number, column)
                    found.append((self.value(place), self.marks(place)))
                else:
                    found.append(self._total(column, Role.DisplayRole))
        return found

    def forget(self) -> None:
        """Another document: nothing typed waits any more."""
        self._drafts.clear()

    def _still(self, place: Place) -> bool:
        return place.category in self.model.categories and place.band in self.model.bands

    def _arrange(self) -> None:
        self._model = self.session.model
        if self.element not in self._model.elements:
            self.rows = ()
            return
        known = [item.id for item in categories(self.model)]
        rows = [GridRow(item, "level") for item in known]
        if self.money and known:
            rows += [GridRow(item, "loss") for item in known]
            rows.append(GridRow("", "loss"))
        self.rows = tuple(rows)

    # --- what Qt asks -----------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self.rows else len(self.model.sorted_bands)

    def flags(self, index: Index) -> Qt.ItemFlag:
        fine = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self.rows[index.row()].category and self.session.can_edit:
            return fine | Qt.ItemFlag.ItemIsEditable
        return fine

    def place(self, row: int, column: int) -> Place:
        """What a cell is about."""
        found = self.rows[row]
        return Place(found.category, self.model.sorted_bands[column].id, found.field)

    def value(self, place: Place) -> Value:
        """What stands in a cell: typed and waiting, or in the document."""
        if place in self.drafts:
            return self.drafts[place]
        return value_at(self.model, self.element, place)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if not row.category:
            return self._total(index.column(), role)
        place = self.place(index.row(), index.column())
        value = self.value(place)
        if role == Role.DisplayRole:
            return self._text(value)
        if role == Role.EditRole:
            return shown(value)
        if role == Role.TextAlignmentRole:
            return Centre if row.field == "level" else Right
        if role in (Role.BackgroundRole, Role.ForegroundRole) and row.field == "level":
            tone = theme.heat(self._step(value), len(self.model.scale("impact")))
            return QBrush(tone.fill if role == Role.BackgroundRole else tone.text)
        if role == SHORT:
            return shortest(value)
        if role == MARKS:
            return self.marks(place)
        if role == Role.AccessibleTextRole:
            return self._words(place, value)
        if role == Role.ToolTipRole:
            return f"<qt>{escape(self._words(place, value))}</qt>"
        return None

    def _text(self, value: Value) -> str:
        if isinstance(value, int):
            name = level_name(self.model, value)
            return f"{value} {name}" if name else str(value)
        return shown(value)

    def _step(self, value: Value) -> int:
        numbers = [level.number for level in self.model.scale("impact")]
        return numbers.index(value) + 1 if isinstance(value, int) and value in numbers else 0

    def _total(self, column: int, role: int) -> Any:
        if role == Role.TextAlignmentRole:
            return Right
        if role not in (Role.DisplayRole, Role.AccessibleTextRole, SHORT):
            return None
        impact = self.session.results.impact
        found = impact.elements.get(self.element) if impact else None
        if found is None or found.loss is None:
            return ""
        value = found.loss.at(self.model.sorted_bands[column].minutes)
        if role == SHORT:
            return shortest(value)
        amount = format_number(value)
        return amount if role == Role.DisplayRole else f"All categories together: {amount}"

    def _words(self, place: Place, value: Value) -> str:
        name = self.model.categories[place.category].name
        band = format_duration(self.model.bands[place.band].minutes)
        what = "loss" if place.field == "loss" else "level"
        marks = self.marks(place)
        words = [f"{name}, {what} at {band}: {self._text(value) or 'not rated'}"]
        words += ["from here on intolerable"] if marks.limit else []
        words += ["forces the MTPD"] if marks.forces else []
        words += ["not accepted yet"] if marks.draft else []
        return "; ".join(words)

    def marks(self, place: Place) -> Marks:
        """What has to be marked at a cell."""
        draft = place in self.drafts
        impact = self.session.results.impact
        # What an edit changes here follows in a moment; until then the marks stay as they were.
        found = impact.elements.get(self.element) if impact else None
        if found is None or place.field != "level":
            return Marks(draft=draft)
        minutes = self.model.bands[place.band].minutes
        limit = found.category_mtpds.get(place.category) == minutes
        forces = limit and found.category == place.category and found.band == minutes
        return Marks(limit, forces, draft)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            bands = self.model.sorted_bands
            if role == Role.DisplayRole and section < len(bands):
                return format_duration(bands[section].minutes)
            return None
        if not 0 <= section < len(self.rows):
            return None
        row = self.rows[section]
        if role == Role.DisplayRole:
            return self._head(row)
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _head(self, row: GridRow) -> str:
        currency = self.model.method.currency or "money"
        if not row.category:
            return f"Together, {currency}"
        category = self.model.categories[row.category]
        if row.field == "loss":
            return f"{category.name}, {currency}"
        limit = category.intolerable
        return f"{category.name}  ≥ {limit}" if limit is not None else f"{category.name}  no limit"

    # --- typing -----------------------------------------------------------------------------

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not index.isValid():
            return False
        return self.type_text({self.place(index.row(), index.column()): str(value)}, "Rate")

    def problem_with(self, place: Place | None, text: str) -> str:
        """Why a text cannot stand in a cell; empty when it can."""
        try:
            if place is not None:
                read_cell(self.model, place, text)
        except BcmError as error:
            return str(error)
        return ""

    def type_text(self, texts: dict[Place, str], verb: str) -> bool:
        """Read and set some cells; False, with :attr:`said`, when nothing could be read."""
        try:
            changes = {place: read_cell(self.model, place, text) for place, text in texts.items()}
        except BcmError as error:
            self.said = str(error)
            self._tell()
            return False
        return self.put(changes, verb)

    def put(self, changes: Changes, verb: str) -> bool:
        """Set cells as one command, with what waits in the same rows; else keep it waiting."""
        rows = {(place.category, place.field) for place in changes}
        waiting = {p: v for p, v in self.drafts.items() if (p.category, p.field) in rows}
        whole = {**waiting, **changes}
        real = {p: v for p, v in whole.items() if value_at(self.model, self.element, p) != v}
        self.said = falling(self.model, self.element, whole)
        if self.said:
            self._drafts.setdefault(self.element, {}).update(whole)
            self._tell()
            return False
        for place in whole:
            self.drafts.pop(place, None)
        element = self.element
        done = not real or self.session.edit(
            self._label(verb, real), lambda model: set_ratings(model, element, real)
        )
        self._tell()
        return done

    def drop(self) -> None:
        """Forget what was typed for this element and not accepted."""
        self._drafts.pop(self.element, None)
        self.said = ""
        self._tell()

    def _label(self, verb: str, changes: Changes) -> str:
        key = self.model.elements[self.element].key
        if len(changes) == 1:
            place = next(iter(changes))
            return f"{verb} {key}, {self.model.categories[place.category].name}"
        return f"{verb} {len(changes)} cells of {key}"

    def _tell(self) -> None:
        if self.rows:
            last = self.index(len(self.rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
