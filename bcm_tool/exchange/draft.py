"""The model that an import puts together: its tables, who is who, and what had to be added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bcm_tool.errors import BcmError
from bcm_tool.exchange.contract import SHEETS, folded
from bcm_tool.exchange.staged import CellValue
from bcm_tool.exchange.values import minutes_text, read_integer, read_text
from bcm_tool.model import records as r
from bcm_tool.model.method import KINDS
from bcm_tool.model.model import Model
from bcm_tool.model.rules import NOUNS

Identity = tuple[Any, ...]

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "kinds": ("name",),
    "threats": ("name",),
    "bands": ("minutes",),
    **{
        sheet.table: tuple(column.field for column in sheet.identity)
        for sheet in SHEETS
        if sheet.table != "methods"
    },
}
_KIND_WORDS = frozenset(key for key, *_ in KINDS)


@dataclass(frozen=True, slots=True)
class Created:
    """Something a row mentioned that was missing and is added: ``kind`` ``Ferry``."""

    noun: str
    name: str


def record_identity(table: str, record: r.Record) -> Identity:
    """What makes a record the same one on the next import, ready to compare."""
    return tuple(fold(getattr(record, name)) for name in _FIELDS[table])


def fold(value: Any) -> Any:
    """Text without regard to case and outer blanks, anything else as it is."""
    return folded(value) if isinstance(value, str) else value


class Draft:
    """Copies of the tables that change, and an index of identities over all of them."""

    def __init__(self, model: Model) -> None:
        self.base = model
        self.created: list[Created] = []
        self._tables: dict[str, dict[str, r.Record]] = {}
        self._index: dict[str, dict[Identity, str]] = {
            table: {record_identity(table, item): item.id for item in model.table(table).values()}
            for table in _FIELDS
        }

    def model(self) -> Model:
        """The model with every record put so far."""
        return self.base.with_tables(self._tables)

    def table(self, name: str) -> Mapping[str, r.Record]:
        """A table as it is by now."""
        return self._tables.get(name) or self.base.table(name)

    def put(self, table: str, record: r.Record) -> None:
        """Add or replace a record."""
        if table not in self._tables:
            self._tables[table] = dict(self.base.table(table))
        self._tables[table][record.id] = record

    def find(self, table: str, identity: Identity) -> str | None:
        """The id of the record, or of the row, with this identity."""
        return self._index[table].get(identity)

    def claim(self, table: str, identity: Identity) -> str:
        """The id that this identity has, or from now on has."""
        return self._index[table].setdefault(identity, r.new_id())

    def by_key(self, table: str, text: str) -> str:
        """The id of the record with this key; a team that is missing is added."""
        found = self.find(table, (folded(text),))
        if found is not None:
            return found
        if table == "teams":
            key = text.strip()
            return self._create(
                "teams", (folded(key),), r.Team(id=r.new_id(), key=key, name=key), key
            )
        raise BcmError(f"there is no {NOUNS[table]} “{text.strip()}”.")

    def by_name(self, table: str, text: str) -> str:
        """The id of the kind, category or threat with this name, added when missing."""
        word, name = folded(text), text.strip()
        found = self.find(table, (word,))
        if found is not None:
            return found
        if table == "kinds":
            if word in _KIND_WORDS and word in self.table("kinds"):
                return word
            # Nothing is known about it: at the bottom of the map, and no service.
            layer = max((kind.layer for kind in self.base.kinds.values()), default=0)
            return self._create(table, (word,), r.Kind(id=r.new_id(), name=name, layer=layer), name)
        record_type = r.ImpactCategory if table == "categories" else r.Threat
        return self._create(table, (word,), record_type(id=r.new_id(), name=name), name)

    def band(self, minutes: int) -> str:
        """The id of the time band, added when missing."""
        found = self.find("bands", (minutes,))
        if found is not None:
            return found
        band = r.TimeBand(id=r.new_id(), minutes=minutes)
        return self._create("bands", (minutes,), band, minutes_text(minutes))

    def group(self, dependent: str, text: str) -> str:
        """The id of the dependent's redundancy group with this name."""
        found = self.find("groups", (fold(dependent), folded(text)))
        if found is None:
            raise BcmError(
                f"the dependent has no group “{text.strip()}”; describe it in the sheet groups."
            )
        return found

    def level(self, scale: str, value: CellValue, *, known: bool = True) -> int:
        """The number of a level, given as its number or its name on the scale.

        With ``known`` a number that the scale does not have is refused.
        """
        levels = [
            item
            for item in self.table("scales").values()
            if isinstance(item, r.ScaleLevel) and item.scale == scale
        ]
        try:
            number = read_integer(value)  # first: a level's name may look like another's number
        except BcmError as error:
            word = folded(read_text(value))
            named = [item.number for item in levels if item.name and folded(item.name) == word]
            if named:
                return named[0]
            raise BcmError(
                f"“{read_text(value)}” is neither a number nor a name of the {scale} scale."
            ) from error
        if known and levels and all(item.number != number for item in levels):
            raise BcmError(f"the {scale} scale has no level {number}.")
        return number

    def _create(self, table: str, identity: Identity, record: r.Record, name: str) -> str:
        self._index[table][identity] = record.id
        self.put(table, record)
        self.created.append(Created(NOUNS[table], name))
        return record.id
