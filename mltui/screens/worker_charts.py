"""The charts of a worker's machine."""

from __future__ import annotations

from mltui.screens.time_charts import ChartPlan
from mltui.widgets.chart import AxisKind

MIB = 1024.0 * 1024.0
PERCENT = (0.0, 100.0)

#: GPUs and CPUs are between these, degrees Celsius; a fixed axis shows what is hot at a glance.
CELSIUS = (20.0, 100.0)

_GPU_MEMORY = ("gpu_memory_used", "gpu_memory_free")
_MEMORY = ("memory_used", "memory_free")

GPU_PLANS = (
    ChartPlan("GPU usage", (("gpu_usage", "GPUs"),), AxisKind.PERCENT, 1.0, PERCENT, "GPU "),
    ChartPlan(
        "GPU temperature °C",
        (("gpu_temperature", "GPUs"),),
        limits=CELSIUS,
        line="GPU ",
        rounded=True,
    ),
    ChartPlan(
        "GPU memory used",
        (("gpu_memory_used", "GPUs"),),
        AxisKind.BYTES,
        MIB,
        None,
        "GPU ",
        _GPU_MEMORY,
    ),
    ChartPlan(
        "GPU memory free",
        (("gpu_memory_free", "GPUs"),),
        AxisKind.BYTES,
        MIB,
        None,
        "GPU ",
        _GPU_MEMORY,
    ),
)

MACHINE_PLANS = (
    ChartPlan("CPU, average of cores", (("cpu_usage", ""),), AxisKind.PERCENT, 1.0, PERCENT),
    ChartPlan("CPU temperature °C", (("cpu_temperature", ""),), limits=CELSIUS, rounded=True),
    ChartPlan(
        "Memory",
        (("memory_used", "used"), ("memory_free", "free")),
        AxisKind.BYTES,
        MIB,
        None,
        "",
        _MEMORY,
    ),
    ChartPlan("Network / s", (("network_rx", "in"), ("network_tx", "out")), AxisKind.BYTES, MIB),
    ChartPlan(
        "Disk free",
        (("disk_free_home", "home"), ("disk_free_temp", "temporary")),
        AxisKind.PERCENT,
        1.0,
        PERCENT,
    ),
    ChartPlan("Disk / s", (("disk_read", "read"), ("disk_write", "written")), AxisKind.BYTES, MIB),
)
