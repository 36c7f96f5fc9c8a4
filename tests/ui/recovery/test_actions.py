"""Scenario and sequence: every action does what its text says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog

from bcm_tool.analysis.recovery import Limits
from bcm_tool.durations import format_duration
from bcm_tool.export.tables.recovery import objective_text
from bcm_tool.model import edits
from bcm_tool.model import records as r
from tests.export.harbour import SCENARIO
from tests.ui.recovery.conftest import finish
from ui import settings
from ui.recovery.commands import set_effort, set_limit
from ui.recovery.effort import limits_of
from ui.recovery.first_goal import first_goal
from ui.widgets.inspector_times import element_lines


def test_the_scenario_in_sight_is_sequenced_by_itself(room):
    view = room.view
    assert view.result is not None
    assert view.result.scenario == SCENARIO
    assert len(view.result.tasks) >= 10
    assert view.sequence.results.rowCount() == len(view.result.tasks)
    assert view.services.results.rowCount() == len(view.result.services)
    assert view.others.results.rowCount() == 1 + len(view.result.comparisons)
    assert view.pages.currentIndex() == 1
    assert "Work done at" in view.status.summary.text()
    assert view.status.chip.text() in ("Optimal", "Not proved")


def test_without_a_scenario_the_first_step_is_offered(blank):
    view = blank.view
    assert view.pages.currentWidget() is view.empty
    assert "No scenario" in view.empty.title.text()
    view.empty.buttons[0].click()
    assert len(blank.model.scenarios) == 1
    assert view.editor.isVisible()
    assert "Nothing is lost" in view.empty.title.text()
    blank.session.undo()
    assert not blank.model.scenarios
    assert view.scenario == ""


def test_new_scenario_gets_a_name_and_what_is_lost(room, qtbot):
    view = room.view
    room.act("scenario.new")
    fresh = view.scenario
    assert fresh != SCENARIO
    name = view.editor.names.editors["name"]
    name.setFocus()
    name.selectAll()
    qtbot.keyClicks(name, "Storm surge")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert room.model.scenarios[fresh].name == "Storm surge"
    lost = view.editor.lost
    lost.field.setText("site:Annex; crm")
    qtbot.keyClick(lost.field, Qt.Key.Key_Return)
    assert room.model.scenarios[fresh].lost == ("site:Annex", "element:CRM")
    assert lost.field.text() == ""
    qtbot.waitUntil(lambda: "more stop" in lost.count.text(), timeout=10_000)
    assert lost.count.text().startswith("2 elements lost")
    lost.field.setText("nowhere")
    lost.add_button.click()
    assert "nowhere" in lost.problem.text()
    assert lost.field.text() == "nowhere"
    lost.entries.setCurrentRow(0)
    qtbot.keyClick(lost.entries, Qt.Key.Key_Delete)
    assert room.model.scenarios[fresh].lost == ("element:CRM",)
    room.session.undo()
    assert room.model.scenarios[fresh].lost == ("site:Annex", "element:CRM")
    assert not room.said


def test_who_decides_is_typed_here(room):
    view = room.view
    room.act("scenario.edit")
    assert view.editor.isVisible()
    field = view.editor.decision.editors["decided_by"]
    field.setText("The harbour master")
    view.editor.decision.commit("decided_by")
    assert room.model.scenarios[SCENARIO].decided_by == "The harbour master"
    room.act("scenario.edit")
    assert not view.editor.isVisible()


def test_when_it_begins_and_how_often_are_typed_here(room):
    view = room.view
    room.act("scenario.edit")
    fields = view.editor.likelihood
    for name, bad, good in (
        ("start", "noon", "Fri 18:00"),
        ("frequency", "often", "once in 20 years"),
    ):
        fields.editors[name].setText(bad)
        fields.commit(name)
        assert getattr(room.model.scenarios[SCENARIO], name) == ""
        assert f"“{bad}” is no" in fields.problem.text()
        fields.editors[name].setText(good)
        fields.commit(name)
        assert getattr(room.model.scenarios[SCENARIO], name) == good
        assert fields.problem.text() == ""
    room.act("scenario.edit")


def test_duplicate_and_delete(room, qtbot):
    view = room.view
    before = room.model.scenarios[SCENARIO]
    room.act("scenario.duplicate")
    copy = room.model.scenarios[view.scenario]
    assert copy.id != SCENARIO
    assert copy.lost == before.lost
    assert copy.key != before.key
    finish(qtbot, room)
    room.act("scenario.delete")
    assert copy.id not in room.model.scenarios
    assert view.scenario == SCENARIO
    room.session.undo()
    assert copy.id in room.model.scenarios


def test_an_edit_marks_the_sequence_as_out_of_date_until_it_is_run_again(room, qtbot):
    view = room.view
    old = view.result
    longest = max(old.tasks, key=lambda task: task.finish - task.start)
    room.session.edit("Longer", lambda m: edits.change(m, "tasks", longest.task, likely=2000))
    assert view.status.stale.isVisible()
    assert view.status.again.isVisible()
    assert view.result is old
    view.status.again.click()
    finish(qtbot, room)
    assert view.result is not old
    assert not view.status.stale.isVisible()
    assert view.result.objective.makespan >= 2000


def test_stop_keeps_the_best_so_far(room, qtbot):
    view = room.view
    view.effort = "thorough"
    room.act("recovery.run")
    assert view.is_running()
    assert view.status.stop.isVisible()
    view.status.stop.click()
    finish(qtbot, room)
    assert view.result is not None
    assert len(view.result.tasks) >= 10
    assert not view.status.stop.isVisible()
    if view.result.status != "optimal":
        assert not view.result.reproducible
        assert "another run may differ" in view.status.text.text()


def test_run_while_running_begins_again_with_the_document_as_it_is(room, qtbot):
    view = room.view
    view.effort = "thorough"
    room.act("recovery.run")
    task = next(item for item in view.result.tasks if item.task)
    room.session.edit("Longer", lambda m: edits.change(m, "tasks", task.task, likely=1500))
    set_effort(view, "quick")
    view.run()
    finish(qtbot, room)
    assert view.result.model is room.model


def test_the_scenario_asked_for_again_runs_again_though_another_is_in_sight(room, qtbot):
    view, results = room.view, room.session.results
    lost = f"element:{next(iter(room.model.elements))}"
    other = r.Scenario(id="other", key="SC-O", name="Other", lost=(lost,))
    assert room.session.edit("Another", lambda model: edits.add(model, other))
    view.effort = "thorough"
    room.act("recovery.run")
    task = next(item for item in view.result.tasks if item.task)
    room.session.edit("Longer", lambda m: edits.change(m, "tasks", task.task, likely=1500))
    set_effort(view, "quick")
    view.run()
    view.show_scenario("other")
    scenarios = (SCENARIO, "other")
    qtbot.waitUntil(
        lambda: not results.busy and not any(map(results.recovery_progress, scenarios)),
        timeout=60_000,
    )
    assert view.scenario == "other"
    assert results.recovery(SCENARIO).model is room.model
    assert results.recovery("other").model is room.model


def test_a_chart_out_of_date_is_drawn_with_the_impact_it_was_made_with(room):
    view = room.view
    known = room.session.results.impact
    assert known.model is view.result.model
    element = next(iter(room.model.elements))
    assert room.session.edit("Name", lambda m: edits.change(m, "elements", element, name="Other"))
    view.refresh_icons()
    assert view._impact_of(view.result) is known


@pytest.mark.parametrize("name", ["quick", "usual", "thorough"])
def test_effort_is_chosen_and_remembered(room, name):
    room.act(f"recovery.effort_{name}")
    assert room.view.effort == name
    assert room.view.actions_[f"recovery.effort_{name}"].isChecked()
    assert room.view.effort_button.text().casefold().startswith(name)
    assert limits_of(name, None).schedules >= 300


@pytest.mark.parametrize("name", ["loss", "rto", "makespan"])
def test_what_counts_first_is_chosen_remembered_and_said(room, qtbot, name):
    room.act(f"recovery.first_{name}")
    finish(qtbot, room)
    view, goal = room.view, first_goal(name)
    assert view.result.objective_order == goal.order
    assert view.goal_button.text().casefold().startswith(goal.order.casefold())
    assert objective_text(view.result) in view.status.text.text()
    assert view.actions_[f"recovery.first_{name}"].isChecked()
    assert settings.text("recovery/first_goal") == name
    room.act("recovery.first_harm")
    finish(qtbot, room)
    assert view.result.objective_order == "harm first"


def test_time_limit_goes_into_the_search(room, qtbot):
    room.act("recovery.limit")
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QInputDialog)]
    dialog.setIntValue(7)
    dialog.accept()
    assert room.view.seconds == 7
    assert "7 s" in room.view.effort_button.text()
    assert limits_of("usual", room.view.seconds).seconds == 7
    set_limit(room.view, 0)
    assert room.view.seconds is None


def test_grouping_and_zoom_actions(room):
    view = room.view
    room.act("recovery.by_element")
    assert view.grouping == "element"
    assert view.actions_["recovery.by_element"].isChecked()
    room.act("recovery.by_team")
    assert view.grouping == "team"
    scale = view.chart.at.scale
    room.act("recovery.zoom_in")
    assert view.chart.at.scale > scale
    room.act("recovery.zoom_out")
    assert view.chart.at.scale == pytest.approx(scale)
    room.act("recovery.zoom_in")
    room.act("recovery.fit")
    assert view.chart.at.scale == pytest.approx(scale)


def test_a_task_opens_in_its_table(room):
    view = room.view
    assert not view.actions_["recovery.open_task"].isEnabled()
    place = next(n for n, item in enumerate(view.result.tasks) if item.task)
    view.show_task(place)
    room.act("recovery.open_task")
    assert room.asked[-1] == ("catalogue", (view.result.tasks[place].task,))


def test_what_a_task_waits_for_is_one_click_away(room):
    view = room.view
    place = next(n for n, item in enumerate(view.result.tasks) if item.waits_for)
    view.show_task(place)
    wanted = view.result.tasks[place].waits_for[0]
    view.card.taskWanted.emit(wanted)
    assert view.chart.marked.task == wanted
    assert view.result.tasks[wanted].name in view.card.said


def test_rows_of_the_tables_select_in_the_chart(room, qtbot):
    view = room.view
    view.tabs.setCurrentWidget(view.sequence)
    view.sequence.setFocus()
    view.sequence.setCurrentIndex(view.sequence.results.index(3, 1))
    chosen = view.sequence.current_record()
    assert view.result.tasks[view.chart.marked.task].task == chosen
    view.tabs.setCurrentWidget(view.services)
    view.services.setFocus()
    row = view.services.results.row_of("BERTH")
    view.services.setCurrentIndex(view.services.results.index(row, 0))
    assert view.chart.marked.service == "BERTH"


def test_records_are_shown_from_elsewhere(room):
    view = room.view
    task = view.result.tasks[4]
    view.show_records([task.task])
    assert view.chart.marked.task == 4
    view.show_records(["BERTH"])
    assert view.chart.marked.service == "BERTH"
    view.show_records([SCENARIO])
    assert view.scenario == SCENARIO


def test_what_is_hidden_is_up_to_date_when_it_is_shown_again(room, qtbot):
    view = room.view
    room.act("scenario.edit")
    view.hide()
    room.session.edit("Name", lambda m: edits.change(m, "scenarios", SCENARIO, name="Blaze"))
    view.show()
    assert view.editor.names.editors["name"].text() == "Blaze"
    assert "Blaze" in view.picker.currentText()
    assert view.status.stale.isVisible()


def test_saved_loss_is_said_as_it_was_computed(room):
    view = room.view
    for other in view.result.comparisons:
        if other.loss_saved > 0:
            assert other.rule in view.status.text.text()


class Breaking(Limits):
    """Breaks a search once its first sequence was handed over."""

    def schedules_for(self, tasks):
        raise RuntimeError("out of paper")


def test_a_search_that_failed_says_so(room, qtbot):
    view = room.view
    room.session.results.start_recovery(SCENARIO, Breaking())
    finish(qtbot, room)
    assert view.status.chip.text() == "Search failed"
    assert "failed" in view.status.text.text()
    assert "gives the same" not in view.status.text.text()
    assert view.status.again.isVisible()
    view.status.again.click()
    finish(qtbot, room)
    assert view.status.chip.text() in ("Optimal", "Not proved")


def test_the_inspector_names_the_scenario_that_the_picker_shows(room, qtbot):
    view = room.view
    room.act("scenario.duplicate")
    copy = view.scenario
    room.session.edit(
        "Smaller", lambda m: edits.change(m, "scenarios", copy, name="Pest", lost=("element:TOS",))
    )
    for scenario in (copy, SCENARIO, copy):
        view.picker.setCurrentIndex(view.picker.findData(scenario))
        view.picker.activated.emit(view.picker.currentIndex())
        view.run()
        finish(qtbot, room)
        lines = {line.title: line.value for line in element_lines(room.session, "TOS")}
        assert room.model.scenarios[scenario].name in lines["Scenario"]
        assert lines["In sequence"] == format_duration(view.result.outages["TOS"].length)
