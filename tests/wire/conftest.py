"""A stand-in for Slack with Harbor City General in it."""

import logging
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from io import StringIO

import aiohttp
import pytest
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs
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
    """All that is logged, at the level that says most; afterwards logging is as it was before."""
    handlers, level = list(logging.root.handlers), logging.root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    stream = StringIO()
    logs.start("DEBUG", stream)
    yield stream
    logging.captureWarnings(capture=False)
    logging.root.handlers = handlers
    logging.root.setLevel(level)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()
