"""What the lab has done so far: some 200 past runs, those that run, wait or are drafts now."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

from mltui.server.lab import noise
from mltui.server.lab.curves import Temper
from mltui.server.lab.machines import AGENT_BY_WORKER, AGENTS, Agent
from mltui.server.lab.people import AGENT_USER, ME, RESEARCHERS, Person
from mltui.server.lab.recipes import (
    DETECTION,
    FINETUNE,
    PIPELINES,
    PRETRAIN,
    SEGMENTATION,
    SPEECH,
    Recipe,
)
from mltui.server.lab.runs import SETUP_S, Run, make_run

DAY_S = 86_400.0

_QUOTAS = {
    "box1:0-3": 18,
    "box1:4-5": 20,
    "box1:6": 25,
    "box1:7": 25,
    "box2:0": 25,
    "box2:1": 25,
    "box2:2": 25,
    "box2:3": 20,
    "box3:0": 12,
    "box3:services": 10,
}
_RECIPES_OF_QUEUE: dict[str, tuple[Recipe, ...]] = {
    "gpu-large": (DETECTION, PRETRAIN, SEGMENTATION, PRETRAIN),
    "gpu-small": (DETECTION, FINETUNE, SEGMENTATION, SPEECH),
    "default": (FINETUNE, SPEECH, DETECTION),
    "services": (PIPELINES,),
}


@dataclass(frozen=True, slots=True)
class _Present:
    """One of the runs of the moment the lab opens.

    Attributes:
        worker: Agent it runs on.
        recipe: Kind of training.
        name: Task name.
        age_s: Seconds since its start.
        part: How much of it is done, 0 to 1.
        person: Who made it.
        flaw: "stalls", "diverges", "bar" or nothing.
    """

    worker: str
    recipe: Recipe
    name: str
    age_s: float
    part: float
    person: Person = ME
    flaw: str = ""


_PRESENT = (
    _Present("box1:0-3", DETECTION, "yolo-l aug v3", 11_520, 0.72),
    _Present("box1:4-5", PRETRAIN, "llama-350m 4k ctx", 32_400, 0.64, RESEARCHERS[2]),
    _Present("box1:6", FINETUNE, "sst2 deberta-v3 2e-05", 2_700, 0.92, RESEARCHERS[3], "bar"),
    _Present("box1:7", SEGMENTATION, "segformer-b2 cityscapes v4", 18_900, 0.88, RESEARCHERS[4]),
    _Present("box2:0", DETECTION, "yolo-s distill", 3_060, 0.31, RESEARCHERS[5], "stalls"),
    _Present("box2:1", DETECTION, "retina sweep 14", 3_720, 0.24, ME, "diverges"),
    _Present("box2:2", SPEECH, "conformer streaming v2", 7_980, 0.41, RESEARCHERS[4]),
    _Present("box3:services", PIPELINES, "nightly crawl sync 118", 1_500, 0.86, RESEARCHERS[5]),
)
_WAITING = (
    ("gpu-large", DETECTION, "retina sweep 15", 7_800, ME),
    ("gpu-large", DETECTION, "retina sweep 16", 7_790, ME),
    ("gpu-large", PRETRAIN, "bert large 3e-05", 2_100, RESEARCHERS[5]),
    ("gpu-large", PRETRAIN, "modernbert 8k ctx", 900, RESEARCHERS[2]),
    ("gpu-small", SPEECH, "small noise aug 31", 5_400, RESEARCHERS[4]),
    ("gpu-small", FINETUNE, "intent roberta sweep 9", 1_260, RESEARCHERS[3]),
    ("gpu-small", SEGMENTATION, "unet-r34 crop sweep 22", 420, RESEARCHERS[4]),
    ("services", PIPELINES, "dedup shards 56", 380, RESEARCHERS[5]),
)
_DRAFTS = (
    (DETECTION, "yolo-l aug v4", ME),
    (DETECTION, "yolo-m baseline fp16", ME),
    (DETECTION, "retina sweep 17", ME),
    (SEGMENTATION, "mask2former cityscapes v1", RESEARCHERS[4]),
    (SEGMENTATION, "segformer-b2 crop sweep 23", RESEARCHERS[4]),
    (PRETRAIN, "llama-350m scaling 7", RESEARCHERS[2]),
    (FINETUNE, "ner roberta v5", RESEARCHERS[3]),
    (FINETUNE, "sst2 distilbert 5e-05", RESEARCHERS[3]),
    (SPEECH, "ctc medium baseline", RESEARCHERS[4]),
    (PIPELINES, "label audit 12", RESEARCHERS[5]),
)
LOST_WORKER = "box2:3"
"""The agent that has stopped reporting shortly before the lab opens."""
LOST_FOR_S = 520.0
IDLE_WORKER = "box3:0"


@dataclass(slots=True)
class History:
    """All runs the lab knows, and which agent did what when.

    Attributes:
        runs: Task id to run.
        timelines: Worker id to its runs, by start.
        waiting: Queue name to the ids of its tasks, in order.
        absences: Worker id to the moment at which it stopped reporting.
    """

    runs: dict[str, Run] = field(default_factory=dict)
    timelines: dict[str, list[Run]] = field(default_factory=dict)
    waiting: dict[str, list[str]] = field(default_factory=dict)
    absences: dict[str, float] = field(default_factory=dict)

    def add(self, run: Run) -> None:
        """Take a run in."""
        self.runs[run.task] = run

    def run_on(self, worker: str, moment: float) -> Run | None:
        """Return the run that was on a worker at a moment, seconds since the epoch."""
        for run in reversed(self.timelines.get(worker, [])):
            if run.started is not None and run.started <= moment:
                return run if run.ended is None or moment < run.ended else None
        return None


def make_history(seed: int, now: float) -> History:
    """Make the lab's past, up to `now` (seconds since the epoch)."""
    history = History(
        timelines={agent.worker: [] for agent in AGENTS},
        absences={LOST_WORKER: now - LOST_FOR_S},
    )
    free_from = {IDLE_WORKER: now - 1_400.0, LOST_WORKER: now - LOST_FOR_S}
    present = [_present(seed, plan, now) for plan in _PRESENT]
    for run in present:
        assert run.agent is not None
        assert run.started is not None
        free_from[run.agent.worker] = run.started - 20.0
    for agent in AGENTS:
        for run in _past(seed, agent, free_from[agent.worker]):
            history.add(run)
            history.timelines[agent.worker].append(run)
    victim = history.timelines[LOST_WORKER][-1]
    victim.fate = victim.status = "stopped"
    victim.reason = "Forced stop (non-responsive)"
    victim.archived = False
    for run in present:
        assert run.agent is not None
        history.add(run)
        history.timelines[run.agent.worker].append(run)
    for place, (queue, recipe, name, age, person) in enumerate(_WAITING):
        run = _draft(seed, "waiting", place, recipe, name, person, now - age - 60.0)
        run.queue, run.status = queue, "queued"
        history.add(run)
        history.waiting.setdefault(queue, []).append(run.task)
    for place, (recipe, name, person) in enumerate(_DRAFTS):
        made = now - 1_900.0 * (place + 1) ** 1.8
        history.add(_draft(seed, "draft", place, recipe, name, person, made))
    return history


def waiting_since(now: float) -> dict[str, float]:
    """Return when each waiting task entered its queue, by task name."""
    return {name: now - age for _, _, name, age, _ in _WAITING}


def _draft(
    seed: int, kind: str, place: int, recipe: Recipe, name: str, person: Person, created: float
) -> Run:
    return make_run(
        noise.identifier(seed, kind, place),
        recipe,
        key=noise.key_of(seed, kind, place),
        created=created,
        person=person,
        name=name,
    )


def _present(seed: int, plan: _Present, now: float) -> Run:
    key = noise.key_of(seed, "present", plan.name)
    started = now - plan.age_s
    agent = AGENT_BY_WORKER[plan.worker]
    run = make_run(
        noise.identifier(seed, "present", plan.name),
        plan.recipe,
        key=key,
        created=started - 900.0,
        person=plan.person,
        name=plan.name,
    )
    run.queue = agent.queues[0]
    run.begin(agent, started)
    # As long as it takes for the wanted part to be done by now.
    total = int((plan.age_s - SETUP_S) * run.pace / plan.part)
    breaks_at = int(total * plan.part * 0.84) if plan.flaw == "diverges" else None
    # A frank learner's curves look like one on the way down.
    run.temper = Temper(key, total, 0.98, 1.1, plan.recipe.epochs, breaks_at)
    run.last = total
    run.every = max(1, round(run.pace * plan.recipe.report_s), total // 1600)
    if plan.flaw == "stalls":
        run.stalls_at = run.iteration_at(now - 14 * 60.0) // run.every * run.every
    run.progress_bar = plan.flaw == "bar"
    return run


def _past(seed: int, agent: Agent, free_from: float) -> list[Run]:
    """Return an agent's past runs, by start: dense of late, sparse a month ago."""
    quota = _QUOTAS[agent.worker]
    runs: list[Run] = []
    end = free_from
    for place in range(quota):
        key = noise.key_of(seed, "past", agent.worker, place)
        recipe = noise.pick(key, 40, _RECIPES_OF_QUEUE[noise.pick(key, 41, agent.queues)])
        gap = -math.log(1.0 - 0.98 * noise.unit(key, 42))
        gap *= 30 * DAY_S / quota * 1.5 * (0.03 + (place / quota) ** 1.4)
        if place or agent.worker != LOST_WORKER:
            end -= 30.0 + gap
        run = make_run(
            noise.identifier(seed, "past", agent.worker, place),
            recipe,
            key=key,
            created=0.0,
            person=AGENT_USER if recipe is PIPELINES else noise.pick(key, 43, RESEARCHERS),
            number=20 + int(980 * noise.unit(key, 50)),
            reports=700,
        )
        _settle(run, key)
        started = end - SETUP_S - run.last / run.pace
        run.begin(agent, started)
        run.ended = end
        run.created = started - 60.0 - 7_200.0 * noise.unit(key, 44) ** 3
        run.queue = agent.queues[0]
        run.status = {"completed": "completed", "failed": "failed"}.get(run.fate, "stopped")
        if run.fate == "completed" and noise.unit(key, 45) < 0.12:
            run.status = "published"
        run.archived = run.status != "published" and noise.unit(key, 46) < 0.08
        runs.append(run)
        end = started
    runs.reverse()
    for earlier, run in pairwise(runs):
        if earlier.recipe is run.recipe and noise.unit(run.temper.key, 47) < 0.35:
            run.parent = earlier.task
    return runs


def _settle(run: Run, key: int) -> None:
    """Decide how a past run ended."""
    chance = noise.unit(key, 48)
    if chance < 0.13:
        run.fate = "failed"
        run.last = max(run.every, int(run.last * noise.between(key, 49, 0.01, 0.9)))
    elif chance < 0.23:
        run.fate = "stopped"
        run.last = max(run.every, int(run.last * noise.between(key, 49, 0.1, 0.95)))
