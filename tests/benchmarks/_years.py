"""Fault trees year by year in plain Python, and the part of Debian that the benchmark uses."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from bcm_tool.analysis.cutsets.tree import FaultTree, Gate
from tests.benchmarks._debian import Clauses


class PlainYears:
    """Everything looked up beforehand; failures spread from what failed upwards.

    ``above[node]`` are the nodes that a node can stop, ``required[node]`` how many of what is
    below must fail for that (an event may be a node that others stop too).
    """

    def __init__(
        self, chances: Sequence[float], above: list[list[int]], required: list[int], top: int
    ) -> None:
        self.chances, self.above, self.required, self.top = (
            list(enumerate(chances)),
            above,
            required,
            top,
        )

    def hits(self, years: int, random: Random, out: Sequence[int] = ()) -> int:
        """In how many years the top fails; ``out`` are events that happen in every year."""
        draw, top, above, required = random.random, self.top, self.above, self.required
        chances = self.chances
        found = 0
        for _ in range(years):
            failed = [event for event, chance in chances if draw() < chance]
            failed += out
            if not failed:
                continue
            seen = set(failed)
            counts: dict[int, int] = {}
            waiting = list(seen)
            while waiting:
                for node in above[waiting.pop()]:
                    if node in seen:
                        continue
                    need = required[node]
                    if need > 1:
                        count = counts.get(node, 0) + 1
                        if count < need:
                            counts[node] = count
                            continue
                    seen.add(node)
                    waiting.append(node)
            found += top in seen
        return found


def plain_tree(tree: FaultTree, chances: Sequence[float]) -> PlainYears:
    """A fault tree for the peer."""
    required = [1] * tree.events + [gate.required for gate in tree.gates]
    above: list[list[int]] = [[] for _ in required]
    for place, gate in enumerate(tree.gates, tree.events):
        for node in gate.inputs:
            above[node].append(place)
    return PlainYears(chances, above, required, tree.top)


def plain_packages(clauses: Clauses, chances: Sequence[float], top: int) -> PlainYears:
    """Packages for the peer: only clauses of several packages have a node of their own."""
    above: list[list[int]] = [[] for _ in clauses]
    required = [1] * len(clauses)
    for package, own in enumerate(clauses):
        for clause in own:
            if len(clause) == 1:
                above[clause[0]].append(package)
                continue
            required.append(len(clause))
            above.append([package])
            for member in clause:
                above[member].append(len(above) - 1)
    return PlainYears(chances, above, required, top)


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


def renumbered(clauses: Clauses, kept: Sequence[int]) -> Clauses:
    """The clauses of the kept packages, numbered from 0."""
    place = {package: number for number, package in enumerate(kept)}
    return [[[place[other] for other in clause] for clause in clauses[own]] for own in kept]


def package_tree(clauses: Clauses, top: int) -> FaultTree:
    """The fault tree of "it cannot be installed": an event and a gate per package."""
    count = len(clauses)
    gates: list[Gate] = [Gate(1, ())] * count
    for package, own in enumerate(clauses):
        inputs = [package]
        for clause in own:
            members = tuple(count + other for other in clause)
            gates.append(Gate(len(members), members))
            inputs.append(count + len(gates) - 1)
        gates[package] = Gate(1, tuple(inputs))
    return FaultTree(count, tuple(gates), count + top)
