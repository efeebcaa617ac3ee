"""Loads the SDK's door when it is first needed; where there is no SDK, takes the thin one.

It takes half a second and ten megabytes. A process that has just started answers before that, and
one that never writes to Teams does without.
"""

import asyncio
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import structlog

from adapters.teams.door import Address, Door, Handle
from adapters.teams.http import Answer, HttpClient, InvokeResult, Token
from adapters.teams.thin import Thin

SETTLED = 2.0  # seconds after the start

log = structlog.get_logger()


class LazySdk:
    """The same as `Sdk`; whoever comes first waits until it is loaded, beside the loop. Where it
    can't be imported everything goes on through `Thin`, and the log says so once."""

    def __init__(self, app: str, http: HttpClient, token: Token | None) -> None:
        self._app, self._http, self._token = app, http, token
        self._door: Door | None = None
        self._loading = asyncio.Lock()

    async def load(self) -> Door:
        async with self._loading:
            if self._door is None:
                self._door = await self._made()
            return self._door

    async def _made(self) -> Door:
        try:
            found = await asyncio.to_thread(import_module, "adapters.teams.sdk")
        except ImportError as error:
            log.warning("Teams goes without Microsoft's SDK", platform="teams", why=str(error))
            return Thin(self._http, self._token)
        door: Door = found.Sdk(self._app, self._http, self._token)
        return door

    async def listen(self) -> None:
        """Load it once the process runs, and has said so: nobody's first message should wait."""
        await asyncio.sleep(SETTLED)
        await self.load()

    async def turn(
        self, activity: Mapping[str, Any], claims: Mapping[str, Any], handle: Handle
    ) -> InvokeResult:
        return await (self._door or await self.load()).turn(activity, claims, handle)

    async def post(self, to: Address, activity: Mapping[str, Any]) -> Answer:
        return await (self._door or await self.load()).post(to, activity)

    async def change(self, to: Address, ref: str, activity: Mapping[str, Any]) -> Answer:
        return await (self._door or await self.load()).change(to, ref, activity)

    async def member(self, of: Address, name: str) -> Answer:
        return await (self._door or await self.load()).member(of, name)

    async def begin(self, service_url: str, asked: Mapping[str, Any]) -> Answer:
        return await (self._door or await self.load()).begin(service_url, asked)
