from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mltui import __version__
from mltui.arguments import NO_SECRETS, SECRET_FLAGS, parse_arguments
from tests.terminal.pseudo_terminal import person


def loaded_modules(*arguments: str) -> set[str]:
    """Return the modules that a run of mltui has imported when it ends."""
    program = f"""
import sys
sys.argv = ["mltui", *{list(arguments)!r}]
from mltui.cli import main
try:
    main()
except SystemExit:
    pass
print("MODULES", *sys.modules)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return set(ended.stdout.partition("MODULES ")[2].split())


def shell(arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run mltui by a shell, which opens and closes its streams."""
    return subprocess.run(
        ["sh", "-c", f"{shlex.quote(sys.executable)} -m mltui {arguments}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=person(home, **variables),
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_saying_what_it_is_imports_nothing_heavy(argument):
    loaded = loaded_modules(argument)
    assert "mltui.cli" in loaded
    assert loaded.isdisjoint(
        ("textual", "rich", "httpx", "pydantic", "starlette", "plotext", "pyhocon", "asyncio")
    )


_UNTIL_CTRL_C_JUST_ENDS = """
import signal, sys
before = set(sys.modules)

def handle(number, handler):
    heavy = set(sys.modules) - before - {"__future__", *sys.builtin_module_names}
    print(sorted(heavy), number == signal.SIGINT, handler == signal.SIG_DFL)
    raise SystemExit

signal.signal = handle
from mltui.cli import main
main(["demo"])
"""


def test_ctrl_c_just_ends_before_anything_else_is_imported():
    ended = subprocess.run(
        [sys.executable, "-c", _UNTIL_CTRL_C_JUST_ENDS], capture_output=True, text=True
    )
    assert ended.stdout == "['mltui', 'mltui.cli'] True True\n", ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("arguments", "unbuffered"),
    [("--version", "1"), ("--help", ""), ("doctor", "1"), ("serve --port 0", "")],
)
def test_an_output_that_cannot_be_written_is_one_sentence(arguments, unbuffered, tmp_path):
    ended = shell(f"{arguments} >/dev/full", tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert ended.stderr == "mltui: the output cannot be written: No space left on device.\n"
    assert ended.returncode == 1


def test_whoever_reads_the_output_may_leave(tmp_path):
    ended = shell("doctor | true", tmp_path)
    assert ended.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "status"), [("--version", 0), ("doctor", 1), ("demo", 2), ("", 2)]
)
def test_streams_that_are_closed_are_nobodys(arguments, status, tmp_path):
    ended = shell(f"{arguments} >&-", tmp_path)
    assert ended.returncode == status
    assert "fault of its own" not in ended.stderr
    ended = shell(f"{arguments} <&- >&- 2>&-", tmp_path)
    assert ended.returncode == status
    log = tmp_path / ".local" / "state" / "mltui" / "mltui.log"
    assert not log.exists() or "Traceback" not in log.read_text()


def test_the_version_is_printed(capsys):
    with pytest.raises(SystemExit) as ended:
        parse_arguments(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"mltui {__version__}\n"


@pytest.mark.parametrize("flag", SECRET_FLAGS)
def test_no_secret_is_taken_as_an_argument(flag, capsys):
    for arguments in ([flag, "hush"], [f"{flag}=hush"], ["doctor", flag, "hush"]):
        with pytest.raises(SystemExit) as ended:
            parse_arguments(arguments)
        assert ended.value.code == 2
        said = capsys.readouterr().err
        assert "hush" not in said
        assert "everybody on this computer" in said


def test_flags_work_before_and_after_the_command():
    for arguments in (["--theme", "light", "demo"], ["demo", "--theme", "light"]):
        given = parse_arguments(arguments)
        assert given.command == "demo"
        assert given.theme == "light"


def test_flags_that_were_not_given_leave_the_settings_alone():
    given = parse_arguments([])
    assert given.command is None
    for name in ("server", "theme", "read_only", "insecure", "config", "log_level"):
        assert not hasattr(given, name)


@pytest.mark.parametrize(
    "arguments",
    [
        ["demo", "--speed", "fast"],
        ["demo", "--speed", "0"],
        ["demo", "--speed", "nan"],
        ["demo", "--speed", "61"],
        ["serve", "--port", "65536"],
        ["serve", "--port", "http"],
        ["serve", "--port", "80.5"],
        ["--theme", "mauve"],
        ["nonsense"],
        ["--nonsense"],
        ["--serv", "x"],
    ],
)
def test_a_wrong_argument_is_one_sentence(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        parse_arguments(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("mltui")
    assert said.count("\n") == 1
    assert "_number" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--servr", "x"], "there is no flag '--servr', did you mean '--server'?"),
        (["doctor", "--servr=x"], "there is no flag '--servr', did you mean '--server'?"),
        (["serve", "--prt", "80"], "there is no flag '--prt', did you mean '--port'?"),
        (["--secret-keyy=hush", "x"], NO_SECRETS),
        (["--nonsense=hush"], "there is no flag '--nonsense'."),
        (["--port", "80"], "--port belongs to `mltui serve`."),
        (["-s", "x"], "there is no flag '-s'."),
    ],
)
def test_a_flag_that_there_is_not_is_named_and_guessed(arguments, said, capsys):
    with pytest.raises(SystemExit) as ended:
        parse_arguments(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"mltui: {said} `mltui --help` shows what there is.\n"


def test_what_only_looks_like_a_flag_is_a_value():
    assert parse_arguments(["serve", "--data", "-my data"]).data == Path("-my data")


def test_the_demo_takes_read_only_and_serve_takes_nothing_about_the_display(capsys):
    assert parse_arguments(["demo", "--read-only"]).read_only
    assert parse_arguments(["--read-only", "demo"]).read_only
    assert "read_only" not in parse_arguments(["demo"])
    with pytest.raises(SystemExit):
        parse_arguments(["serve", "--theme", "dark"])
    assert "--theme" in capsys.readouterr().err


#: Runs the demo twice; in place of the monitor something looks for alerts, and leaves one.
_TWO_DEMOS = """
import mltui.cli, mltui.monitor
from mltui.live.store import Remembered

def look(*_, lasting, **__):
    print(lasting.get("alerts"))
    lasting.put("alerts", Remembered({}, 1.0))
    return 0

mltui.cli._terminal_refusal = lambda: ""
mltui.monitor.run_monitor = look
for _ in range(2):
    mltui.cli.main(["demo"])
"""


def test_a_demo_begins_without_the_alerts_of_an_earlier_one(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", _TWO_DEMOS],
        env=person(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout == "None\nNone\n"


#: Presses Ctrl-C when the first module of the program is looked for.
_INTERRUPTED = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "mltui.cli":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
"""


@pytest.mark.parametrize("way", ["the module", "the command"])
def test_ctrl_c_ends_it_in_silence_from_its_first_line_on(tmp_path, way):
    (tmp_path / "sitecustomize.py").write_text(_INTERRUPTED)
    command = tmp_path / "mltui"
    command.write_text("from mltui.cli import main\nmain()\n")
    ended = subprocess.run(
        [sys.executable, *(["-m", "mltui"] if way == "the module" else [command]), "--version"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")


def test_a_program_that_only_uses_it_keeps_its_ctrl_c():
    program = "import signal, mltui; print(signal.getsignal(signal.SIGINT).__name__)"
    said = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert said.stdout == "default_int_handler\n"


def test_a_data_folder_without_a_name_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        parse_arguments(["serve", "--data", ""])
    assert ended.value.code == 2
    assert "it has to name a folder" in capsys.readouterr().err
    assert parse_arguments(["serve", "--data", "."]).data == Path()
