"""botbuilder-core, behind one door: the only module that knows it.

What it gets wrong stays in here (docs/decisions): its adapter runs our turns and its connector
client builds the requests, over a transport of ours that never blocks the loop. Its models lose
what they don't know (a mention's own words, a tenant), so activities stay plain JSON.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote

import aiohttp
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, TurnContext
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
    InvokeResponse,
)
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import ClaimsIdentity
from botframework.connector.bot_framework_sdk_client_async import (
    BotFrameworkConnectorConfiguration,
)
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline
from msrest.universal_http import ClientRequest

Token: TypeAlias = Callable[[], Awaitable[str]]
Handle: TypeAlias = Callable[[], Awaitable[Any]]
PATIENCE = aiohttp.ClientTimeout(total=15, connect=5)
LARGEST_ANSWER = 1024 * 1024
CLIENTS = 64
NOT_JSON = "\0 not JSON"
"""What stands for the body of an answer that can't be read."""
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Answer:
    """What the connector said: `body` is its JSON, None for nothing, or `NOT_JSON`; `after` the
    seconds it asks to wait."""

    status: int
    body: Any = None
    after: float = 0


@dataclass(frozen=True, slots=True)
class Invoked:
    """The answer to an invoke, or None as a body where there is none."""

    status: int
    body: Any = None


class Http:
    """One session for all that we ask of others; opened when it is first needed."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=64, limit_per_host=64)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=PATIENCE, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    async def get(self, url: str) -> Any:
        """A JSON document; OSError where it can't be had, ValueError where it is none."""
        async with _plain(self.session.get(url, allow_redirects=False)) as answer:
            return await _document(answer)

    async def post_form(self, url: str, form: Mapping[str, str]) -> Any:
        async with _plain(self.session.post(url, data=dict(form), allow_redirects=False)) as answer:
            return await _document(answer)

    async def knock(self, url: str) -> int:
        """The status with which an empty request is answered there."""
        async with _plain(self.session.post(url, json={}, allow_redirects=False)) as answer:
            return answer.status

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class _plain:  # noqa: N801 - reads like a word around a request
    """Errors of the library as OSError, as the rest of us knows them."""

    def __init__(self, request: Any) -> None:
        self._request = request

    async def __aenter__(self) -> aiohttp.ClientResponse:
        try:
            answer: aiohttp.ClientResponse = await self._request.__aenter__()
        except aiohttp.ClientError as error:
            raise ConnectionError(type(error).__name__) from None
        return answer

    async def __aexit__(self, *ended: Any) -> None:
        await self._request.__aexit__(*ended)


async def _document(answer: aiohttp.ClientResponse) -> Any:
    if answer.status != 200:
        raise ConnectionError(f"answered {answer.status}")
    return json.loads(await _read(answer))


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    try:
        body = await answer.content.read(LARGEST_ANSWER)
        while more := await answer.content.read(LARGEST_ANSWER - len(body) + 1):
            body += more
            if len(body) > LARGEST_ANSWER:
                raise ConnectionError("an answer without end")
    except aiohttp.ClientError as error:
        raise ConnectionError(type(error).__name__) from None
    return body


class _Sender(AsyncHTTPSender):  # type: ignore[type-arg]
    """Sends what the connector client built. `token` is put on what goes over https only."""

    def __init__(self, http: Http, token: Token | None) -> None:
        self._http, self._token = http, token

    async def __aexit__(self, *ended: Any) -> None:
        """The session is shared; whoever opened it closes it."""

    def build_context(self) -> None:
        return None

    async def send(self, request: Request[ClientRequest], **_: Any) -> Response[Any, Any]:
        asked = request.http_request
        headers = dict(asked.headers)
        if self._token is not None and asked.url.startswith("https://"):
            headers["Authorization"] = f"Bearer {await self._token()}"
        sending = self._http.session.request(
            asked.method,
            asked.url,
            data=asked.data,
            headers=headers,
            allow_redirects=False,
        )
        async with _plain(sending) as answer:
            return Response(request, await _answer(answer))


async def _answer(answer: aiohttp.ClientResponse) -> Answer:
    try:
        body: Any = json.loads(await _read(answer) or b"null")
    except ValueError:
        body = NOT_JSON
    return Answer(answer.status, body, _after(answer.headers.get("Retry-After", "")))


def _after(header: str) -> float:
    """Seconds; dates, which the connector does not send, count as nothing said."""
    try:
        return max(0.0, min(float(header), 3600.0))
    except ValueError:
        return 0.0


class _Client(ConnectorClient):  # type: ignore[misc]
    """The SDK's client of the connector, with plain JSON in and out."""

    def __init__(self, service_url: str, sender: _Sender) -> None:
        config = BotFrameworkConnectorConfiguration(_Nobody(), service_url)
        super().__init__(None, custom_configuration=config)
        self._root = service_url.rstrip("/")
        config.pipeline = AsyncPipeline([config.user_agent_policy], sender)

    async def ask(self, method: str, path: str, body: Any = None) -> Answer:
        headers = {"Accept": "application/json"}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
            data = _written(body).encode()
        request = ClientRequest(method, f"{self._root}{path}", headers, data=data)
        answered = await self.config.pipeline.run(request)
        found: Answer = answered.http_response
        return found


class _Nobody:
    """Credentials that the SDK asks for and never uses: the sender has its own."""

    microsoft_app_id = oauth_scope = ""

    def signed_session(self, session: Any = None) -> Any:
        return session


class Sdk(BotFrameworkAdapter):  # type: ignore[misc]
    """Runs turns for what comes in, and asks the connector for what goes out."""

    def __init__(self, app: str, http: Http, token: Token | None) -> None:
        super().__init__(BotFrameworkAdapterSettings(app, ""))
        self._sender = _Sender(http, token)
        self._clients: dict[str, _Client] = {}

    async def create_connector_client(
        self, service_url: str, identity: Any = None, audience: str | None = None
    ) -> _Client:
        """One client for an address; the SDK's own makes one for every address and scope."""
        client = self._clients.get(service_url)
        if client is None:
            if len(self._clients) >= CLIENTS:
                self._clients.pop(next(iter(self._clients)))
            client = self._clients[service_url] = _Client(service_url, self._sender)
        return client

    async def turn(
        self, activity: Mapping[str, Any], claims: Mapping[str, Any], handle: Handle
    ) -> Invoked:
        """Let `handle` answer an activity that was found to be genuine; what it gives back is the
        answer to an invoke."""
        identity = ClaimsIdentity(dict(claims), True)  # noqa: FBT003 - the SDK's own signature

        async def logic(context: TurnContext) -> None:
            found = await handle()
            if context.activity.type == ActivityTypes.invoke:
                value = InvokeResponse(status=found.status, body=found.body)
                answer = Activity(type=ActivityTypes.invoke_response, value=value)
                context.turn_state[TurnContext._INVOKE_RESPONSE_KEY] = answer

        answer = await self.process_activity_with_identity(_envelope(activity), identity, logic)
        return Invoked(200) if answer is None else Invoked(answer.status, answer.body)

    async def ask(self, service_url: str, method: str, path: str, body: Any = None) -> Answer:
        """One request to the connector. OSError and TimeoutError where it does not answer."""
        client = await self.create_connector_client(service_url)
        return await client.ask(method, path, body)


def path(*parts: str) -> str:
    """An address of the connector, each part made safe: "/v3/conversations/19%3Aabc"."""
    return "/".join(
        ("/v3", *(quote(part, safe="").replace("{", "").replace("}", "") for part in parts))
    )


def _envelope(activity: Mapping[str, Any]) -> Activity:
    """As much of an activity as the SDK's turn needs; ours is read from the JSON."""
    who, bot = activity.get("from") or {}, activity.get("recipient") or {}
    return Activity(
        type=activity.get("type"),
        id=activity.get("id"),
        channel_id=activity.get("channelId"),
        service_url=activity.get("serviceUrl"),
        conversation=ConversationAccount(id=activity["conversation"]["id"]),
        from_property=ChannelAccount(id=who.get("id")),
        recipient=ChannelAccount(id=bot.get("id")),
    )


async def settle(tasks: set["asyncio.Task[Any]"], patience: float) -> None:
    """Let what is under way come to its end; not for ever."""
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=patience)
        for task in late:
            task.cancel()
