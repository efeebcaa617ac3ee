"""The HTTP client for everything asked of Microsoft: one session, and errors as OSError."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import quote

import aiohttp

from adapters.network import Network
from adapters.network.failures import ERRORS, Unreached, failure_of
from adapters.network.json_codec import loads
from adapters.network.sessions import open_session

Token: TypeAlias = Callable[[], Awaitable[str]]
LARGEST_ANSWER = 1024 * 1024
NOT_JSON = "\0 not JSON"  # stands for the body of an answer that can't be read


@dataclass(frozen=True, slots=True)
class Answer:
    """What the connector said: `body` is its JSON, None for nothing, or `NOT_JSON`; `after` the
    seconds it asks to wait."""

    status: int
    body: Any = None
    after: float = 0


@dataclass(frozen=True, slots=True)
class InvokeResult:
    """The answer to an invoke, or None as a body where there is none."""

    status: int
    body: Any = None


class HttpClient:
    """One session for all that we ask of others; opened when it is first needed."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._session: aiohttp.ClientSession | None = None
        self._over = False

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._over:  # an answer that came late must not open what nobody will close
            raise ConnectionError("this process is ending")
        if self._session is None or self._session.closed:
            self._session = open_session(self._network)
        return self._session

    async def get(self, url: str) -> Any:
        """A JSON document; OSError where it can't be had, ValueError where it is none."""
        async with OsErrors(self.session.get(url, allow_redirects=False)) as answer:
            return await _document(answer)

    async def post_form(self, url: str, form: Mapping[str, str]) -> Any:
        async with OsErrors(
            self.session.post(url, data=dict(form), allow_redirects=False)
        ) as answer:
            return await _document(answer)

    async def knock(self, url: str) -> int:
        """The status with which an empty request is answered there."""
        async with OsErrors(self.session.post(url, json={}, allow_redirects=False)) as answer:
            return answer.status

    async def close(self) -> None:
        """For good: nothing is asked afterwards."""
        self._over = True
        if self._session is not None:
            await self._session.close()


class BadStatus(ConnectionError):
    """What answered did not give what was asked for."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered {status}")
        self.status = status


class OsErrors:
    """ERRORS of the library as OSError, as the rest of us knows them: `Unreached`."""

    def __init__(self, request: Any) -> None:
        self._request = request

    async def __aenter__(self) -> aiohttp.ClientResponse:
        try:
            answer: aiohttp.ClientResponse = await self._request.__aenter__()
        except ERRORS as error:
            raise Unreached(failure_of(error)) from None
        return answer

    async def __aexit__(self, *ended: Any) -> None:
        await self._request.__aexit__(*ended)


async def _document(answer: aiohttp.ClientResponse) -> Any:
    if answer.status != 200:
        raise BadStatus(answer.status)
    return loads(await _read(answer))


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    try:
        body = await answer.content.read(LARGEST_ANSWER)
        while more := await answer.content.read(LARGEST_ANSWER - len(body) + 1):
            body += more
            if len(body) > LARGEST_ANSWER:
                raise ConnectionError("an answer without end")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unreached(failure_of(error)) from None
    return body


async def send(
    http: HttpClient,
    token: Token | None,
    method: str,
    url: str,
    headers: dict[str, str],
    data: bytes | None,
) -> Answer:
    """One request to the connector. `token` is put on what goes over https only."""
    if token is not None and url.startswith("https://"):
        headers["Authorization"] = f"Bearer {await token()}"
    sending = http.session.request(method, url, data=data, headers=headers, allow_redirects=False)
    async with OsErrors(sending) as answer:
        return await _answered(answer)


async def _answered(answer: aiohttp.ClientResponse) -> Answer:
    try:
        body: Any = loads(await _read(answer) or b"null")
    except ValueError:
        body = NOT_JSON
    return Answer(answer.status, body, _after(answer.headers.get("Retry-After", "")))


def _after(header: str) -> float:
    """Seconds; dates, which the connector does not send, count as nothing said."""
    try:
        return max(0.0, min(float(header), 3600.0))
    except ValueError:
        return 0.0


def path(*parts: str) -> str:
    """An address of the connector, each part made safe: "/v3/conversations/19%3Aabc"."""
    return "/".join(("/v3", *map(quoted, parts)))


@lru_cache(maxsize=4096)
def quoted(part: str) -> str:
    """A part of an address, which can't become more than one."""
    return quote(part, safe="")


async def settle(tasks: set["asyncio.Task[Any]"], patience: float) -> None:
    """Let what is under way come to its end; not for ever."""
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=patience)
        for task in late:
            task.cancel()
