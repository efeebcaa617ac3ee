"""Everything at once: processes are killed, the database is cut off, platforms answer rubbish."""

import random
import time

import pytest

from tests.chaos.bounds import LEASE, SETTLES, UNDER_WAY
from tests.chaos.conftest import Check
from tests.chaos.crowd import Crowd
from tests.chaos.estate import Estate
from tests.chaos.proxy import Proxy, State
from tests.chaos.truth import settled
from tests.wire.slack.faults import Busy, Drop, Fault, Garbage, Half, Hang, Status

CALLS = ("chat.postMessage", "chat.update", "conversations.history", "users.info")
FAULTS: tuple[Fault, ...] = (
    Busy(1),
    Busy(2),
    Status(500),
    Status(503, done=True),
    Garbage(),
    Garbage(done=True),
    Drop(),
    Drop(done=True),
    Half(),
    Half(done=True),
    Hang(3.0, done=True),
)


def trouble(of: Estate, rng: random.Random, many: int) -> None:
    """So many calls of each platform go wrong, soon or later."""
    for _ in range(many):
        of.slack.fails(rng.choice(CALLS), rng.choice(FAULTS), after=rng.randint(0, 2))
        of.teams.fails(rng.choice(FAULTS), after=rng.randint(0, 2))


def test_a_short_storm_loses_nothing(shared: tuple[Estate, Proxy], checked: Check) -> None:
    hospital, wire = shared
    web, worker = hospital.starts("web", "worker")
    crowd = Crowd(hospital, seed=7)
    talking = hospital.outside.begin(crowd.talks(8, 0.4))
    trouble(hospital, random.Random(7), 3)
    time.sleep(1.5)
    worker.kill()
    worker.start()
    web.kill()
    web.start()
    with wire.broken("refuses"):
        time.sleep(2)
    web.until(200)
    assert worker.alive
    talking.result(300)
    truth = checked(hospital, "a short storm", crowd.told, SETTLES + LEASE)
    truth.holds(teams=UNDER_WAY + hospital.teams.lost)


@pytest.mark.chaos
@pytest.mark.parametrize("seed", [11])
def test_killed_again_and_again_on_sqlite(hospital: Estate, checked: Check, seed: int) -> None:
    rng = random.Random(seed)
    (serve,) = hospital.starts("serve")
    crowd = Crowd(hospital, seed)
    talking = hospital.outside.begin(crowd.talks(16, 0.5))
    for _ in range(4):
        time.sleep(rng.uniform(0.2, 2.0))
        serve.kill()
        serve.start()
    talking.result(300)
    truth = checked(hospital, "serve killed 4 times (SQLite)", crowd.told, SETTLES + LEASE)
    truth.holds(teams=4 * UNDER_WAY)


@pytest.mark.chaos
@pytest.mark.parametrize("seed", [12])
def test_killed_again_and_again_on_postgresql(
    shared: tuple[Estate, Proxy], checked: Check, seed: int
) -> None:
    hospital, _ = shared
    rng = random.Random(seed)
    both = hospital.starts("web", "worker")
    crowd = Crowd(hospital, seed)
    talking = hospital.outside.begin(crowd.talks(16, 0.5))
    for _ in range(5):
        time.sleep(rng.uniform(0.2, 1.5))
        one = rng.choice(both)
        one.kill()
        one.start()
    talking.result(300)
    truth = checked(hospital, "web, worker killed 5 times", crowd.told, SETTLES + LEASE)
    truth.holds(teams=5 * UNDER_WAY)


@pytest.mark.chaos
@pytest.mark.parametrize(("state", "seconds"), [("refuses", 75), ("silent", 15)])
def test_a_database_out_of_reach_is_waited_for(
    shared: tuple[Estate, Proxy], checked: Check, state: State, seconds: float
) -> None:
    """Nobody restarts anything; meanwhile nothing is acknowledged, and /readyz says so. Refused for
    longer than what is known by heart lasts (`bot.core.dispatcher.ROSTER_AGE`)."""
    hospital, wire = shared
    web, worker = hospital.starts("web", "worker")
    crowd = Crowd(hospital, seed=21)
    hospital.outside.do(crowd.talks(4, 0.2))
    settled(hospital, SETTLES)
    with wire.broken(state):
        begun, before = time.monotonic(), len(crowd.told)
        talking = hospital.outside.begin(crowd.talks(6, 0.3))
        if state == "refuses":
            web.until(503)
        time.sleep(max(0.0, seconds - (time.monotonic() - begun)))
        promised = [one for one in crowd.told[before:] if one.heard]
        assert promised == []
    web.until(200)
    talking.result(300)
    assert web.alive
    assert worker.alive
    truth = checked(hospital, f"PostgreSQL {state} for {seconds} s", crowd.told, SETTLES + LEASE)
    truth.holds(teams=UNDER_WAY)


@pytest.mark.chaos
def test_platforms_answer_rubbish(hospital: Estate, checked: Check) -> None:
    hospital.starts("serve")
    crowd = Crowd(hospital, seed=31)
    trouble(hospital, random.Random(31), 14)
    hospital.outside.do(crowd.talks(14, 0.3), 120)
    truth = checked(hospital, "28 calls of platforms fail", crowd.told, SETTLES)
    truth.holds(teams=hospital.teams.lost)


@pytest.mark.chaos
def test_one_platform_is_out_and_the_others_live(hospital: Estate, checked: Check) -> None:
    hospital.starts("serve")
    with hospital.slack.down(503):
        crowd = Crowd(hospital, seed=41, ways=("teams", "teams dm", "web"))
        hospital.outside.do(crowd.talks(8, 0.2))
        time.sleep(3)
        shown = str([p.activity for p in hospital.teams.posts.values()])
        assert [t.word for t in crowd.told if t.way == "teams" and t.word not in shown] == []
        time.sleep(12)
    checked(hospital, "Slack out for 15 s", crowd.told, SETTLES + 60).holds()
