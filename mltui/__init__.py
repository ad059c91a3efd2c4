"""mltui: the terminal monitor for ClearML."""

import sys

__version__ = "0.1.0"


def _is_the_program() -> bool:
    """Return whether Python was started to run mltui, rather than something that uses it."""
    started = sys.argv[0] if sys.argv else ""
    if started == "-m":
        return "mltui" in sys.orig_argv
    return started.replace("\\", "/").rpartition("/")[2] in ("mltui", "mltui.exe")


if _is_the_program():
    # Until the terminal is taken over there is nothing to give back: Ctrl-C just ends, without
    # Python's traceback. What `signal` itself imports would come before that.
    import _signal  # type: ignore[import-not-found]

    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
