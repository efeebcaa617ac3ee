"""Asking the stand-in for Slack as an app does, with the real client."""

from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from tests.wire.slack_api import FakeSlack


def talk(
    slack: FakeSlack, token: str, session: aiohttp.ClientSession | None = None
) -> AsyncWebClient:
    """The real client, which does not try again by itself."""
    return AsyncWebClient(
        token=token, base_url=slack.api_url, session=session, retry_handlers=[], timeout=60
    )


async def refused(doing: Awaitable[AsyncSlackResponse]) -> Any:
    """The answer of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as caught:
        await doing
    return caught.value.response


async def error(doing: Awaitable[AsyncSlackResponse]) -> str:
    return str((await refused(doing))["error"])


async def post(url: str, body: dict[str, Any]) -> tuple[int, str]:
    """A post to a response_url, say."""
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status, await answer.text()


def button(label: str = "Take it", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, **more}
