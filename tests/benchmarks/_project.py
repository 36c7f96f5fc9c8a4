"""A large recovery plan with three-point estimates, and a plain Python simulation of it.

The peer is what one writes by hand: the standard library's generator, a list of tasks in the
planned order with everything looked up beforehand, one float per team of one and a heap per
larger team. It answers less than we do (no criticality, no loss) and is not slowed by that.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from decimal import Decimal
from random import Random

from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of

TEAMS = (1, 1, 2, 2, 3, 4)
SERVICES, APPLICATIONS, MACHINES = 12, 28, 30


def large_plan(tasks: int, seed: int = 1) -> Model:
    """A site is lost: machines, applications and services with ``tasks`` tasks for six teams."""
    random = Random(seed)
    services = [f"s{number:02d}" for number in range(SERVICES)]
    applications = [f"a{number:02d}" for number in range(APPLICATIONS)]
    machines = [f"m{number:02d}" for number in range(MACHINES)]
    made: list[r.Record] = [r.Method(id="method", detection=15, decision=15)]
    made += [
        element(name, kind="service", rto=random.choice((480, 960, 1920))) for name in services
    ]
    made += [element(name, kind="application") for name in applications]
    made += [element(name, kind="infrastructure") for name in machines]
    for above, below, most in ((services, applications, 4), (applications, machines, 3)):
        for name in above:
            for other in random.sample(below, random.randint(1, most)):
                made.append(dependency(name, other))
    for name in services:
        rating = r.ImpactRating(
            id=f"i-{name}", element=name, category="category-1", band="band-1440",
            loss=Decimal(random.randint(10, 90) * 1_000),
        )  # fmt: skip
        made.append(rating)
    made.append(r.TimeBand(id="band-1440", minutes=1440))
    made += [
        r.Team(id=f"t{number}", key=f"T{number}", name=f"Team {number}", capacity=units)
        for number, units in enumerate(TEAMS)
    ]
    owners = services + applications + machines
    last: dict[str, str] = {}
    for number in range(tasks):
        name = owners[number % len(owners)]
        team = random.randrange(len(TEAMS))
        likely = random.choice((15, 20, 30, 45, 60, 90))
        made.append(
            r.RecoveryTask(
                id=f"k{number:03d}",
                key=f"K{number:03d}",
                element=name,
                name=f"Task {number}",
                optimistic=likely * 2 // 3,
                likely=likely,
                pessimistic=likely * random.choice((2, 3)),
                demand=((f"t{team}", random.randint(1, min(2, TEAMS[team]))),),
                after=(last[name],) if name in last else (),
            )
        )
        last[name] = f"k{number:03d}"
    lost = tuple(f"element:{name}" for name in owners)
    made.append(r.Scenario(id="s", key="S", name="Site lost", lost=lost))
    return model_of(*made)


class PlainSimulation:
    """Everything that does not change from run to run, looked up once."""

    def __init__(self, model: Model, recovery: RecoveryResult) -> None:
        ordered = sorted(recovery.tasks, key=lambda task: (task.start, task.key))
        place = {task.task: number for number, task in enumerate(ordered)}
        team = {name: number for number, name in enumerate(sorted(model.teams))}
        own: dict[str, list[int]] = {}
        for number, task in enumerate(ordered):
            own.setdefault(task.element, []).append(number)
        self.capacity = [model.teams[name].capacity for name in sorted(model.teams)]
        self.release = model.method.detection + model.method.decision
        self.keys = [task.key for task in ordered]
        self.shapes: list[tuple[float, float, float, float]] = []
        self.steps: list[tuple[tuple[int, ...], int, int]] = []
        for task in ordered:
            record = model.tasks[str(task.task)]
            low, high = record.optimistic or 0, record.pessimistic or 0
            a = 1 + 4 * (record.likely - low) / (high - low)
            self.shapes.append((low, high - low, a, 6 - a))
            before = {place[other] for other in record.after}
            if not before:  # the first task waits for the last tasks of what its element needs
                needed = [item.provider for item in model.needs.get(task.element, ())]
                before = {number for other in needed for number in own[other]}
            ((name, units),) = task.teams
            self.steps.append((tuple(sorted(before)), team[name], units))
        self.services = [
            (name, tuple(own[name])) for name in sorted(recovery.services) if name in own
        ]

    def draw(self, random: Random) -> list[int]:
        """Durations of one run."""
        vary = random.betavariate
        return [round(low + span * vary(a, b)) for low, span, a, b in self.shapes]

    def run(self, durations: Sequence[int]) -> tuple[list[int], int]:
        """Outage per service, and when all is done."""
        free = [[self.release] * units for units in self.capacity]
        ends: list[int] = []
        add = ends.append
        for (before, team, units), minutes in zip(self.steps, durations, strict=True):
            start = self.release
            for other in before:
                if ends[other] > start:
                    start = ends[other]
            crew = free[team]
            if units == 1:
                if crew[0] > start:
                    start = crew[0]
                heapq.heapreplace(crew, start + minutes)
            else:
                taken = [heapq.heappop(crew) for _ in range(units)]
                if taken[-1] > start:
                    start = taken[-1]
                for _ in range(units):
                    heapq.heappush(crew, start + minutes)
            add(start + minutes)
        return [max([ends[task] for task in own]) for _, own in self.services], max(ends)

    def simulate(self, runs: int, seed: int) -> list[tuple[float, int, int, int]]:
        """P(met), P50, P80, P90 per service."""
        random = Random(seed)
        found: list[list[int]] = [[] for _ in self.services]
        for _ in range(runs):
            outages, _ = self.run(self.draw(random))
            for row, outage in zip(found, outages, strict=True):
                row.append(outage)
        answer = []
        for row in found:
            row.sort()
            answer.append(
                (sum(x <= 960 for x in row) / runs, row[runs // 2], row[runs * 4 // 5],
                 row[runs * 9 // 10])
            )  # fmt: skip
        return answer
