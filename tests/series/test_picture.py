from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from mltui.series import picture
from mltui.series.picture import NoPicture, decode


def encoded(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_the_usual_formats_are_decoded(kind: str):
    found = decode(encoded(Image.new("RGB", (20, 10), (200, 16, 16)), kind))
    assert (found.width, found.height, found.kind) == (20, 10, kind)
    rows = found.dots(40, 20, (0, 0, 0))
    assert len(rows[0]) == 2 * len(rows) == 40
    red, green, blue = rows[5][5]
    assert red > 150 > 60 > max(green, blue)


def test_a_picture_keeps_its_shape_in_a_narrow_place():
    found = decode(encoded(Image.new("L", (400, 100)), "PNG"))
    rows = found.dots(40, 40, (0, 0, 0))
    assert (len(rows[0]), len(rows)) == (40, 10)


def test_transparent_parts_show_the_ground():
    found = decode(encoded(Image.new("RGBA", (2, 2), (255, 0, 0, 0)), "PNG"))
    assert found.dots(2, 1, (16, 24, 32))[0][0] == (16, 24, 32)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"%PDF-1.4", b"\x00" * 100])
def test_what_is_no_picture_is_explained(content: bytes):
    with pytest.raises(NoPicture, match=r"\.$"):
        decode(content)


def test_a_damaged_picture_is_explained():
    whole = encoded(Image.effect_noise((64, 64), 50), "PNG")
    with pytest.raises(NoPicture, match="damaged"):
        decode(whole[: len(whole) // 2])


@pytest.mark.parametrize("limit", ["MOST_IN_FILE", "MOST_DECODED"])
def test_a_picture_too_large_to_decode_is_not_decoded(monkeypatch: pytest.MonkeyPatch, limit: str):
    monkeypatch.setattr(picture, limit, 99)
    with pytest.raises(NoPicture, match="too large to be shown: 10 by 10"):
        decode(encoded(Image.new("L", (10, 10)), "PNG"))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_nothing_that_read_the_file_is_kept_with_a_picture(kind: str):
    found = decode(encoded(Image.new("RGBA", (20, 10), (200, 16, 16, 99)), kind))
    assert type(found.scaled(100, 100, enlarged=False)) is Image.Image


def test_a_picture_of_4096_by_4096_is_shown():
    found = decode(encoded(Image.new("L", (4096, 4096), 200), "PNG"))
    assert (found.width, found.height) == (4096, 4096)


def test_of_a_large_photo_only_a_part_is_decoded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(picture, "MOST_DECODED", 100 * 100)
    photo = Image.new("RGB", (800, 400), (200, 16, 16))
    found = decode(encoded(photo, "JPEG"), kept=50)
    assert (found.width, found.height) == (800, 400)
    whole = io.BytesIO()
    photo.save(whole, "JPEG", progressive=True)
    with pytest.raises(NoPicture, match="too large"):
        decode(whole.getvalue(), kept=50)


def test_a_small_file_of_very_many_pixels_is_not_decoded():
    content = encoded(Image.new("L", (10, 10)), "PNG")
    header = b"IHDR" + struct.pack(">II", 8000, 7990) + content[24:29]
    huge = content[:12] + header + zlib.crc32(header).to_bytes(4) + content[33:]
    with pytest.raises(NoPicture, match="too large to be shown: 8000 by 7990"):
        decode(huge)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_pictures_of_all_kinds_of_pixels_are_made_small(mode: str):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    found = decode(encoded(Image.new("RGB", (90, 60), (255, 255, 255)).convert(mode), kind), 30)
    assert found.dots(15, 5, (0, 0, 0)) == [[(255, 255, 255)] * 15] * 10


def test_a_colour_that_counts_as_transparent_stays_so_in_a_large_picture():
    file = io.BytesIO()
    Image.new("RGB", (90, 60), (255, 0, 0)).save(file, "PNG", transparency=(255, 0, 0))
    assert decode(file.getvalue(), 30).dots(15, 5, (16, 24, 32))[0][0] == (16, 24, 32)


def test_what_would_write_to_the_terminal_itself_is_not_read():
    with pytest.raises(NoPicture, match="no picture that can be shown here"):
        decode(encoded(Image.new("RGB", (20, 10)), "TIFF"))
