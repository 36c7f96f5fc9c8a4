"""Field values as people read and type them, the same in every table, form and paste."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bcm_tool.durations import format_duration, parse_duration
from bcm_tool.errors import BcmError
from bcm_tool.model import records as r
from bcm_tool.model.fields import FieldSpec
from bcm_tool.model.forms import check_text, different
from bcm_tool.model.model import KEYED_TABLES, Model
from bcm_tool.model.rules import NOUNS
from bcm_tool.percents import parse_percent, typed_percent

YES = ("yes", "y", "true", "x", "1", "on")
NO = ("no", "n", "false", "0", "off")
_SCALE_OF = {
    (r.ImpactRating, "level"): "impact",
    (r.ImpactCategory, "intolerable"): "impact",
    (r.MatrixCell, "likelihood"): "likelihood",
    (r.MatrixCell, "impact"): "impact",
    (r.MatrixCell, "risk"): "risk",
    (r.Risk, "inherent_likelihood"): "likelihood",
    (r.Risk, "inherent_impact"): "impact",
    (r.Risk, "likelihood"): "likelihood",
    (r.Risk, "impact"): "impact",
    (r.Risk, "target_likelihood"): "likelihood",
    (r.Risk, "target_impact"): "impact",
}


@dataclass(frozen=True)
class Reader:
    """Reads what people type.

    ``extra`` are ids of records that are about to be added, by table and casefolded key;
    ``dependent`` is the element whose redundancy groups a name can mean.
    """

    model: Model
    extra: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dependent: str | None = None

    def find(self, table: str, text: str) -> str | None:
        """The id of the record that a key, a name, or both together mean."""
        wanted = " ".join(text.split()).casefold()
        if table == "groups":
            groups = self.model.groups_of.get(self.dependent or "", ())
            return next((item.id for item in groups if item.name.casefold() == wanted), None)
        new = self.extra.get(table, {}).get(wanted)
        if new is not None:
            return new
        if table in KEYED_TABLES:
            keys = self.model.ids_by_key[table]
            if wanted in keys:
                return keys[wanted]
        return _by_name(self.model, table, wanted)


def scale_of(kind: type[r.Record], name: str) -> str:
    """The scale whose numbers a field holds; empty when it is a plain number."""
    return _SCALE_OF.get((kind, name), "")


def record_name(model: Model, table: str, record_id: str | None) -> str:
    """How a cell names a record: its key, or what stands for one."""
    record: Any = model.table(table).get(record_id or "")
    if record is None:
        return ""
    if isinstance(record, r.TimeBand):
        return format_duration(record.minutes)
    return str(getattr(record, "key", "") or getattr(record, "name", ""))


def record_label(model: Model, table: str, record_id: str | None) -> str:
    """Key and name together, for lists to choose from."""
    record: Any = model.table(table).get(record_id or "")
    if record is None:
        return ""
    key, name = getattr(record, "key", ""), getattr(record, "name", "")
    return (
        f"{key}  {name}" if key and name and key != name else record_name(model, table, record_id)
    )


def display(model: Model, record: r.Record, spec: FieldSpec) -> str:
    """What a cell shows and what is copied."""
    return show(model, type(record), spec, getattr(record, spec.name))


def show(model: Model, kind: type[r.Record], spec: FieldSpec, value: Any) -> str:
    """A value of a field in words; empty when unset."""
    if value is None or value == "" or value == ():
        return ""
    match spec.type:
        case "minutes":
            return format_duration(value)
        case "number" if spec.form == "percent":
            return typed_percent(value)
        case "money" | "number":
            return f"{value:,f}" if spec.type == "money" else f"{value:f}"
        case "flag":
            return "yes" if value else ""
        case "date":
            return str(value.isoformat())
        case "integer":
            return _level(model, scale_of(kind, spec.name), value)
        case "ref":
            return record_name(model, spec.target, value)
        case "refs":
            return "; ".join(record_name(model, spec.target, item) for item in value)
        case "demand":
            return "; ".join(
                f"{record_name(model, 'teams', team)}:{units}" for team, units in value
            )
        case "lost":
            return "; ".join(_lost_text(model, item) for item in value)
        case "words":
            return "; ".join(value)
    return str(value)


def sort_key(model: Model, record: r.Record, spec: FieldSpec) -> tuple[bool, Any]:
    """Orders by meaning (minutes, money, dates as such), unset last."""
    value = getattr(record, spec.name)
    if value is None or value == "" or value == ():
        return (True, 0)
    if spec.type in ("minutes", "money", "number", "integer", "flag", "date", "real"):
        return (False, value)
    if spec.type == "ref" and spec.target == "bands":
        return (False, model.bands[value].minutes)
    return (False, display(model, record, spec).casefold())


def parse(reader: Reader, kind: type[r.Record], spec: FieldSpec, text: str) -> Any:
    """What was typed, as a value of the field.

    Raises
    ------
    BcmError
        With a sentence that says what is expected.
    """
    cleaned = text.strip()
    if not cleaned or cleaned == "-":
        return _unset(spec)
    match spec.type:
        case "minutes":
            return parse_duration(cleaned, spec.most)
        case "number" if spec.form == "percent":
            return parse_percent(cleaned)
        case "money" | "number":
            return parse_number(cleaned)
        case "integer":
            return _parse_level(reader.model, scale_of(kind, spec.name), cleaned)
        case "flag":
            return _parse_flag(cleaned)
        case "date":
            return _parse_date(cleaned)
        case "choice":
            return _parse_choice(spec, cleaned)
        case "ref":
            return _parse_ref(reader, spec.target, cleaned)
        case "refs":
            return tuple(_parse_ref(reader, spec.target, part) for part in _parts(cleaned))
        case "demand":
            return tuple(_parse_demand(reader, part) for part in _parts(cleaned))
        case "lost":
            return tuple(_parse_lost(reader, part) for part in _parts(cleaned))
        case "words":
            return different(_parts(cleaned))
        case "real":
            return float(parse_number(cleaned))
    check_text(spec.form, cleaned)
    return cleaned if "\n" not in text else text.strip("\n")


def options(model: Model, kind: type[r.Record], spec: FieldSpec) -> list[str]:
    """Everything a choice field offers; empty for what is typed freely."""
    scale = scale_of(kind, spec.name)
    if spec.type == "choice":
        default = next(iter(spec.choices), "")
        return [*([] if _has_default(kind, spec) else [""]), *spec.choices] if default else []
    if spec.type == "flag":
        return ["yes", "no"]
    if scale:
        return ["", *(_level(model, scale, item.number) for item in model.scale(scale))]
    return []


def _has_default(kind: type[r.Record], spec: FieldSpec) -> bool:
    return bool(kind.__dataclass_fields__[spec.name].default)


def _unset(spec: FieldSpec) -> Any:
    if spec.type == "minutes" and spec.required:
        raise BcmError("A duration is needed here; write for example 0 min, 4h or 1d 12h.")
    if spec.required:
        raise BcmError(f"{title(spec.name)} must not be empty.")
    if spec.type in ("refs", "demand", "lost", "words"):
        return ()
    if spec.type == "flag":
        return False
    return "" if spec.type in ("text", "choice") else None


def title(name: str) -> str:
    """A field's name as the head of a column: "rto" is "RTO", "as_of" is "As of"."""
    words = name.replace("_", " ")
    if words in ("mtpd", "rto", "rpo", "wrt", "mbco", "rpa", "mtbf", "mtrs"):
        return words.upper()
    return words[:1].upper() + words[1:].replace(" rpa", " RPA")


def parse_number(text: str) -> Decimal:
    """``1200``, ``1,200.50``, ``1 200,50``; a lone comma before three digits marks thousands."""
    cleaned = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "")
    marks = [mark for mark in ",." if mark in cleaned]
    if len(marks) == 2:
        decimal = max(marks, key=cleaned.rfind)
        cleaned = cleaned.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    elif marks:
        head, _, tail = cleaned.rpartition(marks[0])
        if cleaned.count(marks[0]) > 1:
            cleaned = cleaned.replace(marks[0], "")
        elif marks[0] == "," and len(tail) == 3 and head not in ("", "0"):
            cleaned = head + tail
        else:
            cleaned = cleaned.replace(",", ".")
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        raise BcmError(f"“{text}” is not a number.") from None
    if not value.is_finite():
        raise BcmError(f"“{text}” is not a number.")
    return value


def _level(model: Model, scale: str, number: int) -> str:
    if not scale:
        return str(number)
    name = next((item.name for item in model.scale(scale) if item.number == number), "")
    return f"{number} · {name}" if name else str(number)


def _parse_level(model: Model, scale: str, text: str) -> int:
    levels = model.scale(scale) if scale else ()
    for item in levels:
        if text.casefold() in (item.name.casefold(), _level(model, scale, item.number).casefold()):
            return item.number
    try:
        number = int(text.split("·")[0].strip())
    except ValueError:
        known = ", ".join(_level(model, scale, item.number) for item in levels)
        hint = f"; use {known}" if known else ""
        raise BcmError(f"“{text}” is not a whole number{hint}.") from None
    if levels and number not in {item.number for item in levels}:
        known = ", ".join(str(item.number) for item in levels)
        raise BcmError(f"{number} is not on the {scale} scale; use {known}.")
    return number


def _parse_flag(text: str) -> bool:
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise BcmError(f"“{text}” is neither yes nor no.")


def _parse_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BcmError(f"“{text}” is not a date; write year-month-day, 2027-03-31.") from None


def _parse_choice(spec: FieldSpec, text: str) -> str:
    for choice in spec.choices:
        if choice.casefold() == text.casefold():
            return choice
    raise BcmError(f"“{text}” is not one of {', '.join(spec.choices)}.")


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def _parse_ref(reader: Reader, table: str, text: str) -> str:
    found = reader.find(table, text)
    if found is None:
        raise BcmError(f"There is no {NOUNS[table]} “{text}”.")
    return found


def _by_name(model: Model, table: str, wanted: str) -> str | None:
    if table == "bands":
        try:
            minutes = parse_duration(wanted)
        except BcmError:
            return None
        return next((item.id for item in model.bands.values() if item.minutes == minutes), None)
    named = [
        record_id
        for record_id in model.table(table)
        if wanted
        in (
            " ".join(record_label(model, table, record_id).split()).casefold(),
            str(getattr(model.table(table)[record_id], "name", "")).strip().casefold(),
        )
    ]
    return named[0] if len(named) == 1 else None


def _parse_demand(reader: Reader, text: str) -> tuple[str, int]:
    name, _, units = text.rpartition(":") if ":" in text else (text, "", "1")
    try:
        count = int(units)
    except ValueError:
        raise BcmError(f"“{text}” is not a team with units; write for example DBA:1.") from None
    return _parse_ref(reader, "teams", name.strip()), count


def _lost_text(model: Model, entry: str) -> str:
    if entry.startswith("element:"):
        return record_name(model, "elements", entry.removeprefix("element:"))
    return entry


def _parse_lost(reader: Reader, text: str) -> str:
    prefix, colon, name = text.partition(":")
    if colon and prefix.strip().casefold() in ("site", "supplier") and name.strip():
        return f"{prefix.strip().casefold()}:{name.strip()}"
    return f"element:{_parse_ref(reader, 'elements', text)}"
