"""Whether a channel is private: as Slack says, and public where it does not say."""

import asyncio
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.private_channels import FRESH, PrivateChannels
from adapters.slack.workspaces import Bot
from bot.words.events import Channel

ROOM = Channel("slack", "T1", "C1")
BOT = Bot("T1", "T1", "UBOT", "BBOT", "xoxb-1")


class Slack:
    """Answers `conversations.info` with what it holds."""

    def __init__(self, told: Any) -> None:
        self.told, self.asked, self.now = told, 0, 0.0

    def client(self, _token: str) -> "Slack":
        return self

    async def conversations_info(self, channel: str) -> dict[str, Any]:
        self.asked += 1
        assert channel == ROOM.id
        if isinstance(self.told, Exception):
            raise self.told
        return {"ok": True, "channel": self.told}


def _error(code: str) -> SlackApiError:
    return SlackApiError("", {"error": code})  # type: ignore[no-untyped-call]


async def private(slack: Slack, known: PrivateChannels | None = None) -> bool:
    known = known or PrivateChannels(slack, lambda: slack.now)  # type: ignore[arg-type]
    return (await known.marked(ROOM, BOT)).private


@pytest.mark.parametrize(
    ("told", "is_private"),
    [
        ({"is_private": True}, True),
        ({"is_private": True, "is_ext_shared": True}, False),
        ({"is_private": True, "is_org_shared": True}, False),
        ({"is_private": False}, False),
        ({"is_private": "yes"}, False),
        ({"name": "privategroup"}, False),
        (None, False),
        (_error("missing_scope"), False),
        (_error("channel_not_found"), False),
        (OSError(), False),
    ],
)
async def test_only_what_slack_calls_private_is(told: Any, is_private: bool) -> None:
    assert await private(Slack(told)) is is_private


async def test_it_is_asked_once_and_again_after_a_while() -> None:
    slack = Slack({"is_private": True})
    known = PrivateChannels(slack, lambda: slack.now)  # type: ignore[arg-type]
    assert await private(slack, known)
    slack.told = {"is_private": False}
    assert await private(slack, known)
    slack.now = FRESH + 1
    assert not await private(slack, known)
    assert slack.asked == 2


async def test_direct_messages_are_not_asked_about() -> None:
    slack = Slack({"is_private": True})
    dm = Channel("slack", "T1", "U1", dm=True)
    known = PrivateChannels(slack, lambda: 0.0)  # type: ignore[arg-type]
    assert await known.marked(dm, BOT) is dm
    assert slack.asked == 0


async def test_an_answer_that_does_not_come_counts_as_public(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("adapters.slack.private_channels.PATIENCE", 0.01)

    class Silent(Slack):
        async def conversations_info(self, channel: str) -> dict[str, Any]:
            await asyncio.sleep(600)
            raise AssertionError(channel)

    assert not await private(Silent(None))
