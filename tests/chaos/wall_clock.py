"""A wall clock that a test sets while processes run; their monotonic clocks and all waits stay.

libfaketime is not used: under its 0.9.10 a thread that waits for Python's lock comes back at once,
30,000 times in two seconds, so that two busy threads do some fortieth of their work, clock set or not.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")
LENGTH = 8  # bytes: the seconds as a signed integer in the machine's order


@dataclass(frozen=True, slots=True)
class WallClock:
    """`file` holds how far the clocks of its processes are off."""

    file: Path
    library: Path

    def set(self, off: timedelta) -> None:
        """At once, as a time server does it or an operator."""
        seconds = int(off.total_seconds()).to_bytes(LENGTH, sys.byteorder, signed=True)
        with self.file.open("r+b") as file:
            file.write(seconds)

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
    file.write_bytes(bytes(LENGTH))
    file.chmod(0o644)
    return WallClock(file, library)
