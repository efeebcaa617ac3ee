"""Workers in processes of their own on one database: order, pace, and what one leaves to another."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text

from bot.run.clock import utc_now
from bot.words.cards import Message, dump
from storage.delivery import outbox
from storage.delivery.outbox import Address
from storage.engine.session import HospitalDatabase, open_hospital
from storage.tables import METADATA
from tests.engine.replica import HID
from tests.storage.pooler import pooled
from tests.storage.postgres import emptied

BODY = dump(Message("x"))
PATIENCE = 60.0  # seconds: against hanging only, for the machine may have much else to do
NEVER = 600.0  # longer than that


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
    database: HospitalDatabase
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def worker(
        self,
        name: str,
        channel: float = 0,
        workspace: float = 0,
        ahead: float = 0,
        poll: float = 0,
        url: str = "",
    ) -> "subprocess.Popen[bytes]":
        """One that has started to work."""
        numbers = map(str, (channel, workspace, ahead, poll))
        words = ("-m", "tests.engine.replica", url or self.url, str(self.path), name, *numbers)
        self.running.append(subprocess.Popen([sys.executable, *words]))
        eventually(self._named("up", name).exists)
        return self.running[-1]

    def _named(self, what: str, name: str) -> Path:
        return self.path.with_name(f"{self.path.name}.{what}-{name}")

    def holds(self, name: str, when: str) -> None:
        """That worker's posts take on, "before" or "after" they are there."""
        self._named(when, name).touch()

    def lets_go(self, name: str, when: str) -> None:
        self._named(when, name).unlink()

    def want(self, *what: tuple[str, str], urgent: bool = False, after: float = 0) -> None:
        """Show keys in channels, in one transaction of a process that delivers nothing."""
        with self.database.begin() as db:
            due = utc_now() + timedelta(seconds=after) if after else None
            wants = outbox.batch_of(db, utc_now())
            for key, channel in what:
                address = Address("teams", "tenant", channel, dm=False)
                wants.show(key, address, BODY, urgent=urgent, due=due)
            wants.flush(db, utc_now())

    def posted(self) -> list[Posted]:
        return _read(self.path)

    def refused(self) -> list[Posted]:
        return _read(self.path.with_name("board.refused"))

    def waiting(self) -> int:
        with self.database() as db:
            return outbox.waiting(db, utc_now() + timedelta(hours=1)).messages

    def until(self, number: int) -> list[Posted]:
        """Wait until so many are posted and nothing is left to note."""
        eventually(lambda: len(self.posted()) >= number and not self.waiting())
        return self.posted()

    def refs(self) -> list[str]:
        with self.database() as db:
            return list(db.execute(text("SELECT ref FROM shown ORDER BY key")).scalars())


def eventually(ready: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(params=["sqlite", "postgres"])
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ward]:
    if request.param == "postgres":
        url = emptied(request.getfixturevalue("postgres"))
    else:
        url = f"sqlite:///{tmp_path / 'corridor.db'}"
    database = open_hospital(url, HID)
    METADATA.create_all(database.kw["bind"])
    (tmp_path / "board").touch()
    found = Ward(url, tmp_path / "board", database)
    yield found
    for one in found.running:
        one.kill()
        one.wait(PATIENCE)
    database.kw["bind"].dispose()


BUSY, PACE = 2.0, 2.0  # seconds
postgres_only = pytest.mark.parametrize("ward", ["postgres"], indirect=True)


def test_two_workers_keep_one_channel_in_order_and_to_its_pace(ward: Ward) -> None:
    for name in "AB":
        ward.worker(name, channel=0.3)
    ward.want(*((f"k{n}", "room") for n in range(8)))
    posted = ward.until(8)
    assert [one.key for one in posted] == [f"k{n}" for n in range(8)]
    gaps = [later.at - one.at for one, later in pairwise(posted)]
    assert min(gaps) >= 0.3, gaps


def test_two_workers_keep_a_workspace_to_its_pace(ward: Ward) -> None:
    for name in "AB":
        ward.worker(name, workspace=0.1)
    began = time.monotonic()
    ward.want(*((f"k{n}", f"room{n}") for n in range(20)))
    posted = ward.until(20)
    assert len({one.key for one in posted}) == len(posted)
    # Each leaves at its slot or later: so counted from the first slot there can be.
    for n, at in enumerate(sorted(one.at for one in posted)):
        assert at - began >= n * 0.1 - 0.05, (began, posted)


def test_urgent_ones_overtake_at_another_worker_too(ward: Ward) -> None:
    for name in "AB":
        ward.worker(name, channel=0.4)
    ward.want(*((f"k{n}", "room") for n in range(6)))
    eventually(lambda: len(ward.posted()) >= 2)
    ward.want(("page", "room"), urgent=True)
    gone = len(ward.posted())
    keys = [one.key for one in ward.until(7)]
    assert keys.index("page") <= gone + 1, keys  # one may be under way


@pytest.mark.parametrize("posted", [False, True])
def test_what_a_killed_worker_was_at_is_taken_up_by_another(ward: Ward, posted: bool) -> None:
    """Killed before its post was there, and after: then it is found, not posted again. How soon,
    the tests of faults measure."""
    ward.holds("A", "after" if posted else "before")
    first = ward.worker("A")
    ward.want(("k", "room"))
    await_lease(ward)
    eventually(lambda: ward.posted() or not posted)
    ward.worker("B")
    time.sleep(1.0)  # it looks, and finds nothing that it may take
    first.kill()
    ward.until(1)
    assert [one.by for one in ward.posted()] == ["A" if posted else "B"]


def test_a_worker_that_was_stopped_posts_nothing_when_it_wakes(ward: Ward) -> None:
    ward.holds("A", "before")
    first = ward.worker("A")
    ward.want(("k", "room"))
    await_lease(ward)
    first.send_signal(signal.SIGSTOP)
    ward.worker("B")
    ward.until(1)
    ward.lets_go("A", "before")
    first.send_signal(signal.SIGCONT)
    time.sleep(3.0)
    assert [one.by for one in ward.posted()] == ["B"]
    assert ward.refs() == ["B:k"]


def test_a_worker_that_lost_its_lease_does_not_overwrite_what_was_noted_since(ward: Ward) -> None:
    """Its post is there when it is stopped; who takes over finds it and notes it."""
    ward.holds("A", "after")
    first = ward.worker("A")
    ward.want(("k", "room"))
    eventually(ward.posted)
    first.send_signal(signal.SIGSTOP)
    ward.worker("B")
    ward.until(1)
    ward.want(("k2", "room"))
    ward.until(2)
    ward.lets_go("A", "after")
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
    ward.path.with_suffix(".busy").write_text(str(BUSY))
    ward.want(*((f"k{n}", "room") for n in range(4)))
    refused = await_refusal(ward)
    if dies:
        await_note(ward)
        workers[refused.by].kill()
        workers[refused.by].wait(PATIENCE)
    ward.want(("other", "elsewhere"), ("another", "elsewhere"))
    ward.want(("page", "room"), urgent=True)
    posted = ward.until(7)
    there = [one for one in posted if one.where == "room"]
    assert [one.key for one in there] == ["page", "k0", "k1", "k2", "k3"]
    assert there[0].at - refused.at >= BUSY
    assert len(ward.refused()) == 1
    assert [one.key for one in posted if one.where == "elsewhere"] == ["other", "another"]


@postgres_only
@pytest.mark.parametrize("ahead", [300, -300])
def test_a_worker_whose_clock_is_wrong_posts_when_it_is_time(ward: Ward, ahead: float) -> None:
    ward.worker("A", ahead=ahead)
    ward.want(("warm", "room"))
    ward.until(1)
    began = time.monotonic()
    ward.want(("later", "room"), after=2.5)
    ward.want(("now", "elsewhere"))
    took = {one.key: one.at - began for one in ward.until(3)}
    assert took["later"] >= 2.5


@postgres_only
@pytest.mark.parametrize("ahead", [300, -300])
def test_a_worker_whose_clock_is_wrong_takes_nothing_that_another_is_at(
    ward: Ward, ahead: float
) -> None:
    """Nor loses what it is at itself: each has one that takes longer than a lease."""
    for name in "AB":
        ward.holds(name, "before")
    ward.worker("A")
    ward.want(("k", "room"))
    await_lease(ward)
    ward.worker("B", ahead=ahead)
    ward.want(*((f"k{n}", f"room{n}") for n in range(3)))
    time.sleep(4.5)
    for name in "AB":
        ward.lets_go(name, "before")
    posted = ward.until(4)
    assert sorted(one.key for one in posted) == ["k", "k0", "k1", "k2"]
    assert {one.key: one.by for one in posted}["k"] == "A"


@postgres_only
def test_workers_whose_clocks_differ_keep_one_channel_to_its_pace(ward: Ward) -> None:
    """Each posts one and is killed; the next, whose clock is another, waits for the pace."""
    ward.want(*((f"k{n}", "room") for n in range(4)))
    for number, ahead in enumerate((0, 300, -300, 0)):
        worker = ward.worker(str(number), channel=PACE, ahead=ahead)
        await_posted(ward, number + 1)
        worker.kill()
        worker.wait(PATIENCE)
    posted = ward.posted()
    assert [one.key for one in posted] == [f"k{n}" for n in range(4)]
    gaps = [later.at - one.at for one, later in pairwise(posted)]
    assert min(gaps) >= PACE, gaps


@postgres_only
def test_a_worker_behind_a_pooler_delivers_what_another_process_wants(ward: Ward) -> None:
    """No word of others reaches it there, or only by luck, so it asks."""
    with pooled(ward.url) as url:
        worker = ward.worker("A", url=url)
        for n in range(3):
            ward.want((f"k{n}", f"room{n}"))
            ward.until(n + 1)
        worker.kill()
        worker.wait(PATIENCE)


@postgres_only
def test_a_message_leaves_at_the_word_of_its_commit(ward: Ward) -> None:
    """Once it hears of others' messages it hardly looks by itself."""
    ward.worker("A", poll=NEVER)
    for n in range(15):
        ward.want((f"k{n}", f"room{n}"))
        ward.until(n + 1)


@postgres_only
def test_connections_that_are_lost_are_made_again(ward: Ward) -> None:
    ward.worker("A", poll=NEVER)
    ward.want(("a", "room"))
    ward.until(1)
    with ward.database() as db:
        db.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    for n in range(5):  # once it listens again, by its word
        ward.want((f"b{n}", "room"))
        ward.until(n + 2)
        time.sleep(0.5)


def await_lease(ward: Ward) -> None:
    """Until somebody has taken it, and is at it."""
    eventually(lambda: count(ward, "shown WHERE lease_until IS NOT NULL"))
    time.sleep(0.1)


def await_posted(ward: Ward, number: int) -> None:
    """Until so many of four are posted and noted."""
    eventually(lambda: len(ward.posted()) >= number and ward.waiting() <= 4 - number)


def await_refusal(ward: Ward) -> Posted:
    eventually(ward.refused)
    return ward.refused()[0]


def await_note(ward: Ward) -> None:
    """Until what the platform said is known to all."""
    eventually(lambda: count(ward, "lanes WHERE why = 'busy'"))


def count(ward: Ward, rows: str) -> int:
    with ward.database() as db:
        return int(db.execute(text(f"SELECT count(*) FROM {rows}")).scalar_one())
