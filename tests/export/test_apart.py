"""An export in a process of its own: the same files, and every end of the process is clean."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bcm_tool.analysis.recovery import Limits
from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.child import ChildFailed
from bcm_tool.errors import BcmError, Cancelled
from bcm_tool.export.apart import write_apart
from bcm_tool.export.pdf.info import PlanInfo
from bcm_tool.export.pdf.plan import write_plan
from bcm_tool.export.workbook import write_workbook
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import element, model_of
from tests.export.harbour import SCENARIO, harbour

INFO = PlanInfo(printed_on=date(2026, 2, 3), software="bcm-tool")
KINDS = pytest.mark.parametrize("info", [None, INFO], ids=["workbook", "plan"])


@cache
def case() -> tuple[Model, AllResults]:
    model = harbour()
    return model, analyze_all(model, SCENARIO)


@cache
def large_case() -> tuple[Model, AllResults]:
    """Takes seconds to write."""
    model = model_of(*(element(f"E{n}", kind="process", rto=60) for n in range(3000)))
    return model, analyze_all(model)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch) -> Path:
    """Where temporary files go; the target is in a folder of its own."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A file that is there before."""
    path = tmp_path / "out" / "file.bin"
    path.parent.mkdir()
    path.write_bytes(b"before")
    return path


def assert_untouched(target: Path, scratch: Path) -> None:
    assert target.read_bytes() == b"before"
    assert list(target.parent.iterdir()) == [target]
    assert list(scratch.iterdir()) == []
    assert multiprocessing.active_children() == []


def cells(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {sheet.title: list(sheet.values) for sheet in load_workbook(path).worksheets}


@pytest.mark.parametrize("known", [True, False])
def test_the_plan_is_the_same_to_the_byte(tmp_path, scratch, known) -> None:
    model, results = case()
    seen: list[tuple[int, int]] = []
    notices = write_apart(
        tmp_path / "apart.pdf",
        model,
        SCENARIO,
        results if known else None,
        INFO,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert notices == write_plan(tmp_path / "here.pdf", model, results, INFO)
    assert (tmp_path / "apart.pdf").read_bytes() == (tmp_path / "here.pdf").read_bytes()
    assert seen[-1][0] > 0
    assert list(scratch.iterdir()) == []


def test_the_workbook_is_the_same(tmp_path, scratch) -> None:
    model, results = case()
    assert write_apart(tmp_path / "apart.xlsx", model, SCENARIO, results, None) == ()
    write_workbook(tmp_path / "here.xlsx", model, results)
    assert cells(tmp_path / "apart.xlsx") == cells(tmp_path / "here.xlsx")


def test_a_sequence_found_there_is_the_one_that_was_asked_for(tmp_path, scratch) -> None:
    limits = Limits(schedules=10, effort=0.0)
    for order in ("loss first", "makespan first"):
        path = tmp_path / f"{order}.xlsx"
        write_apart(path, harbour(), SCENARIO, None, None, limits=limits, objective_order=order)
        found = {row[1]: row[2] for row in cells(path)["Summary"]}
        assert found["Counts first"] == order
        assert "Not proved" in found["Proof"]  # the usual limits prove it


def test_what_could_not_be_printed_comes_back(tmp_path, scratch) -> None:
    model = model_of(element("A", name="漢字", kind="process", rto=60))
    path = tmp_path / "plan.pdf"
    notices = write_apart(path, model, None, None, INFO)
    assert notices
    assert notices == write_plan(path, model, analyze_all(model), INFO)


def test_cancel_kills_it_and_leaves_nothing(target, scratch) -> None:
    held: list[Path] = []

    def stop(done: int, total: int) -> None:
        held[:] = scratch.rglob("openpyxl.*")
        if held:  # in the middle of saving
            raise Cancelled

    with pytest.raises(Cancelled):
        write_apart(target, *with_scenario(large_case()), None, progress=stop)
    assert held
    assert_untouched(target, scratch)


@KINDS
def test_a_killed_process_is_said(target, scratch, info) -> None:
    def kill(done: int, total: int) -> None:
        if total:
            for child in multiprocessing.active_children():
                assert child.pid
                os.kill(child.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    with pytest.raises(BcmError, match=r"“file\.bin” was not written: .* ended before"):
        write_apart(target, *with_scenario(large_case()), info, progress=kill)
    assert_untouched(target, scratch)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit of memory")
@KINDS
def test_too_little_memory_is_said(target, scratch, info) -> None:
    with pytest.raises(BcmError, match=r"“file\.bin” was not written: .* memory"):
        write_apart(target, *with_scenario(large_case()), info, memory=30_000_000)
    assert_untouched(target, scratch)


@KINDS
def test_a_fault_of_the_program_keeps_its_traceback(target, scratch, info) -> None:
    model, results = case()
    broken = replace(results, findings=None)  # type: ignore[arg-type]
    with pytest.raises(ChildFailed, match=r"(?s)fault.*Traceback.*findings.*NoneType"):
        write_apart(target, model, SCENARIO, broken, info)
    assert_untouched(target, scratch)


@KINDS
def test_errors_name_the_target(tmp_path, target, scratch, info) -> None:
    with pytest.raises(BcmError, match=r"“x\.pdf” cannot be written: there is no folder"):
        write_apart(tmp_path / "nowhere" / "x.pdf", *with_scenario(case()), info)
    (target.parent / f"~${target.name}").touch()
    with pytest.raises(BcmError, match=r"“file\.bin” is open in a spreadsheet"):
        write_apart(target, *with_scenario(case()), info)
    gone = model_of(r.Scenario(id="other", key="O", name="Other"))
    if info is not None:
        with pytest.raises(BcmError, match="no longer in the document"):
            write_apart(tmp_path / "x.pdf", gone, None, case()[1], info)


def with_scenario(found: tuple[Model, AllResults]) -> tuple[Model, str | None, AllResults]:
    model, results = found
    return model, results.recovery.scenario if results.recovery else None, results
