"""What the lab's trainings print: the agent's preparations, progress, warnings, tracebacks."""

from __future__ import annotations

from dataclasses import dataclass

from mltui.server.lab import noise
from mltui.server.lab.curves import value
from mltui.server.lab.runs import SETUP_S, Run


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a console; it may hold several lines, carriage returns and colours.

    Attributes:
        moment: When it was printed, seconds since the epoch.
        level: ClearML's name of the level.
        text: The message.
    """

    moment: float
    level: str
    text: str


_WARNINGS = (
    "WARNING:root:gradient overflow, skipping step, loss scale now 32768",
    "UserWarning: The epoch parameter in `scheduler.step()` was not necessary and is deprecated.",
    "WARNING: data loader waited 3.4 s for a batch, consider more workers",
    "[W socket.cpp:697] The client socket has timed out, retrying",
)

_TRACEBACKS = (
    """\
Traceback (most recent call last):
  File "/home/lab/.clearml/venvs-builds/3.12/task_repository/{entry}", line 318, in <module>
    main(parse_args())
  File "/home/lab/.clearml/venvs-builds/3.12/task_repository/{entry}", line 241, in main
    loss = train_step(model, batch, scaler, args)
  File "/home/lab/.clearml/venvs-builds/3.12/task_repository/{entry}", line 222, in train_step
    scaler.scale(loss).backward()
  File "/usr/lib/python3.12/site-packages/torch/_tensor.py", line 648, in backward
    torch.autograd.backward(self, gradient, retain_graph, create_graph, inputs=inputs)
torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.17 GiB. GPU 0 has a total \
capacity of 79.15 GiB of which 518.19 MiB is free.""",
    """\
Traceback (most recent call last):
  File "/home/lab/.clearml/venvs-builds/3.12/task_repository/{entry}", line 205, in main
    for step, batch in enumerate(loader):
  File "/usr/lib/python3.12/site-packages/torch/utils/data/dataloader.py", line 1285, in _try_get
    raise RuntimeError(f'DataLoader worker (pid(s) {{pids}}) exited unexpectedly') from e
RuntimeError: DataLoader worker (pid(s) 4121) exited unexpectedly""",
    """\
Traceback (most recent call last):
  File "/home/lab/.clearml/venvs-builds/3.12/task_repository/{entry}", line 97, in open_shard
    return tarfile.open(path)
FileNotFoundError: [Errno 2] No such file or directory: '/data/shard-0093.tar'""",
)


def prologue(run: Run) -> list[Line]:
    """Return what agent and script print before the first iteration."""
    start = run.started or run.created
    worker = run.agent.worker if run.agent else ""
    packages = " ".join(run.recipe.packages)
    arguments = run.parameters.get("Args", {})
    settings = "\n".join(f"  {name:<14} {setting}" for name, setting in arguments.items())
    script = run.recipe.entry_point
    texts = (
        (0.0, f"task {run.task} pulled from queue {run.queue or 'default'} by worker {worker}"),
        (1.5, f"Executing task id [{run.task}]:\nrepository = {run.recipe.repository}"),
        (9.0, f"Collecting {packages.replace(' ', chr(10) + 'Collecting ')}"),
        (30.0, "Environment setup completed successfully"),
        (31.0, f"Starting Task Execution: {script}"),
        (38.0, f"arguments:\n{settings}"),
        (SETUP_S - 3.0, f"model has {noise.between(run.temper.key, 70, 5, 350):.1f} M parameters"),
    )
    return [Line(start + delay, "info", text) for delay, text in texts]


def progress(run: Run, report: int) -> list[Line]:
    """Return what a run prints with its report of this number."""
    iteration = report * run.every
    moment = run.moment_of(iteration)
    key = run.temper.key
    if run.progress_bar:
        lines = [Line(moment, "info", _bar(run, iteration))]
    else:
        lines = [Line(moment, "info", _sentence(run, iteration))]
    if noise.unit(key + 7, report) > 0.985:
        text = noise.pick(key + 9, report, _WARNINGS)
        lines.append(Line(moment + 0.02, "warning", text))
    breaks_at = run.temper.breaks_at
    if breaks_at is not None and breaks_at <= iteration and report % 5 == 0:
        text = f"\x1b[33mWARNING\x1b[0m loss is nan at iteration {iteration}"
        lines.append(Line(moment + 0.03, "warning", text))
    if report % 40 == 39:
        text = f"checkpoint saved to /checkpoints/{run.task[:8]}/step_{iteration}.pt"
        lines.append(Line(moment + 0.05, "info", text))
    return lines


def epilogue(run: Run) -> list[Line]:
    """Return what a run that has ended printed last."""
    end = run.ended or run.ends_at()
    if run.fate == "failed":
        return [
            Line(end - 1.0, "error", _traceback(run)),
            Line(end, "info", "Process failed, exit code 1"),
        ]
    if run.fate == "stopped":
        return [Line(end, "warning", "User aborted: stopping task (1)")]
    return [
        Line(end - 4.0, "info", "uploading model and artifacts to the files server"),
        Line(end, "info", "Process completed successfully"),
    ]


def fault_of(run: Run) -> str:
    """Return why a run failed: the first sentence of what its traceback ends with."""
    return _traceback(run).rpartition("\n")[2].partition(". ")[0]


def _traceback(run: Run) -> str:
    return noise.pick(run.temper.key, 95, _TRACEBACKS).format(entry=run.recipe.entry_point)


def _sentence(run: Run, iteration: int) -> str:
    main = run.recipe.curves[0]
    rate = run.recipe.curves[-3] if len(run.recipe.curves) > 4 else None
    epoch = 1 + iteration * run.temper.epochs // run.temper.iterations
    text = f"epoch {epoch}/{run.temper.epochs} iter {iteration}/{run.temper.iterations}"
    level = value(main, run.temper, iteration)
    # Rows are counted, and not in parts.
    text += f" {main.metric} {level:.{0 if level >= 1000 else 4}f}"
    if rate is not None:
        text += f" grad {value(rate, run.temper, iteration):.2f}"
    return text + f" ({run.pace * 60:.0f} it/min)"


def _bar(run: Run, iteration: int) -> str:
    """Return what tqdm leaves in a console: the bar again and again, over itself."""
    per_epoch = max(1, run.temper.iterations // run.temper.epochs)
    epoch, done = divmod(iteration, per_epoch)
    loss = value(run.recipe.curves[0], run.temper, iteration)
    parts = []
    for step in range(4):
        at = min(per_epoch, done + step * run.every // 4)
        filled, rest = divmod(80 * at // per_epoch, 8)
        bar = "█" * filled + " ▏▎▍▌▋▊▉"[rest].strip()
        left = int((per_epoch - at) / run.pace)
        spent = int(at / run.pace)
        parts.append(
            f"\r\x1b[32mEpoch {epoch + 1}/{run.temper.epochs}\x1b[0m: {100 * at // per_epoch:3d}%"
            f"|\x1b[36m{bar:<10}\x1b[0m| {at}/{per_epoch}"
            f" [{spent // 60:02d}:{spent % 60:02d}<{left // 60:02d}:{left % 60:02d},"
            f" {run.pace:.2f}it/s, loss={loss:.3f}]"
        )
    return "".join(parts) + ("\n" if done + run.every >= per_epoch else "")
