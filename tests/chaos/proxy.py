"""A wire that can be cut: it stands between Corridor and its database."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

from tests.chaos.outside import Outside

State = Literal["well", "refuses", "silent"]


class Proxy:
    """Passes bytes on to a port of this machine.

    `cut` says how it is broken: "refuses" resets what is open and takes nothing new; "silent" takes
    connections and swallows all bytes, as a firewall does that has forgotten us.
    """

    def __init__(self, outside: Outside, target: int) -> None:
        self._outside, self._target = outside, target
        self._state: State = "well"
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    def start(self) -> None:
        self._server = self._outside.do(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self, state: State) -> None:
        self._state = state
        if state == "refuses":
            self._outside.do(self._reset())

    def mend(self) -> None:
        """New connections work; those that were silent stay so, as in earnest."""
        if self._state == "silent":
            self._outside.do(self._reset())
        self._state = "well"

    def stop(self) -> None:
        self._outside.do(self._close())

    @contextmanager
    def broken(self, state: State) -> Iterator[None]:
        self.cut(state)
        try:
            yield
        finally:
            self.mend()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._taken, "127.0.0.1", 0)

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        if self._state == "refuses":
            writer.transport.abort()
            return
        if self._state == "silent":
            await _swallowed(reader)
            return
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
            self._open.add(back)
            both = (self._carry(reader, back), self._carry(there, writer))
            await asyncio.gather(*both, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                if self._state == "silent":
                    return await _swallowed(reader)
                writer.write(data)
                await writer.drain()
        finally:
            if self._state != "silent":
                writer.close()

    async def _reset(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _close(self) -> None:
        self._server.close()
        await self._reset()


async def _swallowed(reader: asyncio.StreamReader) -> None:
    with suppress(OSError):
        while await reader.read(65536):
            pass


@contextmanager
def proxied(outside: Outside, port: int) -> Iterator[Proxy]:
    proxy = Proxy(outside, port)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
