"""A server that is measured: a process of its own, and what it costs."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

PATIENCE = 60.0  # seconds, against hanging only


class Server:
    """`port` is where it listens."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process, self.pid, self.port = process, process.pid, port

    async def ended(self) -> None:
        """Once it has ended by itself, as it should."""
        assert await self._process.wait() == 0

    def cpu(self) -> float:
        """Seconds of the processor it has had so far, in the kernel and out of it, in all threads:
        to the nanosecond, where the ticks of /proc are ten milliseconds."""
        return time.clock_gettime(~self.pid << 3 | 2)  # as clock_getcpuclockid(3) makes it

    def memory(self) -> tuple[float, float]:
        """MiB of its own, and with what is shared."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        found = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
        return found["Private_Clean:"] + found["Private_Dirty:"], found["Rss:"]


@asynccontextmanager
async def started(
    *command: str,
    env: Mapping[str, str] | None = None,
    port: int = 0,
    python: str = sys.executable,
) -> AsyncIterator[Server]:
    """An interpreter, ours unless another is named, with `command`, until the block ends. It prints its port, unless `port` says
    where it will be."""
    process = await asyncio.create_subprocess_exec(
        *(python, *command),
        env={**_unproxied(), **(env or {})},
        stdout=asyncio.subprocess.DEVNULL if port else asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        if process.stdout is not None:
            port = int(await process.stdout.readline())
        yield Server(process, port)
    finally:
        with suppress(ProcessLookupError):  # it has ended by itself
            process.terminate()
        await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Wait for its end, and bring it about where it does not come."""
    try:
        await asyncio.wait_for(process.wait(), 15)
    except TimeoutError:
        process.kill()
        await process.wait()


def _unproxied() -> dict[str, str]:
    """This process's environment without a proxy, which some look for at every request."""
    return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


async def answers(port: int, path: str = "") -> None:
    """Wait until it takes connections; with a path, until it says 200 there."""
    async with asyncio.timeout(PATIENCE):
        while not await _answered(port, path):  # noqa: ASYNC110 - another process does
            await asyncio.sleep(0.01)


async def _answered(port: int, path: str) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        if not path:
            return True
        writer.write(f"GET {path} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        return b" 200 " in await reader.readline()
    except OSError:
        return False
    finally:
        writer.close()
