"""An adapter whose calls are counted: by what the platform answered and how long that took."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias, TypeVar

from bot.words.cards import Message
from bot.words.delivery import Adapter, Pace, Result, Sent, TryLater, Undeliverable
from bot.words.events import Channel

T = TypeVar("T")
Seen: TypeAlias = Callable[[str, str, str, float], None]
"""Told of a call: platform, call, outcome, seconds."""


class MeteredAdapter:
    """The same adapter to whoever delivers; `seen` is told of every call, ended or cut off."""

    def __init__(self, platform: str, adapter: Adapter, seen: Seen) -> None:
        self._platform, self._adapter, self._seen = platform, adapter, seen

    @property
    def pace(self) -> Pace:
        return self._adapter.pace

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        return await self._told(
            "post", self._adapter.post(to, message, thread=thread, key=key), _result
        )

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        return await self._told("edit", self._adapter.edit(to, ref, message), _result)

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        return await self._told("find", self._adapter.find(to, thread=thread, key=key), _found)

    async def _told(self, call: str, doing: Awaitable[T], ended: Callable[[T], str]) -> T:
        """A call that was given up is cancelled from outside, and so is one as the process ends."""
        begun, outcome = time.perf_counter(), "timeout"
        try:
            got = await doing
            outcome = ended(got)
        except Exception:
            outcome = "error"
            raise
        finally:
            self._seen(self._platform, call, outcome, time.perf_counter() - begun)
        return got


def _result(result: Result) -> str:
    match result:
        case Sent():
            return "sent"
        case Undeliverable():
            return "refused"
        case TryLater(after):
            return "limited" if after else "later"


def _found(ref: str | None) -> str:
    return "found" if ref else "missing"
