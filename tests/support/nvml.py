"""A stand-in for `pynvml`: the functions that mltui calls, with the same names and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace


@dataclass
class Card:
    """One GPU of the stand-in; `refuses` names functions that it does not support."""

    name: str | bytes = "NVIDIA H100 80GB HBM3"
    usage: int = 91
    used: int = 60 * 2**30
    total: int = 80 * 2**30
    celsius: int = 71
    milliwatts: int = 640_000
    processes: dict[int, int | None] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)


class NVMLError(Exception):
    pass


def stand_in(cards: list[Card], *, no_driver: bool = False) -> ModuleType:
    """A module to be put in the place of `pynvml`."""
    module = ModuleType("pynvml")
    opened: list[bool] = []

    def need(card: Card, function: str) -> None:
        if function in card.refuses:
            raise NVMLError("Not Supported")

    def nvml_init() -> None:
        if no_driver:
            raise NVMLError("Driver Not Loaded")
        opened.append(True)

    def shutdown() -> None:
        opened.clear()

    def count() -> int:
        if not opened:
            raise NVMLError("Uninitialized")
        return len(cards)

    def name(card: Card) -> str | bytes:
        return card.name

    def usage(card: Card) -> SimpleNamespace:
        need(card, "usage")
        return SimpleNamespace(gpu=card.usage, memory=10)

    def memory(card: Card) -> SimpleNamespace:
        need(card, "memory")
        return SimpleNamespace(total=card.total, used=card.used, free=card.total - card.used)

    def temperature(card: Card, sensor: int) -> int:
        assert sensor == 0
        return card.celsius

    def power(card: Card) -> int:
        need(card, "power")
        return card.milliwatts

    def processes(card: Card) -> list[SimpleNamespace]:
        return [
            SimpleNamespace(pid=pid, usedGpuMemory=used) for pid, used in card.processes.items()
        ]

    functions = {
        "NVMLError": NVMLError,
        "NVML_TEMPERATURE_GPU": 0,
        "nvmlInit": nvml_init,
        "nvmlShutdown": shutdown,
        "nvmlDeviceGetCount": count,
        "nvmlDeviceGetHandleByIndex": cards.__getitem__,
        "nvmlDeviceGetName": name,
        "nvmlDeviceGetUtilizationRates": usage,
        "nvmlDeviceGetMemoryInfo": memory,
        "nvmlDeviceGetTemperature": temperature,
        "nvmlDeviceGetPowerUsage": power,
        "nvmlDeviceGetComputeRunningProcesses": processes,
    }
    for key, value in functions.items():
        setattr(module, key, value)
    return module
