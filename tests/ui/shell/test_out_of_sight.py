"""While a person waits for an edit, nothing else works: views out of sight, other analyses."""

import gc
import threading
import time

import pytest

from bcm_tool.document import Document
from bcm_tool.model import edits
from tests.benchmarks._large import large_model
from tests.builders import dependency, element
from tests.ui.doing import settle
from ui.garbage import Sweeper
from ui.tasks import Tasks


def test_work_stands_aside_until_it_is_let_go(qtbot):
    tasks, count, done = Tasks(), [0], threading.Event()

    def work(handle):
        while not done.is_set():
            handle.progress(0, 0)
            count[0] += 1
            time.sleep(0.001)

    task = tasks.start("Counting", work)
    qtbot.waitUntil(lambda: count[0] > 3)
    tasks.hold()
    qtbot.wait(30)
    stood = count[0]
    qtbot.wait(100)
    assert count[0] == stood
    tasks.release()
    qtbot.waitUntil(lambda: count[0] > stood + 3)
    done.set()
    with qtbot.waitSignal(task.ended):
        pass


def test_work_waits_for_all_that_a_person_waits_for(qtbot):
    """The end of an edit does not let work go on while the map is still to come."""
    tasks = Tasks()
    tasks.hold("map")
    tasks.hold()
    begun = threading.Event()
    task = tasks.start("Importing", lambda _: begun.set())
    tasks.release()
    qtbot.wait(150)
    assert not begun.is_set()
    with qtbot.waitSignal(task.ended, timeout=1_000):
        tasks.release("map")
    assert begun.is_set()


def test_who_stands_aside_can_be_cancelled(qtbot):
    tasks = Tasks()

    def work(handle):
        while True:
            handle.progress(0, 0)

    task = tasks.start("Counting", work)
    tasks.hold()
    with qtbot.waitSignal(task.cancelled, timeout=4_000):
        task.cancel()


def test_prompt_work_goes_on(qtbot):
    tasks = Tasks()
    tasks.hold()

    def follow(handle):
        handle.progress(1, 1)
        return 7

    task = tasks.start("Following", follow, prompt=True)
    with qtbot.waitSignal(task.done, timeout=1_000) as said:
        pass
    assert said.args == [7]


def test_prompt_work_stands_aside_once_it_has_shown_something(qtbot):
    tasks, went_on = Tasks(), threading.Event()
    tasks.hold("map")

    def arrange(handle):
        handle.progress(0, 1)
        handle.publish("rough", 1)
        handle.stand_aside()
        went_on.set()

    task = tasks.start("Arranging", arrange, prompt=True)
    with qtbot.waitSignal(task.part, timeout=1_000):
        pass
    qtbot.wait(100)
    assert not went_on.is_set()
    with qtbot.waitSignal(task.ended, timeout=1_000):
        tasks.release("map")
    assert went_on.is_set()


def test_a_table_out_of_sight_follows_when_it_is_shown(window, qtbot):
    settle(qtbot, window.session)
    window.show_view("catalogue")
    catalogue = window.view("catalogue")
    catalogue.show_table("elements")
    records = catalogue.table("elements").records
    before = list(records.ids)
    window.show_view("bia")
    window.session.edit("x", lambda m: edits.add(m, element("NEW", name="Made meanwhile")))
    window.session.edit("x", lambda m: edits.remove(m, "elements", ["S2"]))
    window.session.edit("x", lambda m: edits.change(m, "elements", "SHOP", name="Other"))
    assert records.ids == before
    window.show_view("catalogue")
    assert set(records.ids) == set(window.session.model.elements)
    assert records.texts("SHOP")[1] == "Other"
    count = catalogue.picker.item(0).text()
    assert str(len(window.session.model.elements)) in count
    assert window.session.undo()
    assert records.texts("SHOP")[1] != "Other"


def test_the_map_out_of_sight_follows_when_it_is_shown(window, qtbot):
    session = window.session
    window.show_view("map")
    view = window.view("map")
    qtbot.waitUntil(lambda: not view.presenter.arrangement.busy)
    settle(qtbot, session)
    nodes = set(view.scene.nodes)
    window.show_view("bia")
    session.edit("x", lambda m: edits.add(m, element("NEW", name="New"), dependency("CRM", "NEW")))
    session.edit("x", lambda m: edits.remove(m, "elements", ["S2"]))
    session.edit("x", lambda m: edits.change(m, "elements", "SHOP", rto=15))
    settle(qtbot, session)
    assert set(view.scene.nodes) == nodes
    session.select(["CRM"])
    window.show_view("map")
    qtbot.waitUntil(lambda: not view.presenter.arrangement.busy)
    assert set(view.scene.nodes) == set(session.model.elements)
    assert set(view.scene.edges.lines) == set(session.model.dependencies)
    assert view.scene.nodes["SHOP"].card.demand == "RTO 15 min"
    assert view.scene.selected_ids() == ["CRM"]
    assert set(view.scene.edges.marks.values()) == {"1 of 1"}


def test_garbage_of_a_large_document_waits_and_then_all_is_as_before(tmp_path, session):
    session.set_document(Document.create(tmp_path / "large.bcm", large_model(1_200, 1_500)))
    assert gc.get_freeze_count() > 1_200
    session.set_document(None)
    assert gc.get_freeze_count() == 0


def test_small_documents_are_not_set_aside(qtbot):
    sweeper = Sweeper()
    sweeper.begin(10)
    sweeper.set_aside()
    assert gc.get_freeze_count() == 0


class Cycle:
    """Garbage that only a collection finds; notes the thread in which it goes."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        self.itself, self.ended = self, ended

    def __del__(self) -> None:
        self.ended.append(threading.current_thread())


@pytest.mark.parametrize("elements", [10, 2_000])
def test_garbage_goes_in_the_thread_of_the_window(qtbot, elements):
    sweeper, ended = Sweeper(), list[threading.Thread]()
    sweeper.begin(elements)

    def work() -> None:
        for _ in range(200):
            Cycle(ended)
        kept = [[number] for number in range(60_000)]
        assert len(kept) == 60_000

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert not ended
    more = [[number] for number in range(60_000)]  # enough for a look
    qtbot.waitUntil(lambda: len(ended) == 200, timeout=10_000)
    assert set(ended) == {threading.main_thread()}
    assert len(more) == 60_000
    sweeper.end()


def test_without_a_window_garbage_is_left_to_python(qtbot):
    sweeper = Sweeper()
    assert not gc.isenabled()
    sweeper.deleteLater()
    qtbot.waitUntil(gc.isenabled)
