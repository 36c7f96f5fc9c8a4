"""What fails and when it is back, as constraints: ENGINE 2 and 3 for CP-SAT."""

from __future__ import annotations

from typing import Any

from bcm_tool.analysis.recovery.promise import latest_downs
from bcm_tool.analysis.recovery.solver_failures import add_failures
from bcm_tool.analysis.recovery.solver_model import Expression, SolverModel


def add_outage_variables(model: SolverModel) -> None:
    """Per item: whether, when and how long it is down."""
    from ortools.sat.python import cp_model

    latest = latest_downs(model.problem)
    open_end = cp_model.Domain.from_intervals([[0, model.bound], [model.never, model.never]])
    for number, item in enumerate(model.problem.items):
        fixed = item.lost or number in model.certain
        down = model.one if fixed else model.literal(f"down {number}")
        stopped = model.one if fixed else model.literal(f"stopped {number}")
        later = model.later[number]
        part = model.both([stopped, model.opposite(later)], f"part {number}")
        returns = number in model.back
        model.down.append(down)
        model.stopped.append(stopped)
        model.part.append(part)
        model.since.append(
            0 if fixed else model.cp.new_int_var(0, latest[number], f"since {number}")
        )
        model.gone.append(later if returns else model.literal(f"gone {number}"))
        model.up.append(
            model.cp.new_int_var(0, model.bound, f"up {number}")
            if returns and later is model.zero
            else model.cp.new_int_var_from_domain(open_end, f"up {number}")
        )


def add_outages(model: SolverModel) -> None:
    """Failure, waiting and return of every item; needs the tasks to be there."""
    model.enough = [_enough_up(model, number) for number in range(len(model.problem.groups))]
    ranks: dict[int, Any] = {}
    for block in model.problem.blocks:
        if len(block) > 1:
            for item in block:
                ranks[item] = model.cp.new_int_var(0, len(block), f"rank {item}")
    for block in model.problem.blocks:
        switches = {item: add_failures(model, item, ranks) for item in block}
        _return(model, block, switches)
    for number in range(len(model.problem.tasks)):
        _wait(model, number)
    for number in range(len(model.problem.groups)):
        _count_on_living(model, number)


def _return(
    model: SolverModel, block: tuple[int, ...], switches: dict[int, list[Expression]]
) -> None:
    """When the members of a block are up again, or that they never are."""
    parts = {item: _part(model, item, switches[item]) for item in block}
    _gone(model, block)
    if len(block) == 1:
        item = block[0]
        model.enforce(model.up[item] == parts[item], model.opposite(model.gone[item]))
        model.enforce(model.up[item] == model.never, model.gone[item])
        return
    joint = _largest(model, list(parts.values()), "joint")
    for item in block:
        up, stopped, gone = model.up[item], model.stopped[item], model.gone[item]
        model.enforce(up == joint, stopped, model.opposite(gone))
        model.enforce(up == model.never, gone)
        switched = _largest(model, switches[item], f"switched {item}")
        model.enforce(up == switched, model.opposite(stopped))


def _part(model: SolverModel, item: int, switches: list[Expression]) -> Expression:
    """When the item's own part is done (0 when it stays up)."""
    record = model.problem.items[item]
    own = set(record.tasks)
    for task in record.tasks:
        own.difference_update(model.problem.tasks[task].before)
    terms: list[Expression] = [model.end[task] for task in sorted(own)]
    if not record.tasks:
        terms += [
            _if(model, model.stopped[item], model.up[provider])
            for provider in _outside_hard(model, item)
        ]
        terms += [_if(model, model.stopped[item], model.enough[number]) for number in record.groups]
    return _largest(model, terms + switches, f"part {item}")


def _if(model: SolverModel, literal: Any, moment: Expression) -> Expression:
    """The moment where the literal holds, else 0."""
    if literal is model.one or isinstance(moment, int):
        return moment * literal if isinstance(moment, int) and moment else moment
    if literal is model.zero:
        return 0
    found = model.cp.new_int_var(0, model.never, "waits")
    model.cp.add(found == moment).only_enforce_if(literal)
    model.cp.add(found == 0).only_enforce_if(~literal)
    return found


def _largest(model: SolverModel, terms: list[Expression], name: str) -> Expression:
    known = [term for term in terms if not (isinstance(term, int) and term == 0)]
    if len(known) <= 1:
        return known[0] if known else 0
    found = model.cp.new_int_var(0, model.never, name)
    model.cp.add_max_equality(found, known)
    return found


def _outside_hard(model: SolverModel, item: int) -> list[int]:
    items = model.problem.items
    return [
        need.provider
        for need in items[item].hard
        if items[need.provider].block != items[item].block
    ]


def _enough_up(model: SolverModel, number: int) -> Expression:
    """When as many members as a group needs are up; its dependent's own cycle is not awaited."""
    problem, group = model.problem, model.problem.groups[number]
    block = problem.items[group.dependent].block
    outside = [
        need.provider for need in group.members if problem.items[need.provider].block != block
    ]
    count = group.choose - (len(group.members) - len(outside))
    if count <= 0:
        return 0
    ups = [model.up[member] for member in outside]
    if len(ups) == 1:
        return ups[0]
    found = model.cp.new_int_var(0, model.never, f"enough of {number}")
    if count == len(ups):
        model.cp.add_max_equality(found, ups)
    elif count == 1:
        model.cp.add_min_equality(found, ups)
    else:
        below = [model.literal(f"up {place}") for place in range(len(ups))]
        above = [model.literal(f"not before {place}") for place in range(len(ups))]
        model.cp.add(sum(below) >= count)
        model.cp.add(sum(above) >= len(ups) - count + 1)
        for up, under, over in zip(ups, below, above, strict=True):
            model.cp.add(up <= found).only_enforce_if(under)
            model.cp.add(up >= found).only_enforce_if(over)
    return found


def _too_few_back(model: SolverModel, number: int) -> Any:
    """Whether fewer members come back than the group needs; its own cycle apart."""
    problem, group = model.problem, model.problem.groups[number]
    block = problem.items[group.dependent].block
    gone = [
        model.gone[need.provider]
        for need in group.members
        if problem.items[need.provider].block != block
    ]
    return model.more_than(gone, len(group.members) - group.choose)


def _gone(model: SolverModel, block: tuple[int, ...]) -> None:
    """Who does not come back: left for later, without a way, or waiting for such."""
    if all(item in model.back for item in block):
        return
    reasons: list[Any] = []
    for item in block:
        record = model.problem.items[item]
        own = [] if record.known else [model.one]
        own += [model.opposite(model.run[task]) for task in record.tasks if task not in model.runs]
        own += _absent(model, item)
        why = model.either(own, f"why {item}")
        reasons.append(model.both([why, model.part[item]], f"hopeless {item}"))
    shared = model.either(reasons, "hopeless")
    for item in block:
        hopeless = model.both([shared, model.stopped[item]], f"left {item}")
        model.same(model.gone[item], [hopeless, model.later[item]])


def _absent(model: SolverModel, item: int) -> list[Any]:
    """Literals: something outside its block that the item waits for does not come back."""
    found = [model.gone[provider] for provider in _outside_hard(model, item)]
    found += [_too_few_back(model, number) for number in model.problem.items[item].groups]
    return [literal for literal in found if literal is not model.zero]


def _count_on_living(model: SolverModel, number: int) -> None:
    """Nobody is given up by counting on a member that never comes back while enough others do."""
    group = model.problem.groups[number]
    members = [need.provider for need in group.members]
    mortal = [member for member in members if member not in model.back]
    if not group.choose or group.choose == len(members) or not mortal:
        return
    able: list[Any] = []
    for member in members:
        later, alive = model.later[member], model.opposite(model.gone[member])
        if later is model.zero:
            able.append(alive)
        else:
            able.append(model.either([alive, later], "") if member in model.back else alive)
    enough = model.more_than(able, group.choose - 1)
    for member in members:
        bad = model.both([model.chosen[number][member], model.gone[member]], "")
        model.cp.add_bool_or([model.opposite(bad), model.opposite(enough)])


def _wait(model: SolverModel, number: int) -> None:
    """What a task waits for, and whether it can run at all."""
    problem, run, start = model.problem, model.run[number], model.start[number]
    task = problem.tasks[number]
    if task.possible and number not in model.runs:
        blocked = [
            model.both(
                [model.part[problem.tasks[other].item], model.opposite(model.run[other])], ""
            )
            for other in task.before
            if other not in model.runs
        ]
        blocked += _absent(model, task.item) if task.first else []
        able = model.opposite(model.either(blocked, f"blocked {number}"))
        can = model.both([able, model.part[task.item]], f"can {number}")
        model.cp.add(run == can)
    if run is model.zero:
        return
    for other in task.before:
        if not _implied(model, number, other):
            model.enforce(start >= model.end[other] + task.lag, run, model.run[other])
    if task.first:
        for provider in _outside_hard(model, task.item):
            model.enforce(start >= model.up[provider], run)
        for group in problem.items[task.item].groups:
            model.enforce(start >= model.enough[group], run)
    if len(problem.blocks[problem.items[task.item].block]) > 1:
        model.enforce(start >= model.since[task.item], run)


def _implied(model: SolverModel, number: int, other: int) -> bool:
    """Whether another predecessor that runs whenever this task does comes after ``other``."""
    tasks = model.problem.tasks
    return any(
        other in tasks[between].before and model.run[between] is model.run[number]
        for between in tasks[number].before
    )
