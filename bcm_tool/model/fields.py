"""How a dataclass field says what it holds.

One description per field serves the file (column types), the exchange contract, the edits
(what happens when a referenced record goes) and the tables on screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, field, fields
from functools import cache
from typing import Any, Literal, NamedTuple, cast

from bcm_tool.durations import LONGEST

FieldType = Literal[
    "text",  # str, "" when unset
    "integer",  # int
    "minutes",  # int, whole minutes
    "money",  # Decimal, in the document's currency
    "number",  # Decimal
    "flag",  # bool
    "date",  # datetime.date
    "choice",  # str, one of ``choices``, "" when unset
    "ref",  # id of a record in ``target``, None when unset
    "refs",  # tuple of ids of records in ``target``
    "demand",  # tuple of (team id, units)
    "lost",  # tuple of "element:ID", "site:NAME", "supplier:NAME"
    "words",  # tuple of str, compared without regard to case
    "real",  # float
]
Form = Literal["", "calendar", "week time", "frequency", "appetite", "percent"]
OnDelete = Literal["cascade", "clear", "refuse"]


class FieldSpec(NamedTuple):
    """What a field of a record holds, read from the dataclass."""

    name: str
    type: FieldType
    required: bool
    target: str
    on_delete: OnDelete
    choices: tuple[str, ...]
    personal: bool
    form: Form = ""  # what a text or a number must read as; the empty one is anything
    lenient: bool = False  # whether a text that does not read so is kept, and only a finding
    least: int = 0  # the smallest number of minutes
    most: int = LONGEST  # the largest


def text(
    *,
    required: bool = False,
    personal: bool = False,
    form: Form = "",
    lenient: bool = False,
) -> Any:
    """Free text, or text of a ``form``; empty means unset."""
    return _field("text", "", required=required, personal=personal, form=form, lenient=lenient)


def choice(*choices: str, default: str = "") -> Any:
    """One word of a fixed list."""
    return _field("choice", default, choices=choices)


def integer(*, required: bool = False, default: int | None = None) -> Any:
    """A whole number; None means unset."""
    return _field("integer", default, required=required)


def minutes(
    *, required: bool = False, default: int | None = None, least: int = 0, most: int = LONGEST
) -> Any:
    """A duration in whole minutes; None means unset, which is not zero."""
    return _field("minutes", default, required=required, least=least, most=most)


def money() -> Any:
    """An amount in the document's currency as Decimal; None means unset."""
    return _field("money", None)


def number(default: Any = None, *, required: bool = False) -> Any:
    """A plain number as Decimal."""
    return _field("number", default, required=required)


def percent() -> Any:
    """A percentage above 0 and up to 100 as Decimal; None means unset."""
    return _field("number", None, form="percent")


def words() -> Any:
    """Several short texts; compared without regard to case."""
    return _field("words", ())


def real(default: float = 0.0) -> Any:
    """A coordinate."""
    return _field("real", default)


def flag(default: bool = False) -> Any:
    """Yes or no."""
    return _field("flag", default)


def day() -> Any:
    """A calendar date; None means unset."""
    return _field("date", None)


def ref(target: str, *, required: bool = False, on_delete: OnDelete = "clear") -> Any:
    """The id of a record in the table ``target``; ``on_delete`` says what its removal does."""
    return _field("ref", None, required=required, target=target, on_delete=on_delete)


def refs(target: str) -> Any:
    """Ids of records in ``target``; a removed one drops out of the tuple."""
    return _field("refs", (), target=target)


def demand() -> Any:
    """Pairs of team id and units, in the order typed."""
    return _field("demand", (), target="teams")


def lost() -> Any:
    """What a scenario loses: ``element:ID``, ``site:NAME`` or ``supplier:NAME``."""
    return _field("lost", (), target="elements")


def _field(kind: FieldType, default: Any, **extra: Any) -> Any:
    return field(default=default, metadata={"type": kind, **extra})


def field_specs(record_type: type[Any]) -> tuple[FieldSpec, ...]:
    """Every field of a record type but ``id``, in the order of the dataclass."""
    return _specs(cast(Any, record_type))


@cache
def _specs(record_type: Any) -> tuple[FieldSpec, ...]:
    return tuple(_spec(item) for item in fields(record_type) if item.name != "id")


def field_spec(record_type: type[Any], name: str) -> FieldSpec:
    """The one field called ``name``; KeyError when the record type has none such."""
    for spec in field_specs(record_type):
        if spec.name == name:
            return spec
    raise KeyError(name)


def _spec(item: Field[Any]) -> FieldSpec:
    described = item.metadata
    choices: Sequence[str] = described.get("choices", ())
    return FieldSpec(
        name=item.name,
        type=described["type"],
        required=described.get("required", False),
        target=described.get("target", ""),
        on_delete=described.get("on_delete", "clear"),
        choices=tuple(choices),
        personal=described.get("personal", False),
        form=described.get("form", ""),
        lenient=described.get("lenient", False),
        least=described.get("least", 0),
        most=described.get("most", LONGEST),
    )
