"""A backup and what it is worth: all is as it was, what waited is delivered, nothing is said twice
that can be found again, no number is given twice."""

import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select

from bot.core.sealing import new_key
from bot.ops import tasks
from bot.settings import Settings
from storage.engine import counters
from storage.engine.migrate import migrate
from storage.engine.session import open_hospital
from storage.tables import METADATA
from storage.trust import audit_verification
from storage.upkeep.backup import NotWhole, save
from tests import prepared
from tests.harness import HARBOR, TRIAGE, WARDS, Bot, said
from tests.ops.processes import house
from tests.storage.postgres import programs

MADE_UP_FOR = {"counters", "audit", "audit_heads"}


@dataclass
class Kept:
    """A bot, and how its database is saved and put back with the real programs."""

    bot: Bot
    settings: Settings
    save: Callable[[], None]
    put_back: Callable[[], None]

    def restore(self) -> None:
        """As operators do: stopped, put back, made up for, started."""
        self.bot.close()
        self.put_back()
        tasks.restored(self.settings, 1000)
        self.bot._open()

    def rows(self) -> dict[str, list[Any]]:
        """All that is stored, but what a restore makes up for."""
        found = {}
        with self.bot.database() as db:
            for table in METADATA.sorted_tables:
                columns = [c for c in table.columns if (table.name, c.name) != ("shown", "unsure")]
                rows = [tuple(row) for row in db.execute(select(*columns))]
                found[table.name] = sorted(rows, key=repr)
        return {name: rows for name, rows in found.items() if name not in MADE_UP_FOR}


@pytest.fixture
def kept(url: str, tmp_path: Path) -> Iterator[Kept]:
    prepared.up_to_date(url)
    key = new_key()
    bot = Bot(tmp_path / "unused.db", url=url, keys=[key])
    settings = Settings(bot.hospital, database_url=url, keys=(key,))
    yield (_sqlite if url.startswith("sqlite") else _postgres)(bot, settings, tmp_path)
    bot.end()


def _sqlite(bot: Bot, settings: Settings, path: Path) -> Kept:
    file = path / "backup.db"
    return Kept(
        bot,
        settings,
        lambda: _quiet(tasks.backup(settings, file)),
        lambda: _quiet(tasks.put_back(settings, file)),
    )


def _postgres(bot: Bot, settings: Settings, path: Path) -> Kept:
    """The commands of docs/operations.md."""
    url = make_url(settings.database_url).set(drivername="postgresql")
    where, file = url.render_as_string(hide_password=False), str(path / "backup.dump")
    folder = programs()
    assert folder is not None
    dump = ["pg_dump", "--format=custom", f"--file={file}", where]
    load = ["pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-owner"]
    return Kept(
        bot,
        settings,
        lambda: _quiet(subprocess.run([folder / dump[0], *dump[1:]], check=True)),
        lambda: _quiet(
            subprocess.run([folder / load[0], *load[1:], f"--dbname={where}", file], check=True)
        ),
    )


def _quiet(_: object) -> None:
    """Done."""


def everything(bot: Bot) -> None:
    bot.says("ana", "concern label printer on 5 West prints blank", WARDS["5W"])
    bot.says("jo", "poll Ready for Saturday? --in all")
    bot.presses("ana", "poll.vote", "101", "1")
    bot.says("jo", 'huddle "5W go-live" daily 08:15 in ward 5W, IT triage')
    bot.presses("jo", "huddle.start", "101")
    bot.says("jo", "legalhold C-101 claim of March")


def test_all_is_as_it_was(kept: Kept) -> None:
    bot = kept.bot
    everything(bot)
    before, shown = kept.rows(), (said(bot.says("sam", "C-101")), said(bot.says("jo", "P-101")))
    before = kept.rows()
    kept.save()
    bot.says("sam", "answer C-101 which tray?")
    bot.says("ben", "concern the pump alarms twice")
    assert kept.rows() != before
    kept.restore()
    assert kept.rows() == before
    assert (said(bot.says("sam", "C-101")), said(bot.says("jo", "P-101"))) == shown
    assert "5W go-live" in said(bot.says("jo", "H-101"))
    with bot.database() as db:
        found = audit_verification.verify(db)
    assert (found.faults, found.keyed, found.rows > 0) == ([], True, True)


def test_what_waited_is_delivered_and_what_was_there_is_not_posted_again(kept: Kept) -> None:
    bot = kept.bot
    everything(bot)
    bot.chats["slack"].down = True
    bot.says("ana", "concern the scanner has no cable", WARDS["5W"])
    kept.save()
    kept.restore()
    bot.chats["slack"].down = False
    bot.wait(minutes=10)
    for where in (TRIAGE, WARDS["5W"]):
        keys = [post.key for post in bot.posts(where)]
        assert len(keys) == len(set(keys)), keys
    assert "no cable" in bot.sees(TRIAGE)


@pytest.mark.parametrize(("finds", "times"), [(True, 1), (False, 2)])
def test_what_was_posted_since_is_found_again_or_shown_twice(
    kept: Kept, *, finds: bool, times: int
) -> None:
    """Twice where the platform does not let us look, as Teams."""
    bot = kept.bot
    slack = bot.chats["slack"]
    slack.down = True
    bot.says("ana", "concern the scanner has no cable", WARDS["5W"])
    kept.save()
    slack.down = False
    bot.wait(minutes=10)
    if not finds:
        slack.find = _blind  # type: ignore[method-assign]
    kept.restore()
    bot.wait(minutes=10)
    assert [post.key for post in bot.posts(TRIAGE)].count("concern:101:it") == times


async def _blind(*_: object, **__: object) -> None:
    return None


def test_a_number_that_people_have_seen_is_given_to_nothing_else(kept: Kept) -> None:
    """The card of what was raised since stays where it is, and its buttons do nothing."""
    bot = kept.bot
    everything(bot)
    kept.save()
    bot.says("ben", "concern the pump alarms twice", WARDS["5W"])
    assert "C-102" in bot.sees(TRIAGE)
    kept.restore()
    assert "There is no C-102" in said(bot.presses("sam", "concern.take", "102", room=TRIAGE))
    bot.says("ana", "concern doses are shown twice", WARDS["5W"])
    assert "C-1102" in bot.sees(TRIAGE)


def test_a_backup_is_whole_while_others_write_and_only_its_owner_may_read_it(
    tmp_path: Path,
) -> None:
    source, file = tmp_path / "busy.db", tmp_path / "copy.db"
    database = open_hospital(f"sqlite:///{source}", "harbor")
    migrate(database)
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            with database.begin() as db:
                for _ in range(20):  # all of them or none
                    counters.take(db, "concern", first=1)

    busy = threading.Thread(target=write)
    busy.start()
    try:
        save(source, file)
    finally:
        over.set()
        busy.join()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    copied = open_hospital(f"sqlite:///{file}", "harbor")
    with copied.begin() as db:
        assert counters.take(db, "concern", first=1) % 20 == 1
    for one in (database, copied):
        one.kw["bind"].dispose()


def test_a_file_that_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    with house(tmp_path, "") as at:
        assert at.run("migrate").returncode == 0
        (tmp_path / "letter.db").write_text("Dear all, this is no database at all" * 9)
        done = at.run("restore", "letter.db")
        assert done.returncode == 1
        assert done.stderr.startswith("corridor: nothing was restored from letter.db: it is no")
        assert at.run("restore").stderr == "corridor: which file? corridor restore FILE\n"
        made = at.run("backup", "copy.db")
        assert made.returncode == 0
        again = at.run("backup", "copy.db")
        assert again.stderr == "corridor: no backup was made at copy.db: File exists.\n"
        back = at.run("restore", "copy.db")
        assert back.returncode == 0
        assert "The next numbers come 1000 after" in back.stdout
        assert "1 rows, nothing is wrong" in at.run("audit", "verify").stdout


def test_a_backup_without_its_key_says_what_is_missing(tmp_path: Path) -> None:
    with house(tmp_path, "") as at:
        key = new_key()
        assert at.run("migrate").returncode == 0
        assert at.run("export", "--out", "all.csv", CORRIDOR_KEYS=key).returncode == 0
        assert at.run("backup", "copy.db").returncode == 0
        without = at.run("restore", "copy.db")
        assert without.returncode == 1
        assert "the database is back, but CORRIDOR_KEYS is missing" in without.stderr
        _take_away_what_was_there_before(tmp_path)
        other = at.run("restore", "copy.db", CORRIDOR_KEYS=new_key())
        assert "CORRIDOR_KEYS does not open the audit log" in other.stderr
        _take_away_what_was_there_before(tmp_path)
        assert at.run("restore", "copy.db", CORRIDOR_KEYS=key).returncode == 0


def _take_away_what_was_there_before(folder: Path) -> None:
    """A restore keeps it under a name with the second in it, and overwrites no other's."""
    for file in (folder / "data").glob("*.before-*"):
        file.unlink()


def test_nothing_is_put_back_under_a_process_that_runs(tmp_path: Path) -> None:
    database = open_hospital(f"sqlite:///{tmp_path}/data/corridor.db", "harbor")
    migrate(database)
    save(tmp_path / "data" / "corridor.db", tmp_path / "copy.db")
    with database() as db:
        db.connection()
        with pytest.raises(NotWhole, match="in use: stop Corridor first"):
            tasks.put_back(_settings(tmp_path), tmp_path / "copy.db")
    database.kw["bind"].dispose()
    assert [one.name for one in (tmp_path / "data").glob("*.before-*")] == []


def _settings(path: Path) -> Settings:
    return Settings(HARBOR, database_url=f"sqlite:///{path}/data/corridor.db")
