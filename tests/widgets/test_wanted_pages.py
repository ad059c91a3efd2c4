from __future__ import annotations

from mltui.widgets.rows import Row, Rows
from mltui.widgets.wanted_pages import WantedPages


def rows(total: int) -> Rows:
    made = Rows()
    made.paged = True
    made.set_total(total)
    return made


def test_the_pages_of_what_is_seen_and_next_to_it_are_lacking_once():
    wanted, known = WantedPages(100), rows(1000)
    assert [*wanted.lacking(known, 190, 40)] == [100, 200]
    assert [*wanted.lacking(known, 190, 40)] == []
    assert 100 in wanted
    assert 300 not in wanted


def test_what_has_come_is_not_wanted_any_more():
    wanted, known = WantedPages(100), rows(1000)
    assert [*wanted.lacking(known, 0, 40)] == [0]
    known.put(0, [Row(str(number), {}) for number in range(100)])
    wanted.came(0, 100)
    assert 0 not in wanted
    assert [*wanted.lacking(known, 0, 40)] == []


def test_what_was_forgotten_is_wanted_again_if_it_is_missing():
    wanted, known = WantedPages(100), rows(1000)
    assert [*wanted.lacking(known, 0, 40)] == [0]
    wanted.clear()
    assert [*wanted.lacking(known, 0, 40)] == [0]


def test_of_a_range_one_page_is_wanted_after_the_other():
    wanted, known = WantedPages(100), rows(1000)
    assert wanted.next_within(known, 150, 250) == (100,)
    assert wanted.next_within(known, 150, 250) == ()
    for start in (100, 200):
        known.put(start, [Row(str(number), {}) for number in range(start, start + 100)])
        wanted.came(start, 100)
    assert wanted.next_within(known, 150, 250) == (300,)
    assert wanted.next_within(known, 150, 150) == ()
