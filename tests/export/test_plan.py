"""The printed plan, read back: what stands where, how it looks inside, and that it repeats."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from bcm_tool.analysis.recovery import Limits
from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.durations import format_elapsed
from bcm_tool.errors import BcmError, Cancelled
from bcm_tool.export.pdf.info import PlanInfo
from bcm_tool.export.pdf.plan import write_plan
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of
from tests.export.harbour import SCENARIO, harbour

INFO = PlanInfo(
    printed_on=date(2026, 2, 3),
    version="Approved draft",
    digest="9f2c11aa87d04c1e",
    software="bcm-tool 0.1.0",
    classification="Internal",
)


@cache
def case() -> tuple[Model, AllResults]:
    model = harbour()
    return model, analyze_all(model, SCENARIO, as_of=INFO.printed_on)


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> PdfReader:
    path = tmp_path_factory.mktemp("plan") / "plan.pdf"
    assert write_plan(path, *case(), INFO) == ()
    return PdfReader(path)


def text_of(reader: PdfReader, number: int) -> str:
    """Text of a page with every kind of blank as one space."""
    return " ".join(reader.pages[number].extract_text().split())


def whole_text(reader: PdfReader) -> str:
    return "\n".join(text_of(reader, number) for number in range(len(reader.pages)))


def page_of(reader: PdfReader, heading: str) -> int:
    """The page on which the chapter begins, by its bookmark."""
    found = {item.title: item for item in reader.outline if not isinstance(item, list)}
    number = reader.get_destination_page_number(found[heading])
    assert number is not None
    return number


# --- what stands where ----------------------------------------------------------------------------


def test_cover_is_the_document_control(plan) -> None:
    text = text_of(plan, 0)
    for part in (
        "Nordhavn Port Authority",
        "Recovery plan",
        "Fire in the machine room at Quay 4",
        "RP FIRE",
        "Approved draft",
        "9f2c11aa87d04c1e",
        "2026-02-03",
        "Internal",
        "Draft",
    ):
        assert part in text


def test_the_first_hour_is_the_second_page(plan) -> None:
    model, results = case()
    text = text_of(plan, 1)
    assert results.recovery is not None
    assert page_of(plan, "The first hour") == 1
    assert page_of(plan, "What happens to the services") == 3
    assert "The room is not usable for more than one hour." in text
    assert "Harbour master, or the duty officer at night" in text
    assert "+47 555 0100" in text
    first = min(results.recovery.tasks, key=lambda task: (task.start, task.key))
    assert first.name in text
    assert format_elapsed(model.method.detection + model.method.decision) in text


def test_every_page_says_what_it_is_and_which_of_how_many(plan) -> None:
    total = len(plan.pages)
    for number in range(total):
        text = text_of(plan, number)
        assert f"Page {number + 1} of {total}" in text
        assert "Uncontrolled when printed" in text
        assert "Draft · Internal" in text
        assert "RP FIRE · version Approved draft · printed 2026-02-03" in text


def test_contents_are_links_to_the_pages_they_name(plan) -> None:
    page = plan.pages[2]
    text = text_of(plan, 2)
    assert text.count("Contents") == 1
    links = [item.get_object() for item in page["/Annots"]]
    assert len(links) > 15
    assert all(link["/Subtype"] == "/Link" for link in links)
    for heading in ("Recovery sequence", "Call list", "Glossary", "Checklist: Databases"):
        # The number at the end of a line is drawn before the words that it belongs to.
        assert f". {page_of(plan, heading) + 1} {heading}" in text
        goal = plan.pages[page_of(plan, heading)].indirect_reference
        assert any(link["/Dest"][0] == goal for link in links)


def test_every_task_is_in_the_sequence_and_on_its_teams_checklist(plan) -> None:
    model, results = case()
    assert results.recovery is not None
    start, end = page_of(plan, "Recovery sequence"), page_of(plan, "Checklist: Facilities")
    sequence = " ".join(text_of(plan, number) for number in range(start, end))
    for task in results.recovery.tasks:
        assert task.name in sequence
        assert format_elapsed(task.start) in sequence
        (team,) = [model.teams[name] for name, _ in task.teams]
        checklist = text_of(plan, page_of(plan, f"Checklist: {team.name}"))
        assert task.key in checklist
        assert task.name in checklist
        assert format_elapsed(task.finish) in checklist
        for person in model.people.values():
            assert (person.name in checklist) or person.team != team.id
    for words in ("Planned start", "Actual start", "Actual finish", "Initials", "Sign-off"):
        assert words in checklist


def test_objectives_risks_findings_and_people_are_printed(plan) -> None:
    model, results = case()
    text = whole_text(plan)
    for person in model.people.values():
        assert person.name in text
        assert person.phone in text
    for risk in model.risks.values():
        assert risk.title in text
    for finding in results.findings.findings:
        assert finding.text in text
    objectives = text_of(plan, page_of(plan, "Objectives"))
    assert "9 h 40 min late" in objectives
    assert "BERTH → TOS → DB" in objectives


def test_letters_of_three_scripts_come_back_and_no_boxes(plan) -> None:
    text = whole_text(plan)
    for name in ("Łukasz Żak", "Δημήτρης Παππάς", "Юрий Щукин", "Đặng Thị Hoa"):
        assert name in text
    assert not re.search("[▯□■\ufffd]", text)


# --- how it is made -------------------------------------------------------------------------------


def test_every_font_is_embedded(plan) -> None:
    fonts = {}
    for page in plan.pages:
        for font in page["/Resources"]["/Font"].values():
            found = font.get_object()
            fonts[found["/BaseFont"]] = found
    assert len(fonts) >= 2
    for name, font in fonts.items():
        assert "/FontFile2" in font["/FontDescriptor"], name
        assert "/ToUnicode" in font, name


def test_nothing_in_the_plan_acts_or_reaches_out(plan) -> None:
    assert "/OpenAction" not in plan.trailer["/Root"]
    assert "/Names" not in plan.trailer["/Root"]
    for page in plan.pages:
        for item in page.get("/Annots", []):
            assert "/A" not in item.get_object()
        assert "/XObject" not in page["/Resources"]


@pytest.mark.parametrize(
    ("paper", "width", "height"), [("A4", 595.3, 841.9), ("Letter", 612.0, 792.0)]
)
def test_both_papers_upright_and_across(tmp_path, paper, width, height) -> None:
    path = tmp_path / "plan.pdf"
    write_plan(path, *case(), INFO, paper=paper)
    sizes = {
        (round(float(page.mediabox.width), 1), round(float(page.mediabox.height), 1))
        for page in PdfReader(path).pages
    }
    assert sizes == {(width, height), (height, width)}


def test_same_input_same_bytes(tmp_path) -> None:
    paths = [tmp_path / name for name in ("one.pdf", "two.pdf", "three.pdf")]
    for path in paths[:2]:
        write_plan(path, *case(), INFO)
    script = (
        "import sys; from pathlib import Path; from tests.export.test_plan import *;"
        "write_plan(Path(sys.argv[1]), *case(), INFO)"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", script, str(paths[2])], cwd=root, check=True)
    first, second, third = (path.read_bytes() for path in paths)
    assert first == second == third
    write_plan(paths[0], *case(), replace(INFO, version="2"))
    assert paths[0].read_bytes() != first


def test_the_day_that_is_passed_in_decides_what_has_ended(tmp_path) -> None:
    model, results = case()
    later = analyze_all(model, SCENARIO, as_of=date(2028, 1, 1))
    texts = []
    for name, found in (("now.pdf", results), ("later.pdf", later)):
        write_plan(tmp_path / name, model, found, INFO)
        texts.append(whole_text(PdfReader(tmp_path / name)))
    assert ["ended on 2027-12-31" in text for text in texts] == [False, True]


def test_cancel_leaves_what_was_there(tmp_path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"before")

    def stop(done: int, total: int) -> None:
        if done >= 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_plan(path, *case(), INFO, progress=stop)
    assert path.read_bytes() == b"before"
    with pytest.raises(BcmError, match="folder"):
        write_plan(tmp_path / "nowhere" / "plan.pdf", *case(), INFO)


# --- awkward content ------------------------------------------------------------------------------


def test_tags_scripts_and_endless_words_are_printed_as_text(tmp_path) -> None:
    names = ("<b>bold</b> & <font", "漢字 شركة", "W" * 3000, "line\nbreak " * 200, "Zu\u0308rich")
    elements = [
        element(f"K{number}", name=name, kind="process", rto=60, site="Here", owner=name)
        for number, name in enumerate(names)
    ]
    tasks = [
        r.RecoveryTask(id=f"T{number}", key=f"T{number}", element=f"K{number}", name=name, likely=5)
        for number, name in enumerate(names)
    ]
    scenario = r.Scenario(id="s", key="S", name=names[0], lost=("site:Here",), invoke_when=names[3])
    model = model_of(*elements, *tasks, scenario)
    path = tmp_path / "plan.pdf"
    results = analyze_all(model, "s", Limits(schedules=10, effort=0.05))
    notices = write_plan(path, model, results, INFO)
    assert len(notices) == 2
    reader = PdfReader(path)
    text = whole_text(reader)
    assert "<b>bold</b> & <font" in text
    assert "Zürich" in text
    for notice in notices:
        assert notice in text_of(reader, 0)


@pytest.mark.parametrize("scenario", [None, "s"])
def test_empty_chapters_say_so(tmp_path, scenario) -> None:
    model = model_of(r.Scenario(id="s", key="S", name="Nothing", lost=("site:Nowhere",)))
    path = tmp_path / "plan.pdf"
    write_plan(path, model, analyze_all(model, scenario), INFO)
    text = whole_text(PdfReader(path))
    for words in (
        "No service has an objective.",
        "No risk is recorded.",
        "No people are recorded.",
    ):
        assert words in text
    assert ("Recovery plan" if scenario else "Continuity report") in text


def test_a_large_scenario_keeps_its_rows_and_names_what_the_picture_leaves_out(tmp_path) -> None:
    parts: list[r.Record] = [element("TOP", kind="process", rto=600)]
    for number in range(70):
        key = f"E{number:02}"
        parts.append(element(key, site="Hall" if number % 2 else "", kind="infrastructure"))
        parts.append(dependency("TOP" if number < 2 else f"E{number - 2:02}", key))
        parts.append(r.RecoveryTask(id=f"T{key}", key=f"T{key}", element=key, name=key, likely=5))
    parts.append(r.Scenario(id="s", key="S", name="Hall lost", lost=("site:Hall",)))
    model = model_of(*parts)
    results = analyze_all(model, "s", Limits(schedules=10, effort=0.05))
    path = tmp_path / "plan.pdf"
    write_plan(path, model, results, INFO)
    text = whole_text(PdfReader(path))
    assert results.recovery is not None
    assert all(task.key in text for task in results.recovery.tasks)
