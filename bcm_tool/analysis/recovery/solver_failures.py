"""What takes each item down, and when: stops and takeovers as constraints (ENGINE 2)."""

from __future__ import annotations

from typing import Any, NamedTuple

from bcm_tool.analysis.recovery.problem import Redundancy
from bcm_tool.analysis.recovery.solver_model import Expression, SolverModel


class _Cause(NamedTuple):
    """A literal, the minute at which it takes the item down, and the provider to blame."""

    holds: Any
    moment: Expression
    provider: int


def add_failures(model: SolverModel, item: int, ranks: dict[int, Any]) -> list[Expression]:
    """Why the item goes down, and when; returns the ends of its takeovers (0: none)."""
    record = model.problem.items[item]
    switches = [found for group in record.groups for found in _takeovers(model, group)]
    ends = [_end_of(model, cause, model.problem.groups[group]) for cause, group in switches]
    if model.down[item] is model.one:
        return ends
    stops: list[_Cause] = []
    for need in record.hard:
        moment = model.since[need.provider] + need.tolerance
        stops.append(_Cause(_outlasts(model, *need), moment, need.provider))
    for number in record.groups:
        stops += _group_stops(model, number)
    stops = [cause for cause in stops if cause.holds is not model.zero]
    gaps = [cause for cause, _ in switches if cause.holds is not model.zero]
    model.same(model.stopped[item], [cause.holds for cause in stops])
    model.same(model.down[item], [cause.holds for cause in [*stops, *gaps]])
    _since(model, item, [*stops, *gaps], ranks)
    return ends


def _since(model: SolverModel, item: int, causes: list[_Cause], ranks: dict[int, Any]) -> None:
    """The outage begins with the earliest cause."""
    since, blamed = model.since[item], []
    for place, cause in enumerate(causes):
        model.enforce(since <= cause.moment, cause.holds)
        blame = cause.holds if len(causes) == 1 else model.literal(f"blame {item} {place}")
        blamed.append(blame)
        if blame is not cause.holds:
            model.cp.add_implication(blame, cause.holds)
        model.enforce(since >= cause.moment, blame)
        block = model.problem.items[item].block
        if item in ranks and model.problem.items[cause.provider].block == block:
            model.enforce(ranks[item] >= ranks[cause.provider] + 1, blame)
    if blamed:
        model.cp.add(sum(blamed) == model.down[item])
    model.cp.add(since == 0).only_enforce_if(~model.down[item])


def _outlasts(model: SolverModel, provider: int, tolerance: int) -> Any:
    """Whether a provider is down for longer than is tolerated."""
    if tolerance >= model.bound and provider in model.back and model.later[provider] is model.zero:
        return model.zero
    over = model.at_least(
        model.up[provider],
        model.since[provider] + tolerance + 1,
        f"{provider} outlasts {tolerance}",
    )
    return model.both([model.down[provider], over], f"{provider} stops after {tolerance}")


def _group_stops(model: SolverModel, number: int) -> list[_Cause]:
    """The moments at which a member's tolerance ends and too many are gone."""
    group = model.problem.groups[number]
    if len(group.members) <= group.spare:
        return []
    away = {need.provider: _outlasts(model, *need) for need in group.members}
    found: list[_Cause] = []
    for member, tolerance in group.members:
        moment = model.since[member] + tolerance
        together: list[Any] = [model.one]
        for other, slack in group.members:
            if other != member:
                begun = model.at_least(moment, model.since[other] + slack, f"{other} first")
                lasting = model.at_least(model.up[other], moment + 1, f"{other} still")
                together.append(model.both([away[other], begun, lasting], f"{other} with {member}"))
        many = model.more_than(together, group.spare)
        holds = model.both([away[member], many], f"group {number} fails with {member}")
        found.append(_Cause(holds, moment, member))
    return found


def _takeovers(model: SolverModel, number: int) -> list[tuple[_Cause, int]]:
    """(cause, group) for each member whose failure can cost a takeover."""
    group = model.problem.groups[number]
    found: list[tuple[_Cause, int]] = []
    for member, tolerance in group.members:
        if group.takeover_time <= tolerance:
            continue
        moment = model.since[member]
        missing: list[Any] = [model.one]
        for other, _ in group.members:
            if other != member and len(group.members) > group.spare:
                missing.append(_missing(model, other, moment))
        few = model.opposite(model.more_than(missing, group.spare))
        holds = model.both([model.down[member], few], f"takeover of {member} in {number}")
        found.append((_Cause(holds, moment + tolerance, member), number))
    return found


def _missing(model: SolverModel, other: int, moment: Expression) -> Any:
    """Whether ``other`` is down at ``moment``, the minute of its own failure included."""
    since = model.since[other]
    begun = model.at_least(moment, since, f"{other} failed")
    lasting = model.at_least(model.up[other], moment + 1, f"{other} not back")
    now = model.at_least(since, moment, f"{other} fails")
    still = model.either([lasting, now], f"{other} away")
    return model.both([model.down[other], begun, still], f"{other} missing")


def _end_of(model: SolverModel, cause: _Cause, group: Redundancy) -> Expression:
    """When a takeover is over; 0 when there is none."""
    if cause.holds is model.zero:
        return 0
    moment = model.since[cause.provider]
    if isinstance(moment, int):
        return (moment + group.takeover_time) * cause.holds
    end = model.cp.new_int_var(0, model.bound, f"switched {cause.provider}")
    model.enforce(end == moment + group.takeover_time, cause.holds)
    model.enforce(end == 0, model.opposite(cause.holds))
    return end
