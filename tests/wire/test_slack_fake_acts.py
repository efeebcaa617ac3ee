"""What people do in the stand-in for Slack reaches an app in Slack's shapes, and its answers show:
over HTTP and Socket Mode alike, with the real bolt in between."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.wire.slack.settling import TROUBLE, WRONG
from tests.wire.slack_api import FakeSlack
from tests.wire.toy import Mode, Toy, toy

CONFIRM = {
    "title": {"type": "plain_text", "text": "Close it?"},
    "text": {"type": "plain_text", "text": "The ward is told."},
    "confirm": {"type": "plain_text", "text": "Close"},
    "deny": {"type": "plain_text", "text": "Keep"},
}
UNITS = [{"text": {"type": "plain_text", "text": u}, "value": u[0]} for u in ("5 West", "ICU")]
CARD: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*C-101* Printer down"}},
    {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            {
                "type": "button",
                "action_id": "take",
                "value": "101",
                "text": {"type": "plain_text", "text": "Take it"},
            },
            {
                "type": "button",
                "action_id": "close",
                "value": "101",
                "text": {"type": "plain_text", "text": "Close"},
                "confirm": CONFIRM,
            },
            {"type": "static_select", "action_id": "unit", "options": UNITS},
        ],
    },
]


def field(name: str, label: str, **element: Any) -> dict[str, Any]:
    inner = {"type": "plain_text_input", "action_id": "value"} | element
    text = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": name, "label": text, "element": inner}


def form(title: str = "Raise a concern", *blocks: Any, **more: Any) -> dict[str, Any]:
    plain = {"title": title, "submit": "Send", "close": "Cancel"}
    texts = {k: {"type": "plain_text", "text": v} for k, v in plain.items()}
    shown = list(blocks) or [
        field("what", "What happened", max_length=50),
        field("unit", "Where", type="static_select", options=UNITS),
        field("note", "Anything else") | {"optional": True},
    ]
    return {
        "type": "modal",
        "callback_id": "raise",
        "private_metadata": "k1",
        "blocks": shown,
        **texts,
        **more,
    }


@pytest.fixture(params=["http", "socket"])
async def app(slack: FakeSlack, request: pytest.FixtureRequest) -> AsyncIterator[Toy]:
    mode: Mode = request.param
    async with toy(slack, mode) as made:
        yield made


async def opened(app: Toy, view: dict[str, Any] | None = None) -> None:
    """Sam has a modal open."""
    await app.people.command("sam", "/corridor", "concern")
    await app.client.views_open(trigger_id=app.last()["trigger_id"], view=view or form())


# Commands


async def test_a_command_tells_who_where_and_what(app: Toy, slack: FakeSlack) -> None:
    await app.people.command("sam", "/corridor", "page @kim & #ward-5w", "it-triage")
    got, kim, ward = app.last(), slack.user("kim").id, slack.channel("ward-5w").id
    assert got["text"] == f"page <@{kim}|kim> &amp; <#{ward}|ward-5w>"
    assert (got["user_id"], got["channel_name"]) == (slack.user("sam").id, "it-triage")
    await app.people.command("sam", "/corridor", "help")
    assert app.last()["channel_name"] == "directmessage"


async def test_the_answer_to_a_command_is_for_one_person(app: Toy, slack: FakeSlack) -> None:
    app.answers = [
        (200, {"text": "Try concern"}),
        (200, {"text": "All", "response_type": "in_channel"}),
    ]
    await app.people.command("sam", "/corridor", "help", "it-triage")
    assert (slack.alone("sam"), slack.shown("it-triage")) == ("Try concern", "")
    await app.people.command("sam", "/corridor", "win", "it-triage")
    assert slack.shown("it-triage") == "Corridor: All"


async def test_a_command_that_is_not_answered_in_time(app: Toy, slack: FakeSlack) -> None:
    app.answers = [0.3]
    answer = await app.people.hurried(0.1).command("sam", "/corridor", "help")
    assert answer.why == "http_timeout"
    assert slack.troubles == [
        (slack.user("sam").id, '/corridor failed with the error "operation_timeout"')
    ]


async def test_an_answer_that_slack_would_not_show(app: Toy, slack: FakeSlack) -> None:
    app.answers = [(200, {"blocks": [{"type": "section"}]})]
    await app.people.command("sam", "/corridor", "help")
    assert slack.troubles[0][1] == '/corridor failed with the error "invalid_blocks"'


async def test_a_response_url_is_good_for_five_messages(app: Toy, slack: FakeSlack) -> None:
    await app.people.command("sam", "/corridor", "help", "it-triage")
    url = app.last()["response_url"]
    said = [await post(url, {"text": str(n)}) for n in range(6)]
    assert said[:5] == [(200, "ok")] * 5
    assert said[5] == (404, '{"ok": false, "error": "used_url"}')
    assert slack.alone("sam", "it-triage") == "0\n\n1\n\n2\n\n3\n\n4"


async def test_a_response_url_lives_half_an_hour(app: Toy, slack: FakeSlack) -> None:
    await app.people.command("sam", "/corridor", "help", "it-triage")
    slack.clock.forward(minutes=31)
    assert (await post(app.last()["response_url"], {"text": "late"}))[0] == 404
    assert slack.called("response_url")[0].error == "expired_url"


async def post(url: str, body: dict[str, Any]) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status, await answer.text()


# Buttons


async def card(app: Toy, room: str = "it-triage") -> Any:
    channel = app.slack.channel(room)
    sent = await app.client.chat_postMessage(channel=channel.id, text="C-101", blocks=CARD)
    return channel.find(sent["ts"])


async def test_a_press_carries_what_is_in_the_message(app: Toy, slack: FakeSlack) -> None:
    message = await card(app)
    assert (await app.people.press("sam", message, "Take it")).ok
    got = app.last()
    action = got["actions"][0]
    assert (action["action_id"], action["value"], action["block_id"]) == ("take", "101", "acts")
    assert (got["type"], got["user"]["id"]) == ("block_actions", slack.user("sam").id)
    assert got["container"]["message_ts"] == got["message"]["ts"] == message.ts
    assert got["channel"] == {"id": message.channel, "name": "it-triage"}


async def test_nobody_presses_what_they_do_not_see(app: Toy) -> None:
    message = await card(app)
    with pytest.raises(AssertionError, match="Ana Ruiz is not in that channel"):
        app.people.press("ana", message, "Take it")
    with pytest.raises(AssertionError, match="0 elements are called 'Reopen'"):
        app.people.press("sam", message, "Reopen")


async def test_a_press_asks_first_where_it_should(app: Toy) -> None:
    message = await card(app)
    before = len(app.heard)
    kept = await app.people.press("sam", message, "Close", confirm=False)
    assert (kept.asked, kept.why, len(app.heard)) == ("The ward is told.", "not_sent", before)
    assert (await app.people.press("sam", message, "Close")).asked == "The ward is told."
    assert app.last()["actions"][0]["action_id"] == "close"


async def test_a_choice_in_a_menu(app: Toy) -> None:
    await app.people.choose("sam", await card(app), "unit", "ICU")
    assert app.last()["actions"][0]["selected_option"]["value"] == "I"


async def test_a_forged_value(app: Toy) -> None:
    await app.people.forge("sam", await card(app), "take", "999")
    assert app.last()["actions"][0]["value"] == "999"


async def test_a_message_is_replaced_through_its_response_url(app: Toy, slack: FakeSlack) -> None:
    await app.people.press("sam", await card(app), "Take it")
    url = app.last()["response_url"]
    await post(url, {"text": "Sam has it", "replace_original": True})
    assert slack.shown("it-triage") == "Corridor: Sam has it"
    await post(url, {"text": "Only you"})
    assert slack.alone("sam") == "Only you"


async def test_a_press_on_what_only_one_person_sees(app: Toy, slack: FakeSlack) -> None:
    app.answers = [(200, {"text": "C-101", "blocks": CARD})]
    await app.people.command("sam", "/corridor", "mine", "it-triage")
    shown = slack.ephemerals[0]
    await app.people.press("sam", shown, "Take it")
    assert app.last()["container"]["is_ephemeral"]
    assert "message" not in app.last()
    await post(app.last()["response_url"], {"text": "Done", "replace_original": True})
    assert slack.alone("sam") == "Done"
    with pytest.raises(AssertionError):
        app.people.press("kim", shown, "Take it")


async def test_a_press_that_fails_tells_the_person(app: Toy, slack: FakeSlack) -> None:
    message, app.answers = await card(app), [(500, "")]
    assert not (await app.people.hurried(0.2).press("sam", message, "Take it")).ok
    assert slack.troubles == [(slack.user("sam").id, WRONG)]


# Modals


async def test_a_modal_is_filled_in_and_sent(app: Toy, slack: FakeSlack) -> None:
    await opened(app)
    view = slack.modal("sam")
    assert view is not None
    assert slack.text(view).startswith("Raise a concern\nWhat happened:")
    await app.people.submit("sam", {"What happened": "Printer down", "unit": "ICU"})
    got = app.last()["view"]
    assert got["state"]["values"]["what"]["value"]["value"] == "Printer down"
    assert got["state"]["values"]["unit"]["value"]["selected_option"]["value"] == "I"
    assert got["state"]["values"]["note"]["value"] == {"type": "plain_text_input", "value": None}
    assert (got["private_metadata"], got["callback_id"]) == ("k1", "raise")
    assert slack.modal("sam") is None


async def test_slack_itself_asks_for_required_fields(app: Toy, slack: FakeSlack) -> None:
    await opened(app)
    before = len(app.heard)
    answer = await app.people.submit("sam", {"what": "x" * 51})
    assert answer.errors == {
        "what": "Please enter no more than 50 characters.",
        "unit": "Please complete this required field.",
    }
    assert (answer.why, len(app.heard)) == ("not_sent", before)
    with pytest.raises(AssertionError, match="0 options are called 'Roof'"):
        app.people.submit("sam", {"unit": "Roof"})


async def test_errors_stand_beside_the_fields(app: Toy, slack: FakeSlack) -> None:
    await opened(app)
    app.answers = [(200, {"response_action": "errors", "errors": {"what": "Say more"}})]
    answer = await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    assert answer.errors == {"what": "Say more"}
    view = slack.modal("sam")
    assert view is not None
    assert "What happened: x\n! Say more" in slack.text(view)


@pytest.mark.parametrize(
    "body",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "vanish"},
        "Thank you",
    ],
)
async def test_answers_that_slack_does_not_understand(
    app: Toy, slack: FakeSlack, body: Any
) -> None:
    await opened(app)
    app.answers = [(200, body)]
    await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    view = slack.modal("sam")
    assert view is not None
    assert (view.trouble, slack.troubles) == (TROUBLE, [(slack.user("sam").id, TROUBLE)])


async def test_a_submit_that_updates_keeps_what_was_typed(app: Toy, slack: FakeSlack) -> None:
    await opened(app)
    again = form(
        "Is this right?", field("what", "What happened"), field("more", "More") | {"optional": True}
    )
    app.answers = [(200, {"response_action": "update", "view": again})]
    await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    view = slack.modal("sam")
    assert view is not None
    assert (view.title, view.values["what"]["value"]["value"]) == ("Is this right?", "x")


async def test_views_stack_three_high(app: Toy, slack: FakeSlack) -> None:
    await opened(app)
    for title in ("Second", "Third"):
        app.answers = [(200, {"response_action": "push", "view": form(title)})]
        await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    sam = slack.user("sam").id
    assert [v.title for v in slack.views[sam]] == ["Raise a concern", "Second", "Third"]
    app.answers = [(200, {"response_action": "push", "view": form("Fourth")})]
    await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    assert slack.troubles[-1] == (sam, TROUBLE)
    await app.people.closes("sam")
    assert [v.title for v in slack.views[sam]] == ["Raise a concern", "Second"]
    app.answers = [(200, {"response_action": "clear"})]
    await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    assert slack.modal("sam") is None


async def test_closing_tells_the_app_only_if_it_asked(app: Toy) -> None:
    await opened(app)
    assert (await app.people.closes("sam")).why == "not_sent"
    await opened(app, form(notify_on_close=True))
    assert (await app.people.closes("sam")).ok
    assert app.last()["type"] == "view_closed"


async def test_a_button_in_a_modal(app: Toy, slack: FakeSlack) -> None:
    await opened(app, form("Pick", CARD[1]))
    await app.people.press("sam", "modal", "Take it")
    got = app.last()
    assert (got["container"]["type"], "response_url" in got) == ("view", False)
    await app.client.views_push(trigger_id=got["trigger_id"], view=form("On top"))
    assert [v.title for v in slack.views[slack.user("sam").id]] == ["Pick", "On top"]


async def test_shortcuts(app: Toy, slack: FakeSlack) -> None:
    await app.people.shortcut("sam", "raise")
    assert (app.last()["type"], app.last()["callback_id"]) == ("shortcut", "raise")
    assert "channel" not in app.last()
    message = await card(app)
    await app.people.message_shortcut("sam", message, "raise_from")
    got = app.last()
    assert (got["type"], got["message"]["ts"]) == ("message_action", message.ts)


# Events


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
