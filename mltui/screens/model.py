"""The page of a model: what it is, its lineage, and the scalars and plots reported to it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from mltui.actions.subject import Kind, Subject
from mltui.live.model import ModelDetails, ModelPlotsQuestion, ModelQuestion, ModelScalarsQuestion
from mltui.live.plots import Plot
from mltui.live.scalars import Scalars
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.base import sheets
from mltui.screens.copying import Copying
from mltui.screens.downloading import Downloading
from mltui.screens.messages import Answered
from mltui.screens.model_cells import subject_of
from mltui.screens.model_facts import KIN_COLUMNS, facts, kin_row
from mltui.series.plotly import UnreadableFigure, read_figure
from mltui.widgets import glyphs
from mltui.widgets.chart import Chart, Series
from mltui.widgets.listing import Listing
from mltui.widgets.plot_view import PlotView
from mltui.widgets.tab_bar import Tab, TabBar
from mltui.widgets.table import Table
from mltui.widgets.text_view import TextView

#: How often the model is asked for, seconds.
PACE_S = 10.0

#: Charts on the page of scalars at most; the metrics after them are in the overview.
MOST_CHARTS = 9

TABS = (Tab("overview", "Overview"), Tab("scalars", "Scalars"), Tab("plots", "Plots"))


class ModelAnswered(Answered[ModelDetails | None]):
    """The model was asked for; None if it is gone."""


class ModelScalarsAnswered(Answered[Scalars | None]):
    """Its scalars were asked for; None if nothing is new."""


class ModelPlotsAnswered(Answered[tuple[Plot, ...] | None]):
    """Its plots were asked for; None if nothing is new."""


class ModelScreen(Copying, Downloading, ActingScreen):
    """One model, opened from a list."""

    NAME = "Model"
    KIND = Kind.MODEL
    LISTED_BY = "model"
    CSS_PATH = sheets("model")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_tab(1)", "next tab", key_display="tab"),
        Binding("shift+tab", "next_tab(-1)", "previous tab", show=False),
        *action_keys(Kind.MODEL),
        Binding("Y", "copy_uri", "copy URI"),
        Binding("d", "download", "download"),
        Binding("l,right", "next_plot(1)", "next plot", key_display="l"),
        Binding("h,left", "next_plot(-1)", "previous plot", show=False),
    ]

    def __init__(self, identity: str, title: str) -> None:
        """Make the page of a model.

        Args:
            identity: The model's id.
            title: Its name, shown until its details are there.
        """
        super().__init__()
        self._model = identity
        self._title = title
        self._details: ModelDetails | None = None
        self._open = TABS[0].key
        self._plots: tuple[Plot, ...] = ()
        self._plot = 0
        self._scalars_question = ModelScalarsQuestion(identity, self._stamp)
        self._plots_question = ModelPlotsQuestion(identity, self._stamp)

    def compose_body(self) -> ComposeResult:
        """Yield the tabs; overview first."""
        yield TabBar(TABS)
        with ContentSwitcher(initial="overview", id="tabs"):
            with Vertical(id="overview"):
                yield TextView(id="facts")
                yield Listing(KIN_COLUMNS, id="kin")
            yield Container(id="scalars")
            yield PlotView(id="plots")

    # What is asked

    def open_feeds(self) -> None:
        """Ask for the model; a hidden tab's question rests."""
        self.add_feed("model", ModelQuestion(self._model), PACE_S, ModelAnswered)
        self.add_feed("scalars", self._scalars_question, PACE_S, ModelScalarsAnswered)
        self.add_feed("plots", self._plots_question, PACE_S, ModelPlotsAnswered)

    def wants(self, feed: str) -> bool:
        """A hidden tab's question rests."""
        return feed in ("model", self._open)

    def _stamp(self) -> object:
        return self._details.stamp if self._details is not None else None

    @on(ModelAnswered)
    def _show_model(self, message: ModelAnswered) -> None:
        details = self._details = message.answer
        if details is None:
            self.show_note("This model is gone.")
            return
        self.query_one("#facts", TextView).show_lines(facts(details, self.host.timing.now()))
        kin = self.query_one("#kin", Table)
        kin.set_rows(kin_row(one) for one in details.kin)
        kin.display = bool(details.kin)
        self.refresh_bindings()
        self.show_frame()

    @on(ModelScalarsAnswered)
    async def _show_scalars(self, message: ModelScalarsAnswered) -> None:
        scalars = message.answer
        if scalars is None:
            return
        grid = self.query_one("#scalars", Container)
        shown = list(scalars.metrics.items())[:MOST_CHARTS]
        charts = list(grid.query(Chart))
        missing = max(len(shown), 1) - len(charts)
        if missing > 0:
            await grid.mount(*(Chart() for _ in range(missing)))
        for chart in charts[max(len(shown), 1) :]:
            await chart.remove()
        for chart, (metric, curves) in zip(grid.query(Chart), shown, strict=False):
            chart.show([Series(c.variant, c.xs, c.ys) for c in curves], title=metric)
        if not shown:
            grid.query_one(Chart).show((), empty="no scalars were reported to this model")
        grid.set_class(len(shown) <= 1, "-one")

    @on(ModelPlotsAnswered)
    def _show_plots(self, message: ModelPlotsAnswered) -> None:
        if message.answer is not None:
            self._plots = message.answer
            self._plot = min(self._plot, max(len(self._plots) - 1, 0))
            self._draw_plot()

    def _draw_plot(self) -> None:
        view = self.query_one(PlotView)
        if not self._plots:
            view.show(None, "No plots were reported to this model.")
        else:
            plot = self._plots[self._plot]
            try:
                view.show(read_figure(plot.text), f"{plot.metric} / {plot.variant}")
            except UnreadableFigure as error:
                view.show(None, str(error))
        self.refresh_bindings()
        self.show_frame()

    # What the frame says

    def subject(self) -> str:
        """Return project and name."""
        row = self._details.row if self._details is not None else None
        if row is None:
            return self._title
        return f"{row.project} / {row.name}" if row.project else row.name

    def counts(self) -> str:
        """Return how far a download is, or which plot is shown."""
        if self._open == "plots" and self._plots and not self.downloading:
            return f"plot {self._plot + 1} of {len(self._plots)}"
        return super().counts()

    def details(self) -> str:
        """Return its status, and what is being done to it."""
        row = self._details.row if self._details is not None else None
        if row is None:
            return ""
        shown = glyphs.status("published" if row.published else "created")
        doing = self.doing_to(row.id)
        pieces = [
            shown.label(glyphs.ascii_only()),
            "archived" if row.archived else "",
            f"{doing}{glyphs.sign('…')}" if doing else "",
        ]
        return "  ".join(piece for piece in pieces if piece)

    # Tabs and keys

    def subjects(self) -> list[Subject]:
        """Return the model."""
        return [subject_of(self._details.row)] if self._details is not None else []

    def action_next_tab(self, by: int) -> None:
        """Show the next or previous tab."""
        self.query_one(TabBar).step(by)

    @on(TabBar.Chosen)
    def _tab_chosen(self, message: TabBar.Chosen) -> None:
        self._open = message.key
        switcher = self.query_one("#tabs", ContentSwitcher)
        switcher.current = message.key
        focus: Widget = switcher.get_child_by_id(message.key)
        (self.query_one("#facts") if message.key == "overview" else focus).focus()
        self.resume_feeds()
        self.refresh_bindings()
        self.show_frame()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is something for."""
        if action == "next_plot":
            return self._open == "plots" and len(self._plots) > 1
        if action in ("download", "copy_uri"):
            return self._details is not None and bool(self._details.row.uri)
        return super().check_action(action, parameters)

    def action_next_plot(self, by: int) -> None:
        """Draw another plot."""
        self._plot = (self._plot + by) % len(self._plots)
        self._draw_plot()

    def action_copy_uri(self) -> None:
        """Put the model's address into the clipboard."""
        if self._details is not None:
            self.copy(self._details.row.uri, "URI")

    def action_download(self) -> None:
        """Fetch the model's file."""
        if self._details is not None:
            self.ask_download(self._details.row.uri)

    @on(Table.Selected, "#kin")
    def _kin_opened(self, message: Table.Selected) -> None:
        kin = self._details.kin if self._details is not None else ()
        found = next((one for one in kin if kin_row(one).key == message.key), None)
        if found is not None:
            self.host.open_page(found.page, found.id, found.name)
