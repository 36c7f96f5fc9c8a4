"""PSPLIB instances as recovery scenarios: one element, its tasks, a team per resource."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import element, model_of


@dataclass(frozen=True, slots=True)
class Instance:
    """``work``: job -> (duration, units per resource); ``successors``: job -> jobs after it."""

    name: str
    work: dict[int, tuple[int, tuple[int, ...]]]
    successors: dict[int, tuple[int, ...]]
    capacities: tuple[int, ...]
    lower: int
    upper: int
    """Best known bounds of the makespan; equal when the optimum is known."""


def instances(folder: Path, name: str) -> Iterator[Instance]:
    """All instances of a set in the order of its list of best known values."""
    with (folder / f"{name}_bks.csv").open(newline="") as file:
        known = {row["instance"]: (int(row["lb"]), int(row["ub"])) for row in csv.DictReader(file)}
    with zipfile.ZipFile(folder / f"{name}.zip") as archive:
        entries = {Path(item).stem: item for item in archive.namelist() if item.endswith(".sm")}
        for instance in sorted(known, key=_by_numbers):
            text = archive.read(entries[instance]).decode("latin-1")
            yield _read(instance, text, known[instance])


def _by_numbers(name: str) -> tuple[int, int]:
    parameter, number = name.split("_")
    return int(parameter[1:]), int(number)


def _read(name: str, text: str, known: tuple[int, int]) -> Instance:
    lines = text.splitlines()
    jobs = next(int(line.split(":")[1]) for line in lines if line.startswith("jobs (incl"))
    relations = lines.index("PRECEDENCE RELATIONS:") + 2
    requests = lines.index("REQUESTS/DURATIONS:") + 3
    available = lines.index("RESOURCEAVAILABILITIES:") + 2
    successors: dict[int, tuple[int, ...]] = {}
    for line in lines[relations : relations + jobs]:
        job, _, _, *after = map(int, line.split())
        successors[job] = tuple(after)
    work: dict[int, tuple[int, tuple[int, ...]]] = {}
    for line in lines[requests : requests + jobs]:
        job, _, duration, *demand = map(int, line.split())
        work[job] = (duration, tuple(demand))
    return Instance(name, work, successors, tuple(map(int, lines[available].split())), *known)


def as_model(instance: Instance) -> Model:
    """One lost element that is up when all jobs are done; a unit of time is a minute."""
    before: dict[int, list[int]] = {job: [] for job in instance.work}
    for job, after in instance.successors.items():
        for other in after:
            before[other].append(job)
    teams = [
        r.Team(id=f"r{place}", key=f"R{place}", name=f"Resource {place}", capacity=units)
        for place, units in enumerate(instance.capacities)
    ]
    tasks = [
        r.RecoveryTask(
            id=f"j{job}",
            key=f"J{job:03d}",
            element="e",
            name=f"Job {job}",
            likely=duration,
            demand=tuple((f"r{place}", units) for place, units in enumerate(demand) if units),
            after=tuple(f"j{other}" for other in before[job]),
        )
        for job, (duration, demand) in instance.work.items()
    ]
    scenario = r.Scenario(id="s", key="S", name=instance.name, lost=("element:e",))
    return model_of(element("e"), *teams, *tasks, scenario)


def is_feasible(instance: Instance, starts: dict[int, int]) -> bool:
    """Whether starts (job -> time) keep precedence and capacity; checked on its own."""
    if starts.keys() != instance.work.keys() or min(starts.values()) < 0:
        return False
    for job, after in instance.successors.items():
        end = starts[job] + instance.work[job][0]
        if any(starts[other] < end for other in after):
            return False
    for place, capacity in enumerate(instance.capacities):
        changes: dict[int, int] = {}
        for job, (duration, demand) in instance.work.items():
            changes[starts[job]] = changes.get(starts[job], 0) + demand[place]
            end = starts[job] + duration
            changes[end] = changes.get(end, 0) - demand[place]
        used = 0
        for moment in sorted(changes):
            used += changes[moment]
            if used > capacity:
                return False
    return True
