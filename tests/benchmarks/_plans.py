"""Recovery plans as people have them, drawn from a seed: loss curves, teams, groups.

About half as many elements as tasks. A third are processes with an RTO and a loss curve (rising
steps, some of them jumps); below them applications need each other and infrastructure, with
tolerances and k-of-n groups. Everything below the processes is lost, and its tasks share a few
teams. No MTPD is set, so the loss is the first stage of the objective that is not 0.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of

_BANDS = (60, 240, 480, 1440, 4320)
_STEPS = (0, 1_000, 5_000, 20_000, 100_000)
_DURATIONS = (10, 15, 20, 30, 45, 60, 90, 120)


def recovery_plan(tasks: int, seed: int) -> Model:
    """A model with one scenario ``s`` in which ``tasks`` tasks can take part."""
    random = Random(tasks * 1_000 + seed)
    count = max(6, tasks // 2)
    top = max(2, count // 3)
    ids = [f"e{number:03d}" for number in range(count)]
    made: list[r.Record] = [r.Method(id="method", detection=15, decision=15)]
    made += [r.TimeBand(id=f"band-{band - 1}", minutes=band - 1) for band in _BANDS]
    for place, name in enumerate(ids):
        made += _process(random, name) if place < top else [element(name, key=name.upper())]
        made += _needs(random, name, ids[max(top, place + 1) :])
    capacities = [random.choice((1, 1, 2, 3)) for _ in range(4)]
    crews = [
        r.Team(id=f"team{n}", key=f"T{n}", name=f"Team {n}", capacity=units)
        for n, units in enumerate(capacities, 1)
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
                likely=random.choice(_DURATIONS),
                demand=((crew.id, random.randint(1, crew.capacity)),),
                after=(last[name],) if follows else (),
            )
        )
        last[name] = f"k{number}"
    lost = tuple(f"element:{name}" for name in ids[top:])
    made.append(r.Scenario(id="s", key="S", name=f"Plan {tasks}-{seed}", lost=lost))
    return model_of(*made)


def _process(random: Random, name: str) -> list[r.Record]:
    made: list[r.Record] = [
        element(name, key=name.upper(), kind="process", rto=random.choice((60, 120, 240, 480)))
    ]
    loss = 0
    jump = random.random() < 0.3
    for band in _BANDS:
        step = random.choice(_STEPS)
        if jump and step:  # all of it at once, at the end of the band
            made.append(_rating(name, band - 1, loss))
        loss += step
        made.append(_rating(name, band, loss))
    return made


def _rating(name: str, minutes: int, loss: int) -> r.ImpactRating:
    return r.ImpactRating(
        id=f"i-{name}-{minutes}",
        element=name,
        category="category-1",
        band=f"band-{minutes}",
        loss=Decimal(loss),
    )


def _needs(random: Random, name: str, below: list[str]) -> list[r.Record]:
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
