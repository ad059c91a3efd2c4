from __future__ import annotations

from mltui.series.embeds import Embed, PictureLink, embeds_in


def test_a_copied_frame_names_tasks_metrics_and_variants():
    html = (
        '<iframe src="https://app/widgets/?objectType=task&amp;xaxis=iter&type=scalar'
        '&objects=t1&objects=t2&metrics=loss&variants=train,val" name="Loss &amp; more"'
        ' width="100%" height="400"></iframe>'
    )
    (embed,) = embeds_in(html)
    assert embed == Embed("scalar", ("t1", "t2"), ("loss",), ("train", "val"), "Loss & more")


def test_models_are_told_from_tasks():
    (embed,) = embeds_in("<iframe src='/widgets?objectType=model&type=plot&objects=m'>")
    assert embed.models


def test_a_query_may_stand_in_place_of_the_tasks():
    html = (
        "<iframe src='/widgets?type=scalar&xaxis=iter&objectType=task&metrics=loss&project=p"
        "&page_size=1&order_by[]=-last_update'></iframe>"
    )
    (embed,) = embeds_in(html)
    assert embed.tasks == ()
    assert dict(embed.query) == {
        "project": ("p",),
        "page_size": ("1",),
        "order_by": ("-last_update",),
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
