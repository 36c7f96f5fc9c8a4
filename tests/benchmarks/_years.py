"""Fault trees year by year in plain Python, and the part of Debian that the benchmark uses."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from bcm_tool.analysis.cutsets.tree import FaultTree, Gate
from tests.benchmarks._debian import Clauses


class PlainYears:
    """A tree with everything looked up beforehand; failures spread from what failed upwards."""

    def __init__(self, tree: FaultTree, chances: Sequence[float]) -> None:
        self.events, self.top = tree.events, tree.top
        self.chances = list(enumerate(chances))
        self.required = [0] * tree.events + [gate.required for gate in tree.gates]
        self.above: list[list[int]] = [[] for _ in self.required]
        for place, gate in enumerate(tree.gates, tree.events):
            for node in gate.inputs:
                self.above[node].append(place)

    def hits(self, years: int, random: Random, out: Sequence[int] = ()) -> int:
        """In how many years the top happens; ``out`` are events that happen in every year."""
        draw, top, above, required = random.random, self.top, self.above, self.required
        found = 0
        for _ in range(years):
            failed = [event for event, chance in self.chances if draw() < chance]
            failed += out
            if not failed:
                continue
            seen = set(failed)
            counts: dict[int, int] = {}
            waiting = list(seen)
            while waiting:
                for gate in above[waiting.pop()]:
                    if gate in seen:
                        continue
                    count = counts.get(gate, 0) + 1
                    if count >= required[gate]:
                        seen.add(gate)
                        waiting.append(gate)
                    else:
                        counts[gate] = count
            found += top in seen
        return found


def closed_part(clauses: Clauses, most: int, seed: int) -> tuple[list[int], list[int]]:
    """Packages that need nothing outside, and those among them that were asked for."""
    random = Random(seed)
    order = list(range(len(clauses)))
    random.shuffle(order)
    kept: set[int] = set()
    asked: list[int] = []
    for package in order:
        if package in kept or not clauses[package]:
            continue
        fresh, waiting = {package}, [package]
        while waiting and len(kept) + len(fresh) <= most:
            for clause in clauses[waiting.pop()]:
                for other in clause:
                    if other not in fresh and other not in kept:
                        fresh.add(other)
                        waiting.append(other)
        if not waiting and len(kept) + len(fresh) <= most:
            kept |= fresh
            asked.append(package)
        if len(kept) >= most - 2:
            break
    return sorted(kept), asked


def part_tree(clauses: Clauses, kept: Sequence[int], tops: Sequence[int]) -> list[FaultTree]:
    """Per top the fault tree of "it cannot be installed": an event and a gate per package."""
    place = {package: number for number, package in enumerate(kept)}
    count = len(kept)
    gates: list[Gate] = [Gate(1, ())] * count
    for package in kept:
        inputs = [place[package]]
        for clause in clauses[package]:
            members = tuple(count + place[other] for other in clause)
            gates.append(Gate(len(members), members))
            inputs.append(count + len(gates) - 1)
        gates[place[package]] = Gate(1, tuple(inputs))
    return [FaultTree(count, tuple(gates), count + place[top]) for top in tops]
