"""What the lab's files server holds: pictures and artifacts, made when they are fetched."""

from __future__ import annotations

from urllib.parse import unquote

from mltui.server.lab import noise


def content(path: str) -> tuple[bytes, str] | None:
    """Return a file's bytes and media type, None if there is no such file.

    Args:
        path: Path of its address, escaped or not.
    """
    name = unquote(path).lstrip("/")
    if name.endswith(".png"):
        from mltui.server.lab.images import picture

        return picture(name), "image/png"
    if name.endswith("summary.json"):
        score = noise.unit(noise.key_of(name))
        return f'{{"score": {score:.4f}, "samples": 5000}}\n'.encode(), "application/json"
    if name.endswith("predictions.csv.gz"):
        return _table(name), "application/gzip"
    if name.endswith((".pt", ".onnx")):
        # A model's weights would be gigabytes of noise: a few of them will do.
        return noise.identifier(name).encode() * 256, "application/octet-stream"
    return None


def _table(name: str) -> bytes:
    import gzip

    key = noise.key_of(name)
    rows = "".join(f"{row:05d},{noise.unit(key, row):.3f}\n" for row in range(5000))
    return gzip.compress(f"image,score\n{rows}".encode(), mtime=0)
