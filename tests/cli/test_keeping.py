"""What operators do about the audit log, retention and keys, at the command line."""

import re
import sqlite3
from pathlib import Path

import pytest

from bot.core.sealing import Keys, new_key
from storage.engine.session import open_hospital
from storage.trust import audit
from storage.trust.audit import Note
from tests import prepared
from tests.ports import free_port
from tests.storage.test_audit import HID, NOON
from tests.typed import corridor

TOML = '[hospital]\nid = "harbor"\nname = "Harbor"\nzone = "America/New_York"\n'


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "corridor.toml").write_text(TOML)
    prepared.migrated(tmp_path / "data" / "corridor.db")
    return tmp_path


def noted(house: Path, count: int, *keys: str) -> None:
    """So many rows of the log."""
    url = f"sqlite:///{house}/data/corridor.db"
    database = open_hospital(url, HID, Keys(keys) if keys else None)
    for _ in range(count):
        with database.begin() as db:
            audit.note(db, Note(NOON, None, "exported", "concerns", "3 as csv"))
    database.kw["bind"].dispose()


def tamper(house: Path, statement: str) -> None:
    with sqlite3.connect(house / "data" / "corridor.db") as raw:
        raw.execute(statement)
    raw.close()


def test_verify_says_what_is_wrong_where_and_prints_the_head(house: Path) -> None:
    key = new_key()
    noted(house, 4, key)
    done = corridor("audit", "verify", cwd=house, CORRIDOR_KEYS=key)
    assert done.returncode == 0
    assert done.stdout.startswith("4 rows, nothing is wrong.\nhead 4:")
    tamper(house, "UPDATE audit SET outcome = '9 as csv' WHERE n = 2")
    done = corridor("audit", "verify", cwd=house, CORRIDOR_KEYS=key)
    assert done.returncode == 1
    assert "row 2 was changed, put in or moved" in done.stdout


def test_a_head_noted_earlier_shows_that_the_end_is_gone(house: Path) -> None:
    noted(house, 3)
    first = corridor("audit", "verify", cwd=house)
    assert "There is no key: this shows mistakes, not malice." in first.stdout
    head = re.findall(r"head (\S+)", first.stdout)[0]
    tamper(house, "DELETE FROM audit")
    tamper(house, "DELETE FROM audit_heads")
    assert corridor("audit", "verify", cwd=house).returncode == 0
    done = corridor("audit", "verify", "--head", head, cwd=house)
    assert done.returncode == 1
    assert "rows 1 to 3, which were noted, are gone from the end" in done.stdout
    assert corridor("audit", "verify", "--head", "three", cwd=house).returncode == 2


def test_an_export_is_noted(house: Path) -> None:
    corridor("export", cwd=house)
    assert corridor("audit", "verify", cwd=house).stdout.startswith("1 rows")


def test_retention_says_first_and_does_then(house: Path) -> None:
    tamper(house, "INSERT INTO terms_missing VALUES ('harbor', 'qua', '2001-01-01 00:00:00')")
    dry = corridor("retention", "--dry-run", cwd=house)
    assert "1  unexplained words" in dry.stdout
    assert "Nothing was changed." in dry.stdout
    done = corridor("retention", cwd=house)
    assert "1  unexplained words" in done.stdout
    assert "unexplained words" not in corridor("retention", cwd=house).stdout


def test_a_key_is_rotated_and_the_one_before_can_go(house: Path) -> None:
    old, new = new_key(), new_key()
    noted(house, 2, old)
    assert "CORRIDOR_KEYS is not set" in corridor("key", "rotate", cwd=house).stderr
    done = corridor("key", "rotate", cwd=house, CORRIDOR_KEYS=f"{new},{old}")
    assert done.returncode == 0, done.stderr
    assert "Only the first key" in done.stdout
    assert corridor("audit", "verify", cwd=house, CORRIDOR_KEYS=new).returncode == 0
    assert len(corridor("key", cwd=house).stdout.strip()) == len(old)


def test_it_does_not_start_with_keys_that_do_not_fit(house: Path) -> None:
    """It would write a second chain, or fail at every act that is noted."""
    noted(house, 1, new_key())
    port = str(free_port())
    done = corridor("serve", cwd=house, CORRIDOR_KEYS=new_key(), PORT=port)
    assert done.returncode == 1
    assert "CORRIDOR_KEYS does not open the audit log" in done.stderr
    done = corridor("serve", cwd=house, PORT=port)
    assert "CORRIDOR_KEYS is missing, and the database was sealed with a key" in done.stderr
    told = corridor("doctor", cwd=house).stdout
    assert "CORRIDOR_KEYS: is missing" in told
