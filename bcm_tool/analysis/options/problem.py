"""The choice compiled: per element its candidates, with yearly cost, effort and data age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bcm_tool.analysis.network import Network
from bcm_tool.analysis.work import NEVER, Effort, applies
from bcm_tool.model.records import RecoveryOption


@dataclass(frozen=True, slots=True)
class Candidate:
    """An option (None: none) with its yearly cost in hundredths."""

    option: str | None
    cost: int
    effort: Effort
    rpa: int | None

    @property
    def slowness(self) -> tuple[int, int]:
        """Orders efforts: nothing to do, then by length, unknown last."""
        return self.effort.length, self.effort.tasks


@dataclass(frozen=True, slots=True)
class Decision:
    """An element (index and id) with its candidates, the one in use today first.

    ``timed`` is False where tasks decide how long recovery takes, whatever the option.
    """

    index: int
    element: str
    candidates: tuple[Candidate, ...]
    timed: bool

    def quickest(self, places: Iterable[int]) -> int:
        """Place of the fastest of some candidates, of equally fast ones the cheapest."""
        found = self.candidates
        return min(places, key=lambda n: (found[n].slowness, found[n].cost, n))

    def slowest(self, places: Iterable[int]) -> int:
        """Place of the slowest of some candidates."""
        return max(places, key=lambda n: self.candidates[n].slowness)

    def cheapest(self, places: Iterable[int]) -> int:
        """Place of the cheapest of some candidates, of equally cheap ones the first."""
        return min(places, key=lambda n: (self.candidates[n].cost, n))


@dataclass(frozen=True, slots=True)
class Choices:
    """Every decision in key order, and what is none: ``base`` is the cost of what stays."""

    decisions: tuple[Decision, ...]
    base: int
    unpriced: tuple[str, ...]


def compile_choices(network: Network) -> Choices:
    """Elements with two candidates or more.

    A candidate needs a yearly cost: unset is not zero. Where the option in use has none, nothing
    can be compared with it and the element stays as it is. Where no option is in use, none is a
    candidate too.
    """
    decisions: list[Decision] = []
    base = 0
    unpriced: list[str] = []
    for element, index in network.index.items():
        options = sorted(
            network.model.options_of.get(element, ()),
            key=lambda item: (item.key.casefold(), item.key),
        )
        today = network.model.selected_option(element)
        unpriced += [item.id for item in options if item.yearly_cost is None]
        candidates = _candidates(network, index, options, today)
        if len(candidates) > 1:
            timed = not has_tasks(network, index)
            decisions.append(Decision(index, element, candidates, timed))
        elif today is not None and today.yearly_cost is not None:
            base += cents(today.yearly_cost)
    return Choices(tuple(decisions), base, tuple(unpriced))


def has_tasks(network: Network, index: int) -> bool:
    """Whether a loss of the element is recovered by tasks, so that no option's time counts."""
    return any(applies(task, True) for task in network.work.tasks_of.get(network.ids[index], ()))


def cents(amount: Decimal) -> int:
    """Hundredths of the currency."""
    return int((amount * 100).to_integral_value())


def _candidates(
    network: Network, index: int, options: Iterable[RecoveryOption], today: RecoveryOption | None
) -> tuple[Candidate, ...]:
    if today is not None and today.yearly_cost is None:
        return ()
    priced = [item for item in options if item.yearly_cost is not None and item is not today]
    ordered: list[RecoveryOption | None] = [today, *priced]
    return tuple(_candidate(network, index, item) for item in ordered)


def _candidate(network: Network, index: int, option: RecoveryOption | None) -> Candidate:
    if option is None:
        return Candidate(None, 0, effort_with(network, index, None), None)
    cost = cents(option.yearly_cost or Decimal(0))
    return Candidate(option.id, cost, effort_with(network, index, option), option.rpa)


def effort_with(network: Network, index: int, option: RecoveryOption | None) -> Effort:
    """Own recovery of a lost element under an option, by the rules of ENGINE 3."""
    if has_tasks(network, index):
        return network.work.effort(index, True)
    if option is not None and option.recovery_time is not None:
        return Effort(1, option.recovery_time, False)
    kind = network.model.kinds.get(network.model.elements[network.ids[index]].kind or "")
    return Effort(0, 0 if kind is not None and kind.is_service else NEVER, False)
