"""The stand-in for Slack shows what Slack shows: posting, editing, deleting and reading back."""

from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.asking import button, error, refused
from tests.wire.slack_api import FakeSlack

# Posting


async def test_a_post_is_shown_to_the_room(slack: FakeSlack, client: AsyncWebClient) -> None:
    room, sam = slack.channel("it-triage"), slack.user("sam")
    text = {"type": "mrkdwn", "text": f"<@{sam.id}> a &amp; b <https://x.example|the page>"}
    blocks: list[dict[str, Any]] = [{"type": "section", "text": text}]
    blocks.append({"type": "actions", "elements": [button()]})
    answer = await client.chat_postMessage(channel=room.id, text="short", blocks=blocks)
    assert answer["ts"] == room.messages[0].ts
    assert slack.shown(room) == "Corridor: @Sam Ortiz a & b the page\n[Take it]"
    assert [m.ts for m in slack.pinged("sam")] == [answer["ts"]]
    assert slack.pinged("kim") == []


async def test_times_are_unique_and_grow(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.channel("it-triage").id
    found = [(await client.chat_postMessage(channel=room, text=str(n)))["ts"] for n in range(3)]
    assert found == sorted(set(found))


async def test_where_the_bot_may_not_post(slack: FakeSlack, client: AsyncWebClient) -> None:
    outside, hidden = slack.room("lounge", "sam"), slack.room("board", "jo", kind="private")
    closed = slack.room("old", "corridor")
    closed.archived = True
    notices = slack.room("notices", "corridor")
    notices.read_only = True
    expected = {
        outside.id: "not_in_channel",
        hidden.id: "channel_not_found",
        closed.id: "is_archived",
        notices.id: "restricted_action_read_only_channel",
        "C0NOWHERE": "channel_not_found",
        slack.bot.id: "cannot_dm_bot",
    }
    for channel, said in expected.items():
        assert await error(client.chat_postMessage(channel=channel, text="x")) == said


async def test_what_may_not_be_posted(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.channel("it-triage").id
    post = client.chat_postMessage
    empty = client.api_call("chat.postMessage", json={"channel": room, "text": " "})
    assert await error(empty) == "no_text"
    assert await error(post(channel=room, text="x" * 40_001)) == "msg_too_long"
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 5
    assert await error(post(channel=room, text="x", blocks=long)) == "msg_blocks_too_long"


async def test_a_wrong_block_is_pointed_at(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.channel("it-triage").id
    wrong = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    answer = await refused(client.chat_postMessage(channel=room, text="x", blocks=wrong))
    assert answer["error"] == "invalid_blocks"
    said = "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["response_metadata"]["messages"] == [said]


async def test_blocks_as_text_in_a_form(slack: FakeSlack) -> None:
    form = {
        "channel": slack.channel("it-triage").id,
        "text": "x",
        "blocks": '[{"type":"header","text":{"type":"plain_text","text":"Printers"}}]',
        "token": slack.token,
    }
    async with aiohttp.ClientSession() as session:
        address = f"{slack.api_url}chat.postMessage"
        async with session.post(address, data=form) as answer:
            assert (await answer.json())["ok"]
        async with session.post(address, data=form | {"blocks": "[{"}) as answer:
            assert (await answer.json())["error"] == "invalid_blocks_format"
    assert slack.shown("it-triage") == "Corridor: Printers"


async def test_reading_methods_do_not_read_json(slack: FakeSlack, client: AsyncWebClient) -> None:
    body = {"user": slack.user("sam").id}
    assert await error(client.api_call("users.info", json=body)) == "user_not_found"


async def test_a_thread(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.channel("it-triage")
    first = await client.chat_postMessage(channel=room.id, text="The printer is down")
    reply = await client.chat_postMessage(channel=room.id, text="On it", thread_ts=first["ts"])
    assert reply["message"]["parent_user_id"] == slack.bot.id
    assert slack.shown(room, under=first["ts"]) == "  > Corridor: On it"
    found = (await client.conversations_replies(channel=room.id, ts=first["ts"]))["messages"]
    assert [m["text"] for m in found] == ["The printer is down", "On it"]
    assert found[0]["reply_count"] == 1
    said = (await client.conversations_history(channel=room.id))["messages"]
    assert [m["text"] for m in said] == ["The printer is down"]


async def test_a_reply_has_no_thread_of_its_own(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.channel("it-triage").id
    first = (await client.chat_postMessage(channel=room, text="a"))["ts"]
    second = (await client.chat_postMessage(channel=room, text="b", thread_ts=first))["ts"]
    post = client.chat_postMessage
    said = await error(post(channel=room, text="c", thread_ts=second))
    assert said == "cannot_reply_to_message"
    assert await error(client.chat_postEphemeral(channel=room, user="U0NOBODY", text="c")) == (
        "user_not_in_channel"
    )


async def test_metadata_comes_back_only_when_asked_for(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    room = slack.channel("it-triage").id
    metadata = {"event_type": "corridor_post", "event_payload": {"key": "k1"}}
    await client.chat_postMessage(channel=room, text="x", metadata=metadata)
    plain = (await client.conversations_history(channel=room))["messages"][0]
    assert "event_payload" not in plain["metadata"]
    whole = await client.conversations_history(channel=room, include_all_metadata=True)
    assert whole["messages"][0]["metadata"] == metadata
    wrong: dict[str, Any] = {"event_type": "x"}
    said = await error(client.chat_postMessage(channel=room, text="x", metadata=wrong))
    assert said == "invalid_metadata_schema"


async def test_a_direct_message(slack: FakeSlack, client: AsyncWebClient) -> None:
    kim = slack.user("kim")
    opened = (await client.conversations_open(users=kim.id))["channel"]["id"]
    sent = await client.chat_postMessage(channel=kim.id, text="Hello Kim")
    assert opened == sent["channel"] == slack.im("kim").id
    assert slack.shown(slack.im("kim")) == "Corridor: Hello Kim"
    slack.app.messages = False
    assert await error(client.chat_postMessage(channel=kim.id, text="x")) == "messages_tab_disabled"


async def test_someone_who_left(slack: FakeSlack, client: AsyncWebClient) -> None:
    raj = slack.user("raj")
    raj.deleted = True
    assert await error(client.conversations_open(users=raj.id)) == "user_disabled"
    assert (await client.users_info(user=raj.id))["user"]["deleted"]
    room = slack.channel("it-triage").id
    said = await error(client.chat_postEphemeral(channel=room, user=raj.id, text="x"))
    assert said == "user_not_in_channel"


# Editing and deleting


async def test_an_edit(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.channel("it-triage")
    sent = await client.chat_postMessage(channel=room.id, text="new")
    await client.chat_update(channel=room.id, ts=sent["ts"], text="taken")
    assert (slack.shown(room), room.messages[0].edits) == ("Corridor: taken", 1)
    update = client.chat_update
    long = "x" * 4001
    assert await error(update(channel=room.id, ts=sent["ts"], text=long)) == "msg_too_long"
    assert await error(update(channel=room.id, ts="1.000001", text="x")) == "message_not_found"
    assert await error(update(channel=slack.user("sam").id, ts=sent["ts"], text="x")) == (
        "channel_not_found"
    )
    room.archived = True
    assert await error(update(channel=room.id, ts=sent["ts"], text="x")) == "is_inactive"


async def test_blocks_stay_until_they_are_replaced(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    room = slack.channel("it-triage")
    blocks = [{"type": "actions", "elements": [button()]}]
    sent = await client.chat_postMessage(channel=room.id, text="x", blocks=blocks)
    await client.chat_update(channel=room.id, ts=sent["ts"], text="done")
    assert slack.shown(room) == "Corridor: [Take it]"
    await client.chat_update(channel=room.id, ts=sent["ts"], text="done", blocks=[])
    assert slack.shown(room) == "Corridor: done"


async def test_only_its_own_messages(slack: FakeSlack, client: AsyncWebClient) -> None:
    people = slack.over_http("http://127.0.0.1:9/")
    ts = (await people.says("sam", "it-triage", "Morning")).ts
    room = slack.channel("it-triage").id
    assert await error(client.chat_update(channel=room, ts=ts, text="x")) == "cant_update_message"
    assert await error(client.chat_delete(channel=room, ts=ts)) == "cant_delete_message"


async def test_a_deleted_message_is_gone(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.channel("it-triage")
    ts = (await client.chat_postMessage(channel=room.id, text="x"))["ts"]
    await client.chat_delete(channel=room.id, ts=ts)
    assert (slack.shown(room), len(room.deleted)) == ("", 1)
    assert await error(client.chat_delete(channel=room.id, ts=ts)) == "message_not_found"
    said = await error(client.chat_postMessage(channel=room.id, text="y", thread_ts=ts))
    assert said == "thread_not_found"


async def test_only_one_person_sees_an_ephemeral(slack: FakeSlack, client: AsyncWebClient) -> None:
    room, post = slack.channel("it-triage").id, client.chat_postEphemeral
    await post(channel=room, user=slack.user("sam").id, text="Only you")
    assert (slack.alone("sam"), slack.alone("kim"), slack.shown(room)) == ("Only you", "", "")
    slack.reloads("sam")
    assert slack.alone("sam") == ""
    said = await error(post(channel=room, user=slack.user("ana").id, text="x"))
    assert said == "user_not_in_channel"


async def test_a_permalink_and_a_reaction(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.channel("it-triage").id
    ts = (await client.chat_postMessage(channel=room, text="x"))["ts"]
    link = (await client.chat_getPermalink(channel=room, message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/{room}/p{ts.replace('.', '')}")
    await client.reactions_add(channel=room, timestamp=ts, name="eyes")
    again = client.reactions_add(channel=room, timestamp=ts, name="eyes")
    assert await error(again) == "already_reacted"
