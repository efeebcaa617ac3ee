"""Corridor's own processes, as an operator runs them, to be killed and started again."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
Part = Literal["serve", "web", "worker"]
STARTS_WITHIN = 120.0


@dataclass
class Process:
    """`python -m bot PART` in a folder of its own; it ends with us however we end.

    `before` are words before the command, such as a program that limits it; `kills` counts.
    """

    part: Part
    env: Mapping[str, str]
    folder: Path
    before: Sequence[str] = ()
    port: int = field(default_factory=free_port)
    kills: int = 0
    running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.part}-{self.port}.log"

    def start(self, *, ready: bool = True) -> None:
        """Begin; and where it listens, wait until it takes events."""
        tied = ("setpriv", "--pdeathsig=KILL") if shutil.which("setpriv") else ()
        words = [*tied, *self.before, sys.executable, "-m", "bot", self.part]
        env = {**_plain(), **self.env, "PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(words, cwd=self.folder, env=env, stdout=log, stderr=log)
        if ready and self.part != "worker":
            self.until(200)

    def until(self, status: int, seconds: float = STARTS_WITHIN) -> float:
        """Wait until /readyz answers so; how long that took."""
        begun = time.monotonic()
        while self.readiness() != status:
            waited = time.monotonic() - begun
            assert waited < seconds, f"/readyz is not {status} after {waited:.0f} s: {self.said()}"
            assert self.alive, f"it ended by itself: {self.said()}"
            time.sleep(0.05)
        return time.monotonic() - begun

    def readiness(self) -> int:
        """What /readyz answers; 0 for nothing."""
        return self.status("readyz")

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"{self.url}/{path}", timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return int(error.code)
        except OSError:
            return 0

    @property
    def alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def kill(self) -> None:
        """As the power does it."""
        if self.running is not None:
            self.running.kill()
            self.running.wait(60)
            self.kills += 1

    def stop(self, seconds: float = 60.0) -> int:
        """As an operator does it; the exit code."""
        assert self.running is not None
        self.running.send_signal(signal.SIGTERM)
        return self.running.wait(seconds)

    def freeze(self) -> None:
        """As a machine that stalls: it stands still, and does not know."""
        assert self.running is not None
        self.running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.running is not None
        self.running.send_signal(signal.SIGCONT)

    def said(self) -> str:
        """The end of its log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:]


def _plain() -> dict[str, str]:
    """Our environment without what would be Corridor's settings."""
    ours = ("SLACK_", "TEAMS_", "CORRIDOR_", "DATABASE_", "PORT", "HOST", "LOG_LEVEL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
