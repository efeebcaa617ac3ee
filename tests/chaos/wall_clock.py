"""A wall clock that a test sets while processes run, by libfaketime; their monotonic clocks stay."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class WallClock:
    """What `file` says is how far the clocks of its processes are off: "+30d", "-1h"."""

    file: Path
    library: Path

    def __post_init__(self) -> None:
        self.set("+0")
        self.file.chmod(0o644)

    def set(self, off: str) -> None:
        """At once, as a time server does it or an operator."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{off}\n", encoding="ascii")
        new.chmod(0o644)
        new.replace(self.file)

    @property
    def env(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": "1",  # seconds; reading the file at every call takes half a core
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    @property
    def before(self) -> Sequence[str]:
        """Words before a command that shall go by this clock."""
        return ("env", *(f"{name}={value}" for name, value in self.env.items()))


def wall_clock(folder: Path) -> WallClock:
    """Set right; the test is skipped where there is no libfaketime, but not where `CI` is set."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no libfaketime: run make system")
    return WallClock(folder / "clock", found[0])
