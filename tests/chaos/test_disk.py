"""A disk that fills up under SQLite: nothing is acknowledged that is not kept, and space heals it."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.chaos.bounds import SETTLES, UNDER_WAY
from tests.chaos.conftest import Check
from tests.chaos.crowd import Crowd
from tests.chaos.estate import Estate, estate
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
    truth = checked(hospital, "no file may grow (SQLite)", crowd.told, SETTLES)
    truth.holds(teams=1)


def _largest(folder: Path) -> int:
    return max(path.stat().st_size for path in folder.glob("corridor.db*"))


@contextmanager
def disk(folder: Path, size: str = "8m") -> Iterator[Path]:
    """A small disk of its own."""
    folder.mkdir()
    mounted = subprocess.run(
        ("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)), check=False
    )
    if mounted.returncode:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("may not mount a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(("umount", "--lazy", str(folder)), check=True)


def fill(at: Path) -> Path:
    """Take all that is left on a disk."""
    ballast = at / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return ballast


@pytest.mark.chaos
def test_a_disk_without_space_is_never_called_ready(tmp_path: Path, checked: Check) -> None:
    """Real ENOSPC, under the database and its write-ahead log."""
    with ExitStack() as stack:
        small = stack.enter_context(disk(tmp_path / "disk"))
        hospital = stack.enter_context(estate(tmp_path / "h", f"sqlite:///{small}/corridor.db"))
        (serve,) = hospital.starts("serve")
        crowd = Crowd(hospital, seed=52, ways=("teams", "web", "dm"))
        hospital.outside.do(crowd.talks(2, 0.1))
        ballast = fill(small)
        talking = hospital.outside.begin(crowd.talks(6, 0.3))
        answers = [_readiness(serve) for _ in range(60)]
        assert answers.count(503) == len(answers)
        assert shutil.disk_usage(small).free == 0
        assert serve.status("healthz") == 200
        ballast.unlink()
        serve.until(200)
        talking.result(300)
        assert serve.kills == 0
        said = f"no space for {len(answers) * 0.2:.0f} s, 0 of {len(answers)} /readyz 200 (SQLite)"
        truth = checked(hospital, said, crowd.told, SETTLES)
        truth.holds(teams=UNDER_WAY)
        serve.kill()


def _readiness(serve: Process) -> int:
    time.sleep(0.2)
    return serve.readiness()


@pytest.mark.chaos
def test_a_full_folder_for_temporary_files_is_nothing_to_talk(
    tmp_path: Path, checked: Check
) -> None:
    with ExitStack() as stack:
        small = stack.enter_context(disk(tmp_path / "tmp", "1m"))
        hospital = stack.enter_context(estate(tmp_path / "h"))
        hospital.more |= {"TMPDIR": str(small), "SQLITE_TMPDIR": str(small)}
        fill(small)
        (serve,) = hospital.starts("serve")
        crowd = Crowd(hospital, seed=53)
        hospital.outside.do(crowd.talks(6, 0.3))
        assert serve.readiness() == 200
        truth = checked(hospital, "temporary folder full (SQLite)", crowd.told, SETTLES)
        truth.holds()
        serve.kill()
