"""Corridor's processes as a host starts them: a reader of Procfiles, and real processes with an
environment of their own, each ended with the test; and commands, run in this process."""

import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.ports import free_port
from tests.typed import clean, corridor

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds, against hanging only: the machine may have much else to do


def procfile() -> dict[str, list[str]]:
    """What each kind of process runs."""
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    parted = (line.partition(":") for line in lines if line.strip())
    return {name: shlex.split(words) for name, _, words in parted}


@dataclass
class Process:
    """One that runs; what it says goes to `told`."""

    popen: "subprocess.Popen[bytes]"
    told: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> httpx.Response | None:
        """None while it does not listen."""
        try:
            return httpx.get(self.url + path, timeout=60)
        except httpx.TransportError:
            return None

    def ready(self) -> bool:
        assert self.popen.poll() is None, self.said()
        answer = self.get("/readyz")
        return answer is not None and answer.status_code == 200

    def stop(self) -> int:
        """Tell it to end, as hosts do; how it ended."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(PATIENCE)

    def said(self) -> str:
        return self.told.read_text(encoding="utf-8", errors="replace")


@dataclass
class House:
    """A folder, an environment, and the processes that were started in it."""

    path: Path
    env: Mapping[str, str]
    running: ExitStack = field(default_factory=ExitStack)
    count: int = 0

    def start(self, words: list[str], port: int = 0, **env: str) -> Process:
        """A command line of a Procfile; `python` is ours. It is told a free port as PORT."""
        self.count += 1
        port = port or free_port()
        told = self.path / f"told-{self.count}.txt"
        if words[0] == "python":
            words = [sys.executable, *words[1:]]
        with told.open("wb") as out:
            popen = subprocess.Popen(
                words,
                cwd=self.path,
                env={**clean(), "PYTHONPATH": str(ROOT), **self.env, "PORT": str(port), **env},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.running.callback(_ended, popen)
        return Process(popen, told, port)

    def run(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        """`corridor ARGS`, to its end, in this process."""
        return corridor(*args, cwd=self.path, **{**self.env, **env})


def _ended(popen: "subprocess.Popen[bytes]") -> None:
    if popen.poll() is None:
        popen.kill()
    popen.wait(PATIENCE)


@contextmanager
def house(path: Path, config: str, **env: str) -> Iterator[House]:
    """`config` is its corridor.toml."""
    if config:
        (path / "corridor.toml").write_text(config, encoding="utf-8")
    made = House(path, env)
    with made.running:
        yield made


def patiently(ready: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for real processes, on a machine that may have much else to do."""
    end = time.monotonic() + seconds
    while not (last := ready()):
        assert time.monotonic() < end, f"still {last!r} after {seconds} s"
        time.sleep(0.1)
