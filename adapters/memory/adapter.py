"""A platform that keeps what it was told: for tests, and for rehearsing at a terminal."""

from dataclasses import dataclass, replace
from itertools import count

from bot.words.cards import Message
from bot.words.delivery import Pace, Result, Sent, TryLater, Undeliverable
from bot.words.events import Channel
from bot.words.spelling import Spelling, mentioning, plainly, spelled


@dataclass(frozen=True, slots=True)
class Post:
    """One message as it looks now."""

    channel: Channel
    thread: str
    key: str
    message: Message


def spelling(to: Channel) -> Spelling:
    """Plain in a direct message, behind a mention in a room."""
    return plainly if to.dm else mentioning


class MemoryAdapter:
    """`posts` by ref in the order they came, `calls` what was asked; `down` and `closed` make it
    fail as platforms do."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.posts: dict[str, Post] = {}
        self.calls: list[str] = []
        self.down = False
        self.closed: set[Channel] = set()
        self._pace = pace or Pace()
        self._refs = map(str, count(1))

    @property
    def pace(self) -> Pace:
        return self._pace

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        if (failure := self._failure(to)) is not None:
            return failure
        ref = next(self._refs)
        self.posts[ref] = Post(to, thread, key, spelled(message, spelling(to)))
        self.calls.append("post")
        return Sent(ref)

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        if (failure := self._failure(to)) is not None:
            return failure
        said = spelled(message, spelling(to))
        self.posts[ref] = replace(self.posts[ref], message=said)
        self.calls.append("edit")
        return Sent(ref)

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        mine = (ref for ref, p in self.posts.items() if (p.channel, p.key) == (to, key))
        return next(mine, None)

    def _failure(self, to: Channel) -> Result | None:
        if to in self.closed:
            return Undeliverable("the channel is closed")
        return TryLater(why="out of reach") if self.down else None
