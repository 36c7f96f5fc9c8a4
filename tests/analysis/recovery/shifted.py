"""Small scenarios in the week: hours, call-out, contracts, skills, lags and decision points."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import small_case
from tests.builders import model_of

SKILLS = ("db", "Net")


SHIFTED_CIRCLES = (491, 591, 2453, 2654)
"""Seeds of such cases in which no list places all tasks, though they can be placed."""


def shifted_case(seed: int, *, sparse: bool = False, **wanted: Any) -> Model:
    """A small case to which everything is added that binds a start.

    Hours have gaps of a few minutes, so that little waiting is needed; ``sparse``: some also
    begin again only on the next day, or in a week.
    """
    base = small_case(seed, **wanted)
    random = Random(10_000 + seed)
    made: list[r.Record] = [_team(random, team, sparse) for team in base.teams.values()]
    made += [_task(random, task) for task in base.tasks.values()]
    for element in base.elements:
        if random.random() < 0.3:
            made.append(
                r.Agreement(
                    id=f"uc-{element}",
                    key=f"UC-{element}",
                    element=element,
                    type=random.choice(("UC", "UC", "UC", "OLA")),
                    service_hours=random.choice((hours(random, sparse), "office hours", "")),
                )
            )
    start = random.choice(("", "Mon 00:00", "Mon 00:02", "Sun 23:57", "Wed 00:05"))
    made.append(replace(base.scenarios["s"], start=start))
    return model_of(*made, base=base)


def hours(random: Random, sparse: bool) -> str:
    """Hours of every day with short gaps in its first hour and last five minutes."""
    minute, spans = random.randint(0, 4), []
    while minute < 55:
        end = minute + random.randint(1, 6)
        spans.append(f"00:{minute:02d}-00:{end:02d}" if end < 60 else f"00:{minute:02d}-01:00")
        minute = end + random.randint(1, 5)
    if sparse and random.random() < 0.5:
        return f"{random.choice(('Tue', 'Mon,Thu', 'Mon-Wed'))} {random.choice(spans)}"
    return f"daily {','.join(spans)},01:00-23:55,23:5{random.randint(6, 8)}-23:59"


def _team(random: Random, team: r.Team, sparse: bool) -> r.Team:
    return replace(
        team,
        hours=hours(random, sparse) if random.random() < 0.7 else "",
        call_out=random.choice((None, None, 0, 2, 5, 12)),
        skills=tuple(word for word in SKILLS if random.random() < 0.6),
    )


def _task(random: Random, task: r.RecoveryTask) -> r.RecoveryTask:
    skilled = random.random() < 0.4
    return replace(
        task,
        skill=random.choice(("DB ", "net")) if skilled else "",
        demand=() if skilled and random.random() < 0.8 else task.demand,
        lag=random.choice((None, None, None, 0, 1, 3, 6)),
        blocking=random.random() < 0.25,
    )
