"""While a person waits for an edit, nothing else works: views out of sight, other analyses."""

import gc
import threading
import time

from bcm_tool.document import Document
from bcm_tool.model import edits
from tests.benchmarks._large import large_model
from tests.builders import dependency, element
from tests.ui.shell.conftest import settle
from ui.garbage import SELDOM, Sweeper
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
    usual = gc.get_threshold()
    session.set_document(Document.create(tmp_path / "large.bcm", large_model(1_200, 1_500)))
    assert gc.get_threshold() == SELDOM
    assert gc.get_freeze_count() > 1_200
    session.set_document(None)
    assert gc.get_threshold() == usual
    assert gc.get_freeze_count() == 0


def test_small_documents_are_left_to_python(qtbot):
    usual, sweeper = gc.get_threshold(), Sweeper()
    sweeper.begin(10)
    sweeper.set_aside()
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)
