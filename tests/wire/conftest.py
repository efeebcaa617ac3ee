"""A stand-in for Slack with Harbor City General in it."""

from collections.abc import AsyncIterator, Iterator
from io import StringIO

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.logged import logged as all_logged
from tests.wire.asking import talk
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.toy import Mode, Toy, toy


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """Rate limits as Slack has them; everyone of Harbor City General, the bot in every room."""
    with FakeSlack() as slack:
        harbor(slack)
        yield slack


@pytest.fixture
async def client(slack: FakeSlack) -> AsyncIterator[AsyncWebClient]:
    """The SDK's client with the bot's token, which does not try again by itself."""
    async with aiohttp.ClientSession() as session:
        yield talk(slack, slack.token, session)


@pytest.fixture(params=["http", "socket"])
async def app(slack: FakeSlack, request: pytest.FixtureRequest) -> AsyncIterator[Toy]:
    """A small app on the real bolt, over HTTP and over Socket Mode."""
    mode: Mode = request.param
    async with toy(slack, mode) as made:
        yield made


@pytest.fixture
def logged() -> Iterator[StringIO]:
    with all_logged() as stream:
        yield stream
