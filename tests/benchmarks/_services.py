"""Reads the published service graphs: who needs whom, nothing else.

The files are read by the few lines that say so, not as whole YAML: names of services and what
they depend on stand in fixed places.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from defusedxml.ElementTree import parse

Graph = dict[str, set[str]]
"""Service -> the services it needs."""

_NEEDED = re.compile(r" *- service: +([\w.-]+) *(#.*)?")
_KEY = re.compile(r"^( *)(- )?([\w.-]+):(?: |$)")


def read_services(folder: Path) -> dict[str, Graph]:
    """Every graph of the folder by name; each name it mentions is a node."""
    found: dict[str, Graph] = {}
    for path in sorted(folder.rglob("*")):
        name = f"{path.parent.name}/{path.stem}"
        if path.suffix == ".graphml":
            found[name] = _graphml(path)
        elif path.name.startswith("service-catalog"):
            found[name] = _catalogue(path)
        elif path.name == "metrics-catalog-dependencies.csv":
            found[name] = _table(path)
        elif "compose" in path.name:
            found[name] = _compose(path)
    shop = folder / "online-boutique"
    if shop.is_dir():
        found["online-boutique"] = _manifests(shop)
    for graph in found.values():
        for needed in [item for needs in graph.values() for item in needs]:
            graph.setdefault(needed, set())
    return {name: graph for name, graph in found.items() if any(graph.values())}


def _graphml(path: Path) -> Graph:
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = parse(path).getroot()
    graph: Graph = {item.get("id"): set() for item in root.iter(f"{space}node")}
    for edge in root.iter(f"{space}edge"):
        graph[edge.get("source")].add(edge.get("target"))
    return graph


def _table(path: Path) -> Graph:
    graph: Graph = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            graph.setdefault(row["source"], set()).add(row["depends_on"])
    return graph


def _catalogue(path: Path) -> Graph:
    """``- name: X`` begins a service, ``- service: Y`` is one it depends on."""
    graph: Graph = {}
    current, inside = "", False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "-", "#")):
            inside = line.startswith("services:")
        if not inside:
            continue
        if line.startswith("- name:"):
            current = line.partition(":")[2].strip()
            graph[current] = set()
        elif needed := _NEEDED.fullmatch(line):
            graph[current].add(needed[1])
    return graph


def _compose(path: Path) -> Graph:
    """Under ``services:`` each key of the first level, with what stands below ``depends_on``."""
    graph: Graph = {}
    inside, current, depends = False, "", -1
    for depth, entry in _lines(path):
        if depth == 0:
            inside, depends = entry.startswith("services:"), -1
        elif inside and depth == 2 and entry.endswith(":"):
            current, depends = entry[:-1], -1
            graph[current] = set()
        elif inside and entry.startswith("depends_on:"):
            depends = depth
        elif depends >= 0 and entry.startswith("- ") and depth >= depends:
            graph[current].add(entry[2:].strip())
        elif depends >= 0 and depth == depends + 2 and _KEY.match(entry):
            graph[current].add(entry.partition(":")[0])
        elif depends >= 0 and depth <= depends:
            depends = -1
    return graph


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.split(" #")[0].rstrip()
        if text.strip() and not text.lstrip().startswith("#"):
            yield len(text) - len(text.lstrip()), text.strip()


def _manifests(folder: Path) -> Graph:
    """A manifest per service; the values of its ``..._ADDR`` variables name what it needs."""
    graph: Graph = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.stem != "kustomization":
            text = path.read_text(encoding="utf-8")
            found = re.findall(r"name: \w+_ADDR\s+value: \"([\w-]+)", text)
            graph[path.stem] = set(found)
    return graph
