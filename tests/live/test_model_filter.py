from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mltui.live.filter_words import candidates, complaint, complete, meaning
from mltui.live.model_filter import (
    ModelFilter,
    ModelWords,
    model_grammar,
    parse_model_filter,
)

NOW = datetime(2026, 3, 3, tzinfo=UTC).timestamp()

GRAMMAR = model_grammar(
    ModelWords(
        frameworks=("ONNX", "PyTorch"),
        tags=("best", "very best"),
        users=("me", "Ada-Okafor"),
        projects=("Held Out", "Vision"),
        notes=("precision", "val loss"),
    )
)


def test_a_filter_is_read_from_words():
    wanted = parse_model_filter("framework:PyTorch,ONNX tag:best published yolo l")
    assert wanted == ModelFilter("yolo l", ("PyTorch", "ONNX"), ("best",), published=True)
    assert parse_model_filter("project:Vision / Detection published:no").criteria(["p"]) == {
        "system_tags": ["-archived"],
        "project": ["p"],
        "ready": False,
    }


def test_a_filter_keeps_together_what_is_quoted_and_leaves_tags_out():
    wanted = parse_model_filter('tag:"very best",!old "a: b" project:"Held Out" c')
    assert (wanted.pattern, wanted.project) == (r"a:\ b c", "Held Out")
    assert wanted.criteria()["tags"] == ["__$and", "very best", "-old"]


def test_people_ages_metadata_and_either_of_some_tags_are_asked_for():
    wanted = parse_model_filter(
        'user:me anytag:a,b updated<2d created>2026-03-01 "val loss"=3 x.y=1'
    )
    criteria = wanted.criteria(users=["u1"], now=NOW)
    assert criteria["user"] == ["u1"]
    assert criteria["tags"] == ["a", "b"]
    assert criteria["last_update"] == [">=2026-03-01T00:00:00+00:00"]
    assert criteria["created"][0] is not None
    assert criteria["metadata.val loss.value"] == ["3"]
    assert criteria["metadata.x%2Ey.value"] == ["1"]
    both = parse_model_filter("tag:c anytag:a").criteria()
    assert (both["tags"], both["filters"]) == (["c"], {"tags": {"any": {"include": ["a"]}}})


def test_a_limit_without_its_end_is_not_asked_for_yet():
    assert parse_model_filter("yolo precision=") == ModelFilter("yolo")
    assert parse_model_filter("yolo updated<") == ModelFilter("yolo")


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("fr", "framework:"),
        ("framework:o", "framework:ONNX"),
        ("yolo tag:very", 'yolo tag:"very best"'),
        ("tag:best,!v", 'tag:best,!"very best"'),
        ("project:Held", 'project:"Held Out"'),
        ("user:ada", "user:Ada-Okafor"),
        ("upd", "updated<"),
        ("prec", "precision="),
        ("val", '"val loss"='),
        ("published:n", "published:no"),
        ("yolo", None),
    ],
)
def test_the_last_word_is_completed(line: str, completed: str | None):
    assert complete(line, GRAMMAR) == completed


def test_what_the_last_word_can_become_is_offered():
    assert candidates("tag:", GRAMMAR) == ["tag:best", 'tag:"very best"']


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("framework:moon x", "No framework begins with “moon”: ONNX, PyTorch."),
        ("published:maybe", "“published:” takes yes or no, not “maybe”."),
        ("user:nobody", "No user has “nobody”: me, Ada-Okafor."),
        ("status:running", "“status:” is none of framework, tag, anytag, user, project"),
        ("updated<soon", "“updated<soon”: an age such as 30m"),
        ("started<2h x", "“started<2h”: of a model only updated and created can be limited."),
        ("loss<0.1 x", "“loss<0.1” is no filter: updated<2d limits"),
        ("yolo updated<", ""),
        ("yolo precision=", ""),
        ("published archived tag:x,!y precision=fp16 updated<2d http://x", ""),
        ("project:Nix", "No project has “Nix” in its name."),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, said: str):
    found = complaint(line, GRAMMAR)
    assert found.startswith(said) if said else found == ""


def test_of_a_framework_that_is_typed_no_more_it_is_said_where_only_a_part_is_known():
    said = "Nothing has the framework “Py”: ONNX, PyTorch."
    assert complaint("framework:Py", GRAMMAR, finished=True) == said
    assert complaint("framework:PyTorch", GRAMMAR, finished=True) == ""


def test_only_the_times_that_a_model_has_are_explained():
    assert meaning("created>7d", GRAMMAR) == "created more than 7d ago"
    assert meaning("started>7d", GRAMMAR) == ""
