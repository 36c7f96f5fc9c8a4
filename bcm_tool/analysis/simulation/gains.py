"""What one more member of a team, one hour less of a task or one stand-in would bring.

Every variant lives through the same runs as the plan: the same durations, the same order, one
thing otherwise. The differences are therefore much surer than the figures themselves. Only where
one more member makes work possible that the plan has no place for, the order is made anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bcm_tool.amounts import cents
from bcm_tool.analysis.simulation.live import live
from bcm_tool.analysis.simulation.measure import (
    Outcomes,
    Watched,
    measure,
    met,
    standard_error,
)
from bcm_tool.analysis.simulation.one_more import plan_with_one_more
from bcm_tool.analysis.simulation.pert import Minutes
from bcm_tool.analysis.simulation.plan import Plan
from bcm_tool.analysis.simulation.result import Gain, GainKind
from bcm_tool.analysis.simulation.run import AS_PLANNED, Variant
from bcm_tool.analysis.simulation.stand_in import lived_with_stand_in, plan_with_stand_in
from bcm_tool.durations import HOUR
from bcm_tool.progress import Progress, at

_WORK = 150_000
_FEWEST = 30


class Idea(NamedTuple):
    """Something to try; ``number`` is that of the team, task or item in the problem."""

    kind: GainKind
    subject: str
    key: str
    name: str
    number: int


def all_gains(
    plan: Plan,
    ideas: Sequence[Idea],
    watched: Sequence[Watched],
    durations: Sequence[Minutes],
    runs: int,
    seed: int,
    progress: Progress,
) -> tuple[Gain, ...]:
    """The gain of every idea, the largest saving first; ties by services held, time saved and key.

    - team: one more member, who is there when the others are. Where he makes tasks possible, the
      better of the planned order without them and an order made anew with them;
    - task: one hour less in every run, never below 0;
    - element: a lost element has a stand-in that takes over at once and by itself, so it is not
      lost; it may still fail with what it needs, and then has the work of an outage.
    """
    base = _lived(plan, watched, durations, runs, AS_PLANNED)
    found: list[Gain] = []
    for done, idea in enumerate(ideas):
        progress(done, len(ideas))
        if idea.kind == "team":
            lived = _one_more(
                plan, idea.number, watched, durations, runs, at(progress, done, len(ideas))
            )
        elif idea.kind == "task":
            changed = list(durations)
            changed[idea.number] = np.maximum(durations[idea.number] - HOUR, 0)
            lived = _lived(plan, watched, changed, runs, AS_PLANNED)
        elif (other := plan_with_stand_in(plan, idea.number)) is not None:
            lived = lived_with_stand_in(other, plan, watched, durations, runs, seed)
        else:
            variant = Variant(safe=frozenset((idea.number,)))
            lived = _lived(plan, watched, durations, runs, variant)
        found.append(_gain(idea, watched, base, lived))
    return tuple(
        sorted(
            found,
            key=lambda gain: (
                -gain.loss_saved,
                -gain.met_more,
                -gain.makespan_saved,
                gain.kind,
                gain.key,
            ),
        )
    )


def _one_more(
    plan: Plan,
    team: int,
    watched: Sequence[Watched],
    durations: Sequence[Minutes],
    runs: int,
    progress: Progress,
) -> Outcomes:
    lived = _lived(plan, watched, durations, runs, Variant(more=((team, 1),)))
    anew = plan_with_one_more(plan, team, progress)
    if anew is None:
        return lived
    other = _lived(anew, watched, durations, runs, AS_PLANNED)
    return min(lived, other, key=lambda found: _worth(watched, found))


def _worth(watched: Sequence[Watched], found: Outcomes) -> tuple[float, float, float]:
    """What gains are ranked by, the less the better."""
    in_time = sum(
        float(met(each, outage).mean()) for each, outage in zip(watched, found.outage, strict=True)
    )
    return float(found.loss.mean()), -in_time, float(found.makespan.mean())


def most_ideas(plan: Plan) -> int:
    """How many ideas a plan of this length can have tried in a few seconds."""
    return max(_FEWEST, _WORK // (len(plan.problem.tasks) + 1))


def best_ideas(plan: Plan, reached: Sequence[int]) -> tuple[list[Idea], int]:
    """Every team, task and lost element, and how many were left out.

    In a long plan tasks and elements are left out that the chain least often ``reached`` (a count
    per task, past hours too; an element as often as the task of it that counts most).
    """
    teams: list[Idea] = []
    others: list[Idea] = []
    for idea in _ideas(plan):
        (teams if idea.kind == "team" else others).append(idea)
    room = max(0, most_ideas(plan) - len(teams))
    others.sort(key=lambda idea: -_weight(plan, reached, idea))
    return teams + others[:room], max(0, len(others) - room)


def _weight(plan: Plan, reached: Sequence[int], idea: Idea) -> int:
    if idea.kind == "task":
        return reached[idea.number]
    return max((reached[task] for task in plan.problem.items[idea.number].tasks), default=0)


def _ideas(plan: Plan) -> Iterator[Idea]:
    problem, model = plan.problem, plan.problem.model
    for number, limit in enumerate(plan.limits):
        if limit is not None:
            team = model.teams[problem.teams[number][0]]
            yield Idea("team", team.id, team.key, team.name, number)
    for number, task in enumerate(problem.tasks):
        if plan.starts[number] is not None and plan.estimates[number].high > 0:
            element = problem.items[task.item].id
            yield Idea("task", task.id or element, task.key, task.name, number)
    for number, item in enumerate(problem.items):
        if item.lost and number not in plan.later:
            element_ = model.elements[item.id]
            yield Idea("element", item.id, element_.key, element_.name, number)


def _lived(
    plan: Plan,
    watched: Sequence[Watched],
    durations: Sequence[Minutes],
    runs: int,
    variant: Variant,
) -> Outcomes:
    return measure(plan, watched, live(plan, durations, runs, variant), runs)


def _gain(idea: Idea, watched: Sequence[Watched], base: Outcomes, new: Outcomes) -> Gain:
    saved = base.loss - new.loss
    best, more = -1, 0.0
    chances: list[tuple[float, float]] = []
    for place, each in enumerate(watched):
        before = float(met(each, base.outage[place]).mean())
        after = float(met(each, new.outage[place]).mean())
        chances.append((before, after))
        more += after - before
        if after > before and (best < 0 or after - before > chances[best][1] - chances[best][0]):
            best = place
    return Gain(
        kind=idea.kind,
        subject=idea.subject,
        key=idea.key,
        name=idea.name,
        loss_saved=cents(float(saved.mean())),
        error=cents(standard_error(saved)),
        met_more=more,
        makespan_saved=float((base.makespan - new.makespan).mean()),
        service=watched[best].element if best >= 0 else None,
        before=chances[best][0] if best >= 0 else 0.0,
        after=chances[best][1] if best >= 0 else 0.0,
    )
