"""Lets ``python -m mltui`` do what the ``mltui`` command does."""

from mltui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
