"""The efficient choices: branch and bound over two amounts, yearly cost and expected loss.

A node fixes the options of some elements. Its bounds take the cheapest of what is open for the
cost and the fastest for the loss and the objectives; where both are no better than a choice
already found, nothing below the node can be efficient.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bcm_tool.analysis.options.problem import Decision
from bcm_tool.analysis.options.times import Efforts, Times

Choice = tuple[int, ...]
"""Place of the candidate taken, per decision."""
_AROUND = 3
"""The share of the work that looking around may take, as a divisor."""
Domains = tuple[tuple[int, ...], ...]
"""Places of the candidates allowed, per decision."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a choice may be: candidates per decision, and latest best recovery per element index."""

    domains: Domains
    limits: tuple[tuple[int, int], ...]


@dataclass
class Staircase:
    """Choices of which none is beaten by another, cheapest first."""

    costs: list[int] = field(default_factory=list)
    losses: list[int] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)

    def beats(self, cost: int, loss: int) -> bool:
        """Whether a choice is known that costs and loses no more."""
        place = bisect_right(self.costs, cost)
        return place > 0 and self.losses[place - 1] <= loss

    def add(self, cost: int, loss: int, choice: Choice) -> None:
        """Take a choice in unless it is beaten; what it beats goes."""
        if self.beats(cost, loss):
            return
        place = bisect_right(self.costs, cost - 1)
        end = place
        while end < len(self.costs) and self.losses[end] >= loss:
            end += 1
        self.costs[place:end] = [cost]
        self.losses[place:end] = [loss]
        self.choices[place:end] = [choice]


@dataclass(frozen=True, slots=True)
class Found:
    """Efficient choices with cost (hundredths) and loss (see Times), and whether that is proved."""

    costs: tuple[int, ...]
    losses: tuple[int, ...]
    choices: tuple[Choice, ...]
    proved: bool


def efforts_of(decisions: Sequence[Decision], choice: Sequence[int]) -> Efforts:
    """Own recovery per decision under a choice."""
    return tuple(
        item.candidates[taken].effort for item, taken in zip(decisions, choice, strict=True)
    )


def cost_of(decisions: Sequence[Decision], choice: Sequence[int]) -> int:
    """Yearly cost of a choice in hundredths."""
    return sum(item.candidates[taken].cost for item, taken in zip(decisions, choice, strict=True))


def keeps(times: Times, rules: Rules, efforts: Efforts) -> bool:
    """Whether nothing is back later than its limit."""
    if not rules.limits:
        return True
    bounds = times.bounds(efforts)
    return all(bounds[element] <= limit for element, limit in rules.limits)


def efficient(
    times: Times,
    rules: Rules,
    *,
    most: int,
    reached: Callable[[float], bool],
) -> Found:
    """All efficient choices that keep ``rules``.

    ``most`` bounds the recoveries computed. ``reached(share)`` hears how much of the search is
    done and ends it by answering True.
    """
    search = _Search(times, rules, most, reached)
    search.seed()
    proved = search.run()
    stairs = search.stairs
    choices = tuple(search.settled(choice) for choice in stairs.choices)
    return Found(tuple(stairs.costs), tuple(stairs.losses), choices, proved)


class _Node(NamedTuple):
    """The first ``depth`` decisions are fixed, the open ones at their fastest.

    ``cost`` is the least that any choice below costs; ``done`` and ``share`` say which part of
    the whole search it is.
    """

    choice: Choice
    depth: int
    cost: int
    done: float
    share: float


class _Search:
    def __init__(
        self, times: Times, rules: Rules, most: int, reached: Callable[[float], bool]
    ) -> None:
        self.times, self.rules, self.reached = times, rules, reached
        self.decisions = times.decisions
        self.stairs = Staircase()
        self._most, self._until = most, times.evaluated + most
        pairs = list(zip(self.decisions, rules.domains, strict=True))
        self._fastest = [item.quickest(domain) for item, domain in pairs]
        self._cheapest = [item.cheapest(domain) for item, domain in pairs]
        self._least = [
            item.candidates[taken].cost
            for item, taken in zip(self.decisions, self._cheapest, strict=True)
        ]
        self._order = self._by_effect()

    # --- a good start -----------------------------------------------------------------------

    def seed(self) -> None:
        """Today, the fastest choice, and one step after another down from it."""
        today = tuple(0 for _ in self.decisions)
        if all(0 in domain for domain in self.rules.domains):
            self._offer(today)
        current = tuple(self._fastest)
        self._offer(current)
        while (step := self._cheaper(current)) is not None:
            current = step
            self._offer(current)
        self._look_around()

    def _look_around(self) -> None:
        """One change to every efficient choice found, as long as that helps and work is left.

        What is found early cuts most of what follows.
        """
        until = self.times.evaluated + self._most // _AROUND
        looked: set[Choice] = set()
        while fresh := [choice for choice in self.stairs.choices if choice not in looked]:
            for choice in fresh:
                looked.add(choice)
                for place, domain in enumerate(self.rules.domains):
                    if self.times.evaluated >= until or self.reached(0.0):
                        return
                    for taken in domain:
                        if taken != choice[place]:
                            self._offer((*choice[:place], taken, *choice[place + 1 :]))

    def _offer(self, choice: Choice) -> None:
        cost, efforts = cost_of(self.decisions, choice), efforts_of(self.decisions, choice)
        if self.stairs.beats(cost, self.times.least_loss(efforts)):
            return
        if keeps(self.times, self.rules, efforts):
            self.stairs.add(cost, self.times.loss(efforts), choice)

    def _cheaper(self, choice: Choice) -> Choice | None:
        """The change that saves most for each unit of loss more; None when none saves."""
        loss = self.times.loss(efforts_of(self.decisions, choice))
        best: tuple[float, Choice] | None = None
        for place, domain in enumerate(self.rules.domains):
            candidates = self.decisions[place].candidates
            for taken in domain:
                saved = candidates[choice[place]].cost - candidates[taken].cost
                if saved <= 0 or self._spent():
                    continue
                other = (*choice[:place], taken, *choice[place + 1 :])
                efforts = efforts_of(self.decisions, other)
                if keeps(self.times, self.rules, efforts):
                    worth = max(0, self.times.loss(efforts) - loss) / saved
                    if best is None or worth < best[0]:
                        best = worth, other
        return None if best is None else best[1]

    # --- branch and bound -------------------------------------------------------------------

    def run(self) -> bool:
        """Whether the whole space was looked through."""
        waiting = [_Node(tuple(self._fastest), 0, sum(self._least), 0.0, 1.0)]
        while waiting:
            node = waiting.pop()
            if self._stop(node.done):
                return False
            waiting += reversed(self._below(node))
        return True

    def _below(self, node: _Node) -> list[_Node]:
        """What is to be looked at below a node; a node without anything open is taken in."""
        efforts = efforts_of(self.decisions, node.choice)
        leaf = node.depth == len(self._order)
        loss = self.times.loss(efforts) if leaf else self.times.least_loss(efforts)
        if self.stairs.beats(node.cost, loss) or not keeps(self.times, self.rules, efforts):
            return []
        if leaf:
            self.stairs.add(node.cost, loss, node.choice)
            return []
        place = self._order[node.depth]
        domain, found = self.rules.domains[place], []
        share = node.share / len(domain)
        for number, taken in enumerate(domain):
            choice = (*node.choice[:place], taken, *node.choice[place + 1 :])
            more = self.decisions[place].candidates[taken].cost - self._least[place]
            done = node.done + number * share
            found.append(_Node(choice, node.depth + 1, node.cost + more, done, share))
        return found

    def _stop(self, done: float) -> bool:
        return self._spent() or self.reached(done)

    def _spent(self) -> bool:
        return self.times.evaluated >= self._until

    def _by_effect(self) -> list[int]:
        """Decisions that move the loss most come first, where they cut most."""
        fastest = efforts_of(self.decisions, self._fastest)
        effects = []
        for place, (item, domain) in enumerate(
            zip(self.decisions, self.rules.domains, strict=True)
        ):
            slow = item.slowest(domain)
            other = (*fastest[:place], item.candidates[slow].effort, *fastest[place + 1 :])
            costs = [item.candidates[taken].cost for taken in domain]
            spread = max(costs) - min(costs)
            effects.append((-self.times.least_loss(other), -spread, place))
        # What has one candidate left is no decision any more.
        open_ones = (item for item in sorted(effects) if len(self.rules.domains[item[2]]) > 1)
        return [place for _, _, place in open_ones]

    # --- the same for less change -----------------------------------------------------------

    def settled(self, choice: Choice) -> Choice:
        """The same cost and loss with fewer changes from today, where that can be had."""
        current = choice
        loss = self.times.loss(efforts_of(self.decisions, current))
        for place, taken in enumerate(choice):
            candidates = self.decisions[place].candidates
            if not taken or 0 not in self.rules.domains[place]:
                continue
            if candidates[0].cost != candidates[taken].cost:
                continue
            other = (*current[:place], 0, *current[place + 1 :])
            efforts = efforts_of(self.decisions, other)
            if keeps(self.times, self.rules, efforts) and self.times.loss(efforts) == loss:
                current = other
        return current
