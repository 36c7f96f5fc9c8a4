"""The exchange contract as data: which sheets there are and what their columns mean.

Readers, writer, template and import planning all use this one description. A column's name is
what stands in the header; ``field`` is the field of the record that it fills.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bcm_tool.model.fields import Form, field_spec
from bcm_tool.model.model import RECORD_TYPES

CellType = Literal[
    "text",
    "integer",
    "minutes",
    "money",
    "number",
    "percent",
    "flag",
    "date",
    "choice",  # one of ``choices``
    "level",  # number or name on the scale ``target``
    "key",  # key of a record in the table ``target``
    "keys",  # several of them
    "named",  # name of a record in the table ``target``, added when missing
    "band",  # a time band, by its time, added when missing
    "group",  # name of a redundancy group of the row's dependent
    "teams",  # a team, or several with units
    "units",  # units of the single team beside it
    "words",  # several short texts
    "lost",  # element keys, site:NAME, supplier:NAME
    "value",  # of the method: depends on the row's name
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``required`` is bold in the contract, ``identity`` says which row it is."""

    name: str
    field: str
    type: CellType
    required: bool = False
    identity: bool = False
    target: str = ""
    choices: tuple[str, ...] = ()
    form: Form = ""  # what a text must read as
    lenient: bool = False  # whether one that does not is kept and said, not refused


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the contract and the table of the model it fills."""

    name: str
    table: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The headers, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def identity(self) -> tuple[Column, ...]:
        """The columns that together say which record a row is."""
        return tuple(column for column in self.columns if column.identity)

    def column(self, name: str) -> Column:
        """The column with this header."""
        return next(column for column in self.columns if column.name == name)


# Header -> field, where the two differ.
_FIELDS = {
    ("categories", "category"): "name",
    ("tiers", "tier"): "name",
    ("groups", "group"): "name",
    ("tasks", "team"): "demand",
}
_LEVELS = {
    "intolerable": "impact",
    "level": "impact",
    "likelihood": "likelihood",
    "impact": "impact",
    "risk": "risk",
    "inherent_likelihood": "likelihood",
    "inherent_impact": "impact",
    "target_likelihood": "likelihood",
    "target_impact": "impact",
}
_NAMED = ("kinds", "categories", "threats")
_TYPES: Mapping[str, CellType] = {
    "text": "text",
    "minutes": "minutes",
    "money": "money",
    "number": "number",
    "flag": "flag",
    "date": "date",
    "choice": "choice",
    "refs": "keys",
    "lost": "lost",
    "words": "words",
}

METHOD_NAMES: tuple[str, ...] = (
    "currency",
    "detection",
    "decision",
    "horizon",
    "organisation",
    "appetite",
)
METHOD_DURATIONS = ("detection", "decision", "horizon")


def _column(sheet: str, table: str, mark: str) -> Column:
    """``!name`` is part of the identity (hence required), ``*name`` is required."""
    name = mark.lstrip("!*")
    required, identity = mark[0] in "!*", mark[0] == "!"
    if (table, name) == ("tasks", "demand"):
        return Column(name, name, "units")
    if (table, name) == ("tasks", "team"):
        return Column(name, "demand", "teams", target="teams")
    field = _FIELDS.get((table, name), name)
    spec = field_spec(RECORD_TYPES[table], field)
    kind, target = _cell_type(table, name, spec.type, spec.target)
    if spec.form == "percent":
        kind = "percent"
    form, lenient = spec.form, spec.lenient
    return Column(name, field, kind, required, identity, target, spec.choices, form, lenient)


def _cell_type(table: str, name: str, field_type: str, target: str) -> tuple[CellType, str]:
    if field_type == "integer":
        # On its own sheet the matrix says which numbers belong together, on ``scales`` which exist.
        return ("level", _LEVELS[name]) if name in _LEVELS else ("integer", "")
    if field_type == "ref":
        if target == "bands":
            return "band", target
        if target == "groups":
            return "group", target
        return ("named" if target in _NAMED else "key"), target
    return _TYPES[field_type], target


def _sheet(name: str, columns: str, table: str = "") -> Sheet:
    table = table or name
    return Sheet(name, table, tuple(_column(name, table, mark) for mark in columns.split()))


_REMARKS = "note source as_of"

#: Every sheet, in the order in which what a row mentions is known before it.
SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "method",
        "methods",
        (
            Column("name", "name", "choice", True, True, "", METHOD_NAMES),
            Column("value", "value", "value", True),
        ),
    ),
    _sheet("scales", "!scale !number name description"),
    _sheet("categories", "!category intolerable"),
    _sheet("tiers", "!tier *rto_up_to weight"),
    _sheet("matrix", "!likelihood !impact *risk"),
    _sheet(
        "elements",
        "!key *name kind description owner site supplier delivery_model outsourcing_scope "
        "lifecycle mtpd rto rpo wrt mbco impact_tolerance availability mtbf mtrs",
    ),
    _sheet("dependencies", f"!dependent !provider strength tolerance group {_REMARKS}"),
    _sheet("groups", "!dependent !group *required takeover takeover_time"),
    _sheet("impacts", f"!element !category !band level loss {_REMARKS}"),
    _sheet("teams", "!key *name capacity hours call_out skills"),
    _sheet("people", "!key *name team role deputy phone email"),
    _sheet(
        "options",
        "!key *element *name strategy recovery_time rpa yearly_cost selected "
        f"proven_time proven_rpa proven_on {_REMARKS}",
    ),
    _sheet(
        "tasks",
        "!key *element *name *likely optimistic pessimistic team demand after needed "
        f"skill lag blocking {_REMARKS}",
    ),
    _sheet("agreements", "!key *element type supplier restore_time rpo service_hours ends"),
    _sheet(
        "risks",
        "!key *title element threat inherent_likelihood inherent_impact likelihood impact "
        f"target_likelihood target_impact control treatment owner review_date {_REMARKS}",
    ),
    _sheet("scenarios", "!key *name *lost invoke_when decided_by start frequency"),
)

SHEET_BY_NAME: Mapping[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}


def folded(text: str) -> str:
    """How headers, enumerations and keys compare: without regard to case or outer blanks."""
    return text.strip().casefold()


def header_name(text: str) -> str:
    """A header as the contract writes it: ``RTO up to`` is ``rto_up_to``."""
    return "_".join(folded(text).replace("-", " ").replace("_", " ").split())
