"""How a process listens over HTTP, and how it ends within ten seconds whatever hangs."""

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import cast

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.run.acceptor import Acceptor, most_connections
from bot.run.connections import KEEP_ALIVE, STATE, Connection, Connections, Noting

log = structlog.get_logger()
REQUESTS_END = 3  # seconds for what is being answered; what was not answered is sent again
MOST_BESIDE = 16  # connections to the port for probes and metrics
LAST = 9.0  # seconds until the process ends even if something in it does not


class Bounded(uvicorn.Server):
    """One that has no more connections than `most`, and waits for no client longer than
    `connections` says."""

    def __init__(self, config: uvicorn.Config, most: int) -> None:
        super().__init__(config)
        self._most = most
        self.acceptor: Acceptor | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn starts without a socket; connections are taken from ours here. It would take all
        that come at once, and end up without descriptors."""
        await super().startup(sockets=[])
        self.acceptor = Acceptor(sockets or [], Connections(self._most), self._protocol)
        self.acceptor.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.acceptor is not None:
            self.acceptor.stop()
        await super().shutdown(sockets)

    def _protocol(self, connection: Connection) -> asyncio.Protocol:
        make = cast("Callable[..., asyncio.Protocol]", self.config.http_protocol_class)
        state = {**self.lifespan.state, STATE: connection}
        return make(config=self.config, server_state=self.server_state, app_state=state)


class Server(Bounded):
    """Told to stop, it does, and the process ends as one that was asked to: with 0."""

    def handle_exit(self, sig: int, frame: object) -> None:
        end_soon()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]

    def run_until_told(self, ours: socket.socket) -> None:
        """uvicorn raises the signal once more when all is done; then there is nothing left to do.
        One that comes before it listens for signals is not lost either."""

        def told(_number: int, _frame: object) -> None:
            self.should_exit = True

        signal.signal(signal.SIGTERM, told)
        self.run(sockets=[ours])


class Beside(Bounded):
    """One that leaves signals to the process it is in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(web: ASGIApp, host: str, port: int, ready: Callable[[], None]) -> None:
    """Until told to stop. `ready` is called once the address is ours; on a port in use the process
    ends, saying so."""
    config = configuration(web, host, port)
    ours = _bound(config, "PORT")
    ready()
    Server(config, most_connections()).run_until_told(ours)


async def beside(routes: Sequence[BaseRoute], host: str, port: int) -> None:
    """Serve these routes until cancelled."""
    config = configuration(Starlette(routes=routes), host, port)
    config.lifespan = "off"
    server = Beside(config, MOST_BESIDE)
    serving = asyncio.create_task(server.serve(sockets=[_bound(config, "METRICS_PORT")]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = server.force_exit = True
        await serving


def end_soon() -> None:
    """The process ends by itself in `LAST` seconds at the latest. What it acknowledged is in the
    database, and what it was posting is looked for by the next, so nothing is lost with it."""
    last = threading.Timer(LAST, _end)
    last.daemon = True
    last.start()


def _end() -> None:
    log.warning("something did not end in time, and was left")
    os._exit(0)


def configuration(web: ASGIApp, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        Noting(web),
        ws="none",
        timeout_keep_alive=KEEP_ALIVE,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=REQUESTS_END,
    )


def _bound(config: uvicorn.Config, variable: str) -> socket.socket:
    try:
        return config.bind_socket()
    except SystemExit:
        where = {"host": config.host, "port": config.port}
        if variable == "PORT":
            log.error("can't listen there: set PORT to a free one", **where)  # noqa: TRY400
        else:
            log.error("can't listen there: set METRICS_PORT to a free one", **where)  # noqa: TRY400
        raise
