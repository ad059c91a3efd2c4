"""Keys that come in one read, as they do over a slow link, are all taken before one is answered."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from textual.events import Key

from tests.support.lab import lab_monitor

TYPED = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "space": " ", "question_mark": "?",
    "slash": "/", "colon": ":", "plus": "+", "minus": "-", "equals_sign": "=", "full_stop": ".",
    "asterisk": "*", "exclamation_mark": "!", "greater_than_sign": ">", "ampersand": "&",
    "left_square_bracket": "[", "right_square_bracket": "]",
}  # fmt: skip
KEYS = (
    *"0123456789", *"jjjkkgGvxcpsmznwfauUMtEeoOyYbBiIlLhHdDCFPNrRSXAJ", *TYPED,
    *("enter",) * 3, *("escape",) * 2, "pagedown", "pageup", "left", "right", "down", "up",
    "home", "end", "f12", "shift+tab", "ctrl+p", "ctrl+t", "ctrl+y", "backspace",
)  # fmt: skip
SIZES = ((80, 24), (120, 40), (61, 17), (20, 5), (10, 2))
#: Bursts per walk; `MLTUI_TEST_KEYS=5000` types for minutes.
TURNS = int(os.environ.get("MLTUI_TEST_KEYS", "40"))


@pytest.mark.parametrize("seed", range(2))
async def test_random_keys_in_bursts_end_no_program(
    seed: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.chdir(tmp_path)
    seeded = random.Random(seed)
    async with lab_monitor(size=SIZES[seed]) as lab:
        await lab.until_rows()
        for turn in range(TURNS):
            for key in seeded.choices(KEYS, k=seeded.choice([1, 2, 2, 3, 5, 8])):
                for _ in range(seeded.choice([1, 1, 2])):
                    lab.app.post_message(Key(key, TYPED.get(key, key if len(key) == 1 else None)))
            if seeded.random() < 0.5:
                await lab.pilot.pause()
            if turn % 20 == 19:
                await lab.pilot.resize_terminal(*seeded.choice(SIZES))
            if turn % 7 == 6:
                await lab.advance(seeded.choice([2.0, 30.0]))
        assert lab.app.is_running
