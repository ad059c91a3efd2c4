"""Where the files that ship with mltui are."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def styles_folder() -> Path:
    """Return the folder of the Textual style sheets.

    An installed wheel carries them inside the package; a checkout has them beside it.

    Raises:
        FileNotFoundError: Neither is there: the installation is damaged.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "styles", package.parent / "styles"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"mltui is damaged: its style sheets are not at {package / 'styles'}")
