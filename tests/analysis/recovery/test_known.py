"""Published cases: see the reference list of ground truths for their origins."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.model import records as r
from tests.builders import dependency, element, model_of

# PERT-1, a textbook network of 14 activities: expected times, times 60 to be whole, and slack.
PERT = {
    "A": (5, 5, 7, ""), "B": (1, 2, 5, ""), "C": (5, 5, 5, "A"), "D": (4, 8, 13, "A"),
    "E": (1, 10, 17, "BC"), "F": (1, 5, 7, "D"), "G": (2, 6, 9, "D"), "H": (4, 4, 6, "EF"),
    "I": (2, 7, 10, "GH"), "J": (2, 4, 7, "I"), "K": (6, 10, 13, "I"), "L": (2, 6, 6, "J"),
    "M": (2, 2, 3, "K"), "N": (7, 7, 12, "LM"),
}  # fmt: skip
SLACK = {
    "A": 0, "B": 8, "C": 0, "D": 1.8333333, "E": 0, "F": 1.8333333, "G": 5, "H": 0, "I": 0,
    "J": 2.5, "K": 0, "L": 2.5, "M": 0, "N": 0,
}  # fmt: skip


def test_pert_network() -> None:
    tasks = [
        r.RecoveryTask(
            id=key, key=key, element="e", name=key, after=tuple(after),
            likely=10 * (low + 4 * likely + high),  # (o + 4m + p) / 6, in sixtieths
        )
        for key, (low, likely, high, after) in PERT.items()
    ]  # fmt: skip
    model = model_of(
        element("e"), *tasks, r.Scenario(id="s", key="S", name="S", lost=("element:e",))
    )
    result = analyze_recovery(model, "s", analyze_impact(model))
    assert result.status == "optimal"
    assert result.objective.makespan == round(50.8333333333 * 60)
    assert {item.key: item.cpm_slack for item in result.tasks} == {
        key: round(minutes * 60) for key, minutes in SLACK.items()
    }
    assert "".join(item.key for item in result.tasks if item.critical) == "ACEHIKMN"
    assert {item.key: item.slack for item in result.tasks} == {
        item.key: item.cpm_slack for item in result.tasks
    }


def test_procedure_against_rto() -> None:
    """BIA-8: seven steps of a database recovery take 115 minutes and fit an RTO of 120."""
    steps = (5, 10, 5, 60, 15, 5, 15)
    tasks = [
        r.RecoveryTask(
            id=f"t{n}", key=f"T{n}", element="db", name=f"Step {n}", likely=minutes,
            after=(f"t{n - 1}",) if n else (),
        )
        for n, minutes in enumerate(steps)
    ]  # fmt: skip
    scenario = r.Scenario(id="s", key="S", name="S", lost=("element:db",))
    model = model_of(element("db", rto=120), *tasks, scenario)
    service = analyze_recovery(model, "s", analyze_impact(model)).services["db"]
    assert (service.rta, service.met) == (115, True)
    assert service.rto is not None
    assert service.rto - 115 == 5


@pytest.mark.parametrize(("one_after_another", "hours"), [(True, 10), (False, 6)])
def test_sla_chain(one_after_another: bool, hours: int) -> None:
    """SLA-1: 1 h, 3 h and 6 h break an SLA of 8 h one after another; side by side they hold."""
    times = {"network": 1, "server": 3, "vendor": 6}
    options = [
        r.RecoveryOption(
            id=name, key=name, element=name, name=name, recovery_time=60 * time, selected=True
        )
        for name, time in times.items()
    ]
    needs = [dependency("service", name) for name in times]
    if one_after_another:
        needs += [dependency("server", "network"), dependency("vendor", "server")]
    lost = tuple(f"element:{name}" for name in times)
    model = model_of(
        element("service", kind="service", rto=480), *(element(name) for name in times),
        *options, *needs, r.Scenario(id="s", key="S", name="S", lost=lost),
    )  # fmt: skip
    service = analyze_recovery(model, "s", analyze_impact(model)).services["service"]
    assert service.rta == 60 * hours
    assert service.met is not one_after_another
    assert service.past_rto == max(0, 60 * hours - 480)


def test_psplib_j301_1(shared_data: Path) -> None:
    """RCPSP-1: 30 jobs, 4 resources; 38 without resource limits, 43 with them (proved)."""
    with zipfile.ZipFile(shared_data / "rcpsp" / "j30.zip") as archive:
        name = next(item for item in archive.namelist() if item.endswith("j301_1.sm"))
        text = archive.read(name).decode("latin-1")
    successors, work, capacities = _read_psplib(text)
    before = {job: [one for one, after in successors.items() if job in after] for job in work}
    teams = [
        r.Team(id=f"r{n}", key=f"R{n}", name=f"R{n}", capacity=units)
        for n, units in enumerate(capacities)
    ]
    tasks = [
        r.RecoveryTask(
            id=f"j{job}", key=f"J{job:02d}", element="e", name=f"Job {job}", likely=duration,
            demand=tuple((f"r{n}", units) for n, units in enumerate(demand) if units),
            after=tuple(f"j{other}" for other in before[job]),
        )
        for job, (duration, demand) in work.items()
    ]  # fmt: skip
    model = model_of(
        element("e"), *teams, *tasks, r.Scenario(id="s", key="S", name="S", lost=("element:e",))
    )
    result = analyze_recovery(model, "s", analyze_impact(model), limits=Limits(300, 10))
    assert result.status == "optimal"
    assert result.objective.makespan == 43
    critical = {int(item.key[1:]) for item in result.tasks if item.cpm_slack == 0}
    assert critical == {1, 3, 8, 12, 14, 17, 22, 23, 24, 30, 32}


def _read_psplib(
    text: str,
) -> tuple[dict[int, list[int]], dict[int, tuple[int, list[int]]], list[int]]:
    lines = text.splitlines()
    relations = lines.index("PRECEDENCE RELATIONS:") + 2
    requests = lines.index("REQUESTS/DURATIONS:") + 3
    available = lines.index("RESOURCEAVAILABILITIES:") + 2
    successors: dict[int, list[int]] = {}
    for line in lines[relations : relations + 32]:
        job, _, _, *after = map(int, line.split())
        successors[job] = after
    work: dict[int, tuple[int, list[int]]] = {}
    for line in lines[requests : requests + 32]:
        job, _, duration, *demand = map(int, line.split())
        work[job] = (duration, demand)
    return successors, work, list(map(int, lines[available].split()))
