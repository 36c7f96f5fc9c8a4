"""A recovery plan of many steps, made without a search: what the exporters have to print."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from bcm_tool.analysis.findings import analyze_findings
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.objectives import analyze_objectives
from bcm_tool.analysis.results import Objective, RecoveryResult, ScheduledTask
from bcm_tool.analysis.risk import analyze_risk
from bcm_tool.analysis.run import AllResults
from bcm_tool.analysis.structure import analyze_structure
from bcm_tool.model import records as r
from bcm_tool.model.edits import add
from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model

TEAMS, PEOPLE_EACH, STEPS_EACH = 20, 4, 20
_VERBS = ("Restore", "Check", "Reconnect", "Test", "Release", "Tell the users of", "Rebuild")
_THINGS = ("claims data", "the order book", "sign-in", "the outside line", "payment files")
_WHY = (
    "It waits for {key}, which ends then.",
    "All of its team is at work on {key} until then.",
    "Its provider {key} comes back then.",
    "",
)


def plan_of(steps: int, seed: int = 7) -> tuple[Model, AllResults]:
    """A model with so many tasks on a twentieth of as many elements, all lost, and its results."""
    model = _model(steps, Random(seed))
    impact = analyze_impact(model)
    structure, risk = analyze_structure(model), analyze_risk(model)
    recovery = _sequence(model, Random(seed))
    objectives = analyze_objectives(model, impact)
    findings = analyze_findings(model, impact, objectives, structure, risk)
    return model, AllResults(impact, structure, objectives, risk, findings, recovery)


def _model(steps: int, random: Random) -> Model:
    elements = [
        r.Element(
            id=f"e{n}",
            key=f"SYS-{n:04d}",
            name=f"{random.choice(('Server', 'Application', 'Store'))} {n} of the northern plant",
            kind=random.choice(("application", "infrastructure", "data")),
            owner="Head of operations",
        )
        for n in range(max(1, steps // STEPS_EACH))
    ]
    teams = [
        r.Team(id=f"t{n}", key=f"TEAM-{n:02d}", name=f"Recovery team {n}", capacity=3)
        for n in range(TEAMS)
    ]
    people = [
        r.Person(
            id=f"p{n}",
            key=f"P-{n:03d}",
            name=f"Person Number {n}",
            team=teams[n % TEAMS].id,
            phone=f"+00 000 {n:04d}",
        )
        for n in range(TEAMS * PEOPLE_EACH)
    ]
    tasks = [
        r.RecoveryTask(
            id=f"k{n}",
            key=f"STEP-{n:05d}",
            element=elements[n // STEPS_EACH % len(elements)].id,
            name=f"{random.choice(_VERBS)} {random.choice(_THINGS)} of {n % 97} branches",
            likely=random.choice((10, 15, 20, 30, 45, 60, 90, 120)),
            demand=((random.choice(teams).id, random.randint(1, 3)),),
            after=(f"k{n - 1}",) if n % STEPS_EACH else (),
        )
        for n in range(steps)
    ]
    lost = tuple(f"element:{item.id}" for item in elements)
    scenario = r.Scenario(id="s", key="PLANT", name="The northern plant is lost", lost=lost)
    return add(default_model(), *elements, *teams, *people, *tasks, scenario)


def _sequence(model: Model, random: Random) -> RecoveryResult:
    """Each task as soon as its team is free, one team's work after another."""
    free = dict.fromkeys(model.teams, 45)
    ends: dict[str, int] = {}
    places = {key: place for place, key in enumerate(model.tasks)}
    found = []
    for task in model.tasks.values():
        team = task.demand[0][0]
        start = max(free[team], *(ends[item] for item in task.after), 0)
        free[team] = ends[task.id] = start + task.likely
        before = task.after[0] if task.after else ""
        why = random.choice(_WHY).format(key=model.tasks[before].key) if before else ""
        found.append(
            ScheduledTask(
                key=task.key,
                name=task.name,
                task=task.id,
                element=task.element,
                start=start,
                finish=ends[task.id],
                slack=random.choice((0, 0, 15, 240)),
                cpm_slack=random.choice((0, 60, 480)),
                teams=task.demand,
                critical=random.random() < 0.1,
                waits_for=tuple(places[item] for item in task.after),
                limited_by=why,
            )
        )
    makespan = max(task.finish for task in found)
    goal = Objective(Decimal(0), Decimal(0), Decimal(0), makespan, sum(t.start for t in found))
    return RecoveryResult(
        model, "s", "optimal", True, goal, "", None, None, tuple(found), {}, {}, (), ()
    )
