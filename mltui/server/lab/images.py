"""Debug images: small PNG pictures made from their address alone."""

from __future__ import annotations

import struct
import zlib

from mltui.server.lab import noise

WIDTH = 96
HEIGHT = 64


def png(width: int, height: int, pixels: bytes) -> bytes:
    """Return a PNG file of 8-bit RGB `pixels`, row by row from the top."""
    stride = 3 * width
    rows = b"".join(b"\0" + pixels[at : at + stride] for at in range(0, stride * height, stride))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows, 6))
        + _chunk(b"IEND", b"")
    )


def picture(address: str) -> bytes:
    """Return the PNG of a debug image: sky and ground, with boxes as a detector draws them."""
    key = noise.key_of("image", address)
    horizon = int(noise.between(key, 0, 0.3, 0.7) * HEIGHT)
    sky, ground = int(noise.between(key, 1, 90, 200)), int(noise.between(key, 2, 40, 130))
    rows: list[bytearray] = []
    for y in range(HEIGHT):
        if y < horizon:
            colour = (sky - y, sky, min(255, sky + 50))
        else:
            colour = (ground, min(255, ground + y), ground // 2)
        rows.append(bytearray(bytes(colour) * WIDTH))
    for box in range(1 + int(4 * noise.unit(key, 3))):
        _draw_box(rows, key + box * 101)
    return png(WIDTH, HEIGHT, b"".join(rows))


def _draw_box(rows: list[bytearray], key: int) -> None:
    left = int(noise.between(key, 10, 2, WIDTH - 34))
    top = int(noise.between(key, 11, 2, HEIGHT - 26))
    right = left + int(noise.between(key, 12, 12, 30))
    bottom = top + int(noise.between(key, 13, 8, 22))
    fill = bytes(int(noise.between(key, 14 + part, 30, 220)) for part in range(3))
    edge = noise.pick(key, 18, (b"\xff\x40\x40", b"\x40\xff\x60", b"\xff\xd0\x20"))
    for y in range(top, bottom):
        inside = y not in (top, bottom - 1)
        line = edge + fill * (right - left - 2) + edge if inside else edge * (right - left)
        rows[y][3 * left : 3 * right] = line


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
