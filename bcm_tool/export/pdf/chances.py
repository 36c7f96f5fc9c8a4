"""How sure the sequence is: chances of the services, and what would help most."""

from __future__ import annotations

from dataclasses import replace

from reportlab.platypus import Flowable

from bcm_tool.analysis.simulation.result import SimulationResult
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.parts import body, chapter, section
from bcm_tool.export.pdf.tables import Look, table_flowables
from bcm_tool.export.tables.simulation import chances_table, gains_table, simulation_notes
from bcm_tool.model.model import Model

MOST_GAINS = 15


def chances_chapter(
    ink: Ink, model: Model, simulation: SimulationResult, area: tuple[float, float]
) -> list[Flowable]:
    """Probabilities from simulated runs; a page across."""
    width = area[0]
    found = chapter(ink, "How sure these times are", "chances", landscape=True)
    found += [body(ink, note) for note in simulation_notes(simulation)]
    found += section(ink, "Chances of the services", "chances-services")
    chances = Look(bold=("key",), size=8.0, notes=False)
    found += table_flowables(
        ink, chances_table(model, simulation), width, chances, "No service stops in any run."
    )
    found += section(ink, "What would help most", "chances-gains")
    gains = gains_table(model, simulation)
    look = Look(
        columns=("rank", "key", "name", "what", "saved", "error", "makespan", "service"),
        bold=("key",),
        size=8.0,
    )
    found += table_flowables(
        ink,
        replace(gains, rows=gains.rows[:MOST_GAINS]),
        width,
        look,
        "Nothing was looked for.",
    )
    return found
