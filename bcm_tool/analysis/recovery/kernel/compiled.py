"""The kernel's functions: compiled where that has been done on this machine, else as they stand.

Both ways take the same steps, so a result never depends on which was used. Compiling takes some
ten seconds and happens once for each version of the program, in a process of its own; whoever
asks meanwhile gets the functions as they stand. What was compiled is kept in the user's cache.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any, NamedTuple

from platformdirs import user_cache_path

from bcm_tool import __version__
from bcm_tool.analysis.recovery.kernel import breed, layout, place, walk
from bcm_tool.analysis.recovery.kernel.layout import Ints

_MODULES: tuple[ModuleType, ...] = (place, walk, breed)
_ROW = "int64[::1]"


class Functions(NamedTuple):
    """``made`` turns a list of ints into what ``walk`` and ``breed`` work on."""

    walk: Callable[[Ints, Ints, int], int]
    breed: Callable[[Ints, Ints, Ints, Ints, Ints, int], int]
    made: Callable[[list[int]], Ints]
    fast: bool


_loaded: list[Functions] = []
_children: list[subprocess.Popen[bytes]] = []
PLAIN = Functions(walk.walk, breed.breed, list, fast=False)


def functions() -> Functions:
    """The compiled functions, if they are loaded; else as they stand, and loading begins.

    They load, or where that was never done compile, beside the caller's work.
    """
    if _loaded:
        return _loaded[0]
    if (_folder() / "ready").is_file():
        _load()
    else:
        _begin()
    return PLAIN


def wait_for_functions() -> Functions:
    """The compiled functions, however long they take; as they stand where there are none."""
    compile_now()
    return _compiled() or PLAIN


def compile_now() -> bool:
    """Compile into the cache, or find it there; False where that is not possible."""
    if _compiled() is None:
        return False
    (_folder() / "ready").touch()
    return True


@lru_cache(maxsize=1)
def _folder() -> Path:
    """A folder for just this source, Python and processor architecture."""
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    for module in (layout, *_MODULES):
        source = Path(module.__file__ or "")
        if source.is_file():
            digest.update(source.read_bytes())
    wanted = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(wanted) if wanted else user_cache_path("bcm-tool", appauthor=False)
    return folder / f"kernel-{digest.hexdigest()[:16]}"


@lru_cache(maxsize=1)
def _compiled() -> Functions | None:
    try:
        import numba
        import numpy as np
        from numba.extending import register_jitable

        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
        for module in _MODULES:
            for value in list(vars(module).values()):
                if getattr(value, "__module__", None) == module.__name__ and callable(value):
                    register_jitable(value)
        compiler: Any = numba.njit

        def made(function: Callable[..., int], rows: int) -> Callable[..., int]:
            types = f"int64({', '.join([_ROW] * rows)}, int64)"
            found: Callable[..., int] = compiler(types, cache=True, nogil=True)(function)
            return found

        found = Functions(
            walk=made(walk.walk, 2),
            breed=made(breed.breed, 5),
            made=lambda values: np.array(values, dtype=np.int64),
            fast=True,
        )
    except (ImportError, OSError, RuntimeError):  # not installed, or nowhere to keep it
        return None
    _loaded.append(found)
    return found


@lru_cache(maxsize=1)
def _load() -> None:
    Thread(target=_compiled, daemon=True).start()


@lru_cache(maxsize=1)
def _begin() -> None:
    """Start compiling in another process, once; it ends by itself."""
    name = "bcm_tool.analysis.recovery.kernel"
    try:
        if getattr(sys, "frozen", False):
            context = multiprocessing.get_context("spawn")
            context.Process(target=compile_now, daemon=True).start()
        else:
            quiet = subprocess.DEVNULL
            _children.append(
                subprocess.Popen([sys.executable, "-m", name], stdout=quiet, stderr=quiet)
            )
    except OSError:  # then it stays as it stands
        return
