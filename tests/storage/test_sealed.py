"""Secrets in the database: unreadable there, in nobody else's place, and gone when they end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from bot.core.sealing import Sealer, Unsealable, new_key
from bot.run.secret_store import SealedSecrets
from storage import HospitalSession
from storage.engine import sealed_secrets
from storage.engine.session import HospitalDatabase, bound

T = TypeVar("T")
NOW = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
OLD, NEW = new_key(), new_key()


@dataclass
class Now:
    """Runs work at once, and tells the time."""

    database: HospitalDatabase
    at: datetime = field(default=NOW)

    def run(self, fn: Callable[[HospitalSession], T]) -> Awaitable[T]:
        return self._run(fn)

    async def _run(self, fn: Callable[[HospitalSession], T]) -> T:
        with self.database.begin() as db:
            return fn(db)

    def vault(self, *keys: str, hospital: str = "harbor") -> SealedSecrets:
        there = Now(bound(self.database, hospital), self.at)
        return SealedSecrets(there, Sealer(keys), lambda: self.at)


async def test_a_secret_comes_back_and_is_not_in_the_database(database: HospitalDatabase) -> None:
    now = Now(database)
    await now.vault(OLD).put("slack-install", "T0HOSPITAL", "xoxb-secret")
    assert await now.vault(OLD).get("slack-install", "T0HOSPITAL") == "xoxb-secret"
    with database() as db:
        (row,) = sealed_secrets.every(db)
    assert "xoxb" not in row.text
    assert "T0HOSPITAL" not in row.name


async def test_a_new_key_still_opens_what_the_old_one_sealed(database: HospitalDatabase) -> None:
    now = Now(database)
    await now.vault(OLD).put("slack-install", "T1", "xoxb-secret")
    assert await now.vault(NEW, OLD).get("slack-install", "T1") == "xoxb-secret"
    assert await now.vault(NEW).get("slack-install", "T1") is None


async def test_two_hospitals_do_not_see_each_other(database: HospitalDatabase) -> None:
    now = Now(database)
    await now.vault(OLD).put("slack-install", "T1", "xoxb-secret")
    assert await now.vault(OLD, hospital="bay").get("slack-install", "T1") is None


async def test_what_is_taken_is_gone_and_what_has_ended_too(database: HospitalDatabase) -> None:
    now = Now(database)
    vault = now.vault(OLD)
    await vault.put("slack-state", "a", "1", NOW + timedelta(minutes=10))
    assert await vault.take("slack-state", "a") == "1"
    assert await vault.take("slack-state", "a") is None
    await vault.put("slack-state", "b", "1", NOW + timedelta(minutes=10))
    now.at += timedelta(minutes=10)
    assert await vault.get("slack-state", "b") is None
    assert await vault.take("slack-state", "b") is None


def test_a_sealed_text_opens_nowhere_else() -> None:
    sealer = Sealer([OLD])
    with pytest.raises(Unsealable):
        sealer.open("slack-install/T2", sealer.seal("slack-install/T1", "xoxb-secret"))
    with pytest.raises(Unsealable):
        sealer.open("slack-install/T1", "nonsense")
