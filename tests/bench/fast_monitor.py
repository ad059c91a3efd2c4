"""`python -m tests.bench.fast_monitor TIMES`: the monitor, asking so many times as often."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import partial

from mltui.configuration import find_configuration
from mltui.connecting import connect
from mltui.monitor import run_monitor

if __name__ == "__main__":
    found = find_configuration({}, os.environ, config=None, server_needed=True)
    settings = replace(found.settings, pace=1 / float(sys.argv[1]))
    sys.exit(run_monitor(partial(connect, settings), settings, server_name="lab"))
