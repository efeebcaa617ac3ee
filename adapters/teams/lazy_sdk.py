"""Loads the SDK when it is first needed, behind the same interface.

It takes half a second and ten megabytes. A process that has just started answers before that, and
one that never writes to Teams does without.
"""

import asyncio
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol

from adapters.teams.http import Answer, Handle, HttpClient, InvokeResult, Token

SETTLED = 2.0  # seconds after the start


class Bot(Protocol):
    """What the SDK does for us."""

    async def turn(
        self, activity: Mapping[str, Any], claims: Mapping[str, Any], handle: Handle
    ) -> InvokeResult: ...
    async def ask(self, service_url: str, method: str, path: str, body: Any = None) -> Answer: ...


class LazySdk:
    """The same as `Sdk`; whoever comes first waits until it is loaded, beside the loop."""

    def __init__(self, app: str, http: HttpClient, token: Token | None) -> None:
        self._app, self._http, self._token = app, http, token
        self._bot: Bot | None = None
        self._loading = asyncio.Lock()

    async def load(self) -> Bot:
        async with self._loading:
            if self._bot is None:
                found = await asyncio.to_thread(import_module, "adapters.teams.sdk")
                self._bot = found.Sdk(self._app, self._http, self._token)
            return self._bot

    async def listen(self) -> None:
        """Load it once the process runs, and has said so: nobody's first message should wait."""
        await asyncio.sleep(SETTLED)
        await self.load()

    async def turn(
        self, activity: Mapping[str, Any], claims: Mapping[str, Any], handle: Handle
    ) -> InvokeResult:
        return await (self._bot or await self.load()).turn(activity, claims, handle)

    async def ask(self, service_url: str, method: str, path: str, body: Any = None) -> Answer:
        return await (self._bot or await self.load()).ask(service_url, method, path, body)
