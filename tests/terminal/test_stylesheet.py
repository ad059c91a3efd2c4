from __future__ import annotations

from unittest.mock import patch

import pytest
from textual.css import stylesheet as textual_stylesheet
from textual.css.stylesheet import Stylesheet, StylesheetParseError

from mltui.terminal.stylesheet import RememberingStylesheet

CSS = "Label { color: $mine; width: 7; }"


def sheet(mine: str, css: str = CSS) -> RememberingStylesheet:
    found = RememberingStylesheet(variables={"mine": mine})
    found.add_source(css, read_from=("of this test", ""))
    return found


def colour(found: Stylesheet) -> str:
    (rule,) = found.rules
    return rule.styles.color.hex


def test_a_copy_and_a_new_theme_have_the_rules_that_textual_would_have():
    first = sheet("#112233")
    assert colour(first) == "#112233"
    copy = first.copy()
    copy.parse()
    assert colour(copy) == "#112233"
    copy.set_variables({"mine": "#445566"})
    copy.reparse()
    assert (colour(copy), colour(first)) == ("#445566", "#112233")
    copy.set_variables({"mine": "#112233"})
    copy.reparse()
    assert colour(copy) == "#112233"


def test_nothing_is_parsed_twice():
    colour(sheet("#778899"))
    with patch.object(textual_stylesheet, "parse", side_effect=AssertionError("parsed again")):
        again = sheet("#778899").copy()
        again.parse()
        again.reparse()
        assert colour(again) == "#778899"


def test_a_sheet_with_faults_is_still_refused():
    for _ in range(2):
        with pytest.raises(StylesheetParseError):
            sheet("#112233", "Label { colour: red; }").parse()
