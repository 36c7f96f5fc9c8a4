"""Work in the background: results follow edits, long work shows and stops."""

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bcm_tool.analysis.recovery import Limits
from bcm_tool.document import Document
from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from bcm_tool.model import records as r
from tests.ui.doing import dialog_of, settle
from ui.crash import CrashDialog, CrashReporter
from ui.export_work import known_results
from ui.results import COALESCE_MS
from ui.tasks import SHOW_AFTER, Tasks
from ui.widgets.progress_strip import ProgressStrip


def test_results_follow_every_edit(session, qtbot):
    settle(qtbot, session)
    results = session.results
    for name in ("impact", "structure", "objectives", "risk", "findings"):
        assert getattr(results, name).model is session.model
    assert results.impact.elements["SHOP"].rto == 240
    old = results.impact
    session.edit("x", lambda m: edits.change(m, "elements", "SHOP", rto=60))
    assert results.is_stale(old)
    assert results.impact is old  # still there to be shown
    settle(qtbot, session)
    assert results.impact.elements["SHOP"].rto == 60
    session.undo()
    settle(qtbot, session)
    assert results.impact.elements["SHOP"].rto == 240


def test_quick_edits_are_computed_once_to_the_end(session, qtbot):
    settle(qtbot, session)
    heard = []
    session.resultsChanged.connect(heard.append)
    for minutes in range(60, 90):
        session.edit("x", lambda m, t=minutes: edits.change(m, "elements", "SHOP", rto=t))
    settle(qtbot, session)
    assert session.results.findings.model is session.model
    assert heard.count("findings") < 5
    assert heard[-1] == "ready"


def test_another_document_forgets_the_results(session, qtbot, tmp_path):
    settle(qtbot, session)
    session.set_document(None)
    assert session.results.impact is None
    assert session.results.recovery("s1") is None


def test_recovery_is_computed_on_demand_and_makes_objectives_know(session, qtbot):
    settle(qtbot, session)
    assert session.results.recovery("s1") is None
    session.results.start_recovery("s1")
    assert session.results.recovery_progress("s1") is not None
    qtbot.waitUntil(lambda: session.results.recovery_progress("s1") is None, timeout=60_000)
    settle(qtbot, session)
    found = session.results.recovery("s1")
    assert found.model is session.model
    assert found.outages["CRM"].up == 150
    assert session.results.objectives.scenario == "s1"
    assert session.results.objectives.elements["CRM"].rta == 150
    session.edit("x", lambda m: edits.change(m, "tasks", "k2", likely=60))
    settle(qtbot, session)
    assert session.results.is_stale(session.results.recovery("s1"))
    assert session.results.objectives.scenario is None


def test_recovery_can_be_stopped(session, qtbot):
    session.results.start_recovery("s1")
    session.results.stop_recovery("s1")
    qtbot.waitUntil(lambda: session.results.recovery_progress("s1") is None, timeout=60_000)
    assert session.results.recovery("s1") is not None


@pytest.fixture
def tasks(app):
    made = Tasks()
    yield made
    made.stop_all()


def slow(work):
    for step in range(10_000):
        work.progress(step, 10_000)
        time.sleep(0.002)
    return "done"


def test_long_work_shows_a_bar_after_a_moment_and_can_be_cancelled(tasks, qtbot):
    strip = ProgressStrip(tasks)
    qtbot.addWidget(strip)
    task = tasks.start("Counting", slow)
    assert not strip.isVisible()
    qtbot.waitUntil(lambda: strip.isVisible(), timeout=int(SHOW_AFTER * 1000) + 3000)
    assert strip.label.text() == "Counting"
    assert strip.bar.maximum() == 10_000
    with qtbot.waitSignal(task.cancelled, timeout=3000):
        strip.button.click()
    qtbot.waitUntil(lambda: not strip.isVisible())


def test_quick_work_shows_no_bar(tasks, qtbot):
    with qtbot.waitSignal(tasks.start("Quick", lambda work: 42).done) as done:
        assert not tasks.shown()
    assert done.args == [42]


def test_quiet_work_never_shows_a_bar(tasks, qtbot):
    task = tasks.start("Analysing", slow, quiet=True)
    qtbot.wait(int(SHOW_AFTER * 1000) + 150)
    assert not tasks.shown()
    with qtbot.waitSignal(task.cancelled, timeout=3000):
        task.cancel()


def test_what_a_person_can_act_on_is_no_crash(tasks, qtbot):
    crashes = []
    tasks.crashed.connect(crashes.append)

    def refuse(work):
        raise BcmError("The file is open elsewhere.")

    with qtbot.waitSignal(tasks.start("Refused", refuse).failed) as failed:
        pass
    assert str(failed.args[0]) == "The file is open elsewhere."
    assert not crashes


def test_a_bug_in_a_worker_is_reported(tasks, qtbot):
    with qtbot.waitSignal(tasks.crashed) as crashed:
        tasks.start("Broken", lambda work: 1 // 0)
    assert isinstance(crashed.args[0], ZeroDivisionError)


def test_parts_arrive_while_the_work_goes_on(tasks, qtbot):
    def work(work):
        work.publish("half", 1)
        time.sleep(0.3)
        return 2

    task = tasks.start("Parts", work)
    with qtbot.waitSignal(task.part) as part:
        pass
    assert part.args == ["half", 1]
    assert task.work.result is None


def test_one_crash_dialog_per_kind(app, qtbot):
    reporter = CrashReporter()

    def fail(number):
        raise ValueError(f"name of a customer {number}")

    for number in range(3):
        try:
            fail(number)
        except ValueError as error:
            reporter.report(error)
    dialog = dialog_of(CrashDialog)
    assert "name of a customer 0" in dialog.details.toPlainText()
    dialog.close()


def test_the_log_holds_no_texts(app, qtbot, caplog):
    text = "Ada " + "Byron"
    try:
        raise ValueError(text)
    except ValueError as error:
        CrashReporter().report(error)
    assert "ValueError" in caplog.text
    assert "Ada Byron" not in caplog.text
    dialog_of(CrashDialog).close()


def test_errors_of_other_threads_reach_the_dialog(app, qtbot, monkeypatch):
    import sys
    import threading

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    reporter = CrashReporter()
    reporter.install()
    threading.Thread(target=lambda: dict[str, int]()["missing"]).start()
    qtbot.waitUntil(lambda: bool(CrashDialog.__name__ and _open(CrashDialog)), timeout=3000)
    assert "KeyError" in _open(CrashDialog)[0].details.toPlainText()
    _open(CrashDialog)[0].close()


def _open(kind):
    from PySide6.QtWidgets import QApplication

    return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


def test_what_is_overdue_is_judged_by_today(session, qtbot):
    today = date.today()
    long_ago = {"ends": today - timedelta(days=1)}
    session.edit("x", lambda m: edits.change(m, "agreements", "a1", **long_ago))
    overdue = {"review_date": today - timedelta(days=1), "owner": "Ada", "treatment": "Dam"}
    session.edit("x", lambda m: edits.change(m, "risks", "r1", **overdue))
    settle(qtbot, session)
    assert session.results.risk.risks["r1"].lacks == ("review",)
    assert "agreement-ended" in {item.kind for item in session.results.findings.findings}
    session.edit("x", lambda m: edits.change(m, "risks", "r1", review_date=today))
    settle(qtbot, session)
    assert session.results.risk.risks["r1"].lacks == ()


def test_an_export_uses_what_is_on_screen_only_on_the_same_day(session, qtbot):
    settle(qtbot, session)
    known = known_results(session.results, session.model, "")
    assert known is not None
    assert known.findings is session.results.findings
    yesterday = date.today() - timedelta(days=1)
    session.results.findings = replace(session.results.findings, as_of=yesterday)
    assert known_results(session.results, session.model, "") is None


def add_scenario(session):
    """A second scenario, in which nothing but the power feed is lost."""
    second = r.Scenario(id="s2", key="SC-2", name="Power cut", lost=("element:POWER",))
    session.edit("x", lambda m: edits.add(m, second))


def sequence(session, qtbot, scenario):
    session.results.start_recovery(scenario)
    results = session.results
    qtbot.waitUntil(lambda: results.recovery_progress(scenario) is None, timeout=60_000)
    settle(qtbot, session)


def test_what_is_said_of_sequences_belongs_to_the_current_scenario(session, qtbot):
    add_scenario(session)
    settle(qtbot, session)
    results = session.results
    results.set_scenario("s1")
    sequence(session, qtbot, "s1")
    sequence(session, qtbot, "s2")  # ended last, but nobody looks at it
    assert results.objectives.scenario == "s1"
    assert results.sequence is results.recovery("s1")
    results.set_scenario("s2")
    assert results.busy
    settle(qtbot, session)
    assert results.objectives.scenario == "s2"
    assert results.sequence is results.recovery("s2")
    assert results.objectives.elements["POWER"].rta == 60
    results.set_scenario("s1")
    results.set_scenario("s2")
    settle(qtbot, session)
    assert results.objectives.scenario == "s2"
    results.set_scenario("")
    settle(qtbot, session)
    assert results.objectives.scenario is None


class Breaking(Limits):
    """Breaks a search once its first sequence was handed over."""

    def schedules_for(self, tasks):
        raise RuntimeError("out of paper")


def test_what_was_found_before_a_search_failed_is_not_final(session, qtbot):
    settle(qtbot, session)
    results = session.results
    with qtbot.waitSignal(session.tasks.crashed, timeout=20_000):
        results.start_recovery("s1", Breaking())
    qtbot.waitUntil(lambda: results.recovery_progress("s1") is None)
    settle(qtbot, session)
    left = results.recovery("s1")
    assert left.tasks
    assert not left.reproducible
    assert results.is_unfinished("s1")
    assert results.objectives.scenario is None  # made of finished sequences only
    assert known_results(results, session.model, "s1") is None
    sequence(session, qtbot, "s1")
    assert results.recovery("s1").reproducible
    assert not results.is_unfinished("s1")
    known = known_results(results, session.model, "s1")
    assert known is not None
    assert known.recovery is results.recovery("s1")


def standing_aside(session, qtbot):
    """The analysis that has just begun, kept from its end for a moment."""

    def begun():
        session.tasks.hold()
        return session.results._task is not None

    qtbot.waitUntil(begun, timeout=5000)
    return session.results._task


def test_an_analysis_cancelled_by_hand_begins_again_with_the_next_edit(session, qtbot):
    settle(qtbot, session)
    session.edit("x", lambda m: edits.change(m, "elements", "SHOP", rto=61))
    results = session.results
    cancelled = standing_aside(session, qtbot)
    cancelled.cancel()
    session.tasks.release()
    qtbot.waitUntil(lambda: results._task is not cancelled, timeout=5000)
    assert results._task is None
    qtbot.wait(COALESCE_MS * 2)
    assert not results.busy
    assert results.is_stale(results.findings)
    session.edit("x", lambda m: edits.change(m, "elements", "SHOP", rto=62))
    settle(qtbot, session)
    assert not results.is_stale(results.findings)


def test_the_window_does_not_call_up_to_date_what_was_cancelled(window, qtbot):
    settle(qtbot, window)
    assert window.place.text().endswith("up to date")
    window.session.edit("x", lambda m: edits.change(m, "elements", "SHOP", rto=61))
    standing_aside(window.session, qtbot).cancel()
    window.session.tasks.release()
    settle(qtbot, window)
    assert "not all computed" in window.place.text()


def test_an_edit_after_a_cancel_by_hand_is_analysed(session, qtbot):
    settle(qtbot, session)
    results = session.results
    session.edit("x", lambda m: edits.change(m, "elements", "SHOP", rto=61))
    standing_aside(session, qtbot).cancel()
    session.edit("x", lambda m: edits.change(m, "elements", "SHOP", rto=62))  # not ended yet
    settle(qtbot, session)
    assert results.findings.model is session.model


def test_a_search_in_a_closed_document_gives_nothing_to_the_same_one_opened_again(session, qtbot):
    settle(qtbot, session)
    results = session.results
    path, long = session.document.path, Limits(schedules=10_000_000, effort=1000.0)
    results.start_recovery("s1", long)
    first, _ = results._runs["s1"]
    session.set_document(None)
    session.set_document(Document.open(path))
    seen = []
    session.resultsChanged.connect(
        lambda name: seen.append(results.recovery("s1")) if name == "recovery" else None
    )
    results.start_recovery("s1", long)
    qtbot.waitUntil(lambda: not first.thread_.is_alive(), timeout=20_000)
    qtbot.waitUntil(lambda: first not in session.tasks.running, timeout=5000)
    qtbot.waitUntil(lambda: results.recovery_progress("s1") is None, timeout=60_000)
    assert seen
    assert all(one.model is session.model for one in seen)
