"""A wall clock that a test sets while processes run; CLOCK_MONOTONIC and all waits stay.

libfaketime is not used: under its 0.9.10 a thread that waits for Python's lock comes back at once,
30,000 times in two seconds, so that two busy threads do some fortieth of their work, clock set or not.
"""

import os
import shutil
import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")
OFFSETS = struct.Struct("=qq")  # seconds: of the wall clock, and of the one that sleeps through


@dataclass(frozen=True, slots=True)
class WallClock:
    """`file` holds how far the clocks of its processes are off. Minutes pass at once, as when the
    machine was suspended for as long."""

    file: Path
    library: Path

    def set(self, off: timedelta) -> None:
        """At once, as a time server does it or an operator."""
        passed = self._offsets()[1]
        self._write(int(off.total_seconds()) + passed, passed)

    def passes(self, span: timedelta) -> None:
        wall, passed = self._offsets()
        seconds = int(span.total_seconds())
        self._write(wall + seconds, passed + seconds)

    @property
    def passed(self) -> timedelta:
        """What passed in this way."""
        return timedelta(seconds=self._offsets()[1])

    def _offsets(self) -> tuple[int, int]:
        wall, passed = OFFSETS.unpack(self.file.read_bytes())
        return wall, passed

    def _write(self, wall: int, passed: int) -> None:
        with self.file.open("r+b") as file:
            file.write(OFFSETS.pack(wall, passed))

    @property
    def before(self) -> Sequence[str]:
        """Words before a command that shall go by this clock."""
        return ("env", f"LD_PRELOAD={self.library}", f"CORRIDOR_CLOCK={self.file}")


def wall_clock(folder: Path) -> WallClock:
    """Set right; any account may read it in a folder that it may enter. The test is skipped where
    there is no C compiler, but not where `CI` is set."""
    compiler = shutil.which("cc")
    if compiler is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no cc: run make system")
    library, file = folder / "wall_clock.so", folder / "clock"
    words = ("-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl")
    subprocess.run((compiler, *words), check=True)
    file.write_bytes(bytes(OFFSETS.size))
    file.chmod(0o644)
    return WallClock(file, library)
