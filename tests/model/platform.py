"""A platform in memory that can die under a delivery, and take the process with it."""

from dataclasses import dataclass
from typing import Literal

from adapters.memory.adapter import MemoryAdapter
from bot.words.cards import Message
from bot.words.delivery import Result, TryLater
from bot.words.events import Channel

When = Literal["", "before", "after", "unheard"]


class Died(BaseException):
    """The process ends here, in the middle of a delivery."""


@dataclass
class Mishap:
    """What befalls the next call: the process dies `before` or `after` it was done, or its answer
    is `unheard`."""

    when: When = ""

    def take(self) -> When:
        found, self.when = self.when, ""
        return found


class Breakable(MemoryAdapter):
    """Nothing more happens than `mishap` says."""

    def __init__(self, mishap: Mishap) -> None:
        super().__init__()
        self._mishap = mishap

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        when = self._begin()
        return self._end(when, await super().post(to, message, thread=thread, key=key))

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        when = self._begin()
        return self._end(when, await super().edit(to, ref, message))

    def _begin(self) -> When:
        when = self._mishap.take()
        if when == "before":
            raise Died
        return when

    def _end(self, when: When, done: Result) -> Result:
        if when == "after":
            raise Died
        return TryLater(why="no answer in time") if when == "unheard" else done
