"""Gets the access token that the connector asks of us, and keeps it until it nears its end."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

Form: TypeAlias = Callable[[str, Mapping[str, str]], Awaitable[Any]]
EARLY = 300.0  # seconds before the end at which a new one is fetched
AGAIN = 5.0  # seconds between two tries that fail
PATIENCE = 10.0


class NoToken(OSError):
    """The login service gave none; its answer is not repeated, it may hold secrets."""


class Credentials:
    """A token for the app, shared by all who send. `post` sends a form and gives back its JSON."""

    def __init__(
        self,
        login: str,
        scope: str,
        app: str,
        password: str,
        post: Form,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._login, self._post, self._clock = login, post, clock
        self._form = {
            "grant_type": "client_credentials",
            "client_id": app,
            "client_secret": password,
            "scope": scope,
        }
        self._token, self._until, self._failed = "", 0.0, -AGAIN
        self._lock = asyncio.Lock()

    async def token(self) -> str:
        """One that is good for some minutes yet; `NoToken` when there is none to be had."""
        if self._clock() < self._until:
            return self._token
        async with self._lock:
            if self._clock() >= self._until:
                if self._clock() - self._failed < AGAIN:
                    raise NoToken("no token for the connector just now")
                try:
                    async with asyncio.timeout(PATIENCE):
                        found = await self._post(self._login, self._form)
                    self._token, lasts = (
                        str(found["access_token"]),
                        float(found.get("expires_in", 3600)),
                    )
                except (OSError, TimeoutError, ValueError, KeyError, TypeError):
                    self._failed = self._clock()
                    raise NoToken("no token for the connector") from None
                self._until = self._clock() + max(lasts - EARLY, lasts / 2)
        return self._token

    def refused(self) -> None:
        """The connector did not take it: the next one is fetched anew."""
        self._until = 0.0
