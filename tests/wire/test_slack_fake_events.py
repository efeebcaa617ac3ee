"""What an app is told by the stand-in for Slack, over HTTP and Socket Mode alike, with the real bolt
in between."""

import pytest

from tests.wire.sample import CARD, card
from tests.wire.slack_api import FakeSlack
from tests.wire.toy import Toy


async def test_a_mention_and_a_message(app: Toy, slack: FakeSlack) -> None:
    before = len(app.heard)
    answer = await app.people.says("sam", "it-triage", "@corridor help with #ward-5w")
    types = sorted(h["event"]["type"] for h in app.heard[before:])
    assert (answer.ok, types) == (True, ["app_mention", "message"])
    ward = slack.channel("ward-5w").id
    event = app.last()["event"]
    assert event["text"] == f"<@{slack.bot.id}> help with <#{ward}|ward-5w>"
    assert app.heard[before]["event"]["ts"] == app.heard[before + 1]["event"]["ts"] == answer.ts


async def test_a_direct_message_is_no_mention(app: Toy, slack: FakeSlack) -> None:
    before = len(app.heard)
    await app.people.dm("ana", "the printer is down")
    got = [h["event"] for h in app.heard[before:]]
    assert [(e["type"], e["channel_type"]) for e in got] == [("message", "im")]
    assert got[0]["channel"] == slack.im("ana").id


async def test_the_app_hears_only_the_rooms_it_is_in(app: Toy, slack: FakeSlack) -> None:
    slack.room("lounge", "sam")
    assert (await app.people.says("sam", "lounge", "@corridor help")).why == "not_sent"


async def test_edits_and_deletions(app: Toy, slack: FakeSlack) -> None:
    room = slack.channel("it-triage")
    await app.people.says("sam", room, "Printr")
    message = room.messages[-1]
    await app.people.edits("sam", message, "Printer")
    event = app.last()["event"]
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("Printr", "Printer")
    await app.people.deletes("sam", message)
    assert (app.last()["event"]["subtype"], room.messages) == ("message_deleted", [])


async def test_a_message_with_replies_leaves_a_tombstone(app: Toy, slack: FakeSlack) -> None:
    room = slack.channel("it-triage")
    first = await app.people.says("sam", room, "Printer")
    await app.people.says("kim", room, "Which one?", under=first.ts)
    await app.people.deletes("sam", room.messages[0])
    assert app.last()["event"]["message"]["subtype"] == "tombstone"


async def test_home(app: Toy, slack: FakeSlack) -> None:
    await app.people.opens_home("sam")
    assert "view" not in app.last()["event"]
    home = {"type": "home", "blocks": [CARD[0], CARD[1]]}
    await app.client.views_publish(user_id=slack.user("sam").id, view=home)
    assert slack.text(slack.homes[slack.user("sam").id]).startswith(
        "*C-101* Printer down\n[Take it]"
    )
    await app.people.opens_home("sam")
    assert app.last()["event"]["view"]["type"] == "home"
    await app.people.press("sam", "home", "Take it")
    assert app.last()["view"]["type"] == "home"


async def test_comings_and_goings(app: Toy, slack: FakeSlack) -> None:
    slack.room("pharmacy", "lena")
    await app.people.joins("corridor", "pharmacy", by="lena")
    event = app.last()["event"]
    assert (event["type"], event["user"], event["inviter"]) == (
        "member_joined_channel",
        slack.bot.id,
        slack.user("lena").id,
    )
    await app.people.leaves("corridor", "pharmacy")
    assert app.last()["event"]["type"] == "channel_left"
    await app.people.reacts("sam", await card(app), "eyes")
    assert app.last()["event"]["item_user"] == slack.bot.id
    await app.people.changes("raj", deleted=True)
    assert app.last()["event"]["user"]["deleted"]
    await app.people.regroups("it-oncall", add=("kim",), remove=("raj",))
    assert app.last()["event"]["added_users"] == [slack.user("kim").id]
    await app.people.archives("ward-ed", "tom")
    assert app.last()["event"]["type"] == "channel_archive"


async def test_the_app_is_told_that_its_tokens_are_gone(app: Toy, slack: FakeSlack) -> None:
    await app.people.command("sam", "/corridor", "help")  # bolt remembers who it is
    await app.people.revokes(slack.home.id)
    assert app.last()["event"]["tokens"] == {"oauth": [], "bot": [slack.bot.id]}
    assert slack.world.tokens[slack.token].state == "revoked"
    assert (await app.people.dm("sam", "help")).why == "not_sent"


async def test_a_manifest_says_what_there_is(app: Toy, slack: FakeSlack) -> None:
    slack.configure(
        {
            "features": {
                "slash_commands": [{"command": "/corridor", "should_escape": False}],
                "shortcuts": [{"callback_id": "raise", "type": "global"}],
                "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            },
            "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "app_mentions:read"]}},
            "settings": {
                "event_subscriptions": {"bot_events": ["app_mention", "message.channels"]}
            },
        }
    )
    with pytest.raises(AssertionError, match="/win is not a valid command"):
        app.people.command("sam", "/win", "x")
    with pytest.raises(AssertionError, match="no message shortcut"):
        app.people.message_shortcut("sam", await card(app), "raise")
    await app.people.command("sam", "/corridor", "page @kim")
    assert app.last()["text"] == "page @kim"
    before = len(app.heard)
    await app.people.says("sam", "it-triage", "@corridor help")
    assert [h["event"]["type"] for h in app.heard[before:]] == ["app_mention"]
    assert (await app.people.opens_home("sam")).why == "not_sent"


async def test_the_app_may_hear_itself(app: Toy, slack: FakeSlack) -> None:
    slack.echoes(app.people)
    message = await card(app)
    await app.people.command("sam", "/corridor", "help")
    told = [a.parcel.payload["event"] for a in slack.delivered if a.parcel.kind == "event"]
    assert [(e["bot_id"], e["ts"]) for e in told] == [(slack.home.bot_id, message.ts)]


async def test_what_nobody_can_do(app: Toy, slack: FakeSlack) -> None:
    with pytest.raises(AssertionError, match="Ana Ruiz is not in #it-triage"):
        app.people.command("ana", "/corridor", "help", "it-triage")
    await app.people.archives("ward-ed", "tom")
    with pytest.raises(AssertionError, match="#ward-ed is archived"):
        app.people.says("tom", "ward-ed", "hello")
    await app.people.changes("raj", deleted=True)
    with pytest.raises(AssertionError, match="Raj Patel's account is deactivated"):
        app.people.dm("raj", "hello")
