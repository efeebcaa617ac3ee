"""Several processes on one database: each thing once, whoever does it."""

import random
import time

import pytest

from tests.chaos.bounds import LEASE, RESUMES_WITHIN, SETTLES, UNDER_WAY
from tests.chaos.conftest import Check
from tests.chaos.crowd import Crowd
from tests.chaos.estate import TRIAGE, Estate
from tests.chaos.proxy import Proxy
from tests.wire.slack.faults import Hang
from tests.wire.slack.people import People

POST = "chat.postMessage"


@pytest.mark.chaos
def test_repeated_and_reordered_events_are_kept_once(
    shared: tuple[Estate, Proxy], checked: Check
) -> None:
    hospital, _ = shared
    hospital.starts("web", "web", "worker", "worker")
    crowd = Crowd(hospital, seed=61)
    talking = hospital.outside.begin(crowd.talks(12, 0.3))
    for door in hospital.doors:
        time.sleep(1)
        _again(hospital, hospital.people(door), 61)
    talking.result(300)
    for door in hospital.doors:
        _again(hospital, hospital.people(door), 62)
    truth = checked(hospital, "all events three times, two of each", crowd.told, SETTLES)
    truth.holds(paced=False)


def _again(hospital: Estate, people: People, seed: int) -> None:
    """Slack sends everything once more, in another order, through another door."""
    answers = [a for a in hospital.slack.delivered if a.parcel.kind == "event" and a.ok]
    random.Random(seed).shuffle(answers)
    for doing in [people.again(answer) for answer in answers]:
        assert doing.result().ok


@pytest.mark.chaos
def test_two_workers_never_post_twice_in_a_channels_second(
    shared: tuple[Estate, Proxy], checked: Check
) -> None:
    hospital, _ = shared
    hospital.starts("web", "worker", "worker")
    crowd = Crowd(hospital, seed=63, ways=("dm", "mention", "answer"))
    hospital.outside.do(crowd.talks(10, 0.1))
    truth = checked(hospital, "two workers, one channel", crowd.told, SETTLES)
    truth.holds()
    assert hospital.slack.limits.given[POST] == 0


@pytest.mark.chaos
def test_what_a_killed_worker_had_begun_is_gone_on_with_in_seconds(
    shared: tuple[Estate, Proxy], checked: Check
) -> None:
    hospital, _ = shared
    (_, first) = hospital.starts("web", "worker")
    crowd = Crowd(hospital, seed=64, ways=("mention",))
    room = hospital.slack.channel(TRIAGE)
    hospital.slack.fails(POST, Hang(60), when=lambda args: args.get("channel") == room.id)
    hospital.outside.do(crowd.talks(1, 0.1))
    time.sleep(2)  # it hangs in the platform's hands
    hospital.starts("worker")
    time.sleep(4)
    first.kill()
    killed = time.monotonic()
    while not room.messages and time.monotonic() - killed < LEASE + 15:
        time.sleep(0.05)
    took = time.monotonic() - killed
    truth = checked(hospital, f"resumed {took:.1f} s after a kill", crowd.told, SETTLES)
    truth.holds(teams=UNDER_WAY, paced=False)
    assert took < RESUMES_WITHIN
