"""What the playground needs of its memory: messages, reactions, and who has read how far."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.words.cards import Message

Body: TypeAlias = Message | str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is not there yet. `author` is empty for Corridor; `thread` is the ref of the
    message it answers, or empty. Two drafts with one key in one channel are one message."""

    channel: str
    ref: str
    key: str
    body: Body
    at: datetime
    thread: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it is now.

    `seq` is its place in the order of all messages; `version` is larger than that of everything
    that changed before it. `reactions` are emoji and the accounts that put them there.
    """

    channel: str
    ref: str
    key: str
    body: Body
    at: datetime
    seq: int
    version: int
    thread: str = ""
    author: str = ""
    edited: bool = False
    deleted: bool = False
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a channel: root messages and all their replies, oldest first.

    `before` is the seq to ask for what is earlier, 0 where nothing is. `version` is how far the
    page knows: ask `news` for what changed since.
    """

    entries: tuple[Entry, ...]
    version: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What changed in one channel after a version, and where something waits unread. Where it is
    `too_many` messages there are no `entries`: a page has to be loaded anew."""

    version: int
    entries: tuple[Entry, ...]
    unread: Mapping[str, int]
    too_many: bool = False


class Store(Protocol):
    """Channels are called by `cast.key_of`. Methods that change a message answer what it is then,
    or None where there is no such message."""

    async def post(self, draft: Draft) -> Entry:
        """Keep a message; when one with its key is there already, that one is the answer."""
        ...

    async def find(self, channel: str, key: str) -> Entry | None: ...

    async def get(self, channel: str, ref: str) -> Entry | None: ...

    async def edit(self, channel: str, ref: str, body: Body) -> Entry | None: ...

    async def remove(self, channel: str, ref: str) -> Entry | None:
        """Forget what a message said; that there was one remains."""
        ...

    async def react(
        self, channel: str, ref: str, emoji: str, account: str, *, on: bool
    ) -> Entry | None: ...

    async def page(self, channel: str, before: int = 0, limit: int = 50) -> Page:
        """The latest `limit` root messages, or those before a seq."""
        ...

    async def news(self, channel: str, since: int, account: str, channels: Collection[str]) -> News:
        """What changed in `channel` since a version, read by `account` from now on; and how many
        messages of others that account has not read, by channel."""
        ...
