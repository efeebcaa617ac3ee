"""The HTTP endpoint for Teams: checks and caps requests, answers once their changes are stored."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.network.json_codec import loads
from adapters.teams import parse
from adapters.teams.callback_data import Garbled, Json
from adapters.teams.clouds import Reach
from adapters.teams.directory import Directory
from adapters.teams.door import INVOKES, TAKEN, Door, Kind
from adapters.teams.http import InvokeResult
from adapters.teams.invoke_bodies import (
    ALONE,
    ELSEWHERE,
    SLOW,
    SLOW_ALONE,
    STAYS,
    answered,
    busy,
    renewed,
    stale,
)
from adapters.teams.parse_events import Origin, origin_of, tidy
from adapters.teams.people import People
from adapters.teams.replies import Replies
from adapters.teams.signing_keys import NoKeys
from adapters.teams.spelling import spelling
from adapters.teams.token import Denied, TokenValidator, admit, admit_untold
from bot.words.cards import Message, Reply, line
from bot.words.events import Command, Event, Joined, Said
from bot.words.numbers import number
from bot.words.spelling import spelling_door

Core: TypeAlias = Callable[[Event], Awaitable[Reply]]
PATH = "/api/messages"
LONGEST = 512 * 1024
INVOKE_PATIENCE = 4.0  # seconds; Teams gives up a button after five
TYPING_AFTER = 2.0
ANYWHERE = frozenset((Kind.PICKED, Kind.PICKED_SENT, Kind.QUERIED))
NOT_SAVED = Message(
    "That was not saved",
    (line("Nothing was changed. Please try once more; if it is urgent, phone."),),
    tone="warning",
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """Who is let in: with a token that `tokens` approves (None in trials), from `tenants`, through
    an address within `reach`. `home` is the tenant where an activity names none."""

    tokens: TokenValidator | None
    reach: Reach
    tenants: frozenset[str]
    home: str


class Endpoint:
    """Takes activities to `core` and its answers back. 503 while nothing can be stored: then the
    connector delivers again."""

    def __init__(
        self,
        core: Core,
        access: AccessPolicy,
        door: Door,
        directory: Directory,
        people: People,
        replies: Replies,
        opens: frozenset[str],
    ) -> None:
        self._core = spelling_door(core, spelling)
        self._access, self._door, self._directory = access, door, directory
        self._people, self._replies, self._opens = people, replies, opens

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route(PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        try:
            claims, activity = await self._admitted(request)
            return await self._turn(claims, activity)
        except Denied as denied:
            log.warning("not let in", platform="teams", status=denied.status, why=denied.why)
            return _refused(denied.status)
        except NoKeys:
            return _refused(503)
        except TooLong:
            return _refused(413)
        except Garbled:
            return _refused(400)
        except Exception:  # whatever it was, Teams is left to deliver it again
            log.exception("an activity was not taken", platform="teams")
            return _refused(503)

    async def _admitted(self, request: Request) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The token's claims, then the activity; nothing is read before the token is good."""
        headers = dict[bytes, bytes](request.scope["headers"])
        size = number(headers.get(b"content-length", b"0").decode("latin-1"))
        if size is None or size > LONGEST:
            raise TooLong
        access = self._access
        claims: Mapping[str, Any] = {}
        if access.tokens is not None:
            bearer = headers.get(b"authorization", b"").decode("latin-1")
            claims = await access.tokens.claims(bearer)
        body = await _body(request)
        try:
            found = loads(body)
        except (ValueError, RecursionError):
            raise Garbled("not JSON") from None
        if not isinstance(found, dict) or not isinstance(found.get("type"), str):
            raise Garbled("not an activity")
        activity = tidy(found)
        if access.tokens is None:
            admit_untold(activity, access.reach, access.tenants)
        else:
            admit(claims, activity, access.reach, access.tenants)
        return claims, activity

    async def _turn(self, claims: Mapping[str, Any], activity: Mapping[str, Any]) -> Response:
        where = origin_of(activity, self._access.home)

        async def handle(kind: Kind) -> InvokeResult:
            if kind in INVOKES:
                return await self._invoked(kind, activity, where)
            await self._happened(kind, activity, where)
            return TAKEN

        done = await self._door.turn(activity, claims, handle)
        if activity.get("type") == "invoke":
            return JSONResponse(done.body, done.status)
        return Response(b"{}", media_type="application/json")

    async def _happened(self, kind: Kind, activity: Mapping[str, Any], where: Origin) -> None:
        """Something was said or done; the answer goes its own way once it is kept."""
        await self._remember(kind, activity, where)
        if not where.who and kind not in {Kind.MEMBERS, Kind.INSTALLED}:
            return
        account = await self._people.account(where)
        for told in _events(kind, activity, where, account):
            event = await self._people.met(told, where)
            if isinstance(event, Joined) and event.who is not None and not event.who.guest:
                continue
            reply = await self._answer(event, where)
            if reply is not None:
                # Nobody spoke to us there, so the room does not read that there is an answer.
                overheard = isinstance(event, Said) and not event.thread
                tell = self._replies.quietly if overheard else self._replies.say
                self._replies.later(tell(where, reply, event, _replaced(activity)))

    async def _remember(self, kind: Kind, activity: Mapping[str, Any], where: Origin) -> None:
        place = where.place
        if place is None:
            return
        if parse.change(kind, activity) == "out":
            await self._directory.forget(place.tenant, place.id)
        else:
            await self._directory.heard(place)

    async def _answer(self, event: Event, where: Origin) -> Reply:
        """The core's answer; whoever waits for it sees that somebody is there."""
        if not isinstance(event, Command) or where.kind != "personal":
            return await self._core(event)
        loop = asyncio.get_running_loop()
        slow = loop.call_later(TYPING_AFTER, self._typing, where)
        try:
            return await self._core(event)
        finally:
            slow.cancel()

    def _typing(self, where: Origin) -> None:
        self._replies.later(self._replies.typing(where))

    async def _invoked(
        self, kind: Kind, activity: Mapping[str, Any], where: Origin
    ) -> InvokeResult:
        """Answered in time, whatever it takes: Teams shows an error to whoever waits longer."""
        if parse.renews(kind, activity):
            return InvokeResult(200, await self._renewed(kind, activity, where))
        asking = asyncio.ensure_future(self._asked(kind, activity, where))
        alone = self._replies.alone(where)
        await asyncio.wait({asking}, timeout=INVOKE_PATIENCE)
        if not asking.done():
            self._replies.later(self._late(kind, asking, where))
            return InvokeResult(200, busy(kind, SLOW_ALONE if alone else SLOW))
        try:
            asked, reply = await asking
        except Garbled as garbled:
            log.info("a card of another version", platform="teams", why=str(garbled))
            return InvokeResult(200, stale(kind))
        elsewhere = ALONE if alone else ELSEWHERE
        done = answered(reply, asked, self._opens, where.tenant, elsewhere)
        if reply is not None and (done.say or (done.replace and asked.ref)):
            ref = asked.ref if done.replace else ""
            self._replies.later(self._replies.quietly(where, reply, asked.event, ref))
        else:
            self._replies.given(reply)
        return InvokeResult(200, done.body)

    async def _renewed(self, kind: Kind, activity: Mapping[str, Any], where: Origin) -> Json:
        """How a card looks now to whoever looks at it. Nobody pressed anything, so nobody is looked
        up, nothing is kept, and what can't be told now leaves the card as it is."""
        try:
            asked = parse.asked(kind, activity, where, where.account, inside=True)
            async with asyncio.timeout(INVOKE_PATIENCE):
                reply = await self._core(asked.event)
        except (Garbled, TimeoutError):
            return STAYS
        except Exception:  # the card that is there is better than an error in its place
            log.exception("a card could not be drawn anew", platform="teams")
            return STAYS
        return renewed(reply, asked, self._opens, where.tenant, where.mri)

    async def _asked(
        self, kind: Kind, activity: Mapping[str, Any], where: Origin
    ) -> tuple[parse.Invoke, Reply]:
        inside = await self._inside(kind, where)
        account = await self._people.account(where, inside=inside)
        asked = parse.asked(kind, activity, where, account, inside=inside)
        event = await self._people.met(asked.event, where)
        try:
            return asked, await self._core(event)
        except Exception as error:
            raise NotSaved(event) from error

    async def _inside(self, kind: Kind, where: Origin) -> bool:
        """Whether we are in the conversation. A card of ours is only where we are; an action of
        the message menu, and a search, is everywhere."""
        if kind in ANYWHERE:
            where_to = where.channel
            return not where_to.dm and await self._known(where_to.workspace, where_to.id)
        if where.place is not None:
            await self._directory.heard(where.place)
        return True

    async def _known(self, tenant: str, name: str) -> bool:
        return await self._directory.place(tenant, name) is not None

    async def _late(
        self, kind: Kind, asking: "asyncio.Future[tuple[parse.Invoke, Reply]]", where: Origin
    ) -> None:
        """The answer that was promised, or the word that there is none; to a search none was."""
        if kind is Kind.QUERIED:
            await asking
            return
        try:
            asked, reply = await asking
        except Exception as error:
            event = error.event if isinstance(error, NotSaved) else None
            await self._replies.quietly(where, NOT_SAVED, event)
            raise
        if reply is not None:
            await self._replies.quietly(where, reply, asked.event)

    async def close(self) -> None:
        await self._replies.close()


class TooLong(Exception):
    """More than any message of Teams."""


class NotSaved(Exception):
    """The core could not take the event."""

    def __init__(self, event: Event) -> None:
        super().__init__("it was not saved")
        self.event = event


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            raise TooLong
    return bytes(body)


def _events(kind: Kind, activity: Mapping[str, Any], where: Origin, account: Any) -> list[Event]:
    """Nothing for a card of another version: it would only be delivered again."""
    try:
        return parse.events(kind, activity, where, account)
    except Garbled as garbled:
        log.info("a card of another version", platform="teams", why=str(garbled))
        return []


def _replaced(activity: Mapping[str, Any]) -> str:
    """The private card of ours that a submit came from, whose place the answer takes."""
    packed = parse.packed_in(activity.get("value"))
    return str(activity.get("replyToId", "")) if packed and packed.origin == "reply" else ""


def _refused(status: int) -> Response:
    """Without a word of what came, or of what is wrong with it."""
    return Response(status_code=status)
