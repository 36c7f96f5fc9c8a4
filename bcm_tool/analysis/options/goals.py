"""What a choice of options must keep: data first, which no speed brings back, then time."""

from __future__ import annotations

from collections.abc import Sequence

from bcm_tool.analysis.network import Network
from bcm_tool.analysis.objectives import rpo_demands, used_rtos
from bcm_tool.analysis.options.problem import Choices, Decision
from bcm_tool.analysis.options.search import Domains, Rules, efforts_of
from bcm_tool.analysis.options.times import Times
from bcm_tool.analysis.results import ImpactResult

DATA_KINDS = ("data", "application", "it-service", "vital-record")
"""The kinds that hold data, so that a demand on data needs an answer (ENGINE 4)."""


class Goals:
    """The rules of the two lists of choices, and the objectives that no choice keeps.

    ``held`` keeps every recovery point and time that some choice keeps. ``free`` may miss times,
    whose price is the loss, but loses no more data than today's choice or the RPO allows, for
    lost data has no price here; what no counted loss hangs on stays as it is.
    ``late_always`` and ``stale_always`` are element indexes.
    """

    def __init__(
        self, network: Network, impact: ImpactResult, choices: Choices, times: Times
    ) -> None:
        self.decisions = choices.decisions
        self.demands = rpo_demands(network)
        self.rtos = used_rtos(network, impact)
        self._holds_data = [network.model.elements[item].kind in DATA_KINDS for item in network.ids]
        kept = tuple(self._keeping_data(item) for item in self.decisions)
        self.stale_always = [
            item.index
            for item, domain in zip(self.decisions, kept, strict=True)
            if all(self.is_stale(item, taken) for taken in domain)
        ] + self._stale_without_choice(network)
        self.stale_always.sort()
        fastest = [item.quickest(domain) for item, domain in zip(self.decisions, kept, strict=True)]
        best = times.bounds(efforts_of(self.decisions, fastest))
        today = times.bounds(efforts_of(self.decisions, [0] * len(self.decisions)))
        wanted = [(n, rto) for n, rto in enumerate(self.rtos) if rto is not None]
        self.late_always = [element for element, rto in wanted if best[element] > rto]
        # What cannot be kept must at least not get later than it is today, or must be.
        limits = [(n, rto if best[n] <= rto else max(best[n], today[n])) for n, rto in wanted]
        self.held = Rules(self._mattering(kept, times, network, limits), tuple(limits))
        no_worse = tuple(self._no_worse(item) for item in self.decisions)
        hang = {place for event in times.events for place in event.depends}
        free = (domain if n in hang else (0,) for n, domain in enumerate(no_worse))
        self.free = Rules(tuple(free), ())

    def is_stale(self, decision: Decision, taken: int) -> bool:
        """Whether a candidate loses more data than is demanded, as far as is known.

        An unknown recovery point counts as too old where the kind holds data, or where another
        candidate states one: else leaving it out would be the cheapest way to keep an RPO.
        """
        demand = self.demands.get(decision.index)
        if demand is None:
            return False
        rpa = decision.candidates[taken].rpa
        if rpa is not None:
            return rpa > demand[0]
        return self._holds_data[decision.index] or any(
            item.rpa is not None for item in decision.candidates
        )

    def _keeping_data(self, decision: Decision) -> tuple[int, ...]:
        """Candidates that keep the RPO; where none does, those no worse than today's."""
        places = range(len(decision.candidates))
        kept = tuple(taken for taken in places if not self.is_stale(decision, taken))
        return kept or self._no_worse(decision)

    def _no_worse(self, decision: Decision) -> tuple[int, ...]:
        """Candidates that keep the RPO, or lose no more data than today's."""
        today = decision.candidates[0].rpa

        def allowed(taken: int) -> bool:
            age = decision.candidates[taken].rpa
            no_older = today is None or (age is not None and age <= today)
            return no_older or not self.is_stale(decision, taken)

        return tuple(taken for taken in range(len(decision.candidates)) if allowed(taken))

    def _stale_without_choice(self, network: Network) -> list[int]:
        chosen = {item.index for item in self.decisions}
        found = []
        for element, (rpo, _) in self.demands.items():
            option = network.model.selected_option(network.ids[element])
            known = option is not None and option.rpa is not None
            if element not in chosen and known and option is not None and (option.rpa or 0) > rpo:
                found.append(element)
        return found

    def _mattering(
        self,
        kept: Domains,
        times: Times,
        network: Network,
        limits: Sequence[tuple[int, int]],
    ) -> Domains:
        """Candidates per decision; one that nothing counted hangs on stays as it is."""
        hang = {place for event in times.events for place in event.depends}
        above = {element for element, _ in limits}
        found: list[tuple[int, ...]] = []
        for place, (item, domain) in enumerate(zip(self.decisions, kept, strict=True)):
            timed = item.timed and not above.isdisjoint(network.above((item.index,)))
            by_data = item.index in self.demands and (not item.timed or 0 not in domain)
            matters = place in hang or timed or by_data
            found.append(domain if matters else (0,))
        return tuple(found)
