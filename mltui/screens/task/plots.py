"""The Plots tab: every reported figure, drawn, at any iteration it was reported."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from mltui.api.errors import ApiError
from mltui.live.images import fetch_image
from mltui.live.metric_names import is_in_name
from mltui.live.plots import Plot, PlotNews, PlotSample, PlotsQuestion, ask_next, ask_sample
from mltui.live.vectors import VectorNamesQuestion, ask_vectors
from mltui.screens.task.tab import TaskTab
from mltui.series import highlight, numbers
from mltui.series.picture import NoPicture, decode
from mltui.series.picture import Picture as Pixels
from mltui.series.plotly import Figure, UnreadableFigure, read_figure
from mltui.series.plotly.model import Picture
from mltui.series.vectors import vectors_figure, vectors_json
from mltui.widgets.columns import Column
from mltui.widgets.image_view import ImageView
from mltui.widgets.listing import Listing
from mltui.widgets.plot_view import PlotView
from mltui.widgets.resting import Resting
from mltui.widgets.rows import Cell, Row
from mltui.widgets.slider import slider
from mltui.widgets.table import Table
from mltui.widgets.text_view import TextView

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often it is asked whether there are new plots, seconds.
PACE_S = 15.0

#: How often it is asked whether there are new vectors, seconds.
VECTORS_PACE_S = 60.0

#: Stands for the iteration of what is drawn over all iterations.
VECTORS = -1

#: Cells of the line that shows which iteration is drawn.
SLIDER = 20

COLUMNS = (
    Column("plot", "PLOT", flex=1, priority=9, minimum=20, ends=True),
    Column("iteration", "ITER", width=6, align="right", priority=5),
)

#: What is done with the plot at the cursor.
OF_A_PLOT = ("step", "maximise", "json", "sideways")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot read: its figure, or why it is none.

    Attributes:
        plot: What was reported.
        figure: What to draw.
        wrong: Why there is nothing to draw, or not all of it.
        picture: The picture that was reported in place of a figure.
        vectors: The vectors that were reported in place of a figure, as JSON.
    """

    plot: Plot
    figure: Figure | None
    wrong: str = ""
    picture: Pixels | None = None
    vectors: str = ""


async def read(plot: Plot, client: Client) -> Drawn:
    """Read a plot in a thread: some are megabytes of JSON; fetch it where it is a picture."""
    try:
        figure = await asyncio.to_thread(read_figure, plot.text)
    except UnreadableFigure as error:
        return Drawn(plot, None, str(error))
    urls = [each.panel.url for each in figure.panels if isinstance(each.panel, Picture)]
    if len(urls) != len(figure.panels):
        return Drawn(plot, figure)
    try:
        content = await fetch_image(client, urls[0])
        return Drawn(plot, figure, picture=await asyncio.to_thread(decode, content))
    except ApiError as error:
        return Drawn(plot, figure, error.sentence)
    except NoPicture as error:
        return Drawn(plot, figure, str(error))


async def read_vectors(task: str, plot: Plot, client: Client) -> Drawn:
    """Ask for the vectors of a variant, and make a matrix of them."""
    found = await ask_vectors(client, task, plot.metric, plot.variant)
    if not found.values:
        return Drawn(plot, None, "there are no vectors any more.")
    iteration = found.iterations[-1] if found.iterations else 0
    figure = vectors_figure(plot.metric, found.iterations, found.values)
    vectors = vectors_json(found.iterations, found.values)
    return Drawn(replace(plot, iteration=iteration), figure, vectors=vectors)


class Plots(Resting, TaskTab):
    """The list of plots beside the one at its cursor."""

    FILTERS = "plot"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h,left", "step(-1)", "earlier", key_display="h"),
        Binding("l,right", "step(1)", "later", key_display="l"),
        Binding("m,enter", "maximise", "maximise", key_display="m"),
        Binding("s", "json", "source"),
        Binding("less_than_sign", "sideways(-1)", "Left in a wide table", show=False),
        Binding("greater_than_sign", "sideways(1)", "Right in a wide table", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._plots: tuple[Plot, ...] | None = None
        self._vectors: tuple[Plot, ...] = ()
        self._news = PlotNews()
        self._pattern = ""
        self._shown: Drawn | None = None
        self._sample: PlotSample | None = None

    def compose(self) -> ComposeResult:
        """Yield the list, and what shows a plot: as a picture or as JSON."""
        yield Listing(COLUMNS, id="plots")
        yield PlotView(id="plot")
        yield ImageView(id="picture")
        yield TextView(id="json")

    def on_mount(self) -> None:
        """Say that it waits."""
        self.query_one(TextView).display = False
        self.query_one(ImageView).display = False
        self.query_one(PlotView).show(None, "asking for the plots…")

    def first_focus(self) -> Widget:
        """The list has the keyboard, unless a plot fills the screen."""
        return self.query_one(PlotView if self.has_class("-maximised") else Listing)

    def open_feeds(self) -> None:
        """Ask for the newest plots."""
        question = PlotsQuestion(self.page.task_id, self._plotted)
        self.ask("plots", question, PACE_S, self.show, eager=False)
        vectors = VectorNamesQuestion(self.page.task_id, self.reported)
        self.ask("vectors", vectors, VECTORS_PACE_S, self.show_vectors, eager=False)

    def _plotted(self) -> object:
        """Return what changes when the task may have reported a plot."""
        facts = self.page.facts
        return self._news.of(facts.details) if facts is not None else None

    def show(self, plots: tuple[Plot, ...] | None) -> None:
        """List these plots; None: they are as they were."""
        if plots is None:
            return
        self._plots = plots
        self._list()

    def show_vectors(self, names: tuple[tuple[str, str], ...] | None) -> None:
        """List vectors of these metrics and variants too; None: they are as they were."""
        found = tuple(Plot(metric, variant, VECTORS, "") for metric, variant in names or ())
        if names is not None and found != self._vectors:
            self._vectors = found
            if self._plots is not None:
                self._list()

    @property
    def filters(self) -> str:
        """Plots, where there are any."""
        return self.FILTERS if self._plots is None or self._plots or self._vectors else ""

    def rests(self, action: str) -> bool:
        """Without a plot there is nothing to do, but to leave what it was shown in."""
        if self._plots is None or self._listed() or action not in OF_A_PLOT:
            return False
        left = {
            "maximise": self.has_class("-maximised"),
            "json": self.query_one(TextView).display,
        }
        return not left.get(action, False)

    def filter_changed(self, pattern: str) -> None:
        """List only plots with this text in their name."""
        self._pattern = pattern.casefold()
        self._list()

    def counts(self) -> str:
        """Return how many plots there are."""
        if self._plots is None:
            return ""
        total, listed = len(self._plots) + len(self._vectors), len(self._listed())
        said = numbers.counted(total, "plot")
        return said if listed == total else f"{listed} of {said}"

    def step_back(self) -> bool:
        """Leave the JSON, then the maximised plot."""
        if self.query_one(TextView).display:
            self.action_json()
            return True
        if self.has_class("-maximised"):
            self.action_maximise()
            return True
        return False

    # The list

    def _listed(self) -> list[Plot]:
        return [
            plot
            for plot in (*(self._plots or ()), *self._vectors)
            if is_in_name(self._pattern, plot.metric, plot.variant)
        ]

    def _list(self) -> None:
        plots = self._listed()
        listing = self.query_one(Listing)
        listing.set_rows(_rows(plots))
        if not plots:
            self._shown = self._sample = None
            self.query_one(PlotView).show(None, self._nothing())
        elif self._sample is None:
            self._choose(listing.cursor_key)
        self.page.tab_changed()

    def _nothing(self) -> str:
        if self._plots:
            return f"no plot has “{self._pattern}” in its name"
        return "this task has reported no plots yet"

    @on(Table.Highlighted)
    def _chosen(self, message: Table.Highlighted) -> None:
        message.stop()
        if self._shown is None or message.key != self._shown.plot.key:
            self._sample = None
            self._choose(message.key)

    def _choose(self, key: str | None) -> None:
        plot = next((plot for plot in self._listed() if plot.key == key), None)
        if plot is not None and (self._shown is None or plot != self._shown.plot):
            if plot.iteration == VECTORS:
                self.ask_once(partial(read_vectors, self.page.task_id, plot), self._draw)
            else:
                self.ask_once(partial(read, plot), self._draw)

    # The plot

    def _draw(self, drawn: Drawn) -> None:
        self._shown = drawn
        plot = drawn.plot
        view = self.query_one(PlotView)
        self._arrange()
        self.query_one(ImageView).show(drawn.picture)
        if drawn.figure is None:
            view.show(None, f"{plot.metric}: {drawn.wrong} s shows what was reported.")
        else:
            title = _title(plot.metric, drawn.figure.title, plot.variant)
            note = f"{self._when(plot)}  {drawn.wrong}".rstrip()
            view.show(replace(drawn.figure, title=title), note)
        if self.query_one(TextView).display:
            self._show_json(drawn)

    def _when(self, plot: Plot) -> str:
        at = f"iteration {numbers.si(plot.iteration, 6)}"
        sample = self._sample
        if sample is None or sample.first >= sample.last:
            return at
        return f"{at}  {slider(plot.iteration, sample.first, sample.last, SLIDER)}"

    def _arrange(self) -> None:
        """Show the JSON, or the figure, or the picture that was reported in its place."""
        as_json = self.query_one(TextView).display
        picture = self._shown is not None and self._shown.picture is not None
        self.query_one(ImageView).display = picture and not as_json
        self.query_one(PlotView).display = not picture and not as_json

    # Iterations

    def action_step(self, by: int) -> None:
        """Show the plot of the iteration before or after."""
        if self._shown is not None and self._shown.plot.text:
            self.ask_once(partial(self._stepped, self._shown.plot, by), self._show_sample)

    async def _stepped(
        self, plot: Plot, by: int, client: Client
    ) -> tuple[PlotSample, Drawn] | None:
        task = self.page.task_id
        sample = self._sample
        if sample is None:
            sample = await ask_sample(client, task, plot.metric, plot.iteration)
        moved = await ask_next(client, task, sample, by)
        if moved is None:
            moved = sample
        found = next((other for other in moved.plots if other.key == plot.key), None)
        return None if found is None else (moved, await read(found, client))

    def _show_sample(self, answer: tuple[PlotSample, Drawn] | None) -> None:
        if answer is not None:
            sample, drawn = answer
            at_end = drawn.plot.iteration >= sample.last
            self._sample = sample
            self._draw(drawn)
            if at_end:
                # At its end it follows what is reported.
                self._sample = None

    # Keys

    def action_maximise(self) -> None:
        """Fill the screen with the plot, or show the list again."""
        self.toggle_class("-maximised")
        self.query_one(Listing).display = not self.has_class("-maximised")
        self.first_focus().focus()

    def action_sideways(self, steps: int) -> None:
        """Scroll a wide table."""
        self.query_one(PlotView).action_sideways(steps)

    def action_json(self) -> None:
        """Show the plot's JSON, or the picture again."""
        text = self.query_one(TextView)
        text.display = not text.display
        self._arrange()
        if text.display:
            if self._shown is not None:
                self._show_json(self._shown)
            text.focus()
        else:
            self.first_focus().focus()

    def _show_json(self, drawn: Drawn) -> None:
        text = drawn.vectors or _indented(drawn.plot.text)
        self.query_one(TextView).show_text(text, highlight.data)


def _title(*parts: str) -> str:
    """Join metric, title and variant; people often repeat one in another."""
    told: list[str] = []
    for part in parts:
        if part and not any(part in before for before in told):
            told = [before for before in told if before not in part]
            told.append(part)
    return " · ".join(told)


def _indented(text: str) -> str:
    """Return JSON in lines; what is none as it is."""
    import json

    try:
        return json.dumps(json.loads(text), indent=1, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _iteration(plot: Plot) -> str:
    return "all" if plot.iteration == VECTORS else numbers.si(plot.iteration)


def _rows(plots: Sequence[Plot]) -> list[Row]:
    return [
        Row(
            plot.key,
            {
                "plot": Cell(
                    plot.metric,
                    more=((f" {plot.variant}", "muted"),) if plot.variant != plot.metric else (),
                ),
                "iteration": Cell(_iteration(plot), "faint"),
            },
        )
        for plot in plots
    ]
