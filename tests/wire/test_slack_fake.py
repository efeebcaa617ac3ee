"""The stand-in for Slack refuses what Slack refuses: tokens, scopes, limits, and what goes wrong."""

import asyncio

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.asking import error, refused, talk
from tests.wire.slack_api import (
    TEAM,
    Busy,
    Clock,
    Drop,
    FakeSlack,
    Garbage,
    Hang,
    Status,
    harbor,
)

# Tokens and scopes


async def test_who_the_bot_is(slack: FakeSlack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (TEAM, slack.bot.id)
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


@pytest.mark.parametrize(
    ("token", "said"),
    [("", "not_authed"), ("xoxb-of-nobody", "invalid_auth")],
)
async def test_a_token_that_is_none(slack: FakeSlack, token: str, said: str) -> None:
    assert await error(talk(slack, token).auth_test()) == said


async def test_a_token_that_died(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.revoke()
    assert await error(client.auth_test()) == "token_revoked"
    slack.revoke("inactive")
    assert await error(client.auth_test()) == "account_inactive"
    slack.revoke("live")
    slack.expire()
    assert await error(client.auth_test()) == "token_expired"


async def test_a_missing_scope_is_named(slack: FakeSlack) -> None:
    poor = slack.install(scopes=frozenset({"chat:write"}))
    answer = await refused(talk(slack, poor.value).usergroups_list())
    assert answer["error"] == "missing_scope"
    assert (answer["needed"], answer["provided"]) == ("usergroups:read", "chat:write")


async def test_the_scope_for_private_rooms_is_one_of_its_own(slack: FakeSlack) -> None:
    public = talk(slack, slack.install(scopes=frozenset({"channels:read"})).value)
    await public.conversations_info(channel=slack.channel("it-triage").id)
    hidden = public.conversations_info(channel=slack.channel("ward-icu").id)
    assert (await refused(hidden))["needed"] == "groups:read"


async def test_the_app_token_opens_sockets_and_nothing_else(slack: FakeSlack) -> None:
    app = talk(slack, slack.app_token)
    assert (await app.apps_connections_open(app_token=slack.app_token))["url"].startswith("ws://")
    assert await error(app.users_info(user=slack.user("sam").id)) == "not_allowed_token_type"
    with_bot = talk(slack, slack.token).apps_connections_open(app_token=slack.token)
    assert await error(with_bot) == "not_allowed_token_type"


async def test_a_token_ends_at_its_own_workspace(slack: FakeSlack, client: AsyncWebClient) -> None:
    other = slack.team("T0BAYSIDE", "Bayside Clinic")
    elsewhere = slack.room("it", "corridor", team=other)
    assert (
        await error(client.chat_postMessage(channel=elsewhere.id, text="x")) == "channel_not_found"
    )
    mara = slack.person("Mara Lind", team=other)
    assert await error(client.users_info(user=mara.id)) == "user_not_found"


async def test_an_org_wide_token_says_which_workspace(slack: FakeSlack) -> None:
    one = slack.team("T0NORTH", "North Campus", org="E0HARBOR")
    slack.group("it", team=one)
    everywhere = talk(slack, slack.install(org="E0HARBOR").value)
    assert await error(everywhere.usergroups_list()) == "missing_argument"
    assert len((await everywhere.usergroups_list(team_id="T0NORTH"))["usergroups"]) == 1


async def test_an_unknown_method(client: AsyncWebClient) -> None:
    assert await error(client.api_call("chat.shout")) == "unknown_method"


# Who is who


async def test_people_and_groups(slack: FakeSlack, client: AsyncWebClient) -> None:
    sam = (await client.users_info(user=slack.user("sam").id))["user"]
    assert (sam["real_name"], sam["tz"]) == ("Sam Ortiz", "America/New_York")
    assert sam["profile"]["email"] == "sam@harbor.example"
    found = await client.users_lookupByEmail(email="SAM@harbor.example")
    assert found["user"]["id"] == sam["id"]
    assert await error(client.users_lookupByEmail(email="x@x.example")) == "users_not_found"
    groups = {g["handle"]: g["id"] for g in (await client.usergroups_list())["usergroups"]}
    users = await client.usergroups_users_list(usergroup=groups["it-oncall"])
    assert users["users"] == [slack.user("sam").id, slack.user("raj").id]
    missing = client.usergroups_users_list(usergroup="S0NONE")
    assert await error(missing) == "no_such_subteam"


async def test_an_email_needs_a_scope_of_its_own(slack: FakeSlack) -> None:
    poor = talk(slack, slack.install(scopes=frozenset({"users:read"})).value)
    sam = (await poor.users_info(user=slack.user("sam").id))["user"]
    assert "email" not in sam["profile"]


async def test_rooms_page_by_page(slack: FakeSlack, client: AsyncWebClient) -> None:
    room, names = slack.channel("it-triage"), []
    async for page in await client.conversations_members(channel=room.id, limit=2):
        names += page["members"]
    assert set(names) == room.members
    assert (
        await error(client.conversations_members(channel=room.id, cursor="?")) == "invalid_cursor"
    )
    mine = await client.users_conversations(types="public_channel,private_channel")
    assert {c["name"] for c in mine["channels"]} == {"it-triage", "ward-5w", "ward-icu", "ward-ed"}
    info = (await client.conversations_info(channel=room.id))["channel"]
    assert (info["is_member"], info["name"]) == (True, "it-triage")


# Limits


async def test_a_room_takes_one_message_a_second(slack: FakeSlack, client: AsyncWebClient) -> None:
    room, post = slack.channel("it-triage").id, client.chat_postMessage
    for n in range(3):
        await post(channel=room, text=str(n))
    answer = await refused(post(channel=room, text="too soon"))
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "1"
    assert (slack.limited, slack.limits.given["chat.postMessage"]) == (1, 1)
    slack.clock.forward(seconds=1)
    await post(channel=room, text="in time")
    await post(channel=slack.channel("ward-5w").id, text="another room")


async def test_a_strict_room_takes_no_burst() -> None:
    with FakeSlack(strict=True) as slack:
        harbor(slack)
        client, sam = talk(slack, slack.token), slack.user("sam").id
        await client.chat_postMessage(channel=sam, text="a")
        same = client.chat_postMessage(channel=slack.im("sam").id, text="b")
        assert await error(same) == "ratelimited"


async def test_a_method_takes_so_many_calls_a_minute() -> None:
    with FakeSlack(clock=Clock(at=1_772_654_400.0)) as slack:
        client = talk(slack, slack.token)
        for _ in range(20):
            await client.usergroups_list()
        answer = await refused(client.usergroups_list())
        assert answer.headers["Retry-After"] == "60"
        await client.auth_test()
        slack.clock.forward(minutes=1)
        await client.usergroups_list()


async def test_limits_can_be_off() -> None:
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        client, room = talk(slack, slack.token), slack.channel("it-triage").id
        for n in range(5):
            await client.chat_postMessage(channel=room, text=str(n))
        assert slack.limited == 0


# What goes wrong on demand


async def test_an_error_so_many_times(slack: FakeSlack, client: AsyncWebClient) -> None:
    room, post = slack.channel("it-triage").id, client.chat_postMessage
    slack.fails("chat.postMessage", "is_archived", times=2, after=1)
    await post(channel=room, text="a")
    assert [await error(post(channel=room, text="b")) for _ in range(2)] == ["is_archived"] * 2
    slack.clock.forward(seconds=5)
    await post(channel=room, text="c")
    assert slack.shown(room) == "Corridor: a\n\nCorridor: c"
    assert [c.error for c in slack.called("chat.postMessage")] == [
        "",
        "is_archived",
        "is_archived",
        "",
    ]


async def test_an_error_of_one_room_only(slack: FakeSlack, client: AsyncWebClient) -> None:
    ward, room = slack.channel("ward-5w").id, slack.channel("it-triage").id
    slack.fails("chat.postMessage", "fatal_error", when=lambda args: args["channel"] == ward)
    await client.chat_postMessage(channel=room, text="a")
    assert await error(client.chat_postMessage(channel=ward, text="a")) == "fatal_error"


@pytest.mark.parametrize("done", [False, True])
async def test_a_broken_connection(slack: FakeSlack, client: AsyncWebClient, *, done: bool) -> None:
    slack.fails("chat.postMessage", Drop(done))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=slack.channel("it-triage").id, text="a")
    assert slack.shown("it-triage") == ("Corridor: a" if done else "")


@pytest.mark.parametrize("done", [False, True])
async def test_no_answer_in_time(slack: FakeSlack, *, done: bool) -> None:
    slack.fails("chat.postMessage", Hang(0.3, done))
    wait = aiohttp.ClientTimeout(total=0.1)
    async with aiohttp.ClientSession(timeout=wait) as session:
        client = talk(slack, slack.token, session)
        with pytest.raises(TimeoutError):
            await client.chat_postMessage(channel=slack.channel("it-triage").id, text="a")
    async with asyncio.timeout(60):
        while done and not slack.shown("it-triage"):  # noqa: ASYNC110 - it is in another thread
            await asyncio.sleep(0.01)
    await asyncio.sleep(0 if done else 0.4)
    assert slack.shown("it-triage") == ("Corridor: a" if done else "")


async def test_a_late_answer(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.fails("chat.postMessage", Hang(0.05))
    assert (await client.chat_postMessage(channel=slack.channel("it-triage").id, text="a"))["ok"]


async def test_other_answers(slack: FakeSlack, client: AsyncWebClient) -> None:
    room, post = slack.channel("it-triage").id, client.chat_postMessage
    slack.fails("chat.postMessage", 500)
    slack.fails("chat.postMessage", Status(503, done=True))
    slack.fails("chat.postMessage", Busy(7))
    slack.fails("chat.postMessage", Garbage())
    found = [await refused(post(channel=room, text=str(n))) for n in range(4)]
    assert [answer.status_code for answer in found] == [500, 503, 429, 200]
    assert found[2].headers["Retry-After"] == "7"
    assert slack.shown(room) == "Corridor: 1"


async def test_slack_out_of_order(slack: FakeSlack, client: AsyncWebClient) -> None:
    with slack.down():
        assert (await refused(client.auth_test())).status_code == 503
    assert (await client.auth_test())["ok"]


def test_a_test_without_a_loop(slack: FakeSlack) -> None:
    answer = slack.over_http("http://127.0.0.1:9/").command("sam", "/corridor", "help").result()
    assert answer.why == "connection_failed"
    assert slack.troubles == [
        (slack.user("sam").id, '/corridor failed with the error "dispatch_failed"')
    ]
