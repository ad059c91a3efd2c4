from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mltui.live.filter_words import candidates, complaint, complete, meaning
from mltui.live.moments import Moment
from mltui.live.task_filter import Range, TaskFilter, parse_filter
from mltui.live.task_words import Words, task_grammar


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("", TaskFilter()),
        ("yolo", TaskFilter(pattern="yolo")),
        ("  yolo  v3 ", TaskFilter(pattern="yolo v3")),
        ("status:running", TaskFilter(statuses=("in_progress",))),
        ("status:run,queued yolo", TaskFilter("yolo", ("in_progress", "queued"))),
        ("STATUS:Failed", TaskFilter(statuses=("failed",))),
        ("status:draft", TaskFilter(statuses=("created",))),
        ("status:in_progress", TaskFilter(statuses=("in_progress",))),
        ("type:training,testing", TaskFilter(types=("training", "testing"))),
        ("tag:prod tag:v2", TaskFilter(tags=("prod", "v2"))),
        ("archived:yes", TaskFilter(archived=True)),
        ("archived:no", TaskFilter()),
        ("project:Vision", TaskFilter(project="Vision")),
        (
            "project:Held Out/deep status:failed",
            TaskFilter(statuses=("failed",), project="Held Out/deep"),
        ),
        ("http://x", TaskFilter(pattern="http://x")),
        ("status:", TaskFilter()),
        ("tag:prod,!old", TaskFilter(tags=("prod",), without_tags=("old",))),
        ("tag:!old", TaskFilter(without_tags=("old",))),
        ("user:me yolo", TaskFilter(pattern="yolo", users=("me",))),
        ("loss/val<0.1", TaskFilter(ranges=(Range("loss/val", None, 0.1),))),
        ("iteration>=1e3", TaskFilter(ranges=(Range("iteration", 1000.0),))),
        ("Args/lr=0.1", TaskFilter(parameters=(("Args/lr", "0.1"),))),
        ("a<b", TaskFilter(pattern="a<b")),
        ("anytag:a,b", TaskFilter(any_tags=("a", "b"))),
        ("parent:abc", TaskFilter(parent="abc")),
        ("updated<2h", TaskFilter(moments=(Moment("updated", True, 7200.0),))),
        ("Changed>=1.5d", TaskFilter(moments=(Moment("changed", False, 129600.0),))),
        (
            "created>2026-03-01T12:00:00+00:00",
            TaskFilter(pattern="created>2026-03-01T12:00:00+00:00"),
        ),
        ("updated<soon", TaskFilter(pattern="updated<soon")),
        ("train/loss < 0.1", TaskFilter(ranges=(Range("train/loss", None, 0.1),))),
        ("yolo loss<= .5", TaskFilter(pattern="yolo", ranges=(Range("loss", None, 0.5),))),
        ("iteration >=10 yolo", TaskFilter(pattern="yolo", ranges=(Range("iteration", 10.0),))),
        (":monitor:gpu/x>5", TaskFilter(ranges=(Range(":monitor:gpu/x", 5.0),))),
        ("updated < 2h", TaskFilter(moments=(Moment("updated", True, 7200.0),))),
        ("Args/lr = 0.1", TaskFilter(parameters=(("Args/lr", "0.1"),))),
        ('"my metric/x y" < 0.1', TaskFilter(ranges=(Range("my metric/x y", None, 0.1),))),
        ('Args/"batch size"="a b"', TaskFilter(parameters=(("Args/batch size", "a b"),))),
        (
            'tag:"two words",!"not this"',
            TaskFilter(tags=("two words",), without_tags=("not this",)),
        ),
        ('tag:"!odd"', TaskFilter(tags=("!odd",))),
        ('tag:"a,b"', TaskFilter(tags=("a,b",))),
        ('project:"Held Out" yolo', TaskFilter(pattern="yolo", project="Held Out")),
        ('"status:running loss<0.1"', TaskFilter(pattern=r"status:running\ loss<0.1")),
        ('"a  b', TaskFilter(pattern=r"a\ \ b")),
        ("yolo train/loss <", TaskFilter(pattern="yolo")),
        ("loss<", TaskFilter()),
        ("Args/lr=", TaskFilter()),
        ("a - b", TaskFilter(pattern="a - b")),
    ],
)
def test_a_filter_line_is_understood(line: str, wanted: TaskFilter):
    assert parse_filter(line) == wanted


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_a_limit_at_the_end_of_all_time_is_read_or_refused(
    zone: str, in_zone: Callable[[str], None]
):
    in_zone(zone)
    for date in ("0001-01-01", "9999-12-31T23:59:59", "9999-12-31T23", "0001-01-01T00:00"):
        line = f"created>{date}"
        wanted = parse_filter(line)
        wanted.criteria(now=NOW)
        assert wanted.moments or complaint(line, task_grammar(Words()))


@pytest.mark.parametrize("age", ["999999w", f"{'9' * 400}w"])
def test_an_age_beyond_all_times_asks_for_all(age: str):
    criteria = parse_filter(f"updated<{age} created>{age}").criteria(now=NOW)
    assert criteria["last_update"] == [">=1970-01-01T00:00:00+00:00"]
    assert criteria["created"] == [None, "1970-01-01T00:00:00+00:00"]


def test_archived_tasks_are_hidden_unless_asked_for():
    assert TaskFilter().criteria() == {"system_tags": ["-archived"]}
    assert TaskFilter(archived=True).criteria() == {"system_tags": ["archived"]}


def test_a_pattern_half_typed_is_taken_literally():
    assert TaskFilter(pattern="yolo(").criteria()["name"] == r"yolo\("
    assert TaskFilter(pattern="^yolo-[ml]").criteria()["name"] == "^yolo-[ml]"


def test_several_tags_must_all_be_there():
    assert TaskFilter(tags=("a", "b")).criteria()["tags"] == ["__$all", "a", "b"]
    assert TaskFilter(tags=("a",)).criteria()["tags"] == ["a"]


def test_tags_are_kept_out():
    assert TaskFilter(without_tags=("old",)).criteria()["tags"] == ["__$and", "-old"]


def test_limits_and_parameters_become_fields_of_the_server():
    criteria = parse_filter("iteration>10 Args/lr=0.1").criteria()
    assert criteria["last_iteration"] == [10.0, None]
    assert criteria["hyperparams.Args.lr.value"] == ["0.1"]


def test_two_limits_of_one_metric_hold_both():
    (field,) = parse_filter("loss>0.1 loss<0.5 loss<0.4").criteria().keys() - {"system_tags"}
    assert parse_filter("loss>0.1 loss<0.5 loss<0.4").criteria()[field] == [0.1, 0.4]


def test_a_limit_is_written_so_that_it_is_read_as_the_same():
    for limit in (Range("my metric/x y", None, 0.1), Range("loss", 2.0)):
        assert parse_filter(limit.text).ranges == (limit,)


def test_a_dot_in_a_hyperparameters_name_does_not_divide_it():
    assert parse_filter("Args/opt.lr=0.1").criteria()["hyperparams.Args.opt%2Elr.value"] == ["0.1"]


def test_the_projects_ids_are_asked_for():
    assert TaskFilter().criteria(["1", "2"])["project"] == ["1", "2"]


NOW = datetime(2026, 3, 2, 10, tzinfo=UTC).timestamp()


def test_ages_become_times_and_ranges_keep_both_ends():
    line = "updated<2h updated>30m created<2d started>1d"
    criteria = parse_filter(line).criteria(now=NOW)
    assert criteria["last_update"] == [">=2026-03-02T08:00:00+00:00", "<=2026-03-02T09:30:00+00:00"]
    assert criteria["created"] == ["2026-02-28T10:00:00+00:00", None]
    assert criteria["started"] == [None, "2026-03-01T10:00:00+00:00"]


def test_a_date_is_of_the_local_zone(in_zone: Callable[[str], None]):
    in_zone("Europe/Madrid")
    criteria = parse_filter("created>2026-03-01").criteria(now=NOW)
    assert criteria["created"] == ["2026-02-28T23:00:00+00:00", None]


def test_any_of_some_tags_goes_with_all_of_others():
    assert parse_filter("anytag:a,b").criteria()["tags"] == ["a", "b"]
    criteria = parse_filter("anytag:a,b tag:c").criteria()
    assert criteria["tags"] == ["c"]
    assert criteria["filters"] == {"tags": {"any": {"include": ["a", "b"]}}}


WORDS = task_grammar(
    Words(
        types=("testing", "training"),
        tags=("old", "prod", "production", "two words"),
        users=("me", "Ada-Okafor"),
        metrics=("loss/train", "loss/val", "my metric/x y"),
        projects=("Held Out/deep", "Vision", "Vision/Detection"),
        parameters=("Args/batch size", "Args/lr"),
    )
)


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("st", "status:"),
        ("yolo tag:pr", "yolo tag:prod"),
        ("tag:old,pr", "tag:old,prod"),
        ("tag:!o", "tag:!old"),
        ("user:ada", "user:Ada-Okafor"),
        ("status:run", "status:running"),
        ("loss/t", "loss/train<"),
        ("upd", "updated<"),
        ("project:Vision/", "project:Vision/Detection"),
        ("project:Held", 'project:"Held Out/deep"'),
        ("yolo project:Held O", 'yolo project:"Held Out/deep"'),
        ("tag:two", 'tag:"two words"'),
        ('tag:"two w', 'tag:"two words"'),
        ("my m", 'my "my metric/x y"<'),
        ('"my m', '"my metric/x y"<'),
        ("Args/l", "Args/lr="),
        ("Args/b", '"Args/batch size"='),
        ("yolo", None),
        ("", None),
        ("tag:prod", "tag:production"),
    ],
)
def test_the_last_word_is_completed(line: str, completed: str | None):
    assert complete(line, WORDS) == completed


def test_what_the_last_word_can_become_is_offered():
    assert candidates("yolo type:t", WORDS) == ["type:testing", "type:training"]
    assert candidates("status:f", WORDS) == ["status:failed"]
    assert candidates("yolo ", WORDS) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("status:runing", "No status begins with “runing”: running, queued"),
        ("loss< yolo", "“loss<”: a number has to follow <."),
        ("yolo loss<", ""),
        ("loss<abc", "“loss<abc”: a number has to follow <."),
        ("yolo loss/train < abc", "“loss/train<abc”: a number has to follow <."),
        ("foo:bar", "“foo:” is none of status, type, tag"),
        ("anytags:x", "“anytags:” is no word of a filter; anytag: is; in quotes"),
        ("stat:run", "“stat:” is no word of a filter; status: is; in quotes"),
        ("created:7d", "“created:” is no word of a filter; created< is; in quotes"),
        ("created>2026-13-01T10:00", "“created>2026-13-01T10:00”: an age such as 30m"),
        ("loss<1:30", "“loss<1:30”: a number has to follow <."),
        (
            "Args/lr<0.01",
            "“Args/lr” is a hyperparameter: only equal ones are found, as by Args/lr=",
        ),
        ("status:stalled", "No server knows what stalls: try status:running updated>10m"),
        ("status:running,div", "No server knows what diverges: "),
        ("yolo stalled", "No server knows what stalls: "),
        ('"stalled" stalled-run type:training', ""),
        ('"foo:bar"', ""),
        ("http://x", ""),
        ("type:nonsense", "No type begins with “nonsense”: testing, training."),
        ("user:nobody", "No user has “nobody”: me, Ada-Okafor."),
        ("user:", ""),
        ('user:okafor,"Ada O"', ""),
        ("user: yolo", "Something has to follow “user:”, such as user:me."),
        ("parent: yolo", "Something has to follow “parent:”."),
        ("tag: yolo", "Something has to follow “tag:”, such as tag:old."),
        ("lr=0.1", "“lr=0.1”: a hyperparameter is named with its section, such as Args/lr=0.1."),
        ("loss/train < 0.1 Args/lr = 0.1 my metric/x y", ""),
        ("updated<soon", "“updated<soon”: an age such as 30m"),
        ("updated<5", "“updated<5”: an age such as 30m"),
        ("created > 2 days", "“created>2”: an age such as 30m"),
        ("status:run,queued loss<0.1 updated<2h tag:x name with words", ""),
        ("status:in_progress", ""),
        ("archived:maybe", "“archived:” takes yes or no, not “maybe”."),
        ("loss<1e999", "“loss<1e999”: a number has to follow <"),
        ("train/loss<1", "No task has reported “train/loss”: loss/train, loss/val"),
        ("los<0.1 x", "No task has reported “los”: loss/train, loss/val, my metric/x y."),
        ("loss<0.1 loss/val<2 train<3 iteration>5", ""),
        ("project:Nix", "No project has “Nix” in its name."),
        ("project:Vision yolo", "No project has “Vision yolo” in its name."),
        ('project:"held out" project:vis', ""),
        ("project:deep held", ""),
        ("project:(?i)vision x(", ""),
        ("tag:pro", ""),
        ('tag:"two w', ""),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, said: str):
    found = complaint(line, WORDS)
    assert found.startswith(said) if said else found == ""


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("loss", "loss"),
        ("loss", "loss/train"),
        ("train", "loss/train"),
        ("loss/train", "loss/train"),
        ("eval/loss", "eval/loss/mean"),
        ("samples/s", "throughput/samples/s"),
    ],
)
def test_a_limit_means_a_metric_by_its_whole_name_or_by_either_part(name: str, metric: str):
    assert Range(name, 1.0).means(metric)


@pytest.mark.parametrize("metric", ["losses/train", "x loss", "loss train/x", "box/xloss"])
def test_a_limit_does_not_mean_what_only_contains_its_name(metric: str):
    assert not Range("loss", 1.0).means(metric)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('tag:"two words yolo', '“tag:"two words yolo” lacks its closing quotation mark.'),
        ("tag:prod,pro", "Nothing has the tag “pro”: old, prod, production, two words."),
        ('tag:"two words",!gone', ""),
        ("type:train", "Nothing has the type “train”: testing, training."),
        ("type:training,testing", ""),
        ("queue:gpu", "“queue:” is none of status, type, tag"),
        ("user:nobody", "No user has “nobody”: me, Ada-Okafor."),
        ("user:ada tag:old yolo", ""),
    ],
)
def test_of_a_line_that_is_typed_no_more_it_is_said_what_nothing_can_fit(line: str, said: str):
    found = complaint(line, WORDS, finished=True)
    assert found.startswith(said) if said else found == ""
    # Without words from the server nobody can say that a name is not known.
    assert complaint("project:x tag:x user:x", task_grammar(Words()), finished=True) == ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("created>7d", "created more than 7d ago"),
        ("yolo updated < 2h", "last updated less than 2h ago"),
        ("created>2026-11-01", "created since 2026-11-01"),
        ("changed<=2026-11-01", "status changed before 2026-11-01"),
        (
            "Started>",
            "Started>7d: more than 7d ago   Started>2026-03-01: since that day",
        ),
        ("created<", "created<7d: less than 7d ago   created<2026-03-01: before that day"),
        ("created>7d yolo", ""),
        ("created>7d ", ""),
        ("loss>7", ""),
        ("", ""),
    ],
)
def test_of_an_age_and_a_date_it_is_said_which_way_they_go(line: str, said: str):
    assert meaning(line, WORDS) == said


def test_a_date_that_this_zone_does_not_have_is_out_of_range(in_zone: Callable[[str], None]):
    in_zone("America/New_York")
    for date in ("9999-12-31T23:59:59", "9999-12-31T23:59"):
        said = f"“created>{date}”: this date is out of range."
        assert complaint(f"created>{date}", WORDS) == said


def test_of_the_metrics_there_are_those_that_were_likelier_meant_are_named_first():
    grammar = task_grammar(Words(metrics=("IoU/mean", "accuracy/top1", "loss/train", "loss/val")))
    for name in ("train/loss", "los", "los/tra"):
        said = f"No task has reported “{name}”: loss/train, loss/val, "
        assert complaint(f"{name}<1", grammar).startswith(said)


def test_names_that_a_line_has_no_room_for_are_left_out_with_one_sign():
    grammar = task_grammar(Words(tags=tuple(f"a long tag {n}" for n in range(5))))
    said = "Nothing has the tag “x”: a long tag 0, a long tag 1, …"
    assert complaint("tag:x", grammar, finished=True) == said
