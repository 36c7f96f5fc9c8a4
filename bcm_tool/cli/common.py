"""What several commands do: open a document, analyse it, name a file to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bcm_tool.cli.options import Objective
from bcm_tool.errors import BcmError

if TYPE_CHECKING:
    from bcm_tool.analysis.recovery import Limits
    from bcm_tool.analysis.run import AllResults
    from bcm_tool.document import Document
    from bcm_tool.model.model import Model


@contextmanager
def opened(path: Path) -> Iterator[Document]:
    from bcm_tool.document import Document

    document = Document.open(path)
    try:
        yield document
    finally:
        document.close()


def analysed(
    model: Model,
    scenario: str | None,
    limits: Limits | None,
    *,
    week: bool = False,
    together: int = 3,
    objective: Objective = Objective.harm,
) -> AllResults:
    from bcm_tool.analysis.run import analyze_all
    from bcm_tool.export.console import progress_bars

    chosen = None if scenario is None else _scenario(model, scenario)
    if week and chosen is None:
        raise BcmError("--week looks at a scenario: name one with --scenario.")
    with progress_bars() as bars:
        return analyze_all(
            model,
            chosen,
            limits,
            bars,
            as_of=date.today(),
            week=week,
            together=together or None,
            objective_order=objective.order,
        )


def _scenario(model: Model, key: str) -> str:
    """Id of the scenario with this key, whatever its case."""
    found = model.ids_by_key["scenarios"].get(key.strip().casefold())
    if found is None:
        keys = sorted(item.key for item in model.scenarios.values())
        there = f"there are: {', '.join(keys)}" if keys else "the document has none"
        raise BcmError(f"There is no scenario “{key}”; {there}.")
    return found


def target_path(path: Path, suffix: str) -> Path:
    """A path to write to; its ending protects everything else from being overwritten."""
    if path.suffix.lower() != suffix:
        raise BcmError(f"“{path}” must end with {suffix}.")
    return path
