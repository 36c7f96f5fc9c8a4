"""The command line as people and scripts use it: a process, files, exit codes, one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from bcm_tool import __version__
from bcm_tool.document import Document
from bcm_tool.exchange.write_contract import contract_sheets
from bcm_tool.model import records as r
from tests.builders import element, model_of
from tests.export.harbour import harbour

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`bcm-tool ARGUMENTS` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bcm_tool.cli", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def done(*arguments: object) -> str:
    """Output of a command that ends well and says nothing on stderr."""
    found = run(*arguments)
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    return found.stdout


def refused(*arguments: object) -> str:
    """The sentence with which bad input is refused."""
    found = run(*arguments)
    assert found.returncode == 2, found.stdout + found.stderr
    assert "Traceback" not in found.stderr
    assert found.stdout == ""
    return found.stderr.strip()


@pytest.fixture(scope="module")
def document(tmp_path_factory) -> Path:
    path: Path = tmp_path_factory.mktemp("cli") / "harbour.bcm"
    Document.create(path, harbour()).close()
    return path


# --- template and import --------------------------------------------------------------------------


def test_a_template_goes_in_and_the_second_time_changes_nothing(tmp_path) -> None:
    template, document = tmp_path / "template.xlsx", tmp_path / "new.bcm"
    assert done("template", template).strip() == f"Wrote {template}."
    assert "elements" in load_workbook(template).sheetnames
    first = done("import", template, "--into", document, "--dry-run")
    assert "Nothing was written" in first
    assert not document.exists()
    assert f"Wrote {document}." in done("import", template, "--into", document)
    again = done("import", template, "--into", document)
    assert "Imported: 0 added, 0 changed" in again


def test_import_into_an_existing_document_can_be_undone(tmp_path) -> None:
    path = tmp_path / "d.bcm"
    Document.create(path, harbour()).close()
    folder = tmp_path / "csv"
    folder.mkdir()
    (folder / "elements.csv").write_text("key,name\nNEW,New pump\n", encoding="utf-8")
    assert "1 added" in done("import", folder, "--into", path)
    opened = Document.open(path)
    try:
        assert opened.model.element_by_key("NEW") is not None
        opened.undo()
        assert contract_sheets(opened.model) == contract_sheets(harbour())
    finally:
        opened.close()


def test_bad_rows_are_all_named_and_nothing_is_written(tmp_path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "elements"
    for row in (("key", "name", "rto"), ("A", "Alpha", "soon"), ("B", "Beta", "4")):
        sheet.append(row)
    source, target = tmp_path / "bad.xlsx", tmp_path / "new.bcm"
    book.save(source)
    message = refused("import", source, "--into", target)
    assert len(message.splitlines()) == 2
    assert "“soon”" in message
    assert all(part in message for part in ("bad.xlsx", "elements", "row 2", "row 3", "rto"))
    assert not target.exists()


# --- analyze --------------------------------------------------------------------------------------


def test_analyze_prints_tables(document) -> None:
    text = done("analyze", document, "--scenario", "fire")
    for part in ("Summary", "Objectives", "Services in the scenario", "Recovery sequence", "T13"):
        assert part in text


def test_json_goes_to_a_file_or_to_stdout_the_same_every_time(document, tmp_path) -> None:
    target = tmp_path / "out.json"
    done("analyze", document, "--scenario", "FIRE", "--json", target)
    text = done("analyze", document, "--scenario", "FIRE", "--json", "-")
    assert target.read_text(encoding="utf-8") == text
    data = json.loads(text)
    assert data["recovery"]["scenario"] == "FIRE"
    assert data["recovery"]["reproducible"] is True
    assert json.loads(done("analyze", document, "--json", "-"))["recovery"] is None


def test_a_time_limit_is_taken(document) -> None:
    text = done("analyze", document, "--scenario", "FIRE", "--time-limit", "5", "--json", "-")
    assert json.loads(text)["recovery"]["makespan"] == 880


def test_the_goal_that_counts_first_is_taken(document) -> None:
    command = ("analyze", document, "--scenario", "FIRE", "--json", "-")
    assert json.loads(done(*command))["recovery"]["objective"] == "harm first"
    for name, order in (("loss", "loss first"), ("rto", "RTO minutes first")):
        found = json.loads(done(*command, "--objective", name))["recovery"]
        assert found["objective"] == order
    assert "“other” is none of harm, loss, rto, makespan." in refused(
        *command, "--objective", "other"
    )


@pytest.mark.parametrize(
    "command",
    [
        ("import", "a.xlsx", "--into", "b.bcm", "--format", "other"),
        ("export", "a.bcm", "--pdf", "a.pdf", "--paper", "other"),
    ],
)
def test_a_word_that_is_no_choice_is_refused_plainly(command) -> None:
    said = refused(*command)
    assert "“other” is none of" in said
    assert "Value error" not in said


# --- check ----------------------------------------------------------------------------------------


def test_check_ends_with_1_when_there_are_errors(document) -> None:
    found = run("check", document)
    assert found.returncode == 1
    assert found.stderr == ""
    assert "error" in found.stdout
    assert "A-01" in found.stdout


def test_check_judges_by_today_what_has_ended(tmp_path) -> None:
    ended = r.Agreement(id="a", key="A-1", element="E", type="SLA", ends=date(2001, 2, 3))
    path = tmp_path / "ended.bcm"
    Document.create(path, model_of(element("E", kind="application"), ended)).close()
    found = run("check", path)
    assert "ended on 2001-02-03" in " ".join(found.stdout.split())


def test_check_ends_with_0_when_there_are_none(tmp_path) -> None:
    path = tmp_path / "empty.bcm"
    Document.create(path).close()
    assert "0 errors" in done("check", path)


# --- export ---------------------------------------------------------------------------------------


def test_export_writes_the_workbook_and_the_plan(document, tmp_path) -> None:
    excel, pdf = tmp_path / "o.xlsx", tmp_path / "o.pdf"
    arguments = ("--scenario", "FIRE", "--excel", excel, "--pdf", pdf, "--paper", "Letter")
    text = done("export", document, *arguments)
    assert f"Wrote {excel}." in text
    assert f"Wrote {pdf}." in text
    assert "Recovery sequence" in load_workbook(excel).sheetnames
    reader = PdfReader(pdf)
    assert float(reader.pages[0].mediabox.width) == 612
    cover = reader.pages[0].extract_text()
    opened = Document.open(document)
    assert opened.fingerprint in cover
    opened.close()
    assert f"bcm-tool {__version__}" in cover


def test_export_without_a_scenario_gives_a_report_and_says_so(document, tmp_path) -> None:
    pdf = tmp_path / "o.pdf"
    text = done("export", document, "--pdf", pdf)
    assert "there are: FIRE" in text
    assert "Continuity report" in PdfReader(pdf).pages[0].extract_text()


# --- bad input ------------------------------------------------------------------------------------


def test_refusals_are_one_clear_sentence(document, tmp_path) -> None:
    rubbish = tmp_path / "rubbish.bcm"
    rubbish.write_bytes(b"no document")
    before = document.read_bytes()
    sentences = {
        ("check", tmp_path / "none.bcm"): "none.bcm",
        ("check", rubbish): "rubbish.bcm",
        ("analyze", document, "--scenario", "FLOOD"): "no scenario “FLOOD”; there are: FIRE.",
        ("export", document): "--excel OUT.xlsx",
        ("export", document, "--excel", document): "must end with .xlsx",
        ("export", document, "--pdf", tmp_path / "plan.xlsx"): "must end with .pdf",
        ("export", document, "--pdf", tmp_path / "nowhere" / "plan.pdf"): "no folder",
        ("analyze", document, "--json", document): "is the document itself",
        ("template", tmp_path / "template.csv"): "must end with .xlsx",
        ("import", tmp_path / "none.xlsx", "--into", tmp_path / "d.bcm"): "none.xlsx",
        ("import", rubbish, "--into", tmp_path / "d.bcm"): "rubbish.bcm",
    }
    for arguments, part in sentences.items():
        message = refused(*arguments)
        assert part in message, message
        assert len(message.splitlines()) == 1, message
        assert message.endswith("."), message
    assert document.read_bytes() == before
    assert not (tmp_path / "d.bcm").exists()


def test_a_document_is_never_overwritten_by_a_new_one(document) -> None:
    before = document.read_bytes()
    pytest.importorskip("bcm_tool.sample")
    assert document.name in refused("sample", document)
    assert document.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [("frobnicate",), ("analyze",), ("analyze", "x.bcm", "--time-limit", "0"), ("check", "--fast")],
)
def test_misuse_ends_with_2_and_says_what(arguments) -> None:
    found = run(*arguments)
    assert found.returncode == 2
    assert "Error: " in found.stderr
    assert "Traceback" not in found.stderr


# --- the whole ------------------------------------------------------------------------------------


def test_help_names_every_command_and_needs_no_heavy_library() -> None:
    text = done("--help")
    for command in ("sample", "template", "import", "analyze", "export", "check"):
        assert f"  {command} " in text
    heavy = ("networkx", "numpy", "ortools", "openpyxl", "reportlab", "PySide6", "sqlite3")
    script = f"import bcm_tool.cli, sys; print([n for n in {heavy!r} if n in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_version() -> None:
    assert done("--version").strip() == f"bcm-tool {__version__}"


def test_the_sample_is_a_document_that_can_be_analysed(tmp_path) -> None:
    pytest.importorskip("bcm_tool.sample")
    path = tmp_path / "sample.bcm"
    done("sample", path)
    data = json.loads(done("analyze", path, "--json", "-"))
    assert len(data["impact"]["elements"]) >= 40
