"""`python -m tests.bench [WHAT ...] [--json FILE]`: measures mltui and prints it.

It judges nothing: the exit status is 0 whatever the figures are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path

from tests.bench.measure import Measure
from tests.bench.measures import LONG, MEASURES


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="WHAT", help=f"of {', '.join(MEASURES)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    given = parser.parse_args()
    if unknown := set(given.what) - set(MEASURES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    measures: list[Measure] = []
    print(HEAD)
    for name in given.what or [each for each in MEASURES if each not in LONG]:
        for measure in MEASURES[name]():
            measures.append(measure)
            print(line(measure), flush=True)
    if given.json:
        machine = {"cores": os.cpu_count(), "python": platform.python_version()}
        figures = [as_json(each) for each in measures]
        given.json.write_text(json.dumps({"machine": machine, "figures": figures}, indent=2))


HEAD = f"  {'measure':<62} {'reached':>10} {'asked':>8} {'unit':<8} {'stock':>10} {'ratio':>6}"


def line(measure: Measure) -> str:
    asked = "" if measure.target is None else f"{measure.target:g}"
    stock = "" if measure.stock is None else f"{measure.stock:.2f}"
    ratio = "" if measure.ratio is None else f"{measure.ratio:.2f}"
    mark = " " if measure.good else "!"
    return (
        f"{mark} {measure.name:<62} {measure.value:>10.2f} {asked:>8} {measure.unit:<8}"
        f" {stock:>10} {ratio:>6}"
    )


def as_json(measure: Measure) -> dict[str, object]:
    """What the file says of a figure."""
    return {
        "name": measure.name,
        "unit": measure.unit,
        "asked": measure.target,
        "reached": measure.value,
        "good": measure.good,
        "stock": measure.stock,
        "ratio": measure.ratio,
    }


if __name__ == "__main__":
    main()
