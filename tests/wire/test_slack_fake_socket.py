"""The stand-in's Socket Mode with the SDK's own client: connections come and go, nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack.sockets import Reason
from tests.wire.slack_api import FakeSlack, People


@dataclass
class Ears:
    """A client that acknowledges what it gets, with `payload` if there is one; `deaf` ones do
    not."""

    client: SocketModeClient
    deaf: bool = False
    payload: Any = None
    heard: list[SocketModeRequest] = field(default_factory=list)

    async def take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        if not self.deaf:
            await client.send_socket_mode_response(
                SocketModeResponse(request.envelope_id, payload=self.payload)
            )


@asynccontextmanager
async def listening(slack: FakeSlack, *, deaf: bool = False) -> AsyncIterator[Ears]:
    web = AsyncWebClient(base_url=slack.api_url)
    client = SocketModeClient(slack.app_token, web_client=web, ping_interval=0.1)
    ears = Ears(client, deaf)
    client.socket_mode_request_listeners.append(ears.take)
    await client.connect()  # type: ignore[no-untyped-call]
    await until(lambda: len(slack.sockets.links) > 0)
    try:
        yield ears
    finally:
        await client.close()  # type: ignore[no-untyped-call]


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - what another thread does has no event
            await asyncio.sleep(0.01)


@pytest.fixture
def people(slack: FakeSlack) -> People:
    return slack.over_socket()


async def test_hello_tells_how_many_are_connected(slack: FakeSlack) -> None:
    async with listening(slack), listening(slack):
        await until(lambda: len(slack.sockets.links) == 2)
    await until(lambda: slack.sockets.links == [])
    assert [link.number for link in slack.sockets.everyone] == [1, 2]


async def test_an_envelope_is_acknowledged(slack: FakeSlack, people: People) -> None:
    async with listening(slack) as ears:
        ears.payload = {"text": "Try concern"}
        answer = await people.command("sam", "/corridor", "help")
        assert (answer.status, answer.json) == (200, {"text": "Try concern"})
        assert slack.alone("sam") == "Try concern"
        request = ears.heard[0]
        assert (request.type, request.accepts_response_payload) == ("slash_commands", True)
        await people.dm("ana", "hello")
        assert ears.heard[1].type == "events_api"
        await people.shortcut("sam", "raise")
        assert ears.heard[2].type == "interactive"


async def test_payloads_go_to_any_of_the_connections(slack: FakeSlack, people: People) -> None:
    async with listening(slack) as one, listening(slack) as two:
        await until(lambda: len(slack.sockets.links) == 2)
        for _ in range(4):
            assert (await people.dm("ana", "hello")).ok
        assert (len(one.heard), len(two.heard)) == (2, 2)


async def test_an_event_nobody_acknowledged_comes_again_elsewhere(
    slack: FakeSlack, people: People
) -> None:
    async with listening(slack, deaf=True) as deaf, listening(slack) as ears:
        await until(lambda: len(slack.sockets.links) == 2)
        answer = await people.hurried(2.0).stubborn().dm("ana", "hello")
        assert answer.ok
        assert [a.why for a in answer.before] == ["http_timeout"]
        first, again = deaf.heard[0], ears.heard[0]
        assert first.payload["event_id"] == again.payload["event_id"]
        assert (first.retry_attempt, again.retry_attempt) == (0, 1)
        assert again.retry_reason == "timeout"


async def test_the_same_envelope_over_two_connections(slack: FakeSlack, people: People) -> None:
    async with listening(slack) as one, listening(slack) as two:
        await until(lambda: len(slack.sockets.links) == 2)
        await people.replay(await people.dm("ana", "hello"))
        assert one.heard[0].envelope_id == two.heard[0].envelope_id


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_connection_is_refreshed(slack: FakeSlack, people: People, reason: Reason) -> None:
    async with listening(slack) as ears:
        await slack.disconnects(reason)
        await until(lambda: [link.number for link in slack.sockets.links] == [2])
        assert (await people.dm("ana", "hello")).ok
        assert len(ears.heard) == 1


async def test_a_connection_that_breaks_loses_nothing(slack: FakeSlack, people: People) -> None:
    async with listening(slack, deaf=True) as ears:
        doing = people.stubborn().dm("ana", "hello")
        await until(lambda: len(ears.heard) == 1)
        ears.deaf = False
        await slack.cuts()
        answer = await doing
        assert [a.why for a in answer.before][:1] == ["connection_failed"]
        assert answer.ok
        assert ears.heard[0].payload["event_id"] == ears.heard[1].payload["event_id"]


async def test_no_connection_at_all(slack: FakeSlack, people: People) -> None:
    answer = await people.hurried(0.3).command("sam", "/corridor", "help")
    assert answer.why == "no_connection"
    assert slack.troubles == [
        (slack.user("sam").id, '/corridor failed with the error "dispatch_failed"')
    ]


async def test_a_ticket_is_good_for_one_connection(slack: FakeSlack) -> None:
    web = AsyncWebClient(base_url=slack.api_url)
    url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
            await socket.send_str("not an acknowledgement")
            await until(lambda: slack.sockets.odd == ["not an acknowledgement"])
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_ten_connections_and_no_more(slack: FakeSlack) -> None:
    web = AsyncWebClient(base_url=slack.api_url)
    async with aiohttp.ClientSession() as session:
        sockets = []
        for _ in range(11):
            url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
            sockets.append(await session.ws_connect(url))
        last = await sockets[10].receive_json()
        assert (last["type"], last["reason"]) == ("disconnect", "too_many_websockets")
        for socket in sockets:
            await socket.close()
