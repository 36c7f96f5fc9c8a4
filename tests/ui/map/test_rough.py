"""A large map is seen and edited at once; its layout follows, and is there at the next opening."""

import json
from itertools import pairwise

import pytest

from bcm_tool.document import Document
from bcm_tool.errors import BcmError
from bcm_tool.layout import layered_layout
from bcm_tool.layout.rough import rough_layout
from bcm_tool.model import edits
from bcm_tool.model.records import Position
from bcm_tool.progress import no_progress
from tests.benchmarks._map_model import random_services
from ui import settings
from ui.graph import kept_layouts, placing
from ui.graph.commands import move
from ui.graph.content import SIZES, links_of, nodes_of
from ui.session import Session
from ui.views.map import MapView


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "bcm-tool" / "layouts"


@pytest.fixture
def model():
    return random_services(500, placing.CROWD + 100)


@pytest.fixture
def opened(qtbot, tmp_path, cache):
    """Opens a model on the map and comes back when there is something to see."""
    sessions = []

    def open_(model):
        settings.forget("map")
        session = Session()
        sessions.append(session)
        view = MapView(session)
        qtbot.addWidget(view)
        view.resize(1280, 800)
        view.show()
        qtbot.waitExposed(view)
        path = tmp_path / f"{len(sessions)}.bcm"
        session.set_document(Document.create(path, model))
        qtbot.waitUntil(lambda: len(view.scene.nodes) == len(model.elements), timeout=30_000)
        return view

    yield open_
    for session in sessions:
        session.close()


def places(view):
    return {item: node.place for item, node in view.scene.nodes.items()}


def layout_of(model):
    return layered_layout(nodes_of(model), links_of(model), sizes=SIZES)


def arranged(qtbot, view):
    qtbot.waitUntil(lambda: not view.presenter.arrangement.busy, timeout=60_000)


def led(qtbot, view):
    qtbot.waitUntil(lambda: not view.presenter.arrangement.book.draft, timeout=60_000)


def test_rough_rows_follow_the_layers_and_nothing_overlaps(model):
    nodes, links = nodes_of(model), links_of(model)
    found = rough_layout(nodes, links, SIZES)
    assert found == rough_layout(nodes[::-1], links[::-1], SIZES)
    assert len(set(found.values())) == len(nodes)
    rows = {}
    for node, layer, _ in nodes:
        rows.setdefault(found[node][1], []).append((found[node][0], layer))
    last = -1
    for y in sorted(rows):
        xs = sorted(x for x, _ in rows[y])
        assert all(b - a >= SIZES.width for a, b in pairwise(xs))
        layers = {layer for _, layer in rows[y]}
        assert len(layers) == 1
        assert max(layers) >= last
        last = max(layers)
    ys = sorted(rows)
    assert all(b - a >= SIZES.height for a, b in pairwise(ys))


def test_rough_order_brings_neighbours_together():
    nodes = [(f"a{i}", 0, f"a{i:03}") for i in range(60)]
    nodes += [(f"b{i}", 1, f"b{(i * 37) % 60:03}") for i in range(60)]
    found = rough_layout(nodes, [(f"a{i}", f"b{i}") for i in range(60)], SIZES)
    apart = [abs(found[f"a{i}"][0] - found[f"b{i}"][0]) for i in range(60)]
    width = max(x for x, _ in found.values()) - min(x for x, _ in found.values())
    assert sum(apart) / 60 < 0.12 * width
    assert rough_layout([], []) == {}
    assert rough_layout([("one", 3, "K")], [("one", "one"), ("one", "gone")]) == {"one": (0.0, 0.0)}


def test_a_large_map_is_rough_at_first_and_then_the_layout(qtbot, opened, model):
    view = opened(model)
    assert view.presenter.arrangement.rough
    assert places(view) == rough_layout(nodes_of(model), links_of(model), SIZES)
    assert set(view.scene.edges.drawn) == set(model.dependencies)
    arranged(qtbot, view)
    assert places(view) == layout_of(model)
    assert not view.presenter.arrangement.rough
    assert view.canvas.fitted
    led(qtbot, view)


def test_the_second_opening_is_the_layout_at_once(qtbot, opened, model, cache):
    arranged(qtbot, opened(model))
    (file,) = cache.glob("*.json")
    written = json.loads(file.read_text())
    assert set(written) == {"digest", "places"}  # no key and no name of an element
    view = opened(model)
    assert places(view) == layout_of(model)
    assert not view.presenter.arrangement.rough
    assert not view.presenter.arrangement.busy


@pytest.mark.parametrize("damage", ["", "{", "[]", "short", "text", "far", "other", "large"])
def test_a_damaged_layout_counts_as_not_there(model, cache, damage):
    nodes, links = nodes_of(model), links_of(model)
    digest = kept_layouts.digest_of(nodes, links, SIZES)
    layout = rough_layout(nodes, links, SIZES)
    kept_layouts.keep(digest, layout)
    assert kept_layouts.read(digest, nodes[::-1]) == layout
    file = cache / f"{digest}.json"
    whole = json.loads(file.read_text())
    if damage == "short":
        whole["places"].pop()
    elif damage == "text":
        whole["places"][3] = ["1", 2.0]
    elif damage == "far":
        whole["places"][3] = [float("inf"), 2.0]
    elif damage == "other":
        whole["digest"] = "0" * 64
    text = json.dumps(whole) if damage in ("short", "text", "far", "other") else damage
    file.write_text(" " * kept_layouts.LARGEST + json.dumps(whole) if damage == "large" else text)
    assert kept_layouts.read(digest, nodes) is None


def test_few_layouts_are_kept(model, cache):
    layout = rough_layout(nodes_of(model), links_of(model), SIZES)
    for number in range(kept_layouts.KEPT + 3):
        kept_layouts.keep(f"{number:064}", layout)
    assert len(list(cache.iterdir())) == kept_layouts.KEPT
    other = kept_layouts.digest_of(nodes_of(model), links_of(model)[1:], SIZES)
    assert other != kept_layouts.digest_of(nodes_of(model), links_of(model), SIZES)


def test_a_folder_that_cannot_be_written_does_not_hold_up_the_map(model, cache):
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where the folder should be")
    kept_layouts.keep("0" * 64, rough_layout(nodes_of(model), links_of(model), SIZES))
    assert kept_layouts.read("0" * 64, nodes_of(model)) is None


def test_what_a_person_moves_meanwhile_keeps_the_map_as_it_is(qtbot, opened, model):
    view = opened(model)
    assert view.presenter.arrangement.rough
    before = places(view)
    assert move(view.session, {"e5": (-9000.0, -700.0)})
    assert not view.presenter.arrangement.busy
    led(qtbot, view)
    assert places(view) == before | {"e5": (-9000.0, -700.0)}
    view.session.undo()  # nothing stands where a person has put it: the layout is made after all
    arranged(qtbot, view)
    assert places(view) == layout_of(model)


def test_an_edit_meanwhile_is_seen_at_once_and_is_in_the_layout(qtbot, opened, model):
    view = opened(model)
    view.session.edit("x", lambda m: edits.remove(m, "elements", ["e7"]))
    assert "e7" not in view.scene.nodes
    assert view.presenter.arrangement.busy
    assert set(view.scene.edges.drawn) == set(view.session.model.dependencies)
    arranged(qtbot, view)
    assert places(view) == layout_of(view.session.model)


def test_kept_places_are_there_at_once_and_stay(qtbot, opened, model):
    put = {
        item: (float(260 * (n % 25)), float(100 * (n // 25)))
        for n, item in enumerate(model.elements)
    }
    positions = {i: Position(id=i, element=i, x=x, y=y) for i, (x, y) in put.items()}
    view = opened(model.with_tables({"positions": positions}))
    assert view.presenter.arrangement.rough
    assert places(view) == put
    arranged(qtbot, view)
    led(qtbot, view)
    assert places(view) == put
    assert view.presenter.arrangement.auto == layout_of(model)


def test_kept_places_do_not_wait_for_a_kept_layout(model, cache):
    layout = layout_of(model)
    kept_layouts.keep(kept_layouts.digest_of(nodes_of(model), links_of(model), SIZES), layout)
    put = {i: Position(id=i, element=i, x=y, y=x) for i, (x, y) in layout.items()}
    placed = model.with_tables({"positions": put})
    shown = []
    found = placing.arrange(placed, no_progress, lambda rough: shown.append(rough.places))
    assert shown == [{i: (y, x) for i, (x, y) in layout.items()}]
    assert (found.auto, found.places) == (layout, shown[0])
    shown.clear()
    placing.arrange(model, no_progress, lambda rough: shown.append(rough.places))
    assert shown == []  # the layout is there at once


def test_cancelled_by_hand_stays_as_it_is_seen(qtbot, opened):
    view = opened(random_services(2_000, 8_600))  # a layout that takes longer than coming here
    before = places(view)
    running = [
        task for task in view.session.tasks.running if task.work.label == "Arranging the map"
    ]
    assert running
    for task in running:
        task.cancel()
    arranged(qtbot, view)
    led(qtbot, view)
    assert places(view) == before


def test_a_layout_that_fails_leaves_a_map_to_work_on(qtbot, opened, model):
    view = opened(model)
    before, said = places(view), []
    view.session.tasks.crashed.connect(said.append)
    (task,) = [one for one in view.session.tasks.running if one.work.label == "Arranging the map"]
    task.failed.emit(BcmError("The disk is full."))
    assert not view.presenter.arrangement.busy
    led(qtbot, view)
    assert places(view) == before
    assert not said
