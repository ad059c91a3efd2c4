"""The kinds of events, as the API names them."""

from __future__ import annotations

from typing import Final

SCALAR: Final = "training_stats_scalar"
VECTOR: Final = "training_stats_vector"
IMAGE: Final = "training_debug_image"
PLOT: Final = "plot"
LOG: Final = "log"

KINDS: Final = (SCALAR, VECTOR, IMAGE, PLOT, LOG)

SINGLE_VALUE_ITERATION: Final = -(2**31)
"""The iteration of a value that was reported once and belongs to no iteration."""
