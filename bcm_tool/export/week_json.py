"""A scenario over the hours of a week, as JSON."""

from __future__ import annotations

from typing import Any

from bcm_tool.analysis.week_result import WeekResult
from bcm_tool.calendars import format_week_time
from bcm_tool.export.tables.words import key_of
from bcm_tool.model.model import Model


def week_data(model: Model, week: WeekResult) -> dict[str, Any]:
    """Worst and best start, and per service its outages; null for what never comes back.

    ``proved`` is false: each hour's sequence was found quickly.
    """
    return {
        "worst_start": format_week_time(week.hours[week.worst].start),
        "best_start": format_week_time(week.hours[week.best].start),
        "proved": False,
        "services": {
            key_of(model, item): {
                "rto": found.rto,
                "best": found.best,
                "worst": found.worst,
                "worst_start": format_week_time(found.worst_start),
                "held": found.held,
            }
            for item, found in week.services.items()
        },
    }
