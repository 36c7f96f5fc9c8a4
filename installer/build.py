"""Build the program as one folder, and on Debian as a package.

python3 installer/build.py         dist/bcm-tool/, for the system this runs on
python3 installer/build.py deb     dist/bcm-tool_VERSION_ARCH.deb as well

The packages come from an environment of its own, .venv-build, pinned like everything else.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
LINUX_FILES = ROOT / "installer" / "linux"
sys.path.insert(0, str(ROOT))

import run  # noqa: E402 - found beside the packages, not among them


def version() -> str:
    text = (ROOT / "bcm_tool" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    if found is None:
        raise SystemExit("bcm_tool/__init__.py states no version.")
    return found[1]


def build_folder() -> Path:
    """Bundle with PyInstaller; returns the folder that holds both programs."""
    run.ensure_system(window=True)  # PyInstaller takes the libraries of this machine along
    python = run.ensure_venv(ROOT / ".venv-build", ["--editable", ".[installer]"], "installer")
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    paths = ["--distpath", str(DIST), "--workpath", str(ROOT / "build")]
    subprocess.run([*command, *paths, "installer/bcm-tool.spec"], cwd=ROOT, check=True)
    return DIST / "bcm-tool"


def control(size: int, architecture: str) -> str:
    libc = platform.libc_ver()[1]
    return "\n".join(
        [
            "Package: bcm-tool",
            f"Version: {version()}",
            f"Architecture: {architecture}",
            "Maintainer: The bcm-tool authors <bcm-tool@localhost>",
            f"Installed-Size: {size // 1024}",
            f"Depends: libc6 (>= {libc}), fontconfig-config, libegl1, libgl1, libxcb1",
            "Section: misc",
            "Priority: optional",
            "Description: business continuity: one model, one engine, every number explained",
            " Keeps the catalogue of what an organisation depends on, and answers when each",
            " service must be back, when it can be back, and in which order to recover.",
            "",
        ]
    )


def put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def build_deb(folder: Path) -> Path:
    """Pack the folder as a Debian package; returns the file."""
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    tree = ROOT / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / "usr/lib/bcm-tool", symlinks=True)
    (tree / "usr/bin").mkdir()
    for name in ("bcm-tool", "bcm-tool-window"):
        (tree / "usr/bin" / name).symlink_to(f"../lib/bcm-tool/{name}")
    put(LINUX_FILES / "bcm-tool.desktop", tree / "usr/share/applications/bcm-tool.desktop")
    put(LINUX_FILES / "bcm-tool.xml", tree / "usr/share/mime/packages/bcm-tool.xml")
    put(ROOT / "LICENSE", tree / "usr/share/doc/bcm-tool/copyright")
    icon = ROOT / "resources" / "icons" / "bcm-tool.svg"
    if icon.is_file():
        put(icon, tree / "usr/share/icons/hicolor/scalable/apps/bcm-tool.svg")
    size = sum(path.stat().st_size for path in tree.rglob("*") if not path.is_symlink())
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN/control").write_text(control(size, architecture), encoding="utf-8")
    package = DIST / f"bcm-tool_{version()}_{architecture}.deb"
    command = ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", str(tree), str(package)]
    subprocess.run(command, check=True)
    return package


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["deb"]):
        print(__doc__)
        return 2
    folder = build_folder()
    print(f"Built {folder}")
    if arguments:
        print(f"Built {build_deb(folder)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
