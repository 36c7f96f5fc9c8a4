"""Chances, criticality and gains in tables, workbook and plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pypdf

from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.analysis.simulation.result import SimulationResult
from bcm_tool.export.pdf.info import PlanInfo
from bcm_tool.export.pdf.plan import write_plan
from bcm_tool.export.tables.chances import with_chances, with_criticality
from bcm_tool.export.tables.recovery import sequence_table, services_table
from bcm_tool.export.tables.simulation import (
    chances_table,
    curve_table,
    gain_text,
    gains_table,
    simulation_notes,
)
from bcm_tool.export.workbook import write_workbook
from bcm_tool.model.model import Model
from tests.export.harbour import SCENARIO, harbour


@cache
def case() -> tuple[Model, AllResults, SimulationResult]:
    """The harbour whose work may take half as long, or three times as long."""
    model = harbour()
    tasks = {
        name: replace(task, optimistic=task.likely // 2, pessimistic=3 * task.likely)
        for name, task in model.tasks.items()
    }
    model = model.with_tables({"tasks": tasks})
    results = analyze_all(model, SCENARIO)
    assert results.simulation is not None
    return model, results, results.simulation


def test_services_and_tasks_say_how_sure_they_are() -> None:
    model, results, simulation = case()
    assert results.recovery is not None
    plain = services_table(model, results.recovery)
    services = with_chances(plain, simulation)
    assert len(services.columns) == len(plain.columns) + 4
    place = services.index("p_rto")
    seen = 0
    for line, old in zip(services.rows, plain.rows, strict=True):
        assert line.cells[:place] == old.cells[:place]
        assert line.cells[-1] == old.cells[-1]
        found = simulation.services.get(line.ref)
        p_rto, p50, p80, p90 = (cell.value for cell in line.cells[place : place + 4])
        if found is None or not found.p_down:
            assert (p_rto, p50, p80, p90) == (None,) * 4
            continue
        assert (p50, p80, p90) == (found.outage.p50, found.outage.p80, found.outage.p90)
        seen += p_rto is not None
    assert seen >= 3
    tasks = with_criticality(sequence_table(model, results.recovery), simulation)
    shares = [line.cells[tasks.index("criticality")].value for line in tasks.rows]
    assert all(share is not None and 0 <= float(str(share)) <= 100 for share in shares)
    assert max(float(str(share)) for share in shares) > 50


def test_without_a_simulation_the_tables_are_as_they_were() -> None:
    model, results, _ = case()
    assert results.recovery is not None
    plain = services_table(model, results.recovery)
    assert with_chances(plain, None) is plain
    wide = with_chances(plain, None, always=True)
    assert [line.cells[wide.index("p50")].value for line in wide.rows] == [None] * len(wide.rows)


def test_the_curve_rises_and_names_what_is_late() -> None:
    model, _, simulation = case()
    for element, found in simulation.services.items():
        curve = curve_table(model, simulation, element)
        if not found.p_down:
            assert not curve.rows
            continue
        within = [line.cells[1].value for line in curve.rows]
        assert within == sorted(within, key=lambda value: int(str(value)))
        for line in curve.rows:
            late = found.rto is not None and int(str(line.cells[1].value)) > found.rto
            assert ("past the" in str(line.cells[2].value)) >= late


def test_gains_are_sentences_about_what_the_table_says() -> None:
    model, _, simulation = case()
    table = gains_table(model, simulation)
    kinds = {line.cells[table.index("what")].value for line in table.rows}
    assert kinds == {"one more member", "up to 1 h less", "a stand-in"}
    saved = [line.cells[table.index("saved")].value for line in table.rows]
    assert saved == sorted(saved, key=lambda value: -float(str(value)))
    first = str(table.rows[0].cells[table.index("explained")].value)
    assert first.startswith("With ")
    assert "the expected loss falls by" in first


def test_gains_name_their_runs_and_what_they_count() -> None:
    """2,000 runs give other chances than the 10,000 of the services: they say which they are."""
    model, _, simulation = case()
    assert simulation.gain_runs < simulation.runs
    table = gains_table(model, simulation)
    runs = f"{simulation.gain_runs:,} runs"
    assert table.columns[table.index("service")].title.endswith(runs)
    gain = replace(simulation.gains[0], service=next(iter(simulation.services)), after=0.9)
    assert f"in time in 90.0 % of {runs}" in gain_text(model, gain, simulation.gain_runs)
    assert table.columns[table.index("met")].title == "More in time"
    shown = [line[table.index("met")] for line in table.texts()]
    assert "0" not in shown
    assert "0.00" not in shown
    same = replace(simulation, runs=simulation.gain_runs)
    assert gains_table(model, same).columns[table.index("service")].title == "Helps most"


def test_a_loss_of_nothing_is_not_unset() -> None:
    model, _, simulation = case()
    place = chances_table(model, simulation).index("loss")
    services = {
        item: replace(found, loss=Decimal(0)) for item, found in simulation.services.items()
    }
    free = chances_table(model, replace(simulation, services=services))
    assert free.rows
    for line in free.rows:
        rated = any(each.loss is not None for each in model.impacts_of.get(line.ref, ()))
        assert line.cells[place].value == (0 if rated else None)
    assert any(line.cells[place].value == 0 for line in free.rows)


def test_notes_state_runs_seed_and_errors() -> None:
    _, _, simulation = case()
    text = " ".join(simulation_notes(simulation))
    assert "10,000 runs" in text
    assert "seed 1" in text
    assert text.count("standard error") == 2
    fixed = replace(simulation, estimated=0)
    assert any("all runs are the same" in note for note in simulation_notes(fixed))
    some = replace(simulation, estimated=simulation.working - 2)
    assert any(note.startswith("2 of ") for note in simulation_notes(some))


def test_workbook_and_plan_carry_them(tmp_path: Path) -> None:
    model, results, simulation = case()
    write_workbook(tmp_path / "all.xlsx", model, results)
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert {"Chances", "Gains"} <= set(book.sheetnames)
    titles = [cell.value for row in book["Recovery outcome"].iter_rows(max_row=6) for cell in row]
    assert {"P(RTO met)", "P50", "P80", "P90"} <= set(titles)
    assert book["Chances"].max_row > len(chances_table(model, simulation).rows)
    write_plan(tmp_path / "plan.pdf", model, results, PlanInfo(printed_on=date(2026, 1, 5)))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "plan.pdf").pages)
    assert "How sure these times are" in text
    assert "What would help most" in text
