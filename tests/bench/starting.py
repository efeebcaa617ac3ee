"""Starting and idling: from the start of the process until `/readyz` says yes, on a database that is
there, with Slack and Teams set up and paging off; and the memory it has once both are loaded and nothing
happens.

The processor's seconds are judged, with the clock's beside them. Memory is what a process has for itself,
which is judged, and, in a row of its own, with what it shares with others (the interpreter and libraries,
which several processes have once).
"""

import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.row import Row
from tests.bench.server import answers, started
from tests.ports import free_port

ROUNDS, IDLE = 5, 6.0  # seconds, until what is loaded late is there
GOAL_SECONDS, GOAL_MEMORY = 1.2, 110.0
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"  # an installed Corridor has its bytecode
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


async def _start(part: str, env: Mapping[str, str]) -> tuple[float, float, float, float]:
    """Seconds of the processor until it is ready, and by the clock; then MiB when idle."""
    port = free_port()
    start = time.perf_counter()
    async with started("-m", "bot", part, env={**env, "PORT": str(port)}, port=port) as server:
        if part != "worker":
            await answers(port, "/readyz")
        busy, took = server.cpu(), time.perf_counter() - start
        await asyncio.sleep(IDLE)
        return busy, took, *server.memory()


async def rows() -> list[Row]:
    found: list[Row] = []
    with TemporaryDirectory() as folder:
        env = environment(Path(folder))
        async with started("-m", "bot", "migrate", env=env, port=free_port()) as first:
            await first.ended()
        for part in ("serve", "web", "worker"):
            # The first start writes the bytecode that is missing, and does not count.
            samples = [await _start(part, env) for _ in range(ROUNDS + 1)][1:]
            busy, took, own, shared = zip(*samples, strict=True)
            ready = f"{part}, start to ready"
            if part != "worker":
                found.append(_row(f"{ready}, CPU", "s", busy, GOAL_SECONDS, 1))
                found.append(_row(f"{ready}, wall", "s", took, GOAL_SECONDS))
            idle = f"{part}, idle memory of its own"
            found.append(_row(idle, "MiB", own, GOAL_MEMORY, 1))
            both = f"{part}, idle memory with what is shared"
            found.append(_row(both, "MiB", shared, GOAL_MEMORY))
    return found


def _row(
    name: str, unit: str, samples: tuple[float, ...], wanted: float, goal: float | None = None
) -> Row:
    return Row(name, "the goal", unit, samples, (wanted,), goal, less=True)
