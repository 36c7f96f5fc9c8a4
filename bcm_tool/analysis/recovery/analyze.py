"""The recovery sequence of a scenario: a list schedule at once, then better, then proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from bcm_tool.analysis.objective_order import HARM_FIRST, ObjectiveOrder
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import Schedule, as_objective
from bcm_tool.analysis.recovery.limits import Limits
from bcm_tool.analysis.recovery.parts import Part, parts_of, put_together, restricted
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.result import Standing, build_result
from bcm_tool.analysis.recovery.rounds import Rounds
from bcm_tool.analysis.recovery.rules import RULES, Rule, first_choice, order_by
from bcm_tool.analysis.recovery.search import Found, place_list
from bcm_tool.analysis.recovery.standing import standing_of
from bcm_tool.analysis.results import Comparison, ImpactResult, RecoveryResult
from bcm_tool.errors import NoSequenceError
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

_WHOLE = 1000
_PAUSE = 0.2
"""Seconds between reports of better schedules, at least."""
_PATIENCE = 9.0
"""How many times as long as the last report took: reports are a tenth of the run at most."""
OnBetter = Callable[[RecoveryResult], None]
Stop = Callable[[], bool]


def analyze_recovery(
    model: Model,
    scenario_id: str,
    impact: ImpactResult,
    *,
    limits: Limits | None = None,
    objective_order: ObjectiveOrder = HARM_FIRST,
    progress: Progress = no_progress,
    on_better: OnBetter | None = None,
    stop: Stop | None = None,
) -> RecoveryResult:
    """In which order the teams work so that the organisation loses least (ENGINE 7).

    Parameters
    ----------
    limits
        Budgets; the same model and limits give the same result as long as no clock ends the run.
    objective_order
        Which goal counts first.
    on_better
        Hears of every better sequence as it is found.
    stop
        Polled; True ends the run with the best sequence so far.

    Raises
    ------
    BcmError
        When the scenario does not exist.
    NoSequenceError
        When tasks wait for each other in a circle that depends on which elements fail, and none
        was found within the limits that keeps every rule.
    """
    began = monotonic()
    problem = build_problem(model, scenario_id, impact, objective_order)
    if not problem.items:
        return build_result(problem, Schedule((), ()), Standing(status="nothing to recover"))
    budget = limits or Limits()
    ruled = _by_rules(problem)
    best = min(ruled.values(), key=lambda found: found.value, default=None)
    watch = _Watch(problem, budget, began, progress, on_better, stop)
    watch.ended()
    if best is not None:
        watch.better(best)
    parts = parts_of(problem, budget.part)
    rounds = [_begin(part, best, budget, len(problem.tasks)) for part in parts]
    _run(problem, parts, rounds, watch)
    progress(_WHOLE, _WHOLE)
    best = _whole(problem, parts, [one.proof.best for one in rounds])
    if best is None:
        raise NoSequenceError(
            "No sequence was found before the search was ended: no order by a rule works here."
            if watch.late
            else "No sequence was found: recovery tasks wait for each other in a circle that "
            "depends on which elements fail."
        )
    return build_result(
        problem,
        best.schedule,
        standing_of(problem, [one.proof for one in rounds], best, reproducible=not watch.late),
        _comparisons(problem, ruled, best),
        monotonic() - began,
    )


def _begin(part: Part, best: Found | None, limits: Limits, tasks: int) -> Rounds:
    """The best by a rule of this part alone, and its share of the budgets."""
    problem, own = part.problem, len(part.tasks)
    if own == tasks:
        return Rounds(problem, best, steps=limits.schedules_for(own), effort=limits.effort)
    chosen = first_choice(problem)
    placed = [
        place_list(problem, restricted(part, order_by(problem, rule)), chosen) for rule in RULES
    ]
    return Rounds(
        problem,
        min((found for found in placed if found), key=lambda found: found.value, default=None),
        steps=limits.schedules_for(own) * own // tasks,
        effort=limits.effort * own / tasks,
    )


def _run(problem: Problem, parts: Sequence[Part], rounds: Sequence[Rounds], watch: _Watch) -> None:
    """Rounds of each part in turn; what one leaves of its budgets goes to the others."""
    shown = [one.proof.best for one in rounds]

    def ended() -> bool:
        used = sum(one.used * len(part.tasks) for one, part in zip(rounds, parts, strict=True))
        watch.share = used / len(problem.tasks) if problem.tasks else 1.0
        return watch.ended()

    def better_of(number: int) -> Callable[[Found], None]:
        def better(found: Found) -> None:
            known = shown[number]
            if known is None or found.value < known.value:
                shown[number] = found
                whole = _whole(problem, parts, shown)
                if whole is not None:
                    watch.better(whole)

        return better

    waiting = [number for number, one in enumerate(rounds) if not one.finished]
    while waiting and not watch.late:
        for number in tuple(waiting):
            rounds[number].go_on(better_of(number), ended)
            if rounds[number].proof.stopped:
                return
            if rounds[number].finished:
                waiting.remove(number)
                rounds[number].hand_on([rounds[other] for other in waiting])
    _tidy_together(rounds, watch)


def _tidy_together(rounds: Sequence[Rounds], watch: _Watch) -> None:
    """Once all is proved: a part need not be done before the longest is, and may tidy up anew."""
    if len(rounds) > 1 and all(one.proof.complete for one in rounds):
        longest = max(one.makespan for one in rounds)
        for one in rounds:
            if one.makespan < longest and not watch.late:
                one.tidy_within(longest, watch.ended)


def _whole(problem: Problem, parts: Sequence[Part], found: Sequence[Found | None]) -> Found | None:
    """The best of all parts put together; None while one has nothing."""
    ready = [one for one in found if one is not None]
    if len(ready) < len(parts):
        return None
    return ready[0] if len(parts) == 1 else put_together(problem, parts, ready)


@dataclass(slots=True)
class _Watch:
    """Reports what is found, and knows when the clock or a person has ended the run."""

    problem: Problem
    limits: Limits
    began: float
    progress: Progress
    on_better: OnBetter | None
    stop: Stop | None
    clock: Callable[[], float] = monotonic
    late: bool = False
    shown: Found | None = None
    pending: Found | None = None
    told: float = 0.0
    pause: float = _PAUSE
    share: float = 0.0
    """How much of the budgets is used."""

    def better(self, found: Found) -> None:
        """Tell of a schedule that is better than all told of, but not of many in a short time."""
        known = self.pending or self.shown
        if known is None or found.value < known.value:
            self.pending = found
            if self.clock() - self.told >= self.pause:
                self._tell()

    def _tell(self) -> None:
        if self.pending is not None and self.on_better is not None:
            standing = Standing(reproducible=False)  # nobody knows yet how the run will end
            asked = self.clock()
            self.on_better(build_result(self.problem, self.pending.schedule, standing))
            self.told = self.clock()
            self.pause = max(_PAUSE, _PATIENCE * (self.told - asked))
        self.shown, self.pending = self.pending or self.shown, None

    def ended(self) -> bool:
        """Whether the run is over; also where it reports and can be cancelled."""
        if self.clock() - self.told >= self.pause:
            self._tell()
        self.progress(int(_WHOLE * min(1.0, self.share)), _WHOLE)
        seconds = self.limits.seconds
        late = seconds is not None and self.clock() - self.began >= seconds
        self.late = self.late or late or (self.stop is not None and self.stop())
        return self.late


def _by_rules(problem: Problem) -> dict[Rule, Found]:
    chosen = first_choice(problem)
    placed = {rule: place_list(problem, order_by(problem, rule), chosen) for rule in RULES}
    return {rule: item for rule, item in placed.items() if item is not None}


def _comparisons(problem: Problem, ruled: dict[Rule, Found], best: Found) -> tuple[Comparison, ...]:
    own = as_objective(problem, best.value)
    others = {rule: as_objective(problem, found.value) for rule, found in ruled.items()}
    return tuple(
        Comparison(rule=rule, objective=other, loss_saved=other.loss - own.loss)
        for rule, other in others.items()
    )
