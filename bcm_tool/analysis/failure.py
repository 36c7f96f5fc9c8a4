"""What a set of lost elements stops, when, and what keeps running on tolerance (ENGINE 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.analysis.results import FailureResult, Outage
from bcm_tool.analysis.timeline import Span, run_timeline
from bcm_tool.analysis.work import NEVER
from bcm_tool.model.model import Model


def analyze_failure(
    model: Model, lost: Iterable[str], *, recovering: bool = True, network: Network | None = None
) -> FailureResult:
    """Failure (and recovery as planned, without team limits) when ``lost`` ids go down at 0.

    Parameters
    ----------
    recovering
        False asks what stops, and when, if nothing is repaired.
    network
        The compiled model when the caller has it already.
    """
    compiled = network or compile_network(model)
    start = sorted({compiled.index[element] for element in lost if element in compiled.index})
    spans = run_timeline(compiled, start, recovering=recovering)
    down = {element: span for element, span in spans.items() if span.up > span.down}
    return FailureResult(
        model=model,
        lost=tuple(compiled.ids[element] for element in start),
        recovering=recovering,
        outages={
            compiled.ids[element]: as_outage(compiled, span, element in start)
            for element, span in sorted(spans.items())
        },
        tolerating=_tolerating(compiled, down),
        degraded=tuple(compiled.ids[element] for element in _degraded(compiled, down)),
    )


def as_outage(network: Network, span: Span, lost: bool) -> Outage:
    """A span with ids instead of indexes."""
    return Outage(
        down=span.down,
        up=None if span.up >= NEVER else span.up,
        because=network.ids[span.because] if span.because >= 0 else None,
        lost=lost,
        takeover=span.takeover,
    )


def _tolerating(network: Network, down: dict[int, Span]) -> dict[str, int]:
    until: dict[int, int] = {}
    for provider, span in down.items():
        for dependent in network.dependents[provider]:
            if dependent in down:
                continue
            for need in network.hard[dependent]:
                if need.provider == provider:
                    limit = span.down + need.tolerance
                    until[dependent] = min(limit, until.get(dependent, limit))
    return {network.ids[element]: until[element] for element in sorted(until)}


def _degraded(network: Network, down: dict[int, Span]) -> list[int]:
    """Elements that run, but with less: a soft provider is down, or what they need is degraded.

    A group is where more than n - k of its members are down or degraded.
    """
    found: set[int] = set()
    waiting = list(down)
    while waiting:
        provider = waiting.pop()
        served = network.soft_dependents[provider]
        if provider in found:
            served += tuple(
                dependent
                for dependent in network.dependents[provider]
                if any(need.provider == provider for need in network.hard[dependent])
                or _group_lacks(
                    network, dependent, provider, lambda one: one in found or one in down
                )
            )
        for dependent in served:
            if dependent not in found and dependent not in down:
                found.add(dependent)
                waiting.append(dependent)
    return sorted(found)


def _group_lacks(
    network: Network, element: int, member: int, lacking: Callable[[int], bool]
) -> bool:
    """Whether a group of the element with this member has too few that lack nothing."""
    return any(
        sum(lacking(need.provider) for need in group.members) > len(group.members) - group.required
        for group in network.groups[element]
        if any(need.provider == member for need in group.members)
    )
