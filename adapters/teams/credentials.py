"""Gets the access token that the connector asks of us, and keeps it until it nears its end."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import structlog

from adapters.network.failures import Failure, Unreached, failure_of
from adapters.teams.causes import LOGIN_DOWN, NO_LOGIN, NO_TOKEN
from adapters.teams.http import BadStatus

Form: TypeAlias = Callable[[str, Mapping[str, str]], Awaitable[Any]]
EARLY = 300.0  # seconds before the end at which a new one is fetched
AGAIN = 5.0  # seconds between two tries that fail
PATIENCE = 10.0

log = structlog.get_logger()


class NoToken(OSError):
    """The login service gave none; its answer is not repeated, it may hold secrets. `why` is one of
    a few texts; `failure` says what kept us from asking, where it was never asked."""

    def __init__(self, why: str, failure: Failure | None = None) -> None:
        super().__init__(why)
        self.why, self.failure = why, failure


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
        self._last = NoToken(NO_TOKEN)
        self._lock = asyncio.Lock()

    async def token(self) -> str:
        """One that is good for some minutes yet; `NoToken` when there is none to be had."""
        if self._clock() < self._until:
            return self._token
        async with self._lock:
            if self._clock() >= self._until:
                if self._clock() - self._failed < AGAIN:
                    raise NoToken(self._last.why, self._last.failure)
                try:
                    async with asyncio.timeout(PATIENCE):
                        found = await self._post(self._login, self._form)
                    self._token, lasts = (
                        str(found["access_token"]),
                        float(found.get("expires_in", 3600)),
                    )
                except (OSError, TimeoutError, ValueError, KeyError, TypeError) as error:
                    self._failed, self._last = self._clock(), _no_token(error)
                    said = self._last.failure or self._last.why
                    log.warning("no token for Teams", why=str(said))
                    raise self._last from None
                self._until = self._clock() + max(lasts - EARLY, lasts / 2)
        return self._token

    def refused(self) -> None:
        """The connector did not take it: the next one is fetched anew."""
        self._until = 0.0


def _no_token(error: Exception) -> NoToken:
    """Only what the login service itself refuses is about the secret."""
    match error:
        case BadStatus():
            down = error.status in {408, 429} or error.status >= 500
            return NoToken(LOGIN_DOWN if down else NO_TOKEN)
        case Unreached() | TimeoutError() | OSError():
            found = failure_of(error)
            return NoToken(found.why, found)
        case _:
            return NoToken(NO_LOGIN)
