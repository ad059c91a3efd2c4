"""The GPUs of the machine the monitor runs on, read through NVIDIA's management library.

The library is `nvidia-ml-py` (module `pynvml`), which the extra `nvidia` installs. It is imported
when somebody first looks, and its functions are those of NVIDIA's C library of the same names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

#: The module that `nvidia-ml-py` installs.
MODULE = "pynvml"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Process:
    """A process that computes on a GPU.

    Attributes:
        pid: Its number.
        memory_bytes: GPU memory it has; None where the driver does not say (as in a container).
    """

    pid: int
    memory_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class LocalGpu:
    """One GPU at a moment; None stands for what it does not tell.

    Attributes:
        number: As the driver counts, from 0.
        name: The model.
        usage: Percent.
        used_bytes: Memory in use.
        total_bytes: Memory it has.
        celsius: Temperature.
        watts: Power it draws.
        processes: Those that compute on it.
    """

    number: int
    name: str = ""
    usage: float | None = None
    used_bytes: int | None = None
    total_bytes: int | None = None
    celsius: float | None = None
    watts: float | None = None
    processes: tuple[Process, ...] = ()


class NoLocalGpus(Exception):
    """The local GPUs can't be read; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def installed() -> bool:
    """Return whether the library is there, without importing it."""
    try:
        return find_spec(MODULE) is not None
    except (ImportError, ValueError):
        return False


class LocalGpus:
    """Reads the GPUs. Its methods block for some milliseconds: call them in a thread."""

    def __init__(self) -> None:
        self._library: Any = None

    def read(self) -> tuple[LocalGpu, ...]:
        """Read every GPU now.

        Raises:
            NoLocalGpus: the library is missing, or there is no NVIDIA driver.
        """
        library = self._opened()
        try:
            count = library.nvmlDeviceGetCount()
            return tuple(self._gpu(library, number) for number in range(count))
        except library.NVMLError as error:
            self._library = None
            raise NoLocalGpus(f"The GPUs of this machine can't be read ({error}).") from error

    def close(self) -> None:
        """Let go of the driver."""
        library, self._library = self._library, None
        if library is not None:
            _unless_refused(library, library.nvmlShutdown)

    def _opened(self) -> Any:
        if self._library is not None:
            return self._library
        try:
            library = import_module(MODULE)
        except ImportError as error:
            raise NoLocalGpus(
                "To read the GPUs of this machine every second, install mltui[nvidia]."
            ) from error
        try:
            library.nvmlInit()
        except library.NVMLError as error:
            raise NoLocalGpus(f"This machine has no working NVIDIA driver ({error}).") from error
        self._library = library
        return library

    def _gpu(self, library: Any, number: int) -> LocalGpu:
        handle = library.nvmlDeviceGetHandleByIndex(number)

        def ask(function: Callable[..., Value], *arguments: Any) -> Value | None:
            return _unless_refused(library, function, handle, *arguments)

        name = ask(library.nvmlDeviceGetName)
        usage = ask(library.nvmlDeviceGetUtilizationRates)
        memory = ask(library.nvmlDeviceGetMemoryInfo)
        milliwatts = ask(library.nvmlDeviceGetPowerUsage)
        found = ask(library.nvmlDeviceGetComputeRunningProcesses) or ()
        return LocalGpu(
            number=number,
            # Older releases of the library answer bytes.
            name=name.decode(errors="replace") if isinstance(name, bytes) else name or "",
            usage=None if usage is None else float(usage.gpu),
            used_bytes=None if memory is None else int(memory.used),
            total_bytes=None if memory is None else int(memory.total),
            celsius=ask(library.nvmlDeviceGetTemperature, library.NVML_TEMPERATURE_GPU),
            watts=None if milliwatts is None else milliwatts / 1000,
            processes=tuple(Process(one.pid, one.usedGpuMemory) for one in found),
        )


def _unless_refused(library: Any, function: Callable[..., Value], *arguments: Any) -> Value | None:
    """Call a function of the library; None where this GPU or this user is refused it."""
    try:
        return function(*arguments)
    except library.NVMLError:
        return None
