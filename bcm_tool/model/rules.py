"""What a document refuses, whoever changes it: a person, an import or a paste.

Everything that is merely worrying (a cycle, an RTO that cannot be met) is a finding of the
analyses, not refused here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import compress
from math import isfinite
from operator import attrgetter
from typing import Any

from bcm_tool.errors import BcmError
from bcm_tool.model import records as r
from bcm_tool.model.diff import Diff
from bcm_tool.model.fields import FieldSpec, field_specs
from bcm_tool.model.forms import different, minutes_problem, number_problem, text_problem
from bcm_tool.model.model import KEYED_TABLES, RECORD_TYPES, TABLE_OF, Model

LONGEST_TEXT = 32_000
MOST_MONEY = Decimal(10) ** 15
NOUNS = {
    "methods": "method",
    "scales": "scale level",
    "categories": "impact category",
    "bands": "time band",
    "tiers": "tier",
    "matrix": "matrix cell",
    "kinds": "kind",
    "threats": "threat",
    "elements": "element",
    "groups": "redundancy group",
    "dependencies": "dependency",
    "impacts": "impact rating",
    "teams": "team",
    "people": "person",
    "options": "recovery option",
    "tasks": "recovery task",
    "agreements": "agreement",
    "risks": "risk",
    "scenarios": "scenario",
    "positions": "map position",
}
_UNIQUE = {
    "scales": ("scale", "number"),
    "categories": ("name",),
    "bands": ("minutes",),
    "tiers": ("name",),
    "matrix": ("likelihood", "impact"),
    "kinds": ("name",),
    "threats": ("name",),
    "groups": ("dependent", "name"),
    "dependencies": ("dependent", "provider"),
    "impacts": ("element", "category", "band"),
    "positions": ("element",),
    **dict.fromkeys(KEYED_TABLES, ("key",)),
}
_TEXTS = ("text", "choice")


def refuse_bad(model: Model, changes: Diff) -> None:
    """Raise for the first rule that ``model`` breaks in what ``changes`` touched.

    Raises
    ------
    BcmError
        With a sentence that names the record.
    """
    for _, _, sentence in broken_rules(model, changes):
        raise BcmError(sentence)


def broken_rules(model: Model, changes: Diff) -> Iterator[tuple[str, str, str]]:
    """(table, record id, sentence) for every rule broken in what ``changes`` touched."""
    for name in changes.tables:
        changed = [new for _, new in changes.changed(name).values() if new is not None]
        for record in changed:
            for sentence in _record_problems(model, record):
                yield name, record.id, sentence
        yield from _doubles(model, name, changes)
    yield from _group_problems(model, changes)
    yield from _falling_ratings(model, changes)
    yield from _selected_twice(model, changes)
    yield from _levels_in_use(model, changes)


def describe(model: Model, record: r.Record) -> str:
    """How a sentence names a record: its noun with key, name or the two ends."""
    noun = NOUNS[TABLE_OF[type(record)]]
    if isinstance(record, r.Dependency):
        return f"dependency of {_key(model, record.dependent)} on {_key(model, record.provider)}"
    if isinstance(record, r.RedundancyGroup):
        return f"redundancy group “{record.name}” of {_key(model, record.dependent)}"
    if isinstance(record, r.ImpactRating):
        category = model.categories.get(record.category)
        shown = category.name if category else "?"
        return f"impact rating of {_key(model, record.element)} in {shown}"
    shown = getattr(record, "key", "") or getattr(record, "name", "")
    return f"{noun} {shown}" if shown else noun


def already_there(model: Model, record: r.Record) -> str:
    """The sentence that refuses a second one of the same."""
    shown = describe(model, record)
    return f"There is already {'an' if shown[0] in 'aeiou' else 'a'} {shown}."


def _key(model: Model, element: str) -> str:
    found = model.elements.get(element)
    return found.key if found else "?"


def _record_problems(model: Model, record: r.Record) -> Iterator[str]:
    for spec in field_specs(type(record)):
        problem = value_problem(model, spec, getattr(record, spec.name))
        if problem:
            yield f"The {describe(model, record)}: {problem}"
    yield from _own_rules(model, record)


def value_problem(model: Model, spec: FieldSpec, value: Any) -> str:
    """What is wrong with one value of a field, whatever else its record says; empty when fine."""
    label = spec.name.replace("_", " ")
    if value is None or (isinstance(value, str) and not value.strip()):
        return f"{label} is missing." if spec.required else ""
    match spec.type:
        case "text":
            return _text_problem(label, value) or text_problem(spec, value)
        case "choice":
            fine = value in spec.choices
            return "" if fine else f"{label} is “{value}”; use {', '.join(spec.choices)}."
        case "minutes":
            return minutes_problem(spec, label, value)
        case "integer":
            fine = isinstance(value, int) and -1_000_000 <= value <= 1_000_000
            return "" if fine else f"{label} must be a whole number."
        case "money" | "number":
            fine = isinstance(value, Decimal) and value.is_finite() and 0 <= value <= MOST_MONEY
            if not fine:
                return f"{label} must be a number that is not negative."
            return number_problem(spec, label, value)
        case "date":
            return "" if isinstance(value, date) else f"{label} must be a date."
        case "ref":
            return "" if value in model.table(spec.target) else _missing(label, spec.target)
        case "refs":
            fine = all(item in model.table(spec.target) for item in value)
            return "" if fine else _missing(label, spec.target)
        case "demand":
            return _demand_problem(model, value)
        case "lost":
            return _lost_problem(model, value)
        case "words":
            return _words_problem(label, value)
        case "real":
            return "" if isfinite(value) else f"{label} must be a finite number."
    return ""


def _missing(label: str, target: str) -> str:
    return f"{label} names a {NOUNS[target]} that does not exist."


def is_control(character: str) -> bool:
    """Whether no text may hold it: a control character, or one that no XML file can hold."""
    if character in "\ufffe\uffff":
        return True
    return unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"


def _text_problem(label: str, value: str) -> str:
    if len(value) > LONGEST_TEXT:
        return f"{label} is longer than {LONGEST_TEXT:,} characters."
    for character in value:
        if is_control(character):
            return f"{label} holds the control character U+{ord(character):04X}."
    return ""


def _words_problem(label: str, value: tuple[str, ...]) -> str:
    if not all(word.strip() for word in value):
        return f"{label} holds an empty word."
    if len(different(value)) < len(value):
        return f"{label} holds a word twice."
    return next(filter(None, (_text_problem(label, word) for word in value)), "")


def _demand_problem(model: Model, value: tuple[tuple[str, int], ...]) -> str:
    teams = [team for team, _ in value]
    if any(team not in model.teams for team in teams):
        return _missing("team", "teams")
    if len(set(teams)) != len(teams):
        return "a team is named twice."
    return "" if all(units >= 1 for _, units in value) else "a team's demand must be at least 1."


def _lost_problem(model: Model, value: tuple[str, ...]) -> str:
    for entry in value:
        prefix, _, rest = entry.partition(":")
        if prefix == "element" and rest not in model.elements:
            return _missing("lost", "elements")
        if prefix not in ("element", "site", "supplier") or not rest:
            return f"“{entry}” is no element, site:NAME or supplier:NAME."
    return next(filter(None, (_text_problem("lost", entry) for entry in value)), "")


def _own_rules(model: Model, record: r.Record) -> Iterator[str]:
    match record:
        case r.Dependency():
            yield from _dependency_rules(model, record)
        case r.RecoveryTask() if record.id in record.after:
            yield f"The recovery task {record.key} cannot come after itself."
        case r.RecoveryTask():
            steps = (record.optimistic, record.likely, record.pessimistic)
            known = [step for step in steps if step is not None]
            if known != sorted(known):
                yield (
                    f"The recovery task {record.key}: optimistic, likely and pessimistic "
                    "must not fall in this order."
                )
        case r.ScaleLevel() if not record.scale:
            yield "A scale level must belong to the impact, likelihood or risk scale."
        case r.Team() if record.capacity < 0:
            yield f"The team {record.key} cannot have a capacity below 0."
        case r.Person() if record.deputy == record.id:
            yield f"The person {record.key} cannot be their own deputy."
        case r.TimeBand() if record.minutes <= 0:
            yield "A time band must be later than 0 minutes."
        case _:
            return


def _dependency_rules(model: Model, record: r.Dependency) -> Iterator[str]:
    if record.dependent == record.provider:
        yield f"{_key(model, record.dependent)} cannot depend on itself."
    group = model.groups.get(record.group or "")
    if group is not None and group.dependent != record.dependent:
        yield f"The {describe(model, record)} is in a group of another element."
    if group is not None and record.strength == "soft":
        yield f"The {describe(model, record)} is in a group, so it cannot be soft."


def _doubles(model: Model, name: str, changes: Diff) -> Iterator[tuple[str, str, str]]:
    """Records that share what must be unique with one that is new or was given another.

    The table is walked only when there is such a one: it is most of an edit's time.
    """
    identity = _identity(name)
    if identity is None:
        return
    wanted = {
        identity(new)
        for old, new in changes.changed(name).values()
        if new is not None and (old is None or identity(old) != identity(new))
    }
    if not wanted:
        return
    seen: dict[Any, r.Record] = {}
    for record in _candidates(name, model.table(name).values(), wanted):
        found = identity(record)
        if found in wanted:
            other = seen.setdefault(found, record)
            if other is not record:
                yield name, record.id, already_there(model, other)


def _candidates(name: str, records: Collection[r.Record], wanted: set[Any]) -> Iterable[r.Record]:
    """The records that may have a ``wanted`` identity, without a step of Python for each."""
    field, *others = _UNIQUE[name]
    values = map(attrgetter(field), records)
    if _types(name)[field] not in _TEXTS:
        firsts = {item[0] for item in wanted} if others else wanted
        return compress(records, map(firsts.__contains__, values))
    if others:
        return records
    try:
        folded = list(map(str.casefold, map(str.strip, values)))
    except TypeError:
        return records  # one is no text: it is refused for that elsewhere
    return compress(records, map(wanted.__contains__, folded))


def _types(name: str) -> dict[str, str]:
    return {spec.name: spec.type for spec in field_specs(RECORD_TYPES[name])}


@cache
def _identity(name: str) -> Callable[[Any], Any] | None:
    """What must be unique in a table, read from a record; texts without regard to case."""
    names = _UNIQUE.get(name, ())
    if not names:
        return None
    types, read = _types(name), attrgetter(*names)
    if all(types[field] not in _TEXTS for field in names):
        return read
    if len(names) == 1:
        return lambda record: _folded(read(record))
    return lambda record: tuple(_folded(value) for value in read(record))


def _folded(value: Any) -> Any:
    return value.strip().casefold() if isinstance(value, str) else value


def _group_problems(model: Model, changes: Diff) -> Iterator[tuple[str, str, str]]:
    touched = set(changes.changed("groups"))
    for old, new in changes.changed("dependencies").values():
        for record in (old, new):
            if isinstance(record, r.Dependency) and record.group:
                touched.add(record.group)
    for group_id in sorted(touched):
        group = model.groups.get(group_id)
        if group is None:
            continue
        count = len(model.members_of.get(group_id, ()))
        if not 1 <= group.required <= count:
            yield (
                "groups",
                group_id,
                f"The {describe(model, group)} requires {group.required} of {count} members; "
                f"it must require at least 1 and at most as many as it has.",
            )


def _falling_ratings(model: Model, changes: Diff) -> Iterator[tuple[str, str, str]]:
    touched = {
        (record.element, record.category)
        for _, record in changes.changed("impacts").values()
        if isinstance(record, r.ImpactRating)
    }
    for element, category in sorted(touched):
        ratings = [item for item in model.impacts_of.get(element, ()) if item.category == category]
        known = [item for item in ratings if item.band in model.bands]
        known.sort(key=lambda item: model.bands[item.band].minutes)
        for attribute in ("level", "loss"):
            values = [getattr(item, attribute) for item in known]
            given = [value for value in values if value is not None]
            if given != sorted(given):
                yield (
                    "impacts",
                    known[0].id,
                    f"The {describe(model, known[0])}: the {attribute} falls as time goes on.",
                )


def _selected_twice(model: Model, changes: Diff) -> Iterator[tuple[str, str, str]]:
    changed = [new for _, new in changes.changed("options").values()]
    for record in changed:
        if not isinstance(record, r.RecoveryOption) or not record.selected:
            continue
        if sum(item.selected for item in model.options_of.get(record.element, ())) > 1:
            sentence = f"{_key(model, record.element)} has more than one selected recovery option."
            yield "options", record.id, sentence


def _levels_in_use(model: Model, changes: Diff) -> Iterator[tuple[str, str, str]]:
    """A level of a scale may only go when nothing is rated with it."""
    for key, (old, _) in changes.changed("scales").items():
        if not isinstance(old, r.ScaleLevel):
            continue
        kept = any(level.number == old.number for level in model.scale(old.scale))
        if not kept and old.number in _used_levels(model, old.scale):
            sentence = f"Level {old.number} of the {old.scale} scale is still used."
            yield "scales", key, sentence


def _used_levels(model: Model, scale: str) -> set[int | None]:
    if scale == "risk":
        return {cell.risk for cell in model.matrix.values()}
    cells = {getattr(cell, scale) for cell in model.matrix.values()}
    names = (f"inherent_{scale}", scale, f"target_{scale}")
    rated = {getattr(risk, name) for risk in model.risks.values() for name in names}
    if scale == "impact":
        rated |= {rating.level for rating in model.impacts.values()}
        rated |= {category.intolerable for category in model.categories.values()}
    return rated | cells
