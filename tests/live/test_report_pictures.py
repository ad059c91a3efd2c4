"""The pictures of a report are fetched once each, a few at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

import httpx
import pytest

from mltui.api.client import Client
from mltui.api.session import Connection, Session
from mltui.live.report_pictures import AT_ONCE, PicturesQuestion, ReportPicture, _picture
from mltui.series import numbers
from mltui.series.embeds import PictureLink
from mltui.server.lab.images import picture


class Files(httpx.AsyncBaseTransport):
    """A files server that may be away."""

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.away = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.fetched.append(request.url.path)
        if self.away:
            raise httpx.ConnectError("away")
        content = picture("x") if request.url.path.endswith(".png") else b"<svg/>"
        return httpx.Response(200, content=content)


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
async def client(files: Files) -> AsyncIterator[Client]:
    client = Client(Session(Connection("http://api", "", ""), transport=files))
    yield client
    await client.close()


def wanting(addresses: Iterable[str]) -> PicturesQuestion:
    question = PicturesQuestion()
    question.want(tuple(PictureLink(address) for address in addresses))
    return question


async def test_what_was_drawn_or_is_no_picture_is_not_fetched_again(files: Files, client: Client):
    question = wanting(("http://files/one.png", "http://files/two.svg"))
    (one,), (two,) = (await question(client)).values()
    assert one.picture is not None
    assert two.wrong
    assert await question(client) == await question(client)
    assert sorted(files.fetched) == ["/one.png", "/two.svg"]


async def test_what_could_not_be_reached_is_fetched_again(files: Files, client: Client):
    question = wanting(("http://files/one.png",))
    files.away = True
    ((one,),) = (await question(client)).values()
    assert "cannot be reached" in one.wrong
    files.away = False
    ((one,),) = (await question(client)).values()
    assert one.picture is not None


async def test_a_few_are_fetched_at_each_look(files: Files, client: Client):
    question = wanting(f"http://files/{number}.png" for number in range(AT_ONCE + 1))
    assert len(await question(client)) == AT_ONCE
    assert question.more
    assert len(await question(client)) == AT_ONCE + 1
    assert not question.more


async def test_what_was_found_stays_when_the_text_changes(files: Files, client: Client):
    question = wanting(("http://files/one.png",))
    await question(client)
    question.want((PictureLink("http://files/two.png"), PictureLink("http://files/one.png")))
    assert len(await question(client)) == 2
    assert files.fetched == ["/one.png", "/two.png"]


@pytest.mark.parametrize("address", ["data:", "data:image/png;base64,!", "data:image/png,abc"])
async def test_a_damaged_picture_within_the_text_is_said_to_be_one(client: Client, address: str):
    ((one,),) = (await wanting((address,))(client)).values()
    assert one.wrong == "The picture within the text is damaged."


async def test_a_file_that_has_the_image_of_another_iteration_by_now_is_fetched_again(
    files: Files, client: Client
):
    async def at(iteration: int, before: tuple[ReportPicture, ...] = ()) -> ReportPicture:
        title = f"img  iteration {numbers.si(iteration, 6)}"
        return await _picture(client, title, "http://files/img.png", iteration, before)

    # They are called alike: of so many iterations the first six figures are told.
    first = await at(1_234_567)
    assert await at(1_234_567, (first,)) is first
    second = await at(1_234_568, (first,))
    assert second.iteration == 1_234_568
    assert files.fetched == ["/img.png", "/img.png"]


async def test_what_is_called_otherwise_by_now_is_not_fetched_for_that(
    files: Files, client: Client
):
    first = await _picture(client, "one", "http://files/img.png", 1, ())
    again = await _picture(client, "renamed", "http://files/img.png", 1, (first,))
    assert (again.title, again.picture) == ("renamed", first.picture)
    assert files.fetched == ["/img.png"]
