"""What the help and the papers beside the code say is so: numbers, names, commands, files."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from packaging.requirements import Requirement

import bcm_tool
from bcm_tool.amounts import format_number
from bcm_tool.analysis import findings
from bcm_tool.analysis.failure import analyze_failure
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import analyze_recovery
from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.assets import resource
from bcm_tool.cli import app
from bcm_tool.document import BIG_CHANGE, Document
from bcm_tool.durations import format_duration
from bcm_tool.exchange.archimate_kinds import KIND_OF_TYPE, RELATION_RULES
from bcm_tool.exchange.contract import SHEETS
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.source import read_source
from bcm_tool.export.workbook import write_workbook
from bcm_tool.files.backup import KEPT_BACKUPS
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from bcm_tool.sample import SAMPLE_NAME, sample_model
from tests.builders import dependency, element, model_of

ROOT = Path(__file__).resolve().parents[1]


def help_page(name: str) -> str:
    return resource("help", f"{name}.md").read_text(encoding="utf-8")


def paper(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def table_rows(text: str) -> list[list[str]]:
    """The cells of every row of every table, heads included."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [row for row in rows if not set("".join(row)) <= set("-: ")]


def says(text: str, sentence: str) -> bool:
    """Whether a text holds a sentence, wherever its lines break and however it is marked."""
    return _plain(sentence) in _plain(text)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*`]", "", text).split())


# --- the worked example of the concepts -----------------------------------------------------------


def task(key: str, owner: str, likely: int, **values: Any) -> r.RecoveryTask:
    return r.RecoveryTask(id=key, key=key, element=owner, name=key, likely=likely, **values)


def rating(owner: str, band: int, level: int, loss: int) -> r.ImpactRating:
    return r.ImpactRating(
        id=f"{owner} {band}",
        element=owner,
        category="category-1",
        band=f"band-{band}",
        level=level,
        loss=Decimal(loss),
    )


def shop() -> Model:
    """The online shop of the help page."""
    return model_of(
        element("SHOP", kind="service", wrt=120),
        element("ORDERS", kind="application"),
        element("DATA", kind="data"),
        element("SERVER-1", kind="infrastructure"),
        element("SERVER-2", kind="infrastructure"),
        element("MAPS", kind="supplier"),
        r.RedundancyGroup(
            id="g", dependent="ORDERS", name="Servers", takeover="manual", takeover_time=45
        ),
        dependency("SHOP", "ORDERS", tolerance=60),
        dependency("SHOP", "MAPS", strength="soft"),
        dependency("ORDERS", "DATA"),
        dependency("ORDERS", "SERVER-1", group="g"),
        dependency("ORDERS", "SERVER-2", group="g"),
        rating("SHOP", 60, 1, 1_000),
        rating("SHOP", 240, 2, 8_000),
        rating("SHOP", 480, 3, 24_000),
        rating("SHOP", 1440, 4, 120_000),
        task("T-1", "SHOP", 30),
        task("T-2", "ORDERS", 20, needed="outage"),
        task("T-3", "ORDERS", 120, needed="loss"),
        task("T-4", "DATA", 180, needed="loss"),
        task("T-5", "SERVER-1", 240, needed="loss"),
        task("T-6", "SERVER-2", 60, needed="loss"),
        r.Agreement(id="a", key="AG-1", element="DATA", type="UC", restore_time=480),
    )


@pytest.fixture(scope="module")
def results() -> AllResults:
    return analyze_all(shop())


@pytest.fixture(scope="module")
def concepts() -> str:
    return help_page("concepts")


def test_concepts_mtpd_rto_and_loss(concepts: str, results: AllResults) -> None:
    found = results.impact.elements["SHOP"]
    before, rto = format_duration(found.previous_band), format_duration(found.rto)
    assert says(concepts, f"For *SHOP* it is **{format_duration(found.mtpd)}**.")
    assert says(concepts, f"{before} − 2 h = **{rto}**")
    assert found.loss is not None
    two, day, thirty = (format_number(found.loss.at(time)) for time in (120, 1440, 1800))
    assert says(concepts, f"after 2 h {two}, after 1 d {_whole(day)}, after 30 h {_whole(thirty)}.")
    for row in (["1 h", "1", "1,000"], ["1 d", "4, intolerable", "120,000"]):
        assert row in table_rows(concepts)


def _whole(money: str) -> str:
    return money.removesuffix(".00")


def test_concepts_step_down_and_bound(concepts: str, results: AllResults) -> None:
    found = results.objectives.elements
    required = {key: format_duration(item.required_by) for key, item in found.items()}
    bound = {key: format_duration(item.rta_bound) for key, item in found.items()}
    assert says(concepts, f"*SHOP*: its RTO, **{required['SHOP']}**.")
    assert says(concepts, f"+ 1 h of tolerance = **{required['ORDERS']}**.")
    assert says(concepts, f"{required['ORDERS']} − 20 min to restart *ORDERS* =")
    assert says(
        concepts, f"= **{required['DATA']}**. An agreement that promises *DATA* back in 8 h"
    )
    assert any(item.kind == "weak-agreement" for item in results.findings.findings)
    assert found["SERVER-2"].required_by is not None
    assert found["SERVER-1"].required_by is None
    assert says(
        concepts,
        f"*DATA* {bound['DATA']}, *ORDERS* **{bound['ORDERS']}**, *SHOP* **{bound['SHOP']}**.",
    )
    spare = format_duration(-(found["SHOP"].gap or 0))
    assert says(concepts, f"{bound['SHOP']} − {required['SHOP']}, {spare} to spare.")


def test_concepts_failure_in_time(concepts: str) -> None:
    outages = analyze_failure(shop(), ["DATA"]).outages
    data, orders, web = outages["DATA"], outages["ORDERS"], outages["SHOP"]
    assert (data.down, orders.down, web.down) == (0, 0, 60)
    assert says(concepts, f"*DATA* is back at T+{format_duration(data.up)},")
    assert (orders.up or 0) - (data.up or 0) == 20
    assert says(concepts, f"*SHOP* at T+{format_duration(web.up)}.")
    assert says(concepts, f"The outage of *SHOP* is **{format_duration(web.length)}**.")


def test_concepts_takeover(concepts: str) -> None:
    model = shop()
    found = analyze_failure(model, ["SERVER-1"])
    assert says(
        concepts, f"*ORDERS* is out for **{format_duration(found.outages['ORDERS'].length)}**"
    )
    assert "SHOP" not in found.outages
    slow = replace(model.method, detection=15, decision=30)
    later = analyze_failure(model.with_tables({"methods": {slow.id: slow}}), ["SERVER-1"]).outages
    out, stops = format_duration(later["ORDERS"].length), format_duration(later["SHOP"].down)
    assert says(concepts, f"*ORDERS* is out for **{out}** and *SHOP* stops at T+{stops}.")


def test_concepts_cfia(concepts: str, results: AllResults) -> None:
    codes: dict[str, list[str]] = {}
    for component, services in results.structure.cfia.items():
        codes.setdefault(services.get("SHOP", ""), []).append(component)
    shown = {row[0]: row[2] for row in table_rows(concepts) if len(row) == 3}
    for code, components in codes.items():
        assert shown[code] == ", ".join(sorted(components))


def test_concepts_order_of_two_services(concepts: str) -> None:
    model = model_of(
        element("A", kind="service", rto=240),
        element("B", kind="service", rto=480),
        *(rating("A", 60 * hours, 1, 1_000 * hours) for hours in (1, 24)),
        *(rating("B", 60 * hours, 1, 10_000 * hours) for hours in (1, 24)),
        r.Team(id="t", key="IT", name="IT", capacity=1),
        task("T-A", "A", 120, demand=(("t", 1),)),
        task("T-B", "B", 60, demand=(("t", 1),)),
        r.Scenario(id="s", key="S", name="Both", lost=("element:A", "element:B")),
    )
    recovery = analyze_all(model, "s").recovery
    assert recovery is not None
    by_rto = next(item for item in recovery.comparisons if item.rule == "RTO order")
    assert says(concepts, f"the loss is **{_whole(format_number(by_rto.objective.loss))}**")
    assert says(concepts, f"the loss is **{_whole(format_number(recovery.objective.loss))}**")
    assert recovery.objective.past_rto == 0
    assert recovery.status == "optimal"


# --- import, findings, commands -------------------------------------------------------------------


def test_import_page_has_every_sheet_and_column() -> None:
    rows = {row[0]: row[2] for row in table_rows(help_page("import")) if len(row) == 3}
    assert set(rows) - {"Sheet"} == {sheet.name for sheet in SHEETS}
    for sheet in SHEETS:
        columns = (f"**{c.name}**" if c.required else c.name for c in sheet.columns)
        assert rows[sheet.name] == ", ".join(columns)


def test_import_page_and_the_table_of_archimate_kinds_agree() -> None:
    listed: dict[str, str] = {}
    rules: dict[str, str] = {}
    for row in table_rows(help_page("import").partition("## ArchiMate")[2]):
        if row[0] in RELATION_RULES:
            rules[row[0]] = row[1]
        elif row[0] not in ("ArchiMate element type", "Relationship"):
            kind = "" if row[1] == "no kind" else row[1]
            listed.update(dict.fromkeys(row[0].split(", "), kind))
    assert listed == dict(KIND_OF_TYPE)
    assert rules == dict(RELATION_RULES)


def finding_kinds() -> dict[str, set[str]]:
    """Kind of finding -> severities, read from the code that makes findings."""
    found: dict[str, set[str]] = {}
    for path in Path(findings.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if isinstance(call.func, ast.Name) and call.func.id == "Finding":
                    for kind in _constants(call.args[1], function):
                        found.setdefault(kind, set()).update(_constants(call.args[0], function))
    return found


def _constants(node: ast.expr, function: ast.FunctionDef) -> set[str]:
    """The texts an argument can be: itself, or for a variable all names with hyphens around it."""
    texts = {item.value for item in ast.walk(node) if isinstance(item, ast.Constant)}
    if texts:
        return {text for text in texts if isinstance(text, str)}
    around = (item.value for item in ast.walk(function) if isinstance(item, ast.Constant))
    return {
        text for text in around if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z]+)+", text)
    }


def test_findings_page_lists_every_kind_under_its_severity() -> None:
    text = help_page("findings")
    kinds = finding_kinds()
    assert len(kinds) > 30
    listed: dict[str, str] = {}
    for severity, title in (("error", "Errors"), ("warning", "Warnings"), ("note", "Notes")):
        part = text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
        for row in table_rows(part):
            if row[0].startswith("`"):
                listed[row[0].strip("`")] = severity
    assert set(listed) == set(kinds)
    assert all(severity in kinds[kind] for kind, severity in listed.items())


def commands() -> dict[str, Any]:
    """Name -> command, as typer has built it."""
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


@pytest.mark.parametrize("name", ["help", "README.md"])
def test_command_line_is_described_in_full(name: str) -> None:
    text = help_page("command-line") if name == "help" else paper(name)
    for command_name, command in commands().items():
        assert f"bcm-tool {command_name} " in text
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert option in text, f"{command_name} {option}"


@pytest.mark.parametrize("name", ["help", "README.md"])
def test_no_option_is_invented(name: str) -> None:
    text = help_page("command-line") if name == "help" else paper(name)
    known = {opt for command in commands().values() for item in command.params for opt in item.opts}
    known |= {"--help", "--version", "--size", "--theme"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= known


def test_document_page_gives_the_figures_of_the_code() -> None:
    text = help_page("document")
    assert says(text, f"more than {BIG_CHANGE} records")
    assert says(text, f"the last {KEPT_BACKUPS} per document")


def test_one_person_less_in_the_business_cell_makes_services_late() -> None:
    """Step 7 of the first ten minutes, in the README and in the help."""
    assert says(paper("README.md"), "set the capacity of *BIZ* from 2 to 1")
    assert says(help_page("getting-started"), "change the capacity of *BIZ* from 2 to 1")
    model = sample_model()
    scenario = model.ids_by_key["scenarios"]["site"]
    team = model.teams[model.ids_by_key["teams"]["biz"]]
    assert team.capacity == 2
    fewer = edits.change_each(model, "teams", {team.id: {"capacity": 1}})
    late = []
    for each in (model, fewer):
        recovery = analyze_recovery(each, scenario, analyze_impact(each))
        late.append({key for key, item in recovery.services.items() if not item.met})
    assert late[0] < late[1]


def test_a_document_is_passed_on_without_its_past_as_the_help_says(tmp_path: Path) -> None:
    name = "Zebedee Quillfeather"
    person = r.Person(id="p", key="P-1", name=name)
    old = Document.create(tmp_path / "old.bcm", model_of(element("SHOP"), person))
    old.edit("Delete", lambda model: edits.remove(model, "people", ["p"]))
    old.save_copy(tmp_path / "copy.bcm")
    write_workbook(tmp_path / "all.xlsx", old.model, analyze_all(old.model))
    old.close()
    assert name.encode() in (tmp_path / "copy.bcm").read_bytes()
    new = Document.scratch()
    after = plan_import(new.model, read_source(tmp_path / "all.xlsx")).model
    assert after is not None
    new.edit("Import", lambda _: after)
    new.save_as(tmp_path / "new.bcm")
    new.close()
    assert name.encode() not in (tmp_path / "new.bcm").read_bytes()
    assert b"SHOP" in (tmp_path / "new.bcm").read_bytes()


def test_glossary_is_in_alphabetical_order() -> None:
    words = [row[0] for row in table_rows(help_page("glossary"))[1:]]
    assert words == sorted(words, key=str.casefold)


def test_papers_describe_the_sample_as_it_is() -> None:
    model = sample_model()
    for name in ("README.md", "CHANGELOG.md"):
        assert says(paper(name), f"with {len(model.elements)} elements and four scenarios")
    assert len(model.scenarios) == 4
    assert SAMPLE_NAME in paper("README.md")


# --- README, ARCHITECTURE, CHANGELOG --------------------------------------------------------------


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"])
def test_links_of_the_papers_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", paper(name)):
        assert (ROOT / target).exists(), target


def test_paths_that_architecture_names_are_there() -> None:
    for path in re.findall(
        r"`((?:bcm_tool|ui|tests|resources|installer)/[\w./]*)`", paper("ARCHITECTURE.md")
    ):
        assert (ROOT / path).exists(), path


def test_architecture_gives_a_reason_for_every_dependency() -> None:
    project = tomllib.loads(paper("pyproject.toml"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    wanted = {Requirement(line).name.lower() for line in [*project["dependencies"], *extras]}
    rows = {row[0].lower(): row[1] for row in table_rows(paper("ARCHITECTURE.md")) if len(row) == 2}
    assert wanted <= set(rows), sorted(wanted - set(rows))
    assert all(rows[name] for name in wanted)


def test_changelog_begins_with_the_version_of_the_program() -> None:
    first = re.search(r"^## (\S+)", paper("CHANGELOG.md"), re.MULTILINE)
    assert first is not None
    assert first[1] == bcm_tool.__version__
