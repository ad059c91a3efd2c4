"""A table whose columns the person arranges: it says how many of them there is no room for."""

from __future__ import annotations

from textual.strip import Strip

from mltui.widgets.cells import fit, joined
from mltui.widgets.glyphs import ELLIPSIS, sign
from mltui.widgets.table import Table
from mltui.widgets.table_lines import GUTTER

#: More columns than that have no room beside the sign.
MOST_SAID = 9


class ArrangedTable(Table):
    """Says before its titles how many columns are left out, such as `+3`."""

    NAME = "Table"

    def draw_line(self, y: int) -> Strip:
        """Draws the header or the row at a visible line."""
        line = super().draw_line(y)
        hidden = 0 if y else len(self._columns) - len(self.shown_columns)
        if not hidden:
            return line
        said = f"+{hidden if hidden <= MOST_SAID else sign(ELLIPSIS)}"
        head = joined([(fit(said, GUTTER), self.token("faint"))])
        return Strip.join([head, line.crop(GUTTER, line.cell_length)])
