from __future__ import annotations

from mltui.resources import styles_folder


def test_the_style_sheets_are_found_in_a_checkout():
    assert styles_folder().name == "styles"
    assert styles_folder().is_dir()
