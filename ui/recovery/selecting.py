"""What is selected in the recovery view: a task or a service, everywhere at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.views.recovery import RecoveryView


def select_task(view: RecoveryView, place: int) -> None:
    """Select a task everywhere."""
    if view.result is None or not 0 <= place < len(view.result.tasks):
        return
    task = view.result.tasks[place]
    view.chart.select_task(place)
    view.sequence.show_record(task.task or task.key)
    view.card.show_task(view.result, place)
    view.session.select([task.element])
    view.refresh_actions()


def select_service(view: RecoveryView, element: str) -> None:
    """Select a service everywhere."""
    if view.result is None:
        return
    view.chart.select_service(element)
    view.services.show_record(element)
    view.simulating.page.show_service(element)
    view.card.show_service(view.result, element)
    view.session.select([element])
    view.refresh_actions()


def current_task(view: RecoveryView) -> str:
    """Id of the selected task's record; empty when it has none in the document."""
    place = view.chart.marked.task
    if view.result is None or place is None:
        return ""
    found = view.result.tasks[place].task or ""
    return found if found in view.session.model.tasks else ""


def open_task(view: RecoveryView) -> None:
    """Open the selected task in the catalogue's table of tasks."""
    found = current_task(view)
    if found:
        view.session.show_in("catalogue", [found])


def choose_task_row(view: RecoveryView, record: str) -> None:
    """The person went to a row of the tasks."""
    tasks = view.result.tasks if view.result else ()
    if view.sequence.hasFocus():
        place = next((n for n, task in enumerate(tasks) if record in (task.task, task.key)), -1)
        select_task(view, place)


def choose_service_row(view: RecoveryView, record: str) -> None:
    """The person went to a row of the services."""
    if view.services.hasFocus():
        select_service(view, record or view.services.current_record())


def follow(view: RecoveryView, ids: tuple[str, ...]) -> None:
    """An element selected elsewhere is selected here, unless its task is already."""
    if not ids or view.result is None or not view.isVisible():
        return
    place = view.chart.marked.task
    if place is not None and view.result.tasks[place].element == ids[0]:
        return
    outcome = view.result.services.get(ids[0])
    if outcome is not None and outcome.down is not None and view.chart.marked.service != ids[0]:
        select_service(view, ids[0])
