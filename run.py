#!/usr/bin/env python3
"""Start bcm-tool, or test it, on a machine that has only Python.

python3 run.py                  open the window
python3 run.py FILE.bcm         open the window with this document
python3 run.py cli ...          the command line (needs no screen); try: cli --help
python3 run.py test ...         run the tests; what follows goes to pytest
python3 run.py test-core ...    run the core's tests in a second environment without Qt
python3 run.py setup            prepare everything, start nothing

On Windows: py run.py

The first start makes the folder .venv and installs the program's packages into it, as pinned in
requirements.lock; the tools for testing are added by the first `test` or `setup`. On Debian and
Ubuntu the system libraries that Qt needs are installed too, where they are missing.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file also has to say so on an older Python
    sys.exit(
        "bcm-tool needs Python 3.11 or newer; this is Python {}.{}. Install a newer Python and "
        "start this script with it.".format(*sys.version_info[:2])
    )

import ctypes
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
LINUX = sys.platform.startswith("linux")
WINDOWS = os.name == "nt"

# Shared library -> Debian package that brings it.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libbrotlidec.so.1": "libbrotli1",
}
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
WAYLAND_LIBRARIES = {
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
NOT_FOR_CORE = ("pyside6", "pytest-qt")
BUILDING = "building"


def say(text: str) -> None:
    print(text, flush=True)


# --- the system -----------------------------------------------------------------------------------


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_font() -> bool:
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    return any(True for folder in folders for _ in folder.rglob("*.[to]tf"))


def missing_for_qt(libraries: dict[str, str]) -> list[str]:
    """Debian packages that Qt needs here and that are not installed."""
    missing = [package for library, package in libraries.items() if not loads(library)]
    return missing if has_font() else [*missing, "fonts-dejavu-core"]


def missing_for_venv() -> list[str]:
    """Debian ships Python's module for environments in a package of its own."""
    present = importlib.util.find_spec("ensurepip") is not None
    return [] if present else [f"python3.{sys.version_info.minor}-venv"]


def install_packages(packages: list[str]) -> None:
    """Install Debian packages, or leave with the one line that does it."""
    if not packages:
        return
    reason = "Some system packages are missing."
    if shutil.which("apt-get") is None:
        names = " ".join(packages)
        sys.exit(f"{reason} Install what your system calls these Debian packages: {names}")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    by_hand = f"{reason} Run this line, then try again:\n  sudo {shlex.join(install)}"
    if os.geteuid() == 0:
        root: list[str] = []
    elif shutil.which("sudo"):
        root = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    else:
        sys.exit(by_hand)
    say(f"Installing {' '.join(packages)} ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (install, ["apt-get", "update"], install):
        done = subprocess.run(
            [*root, *command], env=environment, capture_output=True, text=True, check=False
        )
        if command is install and done.returncode == 0:
            return
    say(done.stderr.strip() or done.stdout.strip())
    sys.exit(by_hand)


def ensure_system(*, window: bool) -> None:
    """Everything below Qt and pip that a wheel cannot bring; does nothing outside Linux."""
    if not LINUX:
        return
    libraries = dict(QT_LIBRARIES)
    if window and os.environ.get("QT_QPA_PLATFORM", "xcb").startswith("xcb"):
        libraries.update(X11_LIBRARIES)
    if window and os.environ.get("WAYLAND_DISPLAY"):
        libraries.update(WAYLAND_LIBRARIES)
    venv = [] if (ROOT / ".venv").exists() else missing_for_venv()
    install_packages([*missing_for_qt(libraries), *venv])


def ensure_screen() -> None:
    """Without a screen Qt aborts with a misleading message, so look first."""
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if LINUX and not any(os.environ.get(name) for name in wanted):
        sys.exit(
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window "
            "cannot open. The command line works without one: python3 run.py cli --help"
        )


# --- the environment ------------------------------------------------------------------------------


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def core_requirements() -> list[str]:
    """All requirements but those of Qt; the program itself is found from its folder."""
    project = pyproject()["project"]
    listed: list[str] = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [line for line in listed if not line.lower().startswith(NOT_FOR_CORE)]


def python_of(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


def is_whole(venv: Path) -> bool:
    """Whether the environment has pip and is of this version of Python."""
    test = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        command = [str(python_of(venv)), "-c", test]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def wanted_stamp(extra: str) -> str:
    """What decides about the packages: the requirements, the pins, the Python, the place."""
    project = json.dumps(pyproject()["project"], sort_keys=True)
    pins = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    basis = "\n".join([project, pins, str(sys.version_info[:2]), str(ROOT)])
    return f"{hashlib.sha256(basis.encode()).hexdigest()} {extra}"


def make_venv(venv: Path) -> None:
    install_packages(missing_for_venv())
    say(f"Making {venv.name} ...")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(venv)]):
        sys.exit(f"Python could not make the environment {venv}; its message stands above.")


def pip_install(venv: Path, requirements: list[str]) -> bool:
    say(f"Installing packages into {venv.name}; the first time this takes a minute or two ...")
    pip = [str(python_of(venv)), "-m", "pip", "install", "--disable-pip-version-check"]
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    command = [*pip, *quiet, "--constraint", "requirements.lock", *requirements]
    return subprocess.call(command, cwd=ROOT) == 0


def ensure_venv(venv: Path, requirements: list[str], extra: str) -> Path:
    """An environment with these requirements; returns its Python.

    The stamp tells what is installed. It reads BUILDING while that is not sure, so that an
    environment whose making was cut off is made anew.
    """
    stamp = venv / "bcm-tool.stamp"
    before = stamp.read_text() if stamp.is_file() else ""
    if before == wanted_stamp(extra) and python_of(venv).exists():
        return python_of(venv)
    if before == BUILDING or not is_whole(venv):
        make_venv(venv)
        before = ""
    stamp.write_text(BUILDING)
    installed = pip_install(venv, requirements)
    stamp.write_text(wanted_stamp(extra) if installed else before)
    if not installed and not before.endswith(f" {extra}"):
        sys.exit("The packages could not be installed; pip's message stands above. Try again.")
    if not installed:  # offline, say: pip changes nothing before it has everything
        say("The packages could not be brought up to date; going on with those that are here.")
    return python_of(venv)


def ensure_program(*, dev: bool = False) -> Path:
    """What the program needs; what its tests need too if asked for, or there already."""
    venv = ROOT / ".venv"
    stamp = venv / "bcm-tool.stamp"
    dev = dev or (stamp.is_file() and stamp.read_text().endswith(" dev"))
    extra = "dev" if dev else "program"
    return ensure_venv(venv, ["--editable", ".[dev]" if dev else "."], extra)


# --- the verbs ------------------------------------------------------------------------------------


def start(python: Path, arguments: list[str], **environment: str) -> int:
    code = subprocess.call([str(python), *arguments], env={**os.environ, **environment})
    return code if code >= 0 else 128 - code


def open_window(arguments: list[str]) -> int:
    ensure_screen()
    ensure_system(window=True)
    return start(ensure_program(), ["-P", "-m", "ui.app", *arguments])


def run_cli(arguments: list[str]) -> int:
    return start(ensure_program(), ["-P", "-m", "bcm_tool.cli", *arguments])


def run_tests(arguments: list[str]) -> int:
    ensure_system(window=False)
    python = ensure_program(dev=True)
    os.chdir(ROOT)
    return start(python, ["-m", "pytest", "-n", "2", *arguments], QT_QPA_PLATFORM="offscreen")


def run_core_tests(arguments: list[str]) -> int:
    python = ensure_venv(ROOT / ".venv-core", core_requirements(), "core")
    os.chdir(ROOT)
    absent = "import importlib.util as u, sys; sys.exit(u.find_spec('PySide6') is not None)"
    if start(python, ["-c", absent]):
        sys.exit("Qt is installed in .venv-core, so this run would prove nothing. Delete it.")
    return start(python, ["-m", "pytest", "-n", "2", *arguments])


def main(arguments: list[str]) -> int:
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb in {"-h", "--help", "help"}:
        say(__doc__ or "")
        return 0
    if verb == "cli":
        return run_cli(rest)
    if verb == "test":
        return run_tests(rest)
    if verb == "test-core":
        return run_core_tests(rest)
    if verb == "setup":
        ensure_system(window=bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")))
        ensure_program(dev=True)
        return 0
    if verb and not verb.startswith("-") and not Path(verb).exists():
        say(f"There is no file {verb!r}, and no command of this name.\n\n{__doc__}")
        return 2
    return open_window(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
