"""The one place in Textual that the terminal layer hangs on; a new Textual may move it."""

from __future__ import annotations

import inspect

from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen

from mltui.terminal.driver import TerminalDriver
from mltui.terminal.quiet_app import QuietApp


def parameters(function) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_textual_hands_every_update_to_display():
    assert parameters(App._display) == ["self", "screen", "renderable"]
    assert QuietApp._display is not App._display
    source = inspect.getsource(Screen._compositor_refresh)
    assert "app._display(self, update)" in source
    assert inspect.getsource(Screen).count("_display(") == source.count("_display(")


def test_updates_are_made_of_what_is_taken_from_them():
    assert parameters(LayoutUpdate.__init__) == ["self", "strips", "region"]
    assert parameters(ChopsUpdate.__init__) == ["self", "chops", "spans", "chop_ends"]
    assert {"LayoutUpdate", "ChopsUpdate | None"} == {
        inspect.signature(render).return_annotation
        for render in (Compositor.render_full_update, Compositor.render_partial_update)
    }


def test_display_checks_what_the_quiet_one_checks():
    source = inspect.getsource(App._display)
    for name in ("_batch_count", "_running", "_closed", "_sync_available", "post_display_hook"):
        assert name in source + inspect.getsource(App._begin_update)
        assert name in inspect.getsource(QuietApp._display)


def test_the_driver_has_what_the_quiet_one_replaces():
    for name in (
        "write",
        "stop_application_mode",
        "_enable_mouse_support",
        "_disable_mouse_support",
        "_enable_mouse_pixels",
        "_query_in_band_window_resize",
    ):
        assert parameters(getattr(LinuxDriver, name)) == parameters(getattr(TerminalDriver, name))
    assert "WriterThread(self._file)" in inspect.getsource(LinuxDriver.start_application_mode)
    assert parameters(Driver.__init__) == parameters(TerminalDriver.__init__)
