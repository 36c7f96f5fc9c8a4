"""The kernel's functions: compiled where that has been done on this machine, else as they stand.

Both ways take the same steps, so a result never depends on which was used. Compiling takes some
ten seconds and happens once for each version of the program, in one process of its own, behind
everything else; whoever asks meanwhile gets the functions as they stand. What was compiled is
kept in the user's cache. A cache that cannot be written, or read, leaves things as they stand.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock, Thread
from types import ModuleType
from typing import Any, NamedTuple

from platformdirs import user_cache_path

from bcm_tool import __version__
from bcm_tool.analysis.recovery.kernel import (
    breed,
    chance,
    change,
    cross,
    heap,
    layout,
    objective,
    place,
    stops,
    teams,
    walk,
)
from bcm_tool.analysis.recovery.kernel.layout import Ints

_MODULES: tuple[ModuleType, ...] = (
    chance,
    stops,
    teams,
    heap,
    objective,
    place,
    change,
    walk,
    cross,
    breed,
)
_ROW = "int64[::1]"
_APART = (place.place_all, place.leave_out, change.pull)
"""What stays a function: it is long and used in several places, and would double compiling."""


class Functions(NamedTuple):
    """``made`` turns a list of ints into what ``walk`` and ``breed`` work on."""

    walk: Callable[[Ints, Ints, int], int]
    breed: Callable[[Ints, Ints, Ints, Ints, Ints, int], int]
    made: Callable[[list[int]], Ints]
    fast: bool


_loaded: list[Functions] = []
_children: list[subprocess.Popen[bytes]] = []
_asking = Lock()
_ASIDE = 0.1
"""Seconds for which a search stands aside while the functions load."""
_LONG = 300.0
"""Seconds to wait for another process that compiles."""
_UNUSED = 30 * 24 * 3600.0
"""Seconds after which what another version compiled goes."""
_OURS = re.compile(r"kernel-[0-9a-f]{16}")
PLAIN = Functions(walk.walk, breed.breed, list, fast=False)


def functions() -> Functions:
    """The compiled functions, if they are loaded; else as they stand, and loading begins.

    They load, or where that was never done compile, beside the caller's work. While they load
    the caller stands aside for a moment each time it asks: loading opens hundreds of files, and
    after each would wait for its turn.
    """
    if _loaded:
        return _loaded[0]
    with _asking:  # sequences may be searched in several threads
        loader = _load() if (cache_folder() / "ready").is_file() else None
        if loader is None:
            _begin()
    if loader is not None:
        loader.join(_ASIDE)
    return _loaded[0] if _loaded else PLAIN


def prepare() -> None:
    """Have the functions compiled beside other work, so that the first sequence finds them."""
    with _asking:
        if not _loaded and not (cache_folder() / "ready").is_file():
            _begin()


def wait_for_functions() -> Functions:
    """The compiled functions, however long they take; as they stand where there are none."""
    return (_compiled() if compile_now(wait=_LONG) else None) or PLAIN


def compile_apart() -> bool:
    """Compile in this process, which was started for it, behind everything else."""
    if hasattr(os, "nice"):
        os.nice(10)
    return compile_now()


def compile_now(*, wait: float = 0.0) -> bool:
    """Compile into the cache, or find it there; False where that is not possible.

    One process at a time does so; whoever comes while it does gives up after ``wait`` seconds.
    """
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Held by a database, because that works on every system and ends with the process.
        lock = sqlite3.connect(folder / "lock", timeout=wait, isolation_level=None)
        with closing(lock):
            lock.execute("BEGIN EXCLUSIVE")
            if _compiled() is None:
                _forget()
                return False
            new = not (folder / "ready").exists()
            (folder / "ready").touch()
            if new:
                _remove_unused(folder)
    except (OSError, sqlite3.Error):
        return False
    return True


def _remove_unused(own: Path) -> None:
    """Remove what other versions compiled and nobody has used for a month.

    Another version may be running now: it used its folder when it started. Should it lose the
    folder all the same, its functions run as they stand.
    """
    now = time.time()
    for other in own.parent.iterdir():
        if other == own or other.is_symlink() or _OURS.fullmatch(other.name) is None:
            continue
        with suppress(OSError):  # not ours to read, or gone meanwhile
            used = max(item.stat().st_mtime for item in (other, *other.iterdir()))
            if now - used > _UNUSED:
                shutil.rmtree(other, ignore_errors=True)


@lru_cache(maxsize=1)
def cache_folder() -> Path:
    """A folder for just this source, Python, compiler and machine: nothing else can be loaded.

    The compiler looks at place and time of the source, and in a bundle at those of the program.
    """
    try:
        compiler = version("numba")
    except PackageNotFoundError:  # a bundle has one compiler
        compiler = ""
    known = (__version__, sys.version, compiler, platform.machine(), platform.node())
    digest = hashlib.sha256(" ".join(known).encode())
    files = [Path(__file__), *(Path(module.__file__ or "") for module in (layout, *_MODULES))]
    for source in filter(Path.is_file, files):
        digest.update(source.read_bytes())
    for seen in filter(Path.is_file, (*files, Path(sys.executable))):
        digest.update(f"{seen} {seen.stat().st_mtime_ns}".encode())
    wanted = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(wanted) if wanted else user_cache_path("bcm-tool", appauthor=False)
    return folder / f"kernel-{digest.hexdigest()[:16]}"


@lru_cache(maxsize=1)
def _compiled() -> Functions | None:
    try:
        import numba
        import numpy as np
        from numba.extending import register_jitable

        # Nothing here owns memory. Without its count of references (two locked additions to memory
        # for each array and call) and with small functions in line all takes half the time.
        folder = cache_folder()
        if not os.access(folder, os.W_OK):  # numba would look for another place
            return None
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
        for module in _MODULES:
            for value in list(vars(module).values()):
                if getattr(value, "__module__", None) == module.__name__ and callable(value):
                    options = {"_nrt": False, "forceinline": value not in _APART}
                    register_jitable(**options)(value)
        compiler: Any = numba.njit

        def made(function: Callable[..., int], rows: int) -> Callable[..., int]:
            types = f"int64({', '.join([_ROW] * rows)}, int64)"
            options = {"cache": True, "nogil": True, "_nrt": False}
            found: Callable[..., int] = compiler(types, **options)(function)
            return found

        found = Functions(
            walk=made(walk.walk, 2),
            breed=made(breed.breed, 5),
            made=lambda values: np.array(values, dtype=np.int64),
            fast=True,
        )
    except Exception:  # not installed, nowhere to keep it, or what was kept is damaged
        return None
    _loaded.append(found)
    return found


@lru_cache(maxsize=1)
def _load() -> Thread:
    thread = Thread(target=_load_or_forget, daemon=True)
    thread.start()
    return thread


def _load_or_forget() -> None:
    if _compiled() is None:
        _forget()
        return
    with suppress(OSError):
        (cache_folder() / "ready").touch()  # so that other versions see that it is used


def _forget() -> None:
    """What is kept may be damaged: the next start compiles again."""
    shutil.rmtree(cache_folder(), ignore_errors=True)


@lru_cache(maxsize=1)
def _begin() -> None:
    """Start compiling in another process, once; it ends by itself."""
    if multiprocessing.current_process().daemon:  # must have no children; lives shortly anyway
        return
    name = "bcm_tool.analysis.recovery.kernel"
    try:
        if getattr(sys, "frozen", False):
            context = multiprocessing.get_context("spawn")
            context.Process(target=compile_apart, daemon=True).start()
        else:
            quiet = subprocess.DEVNULL
            _children.append(
                subprocess.Popen([sys.executable, "-m", name], stdout=quiet, stderr=quiet)
            )
    except OSError:  # then it stays as it stands
        return
