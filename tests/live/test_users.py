from __future__ import annotations

from mltui.live.filter_words import complaint
from mltui.live.task_words import ask_words, task_grammar
from mltui.live.users import find_users
from tests.support.lab import Wire, client_of, open_demo


async def test_people_are_found_by_parts_of_their_names_and_by_their_ids() -> None:
    demo = open_demo()
    client = client_of(demo, Wire(demo))
    known = (await client.users.get_all_ex()).users or []
    for user in known:
        assert user.id
        assert await find_users(client, (user.id,)) == (user.id,)
        assert user.id in await find_users(client, ((user.name or "").replace(" ", "-"),))
    assert await find_users(client, ("nobody at all",)) == ("none",)
    grammar = task_grammar(await ask_words(client))
    assert complaint(f"user:{known[0].id}", grammar) == ""
    assert "No user has" in complaint("user:nobody", grammar)
    await client.close()
    demo.close()
