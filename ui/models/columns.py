"""Which tables the catalogue has, and the columns of each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from bcm_tool.model import records as r
from bcm_tool.model.fields import FieldSpec, field_specs
from bcm_tool.model.model import RECORD_TYPES
from ui.models.values import title

NUMERIC = ("minutes", "money", "number", "integer")
_WIDTHS = {
    "minutes": 92,
    "money": 110,
    "number": 90,
    "integer": 100,
    "flag": 78,
    "date": 100,
    "choice": 132,
    "ref": 170,
    "refs": 150,
    "demand": 150,
    "lost": 320,
    "words": 170,
    "text": 160,
}
_OWN_WIDTHS = {"key": 96, "name": 230, "title": 260, "element": 220, "dependent": 230}
_OWN_WIDTHS |= {"provider": 230, "category": 150, "band": 90, "kind": 140, "role": 150}
_OWN_WIDTHS |= {"hours": 230, "service_hours": 230, "availability": 104, "blocking": 90}
_WORDS = {
    "mtpd": "Maximum tolerable period of disruption: from then on the harm is intolerable",
    "rto": "Recovery time objective: how long an outage may last",
    "rpo": "Recovery point objective: how much data, as time, may be lost",
    "wrt": "Work recovery time: from “system is up” to “work is caught up”",
    "mbco": "Minimum business continuity objective: the least that must go on",
    "impact_tolerance": "The longest disruption the regulator or the board accepts",
    "tolerance": "How long the dependent runs without the provider",
    "rpa": "Recovery point achievable: age of the data that this option brings back",
    "capacity": "How many units of work the team can do at the same time",
    "demand": "Teams and units that work on it, for example DBA:1; SYS:2",
    "after": "Tasks that must be done before, by key",
    "needed": "After a loss, after an outage (only restarted), or both",
    "lost": "Element keys, site:NAME or supplier:NAME, separated by ;",
    "required": "How many members must be up",
    "takeover_time": "Minutes until the group has switched over",
    "intolerable": "The impact level from which it may not go on",
    "loss": "Money lost until then, added up from the start of the outage",
    "availability": "How much of the time it works by itself, whatever it depends on",
    "mtbf": "Mean time between failures: how long it runs until it fails, on average",
    "mtrs": "Mean time to restore service: how long a failure lasts, on average",
    "hours": "When the team is there, such as Mon-Fri 08:00-18:00; empty means always",
    "call_out": "How long after a call it comes outside its hours; empty: it does not come",
    "skills": "What the team is able to do, in words of your own, separated by ;",
    "skill": "What its team must be able to do; without a team: any team that has the skill",
    "lag": "The least wait between the end of what it waits for and its start",
    "blocking": "A decision: whatever else the element needs waits for it",
    "service_hours": "When the supplier begins work, such as Mon-Fri 08:00-18:00",
    "start": "When it begins, such as Mon 14:00; empty: unknown, and hours are not counted",
    "frequency": "Events a year (0.2, once in 5 years) or the yearly probability of one (20 %)",
}


@dataclass(frozen=True)
class TableInfo:
    """How a table is called on screen."""

    name: str
    title: str
    icon: str
    hint: str


CATALOGUE: tuple[TableInfo, ...] = (
    TableInfo("elements", "Elements", "layers", "What the organisation depends on"),
    TableInfo("dependencies", "Dependencies", "link", "Which element needs which"),
    TableInfo("groups", "Redundancy groups", "network", "Where some of several are enough"),
    TableInfo("impacts", "Impact ratings", "clock-alert", "How bad an outage becomes over time"),
    TableInfo("options", "Recovery options", "rotate-ccw", "Ways to bring an element back"),
    TableInfo("tasks", "Recovery tasks", "list-checks", "The work of bringing elements back"),
    TableInfo("teams", "Teams", "users", "Who recovers, and how many at a time"),
    TableInfo("people", "People", "user", "Whom to call (personal data)"),
    TableInfo("agreements", "Agreements", "file-text", "What others have promised"),
    TableInfo("risks", "Risks", "shield-alert", "What can happen, and how likely"),
    TableInfo("scenarios", "Scenarios", "route", "What is lost at once"),
)
INFO = {item.name: item for item in CATALOGUE}


@dataclass(frozen=True)
class Column:
    """One field of a record as a column."""

    spec: FieldSpec
    title: str
    tip: str
    width: int

    @property
    def name(self) -> str:
        """The name of the field."""
        return self.spec.name

    @property
    def is_number(self) -> bool:
        """Whether it is set to the right."""
        return self.spec.type in NUMERIC


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table, in the order of the exchange contract."""
    return tuple(_column(spec) for spec in field_specs(RECORD_TYPES[table]))


def _column(spec: FieldSpec) -> Column:
    width = _OWN_WIDTHS.get(spec.name, _WIDTHS.get(spec.type, 120))
    return Column(spec, title(spec.name), _WORDS.get(spec.name, ""), width)


def missing_first(table: str) -> tuple[FieldSpec, ...]:
    """The references without which a record of this table cannot exist."""
    return tuple(
        spec for spec in field_specs(RECORD_TYPES[table]) if spec.required and spec.type == "ref"
    )


def default_of(table: str, name: str) -> object:
    """The value that a new record has in a field."""
    kind: type[r.Record] = RECORD_TYPES[table]
    return next(item.default for item in fields(kind) if item.name == name)
