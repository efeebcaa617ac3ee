"""What the composition root gives a platform, and what it gets back."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.routing import BaseRoute

from adapters.network import Network
from bot.core.dispatcher import Door
from bot.privacy import Guard
from bot.settings import Settings
from bot.words.delivery import Adapter, Answers, Links, Looks
from storage import Writer


async def _nothing() -> None:
    """A platform that has nothing to do there."""


async def _unknown() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class PlatformParts:
    """What every platform may stand on. `core` takes its events and answers them; `opens` names
    the actions that it answers with a form, or with something to read and choose from. `network` is
    what outward calls are made with, the same for all; `clock` tells the time (UTC), by which all
    that a platform keeps is dated, and the age of a request is judged: it does not jump."""

    settings: Settings
    writer: Writer
    guard: Guard
    core: Door
    opens: frozenset[str]
    network: Network
    answers: Answers
    clock: Callable[[], datetime]

    def seconds(self) -> float:
        """The time as seconds since 1970."""
        return self.clock().timestamp()


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform, ready to run.

    `routes` are served by the web process. `workspace` asks the platform for the one workspace
    that it serves, and answers "" where there are many, or none can be asked. `listen` is what the
    web process does besides (a socket that the platform sends through), until it is cancelled.
    `close` ends connections. `looks` looks at what people wrote, where the platform lets us;
    `links` knows the addresses of messages, where they have any.
    """

    name: str
    adapter: Adapter
    routes: Sequence[BaseRoute] = ()
    workspace: Callable[[], Awaitable[str]] = _unknown
    listen: Callable[[], Coroutine[Any, Any, None]] = _nothing
    close: Callable[[], Awaitable[None]] = _nothing
    looks: Looks | None = None
    links: Links | None = None
