from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mltui.series.embeds import Embed, PictureLink
from mltui.widgets.cells import width_of
from mltui.widgets.markdown_lines import Block, lay_out


def shown(text: str, width: int = 60) -> list[str]:
    return [as_text(block) for block in lay_out(text, width)]


def as_text(block: Block) -> str:
    match block:
        case Embed():
            return "<plot>"
        case PictureLink():
            return f"<{block.title}: {block.address}>"
        case _:
            return "".join(piece for piece, _ in block).rstrip()


def styles(text: str) -> dict[str, str]:
    return {
        piece: style
        for block in lay_out(text, 80)
        if not isinstance(block, Embed | PictureLink)
        for piece, style in block
    }


def test_words_are_wrapped_and_none_is_lost():
    text = "alpha beta gamma delta " * 20
    lines = shown(text, 40)
    assert all(width_of(line) <= 40 for line in lines)
    assert " ".join(lines).split() == text.split()


def test_a_word_longer_than_a_line_is_broken():
    assert "".join(shown("x" * 95, 40)) == "x" * 95


def test_emphasis_and_code_have_their_styles():
    found = styles("**bold** *slanted* `code` ~~gone~~")
    assert found["bold"] == "strong"
    assert found["slanted"] == "italic"
    assert found["code"] == "accent"
    assert found["gone"] == "faint"


def test_lists_are_marked_and_indented():
    text = "1. one\n2. two\n   - inner\n\n- [x] done\n- [ ] open"
    assert shown(text) == [" 1. one", " 2. two", "     • inner", "", " ✓ done", " ○ open"]


def test_a_table_has_columns_of_one_width():
    lines = shown("| run | mAP |\n|---|---:|\n| a | 0.5 |\n| longer | 0.25 |")
    assert lines == ["run    │  mAP", "───────┼─────", "a      │  0.5", "longer │ 0.25"]


def test_a_wide_table_is_cut_to_the_width():
    text = "| a | b |\n|---|---|\n| " + "x" * 80 + " | " + "y" * 80 + " |"
    assert all(width_of(line) <= 40 for line in shown(text, 40))


def test_embedded_plots_stand_between_the_lines():
    frame = '<iframe src="/w?type=scalar&objects=t&metrics=loss"></iframe>'
    assert shown(f"before\n\n{frame}\n\nafter") == ["before", "", "<plot>", "", "after"]
    assert shown(f"see {frame} here") == ["see  here", "<plot>"]


def test_html_markup_and_escapes_stay_out():
    lines = shown("<script>alert(1)</script>\n\n[bold]not markup[/] \x1b[31mred <b>x</b>")
    assert "\x1b" not in "".join(lines)
    assert "alert" not in "".join(lines)
    assert "[bold]not markup[/]" in "".join(lines)


def test_the_text_within_html_is_read():
    html = "<div align=center>\n<h2>Results &amp; more</h2><p>one<br>two</p>\n<!-- no -->\n</div>"
    assert shown(html) == ["Results & more", "one", "two"]
    assert shown("<style>p { color: red }</style>") == []
    assert shown("one<br/>two") == ["one", "two"]
    assert shown("| a |\n|---|\n| x<br>y |")[-1] == "x y"


def test_long_lines_of_code_go_on_in_the_next_one():
    lines = shown(f"```\npython train.py {'--flag ' * 20}\n```", 40)
    assert all(width_of(line) <= 40 for line in lines)
    assert "".join(line.strip() for line in lines).count("--flag") >= 17


def test_a_picture_follows_its_paragraph_in_which_its_name_stands_for_it():
    assert shown("See ![the *cat*](http://files/a.png) there.") == [
        "See [the *cat*] there.",
        "<the *cat*: http://files/a.png>",
    ]


def test_a_picture_alone_needs_no_line_of_text():
    assert shown("![one](/a.png)\n![two](/b.png)") == ["<one: /a.png>", "<two: /b.png>"]
    assert shown("- ![one](/a.png)\n- two") == ["<one: /a.png>", " • two"]
    assert shown('<img src="/a.png" alt="one">') == ["<one: /a.png>"]


def test_a_picture_that_leads_elsewhere_says_where():
    assert shown("[![one](/a.png)](http://there)") == ["[one] http://there", "<one: /a.png>"]


def test_a_picture_in_a_heading_or_a_table_is_named_with_its_address():
    assert shown("## ![one](/a.png)") == ["[one] /a.png"]
    assert "[one] /a.png" in shown("| a |\n|---|\n| ![one](/a.png) |")


@given(st.text(alphabet='#*_`>-+|[]()<>!\\ \n\tab1. 寿🙂\x1b&;:="', max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_lines_or_is_wider_than_they_are(text: str):
    for block in lay_out(text, 40):
        if not isinstance(block, Embed | PictureLink):
            line = "".join(piece for piece, _ in block)
            assert "\x1b" not in line
            assert "\n" not in line
            assert width_of(line) <= 40


def test_hostile_nesting_ends():
    lay_out(">" * 3000 + "x", 40)
    lay_out("[" * 5000, 40)
    lay_out("| " * 300 + "\n" + "|-" * 300 + "|\n", 40)
