"""The door that stands on Microsoft's SDK: its handler sorts, its turns and references write.

The only module that knows botbuilder. What it gets wrong stays in here (docs/decisions, 13): it is
shown no content, since its models lose what they don't know and raise on what they can't read, and
it sends over a transport of ours that never blocks the loop.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from botbuilder.core import (
    BotAdapter,
    BotFrameworkAdapter,
    BotFrameworkAdapterSettings,
    TurnContext,
)
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import (
    Activity,
    ActivityEventNames,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
    ErrorResponseException,
    InvokeResponse,
)
from botframework.connector import Channels
from botframework.connector.aio.operations_async import ConversationsOperations
from botframework.connector.auth import ClaimsIdentity

from adapters.network.json_codec import dumps
from adapters.teams.door import INVOKES, NOT_OURS, TAKEN, Address, Handle, Kind
from adapters.teams.http import Answer, HttpClient, InvokeResult, Token, quoted, send

__all__ = ["Sdk", "Turns"]

CLIENTS, TALKS = 64, 1024
HANDLE, REACHED = "corridor.handle", "corridor.reached"


class Turns(TeamsActivityHandler):  # type: ignore[misc]
    """The SDK finds out what an activity is; these are the kinds that concern us, each told to the
    `HANDLE` of its turn. What the SDK would do beyond that is left out: it asks Teams for every
    member who is added, one after another, and an edit is an edit, undone or not."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await _told(turn_context, Kind.MESSAGE)

    async def on_message_update_activity(self, turn_context: TurnContext) -> None:
        await _told(turn_context, Kind.EDITED)

    async def on_message_delete_activity(self, turn_context: TurnContext) -> None:
        await _told(turn_context, Kind.DELETED)

    async def on_message_reaction_activity(self, turn_context: TurnContext) -> None:
        await _told(turn_context, Kind.REACTED)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        await _told(turn_context, Kind.MEMBERS)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        await _told(turn_context, Kind.INSTALLED)

    async def on_adaptive_card_invoke(self, turn_context: TurnContext, invoke_value: Any) -> None:
        await _told(turn_context, Kind.ACTED)

    async def on_teams_task_module_fetch(self, turn_context: TurnContext, _: Any) -> None:
        await _told(turn_context, Kind.FETCHED)

    async def on_teams_task_module_submit(self, turn_context: TurnContext, _: Any) -> None:
        await _told(turn_context, Kind.SENT)

    async def on_teams_messaging_extension_fetch_task(
        self, turn_context: TurnContext, action: Any
    ) -> None:
        await _told(turn_context, Kind.PICKED)

    async def on_teams_messaging_extension_submit_action(
        self, turn_context: TurnContext, action: Any
    ) -> None:
        await _told(turn_context, Kind.PICKED_SENT)

    async def on_teams_messaging_extension_query(
        self, turn_context: TurnContext, query: Any
    ) -> None:
        await _told(turn_context, Kind.QUERIED)


async def _told(context: TurnContext, kind: Kind) -> None:
    """An invoke's answer is sent as the SDK's own, which goes with the response."""
    context.turn_state[REACHED] = True
    done = await context.turn_state[HANDLE](kind)
    if kind in INVOKES:
        value = InvokeResponse(status=done.status, body=done.body)
        answer = Activity(type=ActivityTypes.invoke_response, value=value)
        await context.adapter.send_activities(context, [answer])


class _Whole(Activity):  # type: ignore[misc]
    """An activity that is sent as `content` has it. The SDK copies what it sends before it puts an
    address on it; each of these is made for one sending, and a card is large. Of an activity's
    fifty fields it has those that are looked at on the way."""

    input_hint = reply_to_id = None

    def __init__(self, content: Mapping[str, Any], ref: str | None = None) -> None:
        self.content, self.type, self.id = content, content.get("type"), ref

    def __deepcopy__(self, _: object) -> "_Whole":
        return self


class Sdk(BotFrameworkAdapter):  # type: ignore[misc]
    """Runs turns for what comes in, and for what is written without being asked."""

    def __init__(self, app: str, http: HttpClient, token: Token | None) -> None:
        super().__init__(BotFrameworkAdapterSettings(app, ""))
        self._http, self._token, self._turns = http, token, Turns()
        self._clients: dict[str, _Client] = {}

    async def turn(
        self, activity: Mapping[str, Any], claims: Mapping[str, Any], handle: Handle
    ) -> InvokeResult:
        identity = ClaimsIdentity(dict(claims), True)  # noqa: FBT003 - the SDK's own signature
        reached = False

        async def logic(context: TurnContext) -> None:
            nonlocal reached
            context.turn_state[HANDLE] = handle
            await self._turns.on_turn(context)
            reached = REACHED in context.turn_state

        answer = await self.process_activity_with_identity(_envelope(activity), identity, logic)
        if answer is None:
            return TAKEN
        return InvokeResult(answer.status, answer.body) if reached else NOT_OURS

    async def post(self, to: Address, activity: Mapping[str, Any]) -> Answer:
        message = _Whole(activity)
        return await self._continued(to, lambda context: context.send_activity(message))

    async def change(self, to: Address, ref: str, activity: Mapping[str, Any]) -> Answer:
        message = _Whole(activity, ref)
        return await self._continued(to, lambda context: context.update_activity(message))

    async def member(self, of: Address, name: str) -> Answer:
        client = await self.create_connector_client(of.service_url)
        asked = client.conversations.get_conversation_member(of.conversation, name)
        return await _answer(asked)

    async def begin(self, service_url: str, asked: Mapping[str, Any]) -> Answer:
        client = await self.create_connector_client(service_url)
        return await _answer(client.conversations.create_conversation(asked))

    async def create_connector_client(
        self, service_url: str, identity: Any = None, audience: str | None = None
    ) -> "_Client":
        """One client for an address; the SDK's own makes one for every address and scope."""
        client = self._clients.get(service_url)
        if client is None:
            if len(self._clients) >= CLIENTS:
                self._clients.pop(next(iter(self._clients)))
            client = self._clients[service_url] = _Client(service_url, self._http, self._token)
        return client

    async def _continued(self, to: Address, write: Any) -> Answer:
        """What `write` is answered in a turn of that conversation. The SDK's own way to one,
        `continue_conversation`, makes up a message there, and then replies to it."""
        context = TurnContext(self, _event(to))
        client = await self.create_connector_client(to.service_url)
        if to.targeted:  # the SDK is from before there was such a thing
            client = _Client(to.service_url, self._http, self._token, to.query)
        context.turn_state[BotAdapter.BOT_CONNECTOR_CLIENT_KEY] = client
        found: list[Answer] = []

        async def logic(context: TurnContext) -> None:
            found.append(await _answer(write(context)))

        await self.run_pipeline(context, logic)
        return found[0]


@lru_cache(maxsize=TALKS)
def _event(to: Address) -> Activity:
    """What a turn of that conversation begins with; nothing that is sent in one changes it."""
    event = Activity(type=ActivityTypes.event, name=ActivityEventNames.continue_conversation)
    return TurnContext.apply_conversation_reference(event, _reference(to), is_incoming=True)


def _reference(to: Address) -> ConversationReference:
    return ConversationReference(
        conversation=ConversationAccount(id=to.conversation),
        channel_id=Channels.ms_teams,
        service_url=to.service_url,
    )


def _envelope(activity: Mapping[str, Any]) -> Activity:
    """As much of an activity as it takes to find out what it is, and whose. Of a card's action the
    SDK asks that it be one; what is in it, we read from the JSON."""
    who, bot = activity.get("from") or {}, activity.get("recipient") or {}
    acted = activity.get("name") == Kind.ACTED
    return Activity(
        type=activity.get("type"),
        id=activity.get("id"),
        name=activity.get("name"),
        value={"action": {"type": "Action.Execute"}} if acted else {},
        channel_id=activity.get("channelId"),
        service_url=activity.get("serviceUrl"),
        conversation=ConversationAccount(id=activity["conversation"]["id"]),
        from_property=ChannelAccount(id=who.get("id")),
        recipient=ChannelAccount(id=bot.get("id")),
    )


async def _answer(asking: Any) -> Answer:
    """Also where the SDK makes an error of it: the relay judges answers by themselves."""
    try:
        found: Answer = await asking
    except ErrorResponseException as error:
        found = error.response.answer
    return found


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    headers: dict[str, str]
    data: bytes | None = None


class _Response:
    """What the SDK looks at in a response."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.status_code = answer, answer.status

    def raise_for_status(self) -> None:
        """The SDK has its own error for that."""


class _Client:
    """The SDK's client of the connector at one address, with plain JSON in and out: the SDK's
    operations know what is asked where, and ask it of this."""

    def __init__(
        self, service_url: str, http: HttpClient, token: Token | None, query: str = ""
    ) -> None:
        self._root, self._http, self._token = service_url.rstrip("/"), http, token
        self._query = query
        self.conversations = ConversationsOperations(self, None, _Serializer(), _answer_of)

    def format_url(self, url: str, **parts: str) -> str:
        return url.format(**parts)

    def get(self, path: str, _: Any, headers: dict[str, str]) -> _Request:
        return _Request("GET", path, headers)

    def post(self, path: str, _: Any, headers: dict[str, str], data: bytes) -> _Request:
        return _Request("POST", path, headers, data)

    def put(self, path: str, _: Any, headers: dict[str, str], data: bytes) -> _Request:
        return _Request("PUT", path, headers, data)

    async def async_send(self, asked: _Request, **_: Any) -> _Response:
        what = (asked.method, self._root + asked.path + self._query, asked.headers, asked.data)
        return _Response(await send(self._http, self._token, *what))


class _Serializer:
    """In place of the SDK's, which loses what its models do not know."""

    def url(self, _: str, value: str, *__: Any, **___: Any) -> str:
        return quoted(value)

    def body(self, value: Any, _: str) -> bytes:
        return dumps(value.content if isinstance(value, _Whole) else value).encode()


def _answer_of(_: str, response: _Response) -> Answer:
    """In place of the SDK's deserializer."""
    return response.answer
