"""Looks over the shoulder of what takes more than one transaction: counts what each writes, lets others
come in between, and stops it on the way."""

import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.event import listen, remove

from tests.harness import Bot

Step = Callable[[], Awaitable[object]]


@contextmanager
def between(bot: Bot, step: Step, after: int = 1) -> Iterator[None]:
    """Do `step` once, when the look of that number is over and nothing of it is written."""
    read, looks = bot.writer.read, 0

    async def and_then(job: Any) -> Any:
        nonlocal looks
        looks += 1
        try:
            return await read(job)
        finally:
            if looks == after:
                await step()

    bot.writer.read = and_then  # type: ignore[method-assign]
    try:
        yield
    finally:
        bot.writer.read = read  # type: ignore[method-assign]


@contextmanager
def stopped(bot: Bot, pieces: int) -> Iterator[None]:
    """Nothing can be written any more after so many pieces, as in a process that dies."""
    run, done = bot.writer.run, 0

    async def refusing(job: Any, name: str = "") -> Any:
        nonlocal done
        if name.startswith("rest of "):
            done += 1
            if done > pieces:
                raise ConnectionError("the process is gone")
        return await run(job, name)

    bot.writer.run = refusing  # type: ignore[method-assign]
    try:
        yield
    finally:
        bot.writer.run = run  # type: ignore[method-assign]


class Written:
    """How many rows each transaction of the database thread has changed, in their order."""

    def __init__(self) -> None:
        self.rows = [0]

    def note(self, _connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if threading.current_thread().name == "writer" and not statement.startswith("SELECT"):
            self.rows[-1] += max(cursor.rowcount, 0)

    def over(self, _connection: Any) -> None:
        if threading.current_thread().name == "writer":
            self.rows.append(0)


@contextmanager
def written(bot: Bot) -> Iterator[Written]:
    engine, seen = bot.database.kw["bind"], Written()
    listen(engine, "after_cursor_execute", seen.note)
    listen(engine, "commit", seen.over)
    try:
        yield seen
    finally:
        remove(engine, "after_cursor_execute", seen.note)
        remove(engine, "commit", seen.over)
