"""Models for tests: built by hand in a line or two, or drawn at random by hypothesis.

Ids are short and readable (``e1``, ``d3``), so that a failing example can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from bcm_tool.durations import LONGEST
from bcm_tool.model import records as r
from bcm_tool.model.edits import checked
from bcm_tool.model.fields import FieldSpec, field_specs
from bcm_tool.model.method import default_model
from bcm_tool.model.model import RECORD_TYPES, TABLE_OF, Model

_TYPES: Mapping[str, Any] = RECORD_TYPES
TIMES = (0, 5, 10, 15, 30, 60, 120, 240, 480, 1440)


# --- by hand --------------------------------------------------------------------------------------


def element(key: str, /, **values: Any) -> r.Element:
    """An element whose id is its key and whose name is its key, unless said otherwise."""
    return r.Element(**{"id": key, "key": key, "name": key, **values})


def dependency(dependent: str, provider: str, **values: Any) -> r.Dependency:
    """``dependent`` needs ``provider``; the id is ``dependent>provider``."""
    given = {"id": f"{dependent}>{provider}", "dependent": dependent, "provider": provider}
    return r.Dependency(**{**given, **values})


def model_of(*records: r.Record, base: Model | None = None) -> Model:
    """A model with the default method (or ``base``) and these records; breaks no rule."""
    old = default_model() if base is None else base
    tables: dict[str, dict[str, r.Record]] = {}
    for record in records:
        name = TABLE_OF[type(record)]
        tables.setdefault(name, dict(old.table(name)))[record.id] = record
    return checked(old, old.with_tables(tables))


def chain(*keys: str, **values: Any) -> Model:
    """Elements of which each needs the next; ``values`` go to every dependency."""
    elements = [element(key) for key in keys]
    links = [dependency(a, b, **values) for a, b in pairwise(keys)]
    return model_of(*elements, *links)


# --- at random: what a person could have entered --------------------------------------------------


@st.composite
def random_model(
    draw: DrawFn,
    *,
    min_elements: int = 1,
    max_elements: int = 7,
    max_dependencies: int | None = None,
    cycles: bool = True,
    soft: bool = True,
    tolerances: bool = True,
    groups: bool = True,
    ratings: bool = True,
    rtos: bool = True,
    options: bool = True,
    teams: bool = True,
    tasks: bool = True,
    scenarios: bool = True,
    others: bool = True,
    times: Sequence[int] = TIMES,
) -> Model:
    """A model that breaks no rule.

    ``cycles``: whether dependencies may run in circles; without, ``e2`` may need ``e3`` but
    never the other way round. ``max_dependencies``: twice the elements when not given.
    ``rtos``: typed MTPD, RTO, RPO and WRT. ``others``: people, agreements, risks, threats and
    map positions, which change no time of recovery. Every duration is one of ``times``; those
    of tasks and options too. Tasks come only after tasks with a smaller number, and ask of a
    team at most its capacity.
    """
    time = st.sampled_from(tuple(times))
    unset_time = st.none() | time
    count = draw(st.integers(min_elements, max_elements))
    ids = [f"e{number}" for number in range(1, count + 1)]
    made: list[r.Record] = [draw(_elements(name, unset_time, rtos=rtos)) for name in ids]
    links = draw(_links(ids, 2 * count if max_dependencies is None else max_dependencies, cycles))
    needs = [
        dependency(
            *link,
            id=f"d{number}",
            strength=draw(st.sampled_from(r.STRENGTHS)) if soft else "hard",
            tolerance=draw(time) if tolerances else 0,
        )
        for number, link in enumerate(links, 1)
    ]
    if groups:
        needs, found = draw(_groups(ids, needs, time))
        made += found
    made += needs
    if ratings:
        for name in ids:
            made += draw(_ratings(name))
    crew = draw(_teams()) if teams or tasks else []
    made += crew
    if options:
        for name in ids:
            made += draw(_options(name, unset_time))
    if tasks:
        made += draw(_tasks(ids, crew, time))
    if scenarios:
        made += draw(_scenarios(ids))
    if others:
        made += draw(_others(ids, crew))
    return model_of(*made)


@st.composite
def _elements(draw: DrawFn, name: str, times: SearchStrategy[int | None], *, rtos: bool) -> Any:
    kind = draw(st.sampled_from(("service", "process", "application", "infrastructure", None)))
    site = draw(st.sampled_from(("", "", "North", "south")))
    supplier = draw(st.sampled_from(("", "", "Acme", "Cloud & Co")))
    made = element(name, key=name.upper(), kind=kind, site=site, supplier=supplier)
    if not rtos:
        return made
    found: dict[str, Any] = {field: draw(times) for field in ("mtpd", "rto", "rpo", "wrt")}
    return replace(made, **found)


@st.composite
def _links(draw: DrawFn, ids: list[str], most: int, cycles: bool) -> list[tuple[str, str]]:
    pairs = [
        (a, b) for a in ids for b in ids if (a != b if cycles else ids.index(a) < ids.index(b))
    ]
    if not pairs:
        return []
    return draw(st.lists(st.sampled_from(pairs), max_size=most, unique=True))


@st.composite
def _groups(
    draw: DrawFn, ids: list[str], needs: list[r.Dependency], time: SearchStrategy[int]
) -> tuple[list[r.Dependency], list[r.Record]]:
    made: list[r.Record] = []
    changed = list(needs)
    for owner in ids:
        own = [place for place, item in enumerate(changed) if item.dependent == owner]
        if len(own) < 2 or not draw(st.booleans()):
            continue
        members = draw(st.lists(st.sampled_from(own), min_size=2, unique=True))
        group = r.RedundancyGroup(
            id=f"g-{owner}",
            dependent=owner,
            name=f"Group of {owner}",
            required=draw(st.integers(1, len(members))),
            takeover=draw(st.sampled_from(r.TAKEOVERS)),
            takeover_time=draw(time),
        )
        made.append(group)
        for place in members:
            changed[place] = replace(changed[place], group=group.id, strength="hard")
    return changed, made


@st.composite
def _ratings(draw: DrawFn, name: str) -> list[r.Record]:
    made: list[r.Record] = []
    bands = default_model().sorted_bands
    for category in draw(st.sets(st.sampled_from(("category-1", "category-2", "category-5")))):
        rated = draw(st.lists(st.sampled_from(bands), max_size=4, unique=True))
        rated.sort(key=lambda band: band.minutes)
        size = len(rated)
        levels = sorted(draw(st.lists(st.integers(1, 5), min_size=size, max_size=size)))
        losses = sorted(draw(st.lists(st.integers(0, 900), min_size=size, max_size=size)))
        with_money = draw(st.booleans())
        for band, level, loss in zip(rated, levels, losses, strict=True):
            made.append(
                r.ImpactRating(
                    id=f"i-{name}-{category}-{band.id}",
                    element=name,
                    category=category,
                    band=band.id,
                    level=level,
                    loss=Decimal(loss) * 1000 if with_money else None,
                )
            )
    return made


@st.composite
def _teams(draw: DrawFn) -> list[r.Team]:
    capacities = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    return [
        r.Team(id=f"team{number}", key=f"T{number}", name=f"Team {number}", capacity=capacity)
        for number, capacity in enumerate(capacities, 1)
    ]


@st.composite
def _options(draw: DrawFn, name: str, times: SearchStrategy[int | None]) -> list[r.RecoveryOption]:
    count = draw(st.integers(0, 2))
    chosen = draw(st.integers(0, count))
    return [
        r.RecoveryOption(
            id=f"o-{name}-{number}",
            key=f"O-{name}-{number}",
            element=name,
            name=f"Option {number}",
            strategy=draw(st.sampled_from(("", *r.STRATEGIES))),
            recovery_time=draw(times),
            rpa=draw(times),
            selected=number == chosen,
        )
        for number in range(1, count + 1)
    ]


@st.composite
def _tasks(
    draw: DrawFn, ids: list[str], crew: list[r.Team], time: SearchStrategy[int]
) -> list[r.RecoveryTask]:
    made: list[r.RecoveryTask] = []
    owners = draw(st.lists(st.sampled_from(ids), max_size=len(ids) + 2))
    for number, owner in enumerate(owners, 1):
        earlier = [task.id for task in made]
        after = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []
        asked = draw(st.lists(st.sampled_from(crew), max_size=2, unique=True)) if crew else []
        steps = sorted(draw(st.tuples(time, time, time)))
        estimated = draw(st.booleans())
        made.append(
            r.RecoveryTask(
                id=f"t{number}",
                key=f"TASK-{number}",
                element=owner,
                name=f"Task {number}",
                optimistic=steps[0] if estimated else None,
                likely=steps[1],
                pessimistic=steps[2] if estimated else None,
                demand=tuple((team.id, draw(st.integers(1, team.capacity))) for team in asked),
                after=tuple(after),
                needed=draw(st.sampled_from(r.NEEDED)),
            )
        )
    return made


@st.composite
def _scenarios(draw: DrawFn, ids: list[str]) -> list[r.Record]:
    entries = [f"element:{name}" for name in ids] + ["site:north", "supplier:Acme"]
    return [
        r.Scenario(
            id=f"s{number}",
            key=f"S{number}",
            name=f"Scenario {number}",
            lost=tuple(
                draw(st.lists(st.sampled_from(entries), min_size=1, max_size=3, unique=True))
            ),
        )
        for number in range(1, draw(st.integers(1, 2)) + 1)
    ]


@st.composite
def _others(draw: DrawFn, ids: list[str], crew: list[r.Team]) -> list[r.Record]:
    owner = draw(st.sampled_from(ids))
    scale = st.none() | st.integers(1, 5)
    made: list[r.Record] = [
        r.Threat(id="threat1", name="Fire"),
        r.Person(
            id="p1",
            key="P1",
            name="Ada Äquator",
            team=crew[0].id if crew else None,
            phone="+49 30 1234",
        ),
        r.Person(id="p2", key="P2", name="Bo Ōkami", deputy="p1", email="bo@example.org"),
        r.Risk(
            id="r1",
            key="R1",
            title="Fire in the machine room",
            element=owner,
            threat="threat1",
            inherent_likelihood=draw(scale),
            inherent_impact=draw(scale),
            likelihood=draw(scale),
            impact=draw(scale),
            review_date=draw(st.none() | st.just(date(2026, 3, 1))),
        ),
        r.Position(id=owner, element=owner, x=draw(st.floats(-500, 500)), y=12.5),
    ]
    if draw(st.booleans()):
        made.append(
            r.Agreement(
                id="a1",
                key="A1",
                element=owner,
                type=draw(st.sampled_from(r.AGREEMENT_TYPES)),
                restore_time=draw(st.sampled_from((None, 60, 240, 480))),
                rpo=draw(st.sampled_from((None, 0, 60))),
            )
        )
    return made


# --- at random: anything the fields can hold ------------------------------------------------------


def any_text(max_size: int = 12) -> SearchStrategy[str]:
    """Text of every script, right-to-left and emoji included; no control characters."""
    letters = st.characters(
        exclude_categories=("Cc", "Cs"),
        include_characters="\n\t",
        exclude_characters="\ufffe\uffff",
    )
    return st.text(letters, max_size=max_size)


@st.composite
def any_model(draw: DrawFn, *, most: int = 2) -> Model:
    """A model whose references resolve and whose values are any that the fields can hold.

    Drawn from the field descriptions alone, so a record type added later is covered too. It
    may break rules that concern more than one field.
    """
    ids = {
        name: [f"{name}-{number}" for number in range(draw(st.integers(0, most)))]
        for name in RECORD_TYPES
    }
    ids["methods"] = ["method"]
    ids["positions"] = ids["positions"] and ids["elements"]
    changed = True
    while changed:  # a record whose required reference has nothing to point at cannot exist
        changed = False
        for name, kind in _TYPES.items():
            targets = [spec.target for spec in field_specs(kind) if spec.required and spec.target]
            if ids[name] and any(not ids[target] for target in targets):
                ids[name], changed = [], True
    tables: dict[str, Any] = {
        name: {key: draw(_any_record(kind, key, ids)) for key in ids[name]}
        for name, kind in RECORD_TYPES.items()
    }
    return Model(**tables)


@st.composite
def _any_record(draw: DrawFn, kind: Any, key: str, ids: Mapping[str, list[str]]) -> Any:
    values = {spec.name: draw(any_value(spec, ids)) for spec in field_specs(kind)}
    return kind(id=key, **values)


def any_value(spec: FieldSpec, ids: Mapping[str, list[str]]) -> SearchStrategy[Any]:
    """Any value that the field can hold, references among ``ids`` (table -> ids)."""
    targets = ids.get(spec.target, [])
    unset = st.nothing() if spec.required else st.none()
    if spec.target and not targets:
        return st.none() if spec.type == "ref" else st.just(())
    if spec.form:
        return (st.none() if spec.form == "percent" else st.just("")) | _of_form(spec)
    found: dict[str, SearchStrategy[Any]] = {
        "text": any_text().filter(lambda text: bool(text) or not spec.required),
        "choice": st.sampled_from(("", *spec.choices)),
        "integer": unset | st.integers(-1_000_000, 1_000_000),
        "minutes": unset | st.integers(spec.least, LONGEST),
        "money": unset | _decimals(),
        "number": unset | _decimals(),
        "flag": st.booleans(),
        "date": unset | st.dates(),
        "real": st.floats(allow_nan=False, allow_infinity=False),
        "ref": unset | st.sampled_from(targets or [""]),
        "refs": _several(targets),
        "demand": _several(targets).flatmap(_with_units),
        "words": st.lists(
            any_text().filter(str.strip),
            unique_by=lambda word: word.strip().casefold(),
            max_size=3,
        ).map(tuple),
        "lost": _several([f"element:{key}" for key in targets] + ["site:A;B", "supplier:Ö:1"]),
    }
    return found[spec.type]


def _of_form(spec: FieldSpec) -> SearchStrategy[Any]:
    clock = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
    day = st.sampled_from(("Mon", "tue", "Thursday", "Su"))
    found: dict[str, SearchStrategy[Any]] = {
        "calendar": st.builds("{}-{} {}-24:00; Sat".format, day, day, clock),
        "week time": st.builds("{} {}".format, day, clock),
        "frequency": st.sampled_from(("0.25", "20 %", "0,5%", "3", "once in 50 years")),
        "appetite": st.sampled_from(("100000: 10 %; 1000000: 1 %", "1M: 0.5 %")),
        "percent": st.decimals("0.0001", 100, allow_nan=False, allow_infinity=False),
    }
    kept = any_text() if spec.lenient else st.nothing()
    return kept | found[spec.form]


def _decimals() -> SearchStrategy[Decimal]:
    return st.decimals(0, 10**15, allow_nan=False, allow_infinity=False)


def _several(items: Sequence[str]) -> SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(items or [""]), unique=True, max_size=3).map(tuple)


def _with_units(teams: tuple[str, ...]) -> SearchStrategy[tuple[tuple[str, int], ...]]:
    return st.tuples(*(st.tuples(st.just(team), st.integers(1, 9)) for team in teams))
