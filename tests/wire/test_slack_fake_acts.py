"""What people do in the stand-in for Slack reaches an app in Slack's shapes, and its answers show:
over HTTP and Socket Mode alike, with the real bolt in between. Commands and buttons."""

import pytest

from tests.wire.asking import post
from tests.wire.sample import CARD, card
from tests.wire.slack.settling import WRONG
from tests.wire.slack_api import FakeSlack
from tests.wire.toy import Toy

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


# Buttons


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
