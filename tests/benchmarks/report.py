"""Runs benchmarks and writes their figures into ``tests/benchmarks/RESULTS.md``.

``python -m tests.benchmarks report``: all of them, as in :data:`RUNS`.
``python -m tests.benchmarks report map start``: only these; the others keep what was written
about them, with their own date. A benchmark that fails is written down as failed.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "RESULTS.md"
STATE = Path(__file__).parent / "RESULTS.json"
DATA = "../shared/data/"
RUNS: dict[str, tuple[str, ...]] = {
    "rcpsp": ("rcpsp", DATA + "rcpsp"),
    "losses": ("losses",),
    "cutsets": ("cutsets", DATA + "aralia"),
    "impact": ("impact", DATA + "debian"),
    "propagate": ("propagate",),
    "parts": ("parts",),
    "live": ("live",),
    "simulate": ("simulate",),
    "map": ("map",),
    "exports": ("exports",),
    "start": ("start",),
    "edit": ("edit",),
    "edit_window": ("edit_window",),
}
HEAD = """# Figures

Each figure is the last line that its command prints; "must" and "aim" are the floor and the
goal that the benchmark states itself. "Load" is what the system said as the run began: from about
one on, times by the clock are longer than on a quiet machine. Written by
`python -m tests.benchmarks report`.
"""


def main(arguments: list[str]) -> None:
    """Run what is asked for (all without arguments) and write the file again."""
    known: dict[str, Any] = json.loads(STATE.read_text("utf-8")) if STATE.exists() else {}
    sizes = {name: words for name, *words in (item.split("=") for item in arguments)}
    for name in sizes or RUNS:
        extra = tuple(word for text in sizes.get(name, ()) for word in text.split())
        known[name] = _run(RUNS[name] + extra)
        STATE.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", "utf-8")
        FILE.write_text(_page(known), "utf-8")
        print(json.dumps({"benchmark": name, "figure": known[name]["figure"]}))


def _run(words: tuple[str, ...]) -> dict[str, Any]:
    began, load = time.monotonic(), os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", *words],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    figure = lines[-1] if lines and "figure" in lines[-1] and not done.returncode else None
    return {
        "command": "python -m tests.benchmarks " + " ".join(words),
        "figure": figure or {"failed": f"ended with {done.returncode}"},
        "details": lines[:-1] if figure else lines,
        "date": date.today().isoformat(),
        "machine": _machine(),
        "load": None if load is None else round(load, 1),
        "minutes": round((time.monotonic() - began) / 60, 1),
    }


def _machine() -> str:
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1] for line in info.read_text().splitlines() if "model name" in line
        ]
        model = names[0].strip() if names else model
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}"


def _page(known: dict[str, Any]) -> str:
    parts = [HEAD]
    for name in (name for name in RUNS if name in known):
        found = known[name]
        run = f"{found['date']}, {found['machine']}, load {found['load']}"
        parts.append(f"## {name}\n\n`{found['command']}`, {run}.\n")
        parts.append(_table(found["figure"]))
    return "\n".join(parts)


def _table(figure: dict[str, Any]) -> str:
    rows = [f"| {key} | {_cell(value)} |" for key, value in figure.items() if key != "figure"]
    return "\n".join(["| what | figure |", "|---|---|", *rows, ""])


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_cell(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
