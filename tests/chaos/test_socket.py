"""Slack's WebSocket under faults: cut, half open, its server gone, the process killed meanwhile."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.bounds import LEASE, SETTLES
from tests.chaos.conftest import Check
from tests.chaos.crowd import Crowd
from tests.chaos.estate import Estate, estate
from tests.wire.slack.faults import Hang

pytestmark = pytest.mark.chaos
WAYS = ("dm", "mention", "command", "answer")


@pytest.fixture
def socketed(tmp_path: Path) -> Iterator[Estate]:
    """On SQLite; Slack reaches it through a socket alone."""
    with estate(tmp_path) as found:
        found.socket = True
        found.starts("serve")
        connected(found)
        yield found


def connected(hospital: Estate, *, anew: int = 0) -> float:
    """Wait for a connection with a number above `anew`; how long that took."""
    begun = time.monotonic()
    while not any(link.number > anew for link in list(hospital.slack.sockets.links)):
        assert time.monotonic() - begun < SETTLES, hospital.processes[0].said()
        time.sleep(0.05)
    return time.monotonic() - begun


def newest(hospital: Estate) -> int:
    return max(link.number for link in hospital.slack.sockets.everyone)


def test_a_connection_that_is_cut_again_and_again(socketed: Estate, checked: Check) -> None:
    crowd, rng = Crowd(socketed, seed=81, ways=WAYS), random.Random(81)
    talking = socketed.outside.begin(crowd.talks(14, 0.4))
    cuts = 0
    while not talking.done():
        time.sleep(rng.uniform(0.3, 1.2))
        socketed.slack.cuts().result()
        cuts += 1
        connected(socketed)
    talking.result(300)
    checked(socketed, f"socket cut {cuts} times", crowd.told, SETTLES).holds()


def test_a_connection_over_which_nothing_comes_back(socketed: Estate, checked: Check) -> None:
    """Every envelope arrives, none seems acknowledged: they come again, and count once."""
    crowd = Crowd(socketed, seed=82, ways=WAYS)
    hospital, last = socketed, newest(socketed)
    hospital.outside.do(crowd.talks(2, 0.2))
    hospital.slack.deafens().result()
    talking = hospital.outside.begin(crowd.talks(8, 0.4))
    noticed = connected(hospital, anew=last)
    talking.result(300)
    repeated = sum(one.tries > 1 for one in crowd.told)
    told = f"socket half open, noticed in {noticed:.0f} s, {repeated} repeated"
    checked(hospital, told, crowd.told, SETTLES).holds()
    assert repeated


def test_slacks_socket_server_is_gone_for_a_while(socketed: Estate, checked: Check) -> None:
    crowd = Crowd(socketed, seed=83, ways=WAYS)
    last = newest(socketed)
    with socketed.slack.down(503):
        socketed.slack.cuts().result()
        talking = socketed.outside.begin(crowd.talks(8, 0.4))
        time.sleep(10)
    back = connected(socketed, anew=last)
    talking.result(300)
    told = f"socket server gone 10 s, connected after {back:.0f} s"
    checked(socketed, told, crowd.told, SETTLES + 60).holds()


def test_the_process_is_killed_with_envelopes_in_its_hands(
    socketed: Estate, checked: Check
) -> None:
    (serve,) = socketed.processes
    crowd, rng = Crowd(socketed, seed=84, ways=WAYS), random.Random(84)
    talking = socketed.outside.begin(crowd.talks(12, 0.5))
    for _ in range(4):
        socketed.slack.fails("users.info", Hang(1.0), 2)
        time.sleep(rng.uniform(0.3, 1.5))
        serve.kill()
        serve.start()
    talking.result(300)
    checked(socketed, "socket, serve killed 4 times", crowd.told, SETTLES + LEASE).holds()
