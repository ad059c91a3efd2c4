from __future__ import annotations

from mltui.series.embeds import Embed, PictureLink, embeds_in


def test_a_copied_frame_names_tasks_metrics_and_variants():
    html = (
        '<iframe src="https://app/widgets/?objectType=task&amp;xaxis=iter&type=scalar'
        '&objects=t1&objects=t2&metrics=loss&variants=train&variants=val,%20best"'
        ' name="Loss &amp; more" width="100%" height="400"></iframe>'
    )
    (embed,) = embeds_in(html)
    assert embed == Embed("scalar", ("t1", "t2"), ("loss",), ("train", "val, best"), "Loss & more")
    assert embed.address.startswith("https://app/widgets/?objectType=task&xaxis=iter")


def test_a_frame_says_along_what_scalars_are_drawn():
    (clock,) = embeds_in("<iframe src='/widgets/?objects=t&type=scalar&xaxis=iso_time'>")
    (unsaid,) = embeds_in("<iframe src='/widgets/?objects=t&type=scalar'>")
    assert (clock.x, unsaid.x) == ("iso_time", "iter")


def test_models_are_told_from_tasks():
    (embed,) = embeds_in("<iframe src='/widgets?objectType=model&type=plot&objects=m'>")
    assert embed.models


def test_older_frames_say_tasks_or_models_for_objects():
    (tasks,) = embeds_in("<iframe src='/widgets/?type=scalar&tasks=t1&tasks=t2&company=c'>")
    assert (tasks.tasks, tasks.models, tasks.query) == (("t1", "t2"), False, ())
    (models,) = embeds_in("<iframe src='/widgets/?type=plot&models=m1&models=m2&metrics=roc'>")
    assert (models.tasks, models.models) == (("m1", "m2"), True)


def test_what_the_web_pages_name_a_frame_by_is_no_title():
    (embed,) = embeds_in(
        "<iframe src='/widgets/?objects=t&metrics=loss&iterations=5&series=a'"
        " name='3480a023-b1e9-4f8b-9f12-cd33e7d933c0'>"
    )
    assert embed.title == "loss"


def test_a_query_may_stand_in_place_of_the_tasks():
    html = (
        "<iframe src='/widgets?type=scalar&xaxis=iter&objectType=task&metrics=loss&project=p"
        "&page_size=1&order_by[]=-last_update&tags[]=__$or,a&name=yolo,%20large'></iframe>"
    )
    (embed,) = embeds_in(html)
    assert embed.tasks == ()
    assert dict(embed.query) == {
        "project": ("p",),
        "page_size": ("1",),
        "order_by": ("-last_update",),
        "tags": ("__$or", "a"),
        "name": ("yolo, large",),
    }


def test_other_html_says_nothing():
    assert embeds_in("<script>alert(1)</script><iframe src='https://evil/'></iframe>") == []
    assert embeds_in("<iframe src='http://[bad'></iframe>") == []


def test_pictures_are_found_in_the_order_of_the_text():
    html = (
        '<IMG alt="One &amp; two" src="http://files/1.png">'
        "<iframe src='/widgets?type=sample&objects=t&metrics=samples'></iframe><img src=''>"
    )
    picture, embed = embeds_in(html)
    assert picture == PictureLink("http://files/1.png", "One & two")
    assert isinstance(embed, Embed)
    assert embed.kind == "sample"
