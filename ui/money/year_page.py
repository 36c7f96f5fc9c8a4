"""Yearly loss: key figures, the exceedance curve, why, and the tables that say the same."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QTabWidget, QVBoxLayout, QWidget

from bcm_tool.amounts import format_amount
from bcm_tool.analysis.money.explain import explain_eal, explain_scenario
from bcm_tool.analysis.money.result import Measures, MoneyResult, ScenarioMoney
from bcm_tool.export.table import Table
from bcm_tool.export.tables.money import (
    appetite_table,
    curve_table,
    effects_table,
    money_table,
)
from bcm_tool.percents import format_share
from ui.money.exceedance import ExceedanceChart, ExceedancePicture
from ui.session import Session
from ui.theme import SPACE
from ui.widgets.arrange import scroll, split, stack
from ui.widgets.explanation import ExplanationPanel
from ui.widgets.figures import Figure, FigureCard
from ui.widgets.labels import plain_label
from ui.widgets.result_table import ResultTable

FIGURES = 5
LEAST = 120


class YearPage(QWidget):
    """Shows a :class:`MoneyResult`; a row of the scenarios narrows curve and reason to it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.result: MoneyResult | None = None
        self.scenario = ""
        self.cards = [FigureCard() for _ in range(FIGURES)]
        self.chart = ExceedanceChart()
        self.explanation = ExplanationPanel()
        self.appetite_words = plain_label(wrap=True)
        self.scenarios, self.curve = ResultTable(), ResultTable()
        self.appetite, self.effects = ResultTable(), ResultTable()
        self._lay_out()
        self.explanation.elementChosen.connect(lambda element: session.select([element]))
        self.scenarios.currentRecordChanged.connect(self._row_chosen)
        self.scenarios.rowActivated.connect(self._open)
        self.curve.currentRecordChanged.connect(self._read)
        self.effects.elementChosen.connect(lambda element: session.select([element]))
        self.effects.rowActivated.connect(self._open_option)
        for card in self.cards:
            card.clicked.connect(lambda _=False, one=card: self._card_chosen(one))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(12, 2, 12, 4)
        grid.setSpacing(SPACE)
        for number, card in enumerate(self.cards):
            grid.addWidget(card, 0, number)
        inside = QWidget()
        holder = QVBoxLayout(inside)
        holder.setContentsMargins(4, 2, 8, 4)
        holder.addWidget(self.appetite_words)
        holder.addWidget(self.explanation)
        holder.addStretch(1)
        why = scroll(inside)
        why.setMinimumWidth(230)
        self.upper = split(self.chart, why)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for title, table in (
            ("Scenarios", self.scenarios),
            ("Curve", self.curve),
            ("Appetite, all scenarios", self.appetite),
            ("Options not in use", self.effects),
        ):
            self.tabs.addTab(table, title)
        self.split = split(self.upper, self.tabs, upright=True)
        self.reset_layout()
        stack(self, grid, self.split, wide=self.split)

    def reset_layout(self) -> None:
        """Sizes as at the first start."""
        self.upper.setSizes([460, 300])
        self.split.setSizes([330, 190])
        for table in (self.scenarios, self.curve, self.appetite, self.effects):
            _fit(table)

    # --- content ----------------------------------------------------------------------------

    def show_result(self, result: MoneyResult) -> None:
        """Show other figures."""
        self.result = result
        if self._of(self.scenario) is None:
            self.scenario = ""
        model = result.model
        _show(self.scenarios, money_table(model, result))
        _show(self.appetite, appetite_table(model, result))
        _show(self.effects, effects_table(model, result))
        self.tabs.setTabVisible(2, bool(result.appetite))
        self.tabs.setTabText(3, f"Options not in use ({len(result.options)})")
        self._show_scope()

    def show_scenario(self, scenario: str) -> None:
        """Narrow curve, figures and reason to a scenario; empty shows all together."""
        self.scenario = scenario if self._of(scenario) else ""
        self._show_scope()

    def _of(self, scenario: str) -> ScenarioMoney | None:
        found = self.result.scenarios if self.result else ()
        return next((item for item in found if item.scenario == scenario), None)

    def _show_scope(self) -> None:
        result = self.result
        if result is None:
            return
        one = self._of(self.scenario)
        measures = one.year if one else result.total
        name = result.model.scenarios[self.scenario].key if one else "All scenarios"
        for card, figure in zip(self.cards, self._figures(measures, name), strict=True):
            card.show_figure(figure)
        currency = result.model.method.currency
        marks = (("VaR 95", float(measures.var95)), ("VaR 99", float(measures.var99)))
        appetite = () if one else result.appetite
        self.chart.show_picture(
            ExceedancePicture(name, measures.curve, appetite, marks, currency, result.years)
        )
        _show(self.curve, curve_table(result.model, result, self.scenario))
        why = explain_scenario(result, one) if one else explain_eal(result)
        self.explanation.show_explanation(why, currency)
        self.appetite_words.setText(self._appetite_text(result) if not one else "")
        self.appetite_words.setVisible(bool(self.appetite_words.text()))

    def _figures(self, found: Measures, name: str) -> tuple[Figure, ...]:
        assert self.result is not None
        currency = self.result.model.method.currency

        def figure(label: str, value: str, note: str, tone: str = "") -> Figure:
            return Figure(label, value, note, tone, "")

        return (
            figure(
                "Expected a year",
                format_amount(found.eal, currency),
                f"{name}; standard error {format_amount(found.se)}",
                "note",
            ),
            figure("VaR 95", format_amount(found.var95, currency), "95 of 100 years lose no more"),
            figure("VaR 99", format_amount(found.var99, currency), "99 of 100 years lose no more"),
            figure(
                "Worst 5 of 100",
                format_amount(found.es95, currency),
                f"mean, ES\u00a095; ES\u00a099 {format_amount(found.es99)}",
            ),
            figure(
                "Without loss",
                format_share(found.no_loss),
                f"of {self.result.years:,} years, seed\u00a0{self.result.seed}",
            ),
        )

    @staticmethod
    def _appetite_text(result: MoneyResult) -> str:
        if not result.appetite:
            return "No appetite is set: enter it in the method to see the line here."
        model = result.model
        over = [point for point in result.appetite if point.exceeded]
        if not over:
            return "Within the appetite: no loss is likelier than accepted."
        return "Above the appetite: " + "; ".join(
            f"{format_amount(point.loss, model.method.currency)} or more has "
            f"{format_share(point.probability)}, accepted {format_share(point.accepted)}, and "
            f"is likelier up to {format_amount(point.until)}"
            for point in over
        ) + "."  # fmt: skip

    # --- choosing ---------------------------------------------------------------------------

    def _row_chosen(self, record: str) -> None:
        if self.scenarios.hasFocus():
            self.show_scenario(record)

    def _open(self, _place: int) -> None:
        record = self.scenarios.current_record()
        if record in self.session.model.scenarios:
            self.session.show_in("recovery", [record])

    def _open_option(self, _place: int) -> None:
        record = self.effects.current_record()
        if record in self.session.model.options:
            self.session.show_in("catalogue", [record])

    def _read(self, record: str) -> None:
        if self.curve.hasFocus() and record and self.result is not None:
            one = self._of(self.scenario)
            points = (one.year if one else self.result.total).curve
            self.chart.read_loss(float(points[int(record)].loss))

    def _card_chosen(self, card: FigureCard) -> None:
        """A figure leads to where it stands on the curve; the first shows all together."""
        one = self._of(self.scenario)
        if self.result is None:
            return
        measures = one.year if one else self.result.total
        losses = {1: measures.var95, 2: measures.var99, 3: measures.es95}
        number = self.cards.index(card)
        if number == 0:
            self.show_scenario("")
            self.scenarios.show_record("together")
        elif number in losses:
            self.chart.read_loss(float(losses[number]))
        else:
            self.chart.set_reading(0)


def _show(grid: ResultTable, content: Table) -> None:
    """Show a table; other columns get their widths."""
    if grid.show_table(content):
        _fit(grid)


def _fit(grid: ResultTable) -> None:
    """Titles and figures whole; names of scenarios and options give way."""
    grid.fit_whole({"name": LEAST})
