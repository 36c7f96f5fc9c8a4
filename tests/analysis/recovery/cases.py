"""Small scenarios drawn from a seed: everything the rules know, short durations, few tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from decimal import Decimal
from random import Random
from typing import Any

from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of


def small_case(
    seed: int,
    *,
    most_tasks: int = 7,
    elements: tuple[int, int] = (2, 6),
    longest: int = 9,
    cycles: bool = True,
    foreign: bool = True,
) -> Model:
    """A model with one scenario ``s``; at most ``most_tasks`` tasks or options can take part.

    Dependencies run mostly one way; some seeds close a cycle, have groups with tolerances and
    takeovers, soft needs, tasks that wait for tasks of other elements, and teams of one or two.
    """
    random = Random(seed)
    count = random.randint(*elements)
    ids = [f"e{number}" for number in range(1, count + 1)]
    made: list[r.Record] = []
    for name in ids:
        made.append(_element(random, name, longest))
        made += _ratings(random, name, longest)
    made += _needs(random, ids, longest, cycles=cycles and random.random() < 0.3)
    teams = [
        r.Team(id=f"team{n}", key=f"T{n}", name=f"Team {n}", capacity=random.choice((1, 1, 2)))
        for n in range(1, random.randint(1, 2) + 1)
    ]
    made += teams
    made += _work(random, ids, teams, most_tasks, longest, foreign)
    made.append(r.Scenario(id="s", key="S", name="Scenario", lost=_lost(random, ids)))
    release = random.choice((0, 0, 0, 1, 3))
    bands = {f"band{m}": r.TimeBand(id=f"band{m}", minutes=m) for m in (2, 3, 7, 12)}
    base = model_of(
        r.Method(id="method", detection=release, horizon=random.choice((30, 60))),
        *bands.values(),
    )
    return model_of(*made, base=base)


CIRCLES = (252, 813, 2426, 2466)
"""Seeds of :func:`circular_case`."""


def circular_case(seed: int) -> Model:
    """Tasks wait for each other so that no list places them all, though they can be placed."""
    return small_case(seed, elements=(3, 5))


def side_by_side(models: Sequence[Model]) -> Model:
    """One model with the work of all and nothing in common but the method and its bands."""
    made: list[r.Record] = []
    lost: list[str] = []
    for number, model in enumerate(models):
        for table in ("teams", "elements", "groups", "dependencies", "impacts", "options", "tasks"):
            for record in model.table(table).values():
                made.append(_renamed(record, f"{number}-"))
        for label in model.scenarios["s"].lost:
            made_of, name = label.split(":", 1)
            lost.append(f"{made_of}:{number}-{name}")
    made.append(r.Scenario(id="s", key="S", name="Scenario", lost=tuple(lost)))
    return model_of(*made, base=models[0].with_tables({name: {} for name in _WORK}))


_WORK = ("teams", "elements", "groups", "dependencies", "impacts", "options", "tasks", "scenarios")
_NAMED = ("id", "key", "element", "dependent", "provider", "group")


def _renamed(record: Any, prefix: str) -> Any:
    given = {field.name: getattr(record, field.name) for field in fields(record)}
    changes: dict[str, Any] = {
        name: prefix + given[name] for name in _NAMED if given.get(name) is not None
    }
    if "after" in given:
        changes["after"] = tuple(prefix + other for other in given["after"])
    if "demand" in given:
        changes["demand"] = tuple((prefix + team, units) for team, units in given["demand"])
    return replace(record, **changes)


def _element(random: Random, name: str, longest: int) -> r.Element:
    kind = random.choice(("service", "process", "application", "application", None))
    odds = 0.4 if kind in ("service", "process") else 0.1
    times = [random.randint(0, 2 * longest) if random.random() < odds else None for _ in range(2)]
    return element(name, key=name.upper(), kind=kind, mtpd=times[0], rto=times[1])


def _ratings(random: Random, name: str, longest: int) -> list[r.Record]:
    if random.random() < 0.6:
        return []
    bands = sorted(random.sample((2, 3, 7, 12), random.randint(1, 3)))
    losses = sorted(random.choice((0, 10, 100, 250, 999)) for _ in bands)
    return [
        r.ImpactRating(
            id=f"i-{name}-{band}",
            element=name,
            category="category-1",
            band=f"band{band}",
            loss=Decimal(loss),
        )
        for band, loss in zip(bands, losses, strict=True)
    ]


def _needs(random: Random, ids: list[str], longest: int, *, cycles: bool) -> list[r.Record]:
    made: list[r.Record] = []
    for place, name in enumerate(ids):
        below = ids[place + 1 :]
        if cycles:
            below = [other for other in ids if other != name]
        found = random.sample(below, min(len(below), random.choice((0, 1, 1, 2, 3))))
        grouped: list[str] = []
        if len(found) >= 2 and random.random() < 0.6:
            grouped = found[: random.randint(2, len(found))]
            made.append(
                r.RedundancyGroup(
                    id=f"g-{name}",
                    dependent=name,
                    name=f"Group of {name}",
                    required=random.randint(1, len(grouped)),
                    takeover=random.choice(r.TAKEOVERS),
                    takeover_time=random.choice((0, 0, 2, 5)),
                )
            )
        for other in found:
            made.append(
                dependency(
                    name,
                    other,
                    group=f"g-{name}" if other in grouped else None,
                    strength="soft" if other not in grouped and random.random() < 0.1 else "hard",
                    tolerance=random.choice((0, 0, 0, 1, 4, longest)),
                )
            )
    return made


def _work(
    random: Random,
    ids: list[str],
    teams: list[r.Team],
    most: int,
    longest: int,
    foreign: bool,
) -> list[r.Record]:
    made: list[r.Record] = []
    left = most
    names: list[str] = []
    for name in ids:
        number = min(left, random.choice((0, 1, 1, 2, 2, 3)))
        if not number:
            if left and random.random() < 0.6:
                left -= 1
                made.append(
                    r.RecoveryOption(
                        id=f"o-{name}",
                        key=f"O-{name}",
                        element=name,
                        name="Option",
                        recovery_time=random.randint(0, longest),
                        selected=True,
                    )
                )
            continue
        left -= number
        own: list[str] = []
        for _ in range(number):
            task = f"t{len(names) + 1}"
            pool = names if foreign and random.random() < 0.3 else own
            after = random.sample(pool, min(len(pool), random.choice((0, 1, 1, 2))))
            units = random.choice((1, 1, 1, 2, 3)) if random.random() < 0.1 else 1
            team = random.choice(teams)
            made.append(
                r.RecoveryTask(
                    id=task,
                    key=task.upper(),
                    element=name,
                    name=f"Task {task}",
                    likely=random.choice((0, *range(1, longest + 1))),
                    demand=((team.id, units),) if random.random() < 0.85 else (),
                    after=tuple(after),
                    needed=random.choice(("both", "both", "loss", "outage")),
                )
            )
            own.append(task)
            names.append(task)
    return made


def _lost(random: Random, ids: list[str]) -> tuple[str, ...]:
    return tuple(
        f"element:{name}" for name in random.sample(ids, random.randint(1, min(3, len(ids))))
    )


def plan_case(seed: int, tasks: int, *, teams: int = 4) -> Model:
    """A plan as people have them: about half as many elements as ``tasks``, a third of them
    processes with RTO, MTPD and losses, infrastructure with groups and tolerances below."""
    random = Random(seed)
    count = max(4, tasks // 2)
    top = max(2, count // 3)
    ids = [f"e{number:03d}" for number in range(count)]
    made: list[r.Record] = []
    for place, name in enumerate(ids):
        made += _plan_element(random, name, process=place < top)
        below = ids[max(top, place + 1) :]
        made += _plan_needs(random, name, below)
    crews = [
        r.Team(id=f"team{n}", key=f"T{n}", name=f"Team {n}", capacity=random.choice((1, 1, 2, 3)))
        for n in range(1, teams + 1)
    ]
    made += crews
    last: dict[str, str] = {}
    for number in range(tasks):
        name = ids[top + number % (count - top)]
        crew = random.choice(crews)
        follows = name in last and random.random() < 0.7
        made.append(
            r.RecoveryTask(
                id=f"k{number}",
                key=f"K{number:03d}",
                element=name,
                name=f"Task {number}",
                likely=random.choice((10, 15, 20, 30, 45, 60, 90, 120)),
                demand=((crew.id, random.randint(1, crew.capacity)),),
                after=(last[name],) if follows else (),
                needed=random.choice(("both", "both", "both", "loss")),
            )
        )
        last[name] = f"k{number}"
    lost = tuple(f"element:{name}" for name in ids[top:] if random.random() < 0.8)
    made.append(r.Scenario(id="s", key="S", name="Scenario", lost=lost))
    return model_of(r.Method(id="method", detection=15, decision=15), *made)


def _plan_element(random: Random, name: str, *, process: bool) -> list[r.Record]:
    if not process:
        return [element(name, key=name.upper(), kind="application")]
    times = {"rto": random.choice((60, 120, 240, 480)), "mtpd": random.choice((240, 480, 960))}
    made: list[r.Record] = [element(name, key=name.upper(), kind="process", **times)]
    loss = 0
    for band in (60, 240, 480, 1440, 4320):
        loss += random.choice((0, 1000, 5000, 20000, 100000))
        made.append(
            r.ImpactRating(
                id=f"i-{name}-{band}",
                element=name,
                category="category-1",
                band=f"band-{band}",
                loss=Decimal(loss),
            )
        )
    return made


def _plan_needs(random: Random, name: str, below: list[str]) -> list[r.Record]:
    found = random.sample(below, min(len(below), random.choice((1, 2, 3))))
    group = f"g-{name}" if len(found) >= 2 and random.random() < 0.3 else None
    made: list[r.Record] = [
        dependency(name, other, group=group, tolerance=random.choice((0, 0, 0, 30, 120)))
        for other in found
    ]
    if group is not None:
        made.append(
            r.RedundancyGroup(
                id=group,
                dependent=name,
                name=f"Group of {name}",
                required=len(found) - 1,
                takeover=random.choice(r.TAKEOVERS),
                takeover_time=random.choice((0, 15, 30)),
            )
        )
    return made
