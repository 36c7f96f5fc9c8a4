"""What can be done in the money view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.actions import ActionSpec

if TYPE_CHECKING:
    from ui.views.money import MoneyView


def money_actions() -> tuple[ActionSpec, ...]:
    """The actions; each runs on the view."""
    return (
        ActionSpec(
            "money.run",
            "&Compute again",
            lambda view: view.run(),
            "Ctrl+R",
            "play",
            "Simulate the years and look for efficient options again",
            lambda view: not view.work.running,
        ),
        ActionSpec(
            "money.cancel",
            "Cance&l",
            lambda view: view.work.cancel(),
            "Ctrl+.",
            "circle-stop",
            "End the computation and keep what has been found so far",
            lambda view: view.work.running,
        ),
        ActionSpec(
            "money.keeping",
            "&Objectives kept",
            lambda view: view.keep_objectives(True),
            "Alt+1",
            "target",
            "Only choices that keep every RTO and RPO that can be kept",
            _has_options,
            lambda view: view.options.keeping,
        ),
        ActionSpec(
            "money.all",
            "&All choices",
            lambda view: view.keep_objectives(False),
            "Alt+2",
            "layers",
            "Also choices that miss an RTO; none loses more data than today's",
            _has_options,
            lambda view: not view.options.keeping,
        ),
        ActionSpec(
            "money.apply",
            "&Select these options",
            lambda view: view.apply(),
            "Ctrl+Return",
            "check",
            "Make the chosen point's options those in use, as one step to undo",
            lambda view: view.can_apply(),
        ),
    )


def _has_options(view: MoneyView) -> bool:
    return view.work.options is not None
