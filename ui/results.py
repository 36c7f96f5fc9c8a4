"""Results of the analyses, recomputed in the background after every edit.

A result stays readable while its successor is computed; it is stale when its ``model`` is
not the document's. Impact, objectives and single points follow each edit at once, for what an
edit can change is little; the rest begins a moment later and only for the last of quick edits.
"""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from bcm_tool.analysis.objective_order import HARM_FIRST, ObjectiveOrder
from bcm_tool.model.diff import Diff
from bcm_tool.model.model import Model
from ui.computing import compute_all, compute_recovery
from ui.simulations import Simulations
from ui.tasks import Task, Tasks, Work
from ui.weeks import Weeks

if TYPE_CHECKING:
    from bcm_tool.analysis.live import Live
    from bcm_tool.analysis.recovery import Limits
    from bcm_tool.analysis.results import (
        FindingsResult,
        ImpactResult,
        ObjectivesResult,
        PointsResult,
        RecoveryResult,
        RiskResult,
        StructureResult,
    )

COALESCE_MS = 120
NAMES = ("impact", "points", "structure", "objectives", "risk", "findings")


class Results(QObject):
    """``impact``, ``points``, ``structure``, ``objectives``, ``risk``, ``findings``, recoveries.

    ``changed(name)`` follows every new result; for a recovery the name is "recovery", for a
    recovery that begins or ends "running", when a new model makes everything stale "stale",
    when nothing is on its way any more "ready".
    """

    changed = Signal(str)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.impact: ImpactResult | None = None
        self.points: PointsResult | None = None
        self.structure: StructureResult | None = None
        self.objectives: ObjectivesResult | None = None
        self.risk: RiskResult | None = None
        self.findings: FindingsResult | None = None
        self._recoveries: dict[str, RecoveryResult] = {}
        self._unfinished: set[str] = set()
        self.scenario = ""  # the current one: what is said about sequences is about its own
        self.sequence: RecoveryResult | None = None  # the one that ``objectives`` were made with
        self._using: RecoveryResult | None = None  # the same of the computation begun last
        self._model = Model()
        self._edit: tuple[Model, Diff | None] = (self._model, None)  # before the last edit; and it
        # A model whose analysis failed, or was cancelled by hand: it is not tried again.
        self._given_up: Model | None = None
        self._overtaken: Task | None = None  # cancelled, for another computation follows
        self._tasks = tasks
        self._task: Task | None = None
        self._again = False
        self._live: Live | None = None  # what the next edit is followed from
        self._quick: Task | None = None
        self._runs: dict[str, tuple[Task, threading.Event]] = {}
        self.simulations = Simulations(tasks, self)
        self.simulations.failed.connect(self.failed)
        self.weeks = Weeks(tasks, self)
        self.weeks.failed.connect(self.failed)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(COALESCE_MS)
        self._wait.timeout.connect(self._start)

    # --- asking -----------------------------------------------------------------------------

    @property
    def model(self) -> Model:
        """The model that the results are, or soon will be, about."""
        return self._model

    @property
    def busy(self) -> bool:
        """Whether something is stale and on its way."""
        return self._task is not None or self._quick is not None or self._wait.isActive()

    def is_stale(self, result: Any) -> bool:
        """Whether a result is about an earlier model (or there is none)."""
        return result is None or result.model is not self._model

    def recovery(self, scenario: str) -> RecoveryResult | None:
        """The last sequence computed for a scenario id, maybe stale; None before the first."""
        return self._recoveries.get(scenario)

    def impact_of(self, model: Model) -> ImpactResult | None:
        """The impact of a model where it is there already; whoever lacks it computes it."""
        return self.impact if self.impact is not None and self.impact.model is model else None

    def is_unfinished(self, scenario: str) -> bool:
        """Whether the sequence is one found on the way of a run that goes on, or failed."""
        return scenario in self._unfinished

    def recovery_progress(self, scenario: str) -> tuple[int, int] | None:
        """(done, total) of a running sequencing; None when none is running."""
        run = self._runs.get(scenario)
        return None if run is None else (run[0].work.done, run[0].work.total)

    # --- following the document -------------------------------------------------------------

    def follow(self, model: Model, *, forget: bool = False, changes: Diff | None = None) -> None:
        """The document has another model; ``forget`` when it is another document.

        ``changes`` is what differs from the model before, where that is known.
        """
        self._edit = (self._model, changes)
        self._model = model
        self._overtake()
        if forget:
            self._forget()
        self._follow_at_once()
        self._wait.start()
        self.changed.emit("stale")

    def set_scenario(self, scenario: str) -> None:
        """The scenario that is looked at now: objectives and findings are about its sequence."""
        if scenario != self.scenario:
            self.scenario = scenario
            self._sequence_again()

    def _sequence_again(self) -> None:
        """Compute again when that would take another sequence into account."""
        if self._fresh_recovery() is self._using:
            return
        self._overtake()
        self._wait.start()
        self.changed.emit("stale")

    def _overtake(self) -> None:
        """What is being computed is of no use any more: another computation follows it."""
        if self._task is not None:
            self._overtaken = self._task
            self._task.cancel()

    def _forget(self) -> None:
        for scenario in list(self._runs):
            self.stop_recovery(scenario)
        self._runs.clear()
        self._recoveries.clear()
        self._unfinished.clear()
        self.simulations.forget()
        self.weeks.forget()
        self.scenario = ""
        self.sequence = self._using = self._live = None
        if self._quick is not None:
            self._quick.cancel()
            self._quick = None
        for name in NAMES:
            setattr(self, name, None)

    def _start(self) -> None:
        if self._task is not None or self._quick is not None:
            self._again = True  # its end starts the next one
            return
        self._again = False
        model, recovery, as_of = self._model, self._fresh_recovery(), date.today()
        self._using = recovery
        live = self._live

        def compute(work: Work) -> None:
            compute_all(model, recovery, work, as_of, live)

        task = self._tasks.start("Analysing", compute)
        task.part.connect(lambda name, value: self._take(task, name, value, recovery))
        task.failed.connect(self._failed)
        task.ended.connect(self._ended)
        self._task = task

    def _take(self, task: Task, name: str, value: Any, recovery: RecoveryResult | None) -> None:
        overtaken = self.is_stale(value) or recovery is not self._fresh_recovery()
        if task.work.stopping.is_set() and overtaken:
            return
        if name == "live":
            self._live = value
            return
        if value is getattr(self, name) and recovery is self.sequence:
            return  # it was there at once
        if name == "objectives":
            self.sequence = recovery
        setattr(self, name, value)
        self.changed.emit(name)

    # --- at once ----------------------------------------------------------------------------

    def release_soon(self) -> None:
        """Let other work go on, unless a person still waits for what follows an edit at once."""
        if self._quick is None:
            self._tasks.release()

    def _follow_at_once(self) -> None:
        """Bring impact, objectives and single points up to the model before all else."""
        live, model = self._live, self._model
        if live is None or live.model is model or self._quick is not None:
            return  # the running one is followed by another, where the model has gone on

        def compute(work: Work) -> Live:
            from bcm_tool.analysis.live import follow

            return follow(live, model, work.progress, changes=changes)

        before, known = self._edit
        changes = known if before is live.model else None
        task = self._quick = self._tasks.start("Analysing", compute, quiet=True, prompt=True)
        task.done.connect(self._followed)
        task.failed.connect(self._failed)
        task.ended.connect(self._quick_ended)

    @Slot(object)
    def _followed(self, live: Live) -> None:
        if self.sender() is not self._quick:
            return
        self._live = live
        if live.model is not self._model:
            return
        self.impact, self.points = live.impact, live.points
        self.changed.emit("impact")
        self.changed.emit("points")
        if self._fresh_recovery() is None:
            self.objectives, self.sequence = live.objectives, None
            self.changed.emit("objectives")

    @Slot()
    def _quick_ended(self) -> None:
        if self.sender() is not self._quick:
            return
        self._quick = None
        if self._given_up is not self._model:
            self._follow_at_once()
        self.release_soon()
        if self._again and self._task is None:
            self._start()
        if not self.busy:
            self.changed.emit("ready")

    def _failed(self, error: BaseException) -> None:
        self._given_up = self._model
        self.failed.emit(error)

    def _ended(self) -> None:
        task, self._task = self._task, None
        if task is not None and task.work.stopping.is_set() and task is not self._overtaken:
            self._given_up = self._model  # cancelled by hand: until the next edit
        self._overtaken = None
        stale = self.is_stale(self.findings) and self._given_up is not self._model
        if (stale or self._again) and not self._wait.isActive():
            self._start()
        if not self.busy:
            self.changed.emit("ready")

    def _fresh_recovery(self) -> RecoveryResult | None:
        found = self._recoveries.get(self.scenario)
        if found is None or found.model is not self._model or self.is_unfinished(self.scenario):
            return None
        return found

    # --- recovery on demand -----------------------------------------------------------------

    def start_recovery(
        self,
        scenario: str,
        limits: Limits | None = None,
        objective_order: ObjectiveOrder = HARM_FIRST,
    ) -> None:
        """Sequence a scenario in the background; better sequences show as they are found."""
        if scenario in self._runs or scenario not in self._model.scenarios:
            return
        if not self.scenario:
            self.set_scenario(scenario)
        model, stop = self._model, threading.Event()
        impact = self.impact_of(model)

        def compute(work: Work) -> Any:
            return compute_recovery(model, scenario, impact, limits, objective_order, work, stop)

        name = model.scenarios[scenario].name
        task = self._tasks.start(f"Sequencing “{name}”", compute, cancel=stop.set)
        task.part.connect(lambda _, value: self._take_recovery(scenario, task, value))
        task.done.connect(lambda value: self._take_recovery(scenario, task, value, last=True))
        task.failed.connect(self.failed)
        task.ended.connect(lambda: self._recovery_ended(scenario, task))
        self._runs[scenario] = (task, stop)
        self.changed.emit("running")

    def stop_recovery(self, scenario: str) -> None:
        """Stop sequencing and keep the best sequence found so far."""
        run = self._runs.get(scenario)
        if run is not None:
            run[1].set()

    def _take_recovery(
        self, scenario: str, task: Task, value: RecoveryResult, last: bool = False
    ) -> None:
        run = self._runs.get(scenario)
        if run is None or run[0] is not task:
            return  # of a document that is closed; the same file opened again has the same ids
        self._recoveries[scenario] = value
        if last:
            self._unfinished.discard(scenario)
        else:
            self._unfinished.add(scenario)
        self.changed.emit("recovery")
        if last:
            self._sequence_again()  # objectives and findings now know what is achievable

    def _recovery_ended(self, scenario: str, task: Task) -> None:
        run = self._runs.get(scenario)
        if run is not None and run[0] is task:
            del self._runs[scenario]
        self.changed.emit("running")
