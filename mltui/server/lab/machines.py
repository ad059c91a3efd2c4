"""The lab's machines, the agents on them, and what their sensors read under a given load."""

from __future__ import annotations

from dataclasses import dataclass

from mltui.api.types.json import JsonObject
from mltui.server.lab import noise


@dataclass(frozen=True, slots=True)
class Machine:
    """One GPU server.

    Attributes:
        name: Host name.
        ip: Address its agents report from.
        gpus: Number of GPUs.
        gpu_memory_mib: Memory of each GPU, MiB.
        cores: CPU cores.
        memory_mib: Main memory, MiB.
    """

    name: str
    ip: str
    gpus: int
    gpu_memory_mib: int
    cores: int
    memory_mib: int


@dataclass(frozen=True, slots=True)
class Agent:
    """A ClearML agent: takes tasks from its queues and runs them on its GPUs, one at a time."""

    worker: str
    machine: Machine
    gpus: tuple[int, ...]
    queues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What a run asks of the machine while it trains.

    Attributes:
        gpu: GPU usage, percent.
        gpu_memory: Part of the GPU memory in use, 0 to 1.
        cpu: CPU usage, percent.
        memory: Part of the main memory in use, 0 to 1.
        network: Received, MB/s.
        disk: Read, MB/s.
    """

    gpu: float
    gpu_memory: float
    cpu: float
    memory: float
    network: float
    disk: float


IDLE = Load(gpu=0.0, gpu_memory=0.006, cpu=2.0, memory=0.05, network=0.05, disk=0.1)

BOX1 = Machine("box1", "10.20.0.11", 8, 81_920, 128, 1_031_000)
BOX2 = Machine("box2", "10.20.0.12", 4, 24_564, 48, 257_000)
BOX3 = Machine("box3", "10.20.0.13", 1, 16_376, 16, 64_200)
MACHINES = (BOX1, BOX2, BOX3)

AGENTS = (
    Agent("box1:0-3", BOX1, (0, 1, 2, 3), ("gpu-large",)),
    Agent("box1:4-5", BOX1, (4, 5), ("gpu-large",)),
    Agent("box1:6", BOX1, (6,), ("gpu-small", "default")),
    Agent("box1:7", BOX1, (7,), ("gpu-small", "default")),
    Agent("box2:0", BOX2, (0,), ("gpu-small",)),
    Agent("box2:1", BOX2, (1,), ("gpu-small",)),
    Agent("box2:2", BOX2, (2,), ("gpu-small", "default")),
    Agent("box2:3", BOX2, (3,), ("gpu-small", "default")),
    Agent("box3:0", BOX3, (0,), ("default",)),
    Agent("box3:services", BOX3, (), ("services",)),
)
AGENT_BY_WORKER = {agent.worker: agent for agent in AGENTS}

QUEUES = ("default", "gpu-large", "gpu-small", "services")

_MONTH_S = 30 * 86_400.0


def gpu_readings(key: int, gpu: int, load: Load, seconds: float) -> tuple[float, float, float]:
    """Return usage (percent), memory (fraction) and temperature (Celsius) of one GPU."""
    place = key + gpu * 7919
    if load.gpu < 5.0:
        usage = load.gpu * (0.5 + noise.unit(place, int(seconds)))
        memory = load.gpu_memory
    else:
        # A dip now and then: validation, or the loader of the data falling behind.
        drift = noise.wander(place, seconds / 240.0)
        dip = 0.72 if noise.unit(place + 3, int(seconds // 45)) > 0.98 else 1.0
        usage = load.gpu * (0.93 + 0.1 * drift) * dip + 1.5 * noise.normal(place, int(seconds))
        memory = load.gpu_memory * (0.985 + 0.02 * noise.wander(place + 5, seconds / 900.0))
    usage = min(100.0, max(0.0, usage))
    warmth = 33.0 + 4.0 * noise.unit(place) + 0.41 * load.gpu
    return usage, memory, warmth + 4.0 * noise.wander(place + 7, seconds / 300.0)


def machine_stats(agent: Agent, load: Load, seconds: float) -> JsonObject:
    """Return an agent's report of its machine, as `workers.status_report` takes it.

    Args:
        agent: Whose sensors.
        load: What runs there at that moment.
        seconds: The moment, seconds since the epoch.
    """
    machine = agent.machine
    key = noise.key_of("sensors", agent.worker)
    moment = int(seconds)
    drift = noise.wander(key, seconds / 420.0)
    cpu = max(0.5, load.cpu * (0.8 + 0.4 * drift) + noise.normal(key, moment))
    memory = machine.memory_mib * load.memory * (0.95 + 0.1 * noise.wander(key + 1, seconds / 1800))
    traffic = load.network * (0.6 + 0.8 * noise.wander(key + 2, seconds / 120.0))
    reading = load.disk * (0.4 + 1.2 * noise.wander(key + 3, seconds / 90.0))
    home = 71.0 - 30.0 * ((seconds / _MONTH_S) % 1.0)
    stats: JsonObject = {
        "cpu_usage": [round(min(100.0, cpu), 2)],
        "cpu_temperature": [round(38.0 + 0.35 * cpu + 3.0 * drift, 1)],
        "memory_used": round(memory, 1),
        "memory_free": round(machine.memory_mib - memory, 1),
        "network_rx": round(traffic, 3),
        "network_tx": round(0.12 * traffic + 0.02, 3),
        "disk_free_home": round(home, 1),
        "disk_free_temp": round(84.0 - 6.0 * noise.wander(key + 4, seconds / 7200.0), 1),
        "disk_read": round(reading, 3),
        "disk_write": round(0.25 * reading + 0.05, 3),
    }
    if agent.gpus:
        cards = [gpu_readings(key, gpu, load, seconds) for gpu in agent.gpus]
        total = machine.gpu_memory_mib
        stats["gpu_usage"] = [round(card[0], 1) for card in cards]
        stats["gpu_memory_used"] = [round(total * card[1], 1) for card in cards]
        stats["gpu_memory_free"] = [round(total * (1.0 - card[1]), 1) for card in cards]
        stats["gpu_temperature"] = [round(card[2], 1) for card in cards]
    return stats
