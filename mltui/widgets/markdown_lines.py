"""Markdown as lines of coloured text. Nothing of it is taken as anything but text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from mltui.series.embeds import Embed, PictureLink, embeds_in
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit, width_of
from mltui.widgets.glyphs import sign
from mltui.widgets.lines import Line

Piece = tuple[str, str]
Block = Line | Embed | PictureLink

#: Lines longer than this tire the eye, cells.
WIDEST = 100

#: A column of a table keeps at least so many cells.
LEAST_COLUMN = 4

_NEW_LINE: Piece = ("\n", "")

#: What of HTML is never read by a person: comments, and what these elements hold.
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style|iframe|head)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^>]*>?")
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|h[1-6]|li|tr|summary)\s*>", re.IGNORECASE)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def lay_out(text: str, width: int) -> list[Block]:
    """Return the lines of a Markdown text, and the plots and pictures to be drawn between them.

    Args:
        text: Markdown; tables and task lists are known, of HTML the text, embedded plots and
            pictures.
        width: Cells there are.
    """
    tree = SyntaxTreeNode(_parser().parse(text))
    return _blocks(tree.children, min(max(width, 20), WIDEST))


def _blocks(nodes: Iterable[SyntaxTreeNode], width: int, tight: bool = False) -> list[Block]:
    blocks: list[Block] = []
    for node in nodes:
        made = _block(node, width)
        if not made:
            continue
        if blocks and not tight:
            blocks.append(())
        blocks += made
    return blocks


def _block(node: SyntaxTreeNode, width: int) -> list[Block]:
    match node.type:
        case "heading":
            return _heading(node, width)
        case "paragraph":
            return _paragraph(node, width)
        case "bullet_list" | "ordered_list":
            return _list(node, width)
        case "blockquote":
            inner = _blocks(node.children, width - 2)
            return _prefixed(inner, [(f"{sign('│')} ", "accent")], [(f"{sign('│')} ", "accent")])
        case "fence" | "code_block":
            return _code(node.content, width)
        case "table":
            return _table(node, width)
        case "hr":
            return [((sign("─") * width, "frame"),)]
        case "html_block":
            return _html(node.content, width)
    return []


def _code(content: str, width: int) -> list[Block]:
    """Return lines of code; what is longer than a line goes on in the next one."""
    lines = content.expandtabs(4).rstrip("\n").split("\n")
    return [
        ((f"  {part}", "accent"),)
        for line in lines
        for part in _parts(clean(line), max(width - 2, 1))
    ]


def _html(content: str, width: int) -> list[Block]:
    """Return the text within HTML, a line for each of its own, and the plots and pictures in it."""
    shown = _BREAK.sub("\n", _UNSEEN.sub("", content))
    texts = (" ".join(unescape(_TAG.sub("", line)).split()) for line in shown.split("\n"))
    lines = [line for text in texts if text for line in wrap([(clean(text), "")], width)]
    return [*(tuple(line) for line in lines), *embeds_in(content)]


def _heading(node: SyntaxTreeNode, width: int) -> list[Block]:
    level = int(node.tag[1:]) if node.tag[1:].isdigit() else 1
    style = "accent strong" if level < 3 else "strong"
    pieces = [(text, style if text != "\n" else "") for text, _ in _inline(node)]
    lines: list[Block] = [tuple(line) for line in wrap(pieces, width)]
    if level == 1:
        lines.append(((sign("─") * width, "frame"),))
    return lines


def _paragraph(node: SyntaxTreeNode, width: int) -> list[Block]:
    embeds: list[Embed | PictureLink] = []
    for child in node.walk():
        if child.type == "html_inline":
            embeds += embeds_in(child.content)
        elif child.type == "image" and (address := _address(child)):
            embeds.append(PictureLink(address, child.content))
    # What is drawn follows its paragraph, in which its name stands for it; alone it needs none.
    if embeds and all(_stands_for_nothing(child) for child in node.walk()):
        return [*embeds]
    lines: list[Block] = [tuple(line) for line in wrap(_inline(node, drawn=True), width) if line]
    return [*lines, *embeds]


def _stands_for_nothing(node: SyntaxTreeNode) -> bool:
    """Return whether a part of a paragraph says nothing but which picture to draw."""
    if node.type == "text":
        inside = node.parent is not None and node.parent.type == "image"
        return inside or not node.content.strip()
    return node.type not in ("code_inline", "link")


def _address(picture: SyntaxTreeNode) -> str:
    return str(picture.attrs.get("src", ""))


def _list(node: SyntaxTreeNode, width: int) -> list[Block]:
    blocks: list[Block] = []
    ordered = node.type == "ordered_list"
    number = int(node.attrs.get("start", 1)) if ordered else 0
    for item in node.children:
        mark = f"{number}. " if ordered else f"{sign('•')} "
        number += 1
        inner = _blocks(item.children, width - len(mark) - 1, tight=True)
        style = "muted"
        box = _task_box(inner)
        if box is not None:
            mark, style = box
        first, later = [(f" {mark}", style)], [(" " * (len(mark) + 1), "")]
        blocks += _prefixed(inner, first, later)
    return blocks


def _task_box(inner: list[Block]) -> Piece | None:
    """Take a task list's box, `[x]` or `[ ]`, off the first line; return what stands for it."""
    line = inner[0] if inner else None
    if not isinstance(line, tuple):
        return None
    text = "".join(piece for piece, _ in line)
    if text[:4].lower() not in ("[ ] ", "[x] "):
        return None
    rest = list(line)
    taken = 0
    while taken < len("[ ] "):
        taken += len(rest.pop(0)[0])
    inner[0] = tuple(rest)
    done = text[1] in "xX"
    return (f"{sign('✓' if done else '○')} ", "good" if done else "muted")


def _prefixed(blocks: Sequence[Block], first: list[Piece], later: list[Piece]) -> list[Block]:
    made: list[Block] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Embed | PictureLink):
            made.append(block)
        else:
            made.append((*(later if number else first), *block))
    return made


def _inline(node: SyntaxTreeNode, style: str = "", *, drawn: bool = False) -> list[Piece]:
    """Return the pieces of a node's text; a newline stands for a forced end of line.

    Args:
        node: Whose children they are.
        style: How they look.
        drawn: Whether its pictures are drawn, so that their addresses need not be told.
    """
    pieces: list[Piece] = []
    for child in node.children:
        match child.type:
            case "inline":
                pieces += _inline(child, style, drawn=drawn)
            case "text":
                pieces.append((clean(child.content), style))
            case "strong":
                pieces += _inline(child, f"{style} strong".strip(), drawn=drawn)
            case "em":
                pieces += _inline(child, f"{style} italic".strip(), drawn=drawn)
            case "s":
                pieces += _inline(child, "faint", drawn=drawn)
            case "code_inline":
                pieces.append((clean(child.content), "accent"))
            case "link":
                pieces += _inline(child, "running", drawn=drawn)
                address = str(child.attrs.get("href", ""))
                if address and address != "".join(text for text, _ in _inline(child)):
                    pieces.append((f" {clean(address)}", "faint"))
            case "image":
                name = clean(child.content) or "picture"
                pieces.append((f"[{name}]", "muted"))
                if not drawn:
                    pieces.append((f" {clean(_address(child))}", "faint"))
            case "softbreak":
                pieces.append((" ", style))
            case "hardbreak":
                pieces.append(_NEW_LINE)
            case "html_inline" if _BREAK.fullmatch(child.content):
                pieces.append(_NEW_LINE)
    return pieces


def wrap(pieces: Iterable[Piece], width: int) -> list[list[Piece]]:
    """Break pieces of text into lines at blanks, or within a word that is too long for a line."""
    lines: list[list[Piece]] = [[]]
    used = 0
    for word, style in _words(pieces):
        if word == "\n":
            lines.append([])
            used = 0
            continue
        length = width_of(word)
        if used + length > width and used:
            lines.append([])
            used = 0
            if word == " ":
                continue
        if word == " " and not used:
            continue
        for part in _parts(word, width):
            if used and used + width_of(part) > width:
                lines.append([])
                used = 0
            lines[-1].append((part, style))
            used += width_of(part)
    return lines


def _words(pieces: Iterable[Piece]) -> Iterable[Piece]:
    for text, style in pieces:
        if text == "\n":
            yield _NEW_LINE
            continue
        for number, word in enumerate(text.split(" ")):
            if number:
                yield (" ", style)
            if word:
                yield (word, style)


def _parts(word: str, width: int) -> list[str]:
    if width_of(word) <= width:
        return [word]
    parts = [""]
    for character in word:
        if width_of(parts[-1] + character) > width:
            parts.append("")
        parts[-1] += character
    return parts


def _table(node: SyntaxTreeNode, width: int) -> list[Block]:
    rows = [
        [
            (
                [(" ", "") if piece == _NEW_LINE else piece for piece in _inline(cell)],
                str(cell.attrs.get("style")),
            )
            for cell in row.children
        ]
        for part in node.children
        for row in part.children
    ]
    count = max(len(row) for row in rows)
    widths = [
        max((_length(row[n][0]) for row in rows if n < len(row)), default=0) for n in range(count)
    ]
    while sum(widths) + 3 * (count - 1) > width and max(widths) > LEAST_COLUMN:
        widths[widths.index(max(widths))] -= 1
    bar: Piece = (f" {sign('│')} ", "frame")
    lines: list[Block] = []
    for number, row in enumerate(rows):
        line: list[Piece] = []
        for n, (cell, style) in enumerate(row):
            if n:
                line.append(bar)
            line += _fitted(cell, widths[n], right="right" in style, strong=number == 0)
        lines.append(tuple(line))
        if number == 0:
            rule = sign("─")
            joint = rule + ("┼" if rule == "─" else "+") + rule
            lines.append(((joint.join(rule * each for each in widths), "frame"),))
    return lines


def _length(pieces: Sequence[Piece]) -> int:
    return sum(width_of(text) for text, _ in pieces)


def _fitted(pieces: Sequence[Piece], width: int, *, right: bool, strong: bool) -> list[Piece]:
    shown = [(text, f"{style} strong".strip() if strong else style) for text, style in pieces]
    spare = width - _length(shown)
    if spare < 0:
        return [(fit("".join(text for text, _ in shown), width), shown[0][1] if shown else "")]
    padding: Piece = (" " * spare, "")
    return [padding, *shown] if right else [*shown, padding]
