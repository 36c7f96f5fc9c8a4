"""The sequencing problem as a CP-SAT model: what its parts refer to, and who is counted on.

Tasks and teams are added by :mod:`solver_tasks`, what fails and comes back by
:mod:`solver_outages`, the objective by :mod:`solver_goals`. The model may allow a little more than
the rules do inside cycles (an outage that only its own length justifies), never less; so its
bounds hold, and a schedule counts only after it has been checked by :mod:`evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bcm_tool.analysis.recovery.certain import certain_outages
from bcm_tool.analysis.recovery.evaluate import Outcome, Schedule
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.promise import latest_downs, latest_finish, surely_back

Expression = Any
"""An integer variable or linear expression of OR-Tools, or a plain int."""


@dataclass(slots=True)
class SolverModel:
    """A model under construction, with what later parts refer to.

    Literals are OR-Tools literals; ``one`` and ``zero`` are constants. ``up`` is 0 for an item
    that does not go down and ``never`` for one that does not come back.
    """

    problem: Problem
    cp: Any
    one: Any
    zero: Any
    bound: int
    never: int
    certain: frozenset[int]
    back: frozenset[int]
    runs: frozenset[int]
    down: list[Any] = field(default_factory=list)
    """Per item, literal: it goes down."""
    stopped: list[Any] = field(default_factory=list)
    """Per item, literal: by more than a takeover, or lost."""
    later: list[Any] = field(default_factory=list)
    """Per item, literal: left out of this run."""
    part: list[Any] = field(default_factory=list)
    """Per item, literal: its tasks take part."""
    gone: list[Any] = field(default_factory=list)
    """Per item, literal: it goes down and does not come back, or is left for later."""
    since: list[Expression] = field(default_factory=list)
    """Per item, minute at which it goes down."""
    up: list[Expression] = field(default_factory=list)
    start: list[Expression] = field(default_factory=list)
    end: list[Expression] = field(default_factory=list)
    """Per task, its finish; 0 when it does not run."""
    ways: list[list[Any]] = field(default_factory=list)
    """Per task, a literal for each way to do it; empty where there is only one."""
    run: list[Any] = field(default_factory=list)
    enough: list[Expression] = field(default_factory=list)
    """Per group, minute at which as many members as it needs are up."""
    chosen: list[dict[int, Any]] = field(default_factory=list)
    """Per group, member -> literal: counted on."""

    def literal(self, name: str) -> Any:
        """A new literal."""
        return self.cp.new_bool_var(name)

    def either(self, literals: Iterable[Any], name: str) -> Any:
        """A literal equal to the disjunction."""
        known = [item for item in literals if item is not self.zero]
        if any(item is self.one for item in known):
            return self.one
        if not known:
            return self.zero
        if len(known) == 1:
            return known[0]
        found = self.literal(name)
        self.cp.add_bool_or(known).only_enforce_if(found)
        for item in known:
            self.cp.add_implication(item, found)
        return found

    def both(self, literals: Iterable[Any], name: str) -> Any:
        """A literal equal to the conjunction."""
        known = [item for item in literals if item is not self.one]
        if any(item is self.zero for item in known):
            return self.zero
        if not known:
            return self.one
        if len(known) == 1:
            return known[0]
        found = self.literal(name)
        self.cp.add_bool_and(known).only_enforce_if(found)
        self.cp.add_bool_or([found, *(self.opposite(item) for item in known)])
        return found

    def opposite(self, literal: Any) -> Any:
        """The negation; constants stay constants."""
        if literal is self.one:
            return self.zero
        return self.one if literal is self.zero else ~literal

    def at_least(self, expression: Expression, limit: Expression, name: str) -> Any:
        """A literal equal to ``expression >= limit``."""
        if isinstance(expression, int) and isinstance(limit, int):
            return self.one if expression >= limit else self.zero
        found = self.literal(name)
        self.cp.add(expression >= limit).only_enforce_if(found)
        self.cp.add(expression < limit).only_enforce_if(~found)
        return found

    def more_than(self, literals: list[Any], count: int) -> Any:
        """A literal equal to "more than ``count`` of the literals hold"."""
        sure = sum(item is self.one for item in literals)
        unsure = [item for item in literals if item is not self.one and item is not self.zero]
        if sure > count:
            return self.one
        if sure + len(unsure) <= count:
            return self.zero
        if sure == count:
            return self.either(unsure, "one more")
        if sure + len(unsure) == count + 1:
            return self.both(unsure, "all")
        found = self.literal("many")
        self.cp.add(sum(unsure) >= count + 1 - sure).only_enforce_if(found)
        self.cp.add(sum(unsure) <= count - sure).only_enforce_if(~found)
        return found

    def same(self, literal: Any, causes: list[Any]) -> None:
        """Make ``literal`` hold exactly when some cause does."""
        self.cp.add_bool_or([*causes, self.opposite(literal)])
        for cause in causes:
            self.cp.add_implication(cause, literal)

    def enforce(self, constraint: Any, *literals: Any) -> None:
        """Add a constraint that holds when all literals do."""
        if isinstance(constraint, bool):
            if not constraint:
                self.cp.add_bool_or([self.opposite(item) for item in literals])
            return
        known = [item for item in literals if item is not self.one]
        if not any(item is self.zero for item in known):
            added = self.cp.add(constraint)
            if known:
                added.only_enforce_if(known)


def new_model(problem: Problem) -> SolverModel:
    """An empty model with constants and bounds."""
    from ortools.sat.python import cp_model

    cp = cp_model.CpModel()
    back, runs = surely_back(problem)
    bound = latest_finish(problem)
    tolerances = [need.tolerance for item in problem.items for need in item.hard]
    tolerances += [need.tolerance for group in problem.groups for need in group.members]
    never = bound + max(latest_downs(problem), default=0) + max(tolerances, default=0) + 1
    return SolverModel(
        problem=problem,
        cp=cp,
        one=cp.new_constant(1),
        zero=cp.new_constant(0),
        bound=bound,
        never=never,
        certain=certain_outages(problem),
        back=back,
        runs=runs,
    )


def add_choices(model: SolverModel) -> None:
    """Who is counted on, and so who may be left for later."""
    problem = model.problem
    served: dict[int, list[Any]] = {}
    model.later = [model.zero] * len(problem.items)
    model.chosen = [{} for _ in problem.groups]
    for block in reversed(problem.blocks):
        for item in block:
            record = problem.items[item]
            if record.spareable:
                needed = model.either(served.get(item, []), f"needed {item}")
                model.later[item] = model.opposite(needed)
            needed = model.opposite(model.later[item])
            for need in record.hard:
                served.setdefault(need.provider, []).append(needed)
            for number in record.groups:
                _choose(model, number, needed)
                for member, literal in model.chosen[number].items():
                    served.setdefault(member, []).append(literal)


def _choose(model: SolverModel, number: int, needed: Any) -> None:
    group = model.problem.groups[number]
    members = [need.provider for need in group.members]
    if not group.choose:
        model.chosen[number] = dict.fromkeys(members, model.zero)
    elif group.choose == len(members):
        model.chosen[number] = dict.fromkeys(members, needed)
    else:
        literals = {member: model.literal(f"count {number} on {member}") for member in members}
        model.cp.add(sum(literals.values()) == group.choose * needed)
        model.chosen[number] = literals


def read_schedule(model: SolverModel, value: Any) -> Schedule:
    """The schedule of a solution; ``value`` evaluates an expression or a literal."""
    starts = tuple(
        int(value(start)) if value(run) else None
        for start, run in zip(model.start, model.run, strict=True)
    )
    chosen = tuple(
        tuple(sorted(member for member, literal in group.items() if value(literal)))
        for group in model.chosen
    )
    modes = tuple(
        next((place for place, way in enumerate(ways) if value(way)), 0) for ways in model.ways
    )
    return Schedule(starts, chosen, modes if model.problem.choosy else ())


def hint_schedule(model: SolverModel, schedule: Schedule, outcome: Outcome) -> None:
    """Start the search from a schedule."""
    hinted: set[int] = set()

    def hint(expression: Expression, value: int) -> None:
        index = getattr(expression, "index", None)
        if index is None or index in hinted or expression is model.one or expression is model.zero:
            return
        if index >= 0:
            hinted.add(index)
            model.cp.add_hint(expression, value)

    for number, start in enumerate(schedule.starts):
        hint(model.start[number], start or 0)
        hint(model.run[number], start is not None)
        for place, way in enumerate(model.ways[number]):
            hint(way, start is not None and schedule.modes[number] == place)
    for number, group in enumerate(model.chosen):
        for member, literal in group.items():
            hint(literal, member in schedule.chosen[number])
    for item in range(len(model.problem.items)):
        hint(model.down[item], outcome.state.is_down(item))
        hint(model.stopped[item], outcome.state.stopped[item])
        if outcome.state.is_down(item):
            hint(model.since[item], outcome.state.down[item])
        hint(model.up[item], min(outcome.state.up[item], model.never))
