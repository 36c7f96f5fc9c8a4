"""CPU time of two sides, run in turn so that what slows the machine slows both."""

from __future__ import annotations

import gc
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any


def interleaved(
    sides: Mapping[str, Callable[[], Any]], rounds: int, times: Mapping[str, int] | None = None
) -> dict[str, float]:
    """Median CPU seconds of one call of each side.

    ``times`` says how many calls of a side are taken together where one is too short to time.
    """
    found: dict[str, list[float]] = {name: [] for name in sides}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, side in sides.items():
                calls = (times or {}).get(name, 1)
                start = time.process_time()
                for _ in range(calls):
                    side()
                found[name].append((time.process_time() - start) / calls)
    finally:
        gc.enable()
    return {name: statistics.median(values) for name, values in found.items()}


def peak_megabytes() -> float:
    """The most memory this process ever held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
