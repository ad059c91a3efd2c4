from __future__ import annotations

import re

import pytest

from mltui.server.app import create_app
from mltui.server.auth import identity_of
from mltui.terminal.driver import HARMLESS
from mltui.terminal.notification import LONGEST, notification
from tests.terminal.hostile import HOSTILE, WORD, hostile_server
from tests.terminal.loopback import served
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person


@pytest.mark.parametrize(
    ("way", "environment", "sequence"),
    [
        ("osc9", {}, "\x1b]9;mltui: run failed; why\x07"),
        ("osc777", {}, "\x1b]777;notify;mltui;run failed, why\x07"),
        ("off", {}, ""),
        ("auto", {"TERM": "xterm-256color"}, "\x1b]9;mltui: run failed; why\x07"),
        ("auto", {"TERM": "foot"}, "\x1b]777;notify;mltui;run failed, why\x07"),
        ("auto", {"VTE_VERSION": "7600"}, "\x1b]777;notify;mltui;run failed, why\x07"),
        ("auto", {"STY": "1.pts"}, ""),
        (
            "osc9",
            {"TMUX": "/run/tmux"},
            "\x1bPtmux;\x1b\x1b]9;mltui: run failed; why\x07\x1b\\",
        ),
    ],
)
def test_every_way_has_its_sequence(way: str, environment: dict[str, str], sequence: str):
    assert notification("run failed; why", way, environment) == sequence
    assert HARMLESS.fullmatch(sequence), "the terminal layer lets it pass"


def test_a_hostile_text_stays_inside_and_is_short():
    said = notification(HOSTILE * 20, "osc9", {})
    assert re.fullmatch(r"\x1b\]9;[^\x00-\x1f\x7f-\x9f]*\x07", said)
    assert len(said) < LONGEST + 20


@pytest.mark.parametrize("inside_tmux", [False, True])
def test_a_watched_task_that_fails_reaches_the_terminal(tmp_path, inside_tmux: bool):
    engine, keys = hostile_server()
    identity = identity_of(engine.store.users.first() or {})
    task = next(one for one in engine.store.tasks.find() if one["status"] == "in_progress")
    with served(create_app(engine)) as address:
        variables = {
            "CLEARML_API_HOST": address,
            "CLEARML_API_ACCESS_KEY": keys.access_key,
            "CLEARML_API_SECRET_KEY": keys.secret_key,
            "MLTUI_SCREEN": "tasks",
            "MLTUI_PACE": "0.2",
            "MLTUI_NOTIFY": "osc9",
        }
        if inside_tmux:
            variables["TMUX"] = "tmux,1,0"
        with PseudoTerminal(MLTUI, environment=person(tmp_path, **variables)) as terminal:
            terminal.wait_for(f"● running(?s:.)*{WORD}")
            terminal.wait_until_quiet()
            terminal.type("!")
            terminal.wait_for("Tell me when")
            terminal.type("\r")
            terminal.wait_for(r"is\W+watched")
            engine.call("tasks.failed", {"task": task["id"], "status_message": HOSTILE}, identity)
            terminal.wait_until(lambda: b"]9;mltui: " in terminal.raw, "the terminal is told")
            terminal.wait_for("1 alert")
            terminal.type("q")
            assert terminal.wait_for_exit() == 0
        raw = terminal.raw.decode("utf-8", "replace")
        sent = re.findall(r"\x1b\]9;[^\x07]*\x07", raw)
        assert len(sent) == 1
        assert re.fullmatch(r"\x1b\]9;mltui: [^\x00-\x1f\x7f-\x9f]*\x07", sent[0])
        assert ("\x1bPtmux;\x1b\x1b]9;" in raw) is inside_tmux
        assert "\x07" in raw.replace(sent[0], ""), "the bell rings"
