"""Which pages of a long list are asked for."""

from __future__ import annotations

from mltui.live.pages import PAGE_SIZE, UNGATED_EVERY, Pages


def asked(pages: Pages, moved: bool = False) -> tuple[int, ...]:
    asking = pages.begin()
    moved = moved or asking.is_due
    wanted = pages.to_ask(moved)
    assert pages.answered(asking, wanted, moved)
    return wanted


def test_the_rows_in_sight_are_asked_for_at_first_and_when_something_moved():
    pages = Pages()
    assert asked(pages) == (0,)
    assert asked(pages) == ()
    assert asked(pages, moved=True) == (0,)


def test_now_and_then_they_are_asked_for_although_nothing_moved():
    pages = Pages()
    asked(pages)
    assert [asked(pages) for _ in range(UNGATED_EVERY)] == [()] * (UNGATED_EVERY - 1) + [(0,)]


def test_other_rows_in_sight_are_asked_for_at_once():
    pages = Pages()
    asked(pages)
    pages.look_at(PAGE_SIZE - 1, 2)
    assert asked(pages) == (0, 1)
    pages.look_at(0, 2 * PAGE_SIZE)
    assert asked(pages) == ()


def test_a_page_that_was_wanted_is_asked_for_once():
    pages = Pages()
    asked(pages)
    pages.want(5 * PAGE_SIZE)
    assert asked(pages) == (5,)
    assert asked(pages) == ()


def test_rows_forgotten_while_they_were_asked_for_are_asked_for_again():
    pages = Pages()
    asking = pages.begin()
    pages.forget()
    assert pages.answered(asking, (0,), True)
    assert asked(pages) == (0,)


def test_an_answer_to_an_older_question_is_void():
    pages = Pages()
    asking = pages.begin()
    pages.start_over()
    assert not pages.answered(asking, (0,), True)
    assert asked(pages) == (0,)
