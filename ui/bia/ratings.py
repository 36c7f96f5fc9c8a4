"""The ratings of one element as a grid: reading, typing, pasting, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from bcm_tool.amounts import scaled
from bcm_tool.durations import format_duration
from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.fields import field_spec
from bcm_tool.model.model import Model
from ui.models.values import Reader, parse, parse_number

Field = Literal["level", "loss"]
Value = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: what is rated (level or money) in which category and band."""

    category: str
    band: str
    field: Field


Changes = Mapping[Place, Value]


def categories(model: Model) -> tuple[r.ImpactCategory, ...]:
    """Categories in the order of the document."""
    return tuple(model.categories.values())


def rating_at(model: Model, element: str, category: str, band: str) -> r.ImpactRating | None:
    """The rating of a cell; None when it is not rated."""
    ratings = model.impacts_of.get(element, ())
    return next((x for x in ratings if (x.category, x.band) == (category, band)), None)


def value_at(model: Model, element: str, place: Place) -> Value:
    """The level or money in a cell."""
    found = rating_at(model, element, place.category, place.band)
    if found is None:
        return None
    return found.level if place.field == "level" else found.loss


def set_ratings(model: Model, element: str, changes: Changes) -> Model:
    """Set cells of one element, all or none; a rating without level and money goes.

    Raises
    ------
    BcmError
        When a level or a loss would fall as time goes on.
    """
    impacts = dict(model.impacts)
    known = {(x.category, x.band): x.id for x in model.impacts_of.get(element, ())}
    for place, value in changes.items():
        cell = (place.category, place.band)
        if cell not in known:
            fresh = r.ImpactRating(
                id=r.new_id(), element=element, category=place.category, band=place.band
            )
            known[cell] = fresh.id
            impacts[fresh.id] = fresh
        found = impacts[known[cell]]
        new: dict[str, Any] = {place.field: value}
        impacts[found.id] = replace(found, **new)
    for cell in {(place.category, place.band) for place in changes}:
        if impacts[known[cell]].level is None and impacts[known[cell]].loss is None:
            del impacts[known[cell]]
    return edits.checked(model, model.with_tables({"impacts": impacts}))


def read_cell(model: Model, place: Place, text: str) -> Value:
    """What was typed or pasted, as a level or an amount of money; empty clears.

    Raises
    ------
    BcmError
        With a sentence that says what is expected.
    """
    cleaned = text.strip()
    if not cleaned or cleaned == "-":
        return None
    if place.field == "loss":
        currency = model.method.currency
        amount = cleaned.removesuffix(currency).strip() if currency else cleaned
        value = parse_number(amount)
        if value < 0:
            raise BcmError("A loss is not negative.")
        return value
    spec = field_spec(r.ImpactRating, "level")
    level: int | None = parse(Reader(model), r.ImpactRating, spec, cleaned)
    return level


def falling(model: Model, element: str, changes: Changes) -> str:
    """Where in these rows a value falls with time, in a sentence; empty where none does."""
    rows = sorted({(place.category, place.field) for place in changes})
    for category, field in rows:
        last: tuple[str, Value] | None = None
        for band in model.sorted_bands:
            place = Place(category, band.id, field)
            value = changes[place] if place in changes else value_at(model, element, place)
            if value is None:
                continue
            if last is not None and last[1] is not None and value < last[1]:
                return _falls(model, category, field, last, (band.id, value))
            last = (band.id, value)
    return ""


def _falls(
    model: Model,
    category: str,
    field: Field,
    before: tuple[str, Value],
    after: tuple[str, Value],
) -> str:
    name = model.categories[category].name
    noun = "level" if field == "level" else "loss"
    early, late = (format_duration(model.bands[item[0]].minutes) for item in (before, after))
    return (
        f"{name}: the {noun} cannot fall as time goes on, but {shown(after[1])} at {late} is less "
        f"than {shown(before[1])} at {early}. What was typed waits here until the row rises; "
        "Esc drops it."
    )


def shown(value: Value) -> str:
    """A level or an amount as people read it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    return str(value)


def shortest(value: Value) -> str:
    """The same where there is little room: the level alone, thousands and millions as k and M."""
    if not isinstance(value, Decimal) or value < 10_000:
        return shown(value)
    many, letter = scaled(value)
    part = many.quantize(Decimal("0.1") if many < 100 else Decimal(1))
    return f"{format(part, 'f').removesuffix('.0')} {letter}"


def level_name(model: Model, number: int | None) -> str:
    """The name of an impact level; empty where it has none."""
    return next((item.name for item in model.scale("impact") if item.number == number), "")


def rated(model: Model, element: str) -> tuple[int, int]:
    """(cells with a level, all cells) of an element."""
    found = sum(item.level is not None for item in model.impacts_of.get(element, ()))
    return found, len(model.categories) * len(model.bands)
