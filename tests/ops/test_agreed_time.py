"""What operators do beside running processes goes by their time, though this machine's clock was set."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest

from bot.ops.agreed_time import agreed_time
from bot.run import steady_clock
from bot.run.clock_handover import this_boot
from bot.run.steady_clock import awake
from storage.delivery import timers
from storage.engine import shared_time
from storage.engine.session import HospitalDatabase, open_hospital
from storage.engine.shared_time import ToldTime
from tests import prepared
from tests.typed import corridor

TOML = '[hospital]\nid = "harbor"\nname = "Harbor"\nzone = "America/New_York"\n'
DECADE, SOON = timedelta(days=3650), timedelta(minutes=10)
LIFE = timedelta(days=2)  # longer than any code holds


class Ahead(datetime):
    """What this machine's clock shows, to whoever asks it by `utc_now`."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.now(tz) + DECADE


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HospitalDatabase]:
    """Of processes that have doubted for a minute what this machine shows: that it is 2036."""
    (tmp_path / "corridor.toml").write_text(TOML)
    prepared.migrated(tmp_path / "data" / "corridor.db")
    database = open_hospital(f"sqlite:///{tmp_path}/data/corridor.db", "harbor")
    now = datetime.now(UTC)
    with database.begin() as db:
        shared_time.tell(db, ToldTime(now, now + DECADE, 60.0, this_boot(), awake()))
    monkeypatch.setattr(steady_clock, "datetime", Ahead)
    yield database
    database.kw["bind"].dispose()


def ask(house: Path, question: str) -> list[str]:
    with sqlite3.connect(house / "data" / "corridor.db") as raw:
        found = [str(row[0]) for row in raw.execute(question)]
    raw.close()
    return found


def test_a_command_goes_by_the_time_of_the_processes(database: HospitalDatabase) -> None:
    assert abs(agreed_time(database) - datetime.now(UTC)) < SOON


def test_retention_lets_nothing_go_before_its_time(
    database: HospitalDatabase, tmp_path: Path
) -> None:
    today = f"{datetime.now(UTC) - SOON:%Y-%m-%d %H:%M:%S}"
    with sqlite3.connect(tmp_path / "data" / "corridor.db") as raw:
        raw.execute("INSERT INTO terms_missing VALUES ('harbor', 'qua', ?)", (today,))
    raw.close()
    done = corridor("retention", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert ask(tmp_path, "SELECT count(*) FROM terms_missing") == ["1"]


def test_a_code_for_an_administrator_holds_no_longer_than_it_should(
    database: HospitalDatabase, tmp_path: Path
) -> None:
    done = corridor("bootstrap", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (until,) = ask(tmp_path, "SELECT until FROM bootstrap_codes")
    assert datetime.fromisoformat(until).replace(tzinfo=UTC) < datetime.now(UTC) + LIFE


def test_what_is_tried_again_is_tried_now(database: HospitalDatabase, tmp_path: Path) -> None:
    with database.begin() as db:
        timers.put(db, "lost", now := datetime.now(UTC), name="not.known", args=[])
        timers.give_up(db, "lost", now, "for a test")
    done = corridor("undelivered", "--retry", "lost", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (due,) = ask(tmp_path, "SELECT due_at FROM timers WHERE key = 'lost'")
    assert datetime.fromisoformat(due).replace(tzinfo=UTC) < datetime.now(UTC) + SOON
