"""Pictures to few pixels, two of them in a cell of the terminal."""

from __future__ import annotations

import io
from typing import Any

Colour = tuple[int, int, int]

#: The formats that are read, by Pillow's names: files come from other people's programs. What
#: reads TIFF writes to the terminal itself when a file is damaged.
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "PPM")

#: Pixels kept for drawing: more than any terminal has.
MOST_KEPT = 1200

#: Pixels that a file may have, and that are decoded of it: four bytes each, and some are copied.
#: Pictures of 4096 by 4096 are usual. A JPEG is decoded at a fraction of its size.
MOST_IN_FILE, MOST_DECODED = 64_000_000, 25_000_000

#: Small pictures are enlarged at most so many times.
LARGEST_SCALE = 6

#: Steps of a colour's part that are told apart: equal neighbours cost less on the wire.
_STEP = 8


class NoPicture(Exception):
    """A file that is no picture; `str` of it is a sentence."""


class Picture:
    """A decoded picture.

    Attributes:
        width: Pixels across of the file's picture.
        height: Pixels down.
        kind: The file's format, such as `JPEG`.
    """

    def __init__(self, image: Any, width: int, height: int, kind: str) -> None:
        self._image = image
        self.width = width
        self.height = height
        self.kind = kind

    def size_in(self, columns: int, lines: int) -> tuple[int, int]:
        """Return columns and rows of dots that fit a place; a dot is as wide as it is high."""
        scale = min(columns / self.width, 2 * lines / self.height, LARGEST_SCALE)
        return max(round(self.width * scale), 1), max(round(self.height * scale), 1)

    def size_within(self, width: int, height: int) -> tuple[int, int]:
        """Return pixels across and down that fit so many, not enlarged by much."""
        scale = min(width / self._image.width, height / self._image.height, LARGEST_SCALE)
        return (
            max(round(self._image.width * scale), 1),
            max(round(self._image.height * scale), 1),
        )

    def scaled(self, width: int, height: int, *, enlarged: bool = True) -> Any:
        """Return it as an image of Pillow's that fits so many pixels.

        Args:
            width: Pixels across.
            height: Pixels down.
            enlarged: Whether a small one is enlarged, though not by much.
        """
        from PIL import Image

        size = self.size_within(width, height)
        is_small = size[0] > self._image.width
        if is_small and not enlarged:
            return self._image
        how = Image.Resampling.NEAREST if is_small else Image.Resampling.LANCZOS
        return self._image.resize(size, how)

    def dots(self, columns: int, lines: int, ground: Colour) -> list[list[Colour]]:
        """Return rows of colours, as many as fit; transparent parts show the ground.

        Args:
            columns: Cells across.
            lines: Cells down, of two dots each.
            ground: What is seen through the picture.
        """
        from PIL import Image

        wide, tall = self.size_in(columns, lines)
        enlarged = wide > self._image.width
        how = Image.Resampling.NEAREST if enlarged else Image.Resampling.BOX
        small = self._image.resize((wide, tall), how)
        below = Image.new("RGBA", small.size, (*ground, 255))
        below.alpha_composite(small)
        content = below.convert("RGB").tobytes()
        colours = [
            (_even(content[at]), _even(content[at + 1]), _even(content[at + 2]))
            for at in range(0, len(content), 3)
        ]
        return [colours[start : start + wide] for start in range(0, len(colours), wide)]


def _even(part: int) -> int:
    return min((part + _STEP // 2) // _STEP * _STEP, 255)


def decode(content: bytes, kept: int = MOST_KEPT) -> Picture:
    """Decode a picture; of a moving one the first.

    Args:
        content: The file.
        kept: Pixels that are kept for drawing, across and down.

    Raises:
        NoPicture: it is none, or of a format that is not known here.
    """
    # Imported here: it is large, and only who opens a picture needs it.
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            width, height = image.size
            # A progressive one is kept at its full size until its end is known.
            if "progressive" not in image.info:
                image.draft("RGB", (kept, kept))
            if width * height > MOST_IN_FILE or image.width * image.height > MOST_DECODED:
                raise NoPicture(f"The picture is too large to be shown: {width} by {height}.")
            if image.mode in ("L", "RGB") and "transparency" not in image.info:
                image.thumbnail((kept, kept), Image.Resampling.BOX)
            image.load()  # before the file is closed
            # A copy of a large one would be a hundred megabytes.
            small = image if image.mode == "RGBA" else image.convert("RGBA")
            small.thumbnail((kept, kept), Image.Resampling.BOX)
            # What has read a file may hold all of it, and whole pictures of a moving one.
            small = small.copy() if small is image else small
            return Picture(small, width, height, image.format or "")
    except UnidentifiedImageError:
        raise NoPicture("The file is no picture that can be shown here.") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NoPicture("The file is a damaged picture.") from None
