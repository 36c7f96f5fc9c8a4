"""The search on lists of tasks, slice by slice, so that proof and reports come in between.

The kernel does the work where it can (no cycles among elements): a genetic search while only the
makespan is at stake, else two walks side by side, which begin alike and end in different places.
The former changes the order alone; where there are members of groups or teams to choose, it takes
turns with the walks, which change them too. What the kernel finds is placed again by
:mod:`list_schedule` before it counts.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bcm_tool.analysis.recovery.kernel import layout as at
from bcm_tool.analysis.recovery.kernel.arrays import (
    desk_array,
    kernel_fits,
    people_array,
    problem_array,
    read_choice,
)
from bcm_tool.analysis.recovery.kernel.compiled import Functions, functions
from bcm_tool.analysis.recovery.kernel.layout import Ints
from bcm_tool.analysis.recovery.kernel.place import leave_out, place_all
from bcm_tool.analysis.recovery.kernel.project import reversed_project
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.rules import first_choice
from bcm_tool.analysis.recovery.search import Found, improve, order_of, place_list

_MEMORY = 20
"""Values remembered for late acceptance (measured on the benchmark "losses": 5 to 50 do alike, 150
and more leave a second too short)."""
_WALKS = 2
"""Walks of one search; they take the same steps on however many cores."""
_PEOPLE, _MOST_PEOPLE = 80, 800
"""The smallest and the largest population: more find shorter schedules, but later."""
_EACH = 6
"""How many in a population for each task, where there is the time."""
_LIFE = 300
"""Steps that there must be for each of a population."""
_SEED = 2463534242
_MAKESPAN = 3
_FAST, _SLOW = 20_000, 500
"""Task placements in one slice, compiled (some 10 ms) and as it stands."""
_PAUSE = 20
"""Slices from one look at what the kernel found to the next: to place that again takes as long as
hundreds of the kernel's own steps."""
_TURN = 1_000
"""Steps after which the walks and the genetic search take turns, each from the best."""
_PLAIN = 20
"""How many steps of the kernel one schedule without it stands for."""


class Explorer:
    """Searches on from the best that it knows; the same steps for the same calls.

    ``steps`` is how many there will be, about.
    """

    def __init__(self, problem: Problem, start: Found, steps: int = 0) -> None:
        self.best = start
        self.made = 0
        self.breeds = False
        """Whether only the makespan is at stake."""
        self._problem = problem
        self._desks: list[Ints] = []
        """One for each walk, or for the genetic search; none where the kernel cannot place it."""
        self._back: Ints = None
        self._back_desk: Ints = None
        self._people: Ints = None
        self._swift: Functions | None = None
        self._round = 0
        self._size = max(_PEOPLE, min(_EACH * len(problem.tasks), steps // _LIFE, _MOST_PEOPLE))
        self._chooses = bool(problem.choosy) or any(
            0 < group.choose < len(group.members) for group in problem.groups
        )
        self._turn = 0
        """Which turn it is, where they are taken: the walk's when odd."""
        self._until = 0
        """Steps at the end of this turn."""
        if kernel_fits(problem):
            self._array: Ints = problem_array(problem, problem.ranked)
            self._begin(start)

    def go_on(self, found: Found) -> None:
        """Search on from something better that was found elsewhere."""
        if found.value < self.best.value:
            self.best = found
            if self._desks:
                self._begin(found)

    def run(
        self,
        steps: int,
        better: Callable[[Found], None],
        stop: Callable[[], bool],
    ) -> None:
        """Take a number of steps, unless ``stop``, asked every few hundredths of a second."""
        if not self._desks:
            self._run_plain(steps, better, stop)
            return
        with ThreadPoolExecutor(_WALKS - 1) as others:
            self._run_kernel(self.made + steps, better, stop, others)

    def _run_kernel(
        self,
        end: int,
        better: Callable[[Found], None],
        stop: Callable[[], bool],
        others: ThreadPoolExecutor,
    ) -> None:
        slices, fresh, tasks = 0, False, len(self._problem.tasks)
        while self._desks and self.made < end and not stop():
            if self._takes_turns and self.made >= self._until:
                if fresh:
                    fresh = False
                    self._take(better)
                self._turn, self._until = self._turn + 1, self.made + _TURN
                self._begin(self.best)
                continue
            swift = self._swift = self._functions()
            left = min(end, self._until) - self.made if self._takes_turns else end - self.made
            size = min((_FAST if swift.fast else _SLOW) // tasks, left // len(self._desks))
            improved = self._slice(swift, max(1, size), others)
            slices, fresh = slices + 1, fresh or improved
            if fresh and slices >= _PAUSE:
                slices, fresh = 0, False
                self._take(better)
        if fresh:
            self._take(better)

    def _slice(self, swift: Functions, size: int, others: ThreadPoolExecutor) -> bool:
        """So many steps of each walk, or of the genetic search; True when something is better."""
        array, desks = self._array, self._desks
        if self._people is not None:
            size = max(1, size // 3)
            self.made += 3 * size
            return bool(
                swift.breed(array, desks[0], self._back, self._back_desk, self._people, size)
            )
        self.made += size * len(desks)
        if not swift.fast:
            return sum(swift.walk(array, desk, size) for desk in desks) > 0
        beside = [others.submit(swift.walk, array, desk, size) for desk in desks[1:]]
        improved = swift.walk(array, desks[0], size)
        return improved + sum(walk.result() for walk in beside) > 0

    @property
    def _takes_turns(self) -> bool:
        """Whether a genetic search alone would leave members or teams as they are."""
        return self.breeds and self._chooses

    def _functions(self) -> Functions:
        """The functions as they are now; arrays follow when the compiled ones arrive."""
        swift = functions()
        if self._swift is None or swift.fast != self._swift.fast:
            self._array = swift.made(self._array)
            self._desks = [swift.made(desk) for desk in self._desks]
            if self._people is not None:
                self._back, self._back_desk = swift.made(self._back), swift.made(self._back_desk)
                self._people = swift.made(self._people)
        return swift

    def _begin(self, found: Found) -> None:
        """Lay the list of a schedule on new desks."""
        problem, schedule = self._problem, found.schedule
        chosen = tuple(
            one or other for one, other in zip(schedule.chosen, first_choice(problem), strict=True)
        )
        desk = desk_array(problem, order_of(schedule), chosen, schedule.modes, _MEMORY)
        array = list(self._array)
        leave_out(array, desk)
        if not place_all(array, desk):
            self._desks, self.breeds = [], False
            return
        first = list(desk[desk[at.VALUE] : desk[at.VALUE] + at.STAGES])
        for row in (at.CURRENT, at.BEST):
            desk[desk[row] : desk[row] + at.STAGES] = first
        desk[desk[at.MEMORY] : desk[at.MEMORY] + at.STAGES * _MEMORY] = first * _MEMORY
        self._array, self._swift = array, None
        self.breeds = not any(first[:_MAKESPAN]) and len(problem.tasks) > 1
        self._people = None
        breeding = self.breeds and not (self._takes_turns and self._turn % 2)
        self._desks = [self._seeded(desk) for _ in range(1 if breeding else _WALKS)]
        if breeding:
            back = reversed_project(problem)
            self._back = problem_array(back, problem.ranked)
            self._back_desk = desk_array(back, range(len(back.tasks)), (), (), 1)
            leave_out(self._back, self._back_desk)
            self._people = people_array(problem, _PEOPLE if self._takes_turns else self._size)

    def _seeded(self, desk: list[int]) -> list[int]:
        """A copy whose chance differs from that of all before."""
        self._round += 1
        copied = list(desk)
        copied[at.CHANCE] = _SEED * self._round & 0xFFFFFFFF
        return copied

    def _take(self, better: Callable[[Found], None]) -> None:
        desk = min(self._desks, key=self._best_of)

        def row(name: int, count: int) -> list[int]:
            return [int(value) for value in desk[desk[name] : desk[name] + count]]

        tasks = len(self._problem.tasks)
        places = sum(len(group.members) for group in self._problem.groups)
        found = place_list(
            self._problem,
            row(at.BEST_ORDER, tasks),
            read_choice(self._problem, row(at.BEST_CHOSEN, places)),
            tuple(row(at.BEST_WANTED, tasks)),
        )
        if found is not None and found.value < self.best.value:
            self.best = found
            better(found)

    def _best_of(self, desk: Ints) -> list[int]:
        """The value of the best on a desk, by rank."""
        return [int(desk[desk[at.BEST] + stage]) for stage in self._problem.ranked]

    def _run_plain(
        self, steps: int, better: Callable[[Found], None], stop: Callable[[], bool]
    ) -> None:
        self._round += 1
        self.best = improve(
            self._problem,
            self.best,
            schedules=steps // _PLAIN,
            seed=self._round,
            better=better,
            stop=lambda _: stop(),
        )
        self.made += steps
