from __future__ import annotations

from dataclasses import replace

from mltui.actions.issuing import NewKey
from mltui.live.account import Key, flat
from mltui.screens.account import AccountScreen
from mltui.screens.account_facts import key_row
from mltui.widgets.confirm import Confirm
from mltui.widgets.rows import Cell
from mltui.widgets.show_secret import ShowSecret
from mltui.widgets.table import Table
from mltui.widgets.text_view import TextView
from tests.support.lab import LabMonitor, lab_monitor


async def open_account(lab: LabMonitor) -> AccountScreen:
    lab.app.go("account")
    await lab.until(lambda: isinstance(lab.app.screen, AccountScreen))
    screen = lab.app.screen
    assert isinstance(screen, AccountScreen)
    await lab.until(lambda: screen._account is not None)
    return screen


def keys_of(screen: AccountScreen) -> list[str]:
    return [key.label for key in screen._account.keys]


def facts_of(screen: AccountScreen) -> str:
    return screen.query_one("#facts", TextView).text


def test_nested_preferences_are_paths_and_secrets_are_masked():
    told = {"theme": "dark", "views": {"density": 2}, "github": {"api_token": "abc"}}
    assert list(flat(told)) == [
        ("theme", "dark"),
        ("views.density", "2"),
        ("github.api_token", "•••"),
    ]


def test_secrets_in_lists_and_addresses_of_preferences_are_masked():
    told = {
        "buckets": [{"name": "a", "secret": "hush"}, {"name": "b", "keys": [{"token": "hush"}]}],
        "columns": ["name", "user"],
        "proxy": "https://me:hush@proxy:3128/x",
        "mirror": "me:hush@mirror",
        "mail": "me@home",
    }
    found = dict(flat(told))
    assert "hush" not in str(found)
    assert found["buckets.0.name"] == "a"
    assert found["buckets.1.keys.0.token"] == "•••"
    assert found["columns"] == "name, user"
    assert found["proxy"] == "https://•••@proxy:3128/x"
    assert found["mail"] == "me@home"


async def test_an_address_of_a_store_shows_no_password():
    async with lab_monitor() as lab:
        bucket = {"bucket": "b", "host": "https://me:hush@minio:9000", "key": "k", "secret": "hush"}
        settings = {"aws": {"buckets": [bucket, {"host": "me:hush@other"}]}}
        lab.wire.empty["storage.get_settings"] = {"settings": settings}
        screen = await open_account(lab)
        assert "hush" not in facts_of(screen)
        assert "•••@minio:9000" in facts_of(screen)


async def test_what_the_server_lacks_is_asked_once():
    async with lab_monitor() as lab:
        screen = await open_account(lab)
        before, missing = screen._account, screen._account.missing
        screen.feed("account").ask_now()
        await lab.until(lambda: screen._account is not before)
        assert screen._account.missing == missing
        assert lab.wire.asked["server.endpoints"] == 1


def test_a_new_secret_is_in_no_repr():
    assert "hush" not in repr(NewKey("ACCESS", "hush"))


async def test_the_account_names_user_role_company_server_and_people():
    async with lab_monitor() as lab:
        screen = await open_account(lab)
        for part in ("Ada Okafor", "admin", "clearml", "2.3.0", "2.34", "nothing that the monitor"):
            assert part in facts_of(screen)
        assert screen.query_one("#people", Table).total == 6
        assert "views.autoRefresh" in facts_of(screen)


async def test_storage_settings_are_shown_with_every_secret_masked():
    async with lab_monitor(size=(200, 50)) as lab:
        screen = await open_account(lab)
        text = facts_of(screen)
        for part in ("lab-datasets/vision", "minio.lab.example", "lab-archive", "labbackup"):
            assert part in text
        assert "not-a-real-secret" not in text
        assert "AKIADEMODEMODEMO" not in text


async def test_a_new_secret_is_shown_once_and_copied():
    async with lab_monitor() as lab:
        screen = await open_account(lab)
        await lab.press("n", *"laptop", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, ShowSecret))
        secret = lab.app.screen._secret_key
        await lab.press("s")
        await lab.until(lambda: lab.app.clipboard == secret)
        await lab.until(lambda: isinstance(lab.app.screen, ShowSecret))
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen is screen)
        await lab.until(lambda: "laptop" in keys_of(screen))
        assert secret not in str(screen._account)


async def test_keys_whose_secret_was_lost_on_the_way_can_be_revoked_at_once():
    async with lab_monitor() as lab:
        screen = await open_account(lab)
        before = keys_of(screen)
        lab.wire.lost.add("auth.create_credentials")
        await lab.press("n", *"laptop", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        lab.wire.lost.clear()
        assert "the answer that tells its secret was lost" in lab.app.screen._plan
        await lab.until(lambda: "laptop" in keys_of(screen))
        await lab.press("y")
        await lab.until(lambda: keys_of(screen) == before)
        assert lab.app.screen is screen


async def test_keys_are_revoked_after_a_question_but_not_those_in_use():
    async with lab_monitor() as lab:
        screen = await open_account(lab)
        assert screen.check_action("revoke", ()) is False
        await lab.press("j", "d")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("y")
        await lab.until(lambda: keys_of(screen) == ["demo"])


async def test_an_older_server_names_what_it_lacks():
    async with lab_monitor() as lab:
        lab.wire.lacking |= {"storage.get_settings", "server.endpoints"}
        lab.wire.empty["server.info"] = {"version": "1.9.0", "api_version": "2.22"}
        screen = await open_account(lab)
        assert "not on this server" in facts_of(screen)
        assert "Usage: organization.get_project_usages" in facts_of(screen)
        assert "Workers: readings of single GPUs" in facts_of(screen)


async def test_a_lost_server_leaves_the_account_and_says_so():
    async with lab_monitor() as lab:
        screen = await open_account(lab)
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: "Trying again" in lab.note)
        assert "Ada Okafor" in facts_of(screen)


def test_the_key_in_use_here_is_used_now_whatever_the_server_has_noted_last():
    noted = Key("AAAA", "laptop", last_used=1_000.0, used_from="10.0.0.1")
    used = [key_row(key, 1_180.0).cells["used"] for key in (noted, replace(noted, own=True))]
    assert used == [Cell("3m", "muted"), Cell("now", "muted")]


async def test_on_a_small_terminal_all_people_are_seen_and_that_there_is_more_of_the_rest():
    async with lab_monitor(size=(80, 24)) as lab:
        screen = await open_account(lab)
        people = screen.query_one("#people", Table)
        assert "used here" in screen.query_one("#keys", Table).render_line(1).text
        await lab.until(lambda: people.size.height > people.total > 0)
        facts = screen.query_one("#facts", TextView)
        last = facts.size.height - 1
        assert "more lines" in facts.render_line(last).text
        facts.focus()
        await lab.press("G")
        assert "more lines" not in facts.render_line(last).text
        assert facts.render_line(last).text.strip() in facts.text.splitlines()[-1]
