"""Socket Mode: for hospitals whose firewall lets nothing in, Slack sends through our connection."""

import asyncio
from typing import Any

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.outcome import code_of
from adapters.slack.web import Web

log = structlog.get_logger()
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
AT_ONCE = 64


class Socket(AsyncSocketModeHandler):
    """Bolt's handler takes one envelope after another, so that one slow answer holds all others
    up: here each is a task of its own. An envelope that is not acknowledged comes again."""

    def __init__(self, app: AsyncApp, web: Web, app_token: str) -> None:
        super().__init__(app, app_token, web_client=web.apart())
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    async def handle(self, client: Any, req: SocketModeRequest) -> None:
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
        """Stay connected until cancelled; an outage at the start is waited out like any other."""
        wait = FIRST_WAIT
        try:
            while not await self._connected():
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            log.info("listening to Slack through a socket")
            await asyncio.Event().wait()
        finally:
            await self.client.close()  # type: ignore[no-untyped-call]
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=5)

    async def _connected(self) -> bool:
        try:
            await self.connect_async()  # type: ignore[no-untyped-call]
        except SlackApiError as error:
            log.error("Slack refuses the socket: check SLACK_APP_TOKEN", why=code_of(error))  # noqa: TRY400 - cause told
            return False
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("can't reach Slack for a socket yet", exc_info=error)
            return False
        return True
