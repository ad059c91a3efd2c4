"""Tasks beside each other in a table: how many are seen at once, and how wide each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mltui.live.compare import ComparedTask
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import Align, fit_middle, width_of
from mltui.widgets.columns import GAP, Column
from mltui.widgets.rows import Row
from mltui.widgets.table_lines import GUTTER, content_widths
from mltui.widgets.telling import fit_telling, telling_parts

#: The column of what the rows are about.
NAME = "name"

#: Cells of that column at most, unless the tasks leave more.
WIDEST_NAME = 32

#: Cells of a task at least; and where all of them are seen that way.
LEAST, TIGHT = 12, 10

#: Cells of a task's name that stay where the rows' names need room.
LEAST_TITLE = 16


@dataclass(frozen=True, slots=True)
class Beside:
    """The columns of a table.

    Attributes:
        first: Which task is the first that is seen, from 0.
        count: How many are seen.
    """

    columns: tuple[Column, ...]
    first: int
    count: int


def titled(number: int, task: ComparedTask) -> str:
    """Return a task's name after the number that its curves have."""
    return f"{number + 1} {task.name}"


def fit_titles(titles: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Cut titles by leaving out their middles, but not that in which their names differ.

    Args:
        titles: Cleaned ones.
        widths: The cells that each has.
    """
    parts = [title.partition(" ") for title in titles]
    heads = [f"{number} " for number, _, _ in parts]
    names = [name for _, _, name in parts]
    rooms = [wide - len(head) for wide, head in zip(widths, heads, strict=True)]
    telling = telling_parts(names, min(rooms, default=0))
    return [
        head + fit_telling(name, room, telling[name])
        if name in telling
        else fit_middle(head + name, room + len(head))
        for head, name, room in zip(heads, names, rooms, strict=True)
    ]


def beside(
    tasks: Sequence[ComparedTask],
    rows: Sequence[Row],
    title: str,
    width: int,
    *,
    first: int = 0,
    align: Align = "left",
) -> Beside:
    """Give every column the room that its texts need, as far as there is room.

    What no column needs stays free at the right: values far from their names are hard to read.

    Args:
        tasks: All that are compared.
        rows: With a cell for each task by its id.
        title: Of the column of names.
        width: Cells of the whole table.
        first: Which task should be the first that is seen, from 0.
        align: Of the values.
    """
    room = max(width - GUTTER - 1, 1)
    texts = content_widths(rows, [NAME, *(task.id for task in tasks)])
    titles = [clean(titled(number, task)) for number, task in enumerate(tasks)]
    needs = [
        max(texts[task.id], width_of(text), TIGHT) for task, text in zip(tasks, titles, strict=True)
    ]
    name = max(texts[NAME], width_of(title))
    # A row's name tells more than the end of a task's, which has its number as well.
    least = [
        max(texts[task.id], min(width_of(text), LEAST_TITLE))
        for task, text in zip(tasks, titles, strict=True)
    ]
    spare = room - sum(max(each, TIGHT) for each in least) - GAP * len(tasks)
    name = min(name, max(min(room // 3, WIDEST_NAME), spare))
    left = room - name
    count = len(tasks)
    if count > left // (TIGHT + GAP):
        count = max(left // (LEAST + GAP), 1)
    first = min(max(first, 0), max(len(tasks) - count, 0))
    seen = range(first, min(first + count, len(tasks)))
    widths = _shared([needs[number] for number in seen], left - GAP * len(seen))
    shown = fit_titles([titles[number] for number in seen], widths)
    return Beside(
        (
            Column(NAME, title, width=name, priority=2, ends=True),
            *(
                Column(tasks[number].id, text, wide, align, priority=1)
                for number, text, wide in zip(seen, shown, widths, strict=True)
            ),
        ),
        first,
        len(seen),
    )


def _shared(needs: Sequence[int], room: int) -> list[int]:
    """Divide cells: who needs little gets it, the others get equal shares of the rest."""
    widths = [0] * len(needs)
    for place, number in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        widths[number] = min(needs[number], max(room // (len(needs) - place), 1))
        room -= widths[number]
    return widths
