"""Socket Mode: for hospitals whose firewall lets nothing in, Slack sends through our connection."""

import asyncio
from logging import Logger
from typing import Any

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.network.failures import ERRORS, Failure, failure_of
from adapters.network.sessions import open_session, proxy_for
from adapters.slack.client import UNSET, WebApi
from adapters.slack.outcomes import code_of, retry_after, told
from bot.words.delivery import Cause

log = structlog.get_logger()
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between tries to be given an address
ATTEMPT = 8.0  # seconds for one address; the SDK itself tries it every five
PING = 5.0  # seconds; a connection that broke is noticed after so many
GRACE = 5.0
AT_ONCE = 64


class Client(SocketModeClient):
    """The SDK's client tries one address until it works, although Slack gives each for one
    connection and a short while; and where Slack refuses it, the operator does not learn why. It
    also takes any proxy from the environment, NO_PROXY or not."""

    def __init__(self, app_token: str, web: WebApi, logger: Logger) -> None:
        super().__init__(app_token, logger, web.apart(), UNSET, ping_interval=PING)
        self._network, self._opened, self._failed = web.network, False, ""

    async def _open(self) -> None:
        """A session of ours in place of the SDK's: it follows our rules, and tells what fails."""
        noticed = aiohttp.TraceConfig()
        noticed.on_request_exception.append(self._notice)
        before, self._opened = self.aiohttp_client_session, True
        self.aiohttp_client_session = open_session(self._network, traces=[noticed])
        await before.close()

    async def _notice(self, _: object, __: object, raised: Any) -> None:
        self._failed = str(failure_of(raised.exception))

    async def issue_new_wss_url(self) -> str:
        """An address for one connection. Waits until Slack gives one: it may take an operator."""
        wait = FIRST_WAIT
        while True:
            try:
                answer = await self.web_client.apps_connections_open(app_token=self.app_token)
                return str(answer["url"])
            except SlackApiError as error:
                wait = max(wait, retry_after(error))
                log.error(  # noqa: TRY400 - cause told
                    "Slack refuses the socket: check SLACK_APP_TOKEN, and that Socket Mode is on",
                    why=code_of(error),
                    after=wait,
                )
            except ERRORS as error:
                log.warning("can't reach Slack for a socket yet", after=wait, why=told(error))
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def connect(self) -> None:
        """Connect, at a new address whenever one does not work."""
        if not self._opened and not self.closed:
            await self._open()
        while not self.closed:
            self.wss_uri = self.wss_uri or await self.issue_new_wss_url()
            self.proxy, self._failed = proxy_for(self._network, self.wss_uri), ""
            try:
                async with asyncio.timeout(ATTEMPT):
                    await super().connect()  # type: ignore[no-untyped-call]
                    return
            except TimeoutError:
                why = self._failed or str(Failure(Cause.TIMED_OUT))
                log.warning("no socket at the address that Slack gave", why=why)
            self.wss_uri = None


class Socket(AsyncSocketModeHandler):
    """Bolt's handler loses sight of what it has begun: here each envelope is a task that is known,
    so that it ends before we leave. One that is not acknowledged comes again."""

    def __init__(self, app: AsyncApp, web: WebApi, app_token: str) -> None:
        self.app, self.app_token = app, app_token
        self.client = Client(app_token, web, app.logger)
        self.client.socket_mode_request_listeners.append(self.handle)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving = False

    async def handle(self, client: Any, req: SocketModeRequest) -> None:
        if self._leaving:  # it comes again, to a connection that stays
            return
        task = asyncio.create_task(self._one(client, req))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _one(self, client: Any, req: SocketModeRequest) -> None:
        async with self._turn:
            try:
                await super().handle(client, req)
            except Exception:
                log.exception("an envelope of Slack was not handled", kind=req.type)

    async def listen(self) -> None:
        """Stay connected until cancelled; what came before that is still answered."""
        try:
            await self.client.connect()  # type: ignore[no-untyped-call] # typed as the SDK's
            log.info("listening to Slack through a socket")
            await asyncio.Event().wait()
        finally:
            self._leaving = True
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=GRACE)
            await self.client.close()  # type: ignore[no-untyped-call]
