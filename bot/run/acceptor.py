"""Takes connections from a listening socket, never more than the process has descriptors for."""

import asyncio
import math
import socket
from collections.abc import Callable, Coroutine, Sequence

import structlog

from bot.run.connections import Connection, Connections

MOST = 1000  # connections, however many descriptors there are
KEPT_BACK = 256  # descriptors for the database, platforms and files, or half of those there are
BACKLOG = 1024  # connections that the system keeps for us
AT_ONCE = 16  # connections taken before anything else is done
AFTER_AN_ERROR = 1.0  # seconds
TOLD_EVERY = 60.0  # seconds between two lines of one kind
CROWDED = "too many connections: those that kept us waiting longest were closed"
BUSY = "every connection is busy: new ones wait"
LATE = "requests did not come whole in time, or answers were not taken: they were given up"
NO_MORE = "a connection can't be taken: raise the limit of open files"
log = structlog.get_logger()
try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]


def most_connections() -> int:
    """How many clients may be connected, as the limit of open files (`ulimit -n`) allows."""
    limit = _open_files()
    return max(1, min(MOST, limit - min(KEPT_BACK, limit // 2)))


def _open_files() -> int:
    if resource is None:
        return MOST + KEPT_BACK
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST + KEPT_BACK if soft == resource.RLIM_INFINITY else soft


class Acceptor:
    """While there is no room, what comes waits in the system's backlog until a connection has
    gone; `make_protocol` makes uvicorn's half of one."""

    def __init__(
        self,
        sockets: Sequence[socket.socket],
        connections: Connections,
        make_protocol: Callable[[Connection], asyncio.Protocol],
    ) -> None:
        self._sockets, self.connections, self._make = sockets, connections, make_protocol
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._paused = self._stopped = False
        self._refusals = Refusals()
        connections.lost = self._resume

    def start(self) -> None:
        for one in self._sockets:
            one.setblocking(False)  # noqa: FBT003
            one.listen(BACKLOG)
            self._loop.add_reader(one, self._accept, one)
        self._spawn(self._sweep())

    def stop(self) -> None:
        self._pause()
        self._stopped = True
        for task in self._tasks:
            task.cancel()

    def _pause(self) -> None:
        self._paused = True
        for one in self._sockets:
            self._loop.remove_reader(one)

    def _resume(self) -> None:
        if self._paused and not self._stopped:
            self._paused = False
            for one in self._sockets:
                self._loop.add_reader(one, self._accept, one)

    def _accept(self, listening: socket.socket) -> None:
        """Somebody waits to be taken."""
        if self.connections.full:
            made = self.connections.make_room()
            self._refusals.note(CROWDED if made else BUSY, self._loop.time())
            self._pause()
            return
        for _ in range(min(AT_ONCE, self.connections.most - self.connections.count)):
            try:
                taken, _address = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                self._refusals.note(NO_MORE, self._loop.time(), error)
                self._pause()
                self._loop.call_later(AFTER_AN_ERROR, self._resume)
                return
            self.connections.count += 1
            self._spawn(self._serve(taken))

    async def _serve(self, taken: socket.socket) -> None:
        taken.setblocking(False)  # noqa: FBT003
        try:
            await self._loop.connect_accepted_socket(
                lambda: Connection(self.connections, self._make), taken
            )
        except OSError:
            taken.close()
            self.connections.release()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = self._loop.time()
            self._refusals.note(LATE, now, count=self.connections.close_overdue(now))
            self._refusals.tell(now)

    def _spawn(self, doing: Coroutine[object, object, None]) -> None:
        task = self._loop.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class Refusals:
    """One line at once, and at most one a minute of each kind after it, with how many there were:
    never one a connection."""

    def __init__(self) -> None:
        self._untold: dict[str, int] = {}
        self._told: dict[str, float] = {}

    def note(self, what: str, now: float, error: Exception | None = None, count: int = 1) -> None:
        if not count:
            return
        self._untold[what] = self._untold.get(what, 0) + count
        if what not in self._told or error is not None:
            self.tell(now, error)

    def tell(self, now: float, error: Exception | None = None) -> None:
        for what, count in list(self._untold.items()):
            if now - self._told.get(what, -math.inf) >= TOLD_EVERY:
                log.warning("connections are turned away", why=what, count=count, exc_info=error)
                self._told[what] = now
                del self._untold[what]
