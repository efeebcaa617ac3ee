"""Starting and idling: from the start of the process until `/readyz` says yes, on a database that is
there, with Slack and Teams set up; and the memory it has once both are loaded and nothing happens.

Memory is what a process has for itself, and, in a row of its own, with what it shares with others
(the interpreter and libraries, which several processes have once). Theirs is the goal.
"""

import asyncio
import os
import socket
import sys
import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.row import Row

ROUNDS, IDLE = 3, 6.0  # seconds, until what is loaded late is there
GOAL_SECONDS, GOAL_MEMORY = 1.2, 110.0
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"  # an installed Corridor has its bytecode
TICKS = os.sysconf("SC_CLK_TCK")
NAME = "11111111-2222-3333-4444-555555555555"


def environment(folder: Path) -> dict[str, str]:
    (folder / "corridor.toml").write_text('[hospital]\nname = "Harbor"\nzone = "UTC"\n')
    ours = {name: value for name, value in os.environ.items() if name != UNCOMPILED}
    return {
        **ours,
        "DATABASE_URL": f"sqlite:///{folder / 'corridor.db'}",
        "CORRIDOR_CONFIG": str(folder / "corridor.toml"),
        "SLACK_BOT_TOKEN": "xoxb-not-a-secret",
        "SLACK_SIGNING_SECRET": "not-a-secret",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "TEAMS_APP_ID": NAME,
        "TEAMS_APP_PASSWORD": "not-a-secret",
        "TEAMS_TENANT_ID": NAME,
        "TEAMS_OPENID_URL": "http://127.0.0.1:9/openid",
        "TEAMS_ALLOWED_SERVICE_URLS": "http://127.0.0.1:9/",
    }


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _cpu(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / TICKS


def _memory(pid: int) -> tuple[float, float]:
    """MiB of its own, and with what is shared."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    found = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return found["Private_Clean:"] + found["Private_Dirty:"], found["Rss:"]


async def _started(part: str, env: dict[str, str]) -> tuple[float, float, float, float]:
    """Seconds until ready and the processor's part of them, then MiB when idle."""
    port = _free()
    start = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", part),
        env={**env, "PORT": str(port)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        while part != "worker" and not _ready(port):
            assert time.perf_counter() - start < 60, "it does not start"
            await asyncio.sleep(0.01)
        took, busy = time.perf_counter() - start, _cpu(process.pid)
        await asyncio.sleep(IDLE)
        return took, busy, *_memory(process.pid)
    finally:
        process.terminate()
        await process.wait()


async def rows() -> list[Row]:
    found: list[Row] = []
    with TemporaryDirectory() as folder:
        env = environment(Path(folder))
        first = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "migrate"), env=env, stdout=asyncio.subprocess.DEVNULL
        )
        await first.wait()
        for part in ("serve", "web", "worker"):
            # The first start writes the bytecode that is missing, and does not count.
            samples = [await _started(part, env) for _ in range(ROUNDS + 1)][1:]
            took, busy, own, shared = zip(*samples, strict=True)
            if part != "worker":
                ready = f"{part}, start to ready"
                found.append(Row(ready, "the goal", "s", took, (GOAL_SECONDS,), 1, less=True))
                cpu = f"{ready}, the processor's part"
                found.append(Row(cpu, "the goal", "s", busy, (GOAL_SECONDS,), less=True))
            idle = f"{part}, idle memory of its own"
            found.append(Row(idle, "the goal", "MiB", own, (GOAL_MEMORY,), 1, less=True))
            both = f"{part}, idle memory with what is shared"
            found.append(Row(both, "the goal", "MiB", shared, (GOAL_MEMORY,), 1, less=True))
    return found
