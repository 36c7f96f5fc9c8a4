"""What every single failure stops, in Debian's package graph: ``impact [DIR] [--rounds N]``.

The peer is a plain worklist in Python, with its adjacency prepared beforehand as our rules are:
per failure a stack, a set of what has failed, and counters for clauses of several packages only.
Both sides give the number of packages that each failure stops. What each prepares once (the rules,
the adjacency) is shown beside, and so is the ratio with both counted.
"""

from __future__ import annotations

import json
import time

from bcm_tool.analysis.arrays.singles import single_failures
from tests.benchmarks._debian import Clauses, folder_of, read_clauses, read_reference, rules_of
from tests.benchmarks._timing import interleaved, peak_megabytes

MUST, AIM, MEGABYTES = 5.0, 30.0, 500.0


def main(arguments: list[str]) -> None:
    """Print one JSON line per step and the figure."""
    rounds = 5
    if "--rounds" in arguments:
        place = arguments.index("--rounds")
        rounds = int(arguments[place + 1])
        arguments = arguments[:place] + arguments[place + 2 :]
    folder = folder_of(arguments)
    names, clauses = read_clauses(folder)
    reference = read_reference(folder)
    start = time.process_time()
    rules = rules_of(clauses)
    assert rules.reach.size == rules.size  # found once per model, as the rules are
    compiling = time.process_time() - start
    start = time.process_time()
    peer = Worklist(clauses)
    preparing = time.process_time() - start

    def ours() -> list[int]:
        found: list[int] = single_failures(rules).counts().tolist()
        return found

    assert ours() == reference, "our counts differ from the reference"
    assert peer.counts() == reference, "the worklist's counts differ from the reference"
    alone = peak_megabytes()
    print(json.dumps({"packages": len(names), "clauses": sum(map(len, clauses))}))
    prepared = {"compile_ms": _ms(compiling), "adjacency_ms": _ms(preparing)}
    print(json.dumps({"exact": True, "stopped": sum(reference), **prepared}))
    seconds = interleaved({"ours": ours, "worklist": peer.counts}, rounds, {"ours": 3})
    ratio = seconds["worklist"] / seconds["ours"]
    whole = (seconds["worklist"] + preparing) / (seconds["ours"] + compiling)
    figure = {
        "figure": "impact",
        "ours_ms": _ms(seconds["ours"]),
        "worklist_ms": _ms(seconds["worklist"]),
        "ratio": round(ratio, 1),
        "ratio_with_compile": round(whole, 1),
        "peak_mb": round(alone),
        "must": f">= {MUST:g}x, < {MEGABYTES:g} MB",
        "aim": f">= {AIM:g}x",
        "met_must": ratio >= MUST and alone < MEGABYTES,
        "met_aim": ratio >= AIM and alone < MEGABYTES,
    }
    print(json.dumps(figure))


class Worklist:
    """Follow one failure after the other."""

    def __init__(self, clauses: Clauses) -> None:
        count = len(clauses)
        self.stops: list[list[int]] = [[] for _ in range(count)]
        self.weakens: list[list[int]] = [[] for _ in range(count)]
        self.owner: list[int] = []
        self.size: list[int] = []
        for package, own in enumerate(clauses):
            for clause in own:
                if len(clause) == 1:
                    self.stops[clause[0]].append(package)
                    continue
                for member in clause:
                    self.weakens[member].append(len(self.owner))
                self.owner.append(package)
                self.size.append(len(clause))

    def counts(self) -> list[int]:
        """Per package, how many others its failure stops."""
        return [self._stopped_by(package) for package in range(len(self.stops))]

    def _stopped_by(self, package: int) -> int:
        stops, weakens, owner, size = self.stops, self.weakens, self.owner, self.size
        failed, waiting = {package}, [package]
        left: dict[int, int] = {}
        while waiting:
            current = waiting.pop()
            for other in stops[current]:
                if other not in failed:
                    failed.add(other)
                    waiting.append(other)
            for clause in weakens[current]:
                remaining = left[clause] = left.get(clause, size[clause]) - 1
                if not remaining and owner[clause] not in failed:
                    failed.add(owner[clause])
                    waiting.append(owner[clause])
        return len(failed) - 1


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
