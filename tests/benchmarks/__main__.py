"""``python -m tests.benchmarks NAME``: runs ``main()`` of the benchmark of that name."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def names() -> list[str]:
    """Every benchmark in this folder."""
    found = Path(__file__).parent.glob("*.py")
    return sorted(path.stem for path in found if not path.stem.startswith("_"))


def main() -> None:
    """Run the benchmark that the command line names."""
    if len(sys.argv) != 2 or sys.argv[1] not in names():
        raise SystemExit(f"usage: python -m tests.benchmarks {'|'.join(names())}")
    import_module(f"tests.benchmarks.{sys.argv[1]}").main()


if __name__ == "__main__":
    main()
