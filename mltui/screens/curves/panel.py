"""The grid of plots with the keys that choose what is drawn and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from mltui.live.download import Refused
from mltui.live.metric_names import machine_last, spoken
from mltui.screens.curves.grid import CurveGrid
from mltui.screens.curves.view import (
    CurveView,
    X,
    decode,
    encode,
    parse_limits,
    parse_smoothing,
    smoothing_text,
)
from mltui.screens.typed_path import write_new
from mltui.terminal.sanitise import clean
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choice, Choose
from mltui.widgets.resting import Resting

if TYPE_CHECKING:
    from mltui.live.preferences import Preferences
    from mltui.screens.curves.ends import AskEnds
    from mltui.screens.curves.plots import Line
    from mltui.screens.curves.values import Values

#: What divides metric and variant in the key of a choice: no name holds it.
_BETWEEN = "\x1f"


class CurvePanel(Resting, CurveGrid):
    """A grid of plots whose view the person changes by keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "smooth", "smooth"),
        Binding("S", "smooth_exactly", "Smooth by a strength of your own", show=False),
        Binding("X", "x_axis", "x axis"),
        Binding("y", "log", "log y"),
        Binding("Y", "y_limits", "Fix the Y axis", show=False),
        Binding("v", "by_variant", "A plot for each variant", show=False),
        Binding("p", "pin", "Pin the plot to the front", show=False),
        Binding("i", "hide", "Hide the metric", show=False),
        Binding("M", "metrics", "metrics"),
        Binding("t", "table", "table"),
        Binding("E", "export", "export"),
    ]

    _keep: Callable[[CurveView], None] | None = None

    def remember_in(self, preferences: Preferences, name: str) -> None:
        """Take the view that was chosen under a name, and keep it there from now on."""
        known = preferences.get(name)
        self._keep = lambda view: preferences.put(name, encode(view))
        if known:
            self.set_view(decode(known))

    def set_view(self, view: CurveView) -> None:
        """Show curves another way, and remember it."""
        super().set_view(view)
        self.refresh_bindings()
        if self._keep is not None:
            self._keep(view)

    @property
    def waits(self) -> bool:
        """Whether the curves are being asked for."""
        return self._lines is None

    def rests(self, action: str) -> bool:
        """Without a plot there are at most metrics to choose, and single values in the table."""
        if action == "all" or self.waits or self.plots:
            return False
        return not {"metrics": bool(self.lines), "table": bool(self.singles())}.get(action, False)

    # Smoothing

    def action_smooth(self) -> None:
        """Take the next strength of smoothing."""
        self.set_view(self.view.next_smoothing())

    def action_smooth_exactly(self) -> None:
        """Ask how to smooth."""
        now = smoothing_text(self.view.smoothing, self.view.amount, self.view.deviation)
        hint = "exp 0.95, average 21, gauss 7 2 (points, deviation) or none"
        dialog = AskText("Smooth by", now, hint=hint, check=partial(_wrong, parse_smoothing))
        self.app.push_screen(dialog, self._smooth_by)

    def _smooth_by(self, text: str | None) -> None:
        if text is not None:
            self.set_view(self.view.smoothed(*parse_smoothing(text)))

    # Axes

    def action_log(self) -> None:
        """Switch between a linear and a logarithmic Y axis."""
        self.set_view(replace(self.view, log_y=not self.view.log_y))

    def action_y_limits(self) -> None:
        """Ask for fixed ends of the current plot's Y axis."""
        plot = self.plot
        if plot is None:
            return
        limits = self.view.y_limits.get(plot.title)
        now = f"{limits[0]:g} {limits[1]:g}" if limits else ""
        dialog = AskText(
            f"Y axis of {plot.name} from, to",
            now,
            hint="such as 0 2.5; auto follows the data",
            check=partial(_wrong, parse_limits),
        )
        self.app.push_screen(dialog, partial(self._fix, plot.title))

    def _fix(self, title: str, text: str | None) -> None:
        if text is not None:
            self.set_view(self.view.with_limits(title, parse_limits(text)))

    def action_x_axis(self) -> None:
        """Ask what runs along the X axis: iterations, time, or any other scalar."""
        choices = [Choice(kind.name, kind.value) for kind in X]
        names = sorted(
            {(line.metric, line.variant) for line in self.lines},
            key=lambda name: machine_last(*name),
        )
        called = spoken(metric for metric, _ in names)
        choices += [
            Choice(_BETWEEN.join(name), f"{called[name[0]]} / {name[1]}", "scalar")
            for name in names
        ]
        scalar = self.view.x_scalar
        current = _BETWEEN.join(scalar) if scalar else self.view.x.name
        self.app.push_screen(Choose("X axis", choices, current=current), self._take_x)

    def _take_x(self, key: str | None) -> None:
        if key is None:
            return
        if _BETWEEN in key:
            metric, _, variant = key.partition(_BETWEEN)
            # Values are paired by iteration.
            self.set_view(replace(self.view, x=X.ITERATION, x_scalar=(metric, variant)))
        else:
            self.set_view(replace(self.view, x=X[key], x_scalar=None))

    # Which plots

    def action_by_variant(self) -> None:
        """Show a plot for each variant, or for each metric with all of its variants."""
        self.set_view(replace(self.view, by_variant=not self.view.by_variant))

    def action_pin(self) -> None:
        """Put the current metric in front of the others, or back to its place."""
        plot = self.plot
        if plot is not None:
            pinned = self.view.pinned
            if plot.metric in pinned:
                pinned = tuple(metric for metric in pinned if metric != plot.metric)
            else:
                pinned = (*pinned, plot.metric)
            self.set_view(replace(self.view, pinned=pinned))

    def action_hide(self) -> None:
        """Hide the current metric; `M` shows it again."""
        plot = self.plot
        if plot is not None:
            self.set_view(replace(self.view, hidden=self.view.hidden | {plot.metric}))

    def action_metrics(self) -> None:
        """Choose the metrics that are shown."""
        from mltui.screens.curves.metrics import ChooseMetrics

        names = sorted({line.metric for line in self.lines}, key=machine_last)
        if names:
            self.app.push_screen(ChooseMetrics(names, self.view.hidden), self._show_metrics)

    def _show_metrics(self, hidden: frozenset[str] | None) -> None:
        if hidden is not None:
            self.set_view(replace(self.view, hidden=hidden))

    # Numbers and files

    def singles(self) -> list[tuple[str, float | None]]:
        """Return name and value of what was reported without an iteration."""
        return []

    def owners(self) -> Mapping[str, str]:
        """Return whose curves are shown by the number that they have, where they have one."""
        return {}

    def counted(self, line: Line, drawn: Values) -> Values | None:  # noqa: ARG002
        """Return what the server counted of all points of a curve; None if it does not tell.

        Args:
            line: The curve.
            drawn: What the points come to that are here.
        """
        return None

    def ask_ends(self, lines: Mapping[str, Line]) -> AskEnds | None:  # noqa: ARG002
        """Return what asks where curves ended; None if nobody tells.

        Args:
            lines: The curves by their names in the table.
        """
        return None

    def action_table(self) -> None:
        """Show first, last, minimum, maximum and mean of every curve."""
        from mltui.screens.curves.values import ValuesTable

        averages, found, endless = False, [], {}
        for plot in self.plots:
            for name, _, line in plot.lines:
                name = f"{plot.name} {name}".strip()
                values, of_averages = self._values(line)
                if values is None:
                    continue
                averages = averages or of_averages
                found.append((name, values))
                if values.last[1] is None and values.low[1] is not None:
                    endless[name] = line
        note = " of finite points" if any(values.gaps for _, values in found) else ""
        note += ", of averages where the exact points are not here" if averages else ""
        self.app.push_screen(ValuesTable(found, self.singles(), note, self.ask_ends(endless)))

    def _values(self, line: Line) -> tuple[Values | None, bool]:
        """Return what a curve comes to, None without a point, and whether that is of averages."""
        from mltui.screens.curves.values import nothing_finite, values_of

        raw = self.raw.get((line.owner, line.metric, line.variant))
        xs, ys = (line.xs, line.ys) if raw is None else (raw.xs, raw.ys)
        averaged, by_time = raw is None and line.averaged, self.view.x is not X.ITERATION
        values = values_of(xs, ys, by_time=by_time)
        if values is None:
            at = None if averaged or by_time or not len(xs) else xs[-1]
            return (nothing_finite((ys[-1], at)) if len(ys) else None), False
        if averaged:
            # The average at the end begins before the last point.
            end = values.last[0] if line.last is None else line.last
            values = replace(values, last=(end, None))
        counted = self.counted(line, values)
        if counted is not None and raw is not None:
            # Out of all points; servers round it.
            counted = replace(counted, mean=values.mean)
        shown = replace(counted, gaps=values.gaps) if counted else values
        return shown, averaged and shown.mean == values.mean

    def action_export(self) -> None:
        """Ask for a file and write what is drawn into it."""
        from mltui.screens.curves.export import wrong_path

        if not self.shown_plots():
            self._nothing_to_export()
            return
        now = str(Path.cwd() / "scalars.csv")
        hint = "ends with .csv .json .txt or .svg"
        dialog = AskText("Export what is drawn to", now, hint=hint, check=wrong_path)
        self.app.push_screen(dialog, self._export_to)

    def _export_to(self, text: str | None) -> None:
        if not text:
            return
        from mltui.screens.curves import export

        charts = [chart for _, chart in self.shown_plots()]
        if not charts:
            # They may have gone while the name was typed.
            self._nothing_to_export()
            return
        kind = PurePath(text).suffix
        if kind == ".svg":
            content = export.picture_svg(charts)
        elif kind == ".txt":
            content = export.picture_text(charts)
        else:
            write = export.csv_text if kind == ".csv" else export.json_text
            content = write(export.drawn(charts, self.owners()))
        try:
            path = write_new(text, content)
        except Refused as refused:
            self.notify(clean(str(refused)), severity="error", markup=False)
        else:
            self.notify(f"Written to {clean(str(path))}.", markup=False)

    def _nothing_to_export(self) -> None:
        self.notify("There is nothing to export.", severity="warning", markup=False)


def _wrong(parse: Callable[[str], object], text: str) -> str | None:
    try:
        parse(text)
    except ValueError as error:
        return str(error)
    return None
