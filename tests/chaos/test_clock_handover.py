"""Processes that start one and four minutes after the clock was set, beside those that ran before.

On PostgreSQL its server goes by the same clock. Minutes pass at once, while nothing is under way.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine, TextClause, create_engine, make_url, text

from bot.run.steady_clock import LASTS
from storage.engine import shared_time
from storage.engine.session import open_hospital
from storage.engine.shared_time import ToldTime
from tests.chaos.bounds import LEASE, SETTLES, SLACK_SECOND, UNDER_WAY
from tests.chaos.conftest import NUMBERS, Check
from tests.chaos.crowd import Crowd
from tests.chaos.estate import Estate, estate
from tests.chaos.processes import Part, Process
from tests.chaos.truth import settled
from tests.chaos.wall_clock import WallClock, wall_clock
from tests.storage.postgres import made, stoppable

pytestmark = pytest.mark.chaos
MINUTE = timedelta(minutes=1)
NO_VALUES: Mapping[str, Any] = MappingProxyType({})
STEPS = {
    "+0": timedelta(),
    "+30d": timedelta(days=30),
    "to 2036": timedelta(days=3650),
    "-1h": timedelta(hours=-1),
}
STARTS: tuple[tuple[Part, timedelta], ...] = (("worker", MINUTE), ("web", 3 * MINUTE))
BEGUN = "the clock was set before this process started"
SEEN, FOLLOWED = "the clock was set", "the time follows the clock that was set"


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def clocked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Estate, WallClock]]:
    """A hospital all of whose clocks can be set, with what runs before that."""
    if request.param == "SQLite":
        clock = wall_clock(tmp_path)
        with estate(tmp_path) as found:
            found.starts("serve", before=clock.before)
            yield found, clock
        return
    with stoppable() as server:
        clock = wall_clock(server.folder)
        server.before = clock.before
        server.start()
        url = made(server.url.replace("postgresql:", "postgresql+psycopg:"), "handover")
        with estate(tmp_path, url) as found:
            found.starts("web", "worker", before=clock.before)
            yield found, clock


@pytest.mark.parametrize("step", STEPS)
def test_who_starts_while_a_clock_is_doubted_goes_by_the_time_of_the_others(
    clocked: tuple[Estate, WallClock], checked: Check, step: str
) -> None:
    hospital, clock = clocked
    began, crowd = datetime.now(UTC), Crowd(hospital, seed=75)
    hospital.outside.do(crowd.talks(4, 0.3))
    settled(hospital, SETTLES)
    clock.set(STEPS[step])
    doubted = bool(STEPS[step])
    says(hospital.processes, SEEN if doubted else "")
    told(hospital, doubted=doubted)
    for part, after in STARTS:
        passes(hospital, clock, after)
        starts(hospital, clock, part, BEGUN if doubted else "")
        hospital.outside.do(crowd.talks(5, 1.0))
        settled(hospital, SETTLES)
    kind = "SQLite" if hospital.url.startswith("sqlite") else "PostgreSQL"
    fault = f"clock {step}, a worker and a web that start 1 and 4 minutes after ({kind})"
    truth = checked(hospital, fault, crowd.told, SETTLES + LEASE)
    truth.holds(teams=UNDER_WAY)
    assert early(hospital, began) == 0
    passes(hospital, clock, LASTS - 4 * MINUTE)
    says(hospital.processes, FOLLOWED if doubted else "")
    assert all(one.alive for one in hospital.processes)


def passes(hospital: Estate, clock: WallClock, span: timedelta) -> None:
    """When nothing is on its way, and none of Slack's rooms has had a message in its second."""
    settled(hospital, SETTLES)
    time.sleep(SLACK_SECOND)
    clock.passes(span)
    hospital.ahead = clock.passed


def told(hospital: Estate, *, doubted: bool) -> None:
    """Wait until the database holds that the clock is doubted."""
    engine, end = create_engine(hospital.direct), time.monotonic() + SETTLES
    asked = text("SELECT doubted_for IS NOT NULL FROM shared_time")
    try:
        while bool(scalar(engine, asked)) != doubted:
            assert time.monotonic() < end
            time.sleep(0.1)
    finally:
        engine.dispose()


def starts(hospital: Estate, clock: WallClock, part: Part, words: str) -> None:
    says(hospital.starts(part, before=clock.before), words)


def says(processes: list[Process], words: str) -> None:
    """Wait until each has logged this."""
    end = time.monotonic() + SETTLES
    for one in processes:
        while words not in one.log.read_text(encoding="utf-8"):
            assert time.monotonic() < end, f"{words!r} is not said: {one.said()}"
            time.sleep(0.1)


def early(hospital: Estate, began: datetime) -> int:
    """Messages that were wanted or changed at another time than people's."""
    engine = create_engine(hospital.direct)
    between = "NOT (updated_at BETWEEN :a AND :b AND wanted_at BETWEEN :a AND :b)"
    first, last = began - MINUTE, datetime.now(UTC) + hospital.ahead + MINUTE
    try:
        sqlite = engine.dialect.name == "sqlite"
        moments = {"a": first, "b": last}
        values = {k: _plain(v) if sqlite else v for k, v in moments.items()}
        return int(scalar(engine, text(f"SELECT count(*) FROM shown WHERE {between}"), values))
    finally:
        engine.dispose()


def scalar(engine: Engine, asked: TextClause, values: Mapping[str, Any] = NO_VALUES) -> Any:
    with engine.connect() as db:
        return db.execute(asked, values).scalar_one()


def _plain(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ")


def test_who_waits_for_word_of_the_others_says_so(tmp_path: Path, postgres: str) -> None:
    """Another machine told what time it is, a while ago: it may live, or not."""
    server = make_url(postgres).set(database="postgres").render_as_string(hide_password=False)
    with estate(tmp_path, made(server, f"word{next(NUMBERS)}")) as hospital:
        tells(hospital, datetime.now(UTC) - timedelta(hours=1))
        (door,) = found = [Process("web", hospital.env, tmp_path)]
        hospital.processes += found
        door.start(ready=False)
        door.until(503)
        assert door.status("healthz") == 200
        with pytest.raises(HTTPError) as raised:
            urlopen(f"{door.url}/readyz")
        assert "what time other processes go by" in raised.value.read().decode()
        door.until(200)


def tells(hospital: Estate, at: datetime) -> None:
    """As from another machine."""
    database = open_hospital(hospital.direct, "harbor")
    with database.begin() as db:
        shared_time.tell(db, ToldTime(at, at, None, "another boot", 1.0))
    database.kw["bind"].dispose()
