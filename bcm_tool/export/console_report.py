"""What `bcm-tool analyze` prints: key figures, objectives and the sequence."""

from __future__ import annotations

from bcm_tool.analysis.run import AllResults
from bcm_tool.export.console import print_table
from bcm_tool.export.table import without_empty
from bcm_tool.export.tables.chances import with_chances
from bcm_tool.export.tables.cutsets import availability_table
from bcm_tool.export.tables.money import money_table
from bcm_tool.export.tables.objectives import objectives_table
from bcm_tool.export.tables.options import frontier_table
from bcm_tool.export.tables.recovery import sequence_table, services_table
from bcm_tool.export.tables.summary import summary_table
from bcm_tool.export.tables.week import week_services_table
from bcm_tool.model.model import Model

_OBJECTIVES = ("key", "name", "mtpd", "rto", "required", "forced", "bound", "rta", "gap", "proven")
_SEQUENCE = ("number", "key", "name", "element", "teams", "start", "finish", "float", "critical")
_CHANCES = ("key", "name", "down", "up", "rta", "rto", "result", "p_rto", "p50", "p90", "loss")
_MONEY = ("key", "often", "eal", "se", "var95", "var99", "es99", "none")
_OPTIONS = ("number", "cost", "loss", "simulated", "together", "changes")


def print_results(model: Model, results: AllResults) -> None:
    """Print the tables that fit a terminal; the workbook has all of them."""
    print_table(summary_table(model, results))
    objectives = objectives_table(model, results.objectives, results.impact)
    print_table(objectives, _OBJECTIVES, "No element has an objective.")
    if results.cut_sets:
        available = without_empty(availability_table(model, results.cut_sets), "remark")
        shown = [one.key for one in available.columns if one.key not in ("total", "known")]
        print_table(available, shown, "There is no service.")
    if results.recovery:
        services = services_table(model, results.recovery)
        known = results.simulation
        chances = _CHANCES if known else ()
        print_table(with_chances(services, known), chances, "No service stops.")
        print_table(sequence_table(model, results.recovery), _SEQUENCE, "Nothing has to be done.")
    if results.money:
        print_table(money_table(model, results.money), _MONEY)
    if results.options:
        print_table(frontier_table(model, results.options, money=results.money), _OPTIONS)
    if results.week:
        print_table(week_services_table(model, results.week), empty="No service stops.")
