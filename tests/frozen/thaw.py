"""Opens a frozen hospital with the code of now: a bot in front of a database that was there before.

What platforms showed comes back from the record beside it. Between two acts everything can be set
back, without a copy of the database for each.
"""

import asyncio
import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from adapters.memory.adapter import MemoryAdapter, Post
from bot.words.cards import load
from bot.words.events import Channel
from tests.frozen.story import EVERYBODY, PLACES
from tests.harness import Bot

HERE = Path(__file__).parent
DATA = HERE / "data"
PLATFORMS = ("teams", "slack", "web")


def read(path: Path) -> Any:
    """A record that was written by `make.py`."""
    return json.loads(gzip.decompress(path.read_bytes()))


def keys() -> tuple[str, ...]:
    """The keys of the frozen hospital, the newest first."""
    return tuple(json.loads((DATA / "test-keys.json").read_text("utf-8"))["keys"])


def channel(words: Mapping[str, Any]) -> Channel:
    return Channel(words["platform"], words["workspace"], words["id"], words["dm"])


class Shelf(MemoryAdapter):
    """A platform that showed something before this process came; its new refs are letters and
    numbers, so that they are none of the old ones."""

    def __init__(self, posts: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self._refs = (f"new{n}" for n in count(1))  # type: ignore[assignment]
        for ref, post in (posts or {}).items():
            where = channel(post["channel"])
            self.posts[ref] = Post(where, post["thread"], post["key"], load(post["message"]))


@dataclass
class Thawed(Bot):
    """The bot on a database that has been filled before; nothing is seeded. With `delivers` false
    nothing goes out by itself."""

    delivers: bool = True

    def __post_init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._open()

    def deliver(self) -> None:
        if self.delivers:
            super().deliver()

    @contextmanager
    def set_back(self) -> Iterator[None]:
        """Whatever happens in the block has not happened after it, here and on the platforms."""
        posts = {name: dict(chat.posts) for name, chat in self.chats.items()}
        now, outer = self.now, self.database.kw["bind"].begin()
        try:
            yield
        finally:
            outer.rollback()
            self.now = now
            for name, chat in self.chats.items():
                chat.posts.clear()
                chat.posts.update(posts[name])


@contextmanager
def undone(bot: Thawed) -> Iterator[Thawed]:
    """The same bot on one connection, whose commits are savepoints: `set_back` works there."""
    engine = bot.database.kw["bind"]
    with engine.connect() as connection:
        bot.database.configure(bind=connection, join_transaction_mode="create_savepoint")
        try:
            yield bot
        finally:
            bot.database.configure(bind=engine, join_transaction_mode="conditional_savepoint")


def thaw(path: Path, url: str, record: Mapping[str, Any]) -> Thawed:
    """The hospital as it was; `record` is what `make.py` wrote about it."""
    bot = Thawed(
        path,
        url,
        cast=EVERYBODY,
        rooms=PLACES,
        chats={name: Shelf(record["posts"].get(name)) for name in PLATFORMS},
        keys=keys(),
        seal_texts=True,
        now=datetime.fromisoformat(record["now"]),
    )
    bot.ids = count(1_000_000)
    return bot
