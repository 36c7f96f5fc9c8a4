"""An answer keeps the question it is the answer to."""

import threading
from dataclasses import dataclass

import pytest

from bcm_tool.document import Document
from bcm_tool.model import edits
from bcm_tool.model.model import Model
from tests.ui.shop import small_model
from ui.session import Session
from ui.structure.computation import Computation


@dataclass(frozen=True)
class Answer:
    model: Model
    value: int


class Asking:
    """A question of one number, answered with that number once ``free`` is set."""

    def __init__(self, session):
        self.session, self.number, self.asked = session, 1, 0
        self.free = threading.Event()
        self.work = Computation(session, self.question, session)

    def question(self):
        return self.session.model, self.number

    def ask(self):
        if self.work.settle():
            return
        model, number = self.session.model, self.number
        self.asked += 1

        def answer(progress):
            while not self.free.wait(0.005):
                progress(0, 1)
            return Answer(model, number)

        self.work.ask("Number", answer)


@pytest.fixture
def asking(app, qtbot, tmp_path):
    session = Session()
    session.set_document(Document.create(tmp_path / "shop.bcm", small_model()))
    qtbot.waitUntil(lambda: not session.results.busy, timeout=10_000)
    made = Asking(session)
    made.free.set()
    made.ask()
    qtbot.waitUntil(lambda: not made.work.busy, timeout=10_000)
    made.free.clear()
    assert made.work.result is not None
    assert (made.work.result.value, made.work.stale, made.work.said()) == (1, False, "")
    yield made
    made.free.set()
    qtbot.waitUntil(lambda: not (session.tasks.running or session.results.busy), timeout=10_000)
    session.close()


def test_another_question_makes_the_answer_stale_until_it_is_answered(asking, qtbot):
    asking.number = 2
    asking.ask()
    assert asking.work.stale
    assert asking.work.said() == "The answer to what was asked before; being computed again."
    asking.free.set()
    qtbot.waitUntil(lambda: not asking.work.busy, timeout=10_000)
    assert (asking.work.result.value, asking.work.said()) == (2, "")


def test_a_stopped_answer_says_so_and_is_not_begun_by_itself(asking, qtbot):
    asking.number = 2
    asking.ask()
    asking.work._task.cancel()
    qtbot.waitUntil(lambda: not asking.work.busy, timeout=10_000)
    said = "The answer to what was asked before: computing it again was stopped."
    assert (asking.work.stale, asking.work.said()) == (True, said)
    asking.ask()
    assert not asking.work.busy
    asking.work.begin_anew()
    asking.free.set()
    asking.ask()
    qtbot.waitUntil(lambda: not asking.work.busy, timeout=10_000)
    assert (asking.work.result.value, asking.work.said()) == (2, "")


def test_back_to_what_was_answered_is_answered_at_once(asking, qtbot):
    asking.number = 2
    asking.ask()
    asking.number = 1
    asking.ask()
    assert not asking.work.busy
    assert not asking.work.stale
    asking.number = 2
    asking.ask()
    asking.work._task.cancel()
    qtbot.waitUntil(lambda: not asking.work.busy, timeout=10_000)
    asking.number = 1
    asking.ask()
    assert (asking.work.stopped, asking.work.said(), asking.asked) == (False, "", 3)


def test_an_edit_makes_it_one_about_the_document_before(asking, qtbot):
    asking.session.edit("Delete", lambda model: edits.remove(model, "elements", ["POWER"]))
    asking.ask()
    said = "About the document before the last change; being computed again."
    assert asking.work.said() == said
