"""`python -m tests.bench [WHAT ...] [--json FILE]`: measures mltui and prints it.

It judges nothing: the exit status is 0 whatever the figures are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from dataclasses import asdict
from pathlib import Path

from tests.bench.measure import Measure
from tests.bench.measures import MEASURES


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="WHAT", help=f"of {', '.join(MEASURES)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    given = parser.parse_args()
    if unknown := set(given.what) - set(MEASURES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    measures: list[Measure] = []
    for name in given.what or MEASURES:
        for measure in MEASURES[name]():
            measures.append(measure)
            print(line(measure), flush=True)
    if given.json:
        machine = {"cores": os.cpu_count(), "python": platform.python_version()}
        figures = [{**asdict(each), "good": each.good} for each in measures]
        given.json.write_text(json.dumps({"machine": machine, "figures": figures}, indent=2))


def line(measure: Measure) -> str:
    target = "" if measure.target is None else f"at most {measure.target:g}"
    mark = " " if measure.good else "!"
    return f"{mark} {measure.name:<56} {measure.value:>10.2f} {measure.unit:<8} {target}"


if __name__ == "__main__":
    main()
