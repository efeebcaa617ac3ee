"""A disk that fills up under SQLite: nothing is acknowledged that is not kept, and space heals it."""

import subprocess
import time
from pathlib import Path

import pytest

from tests.chaos.bounds import SETTLES
from tests.chaos.conftest import Check
from tests.chaos.crowd import Crowd
from tests.chaos.estate import Estate
from tests.chaos.processes import Process


def room(process: Process, most: str) -> None:
    """No file of the process may be larger, in bytes."""
    assert process.running is not None
    words = ("prlimit", f"--pid={process.running.pid}", f"--fsize={most}:unlimited")
    subprocess.run(words, check=True)


@pytest.mark.chaos
def test_a_full_disk_is_told_and_heals_without_a_restart(hospital: Estate, checked: Check) -> None:
    (serve,) = hospital.starts("serve")
    crowd = Crowd(hospital, seed=51, ways=("teams", "web", "dm"))
    hospital.outside.do(crowd.talks(2, 0.1))
    room(serve, str(_largest(hospital.folder)))
    talking = hospital.outside.begin(crowd.talks(5, 0.1))
    serve.until(503)
    time.sleep(1)
    room(serve, "unlimited")
    serve.until(200)
    talking.result(300)
    assert serve.kills == 0
    truth = checked(hospital, "disk full (SQLite)", crowd.told, SETTLES)
    truth.holds(teams=1)


def _largest(folder: Path) -> int:
    return max(path.stat().st_size for path in folder.glob("corridor.db*"))
