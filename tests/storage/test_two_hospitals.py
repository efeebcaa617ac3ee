"""Two hospitals in one database, with the same numbers and accounts in both: nothing of the one is
seen or changed from the other, whatever is typed, pressed or sent, and whatever storage is asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.words.events import Account, Said, Tick
from storage import Base, HospitalSession
from storage.nouns import people
from storage.tables import METADATA
from tests.filled import BAY, fill, house
from tests.harness import HOME, Bot, said
from tests.storage.asking import answer, functions
from tests.walk import TABLE, WALKED, Walk

OURS, THEIRS = "quay", "bight"


@dataclass
class Both:
    """Harbor City and Bay General. `bot` is Harbor City's; only it acts."""

    bot: Bot
    other: Bot

    def theirs(self, db: HospitalSession) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of Bay General."""
        found = {}
        for table in METADATA.sorted_tables:
            rows = db.execute(select(table).where(table.c.hospital_id == BAY.id))
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
        return found

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        with self.bot.database() as db:
            return self.theirs(db)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    path: Path = tmp_path_factory.mktemp("two") / "corridor.db"
    bot = house(path, mark=OURS)
    fill(bot, OURS)
    other = house(path, BAY, mark=THEIRS)
    fill(other, THEIRS)
    yield Both(bot, other)
    other.end()
    bot.end()


def test_there_is_something_of_everything_in_both(filled: Both) -> None:
    """Otherwise the other tests would show nothing."""
    kept = filled.kept()
    assert [name for name, rows in kept.items() if not rows] == []
    assert all("hospital_id" in table.primary_key.columns for table in METADATA.sorted_tables)
    with filled.bot.database() as db:
        for table in METADATA.sorted_tables:
            mine = db.execute(select(table).where(table.c.hospital_id == filled.bot.hospital.id))
            assert mine.first() is not None, table.name
    assert THEIRS in repr(kept)


@pytest.mark.parametrize("who", ["jo", "ana", "cora"])
def test_nothing_crosses_whatever_is_typed_pressed_or_sent(filled: Both, who: str) -> None:
    walk, before = Walk(filled.bot, who), filled.kept()
    for event, reply in walk.everything():
        assert THEIRS not in repr(reply), event
    assert {route for route in TABLE if route[0] in WALKED} <= walk.seen
    assert filled.kept() == before


def test_nothing_crosses_with_time_or_by_what_is_said_in_threads(filled: Both) -> None:
    bot, before = filled.bot, filled.kept()
    for post in [p for chat in bot.chats.values() for p in chat.posts.values()]:
        channel, ref = post.channel, bot.ref(post.key, post.channel)
        actor = Account(channel.platform, HOME[channel.platform], "ana", "Ana")
        bot.send(Said(bot.id(), channel, actor, "it is slow again", f"r{ref}", ref, at=bot.now))
    bot.wait(days=3)
    bot.run(bot.core(Tick(bot.now)))
    assert filled.kept() == before
    for chat in bot.chats.values():
        assert not any(THEIRS in repr(p.message) for p in chat.posts.values())


def test_the_same_account_is_another_person_elsewhere(filled: Both) -> None:
    """An administrator of the one is nobody in particular in the other."""
    bot = filled.other
    with bot.database.begin() as db:
        found = people.of_account(db, bot.account("jo"))
        assert found is not None
        found.role_list = []
    told = said(bot.says("jo", "people"))
    with bot.database.begin() as db:
        found = people.of_account(db, bot.account("jo"))
        assert found is not None
        found.role_list = ["admin"]
    assert "administrator can do that" in told
    assert "Ana Ruizquay" in said(filled.bot.says("jo", "people"))


def name(fn: Callable[..., Any]) -> str:
    return f"{fn.__module__.rpartition('.')[2]}.{fn.__name__}"


@pytest.mark.parametrize("fn", functions(), ids=name)
def test_no_function_of_storage_crosses(filled: Both, fn: Callable[..., Any]) -> None:
    before = filled.kept()
    with filled.bot.database() as db:
        told = answer(db, fn)
        db.flush()
        assert THEIRS not in plainly(told)
        assert filled.theirs(db) == before
        db.rollback()


def test_every_function_of_storage_is_asked() -> None:
    asked = {name(fn) for fn in functions()}
    assert {"concerns.get", "people.everyone", "merging.merge", "claims.claim"} <= asked
    assert len(asked) > 150


def test_the_questions_would_see_what_crosses(filled: Both) -> None:
    """As a query would that forgets whose rows it may read, or change."""

    def read(db: HospitalSession, hid: str) -> list[people.Person]:
        return list(db.scalars(select(people.Person)))

    def write(db: HospitalSession, hid: str) -> None:
        db.execute(text("UPDATE people SET zone = 'UTC' WHERE id = 1"))

    before = filled.kept()
    with filled.bot.database() as db:
        assert THEIRS in plainly(answer(db, read))
        answer(db, write)
        assert filled.theirs(db) != before
        db.rollback()


def plainly(told: object) -> str:
    """Whatever a function answered, as text, with all columns of rows."""
    if isinstance(told, Base):
        return repr({c.key: getattr(told, c.key) for c in told.__table__.columns})
    if isinstance(told, dict):
        return " ".join(map(plainly, (*told.keys(), *told.values())))
    if isinstance(told, list | tuple | set | frozenset):
        return " ".join(map(plainly, told))
    return repr(told)
