"""What an endpoint's page says of it and of its instances. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mltui.live.serving import EndpointDetails, Instance, Reference
from mltui.screens.serving import latency, minutes
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.lines import Line
from mltui.widgets.table import Cell, Column, Row

INSTANCE_COLUMNS = (
    Column("instance", "INSTANCE", flex=1, priority=9, minimum=16),
    Column("rate", "REQ/MIN", width=8, align="right", priority=8),
    Column("latency", "LATENCY", width=8, align="right", priority=8),
    Column("requests", "REQUESTS", width=8, align="right", priority=6),
    Column("uptime", "UP", width=7, align="right", priority=5),
    Column("gpus", "GPUS", width=4, align="right", priority=4),
    Column("cpus", "CPUS", width=4, align="right", priority=3),
    Column("references", "REFERS TO", flex=1, priority=1, minimum=20),
)

_ID = re.compile("[0-9a-f]{32}")


def facts(details: EndpointDetails, unusual: Sequence[str] = ()) -> list[Line]:
    """Say in two lines what an endpoint serves.

    Args:
        details: The endpoint.
        unusual: What has left its usual band, in words.
    """
    version = f" version {details.version}" if details.version else ""
    more = [
        ("from", details.source),
        ("preprocessing", details.preprocess),
        ("up", minutes(details.uptime_s) if details.uptime_s is not None else ""),
    ]
    pieces = [
        piece
        for word, text in more
        if text
        for piece in ((f"   {word} ", "faint"), (text, "muted"))
    ]
    warning: Line = tuple(
        (f"{glyphs.sign('⚠')} {sentence}   ", "warn strong") for sentence in unusual
    )
    taken: Line = (("   input ", "faint"), (details.input, "muted")) if details.input else ()
    return [
        (("serves ", "muted"), (details.model or "?", "strong"), (version, ""), *pieces),
        (*warning, (details.url, "muted"), *taken),
    ]


def instance_row(instance: Instance) -> Row:
    """Return the table's row of an instance."""
    references = ", ".join(map(reference_text, instance.references))
    return Row(
        instance.id,
        {
            "instance": Cell(instance.id),
            "rate": Cell(numbers.si(instance.per_minute)),
            "latency": Cell(latency(instance.latency_ms)),
            "requests": Cell(numbers.si(instance.requests), "muted"),
            "uptime": Cell(minutes(instance.uptime_s), "muted"),
            "gpus": Cell(numbers.si(instance.gpus)),
            "cpus": Cell(numbers.si(instance.cpus)),
            "references": Cell(references, "faint"),
        },
    )


def reference_text(reference: Reference) -> str:
    """Write a reference; of an id the beginning is enough to tell it apart."""
    known = _ID.fullmatch(reference.value)
    return f"{reference.kind} {reference.value[:8] if known else reference.value}"
