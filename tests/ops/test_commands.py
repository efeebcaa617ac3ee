"""What operators ask at the command line about what does not arrive, and do about it."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.delivery import timers
from tests import prepared
from tests.harness import TRIAGE, WARDS, Bot
from tests.ops.processes import House, house

TOML = '[hospital]\nid = "harbor"\nname = "Harbor"\nzone = "America/New_York"\n'
WORDS = "label printer on 5 West prints blank"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[House]:
    url = f"sqlite:///{tmp_path / 'corridor.db'}"
    prepared.migrated(tmp_path / "corridor.db")
    with house(tmp_path, TOML, DATABASE_URL=url) as made:
        yield made


@pytest.fixture
def trouble(at: House) -> Iterator[Bot]:
    """Ten minutes ago: IT's channel is closed, Teams is out of reach."""
    bot = Bot(at.path / "corridor.db", now=datetime.now(UTC) - timedelta(minutes=10))
    bot.chats["slack"].closed.add(TRIAGE)
    bot.chats["teams"].down = True
    bot.says("ana", f"concern {WORDS}", WARDS["5W"])
    bot.wait(minutes=2)
    yield bot
    bot.end()


def test_queues_are_counted_by_platform_and_state(at: House, trouble: Bot) -> None:
    told = at.run("queues")
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0].split() == ["platform", "state", "messages", "oldest", "due"]
    assert ["teams", "failing"] in [line.split()[:2] for line in lines]
    assert "Given up: 1. See corridor undelivered." in lines
    found = json.loads(at.run("queues", "--json").stdout)
    assert found["dead"] == {"slack": 1}
    assert {(one["platform"], one["state"]) for one in found["depths"]} >= {("teams", "failing")}


def test_a_stuck_room_is_named_with_its_reason_and_what_to_do(at: House, trouble: Bot) -> None:
    told = at.run("rooms")
    assert told.returncode == 1
    row = next(line for line in told.stdout.splitlines() if line.startswith("teams: 5W"))
    assert "out of reach" in row
    assert "it is tried again by itself" in row
    (found,) = [one for one in json.loads(at.run("rooms", "--json").stdout) if not one["dm"]]
    assert (found["channel"], found["waiting"]) == ("ward-5w", 1)
    assert found["failing_since"] is not None
    trouble.chats["teams"].down = False
    trouble.until(datetime.now(UTC))
    well = at.run("rooms")
    assert (well.returncode, well.stdout) == (0, "No room is stuck.\n")


def test_what_waits_with_nobody_to_deliver_it_is_stuck_too(at: House) -> None:
    bot = Bot(at.path / "corridor.db", now=datetime.now(UTC) - timedelta(minutes=10))
    bot.deliver = lambda: None  # type: ignore[method-assign]
    bot.says("ana", f"concern {WORDS}", WARDS["5W"])
    assert "nothing tries: is a worker running?" in at.run("rooms").stdout
    bot.end()


def test_dead_letters_are_listed_tried_again_and_dropped(at: House, trouble: Bot) -> None:
    (letter,) = json.loads(at.run("undelivered", "--json").stdout)
    key = letter["key"]
    assert (key, letter["why"]) == ("concern:101:it", "the channel is closed")
    assert key in at.run("undelivered").stdout
    assert at.run("undelivered", "--retry", key).stdout == "1 is tried again.\n"
    assert at.run("undelivered").stdout == "Nothing was given up.\n"
    again = at.run("undelivered", "--retry", key)
    assert (again.returncode, again.stdout) == (1, "")
    assert "nothing of that key was given up" in again.stderr
    trouble.until(datetime.now(UTC))
    assert at.run("undelivered", "--all").stdout == "1 is tried again.\n"
    trouble.wait(minutes=1)
    assert at.run("undelivered", "--drop", key).stdout == "1 is dropped.\n"
    trouble.chats["slack"].closed.clear()
    trouble.wait(minutes=10)
    assert trouble.posts(TRIAGE) == []
    trouble.says("ana", f"concern {WORDS} again", WARDS["5W"])
    assert "C-102" in trouble.sees(TRIAGE)
    assert at.run("undelivered", "--all", "--drop", key).returncode == 2


def test_things_to_do_later_that_were_given_up_are_on_the_list(at: House, trouble: Bot) -> None:
    with trouble.database.begin() as db:
        due = timers.next_due(db)
        assert due is not None
        first = timers.due(db, due)[0]
        timers.give_up(db, first.key, first.due, "failed ten times; see the log")
    told = json.loads(at.run("undelivered", "--json").stdout)
    assert [one["key"] for one in told if not one["where"]] == [first.key]
    assert at.run("undelivered", "--drop", first.key).stdout.startswith("1 is dropped")
    told = json.loads(at.run("undelivered", "--json").stdout)
    assert [one["key"] for one in told if not one["where"]] == []


def test_no_command_prints_what_people_wrote(at: House, trouble: Bot) -> None:
    for command in ("queues", "rooms", "undelivered"):
        for more in ((), ("--json",)):
            told = at.run(command, *more)
            assert WORDS not in told.stdout + told.stderr
            assert "Ana" not in told.stdout


def test_what_operators_do_is_in_the_audit_log(at: House, trouble: Bot) -> None:
    before = at.run("audit", "verify").stdout
    at.run("undelivered", "--retry", "concern:101:it")
    after = at.run("audit", "verify").stdout
    assert int(after.split()[0]) == int(before.split()[0]) + 1
    assert "nothing is wrong" in after


def test_an_older_version_leaves_a_newer_database_alone(at: House) -> None:
    """It says so, and does not end in the middle of somebody's error."""
    with sqlite3.connect(at.path / "corridor.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    for command in ("serve", "queues", "migrate"):
        done = at.run(command)
        assert done.returncode == 1
        assert "it is at revision 9999, of a newer Corridor" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_going_back_to_nowhere_changes_nothing(at: House) -> None:
    done = at.run("migrate", "--back-to", "9999")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "corridor: there is no revision 9999: nothing was changed.\n"
