"""Debian's package graph: packages, and per package the clauses of which each must be met.

A clause is met by any of its packages. ``reference.csv.gz`` has, per package, how many others
cannot be installed without it.
"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bcm_tool.analysis.arrays.flow import knots, merged
from bcm_tool.analysis.arrays.rules import Clause, Rules, compile_rules

if TYPE_CHECKING:
    from bcm_tool.analysis.arrays.flow import Ints

Clauses = list[list[list[int]]]
FOLDER = Path(__file__).parents[3] / "shared" / "data" / "debian"
GRAPH, REFERENCE = "bookworm-main-amd64.json.gz", "reference.csv.gz"


def folder_of(arguments: list[str]) -> Path:
    """The folder that the command line names, or where the data usually is."""
    folder = Path(arguments[0]) if arguments else FOLDER
    if not (folder / GRAPH).exists():
        raise SystemExit(f"{folder / GRAPH} is absent: name the folder that holds {GRAPH}")
    return folder


def read_clauses(folder: Path) -> tuple[list[str], Clauses]:
    """Package names and, in the same order, their clauses; every package once per clause."""
    with gzip.open(folder / GRAPH, "rt", encoding="utf-8") as file:
        data = json.load(file)
    clauses = [[list(dict.fromkeys(clause)) for clause in own] for own in data["clauses"]]
    return data["nodes"], clauses


def read_reference(folder: Path) -> list[int]:
    """Per package, how many others its failure stops."""
    with gzip.open(folder / REFERENCE, "rt", encoding="utf-8", newline="") as file:
        return [int(row["lost_if_this_fails_and_or"]) for row in csv.DictReader(file)]


def rules_of(clauses: Clauses) -> Rules:
    """The clauses as compiled failure rules."""
    providers = [clause[0] for own in clauses for clause in own if len(clause) == 1]
    counts = [sum(len(clause) == 1 for clause in own) for own in clauses]
    others = [
        Clause(n, len(clause), tuple(clause))
        for n, own in enumerate(clauses)
        for clause in own
        if len(clause) > 1
    ]
    dependents = np.arange(len(clauses)).repeat(counts)
    return compile_rules(len(clauses), np.array(providers, np.int64), dependents, others)


def acyclic_arcs(clauses: Clauses) -> tuple[int, Ints, Ints]:
    """The graph of all needs with each cycle as one node: count, providers, dependents."""
    pairs = np.array(
        [(m, n) for n, own in enumerate(clauses) for clause in own for m in clause], np.int64
    )
    size, node = merged(len(clauses), knots(len(clauses), pairs[:, 0], pairs[:, 1]))
    arcs = np.unique(node[pairs], axis=0)
    arcs = arcs[arcs[:, 0] != arcs[:, 1]]
    return size, np.ascontiguousarray(arcs[:, 0]), np.ascontiguousarray(arcs[:, 1])
