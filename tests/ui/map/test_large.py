"""A map of many elements: what is in sight is found, painted and edited as on a small one."""

import random

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor

from bcm_tool.document import Document
from bcm_tool.layout import layered_layout, route_all
from bcm_tool.layout.ways import Ways
from bcm_tool.model import edits
from tests.benchmarks._map_model import random_services
from tests.ui.map.conftest import open_map
from ui.graph import strokes
from ui.graph.content import SIZES, links_of, nodes_of
from ui.graph.density import Density
from ui.graph.edge_path import curve
from ui.graph.later import AT_ONCE
from ui.graph.placing import CROWD, ends_of, with_routes
from ui.graph.route_book import RouteBook
from ui.graph.tiles import Tiles


@pytest.fixture(scope="module")
def ways():
    model = random_services(260, 900)
    places = layered_layout(nodes_of(model), links_of(model), sizes=SIZES)
    return route_all(places, ends_of(model.dependencies.values()), SIZES)


@pytest.fixture
def large(qtbot, tmp_path):
    """More dependencies than are led around the nodes before the map is shown."""
    model = random_services(700, CROWD + 200)
    made = open_map(qtbot, Document.create(tmp_path / "large.bcm", model))
    yield made
    made.session.close()


def led(hands):
    arrangement = hands.view.presenter.arrangement
    hands.qtbot.waitUntil(
        lambda: arrangement.book is not None and not arrangement.book.draft, timeout=30_000
    )


def test_tiles_find_every_piece_that_touches_a_rectangle(ways):
    tiles, draw = Tiles(ways), random.Random(4)
    everything = set(Tiles(ways, one=True).near(-1e6, -1e6, 2e6, 2e6).tolist())
    assert len(everything) == len(ways.x) - len(ways)
    left, top, right, bottom = ways.bounds()
    for _ in range(60):
        x, y = draw.uniform(left, right), draw.uniform(top, bottom)
        wide, high = draw.uniform(1, 3000), draw.uniform(1, 1500)
        found = tiles.near(x, y, wide, high)
        one_by_one = Tiles(ways, one=True).near(x, y, wide, high)
        assert found.tolist() == one_by_one.tolist()
        # Nothing that runs through the rectangle is missing.
        touched = set(np.unique(ways.owner(found)).tolist())
        for number in draw.sample(range(len(ways)), 40):
            box = QRectF(x, y, wide, high)
            if curve(ways.route(number)).intersects(box) and any(
                box.contains(curve(ways.route(number)).pointAtPercent(step / 100))
                for step in range(101)
            ):
                assert number in touched


def test_one_path_of_all_pieces_is_the_curve_of_the_route(ways):
    for number in range(0, len(ways), 25):
        pieces = np.arange(ways.first[number], ways.first[number + 1] - 1, dtype=np.int32)
        made, expected = strokes.curves(ways, pieces), curve(ways.route(number))
        assert made.length() == pytest.approx(expected.length(), rel=1e-4)
        for step in range(0, 101, 10):
            one, two = made.pointAtPercent(step / 100), expected.pointAtPercent(step / 100)
            assert (one - two).manhattanLength() < 0.5
    assert strokes.lines(ways, np.zeros(0, dtype=np.int32)).isEmpty()


def test_a_sketch_of_a_part_fits_the_sketch_of_its_neighbour(ways):
    pieces = np.arange(ways.first[3], ways.first[4] - 1, dtype=np.int32)
    half = len(pieces) // 2
    whole = strokes.sketch(ways, pieces, 3).boundingRect()
    parts = strokes.sketch(ways, pieces[:half], 3).boundingRect()
    parts = parts.united(strokes.sketch(ways, pieces[half:], 3).boundingRect())
    assert parts == whole


def test_density_tells_where_edges_run():
    places = {"a": (0.0, 0.0), "b": (0.0, 3000.0), "c": (4000.0, 0.0), "d": (4000.0, 3000.0)}
    edges = {f"e{n}": ("a", "b", "") for n in range(9)} | {"f": ("c", "d", "")}
    density = Density(Ways.straight(places, edges))
    left, right = density.counts[:, :8].sum(), density.counts[:, -8:].sum()
    assert left == pytest.approx(9 * right, rel=0.1)
    assert not density.counts[:, 20:-20].any()
    pixels = density.pixels(255, 0, 0)
    assert (pixels[density.counts == 0] == 0).all()
    alpha = pixels >> 24
    assert alpha[:, :8].max() > alpha[:, -8:].max() > 0


def test_a_book_knows_what_has_changed_since():
    places = {"a": (0.0, 0.0), "b": (0.0, 400.0), "c": (900.0, 400.0)}
    edges = {"one": ("a", "b", ""), "two": ("a", "c", "")}
    book = RouteBook(route_all(places, edges, SIZES))
    other = route_all({**places, "c": (5000.0, 400.0)}, edges, SIZES)["two"]
    assert book.near(850, 300, 100, 100) == {"two"}
    book.put({"two": other})
    assert dict(book) == {"one": book.ways["one"], "two": other}
    assert book.near(850, 360, 20, 20) <= {"two"}
    assert book.near(4900, 300, 200, 100) == {"two"}
    book.drop("one")
    assert set(book) == {"two"}
    assert len(book) == 1
    with pytest.raises(KeyError):
        book["one"]


def test_a_large_map_is_there_before_its_edges_are_led(large):
    assert len(large.scene.nodes) == 700
    assert set(large.scene.edges.drawn) == set(large.model.dependencies)
    led(large)
    for edge in list(large.model.dependencies)[::100]:
        drawn = large.scene.edges.drawn[edge]
        assert drawn.route == large.view.presenter.arrangement.routes[edge]
        link = large.model.dependencies[edge]
        end = large.scene.nodes[link.provider]
        assert abs(drawn.route.points[-1][0] - end.x()) <= SIZES.width / 2


def test_nodes_are_seen_from_afar_and_near(large):
    led(large)
    large.canvas.zoom_by(0.05 / large.canvas.zoom)
    large.canvas.centerOn(large.scene.content_box().center())
    look, image = large.scene.look, large.canvas.grab().toImage()
    for element in random.Random(2).sample(sorted(large.scene.nodes), 25):
        node = large.scene.nodes[element]
        spot = large.canvas.mapFromScene(node.pos())
        if large.canvas.viewport().rect().adjusted(3, 3, -3, -3).contains(spot):
            seen = {
                image.pixelColor(spot + QPoint(x, y)).rgb() for x in (-1, 0) for y in (-1, 0, 1)
            }
            assert QColor(look.kind(node.kind)).rgb() in seen
    large.near(element)
    assert large.scene.node_at(large.scene.nodes[element].pos()).id == element
    found = large.scene.layer.within(QRectF(QPointF(-1e6, -1e6), QPointF(1e6, 1e6)))
    assert {node.id for node in found} == set(large.model.elements)


def test_edits_on_a_large_map(large):
    led(large)
    before = {item: node.place for item, node in large.scene.nodes.items()}
    model = large.model
    one, two = (
        "e5",
        next(
            item
            for item in model.elements
            if item != "e5" and all(link.provider != item for link in model.needs.get("e5", ()))
        ),
    )
    large.session.edit("x", lambda m: edits.connect(m, one, two))
    assert set(large.scene.edges.drawn) == set(large.model.dependencies)
    large.session.edit("x", lambda m: edits.remove(m, "elements", ["e7"]))
    assert "e7" not in large.scene.nodes
    assert set(large.scene.edges.drawn) == set(large.model.dependencies)
    large.session.undo()
    large.session.undo()
    assert {item: node.place for item, node in large.scene.nodes.items() if item != "e7"} == {
        item: place for item, place in before.items() if item != "e7"
    }
    assert set(large.scene.edges.drawn) == set(large.model.dependencies)


def test_a_pan_paints_the_same_as_a_whole_repaint(large):
    led(large)
    for zoom in (0.05, 0.2, 0.5, 1.0):
        large.canvas.zoom_by(zoom / large.canvas.zoom)
        large.canvas.centerOn(large.scene.content_box().center())
        large.canvas.viewport().repaint()
        across, down = large.canvas.horizontalScrollBar(), large.canvas.verticalScrollBar()
        for _ in range(4):
            across.setValue(across.value() + 30)
            down.setValue(down.value() + 17)
            large.qtbot.wait(1)
        panned = large.canvas.window().grab().toImage()
        large.canvas.viewport().repaint()
        whole = large.canvas.window().grab().toImage()
        assert panned == whole


@pytest.mark.parametrize("what", ["remove", "add", "connect"])
def test_edges_beside_an_edit_are_led_again_afterwards(large, what):
    led(large)
    arrangement, session = large.view.presenter.arrangement, large.session
    model, drawn = session.model, large.scene.edges.drawn
    hub = max(
        model.elements,
        key=lambda item: len(model.needs.get(item, ())) + len(model.needed_by.get(item, ())),
    )
    many = {
        link.id
        for near in model.needed_by.get(hub, ()) + model.needs.get(hub, ())
        for item in (near.dependent, near.provider)
        for link in model.needed_by.get(item, ()) + model.needs.get(item, ())
    }
    assert len(many) > AT_ONCE
    if what == "remove":
        session.edit("Remove", lambda model: edits.remove(model, "elements", [hub]))
    elif what == "add":
        session.edit("Add", lambda model: edits.duplicate_element(model, hub))
    else:
        other = next(item for item in model.elements if item != hub)
        session.edit("Connect", lambda model: edits.connect(model, hub, other))
    assert set(drawn) == set(session.model.dependencies)  # all that there is is seen at once
    assert what == "connect" or arrangement.later.edges
    large.qtbot.waitUntil(lambda: not arrangement.later.edges, timeout=30_000)
    expected = with_routes(session.model, arrangement.auto).book
    assert expected is not None
    assert set(drawn) == set(expected)
    for edge in expected:
        ours, fresh = drawn[edge].route, expected[edge]
        assert ours.arc == fresh.arc
        assert len(ours.points) == len(fresh.points), edge
        for here, there in zip(ours.points, fresh.points, strict=True):
            assert here == pytest.approx(there, abs=0.02), edge
