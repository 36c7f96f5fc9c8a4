"""The model as one graph, dependent -> provider, for whatever networkx does well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bcm_tool.model.model import Model

if TYPE_CHECKING:
    import networkx as nx


def build_graph(model: Model) -> nx.DiGraph[str]:
    """Element ids as nodes, dependencies as edges from dependent to provider.

    Nodes carry ``key``; edges carry ``strength``, ``tolerance`` (minutes) and ``group`` (id or
    None).
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for element in model.sorted_elements:
        graph.add_node(element.id, key=element.key)
    for item in model.dependencies.values():
        graph.add_edge(
            item.dependent,
            item.provider,
            strength=item.strength,
            tolerance=item.tolerance,
            group=item.group,
        )
    return graph


def components(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Strongly connected components of a graph on 0..n-1, successors' components first.

    Tarjan's algorithm without recursion, so that chains of any length work. With edges from
    dependent to provider, providers come before what needs them.
    """
    count = len(successors)
    number = [-1] * count
    low = [0] * count
    on_stack = [False] * count
    stack: list[int] = []
    found: list[list[int]] = []
    clock = 0
    for root in range(count):
        if number[root] >= 0:
            continue
        work = [(root, iter(successors[root]))]
        number[root] = low[root] = clock
        clock += 1
        stack.append(root)
        on_stack[root] = True
        while work:
            node, rest = work[-1]
            for other in rest:
                if number[other] < 0:
                    number[other] = low[other] = clock
                    clock += 1
                    stack.append(other)
                    on_stack[other] = True
                    work.append((other, iter(successors[other])))
                    break
                if on_stack[other]:
                    low[node] = min(low[node], number[other])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == number[node]:
                    members = []
                    while True:
                        member = stack.pop()
                        on_stack[member] = False
                        members.append(member)
                        if member == node:
                            break
                    found.append(sorted(members))
    return found
