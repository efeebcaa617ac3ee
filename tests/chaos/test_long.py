"""Ten real minutes without a platform: too long for every run, so only `make chaos-long` has it."""

import os
import time

import pytest

from tests.chaos.bounds import SETTLES
from tests.chaos.conftest import Check
from tests.chaos.crowd import Crowd
from tests.chaos.estate import Estate

LONG = os.environ.get("CORRIDOR_CHAOS") == "long"
MINUTES = 10


@pytest.mark.chaos
@pytest.mark.skipif(not LONG, reason="ten minutes: make chaos-long")
def test_ten_minutes_without_slack(hospital: Estate, checked: Check) -> None:
    """People on the other platforms go on; what IT should see on Slack comes when it is back."""
    (serve,) = hospital.starts("serve")
    crowd = Crowd(hospital, seed=95, ways=("teams", "teams dm", "web"))
    ready = []
    with hospital.slack.down(503):
        began = time.monotonic()
        talking = hospital.outside.begin(crowd.talks(60, MINUTES * 60 / 60 * 0.95))
        while time.monotonic() - began < MINUTES * 60:
            time.sleep(2)
            ready.append(serve.readiness())
        talking.result(300)
    assert set(ready) == {200}
    slowest = max(one.waited for one in crowd.told)
    told = f"Slack out for {MINUTES} minutes (others answered in {slowest:.1f} s at most)"
    truth = checked(hospital, told, crowd.told, SETTLES + 300)
    truth.holds()
    assert serve.kills == 0
