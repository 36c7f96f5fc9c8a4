"""The files around the code: pins, packaging, run.py, and what a repository must not hold."""

import ast
import importlib.metadata
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import bcm_tool
from bcm_tool.assets import resource

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
PACKAGES = ("bcm_tool", "ui", "resources")


def run_py(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    screenless = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    kept = {name: value for name, value in os.environ.items() if name not in screenless}
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *arguments],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def pins() -> dict[str, list[str]]:
    """Package -> its pinned versions; more than one where they depend on the Python."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        name, version = line.partition(";")[0].strip().split("==")
        found.setdefault(name.lower().replace("_", "-"), []).append(version)
    return found


def tracked() -> list[Path]:
    if shutil.which("git") is None:
        pytest.skip("no git here")
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


# --- version and pins -----------------------------------------------------------------------------


def test_version_is_said_once_and_installed_as_said() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", bcm_tool.__version__)
    assert "version" not in PROJECT
    try:
        assert importlib.metadata.version("bcm-tool") == bcm_tool.__version__
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("bcm-tool is not installed in this environment")


def test_lock_names_packages_and_no_places() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|@|\bfile:|--(extra-)?index|--find-links", text)


def test_lock_satisfies_every_requirement() -> None:
    pinned = pins()
    for line in [*PROJECT["dependencies"], *chain(*EXTRAS.values())]:
        requirement = Requirement(line)
        versions = pinned[requirement.name.lower()]
        assert all(requirement.specifier.contains(version) for version in versions), line


def test_qt_stays_at_a_release_that_does_not_abort() -> None:
    assert all(version.startswith("6.11.") for version in pins()["pyside6-essentials"])


# --- packaging ------------------------------------------------------------------------------------


def test_resources_are_found_through_assets() -> None:
    assert resource("__init__.py").is_file()
    assert not resource("no such folder", "no such file").is_file()


def test_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    wheel_builder = pytest.importorskip("hatchling.builders.wheel").WheelBuilder
    wheel = next(wheel_builder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
        (entry_points,) = [name for name in packed if name.endswith("/entry_points.txt")]
        scripts = archive.read(entry_points).decode()
    ours = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert {name for name in ours if name.split("/")[0] in PACKAGES} <= packed
    assert {name.split("/")[0] for name in packed if ".dist-info/" not in name} == set(PACKAGES)
    assert "bcm-tool = bcm_tool.cli:main" in scripts
    assert "bcm-tool-window = ui.app:main" in scripts


# --- run.py ---------------------------------------------------------------------------------------


def test_run_py_needs_only_the_standard_library() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imports for alias in node.names}
    names |= {node.module or "" for node in froms}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_run_py_says_which_python_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is Python 3\.10"):
        runpy.run_path(str(ROOT / "run.py"))


def test_run_py_help_lists_the_verbs() -> None:
    done = run_py("--help")
    assert done.returncode == 0
    for verb in ("run.py cli", "run.py test ", "run.py test-core", "run.py setup", "FILE.bcm"):
        assert verb in done.stdout


def test_run_py_refuses_what_is_neither_verb_nor_file() -> None:
    done = run_py("tset")
    assert done.returncode == 2
    assert "'tset'" in done.stdout


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only there a screen may be absent"
)
def test_run_py_says_that_there_is_no_screen() -> None:
    done = run_py()
    assert done.returncode == 1
    assert done.stderr.startswith("There is no screen here")


@pytest.fixture
def run_module() -> dict[str, Any]:
    """The functions of run.py, in a folder of the test, with nothing really installed."""
    module = runpy.run_path(str(ROOT / "run.py"))
    space: dict[str, Any] = module["ensure_venv"].__globals__
    log: list[str] = []

    def make_venv(venv: Path) -> None:
        log.append("make")
        venv.mkdir(exist_ok=True)

    def pip_install(venv: Path, requirements: list[str]) -> bool:
        log.append("pip")
        if space["cut_off"]:
            raise KeyboardInterrupt
        return bool(space["online"])

    fakes = {
        "make_venv": make_venv,
        "pip_install": pip_install,
        "is_whole": Path.is_dir,
        "python_of": lambda venv: venv,
    }
    space.update(fakes, log=log, online=True, cut_off=False, say=log.append)
    return space


def test_environment_is_made_once(run_module, tmp_path) -> None:
    ensure, log, venv = run_module["ensure_venv"], run_module["log"], tmp_path / "env"
    ensure(venv, ["x"], "program")
    ensure(venv, ["x"], "program")
    assert log == ["make", "pip"]
    ensure(venv, ["x"], "dev")
    assert log == ["make", "pip", "pip"]


def test_half_built_environment_is_made_anew(run_module, tmp_path) -> None:
    ensure, log, venv = run_module["ensure_venv"], run_module["log"], tmp_path / "env"
    run_module["cut_off"] = True
    with pytest.raises(KeyboardInterrupt):
        ensure(venv, ["x"], "program")
    run_module["cut_off"] = False
    ensure(venv, ["x"], "program")
    assert log == ["make", "pip", "make", "pip"]


def test_offline_update_keeps_what_works(run_module, tmp_path) -> None:
    ensure, log, venv = run_module["ensure_venv"], run_module["log"], tmp_path / "env"
    ensure(venv, ["x"], "program")
    stamp = venv / "bcm-tool.stamp"
    stamp.write_text("older program")
    run_module["online"] = False
    ensure(venv, ["x"], "program")
    assert stamp.read_text() == "older program"
    assert "going on" in log[-1]
    with pytest.raises(SystemExit, match="could not be installed"):
        ensure(venv, ["x"], "dev")


# --- what a repository must not hold --------------------------------------------------------------


def test_no_file_names_a_place_on_one_machine() -> None:
    private = re.compile(rb"(?<![\w.])/(?:" + b"|".join([b"work", b"root", b"Users"]) + rb")/\w")
    found = [path for path in tracked() if private.search(path.read_bytes())]
    assert not found


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "run.py", ".ci/run"])
def test_set_up_names_no_server(name: str) -> None:
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")
