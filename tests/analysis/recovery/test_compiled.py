"""Where the compiled search is kept, and who may write there."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bcm_tool.analysis.recovery.kernel.compiled import (
    PLAIN,
    cache_folder,
    compile_now,
    functions,
    wait_for_functions,
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache in which nothing was compiled."""
    place = tmp_path / "cache"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(place))
    cache_folder.cache_clear()
    yield place
    cache_folder.cache_clear()


def test_whoever_comes_while_another_compiles_gives_up(cache: Path) -> None:
    folder = cache_folder()
    assert folder.parent == cache
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "lock", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert not compile_now()
    assert not (folder / "ready").exists()


def test_without_a_place_for_the_cache_the_search_runs_as_it_stands(cache: Path) -> None:
    cache.write_text("a file where the folder should be", encoding="utf-8")
    assert not compile_now()
    assert wait_for_functions() is PLAIN


def test_what_is_compiled_is_kept_for_the_next_start() -> None:
    assert wait_for_functions().fast
    assert (cache_folder() / "ready").is_file()
    assert functions().fast


@pytest.fixture
def loaded() -> None:
    """Nothing has to be compiled for a new cache."""
    assert wait_for_functions().fast


def test_what_other_versions_left_goes_once_it_is_old(loaded: None, cache: Path) -> None:
    names = {"old": "kernel-0123456789abcdef", "used": "kernel-fedcba9876543210"}
    for name in (*names.values(), "kernel-of-corn", "another"):
        (cache / name).mkdir(parents=True)
        (cache / name / "ready").touch()
        for item in (cache / name / "ready", cache / name):
            _age(item, days=31)
    _age(cache / names["used"] / "ready", days=29)
    assert compile_now()
    kept = {names["used"], "kernel-of-corn", "another", cache_folder().name}
    assert {item.name for item in cache.iterdir()} == kept


def test_what_was_there_already_removes_nothing(loaded: None, cache: Path) -> None:
    assert compile_now()
    other = cache / "kernel-0123456789abcdef"
    other.mkdir()
    _age(other, days=400)
    assert compile_now()
    assert other.is_dir()


def _age(item: Path, days: int) -> None:
    then = time.time() - days * 24 * 3600
    os.utime(item, (then, then))
