from __future__ import annotations

import os
import signal
import termios

import pytest

from mltui.terminal import widths
from mltui.terminal.widths import measure_widths


def test_a_signal_while_the_terminal_is_taken_back_leaves_nothing_half_way(monkeypatch):
    other_side, terminal = os.openpty()
    before = termios.tcgetattr(terminal)
    monkeypatch.setattr(widths, "ANSWER_S", 0.0)
    write = os.write
    signals = [signal.SIGTERM]

    def write_and_be_told_to_end(descriptor: int, content: bytes) -> int:
        if content.startswith(b"\r\x1b[K") and signals:
            signal.raise_signal(signals.pop())
        return write(descriptor, content)

    monkeypatch.setattr("mltui.terminal.widths.os.write", write_and_be_told_to_end)
    handlers = {each: signal.getsignal(each) for each in widths.ENDING}
    try:
        with pytest.raises(SystemExit) as ended:
            measure_widths(terminal, terminal)
        assert ended.value.code == 128 + signal.SIGTERM
        assert termios.tcgetattr(terminal) == before
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
        os.close(terminal)
        os.close(other_side)
