from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mltui.terminal.sanitise import _PLAIN, LONGEST_KEPT, _clean, _clean_and_kept, clean

ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates included


@given(ANY_TEXT)
def test_no_control_format_or_separator_character_is_left(text):
    cleaned = clean(text)
    for character in cleaned:
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co"), (
            f"U+{ord(character):04X}"
        )


@given(ANY_TEXT)
def test_what_is_clean_stays_as_it_is(text):
    once = clean(text)
    assert clean(once) == once


@given(ANY_TEXT)
def test_every_result_can_be_sent(text):
    clean(text).encode("utf-8")


@given(ANY_TEXT)
def test_the_width_of_a_result_is_the_sum_of_its_characters(text):
    cleaned = clean(text)
    assert cell_len(cleaned) == sum(cell_len(character) for character in cleaned)


@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")), max_size=40))
def test_plain_text_is_not_touched(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", "a b"),
        ("a\tb", "a b"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b31m", "31m"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("zero\u200bwidth\u2060\ufeff", "zerowidth"),
        ("line\u2028paragraph\u2029", "line paragraph "),
        ("\ud83dhalf", "half"),
        ("训练 — naïve", "训练 — naïve"),
        ("[b]not markup[/b]", "[b]not markup[/b]"),
        ("x" + "\u0301" * 30, "x" + "\u0301" * 4),
        ("\u0301accent without a letter", "accent without a letter"),
        ("e\u0301te\u0301", "été"),
        ("\U0001f1e9\U0001f1ea", "DE"),
        ("\U0001f44d\U0001f3fd", "\U0001f44d"),
        ("icon \ue0b0", "icon \ufffd"),
    ],
)
def test_known_cases(text, expected):
    assert clean(text) == expected


@given(st.text(st.sampled_from("aé\u02ffЖ日ァ한—→█⣿！\u0308\u1161\u302a\uff9e\U0001f1e9")))
def test_letters_that_are_clean_by_themselves_are_so_next_to_each_other(text):
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any("\U0001f1e6" <= character <= "\U0001f1ff" for character in cleaned)


def test_each_letter_that_is_taken_as_clean_is_so():
    every = map(chr, range(sys.maxunicode + 1))
    taken = [each for each in every if _PLAIN(each) and each.isprintable()]
    assert len(taken) > 30_000
    assert _clean("".join(taken)) == "".join(taken)


def test_only_short_texts_are_kept_in_memory():
    _clean_and_kept.cache_clear()
    clean("e\u0301" * LONGEST_KEPT)
    assert not _clean_and_kept.cache_info().currsize
    clean("e\u0301")
    assert _clean_and_kept.cache_info().currsize == 1
