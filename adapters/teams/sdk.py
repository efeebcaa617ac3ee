"""botbuilder-core, behind one door: the only module that knows it.

What it gets wrong stays in here (docs/decisions): its adapter runs our turns and its connector
client builds the requests, over a transport of ours that never blocks the loop. Its models lose
what they don't know (a mention's own words, a tenant), so activities stay plain JSON.
"""

from collections.abc import Mapping
from typing import Any

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

from adapters.network.json_codec import dumps
from adapters.teams.http import (
    Answer,
    Handle,
    HttpClient,
    InvokeResult,
    OsErrors,
    Token,
    answered,
)

__all__ = ["Answer", "HttpClient", "Sdk"]

CLIENTS = 64


class _Sender(AsyncHTTPSender):  # type: ignore[type-arg]
    """Sends what the connector client built. `token` is put on what goes over https only."""

    def __init__(self, http: HttpClient, token: Token | None) -> None:
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
        async with OsErrors(sending) as answer:
            return Response(request, await answered(answer))


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
            data = dumps(body).encode()
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

    def __init__(self, app: str, http: HttpClient, token: Token | None) -> None:
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
    ) -> InvokeResult:
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
        return InvokeResult(200) if answer is None else InvokeResult(answer.status, answer.body)

    async def ask(self, service_url: str, method: str, path: str, body: Any = None) -> Answer:
        """One request to the connector. OSError and TimeoutError where it does not answer."""
        client = await self.create_connector_client(service_url)
        return await client.ask(method, path, body)


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
