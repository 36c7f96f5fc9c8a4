"""kill -9 at any moment loses no command that was finished, and leaves none half done."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="sessions are forked")


def crash(kills: int, fault: str = "") -> dict:
    """The report of a run in a process of its own: forking is for single-threaded ones."""
    given = [sys.executable, "-m", "tests.files.crash", "--kills", str(kills), "--fault", fault]
    done = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    report: dict = json.loads(done.stdout)
    assert done.returncode == bool(report["bad"])
    return report


def test_no_finished_command_is_lost_in_220_kills():
    report = crash(220)
    assert report["bad"] == []
    assert report["commands"] > 220
    assert report["hot_journals"] > 10  # else the kills missed the commits


@pytest.mark.parametrize("fault", ["no-journal", "early-ack"])
def test_the_check_finds_a_document_that_is_not_safe(fault):
    assert crash(200, fault)["bad"]
