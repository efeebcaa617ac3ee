"""What Teams tells of whoever added us is said in the welcome; and a page alerts, by either door."""

from typing import Any

import pytest

from adapters.teams.adapter import TeamsAdapter
from bot.words.cards import Message, line
from bot.words.delivery import Sent
from bot.words.events import Channel
from tests.wire.teams.doors import BOTH
from tests.wire.teams.inprocess import connector
from tests.wire.teams.microsoft import BOT, TENANT, Microsoft
from tests.wire.teams.world import WARD, World, fixture, words, world
from tests.wire.test_teams_talk import card

__all__ = ["world"]
GROUP = "19:group@thread.v2"
ADDED = "Ana Ruiz added me here."


async def added(world: World, name: str, **more: Any) -> None:
    assert (await world.post(fixture(name, world.microsoft) | more)).status_code == 200


async def test_a_team_reads_who_added_us(world: World) -> None:
    await added(world, "installation-add-team")
    await card(world, WARD, ADDED)


async def test_a_group_chat_reads_it_too(world: World) -> None:
    talk = {"id": GROUP, "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}
    data = {"tenant": {"id": TENANT}}
    await added(world, "installation-add-team", conversation=talk, channelData=data)
    await card(world, GROUP, ADDED)


async def test_two_ways_of_saying_it_name_them_once_and_keep_the_name(world: World) -> None:
    await added(world, "conversation-update-bot-added")
    nobody = {"from": {"id": BOT}, "id": "f:77"}
    await added(world, "installation-add-team", **nobody)
    await card(world, WARD, ADDED)
    await world.says("ben", "help")
    await card(world, "a:29:ben", "What you can say to me")
    (shown,) = [p for p in world.microsoft.seen(WARD) if "between the ward" in words(p.activity)]
    assert ADDED in words(shown.activity)


async def test_where_nobody_is_named_nobody_is_named(world: World) -> None:
    await added(world, "installation-add-team", **{"from": {"id": BOT}})
    _, shown = await card(world, WARD, "between the ward and IT")
    assert "added me" not in words(shown)


async def test_in_ones_own_chat_it_is_not_said_that_one_added_us_oneself(world: World) -> None:
    """There Teams names whose chat it is, also where an administrator chose the app for them."""
    await added(world, "installation-add-personal")
    _, shown = await card(world, "a:1personalAna", "between the ward and IT")
    assert "added me" not in words(shown)


@pytest.mark.parametrize("door", BOTH)
async def test_a_page_alerts_on_the_wire_and_its_edits_do_not(door: str) -> None:
    microsoft = Microsoft()
    adapter = TeamsAdapter(connector(microsoft, door))
    pat = Channel("teams", TENANT, "aad-pat", dm=True)
    page = Message("P1: C-201 needs an answer", (line("By 10:15 EST."),), tone="urgent")
    done = await adapter.post(pat, page, thread="", key="concern:201:page:5:1")
    assert isinstance(done, Sent)
    sent = microsoft.posts[done.ref]
    assert sent.activity["channelData"]["notification"] == {"alert": True}
    assert sent.activity["summary"].startswith("Urgent: P1: C-201")
    await adapter.edit(pat, done.ref, Message("C-201 is answered"))
    assert "channelData" not in microsoft.posts[done.ref].activity
