from __future__ import annotations

import gzip
import json
import struct
import zlib

from mltui.server.lab.files import content
from mltui.server.lab.history import make_history
from mltui.server.lab.images import HEIGHT, WIDTH, picture
from mltui.server.lab.plots import plots_of

NOW = 1_795_000_000.0


def _rows(file: bytes) -> bytes:
    length = struct.unpack(">I", file[33:37])[0]
    assert file[37:41] == b"IDAT"
    return zlib.decompress(file[41 : 41 + length])


def test_debug_images_are_valid_png_files():
    file = picture("Vision/Detection/a.png")
    assert file[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", file[16:24]) == (WIDTH, HEIGHT)
    assert len(_rows(file)) == HEIGHT * (1 + 3 * WIDTH)


def test_each_address_has_its_own_picture():
    assert picture("a.png") == picture("a.png")
    assert picture("a.png") != picture("b.png")


def test_the_files_server_knows_pictures_and_artifacts():
    assert content("/Vision/a%20b.png") == content("/Vision/a b.png")
    summary, media_type = content("/x/summary.json") or (b"", "")
    assert json.loads(summary)["samples"] == 5000
    assert media_type == "application/json"
    table, _ = content("/x/predictions.csv.gz") or (b"", "")
    assert gzip.decompress(table).startswith(b"image,score\n")
    assert content("/etc/passwd") is None


def test_a_run_plots_every_kind_of_figure():
    run = next(run for run in make_history(1, NOW).runs.values() if run.name == "yolo-l aug v3")
    kinds = set()
    for plot in plots_of(run, 40_000):
        figure = json.loads(plot.figure)
        assert figure["layout"]["title"]["text"]
        kinds |= {trace["type"] for trace in figure["data"]}
    assert kinds == {
        *("scatter", "bar", "histogram", "box", "heatmap", "table", "pie", "surface", "contour")
    }
