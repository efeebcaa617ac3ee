"""Slack's newer blocks: how they look, and what is said instead where they can't be used."""

import asyncio
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack import forms, home
from adapters.slack.aloud import aloud
from adapters.slack.blocks import ALERT, NONE, CardContext, Newer, drawn
from adapters.slack.new_blocks import NewBlocks
from adapters.slack.render import message
from bot.words.cards import Alert, Form, Level, Link, Mention, Message, alert
from bot.words.events import Account, Action
from bot.words.fields import TextField
from tests.slack.words import HOME
from tests.wire.slack.blocks import view_errors

WINDOW = CardContext(HOME, newer=frozenset({ALERT}))
CALL = alert("danger", "Call 555-0199 now.")


def only(shown: Alert, context: CardContext = WINDOW) -> dict[str, Any]:
    (made,) = drawn([shown], context)
    return made


@pytest.mark.parametrize(
    ("level", "drawn_as", "word"),
    [
        ("danger", "error", "Emergency"),
        ("warning", "warning", "Attention"),
        ("info", "info", "Note"),
    ],
)
def test_an_alert_tells_its_level_in_a_word_too(level: Level, drawn_as: str, word: str) -> None:
    made = only(alert(level, "Call 555-0199 now."))
    assert (made["type"], made["level"]) == ("alert", drawn_as)
    assert made["text"] == {
        "type": "mrkdwn",
        "text": f"*{word}:* Call 555-0199 now.",
        "verbatim": True,
    }
    assert aloud([made]) == f"{word}: Call 555-0199 now."


def test_what_would_be_markup_or_lose_a_link_is_no_alert_block() -> None:
    assert only(alert("danger", "*b* _i_"))["text"]["type"] == "plain_text"
    told = alert("danger", "*b* ", Link("the plan", "https://x.example/plan"))
    made = only(told)
    assert made["type"] == "rich_text"
    assert any(e["type"] == "link" for e in made["elements"][0]["elements"])
    kim = Mention(Account("slack", HOME, "U0KIM"))
    assert only(alert("warning", "x" * 150, " ", kim))["type"] == "alert"
    assert only(alert("warning", "x" * 250, " ", kim))["type"] == "rich_text"


def test_a_message_has_no_alert_block_since_only_windows_take_one() -> None:
    made = message(Message("t", (CALL, alert("info", "known"))), HOME)
    assert [block["type"] for block in made.blocks] == ["header", "rich_text", "context"]
    assert "Emergency: Call 555-0199 now.\nNote: known" in made.text


def test_danger_stands_above_what_is_wrong_with_a_form() -> None:
    field = TextField("text", "What?", error="Please say more.")
    form = Form("Raise", Action("concern.raise"), (field,), intro=(alert("info", "known"), CALL))
    blocks = forms.modal(form, HOME, newer=frozenset({ALERT}))["blocks"]
    assert [b.get("level", b["type"]) for b in blocks][:3] == ["error", "rich_text", "info"]


@pytest.mark.parametrize("newer", [NONE, frozenset({ALERT})])
def test_windows_are_in_order_with_and_without(newer: Newer) -> None:
    form = Form(
        "Raise a concern", Action("concern.raise"), (TextField("text", "What?"),), intro=(CALL,)
    )
    kinds = ["alert" if newer else "rich_text", "input"]
    window = forms.modal(form, HOME, newer=newer)
    assert [block["type"] for block in window["blocks"]] == kinds
    told = home.said(Message("Call", (CALL,)), HOME, newer=newer)
    assert told["blocks"][-1]["type"] == kinds[0]
    assert not [*view_errors(window), *view_errors(told)]


class Response(dict[str, Any]):
    """As the SDK's errors carry one."""

    @property
    def data(self) -> dict[str, Any]:
        return self


def refusal(code: str) -> SlackApiError:
    return SlackApiError("no", Response(ok=False, error=code))  # type: ignore[no-untyped-call]


class Slack:
    """Takes blocks of the kinds it knows; `broken` refuses everything."""

    def __init__(self, *, knows: bool = True, then: str = "", broken: bool = False) -> None:
        self.knows, self.then, self.broken = knows, then, broken
        self.got: list[list[str]] = []

    async def send(self, blocks: list[dict[str, Any]]) -> None:
        kinds = [block["type"] for block in blocks]
        self.got.append(kinds)
        if self.broken or (not self.knows and ALERT in kinds):
            raise refusal("invalid_arguments")
        if self.then and len(self.got) == 2:
            raise refusal(self.then)


def draw(newer: Newer) -> list[dict[str, Any]]:
    return drawn([CALL], CardContext(HOME, newer=newer))


def sent(blocks: NewBlocks, slack: Slack) -> None:
    asyncio.run(blocks.send("T1", draw, slack.send))


def test_what_was_taken_once_is_known_there_and_nowhere_else() -> None:
    blocks, slack = NewBlocks(frozenset({ALERT})), Slack()
    assert blocks.surely("T1") == NONE
    sent(blocks, slack)
    assert slack.got == [["alert"]]
    assert blocks.surely("T1") == frozenset({ALERT})
    assert blocks.surely("T2") == NONE


def test_what_slack_refuses_is_sent_without_and_not_tried_again() -> None:
    blocks, slack = NewBlocks(frozenset({ALERT})), Slack(knows=False)
    sent(blocks, slack)
    sent(blocks, slack)
    assert slack.got == [["alert"], ["rich_text"], ["rich_text"]]
    assert blocks.surely("T1") == NONE


def test_a_payload_that_is_refused_either_way_says_nothing_about_alerts() -> None:
    blocks, slack = NewBlocks(frozenset({ALERT})), Slack(broken=True)
    with pytest.raises(SlackApiError):
        sent(blocks, slack)
    slack.broken = False
    sent(blocks, slack)
    assert slack.got[-1] == ["alert"]


def test_a_trigger_that_the_refusal_used_up_is_told_and_the_next_window_opens() -> None:
    blocks, slack = NewBlocks(frozenset({ALERT})), Slack(knows=False, then="expired_trigger_id")
    with pytest.raises(SlackApiError):
        sent(blocks, slack)
    sent(blocks, slack)
    assert slack.got[-1] == ["rich_text"]
