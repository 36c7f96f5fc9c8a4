"""The list of elements follows edits: only what an edit touches is asked again."""

from bcm_tool.model import edits
from tests.builders import element


def ids(view):
    return list(view.list.elements.ids)


def expected(view, keep):
    model = view.session.model
    return [x.id for x in model.sorted_elements if x.id == keep or model.is_service(x)]


def other_kind(view):
    model = view.session.model
    return next(x.id for x in model.sorted_elements if not model.is_service(x))


def test_an_element_that_becomes_a_service_takes_its_place(desk):
    view = desk.view
    keep, one = view.element, other_kind(view)
    assert one not in ids(view)
    resets, inserted = [], []
    view.list.elements.modelReset.connect(lambda: resets.append(1))
    view.list.elements.rowsInserted.connect(lambda *_: inserted.append(1))
    view.session.edit("x", lambda m: edits.change(m, "elements", one, rto=77))
    assert ids(view) == expected(view, keep)
    assert one in ids(view)
    assert (len(inserted), resets) == (1, [])
    view.session.undo()
    assert ids(view) == expected(view, keep)
    assert view.element == keep
    assert view.list.current_element() == keep


def test_another_key_is_another_place(desk):
    view = desk.view
    last = ids(view)[-1]
    view.session.edit("x", lambda m: edits.change(m, "elements", last, key="0-FIRST"))
    assert ids(view)[0] == last
    assert ids(view) == expected(view, view.element)


def test_what_is_removed_out_of_sight_gives_way_to_the_first_element(desk, qtbot):
    view = desk.view
    one = other_kind(view)
    view.session.edit("x", lambda m: edits.change(m, "elements", one, rto=77))
    gone = view.element
    view.hide()
    view.session.edit("Remove", lambda m: edits.remove(m, "elements", [gone]))
    view.show()
    qtbot.waitExposed(view)
    assert view.element == view.list.current_element() == ids(view)[0]
    assert view.right.isVisible()


def test_the_first_elements_of_an_empty_document_are_shown(blank):
    view = blank.view
    assert view.empty.isVisible()
    made = element("SHOP", name="Online shop", kind="service")
    view.session.edit("Add", lambda m: edits.add(m, made))
    assert view.element == view.list.current_element() == made.id
    assert view.right.isVisible()
    view.session.undo()
    assert view.empty.isVisible()
    view.session.redo()
    assert view.element == made.id
