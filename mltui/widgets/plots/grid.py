"""Tables of texts."""

from __future__ import annotations

from math import isnan

from mltui.series.plotly.model import Grid
from mltui.series.plotly.values import number
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit, width_of
from mltui.widgets.plots.pen import Lines, Pen

#: A column is at most so wide, cells; and the rows looked at to find how wide.
WIDEST, MEASURED = 40, 500

#: More rows are only counted.
MOST_ROWS = 5000

GAP = "  "


def draw_grid(panel: Grid, width: int, pen: Pen) -> Lines:
    """Draw the rows of a table; a wide one is wider than the panel."""
    columns = range(len(panel.header))
    sample = panel.rows[:MEASURED]
    widths = []
    for column in columns:
        texts = [panel.header[column], *(row[column] for row in sample)]
        widths.append(min(max(width_of(clean(text)) for text in texts), WIDEST))
    numeric = [
        bool(sample) and all(not row[column] or not isnan(number(row[column])) for row in sample)
        for column in columns
    ]

    def line(texts: tuple[str, ...]) -> str:
        return GAP.join(
            fit(clean(text), widths[column], "right" if numeric[column] else "left")
            for column, text in enumerate(texts)
        )

    lines: Lines = [[(line(panel.header), pen.token("muted strong"))]]
    lines += [[(line(row), pen.token("text"))] for row in panel.rows[:MOST_ROWS]]
    if len(panel.rows) > MOST_ROWS:
        more = f"and {len(panel.rows) - MOST_ROWS} rows more, which its source has"
        lines.append([(more, pen.token("muted"))])
    if not panel.rows:
        lines.append(pen.centred("an empty table", width))
    return lines
