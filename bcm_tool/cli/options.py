"""What several commands are told: files, scenarios, limits and choices."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bcm_tool.analysis.objective_order import ObjectiveOrder


class SourceFormat(StrEnum):
    """What ``import`` reads."""

    workbook = "workbook"
    csv = "csv"
    archimate = "archimate"


class Paper(StrEnum):
    """What ``export --pdf`` prints on."""

    A4 = "A4"
    Letter = "Letter"


class Objective(StrEnum):
    """What ``--objective`` puts first."""

    harm = "harm"
    loss = "loss"
    rto = "rto"
    makespan = "makespan"

    @property
    def order(self) -> ObjectiveOrder:
        """The order of goals."""
        orders: dict[Objective, ObjectiveOrder] = {
            Objective.harm: "harm first",
            Objective.loss: "loss first",
            Objective.rto: "RTO minutes first",
            Objective.makespan: "makespan first",
        }
        return orders[self]


def choice(option: str, kind: type[StrEnum], help: str) -> Any:
    """An option that takes one of a few words, and says which where it is given another."""
    words = [member.value for member in kind]

    def chosen(text: str) -> StrEnum:
        if text not in words:
            raise typer.BadParameter(f"“{text}” is none of {', '.join(words)}.")
        return kind(text)

    return typer.Option(option, parser=chosen, metavar=f"<{'|'.join(words)}>", help=help)


DocumentFile = Annotated[Path, typer.Argument(metavar="FILE.bcm", help="A document.")]
ScenarioKey = Annotated[str | None, typer.Option("--scenario", help="Key of a scenario.")]
Together = Annotated[
    int,
    typer.Option("--together", min=0, metavar="N", help="Cut sets of up to N members; 0: any."),
]
OverTheWeek = Annotated[
    bool, typer.Option("--week", help="The scenario at every hour of the week too: some seconds.")
]
FirstGoal = Annotated[
    Objective,
    choice("--objective", Objective, "What the sequence keeps low first; harm: time past MTPD."),
]
