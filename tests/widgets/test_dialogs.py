from __future__ import annotations

import pytest
from textual.events import Key
from textual.visual import VisualType
from textual.widgets import Static

from mltui.widgets import choose
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choice, Choose, matching
from mltui.widgets.confirm import Confirm
from mltui.widgets.confirm_difference import ConfirmDifference
from mltui.widgets.progress import Progressing
from mltui.widgets.read_text import ReadText
from mltui.widgets.table import Column, Row, Table
from mltui.widgets.tell import Tell
from mltui.widgets.telling import with_telling_parts
from tests.support.until import until

CHOICES = [Choice("q1", "gpu-a", "5 waiting"), Choice("q2", "gpu-b", "idle"), Choice("q3", "cpu")]


async def answered(stage, dialog, *keys, size=(80, 24)):
    answers = []
    async with stage(Table([Column("a", "A")]), size=size) as (app, pilot):
        app.push_screen(dialog, answers.append)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
    return answers


@pytest.mark.parametrize(
    ("destroys", "key", "answers"),
    [
        (False, "enter", [True]),
        (False, "y", [True]),
        (False, "escape", [False]),
        (True, "enter", []),
        (True, "y", [True]),
        (True, "n", [False]),
    ],
)
async def test_what_destroys_needs_more_than_enter(stage, destroys, key, answers):
    dialog = Confirm("Reset 2 tasks?", "a\nb", destroys=destroys)
    assert await answered(stage, dialog, key) == answers


async def test_the_plan_is_plain_text(stage):
    async with stage(Table(), size=(80, 24)) as (app, pilot):
        app.push_screen(Confirm("Sure?", "Stop [bold]x[/bold] \x1b[2J"))
        await pilot.pause()
        assert any("Stop [bold]x[/bold] [2J" in line for line in app.text())


async def test_a_choice_is_found_by_typing(stage):
    assert await answered(stage, Choose("To", CHOICES), "b", "enter") == ["q2"]
    assert await answered(stage, Choose("To", CHOICES), "down", "down", "enter") == ["q3"]
    assert await answered(stage, Choose("To", CHOICES, current="q2"), "enter") == ["q2"]
    assert await answered(stage, Choose("To", CHOICES), "escape") == [None]
    assert await answered(stage, Choose("To", CHOICES), "z", "z", "enter") == []


async def test_a_list_that_is_longer_than_its_room_says_how_long_it_is(stage):
    many = [Choice(f"q{n}", f"queue {n}") for n in range(30)]
    for choices, said in ((many, True), (CHOICES, False)):
        async with stage(Table(), size=(80, 24)) as (app, pilot):
            app.push_screen(Choose("To", choices))
            await pilot.pause()
            assert any(f"{len(choices)} choices" in line for line in app.text()) == said
            assert any("enter pick" in line for line in app.text())


async def test_choices_that_differ_in_the_middle_alone_differ_on_the_screen(stage):
    names = [f"a project whose name is {n} of those that are much too long" for n in (1, 2, 12)]
    async with stage(Table(), size=(80, 24)) as (app, pilot):
        app.push_screen(Choose("To", [Choice(name, name, "5 waiting") for name in names]))
        await pilot.pause()
        lines = {line for line in app.text() if "a project" in line}
        assert len(lines) == 3


async def test_what_tells_very_many_choices_apart_is_looked_for_once(stage, monkeypatch):
    asked = []

    def telling(rows, *more):
        found = with_telling_parts(rows, *more)
        asked.append(len(found))
        return found

    monkeypatch.setattr(choose, "with_telling_parts", telling)
    names = [f"a project whose name is {n} of those that are much too long" for n in range(1000)]
    async with stage(Table(), size=(80, 24)) as (app, pilot):
        app.push_screen(Choose("To", [Choice(name, name, "5 waiting") for name in names]))
        await pilot.press(*"project")
        await pilot.pause()
        assert any("1,000 choices" in line for line in app.text())
        assert asked == [1000]
        lines = [line for line in app.text() if "a project" in line]
        assert len(set(lines)) == len(lines) > 5
        # What fits of them is told apart by itself once it is not much.
        await pilot.press(*" 99")
        await pilot.pause()
        assert asked[-1] == 19


async def test_a_list_of_which_nothing_fits_says_so_and_offers_nothing_to_pick(stage):
    many = [Choice(f"q{n}", f"queue {n}") for n in range(30)]
    async with stage(Table(), size=(80, 24)) as (app, pilot):
        app.push_screen(Choose("To", many))
        await pilot.press(*"queue")
        await pilot.pause()
        assert any("30 choices   enter pick" in line for line in app.text())
        await pilot.press("z", "z")
        await pilot.pause()
        assert any("none of 30 fits   esc cancel" in line for line in app.text())
        assert not any("enter pick" in line for line in app.text())


async def test_a_choice_that_was_removed_is_no_longer_counted(stage):
    many = [Choice(f"q{n}", f"queue {n}") for n in range(30)]
    removed = []
    async with stage(Table(), size=(80, 24)) as (app, pilot):
        app.push_screen(Choose("To", many, remove=removed.append))
        await pilot.pause()
        await pilot.press("ctrl+x")
        await pilot.pause()
        assert removed == ["q0"]
        assert any("29 choices   enter pick   ^x remove" in line for line in app.text())
        # Those that all have room are not counted.
        await pilot.press(*["ctrl+x"] * 26)
        await pilot.pause()
        assert len(removed) == 27
        assert not any("choices" in line for line in app.text())
        assert any("enter pick   ^x remove" in line for line in app.text())


def test_every_typed_word_must_be_there():
    assert [choice.key for choice in matching(CHOICES, "gpu wait")] == ["q1"]
    assert [choice.key for choice in matching(CHOICES, "")] == ["q1", "q2", "q3"]


def test_a_curve_is_found_in_a_list_as_it_is_called_in_a_filter():
    choices = [Choice("a", "loss / train", "scalar"), Choice("b", "loss / val", "scalar")]
    for typed in ("loss/t", "loss / t", "loss t", "/train"):
        assert [choice.key for choice in matching(choices, typed)] == ["a"]


async def test_a_text_is_checked_before_it_is_taken(stage):
    def check(text):
        return None if text.endswith("2") else "Must end with 2."

    assert await answered(stage, AskText("Name", "yolo", check=check), "enter") == []
    assert await answered(stage, AskText("Name", "yolo", check=check), "2", "enter") == ["yolo2"]
    assert await answered(stage, AskText("Name", "yolo"), "escape") == [None]


async def test_what_may_be_typed_is_told_also_where_something_stands_there_already(stage):
    for text in ("", "scalars.csv"):
        async with stage(Table(), size=(80, 24)) as (app, pilot):
            app.push_screen(AskText("Export to", text, hint="ends with .csv or .svg"))
            await pilot.pause()
            said = [line for line in app.text() if "ends with .csv or .svg" in line]
            assert len(said) == 1
            assert text in "".join(app.text())


async def test_what_was_wrong_is_no_longer_said_of_another_text(stage):
    async with stage(Table(), size=(80, 24)) as (app, pilot):
        app.push_screen(AskText("Name", check=lambda text: None if text else "Too short."))
        await pilot.pause()
        await pilot.press("enter")
        assert any("Too short." in line for line in app.text())
        await pilot.press("a")
        assert not any("Too short." in line for line in app.text())


async def test_a_key_lays_no_dialog_out_anew_to_take_back_what_was_not_said(stage, monkeypatch):
    said: list[str] = []
    update = Static.update

    def noted(static: Static, content: VisualType = "", **rest: bool) -> None:
        said.append(str(content))
        update(static, content, **rest)

    monkeypatch.setattr(Static, "update", noted)
    async with stage(Table(), size=(80, 24)) as (app, pilot):
        app.push_screen(AskText("Name", check=lambda text: None if text else "Too short."))
        await pilot.pause()
        await pilot.press("enter", "a", "b", "c")
        assert said == ["Too short.", ""]


async def test_what_is_told_goes_on_to_the_right_of_its_time(stage):
    words = " ".join(f"word{n}" for n in range(20))
    async with stage(Table(), size=(80, 24)) as (app, pilot):
        app.push_screen(Tell("Done", [f"10:00:00  {words}", "10:00:01  [b]short[/b]"], hang=10))
        await pilot.pause()
        found = [line for line in app.text() if "word" in line]
        assert len(found) > 1
        (first,) = {line.index("word") for line in found}
        assert found[0].index("10:00:00") == first - 10
        assert any("10:00:01  [b]short[/b]" in line for line in app.text())


async def test_the_screen_beneath_is_not_dimmed(stage):
    table = Table([Column("a", "A", flex=1)])
    async with stage(table, size=(80, 24)) as (app, pilot):
        table.set_rows([Row("a", {"a": "x" * 70})])
        await pilot.pause()
        before = list(app.screen._compositor.render_strips()[0])
        app.push_screen(Confirm("Sure?", "yes"))
        await pilot.pause()
        after = list(app.screen._compositor.render_strips()[0])
        assert before == after


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (40, 12)])
async def test_the_keys_are_in_sight_however_long_the_plan_is(stage, size):
    lines = [f"Left alone: “{'very long name ' * 8}{number}”." for number in range(40)]
    for dialog, keys in (
        (Confirm("Delete 652 tasks of a title that takes two lines?", "\n".join(lines)), "enter"),
        (Tell("Not deleted", lines), "enter close"),
    ):
        async with stage(Table(), size=size) as (app, pilot):
            app.push_screen(dialog)
            await pilot.pause()
            assert any(keys in line for line in app.text())
            await pilot.press("j")
            dialog.action_scroll(1000)
            await pilot.pause()
            assert any("39”." in line for line in app.text())


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (40, 12)])
@pytest.mark.parametrize("dialog", [ConfirmDifference, ReadText])
async def test_a_difference_is_seen_to_its_end_or_says_how_much_is_below(stage, dialog, size):
    for count in (4, 11, 60):
        title = "Change net?"
        async with stage(Table(), size=size) as (app, pilot):
            app.push_screen(dialog(title, [f"+line {n} of it" for n in range(count)]))
            await pilot.pause()
            seen = [line for line in app.text() if "of it" in line]
            below = [line for line in app.text() if f"{count - len(seen)} more lines" in line]
            assert below or len(seen) == count
            assert len(seen) == count or len(seen) + 12 > size[1] * 0.9 - 1
            assert any("scroll" in line for line in app.text()) == bool(below)
            await pilot.press("G")
            await pilot.pause()
            assert any(f"+line {count - 1} of it" in line for line in app.text())


async def test_a_long_choice_keeps_both_ends(stage):
    choices = [Choice(f"{n}", f"Research/{'one of many/' * 12}run {n}") for n in range(3)]
    async with stage(Table(), size=(80, 24)) as (app, pilot):
        app.push_screen(Choose("To", choices))
        await pilot.pause()
        assert [n for n in range(3) if any(f"run {n}" in line for line in app.text())] == [0, 1, 2]
        assert sum("Research/one of" in line for line in app.text()) == 3


async def test_a_text_longer_than_its_line_shows_the_end_where_one_types(stage):
    async with stage(Table(), size=(80, 24)) as (app, pilot):
        app.push_screen(AskText("Rename", f"{'a' * 100} end of it"))
        await until(pilot, lambda: any("end of it" in line for line in app.text()))
        await pilot.press("!")
        await until(pilot, lambda: any("end of it!" in line for line in app.text()))
        await pilot.press("home")
        await until(pilot, lambda: not any("end of it" in line for line in app.text()))


@pytest.mark.parametrize("dialog", [Choose("To", CHOICES), AskText("Name", "run")])
async def test_enter_twice_in_one_go_answers_once_and_leaves_what_lies_beneath(stage, dialog):
    answers = []
    async with stage(Table([Column("a", "A")])) as (app, pilot):
        beneath = app.screen
        app.push_screen(dialog, answers.append)
        await pilot.pause()
        for _ in range(2):
            app.post_message(Key("enter", "\r"))
        await until(pilot, lambda: answers)
        await pilot.pause()
        assert app.screen is beneath
    assert len(answers) == 1


async def test_what_is_answered_while_something_lies_on_it_goes_after_that_and_leaves_it(stage):
    async with stage(Table([Column("a", "A")])) as (app, pilot):
        beneath = app.screen
        app.push_screen(bar := Progressing("Archiving 60 tasks", 60, lambda: None))
        app.push_screen(over := Tell("Not done", ["a line"]))
        await until(pilot, lambda: app.screen is over)
        bar.dismiss(None)
        await pilot.pause()
        assert app.screen is over
        over.dismiss(None)
        await until(pilot, lambda: app.screen is beneath)
