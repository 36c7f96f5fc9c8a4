"""``python -m tests.benchmarks NAME [ARGUMENTS]``: runs ``main`` of the benchmark of that name."""

from __future__ import annotations

import sys
from importlib import import_module
from inspect import signature
from pathlib import Path


def names() -> list[str]:
    """Every benchmark in this folder."""
    found = Path(__file__).parent.glob("*.py")
    return sorted(path.stem for path in found if not path.stem.startswith("_"))


def main() -> None:
    """Run the benchmark that the command line names."""
    if len(sys.argv) < 2 or sys.argv[1] not in names():
        raise SystemExit(f"usage: python -m tests.benchmarks {'|'.join(names())} [ARGUMENTS]")
    run = import_module(f"tests.benchmarks.{sys.argv[1]}").main
    if signature(run).parameters:
        run(sys.argv[2:])
    else:
        run()


if __name__ == "__main__":
    main()
