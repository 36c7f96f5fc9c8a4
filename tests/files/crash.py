"""Kills sessions at random moments and checks what is left.

``python -m tests.files.crash --kills 2000 --seed 1`` prints one JSON line; exit 1 when a command
that was acknowledged is lost, a document cannot be opened, or it holds anything but what the same
commands make in memory. Half of the checks work on a copy, so that the next session starts on
what the kill has left and may itself be killed while it recovers.

``--fault no-journal`` and ``--fault early-ack`` break the document on purpose: such a run must
fail, or this check proves nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bcm_tool.document import Document
from bcm_tool.errors import BcmError
from bcm_tool.files.changes import read_changes
from bcm_tool.files.guard import header_version
from bcm_tool.files.log import read_all
from bcm_tool.files.schema import VERSION
from bcm_tool.model.diff import diff
from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model
from tests.files.make_documents import VERSION_1, content_1
from tests.files.script import InMemory, command

MOST_COMMANDS = 200


def _session(path: Path, seed: int, pipe: int, fault: str) -> None:
    """What runs until it is killed: commands, each acknowledged by its number when it is done."""
    document = Document.open(path)
    connection = document._store.connection
    if fault == "no-journal":
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
    if fault == "no-journal" or seed % 2:
        connection.execute("PRAGMA cache_size=8")  # pages reach the file long before the commit
    os.write(pipe, f"start {document._store.state.number}\n".encode())
    for number in range(MOST_COMMANDS):
        if fault == "early-ack":
            os.write(pipe, f"{document._store.state.number + 1}\n".encode())
        command(document, random.Random(f"{seed}/{number}"))
        os.write(pipe, f"{document._store.state.number}\n".encode())


def _killed_session(path: Path, seed: int, chance: random.Random, fault: str) -> list[str]:
    """Start a session, kill it at a random moment, give the lines it wrote."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _session(path, seed, writing, fault)
        except BaseException as error:
            os.write(writing, f"error {error!r}\n".encode())
        os._exit(0)
    os.close(writing)
    said = b""
    if chance.random() < 0.75:  # else it may be killed while it opens and recovers
        wanted = chance.randrange(1, 10)
        while said.count(b"\n") < wanted and select.select([reading], [], [], 5)[0]:
            if not (more := os.read(reading, 4096)):
                break
            said += more
    time.sleep(chance.uniform(0, 0.01))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as file:
        return (said + file.read()).decode().split("\n")[:-1]


def _replayed(document: Document) -> Model | None:
    """The model that the command log alone amounts to; None when its beginning was cleared."""
    entries = read_all(document._store.connection)
    if entries[0].kind != "create":
        return None
    model = Model()
    for entry in entries:
        model = read_changes(entry.changes, model).apply(model)
    return model


class Lost(Exception):  # noqa: N818 - what the run is about
    """Something that must not happen has happened."""


def _check(path: Path, memory: InMemory, seed: int, done: int, start: int, acked: int) -> int:
    """Open and compare; gives the number of commands of this session that are in the file.

    ``done`` of them have already been applied to ``memory``.
    """
    try:
        document = Document.open(path)
    except BcmError as error:
        raise Lost(f"cannot be opened: {error}") from error
    with closing(document):
        if document.read_only:
            raise Lost(document.read_only)
        number = document._store.state.number
        if not acked <= number <= acked + 1:
            raise Lost(f"command {acked} was acknowledged, the file ends with {number}")
        for place in range(done, number - start):
            command(memory, random.Random(f"{seed}/{place}"))
        if diff(memory.model, document.model):
            raise Lost(f"holds something else after command {number}")
        replayed = _replayed(document)
        if replayed is not None and diff(replayed, document.model):
            raise Lost(f"its log leads to something else than command {number}")
        return number - start


def run(kills: int, seed: int, fault: str = "") -> dict[str, object]:
    """Kill ``kills`` sessions; a report with ``bad`` as a list of sentences."""
    chance = random.Random(seed)
    report: dict[str, object] = {"kills": kills, "seed": seed, "fault": fault}
    bad: list[str] = []
    commands = hot = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "killed.bcm"
        Document.create(path).close()
        memory, number = InMemory(default_model()), 1
        for turn in range(kills):
            own = chance.getrandbits(32)
            lines = _killed_session(path, own, chance, fault)
            numbers = [int(line) for line in lines if line.isdigit()]
            hot += _hot(path)
            try:
                if errors := [line for line in lines if line.startswith("error")]:
                    raise Lost(errors[0])
                acked, done = max(numbers, default=number), 0
                if chance.random() < 0.5:
                    done = _check_copy(path, memory, own, number, acked)
                done = (
                    _check(path, memory, own, done, number, acked)
                    if chance.random() < 0.5
                    else (_check_copy(path, memory, own, number, acked, done))
                )
                number, commands = number + done, commands + done
            except Lost as error:
                bad.append(f"kill {turn}: {error}")
                if fault:
                    break
                path.unlink()
                Document.create(path).close()
                memory, number = InMemory(default_model()), 1
    return {**report, "commands": commands, "hot_journals": hot, "bad": bad}


def run_migrations(kills: int, seed: int) -> dict[str, object]:
    """Kill sessions that bring a stored document of version 1 up to date."""
    chance = random.Random(seed)
    bad: list[str] = []
    migrated = 0
    for turn in range(kills):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "old.bcm"
            shutil.copyfile(VERSION_1, path)
            child = os.fork()
            if child == 0:
                Document.open(path)
                os._exit(0)
            time.sleep(chance.uniform(0, 0.03))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            migrated += header_version(path, torn=True) == VERSION and not _hot(path)
            try:
                with closing(Document.open(path)) as document:
                    if document.read_only or diff(document.model, content_1()):
                        bad.append(f"kill {turn}: holds something else")
            except BcmError as error:
                bad.append(f"kill {turn}: {error}")
    return {"kills": kills, "seed": seed, "migrated_before": migrated, "bad": bad}


def run_refusals(rounds: int, seed: int) -> dict[str, object]:
    """Commands for which the disk ends at a random place: refused whole, then done after all."""
    chance = random.Random(seed)
    bad: list[str] = []
    refused = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "full.bcm"
        document, memory = Document.create(path), InMemory(default_model())
        for turn in range(rounds):
            before = document.model, document.fingerprint, document.undo_label
            size = path.stat().st_size
            limit = chance.choice(
                (chance.randrange(1, size), size, size + chance.randrange(30_000))
            )
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            try:
                command(document, random.Random(f"{seed}/{turn}"))
                done = True
            except BcmError:
                done = False
            unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
            if not done:
                refused += 1
                if before != (document.model, document.fingerprint, document.undo_label):
                    bad.append(f"command {turn} was refused and has changed something")
                command(document, random.Random(f"{seed}/{turn}"))
            command(memory, random.Random(f"{seed}/{turn}"))
        document.close()
        with closing(Document.open(path)) as again:
            if diff(again.model, memory.model):
                bad.append("holds something else at the end")
    return {"rounds": rounds, "seed": seed, "refused": refused, "bad": bad}


def _hot(path: Path) -> bool:
    journal = path.with_name(path.name + "-journal")
    return journal.exists() and journal.read_bytes()[:1] not in (b"", b"\0")


def _check_copy(
    path: Path, memory: InMemory, seed: int, start: int, acked: int, done: int = 0
) -> int:
    with tempfile.TemporaryDirectory() as folder:
        for name in (path.name, path.name + "-journal"):
            if path.with_name(name).exists():
                shutil.copyfile(path.with_name(name), Path(folder) / name)
        return _check(Path(folder) / path.name, memory, seed, done, start, acked)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Kill sessions at random moments.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fault", choices=("", "no-journal", "early-ack"), default="")
    parser.add_argument("--migrate", action="store_true", help="kill migrations instead")
    parser.add_argument("--full", action="store_true", help="let the disk end instead")
    given = parser.parse_args()
    if given.full:
        report = run_refusals(given.kills, given.seed)
    elif given.migrate:
        report = run_migrations(given.kills, given.seed)
    else:
        report = run(given.kills, given.seed, given.fault)
    print(json.dumps(report))
    sys.exit(1 if report["bad"] else 0)


if __name__ == "__main__":
    main()
