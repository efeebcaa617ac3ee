"""Fetches the public keys that requests of Teams are signed with, again when one is missing."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

import structlog
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from adapters.network.failures import Failure, failure_of
from adapters.teams.http import BadStatus
from bot.words.delivery import Cause

Get: TypeAlias = Callable[[str], Awaitable[Any]]
FRESH = 24 * 3600.0  # seconds; the keys' owner asks for a look once a day
STALE = 3600.0  # then they are fetched anew, beside what is asked
PATIENCE = 5.0
MEND = "check TEAMS_CLOUD, or mend TEAMS_OPENID_URL"
NOT_THEM = f"what answers has no keys: {MEND}"
MOST, WITHIN = 5, 60.0  # fetches in so many seconds, whoever asks for unknown keys

log = structlog.get_logger()


class NoKeys(Exception):
    """The keys can't be had just now, so nothing can be checked; the text says why."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key, and the channels that it may speak for; none named means any."""

    public: Any
    endorses: frozenset[str]


class SigningKeys:
    """Keys by their id. `get` fetches a JSON document; `clock` counts seconds."""

    def __init__(self, openid: str, get: Get, clock: Callable[[], float] = time.monotonic) -> None:
        self._openid, self._get, self._clock = openid, get, clock
        self._keys: Mapping[str, SigningKey] = {}
        self._at: float | None = None
        self._why = str(Failure(Cause.TIMED_OUT))
        self._tries: deque[float] = deque(maxlen=MOST)
        self._under_way: asyncio.Task[None] | None = None

    async def key(self, kid: str) -> SigningKey | None:
        """The key of that id, None for one that nobody has; NoKeys while there are none at all."""
        found = self._keys.get(kid)
        if found is not None and self._age() < FRESH:
            if self._age() > STALE:
                self._start()
            return found
        if (task := self._start()) is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(task), PATIENCE)
        if not self._keys or self._age() >= FRESH:
            raise NoKeys(self._why)
        return self._keys.get(kid)

    def _age(self) -> float:
        return float("inf") if self._at is None else self._clock() - self._at

    def _start(self) -> "asyncio.Task[None] | None":
        """The fetch that everyone waits for; None when it was tried often enough lately."""
        if self._under_way is not None:
            return self._under_way
        now = self._clock()
        if len(self._tries) == MOST and now - self._tries[0] < WITHIN:
            return None
        self._tries.append(now)
        self._under_way = asyncio.ensure_future(self._fetch())
        self._under_way.add_done_callback(self._done)
        return self._under_way

    def _done(self, _: "asyncio.Task[None]") -> None:
        self._under_way = None

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                named = await self._get(self._openid)
                keys = _read(await self._get(str(named["jwks_uri"])))
        except (OSError, TimeoutError, ValueError, KeyError, TypeError) as error:
            self._why = _why(error)
            log.warning("the keys of Teams can't be had", why=self._why)
            return
        if keys:
            self._keys, self._at = keys, self._clock()
        else:
            self._why = NOT_THEM

    async def close(self) -> None:
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.gather(self._under_way, return_exceptions=True)


def _why(error: Exception) -> str:
    match error:
        case BadStatus():
            return f"that address {error}: {MEND}"
        case OSError():
            return str(failure_of(error))
        case _:
            return NOT_THEM


def _read(found: Any) -> dict[str, SigningKey]:
    keys = {}
    for one in found["keys"]:
        with suppress(PyJWTError, KeyError, TypeError, ValueError):
            if one.get("kty") == "RSA" and one.get("use", "sig") == "sig":
                public = PyJWK(one, "RS256").key
                keys[str(one["kid"])] = SigningKey(public, frozenset(one.get("endorsements", ())))
    return keys
