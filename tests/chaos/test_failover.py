"""The primary of a PostgreSQL pair is lost, and the standby takes over."""

import time

import pytest
from sqlalchemy import make_url

from tests.chaos.bounds import LEASE, SETTLES, UNDER_WAY
from tests.chaos.conftest import Check
from tests.chaos.crowd import Crowd
from tests.chaos.estate import estate
from tests.chaos.failover import pair
from tests.storage.postgres import made


@pytest.mark.chaos
def test_a_standby_that_is_promoted_has_all_that_was_acknowledged(
    tmp_path_factory: pytest.TempPathFactory, checked: Check
) -> None:
    """Nobody restarts Corridor: its address names both, and it looks for the one that is written."""
    with pair() as both:
        made(both.primary.url, "corridor")
        direct = make_url(both.standby.address(name="corridor"))
        url, after = both.url("corridor"), direct.set(drivername="postgresql+psycopg")
        folder = tmp_path_factory.mktemp("failover")
        with estate(folder, url, url) as hospital:
            web, worker = hospital.starts("web", "worker")
            crowd = Crowd(hospital, seed=91)
            hospital.outside.do(crowd.talks(4, 0.2))
            talking = hospital.outside.begin(crowd.talks(14, 0.4))
            time.sleep(1.5)
            both.primary.stop()
            lost = time.monotonic()
            web.until(503)
            time.sleep(3)  # somebody decides
            both.standby.promote()
            promoted = time.monotonic()
            web.until(200)
            took, away = time.monotonic() - promoted, time.monotonic() - lost
            talking.result(300)
            assert web.alive
            assert worker.alive
            hospital.direct = after.render_as_string(hide_password=False)
            told = f"primary lost, standby promoted: away {away:.1f} s, ready after {took:.1f} s"
            truth = checked(hospital, told, crowd.told, SETTLES + LEASE)
            truth.holds(teams=UNDER_WAY)
