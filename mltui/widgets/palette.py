"""Colours and glyphs by meaning: every widget asks for `running` or `muted`, never for green."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from rich.style import Style
from textual.theme import Theme

from mltui.terminal.sgr import PLAIN, Look

DARK = "mltui-dark"
LIGHT = "mltui-light"

_DARK_TOKENS = {
    "text": "#d5dce6",
    "strong": "#f4f7fb",
    "muted": "#a5b1c1",
    "faint": "#8b98aa",
    "frame": "#3a4453",
    "accent": "#6cb8ff",
    "good": "#7fca8a",
    "warn": "#e8b04b",
    "bad": "#ff7b72",
    "running": "#74c7f0",
    "queued": "#c9b26b",
    "completed": "#7fca8a",
    "failed": "#ff7b72",
    "stopped": "#a3acb9",
    "created": "#8d99aa",
    "published": "#c3a2f2",
    "stalled": "#f0a549",
    "diverged": "#f58bc2",
    "unknown": "#97a3b4",
    "idle": "#8d99aa",
    "series0": "#6cb8ff",
    "series1": "#f2a65a",
    "series2": "#7fca8a",
    "series3": "#f58bc2",
    "series4": "#b9a1f5",
    "series5": "#e5d06a",
    "series6": "#5fd0c5",
    "series7": "#ff8f86",
    "series8": "#a9c76f",
    "series9": "#b4bfcc",
    "series10": "#b6f7ea",
    "series11": "#fed7fe",
    "series12": "#affc9c",
    "series13": "#68a6b6",
    "series14": "#b99c27",
    "series15": "#fdc7af",
    "series16": "#c39683",
    "series17": "#05b390",
    "series18": "#f5affd",
    "series19": "#24f9f9",
}

_LIGHT_TOKENS = {
    "text": "#24292f",
    "strong": "#0b0f14",
    "muted": "#47515d",
    "faint": "#5c6773",
    "frame": "#c2cad3",
    "accent": "#0a5cad",
    "good": "#1a6b34",
    "warn": "#875300",
    "bad": "#b3261e",
    "running": "#00639b",
    "queued": "#6f5a00",
    "completed": "#1a6b34",
    "failed": "#b3261e",
    "stopped": "#545e6a",
    "created": "#5d6774",
    "published": "#6b3fb5",
    "stalled": "#925000",
    "diverged": "#a3246f",
    "unknown": "#515c69",
    "idle": "#5d6774",
    "series0": "#0a5cad",
    "series1": "#a04a00",
    "series2": "#1a6b34",
    "series3": "#a3246f",
    "series4": "#6440b8",
    "series5": "#6f5a00",
    "series6": "#00695f",
    "series7": "#b3261e",
    "series8": "#4b6500",
    "series9": "#515c69",
    "series10": "#630320",
    "series11": "#04049f",
    "series12": "#2f371b",
    "series13": "#470c6e",
    "series14": "#033363",
    "series15": "#7c3c49",
    "series16": "#7e048b",
    "series17": "#553c7c",
    "series18": "#633303",
    "series19": "#884997",
}

_DARK_CURSOR = "#22344a"
_LIGHT_CURSOR = "#d3e4f7"
_DARK_CURSOR_BLURRED = "#222a35"
_LIGHT_CURSOR_BLURRED = "#e6eaef"
_DARK_MARKED = "#2a2e1f"
_LIGHT_MARKED = "#f3eccb"

TOKENS = frozenset(_DARK_TOKENS)
"""The names that `style` knows."""

SERIES = tuple(f"series{number}" for number in range(20))
"""Tokens for the lines of a chart, in the order in which they are given out."""

BACKGROUNDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        DARK: {
            "cursor": _DARK_CURSOR,
            "cursor-blurred": _DARK_CURSOR_BLURRED,
            "marked": _DARK_MARKED,
            "screen": "#11161d",
            "panel": "#1a212b",
        },
        LIGHT: {
            "cursor": _LIGHT_CURSOR,
            "cursor-blurred": _LIGHT_CURSOR_BLURRED,
            "marked": _LIGHT_MARKED,
            "screen": "#fbfcfd",
            "panel": "#eef1f4",
        },
    }
)
"""Backgrounds by theme: the cursor's row, marked rows, the screen, bars and panels."""


def colours(dark: bool) -> Mapping[str, str]:
    """Gives the colour of every token on a dark or a light background, as `#rrggbb`."""
    return MappingProxyType(_DARK_TOKENS if dark else _LIGHT_TOKENS)


@lru_cache(maxsize=256)
def style(token: str, dark: bool = True) -> Style:
    """Gives the style of a token; an unknown or empty one has no style of its own.

    `strong` is bold, `italic` is that, `faint` dim-coloured text, all others are a colour. Several
    tokens may be joined by a space, the later wins: `"failed strong"`.
    """
    result = Style.null()
    for part in token.split():
        colour = (_DARK_TOKENS if dark else _LIGHT_TOKENS).get(part)
        if part == "strong":
            result += Style(bold=True)
        elif part == "italic":
            result += Style(italic=True)
        elif colour is not None:
            result += Style(color=colour)
    return result


@lru_cache(maxsize=16)
def background(name: str, dark: bool = True) -> Style:
    """Gives the style that only sets one of the `BACKGROUNDS`."""
    return Style(bgcolor=BACKGROUNDS[DARK if dark else LIGHT][name])


def themes() -> tuple[Theme, Theme]:
    """Makes the two themes to register with the application: dark, then light."""
    return (_theme(DARK, _DARK_TOKENS, True), _theme(LIGHT, _LIGHT_TOKENS, False))


def variables(dark: bool) -> dict[str, str]:
    """Gives the CSS variables of the tokens (`$mltui-muted`), for themes that lack them."""
    grounds = BACKGROUNDS[DARK if dark else LIGHT]
    return {
        **{f"mltui-{token}": colour for token, colour in colours(dark).items()},
        **{f"mltui-{name}-background": colour for name, colour in grounds.items()},
    }


def _theme(name: str, tokens: Mapping[str, str], dark: bool) -> Theme:
    grounds = BACKGROUNDS[name]
    return Theme(
        name=name,
        primary=tokens["accent"],
        secondary=tokens["accent"],
        accent=tokens["accent"],
        foreground=tokens["text"],
        background=grounds["screen"],
        surface=grounds["screen"],
        panel=grounds["panel"],
        success=tokens["good"],
        warning=tokens["warn"],
        error=tokens["bad"],
        dark=dark,
        text_alpha=1.0,
        variables={
            **variables(dark),
            "border": tokens["frame"],
            "border-blurred": tokens["frame"],
            "footer-background": grounds["panel"],
            "block-cursor-background": grounds["cursor"],
            "block-cursor-foreground": tokens["text"],
            "block-cursor-text-style": "none",
            "input-cursor-background": tokens["accent"],
            "scrollbar": tokens["frame"],
            "scrollbar-background": grounds["screen"],
        },
    )


_CONSOLE = {
    True: (
        *("#7b8798", "#ff7b72", "#7fca8a", "#e8b04b", "#6cb8ff", "#f58bc2", "#5fd0c5", "#d5dce6"),
        *("#97a3b4", "#ff9a93", "#9bdca5", "#f3c877", "#93cbff", "#f9aed6", "#8ae0d7", "#f4f7fb"),
    ),
    False: (
        *("#24292f", "#b3261e", "#1a6b34", "#875300", "#0a5cad", "#a3246f", "#00695f", "#515c69"),
        *("#66717e", "#c4342b", "#22783d", "#8f5c00", "#1a69ba", "#b23a80", "#0b746a", "#5d6774"),
    ),
}


@lru_cache(maxsize=2048)
def console_style(look: Look, dark: bool = True) -> Style:
    """Gives the style of coloured console text, readable on the theme's background.

    The sixteen basic colours are the theme's own, others are kept but brought nearer to the
    text's colour where they could not be read; with a background of their own they stay.
    """
    if look == PLAIN:
        return Style.null()
    foreground = _console_colour(look.foreground, dark)
    ground = _console_colour(look.background, dark)
    if foreground and not ground:
        foreground = readable(foreground, BACKGROUNDS[DARK if dark else LIGHT]["screen"], dark)
    if look.dim and not foreground:
        foreground = colours(dark)["faint"]
    return Style(
        color=foreground,
        bgcolor=ground,
        bold=look.bold or None,
        italic=look.italic or None,
        underline=look.underline or None,
        reverse=look.reverse or None,
        strike=look.strike or None,
    )


def _console_colour(colour: int | str | None, dark: bool) -> str | None:
    if colour is None or isinstance(colour, str):
        return colour
    if colour < 16:
        return _CONSOLE[dark][colour]
    if colour >= 232:
        grey = 8 + (colour - 232) * 10
        return f"#{grey:02x}{grey:02x}{grey:02x}"
    parts = ((colour - 16) // 36, (colour - 16) // 6 % 6, (colour - 16) % 6)
    red, green, blue = (0 if part == 0 else 55 + part * 40 for part in parts)
    return f"#{red:02x}{green:02x}{blue:02x}"


def contrast(first: str, second: str) -> float:
    """Gives the contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def readable(colour: str, ground: str, dark: bool, least: float = 4.0) -> str:
    """Moves a colour towards white or black until it can be read on a background."""
    red, green, blue = _channels(colour)
    end = 255 if dark else 0
    for step in range(11):
        mixed = [round(part + (end - part) * step / 10) for part in (red, green, blue)]
        found = "#{:02x}{:02x}{:02x}".format(*mixed)
        if contrast(found, ground) >= least:
            return found
    return colours(dark)["text"]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    shares = []
    for part in _channels(colour):
        share = part / 255
        shares.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = shares
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
