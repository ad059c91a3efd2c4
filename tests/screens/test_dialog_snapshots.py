"""Pictures of the dialogs over the list of tasks, looked at before they are accepted.

`python -m pytest tests/screens/test_dialog_snapshots.py --snapshot-update` takes them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from syrupy.assertion import SnapshotAssertion
from textual.events import Paste
from textual.screen import Screen
from textual.widgets import Input

from mltui.screens.column_chooser import ChooseColumns
from mltui.screens.task_preview import TaskPreview
from mltui.screens.tasks import TasksScreen
from mltui.server.demo import Demo
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choose
from mltui.widgets.confirm import Confirm
from mltui.widgets.lines import Lines
from mltui.widgets.prompt import Prompt
from mltui.widgets.table import Table
from mltui.widgets.tell import Tell
from tests.screens.album import (
    Album,
    at_every_size,
    demo,  # noqa: F401
    opened_album,
    same_everywhere,  # noqa: F401
)

Top = Callable[[Screen[object]], object]


def shows(kind: type[Screen[object]]) -> Top:
    return lambda screen: isinstance(screen, kind)


def complains(screen: Screen[object]) -> object:
    if not isinstance(screen, TasksScreen) or not screen.grammar.values["type"]:
        return False
    # What is typed is asked for after a pause: only then is the picture always the same.
    beside = screen.query_one(TaskPreview).query_one("#facts", Lines).text
    asked = not screen.query_one(Table).total and not beside
    return asked and [prompt for prompt in screen.query(Prompt) if prompt.text.endswith(" ")]


@dataclass(frozen=True)
class Picture:
    """A dialog.

    Attributes:
        name: What the picture is called.
        keys: What opens it, pressed on the list; each group once the one before has been shown.
        on_top: What is seen then.
        marks: How many tasks are marked before.
        row: Where the cursor is: usually on a task that has ended.
        pasted: What is put into the line then, at once: half of it, typed slowly, would filter.
    """

    name: str
    keys: tuple[tuple[str, ...], ...]
    on_top: Top
    marks: int = 0
    row: int = 9
    pasted: str = ""


PICTURES = (
    Picture("menu", (("full_stop",),), shows(Choose)),
    Picture("rename", (("n",),), shows(AskText)),
    Picture("clone", (("c",),), shows(AskText)),
    Picture("clone, what then", (("c",), ("enter",)), shows(Choose)),
    Picture("reset of several", (("R",),), shows(Confirm), marks=3),
    Picture("move to a project", (("m",),), shows(Choose)),
    Picture("watch", (("exclamation_mark",),), shows(AskText), row=0),
    Picture("columns", (("o",),), shows(ChooseColumns)),
    Picture("filter with a mistake", (("slash",),), complains, pasted="status:runing "),
)

#: Opens once something was done.
HISTORY = Picture("history", (("U",),), shows(Tell))


@at_every_size
async def test_dialogs(
    snapshot: SnapshotAssertion,
    demo: Demo,  # noqa: F811
    size: tuple[int, int],
) -> None:
    async with opened_album(snapshot, demo, size) as album:
        for picture in PICTURES:
            await open_dialog(album, picture)
            await album.take(picture.name)
            await close_dialogs(album)
        await look_at(album, 9)
        await album.pilot.press("a")
        await album.until(
            lambda: [deed.outcome for deed in album.app.sitting.deeds if deed.outcome]
        )
        await open_dialog(album, HISTORY)
        await album.take(HISTORY.name)


async def look_at(album: Album, index: int) -> None:
    """Put the cursor on a task, and see it beside the list where there is room."""
    screen = album.app.screen
    await album.until(lambda: screen.query_one(Table).row(screen.query_one(Table).cursor_key or ""))
    table, preview = screen.query_one(Table), screen.query_one(TaskPreview)
    table.move_to_index(index)
    row = table.row(table.cursor_key or "")
    assert row is not None
    name = row.cells["name"].text
    await album.until(
        lambda: not preview.display or name in preview.query_one("#facts", Lines).text
    )


async def open_dialog(album: Album, picture: Picture) -> None:
    app = album.app
    await look_at(album, picture.row)
    if picture.marks:
        rows = (album.app.screen.query_one(Table)._rows.at(9 + n) for n in range(picture.marks))
        app.screen.query_one(Table).mark([row.key for row in rows if row is not None])
        await album.until(album.keys_told)
    for keys in picture.keys:
        before = app.screen
        await album.pilot.press(*keys)
        if not picture.pasted:
            await album.until(lambda before=before: app.screen is not before)
    if picture.pasted:
        await album.until(lambda: isinstance(app.focused, Input))
        assert app.focused is not None
        app.focused.post_message(Paste(picture.pasted))
    await album.until(lambda: picture.on_top(app.screen))


async def close_dialogs(album: Album) -> None:
    app = album.app
    while len(app.screen_stack) > 1 or app.screen.query(Prompt):
        before = app.screen
        await album.pilot.press("escape")
        await album.until(
            lambda before=before: app.screen is not before or not app.screen.query(Prompt)
        )
    await album.pilot.press("escape")  # takes the marks away
