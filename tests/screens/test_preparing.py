from __future__ import annotations

import subprocess
import sys

from mltui.screens.preparing import prepare_screens, screen_sheets
from mltui.screens.registry import PAGES, entries
from mltui.widgets import palette
from tests.support.lab import lab_monitor


async def test_screens_that_were_made_ready_need_no_style_sheet_any_more():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await prepare_screens(lab.app)
        ready = lab.app.stylesheet
        assert all(ready.has_source(str(sheet), "") for sheet in screen_sheets())
        for key in ("4", "6", "8", "0"):
            await lab.press(key)
            await lab.until(lambda key=key: lab.app.screen.is_mounted)
        assert lab.app.stylesheet is ready


async def test_a_theme_chosen_in_the_meantime_stays():
    async with lab_monitor() as lab:
        await lab.until_rows()
        preparing = lab.app.run_worker(prepare_screens(lab.app))
        await lab.press("ctrl+t")
        await lab.until(lambda: preparing.is_finished)
        assert lab.app.theme == palette.LIGHT
        ground = palette.BACKGROUNDS[palette.LIGHT]["screen"]
        assert lab.app.screen.styles.background.hex.lower() == ground
        await lab.press("4")
        await lab.until(lambda: lab.app.current_mode == "workers")
        await lab.until(lambda: lab.app.screen.styles.background.hex.lower() == ground)


def test_before_the_first_frame_no_other_screen_is_imported():
    modules = [each.path for each in entries() if each.name != "tasks"] + list(PAGES.values())
    names = [path.partition(":")[0] for path in modules]
    script = f"import sys, mltui.monitor; print([n for n in {names!r} if n in sys.modules])"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
