"""The real app in a process of its own, which kills itself at one hop of a message's life.

The hops are functions of the app that are wrapped here; the app itself knows nothing of it. All
lives of the app share one listening socket, as under a supervisor that keeps it: who knocks while
none lives waits for the next.
"""

import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from slack_bolt.app.async_app import AsyncApp

from adapters.slack import inbound
from adapters.slack.adapter import SlackAdapter
from adapters.slack.inbound import Inbound
from bot.core.dispatcher import Core
from bot.ops.migrations import migrate
from bot.run import app as corridor
from bot.run import logs, relay
from bot.run.relay import Relay
from bot.settings import load
from bot.words.delivery import Pace, Sent
from storage import writer
from storage.delivery import claims
from tests import prepared
from tests.wire.running import PATIENCE, eventually

CONTEXT = get_context("forkserver")
PRELOADED = [
    "__main__",
    "tests.wire.crashing",
    "bot.run.platforms.slack_inbound",
    "storage.engine.migrate",
]
LEASE = timedelta(seconds=1)  # thirty in earnest: until then a dead process's messages are its own


@dataclass
class Lives:
    """One app's lives, one after another: on the same address, with the same database."""

    env: Mapping[str, str]
    config: str
    listening: socket.socket
    now: ForkServerProcess = field(init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def start(self, hop: str = "") -> None:
        self.now = CONTEXT.Process(target=live, args=(hop, self.env, self.config, self.listening))
        self.now.start()
        eventually(lambda: self._is_ready() or not self.now.is_alive())

    def _is_ready(self) -> bool:
        """Before that it may answer 503: how soon it does not, the machine decides."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=60).status_code == 200
        except httpx.TransportError:
            return False

    def killed(self) -> None:
        """It has killed itself at its hop."""
        self.now.join(60)
        assert self.now.exitcode == -signal.SIGKILL, f"it did not die: {self.now.exitcode}"

    def kill(self) -> None:
        self.now.kill()
        self.killed()


@contextmanager
def lives(path: Path, env: Mapping[str, str], config: str) -> Iterator[Lives]:
    CONTEXT.set_forkserver_preload(PRELOADED)
    more = {"DATABASE_URL": f"sqlite:///{path / 'corridor.db'}", "PORT": "8000"}
    prepared.migrated(path / "corridor.db")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Lives({**env, **more}, config, listening)
        try:
            yield found
        finally:
            found.now.kill()
            found.now.join(60)


def live(hop: str, env: Mapping[str, str], config: str, listening: socket.socket) -> None:
    """One life, without pauses between messages; it answers in its time however busy the machine
    is, so that nothing but its hop decides what comes again."""
    inbound.DEADLINE = PATIENCE
    logs.start("CRITICAL")
    SlackAdapter.pace = Pace()  # type: ignore[assignment,method-assign]
    relay.POLL = 0.1
    claims.LEASE = LEASE
    if hop:
        HOPS[hop]()
    settings = load(env, lambda _: config)
    migrate(settings)
    web = corridor.build(settings).web
    uvicorn.Server(uvicorn.Config(web, log_config=None)).run(sockets=[listening])


def die(*_: object, **__: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: type, name: str) -> None:
    setattr(owner, name, die)


def after(owner: type, name: str) -> None:
    act = getattr(owner, name)

    async def last(*args: object, **more: object) -> None:
        await act(*args, **more)
        die()

    setattr(owner, name, last)


def noted(*, edit: bool) -> None:
    act: Any = Relay._record_once

    async def last(self: Relay, message: claims.Claimed, outcome: relay.Outcome) -> None:
        await act(self, message, outcome)
        if isinstance(outcome.result, Sent) and bool(message.ref) == edit:
            die()

    Relay._record_once = last  # type: ignore[method-assign]


def in_transaction(name: str, do: Callable[..., object]) -> None:
    """The writer's function `name` becomes `do` in the transaction that handled an event."""
    handle, act, handled = Core._handle, getattr(writer, name), []

    def seen(*args: Any) -> Any:
        handled.append(True)
        return handle(*args)

    Core._handle = seen  # type: ignore[method-assign,assignment]
    setattr(writer, name, lambda *args: do(*args) if handled else act(*args))


def written(db: Any) -> None:
    """All of it is in the database's hands, but not committed."""
    db.info["outbox"].flush(db, db.info["outbox"].now)
    db.connection()
    die()


def nothing_claimed() -> None:
    """The relay is about to look when the process dies, from outside, after the answer."""
    claims.claim = lambda *_: []


HOPS: Mapping[str, Callable[[], None]] = {
    "received": lambda: before(AsyncApp, "async_dispatch"),
    "parsed": lambda: before(Inbound, "_act"),
    "written, not committed": lambda: in_transaction("_commit", written),
    "committed, not answered": lambda: in_transaction("_answer", die),
    "answered, not claimed": nothing_claimed,
    "claimed, not posted": lambda: before(SlackAdapter, "post"),
    "posted, not noted": lambda: after(SlackAdapter, "post"),
    "post noted": lambda: noted(edit=False),
    "claimed, not edited": lambda: before(SlackAdapter, "edit"),
    "edited, not noted": lambda: after(SlackAdapter, "edit"),
    "edit noted": lambda: noted(edit=True),
}
