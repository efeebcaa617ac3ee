"""Slack's Web API: one HTTP session for all calls, and no retries but our own."""

import logging
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.network import Network
from adapters.network.failures import ERRORS
from adapters.network.sessions import open_session, proxy_for

TIMEOUT = 10  # seconds for one call; a delivery has twenty
LOG = logging.getLogger("slack_sdk.corridor")
UNSET = "http://unset.invalid"
"""Told no proxy, the SDK takes one from the environment past NO_PROXY: so it is told this one, and
the right one afterwards."""


class Client(AsyncWebClient):
    """The SDK's client, which fails in its own ways on an answer that is no JSON object, as one of
    a proxy may be: here that is an answer without an error code."""

    async def _request(self, **asked: Any) -> dict[str, Any]:
        answer: dict[str, Any] = await super()._request(**asked)
        return answer if isinstance(answer["data"], dict) else {**answer, "data": {}}


class WebApi:
    """Clients for any token. The SDK's own client opens a connection for each call, and repeats a
    post whose answer was lost: this one does neither."""

    def __init__(self, base_url: str, network: Network) -> None:
        self.base_url = base_url if base_url.endswith("/") else f"{base_url}/"
        self.network = network
        self._session: aiohttp.ClientSession | None = None
        self._ended = False
        self._clients: dict[str, AsyncWebClient] = {}

    def client(self, token: str) -> AsyncWebClient:
        """The client for a token; only inside a running loop."""
        session = self._open()
        if (known := self._clients.get(token)) is None:
            known = self._clients[token] = self._made(token, session)
        return known

    def apart(self) -> AsyncWebClient:
        """A client without a token and a session, for what is put together before a loop runs."""
        return self._made(None, None)

    def _made(self, token: str | None, session: aiohttp.ClientSession | None) -> AsyncWebClient:
        client = Client(
            token=token,
            base_url=self.base_url,
            timeout=TIMEOUT,
            ssl=self.network.tls,
            proxy=UNSET,
            session=session,
            retry_handlers=[],
            logger=LOG,
        )
        client.proxy = proxy_for(self.network, self.base_url)
        return client

    def _open(self) -> aiohttp.ClientSession:
        if self._ended:
            raise aiohttp.ClientConnectionError("calls to Slack have ended")
        if self._session is None or self._session.closed:
            self._clients.clear()
            self._session = open_session(self.network, TIMEOUT, connect=None)
        return self._session

    async def respond(self, url: str, body: dict[str, object]) -> bool:
        """Answer through a response_url, which needs no token; whether Slack surely took it."""
        try:
            async with self._open().post(url, json=body) as answer:
                return answer.status == 200
        except ERRORS:
            return False

    async def end(self) -> None:
        """Close for good: what is still under way opens no session that nobody would close."""
        self._ended = True
        await self.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
