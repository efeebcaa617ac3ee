"""The bot of the dialogs with Teams for real: what clinicians do comes signed over HTTP, and what
they see is read from what the connector was sent. Time stays a value."""

import asyncio
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast

import httpx
import uvicorn
from starlette.applications import Starlette

from adapters.memory.adapter import MemoryAdapter, Post
from adapters.network import Network
from adapters.teams.adapter import TeamsAdapter
from adapters.teams.callback_data import pack
from adapters.teams.client import Connector
from adapters.teams.clouds import Reach
from adapters.teams.directory import Directory
from adapters.teams.endpoint import AccessPolicy, Endpoint
from adapters.teams.http import HttpClient
from adapters.teams.people import People
from adapters.teams.rate_limits import RateLimits
from adapters.teams.replies import Replies
from adapters.teams.signing_keys import SigningKeys
from adapters.teams.token import TokenValidator
from bot.core.router import arrivals, opening, routes
from bot.features import FEATURES
from bot.run.late_answers import LateAnswers
from bot.run.teams_store import TeamsStore
from bot.words.cards import Message, Reply
from bot.words.delivery import Pace, Result, Sent
from bot.words.events import Channel, Command, Event, Press, Reacted, Said, Submit
from tests.harness import BELONGING, HOME, Bot
from tests.wire.teams.doors import THIN, door
from tests.wire.teams.microsoft import APP, BOT, ISSUER, Microsoft

OPENS = opening(routes(FEATURES))


class Room:
    """Teams, as the dialogs look at a platform: `posts` are what people see of what the relay
    delivered, as the text that is in the payload."""

    down = False

    def __init__(self, adapter: TeamsAdapter, microsoft: Microsoft) -> None:
        self._adapter, self._microsoft = adapter, microsoft
        self._known: dict[str, tuple[Channel, str, str]] = {}
        self.pace = Pace()

    @property
    def posts(self) -> dict[str, Post]:
        shown = self._microsoft.posts
        return {r: Post(*of, Message(_text(shown[r].activity))) for r, of in self._known.items()}

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        done = await self._adapter.post(to, message, thread=thread, key=key)
        if isinstance(done, Sent):
            self._known[done.ref] = (to, thread, key)
        return done

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        return await self._adapter.edit(to, ref, message)

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        return await self._adapter.find(to, thread=thread, key=key)


def _text(activity: Mapping[str, Any]) -> str:
    (card,) = activity["attachments"]
    return str(card["content"]["fallbackText"])


class Runs:
    """The bot's writer, whichever it is since the last restart."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def run(self, fn: Any) -> Any:
        return await self._bot.writer.run(fn)


@dataclass
class WiredBot(Bot):
    """`replies` are the core's answers to what came over the wire, `bodies` what the wire gave."""

    microsoft: Microsoft = field(default_factory=Microsoft)
    door: str = THIN
    replies: list[Reply] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chats = {"slack": MemoryAdapter()}
        super().__post_init__()
        self.run(self._serve())

    def _open(self) -> None:
        super()._open()
        if hasattr(self, "room"):
            self._with_teams()

    def _with_teams(self) -> None:
        self.relay = type(self.relay)(
            self.writer,
            {**self.chats, "teams": self.room},
            lambda: self.now,
            self.core,
            awaited=arrivals(routes(FEATURES)),
        )

    async def _serve(self) -> None:
        for person in self.cast:
            for account in person.accounts:
                known = {"id": f"29:{account.id}", "name": person.name, "userRole": "user"}
                known |= {"aadObjectId": account.id}
                self.microsoft.members[f"29:{account.id}"] = known | {"tenantId": HOME["teams"]}
        await self.microsoft.start()
        self.http = HttpClient(Network())
        endpoint = self._endpoint()
        app = Starlette(routes=endpoint.routes)
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        self.server = uvicorn.Server(config)
        ours = socket.create_server(("127.0.0.1", 0))
        self.serving = asyncio.ensure_future(self.server._serve([ours]))
        url = f"http://127.0.0.1:{ours.getsockname()[1]}"
        self.client = httpx.AsyncClient(base_url=url, timeout=60)

    def _endpoint(self) -> Endpoint:
        microsoft = self.microsoft
        reach = Reach(frozenset(), (microsoft.service_url,))
        moments = count(0, 100)
        way, book = door(self.door)(self.http, None), Directory(TeamsStore(Runs(self), self._now))
        lanes = RateLimits(lambda: float(next(moments)))
        connector = Connector(way, book, reach, microsoft.service_url, BOT, limits=lanes)
        keys = SigningKeys(f"{microsoft.url}/openid", self.http.get)
        tokens = TokenValidator(keys, APP, ISSUER, time.time)
        doors = AccessPolicy(tokens, reach, frozenset((HOME["teams"],)), HOME["teams"])
        self.said = Replies(connector, OPENS, LateAnswers(self.writer, self._now, BELONGING))
        staff = People(book, connector, HOME["teams"], self._now)
        self.room = cast(Any, Room(TeamsAdapter(connector, OPENS), microsoft))
        self.chats["teams"] = self.room
        self._with_teams()
        return Endpoint(self._heard, doors, way, book, staff, self.said, OPENS)

    def _now(self) -> Any:
        return self.now

    async def _heard(self, event: Event) -> Reply:
        reply = await self.core(event)
        self.replies.append(reply)
        return reply

    def end(self) -> None:
        self.run(self._stop())
        super().end()

    async def _stop(self) -> None:
        await self.client.aclose()
        self.server.should_exit = True
        await self.serving
        await self.said.close()
        await self.http.close()
        await self.microsoft.stop()

    def send(self, event: Event) -> Reply:
        """A clinician's act goes over the wire; IT is on another platform."""
        if not isinstance(event, Command | Press | Submit | Said | Reacted) or (
            event.channel.platform != "teams"
        ):
            return super().send(event)
        self.last, before = event, len(self.replies)
        self.run(self._post(self._activity(event)))
        self.deliver()
        return self.replies[before] if len(self.replies) > before else None

    async def _post(self, activity: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {self.microsoft.token()}"}
        answer = await self.client.post("/api/messages", json=activity, headers=headers)
        assert answer.status_code == 200, answer.status_code
        self.bodies.append(answer.json())
        await self.said.close()

    def _activity(self, event: Any) -> dict[str, Any]:
        who, thread = event.actor.id, getattr(event, "thread", "")
        room = event.channel.id if not event.channel.dm else ""
        talk = f"{room};messageid={thread or event.id}" if room else f"a:29:{who}"
        kind = "channel" if room else "personal"
        base = {
            "id": getattr(event, "ref", "") if isinstance(event, Said) else event.id,
            "timestamp": self.now.isoformat(),
            "channelId": "msteams",
            "serviceUrl": self.microsoft.service_url,
            "from": {"id": f"29:{who}", "name": event.actor.name, "aadObjectId": who},
            "recipient": {"id": BOT},
            "conversation": {"id": talk, "conversationType": kind},
            "channelData": {"tenant": {"id": event.channel.workspace}},
        }
        return base | _done(event)


def _done(event: Any) -> dict[str, Any]:
    match event:
        case Command(verb=verb, rest=rest):
            at = {"type": "mention", "text": "<at>Corridor</at>", "mentioned": {"id": BOT}}
            text = f"{verb} {rest}".strip()
            room = not event.channel.dm
            more = (
                {"text": f"<at>Corridor</at> {text}", "entities": [at]} if room else {"text": text}
            )
            return {"type": "message", **more}
        case Said(change="new", text=text):
            return {"type": "message", "text": text}
        case Said(change=change, text=text):
            kind = {"edited": "messageUpdate", "deleted": "messageDelete"}[change]
            return {"type": kind, "text": text}
        case Reacted(ref=ref, emoji=emoji):
            return {
                "type": "messageReaction",
                "replyToId": ref,
                "reactionsAdded": [{"type": emoji}],
            }
        case Press(action=action):
            data = pack(action)
            if action.name in OPENS:
                return _invoke("task/fetch", {"data": data})
            return _invoke("adaptiveCard/action", {"action": {"verb": action.name, "data": data}})
        case Submit(action=action, values=values):
            filled = {f"f.{name}": value for name, value in values.items()}
            return _invoke("task/submit", {"data": pack(action, do="submit") | filled})
        case _:
            raise AssertionError(event)


def _invoke(name: str, value: Any) -> dict[str, Any]:
    return {"type": "invoke", "name": name, "value": value}
