"""Whether what mltui keeps, and its log, can be written."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryFile

from mltui.doctor.report import Finding
from mltui.live.kept_file import why_unwritten
from mltui.log_file import log_path, make_private

#: So much is written for a try: what is full has no room for it; bytes.
_TRY_BYTES = 1 << 16


def look_at_folders() -> list[Finding]:
    """Return whether the state folder and the log file in it can be written; nothing is left."""
    log = log_path()
    folder = log.parent
    findings = [
        _finding(
            "state folder",
            folder,
            _trouble_with_folder(folder),
            "What you watch, filters, columns and the like are forgotten when mltui ends.",
        )
    ]
    trouble = _trouble_with_file(log) or _trouble_with_folder(folder)
    advice = "Faults of mltui are then written down nowhere."
    return [*findings, _finding("log file", log, trouble, advice)]


def _finding(what: str, path: Path, trouble: str, advice: str) -> Finding:
    if not trouble:
        return Finding(what, str(path))
    return Finding(what, f"{path} cannot be written: {trouble}", "note", advice)


def _trouble_with_folder(folder: Path) -> str:
    """Return why nothing can be written into a folder, or where it will be made."""
    there = next(each for each in (folder, *folder.parents) if os.path.lexists(each))
    try:
        with TemporaryFile(dir=there, buffering=0) as file:
            if file.write(bytes(_TRY_BYTES)) < _TRY_BYTES:
                return "there is no room left"
    except OSError as error:
        return why_unwritten(error)
    return ""


def _trouble_with_file(path: Path) -> str:
    """Return why a file that is there cannot be written to."""
    if not os.path.lexists(path):
        return ""
    try:
        # Whoever wrote it: the log has to be private, and only its owner can make it so.
        make_private(path, make=False)
    except FileNotFoundError:
        target = Path(os.path.realpath(path))
        if not target.parent.is_dir():
            return f"it is a link to {target}, and there is no such folder"
        return _trouble_with_folder(target.parent)
    except OSError as error:
        return why_unwritten(error)
    return ""
