from __future__ import annotations

import json
import math

from mltui.series.vectors import vectors_json


def test_vectors_are_told_by_iteration_and_what_is_no_number_is_null():
    text = vectors_json([3, 5], [[1.0, 2.5], [math.nan]])
    assert json.loads(text) == {"3": [1.0, 2.5], "5": [None]}
    assert text.splitlines() == ["{", ' "3": [1.0, 2.5],', ' "5": [null]', "}"]
