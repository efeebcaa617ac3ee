"""Workers in processes of their own on one database: order, pace, and what one leaves to another."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest
from sqlalchemy import text

from bot.cards import Message, dump
from bot.clock import utc_now
from storage import Database, open_database, outbox
from storage.outbox import Address
from storage.tables import METADATA
from tests.engine.replica import HID
from tests.storage.pooler import pooled
from tests.storage.postgres import emptied

BODY = dump(Message("x"))


class Posted(NamedTuple):
    at: float
    by: str
    where: str
    key: str


def _read(path: Path) -> list[Posted]:
    rows = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
    return [Posted(float(at), *rest) for at, *rest in rows]


@dataclass
class Ward:
    """Workers, what they posted, and somebody who wants things shown."""

    url: str
    path: Path
    database: Database
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def worker(
        self,
        name: str,
        channel: float = 0,
        workspace: float = 0,
        before: float = 0,
        after: float = 0,
        ahead: float = 0,
        url: str = "",
    ) -> "subprocess.Popen[bytes]":
        numbers = map(str, (channel, workspace, before, after, ahead))
        words = ("-m", "tests.engine.replica", url or self.url, str(self.path), name, *numbers)
        self.running.append(subprocess.Popen([sys.executable, *words]))
        return self.running[-1]

    def want(self, *what: tuple[str, str], urgent: bool = False, after: float = 0) -> None:
        """Show keys in channels, in one transaction of a process that delivers nothing."""
        with self.database.begin() as db:
            due = utc_now() + timedelta(seconds=after) if after else None
            wants = outbox.wants(db, utc_now())
            for key, channel in what:
                address = Address("teams", "tenant", channel, dm=False)
                wants.show(HID, key, address, BODY, urgent=urgent, due=due)
            wants.flush(db, utc_now())

    def posted(self) -> list[Posted]:
        return _read(self.path)

    def refused(self) -> list[Posted]:
        return _read(self.path.with_name("board.refused"))

    def waiting(self) -> int:
        with self.database() as db:
            return outbox.waiting(db, HID, utc_now() + timedelta(hours=1)).messages

    def until(self, number: int, seconds: float = 12.0) -> list[Posted]:
        """Wait until so many are posted and nothing is left to note."""
        end = time.monotonic() + seconds
        while len(self.posted()) < number or self.waiting():
            assert time.monotonic() < end, (self.posted(), self.waiting())
            time.sleep(0.02)
        return self.posted()

    def refs(self) -> list[str]:
        with self.database() as db:
            return list(db.execute(text("SELECT ref FROM shown ORDER BY key")).scalars())


@pytest.fixture(params=["sqlite", "postgres"])
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ward]:
    if request.param == "postgres":
        url = emptied(request.getfixturevalue("postgres"))
    else:
        url = f"sqlite:///{tmp_path / 'corridor.db'}"
    database = open_database(url)
    METADATA.create_all(database.kw["bind"])
    (tmp_path / "board").touch()
    found = Ward(url, tmp_path / "board", database)
    yield found
    for one in found.running:
        one.kill()
        one.wait(10)
    database.kw["bind"].dispose()


postgres_only = pytest.mark.parametrize("ward", ["postgres"], indirect=True)


def test_two_workers_keep_one_channel_in_order_and_to_its_pace(ward: Ward) -> None:
    for name in "AB":
        ward.worker(name, channel=0.3)
    ward.want(*((f"k{n}", "room") for n in range(8)))
    posted = ward.until(8)
    assert [one.key for one in posted] == [f"k{n}" for n in range(8)]
    gaps = [later.at - one.at for one, later in pairwise(posted)]
    assert min(gaps) >= 0.3, gaps
    assert median(gaps) < 0.45, gaps


def test_two_workers_keep_a_workspace_to_its_pace(ward: Ward) -> None:
    for name in "AB":
        ward.worker(name, workspace=0.1)
    ward.want(*((f"k{n}", f"room{n}") for n in range(20)))
    posted = ward.until(20)
    assert len({one.key for one in posted}) == len(posted)
    times = sorted(one.at for one in posted)
    # Some leave a moment after their slot, the first as well: so counted from the last.
    for n, at in enumerate(reversed(times)):
        assert times[-1] - at >= n * 0.1 - 0.25, times
    assert times[-1] - times[0] < 4.0


def test_urgent_ones_overtake_at_another_worker_too(ward: Ward) -> None:
    for name in "AB":
        ward.worker(name, channel=0.4)
    ward.want(*((f"k{n}", "room") for n in range(6)))
    while len(ward.posted()) < 2:
        time.sleep(0.01)
    ward.want(("page", "room"), urgent=True)
    keys = [one.key for one in ward.until(7)]
    assert keys.index("page") <= 4, keys


@pytest.mark.parametrize("posted", [False, True])
def test_what_a_killed_worker_was_at_is_taken_up_within_five_seconds(
    ward: Ward, posted: bool
) -> None:
    """Killed before its post was there, and after: then it is found, not posted again."""
    first = ward.worker("A", before=0 if posted else 30, after=30 if posted else 0)
    ward.want(("k", "room"))
    await_lease(ward)
    while posted and not ward.posted():
        time.sleep(0.01)
    ward.worker("B")
    time.sleep(1.5)  # it has started, and finds nothing that it may take
    first.kill()
    killed = time.monotonic()
    ward.until(1)
    assert time.monotonic() - killed < 5.0
    assert [one.by for one in ward.posted()] == ["A" if posted else "B"]


def test_a_worker_that_was_stopped_posts_nothing_when_it_wakes(ward: Ward) -> None:
    first = ward.worker("A", before=1.5)
    ward.want(("k", "room"))
    await_lease(ward)
    first.send_signal(signal.SIGSTOP)
    ward.worker("B")
    ward.until(1)
    first.send_signal(signal.SIGCONT)
    time.sleep(3.0)
    assert [one.by for one in ward.posted()] == ["B"]
    assert ward.refs() == ["B:k"]


def test_a_worker_that_lost_its_lease_does_not_overwrite_what_was_noted_since(ward: Ward) -> None:
    """Its post is there when it is stopped; who takes over finds it and notes it."""
    first = ward.worker("A", after=1.5)
    ward.want(("k", "room"))
    while not ward.posted():
        time.sleep(0.01)
    first.send_signal(signal.SIGSTOP)
    ward.worker("B")
    ward.until(1)
    ward.want(("k2", "room"))
    ward.until(2)
    first.send_signal(signal.SIGCONT)
    time.sleep(3.0)
    assert sorted(ward.refs()) == ["A:k", "B:k2"]
    assert ward.waiting() == 0


@pytest.mark.parametrize("dies", [False, True])
def test_a_channel_that_told_one_worker_to_wait_waits_for_the_other_too(
    ward: Ward, dies: bool
) -> None:
    """Urgent ones too, and though who was told is killed; afterwards they come in order."""
    workers = {name: ward.worker(name, channel=0.1) for name in "AB"}
    for name in workers:
        ward.want((f"warm-{name}", f"warm-{name}"))
    ward.until(2)
    ward.path.with_suffix(".busy").write_text("2.0")
    ward.want(*((f"k{n}", "room") for n in range(4)))
    refused = await_refusal(ward)
    if dies:
        await_note(ward)
        workers[refused.by].kill()
        workers[refused.by].wait(10)
    ward.want(("other", "elsewhere"), ("another", "elsewhere"))
    ward.want(("page", "room"), urgent=True)
    posted = ward.until(9)
    there = [one for one in posted if one.where == "room"]
    assert [one.key for one in there] == ["page", "k0", "k1", "k2", "k3"]
    assert 2.0 <= there[0].at - refused.at < 3.3
    assert len(ward.refused()) == 1
    elsewhere = [one.at for one in posted if one.where == "elsewhere"]
    assert max(elsewhere) - refused.at < 1.8


@postgres_only
@pytest.mark.parametrize("ahead", [300, -300])
def test_a_worker_whose_clock_is_wrong_posts_when_it_is_time(ward: Ward, ahead: float) -> None:
    ward.worker("A", ahead=ahead)
    ward.want(("warm", "room"))
    ward.until(1)
    began = time.monotonic()
    ward.want(("now", "room"))
    ward.want(("later", "room"), after=2.5)
    took = {one.key: one.at - began for one in ward.until(3)}
    assert took["now"] < 1.3
    assert 2.5 <= took["later"] < 3.8


@postgres_only
@pytest.mark.parametrize("ahead", [300, -300])
def test_a_worker_whose_clock_is_wrong_takes_nothing_that_another_is_at(
    ward: Ward, ahead: float
) -> None:
    """Nor loses what it is at itself: each has one that takes longer than a lease."""
    ward.worker("A", before=4.5)
    ward.want(("k", "room"))
    await_lease(ward)
    ward.worker("B", before=4.5, ahead=ahead)
    time.sleep(1.0)
    ward.want(*((f"k{n}", f"room{n}") for n in range(3)))
    posted = ward.until(4)
    assert sorted(one.key for one in posted) == ["k", "k0", "k1", "k2"]
    assert posted[0].by == "A"


@postgres_only
def test_workers_whose_clocks_differ_keep_one_channel_to_its_pace(ward: Ward) -> None:
    """Each posts one and is killed; the next, whose clock is another, waits for the pace."""
    ward.want(*((f"k{n}", "room") for n in range(4)))
    for number, ahead in enumerate((0, 300, -300, 0)):
        worker = ward.worker(str(number), channel=2.0, ahead=ahead)
        await_posted(ward, number + 1)
        worker.kill()
        worker.wait(10)
    posted = ward.posted()
    assert [(one.key, one.by) for one in posted] == [(f"k{n}", f"{n}") for n in range(4)]
    gaps = [later.at - one.at for one, later in pairwise(posted)]
    assert min(gaps) >= 2.0, gaps
    assert max(gaps) < 3.5, gaps


@postgres_only
def test_a_worker_behind_a_pooler_delivers_what_another_process_wants_soon(ward: Ward) -> None:
    """No word of others reaches it there, so it asks."""
    with pooled(ward.url) as url:
        worker = ward.worker("A", url=url)
        ward.want(("warm", "room"))
        ward.until(1)
        time.sleep(1.0)
        took = []
        for n in range(6):
            began = time.monotonic()
            ward.want((f"k{n}", f"room{n}"))
            took.append(ward.until(n + 2)[-1].at - began)
            time.sleep(0.1)
        assert max(took) < 1.5, took
        worker.kill()
        worker.wait(10)


@postgres_only
def test_a_message_leaves_within_a_quarter_second_of_its_commit(ward: Ward) -> None:
    ward.worker("A")
    ward.want(("warm", "room"))
    ward.until(1)
    time.sleep(1.5)
    took = []
    for n in range(15):
        ward.want((f"k{n}", f"room{n}"))
        began = time.monotonic()
        took.append(ward.until(n + 2)[-1].at - began)
        time.sleep(0.05)
    assert median(took) < 0.25, took


@postgres_only
def test_connections_that_are_lost_are_made_again(ward: Ward) -> None:
    ward.worker("A")
    ward.want(("a", "room"))
    ward.until(1)
    with ward.database() as db:
        db.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    ward.want(("b", "room"))
    ward.until(2)
    time.sleep(2.5)  # it listens again
    began = time.monotonic()
    ward.want(("c", "room"))
    assert ward.until(3)[-1].at - began < 0.25


def await_lease(ward: Ward) -> None:
    end = time.monotonic() + 8
    while time.monotonic() < end:
        with ward.database() as db:
            if db.execute(
                text("SELECT count(*) FROM shown WHERE lease_until IS NOT NULL")
            ).scalar():
                time.sleep(0.1)
                return
        time.sleep(0.02)
    raise AssertionError("nobody took it")


def await_posted(ward: Ward, number: int) -> None:
    """Until so many of four are posted and noted."""
    end = time.monotonic() + 8
    while len(ward.posted()) < number or ward.waiting() > 4 - number:
        assert time.monotonic() < end, ward.posted()
        time.sleep(0.02)


def await_refusal(ward: Ward) -> Posted:
    end = time.monotonic() + 8
    while not ward.refused():
        assert time.monotonic() < end
        time.sleep(0.01)
    return ward.refused()[0]


def await_note(ward: Ward) -> None:
    """Until what the platform said is known to all."""
    end = time.monotonic() + 5
    with ward.database() as db:
        while not db.execute(text("SELECT count(*) FROM lanes WHERE why = 'busy'")).scalar():
            db.rollback()
            assert time.monotonic() < end
            time.sleep(0.02)
