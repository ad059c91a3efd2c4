"""Makes screens ready that nobody has looked at yet, so that the first look at each is quick.

Importing a screen's module and parsing its style sheet take longer than drawing it, and so does
importing what draws the axes of its charts. All of it happens beside the event loop, screen by
screen, once the first one shows what the server said.
"""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from mltui.resources import styles_folder
from mltui.screens.registry import PAGES, entries, load

if TYPE_CHECKING:
    from textual.app import App

#: Between two screens, seconds: what a person does in the meantime goes first.
PAUSE_S = 0.05


async def prepare_screens(app: App[int]) -> None:
    """Import every screen, and parse their style sheets in one go.

    Args:
        app: Whose style sheet gets theirs.
    """
    for path in [*(entry.path for entry in entries()), *PAGES.values()]:
        if path.partition(":")[0] not in sys.modules:
            await asyncio.sleep(PAUSE_S)
            await asyncio.to_thread(load, path)
    await asyncio.sleep(PAUSE_S)
    # What draws the axes of charts.
    await asyncio.to_thread(import_module, "plotext._figure")
    await asyncio.sleep(PAUSE_S)
    known = app.stylesheet
    more = known.copy()
    for sheet in screen_sheets():
        if not more.has_source(str(sheet), ""):
            more.read(sheet)
    await asyncio.to_thread(more.parse)
    # Not if in the meantime another theme was chosen, or a screen was opened that has more.
    if known.source.keys() <= more.source.keys() and known._variables == more._variables:
        app.stylesheet = more


def screen_sheets() -> list[Path]:
    """Return the style sheets of all screens, in the order in which they are read."""
    found: list[Path] = []
    for path in [*(entry.path for entry in entries()), *PAGES.values()]:
        for sheet in getattr(load(path), "CSS_PATH", None) or ():
            if (file := styles_folder() / Path(sheet)) not in found:
                found.append(file)
    return found
