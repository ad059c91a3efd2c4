from __future__ import annotations

import io

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


def test_a_picture_too_large_to_decode_is_not_decoded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(picture, "MOST_DECODED", 99)
    with pytest.raises(NoPicture, match="too large"):
        decode(encoded(Image.new("L", (10, 10)), "PNG"))
