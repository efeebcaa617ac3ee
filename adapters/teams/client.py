"""Calls the Bot Framework connector, and turns its answers into delivery results for the relay."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

import structlog

from adapters.network.failures import failure_of
from adapters.teams import causes
from adapters.teams.clouds import Reach
from adapters.teams.credentials import AGAIN, Credentials, NoToken
from adapters.teams.directory import Directory
from adapters.teams.door import Address, Door
from adapters.teams.http import NOT_JSON, Answer
from adapters.teams.rate_limits import RateLimits
from adapters.teams.store import Place
from bot.words.delivery import Result, Sent, TryLater, Undeliverable
from bot.words.events import Channel

Ask: TypeAlias = Callable[[], Awaitable[Answer]]
CHANNEL = re.compile(r"@thread\.(tacv2|skype)$")
CODE = re.compile(r"[A-Za-z]{1,60}")
LATER = frozenset((408, 412, 500, 502, 503, 504))
BUSY = 2.0  # seconds, where a busy connector names none
WHY: Mapping[str, str] = {
    "MessageWritesBlocked": "the person blocked Corridor or took the app away",
    "ConversationBlockedByUser": "the person blocked Corridor",
    "BotNotInConversationRoster": "Corridor is not installed there",
    "BotDisabledByAdmin": "an administrator of Teams has blocked Corridor",
    "ForbiddenOperationException": "Teams does not let Corridor write there",
    "ConversationNotFound": "the conversation is gone",
    "ActivityNotFoundInConversation": "the message is gone",
    "MessageSizeTooBig": "it is too long for Teams",
    "RequestEntityTooLarge": "it is too long for Teams",
}

log = structlog.get_logger()


class Connector:
    """Posts, changes and looks things up. `everywhere` is where a tenant is written to that was
    never heard of."""

    def __init__(
        self,
        door: Door,
        directory: Directory,
        reach: Reach,
        everywhere: str,
        bot: str,
        credentials: Credentials | None = None,
        limits: RateLimits | None = None,
    ) -> None:
        self._door, self._directory, self._reach = door, directory, reach
        self._everywhere, self._bot, self._credentials = everywhere, bot, credentials
        self._limits = limits or RateLimits()

    async def where(self, to: Channel) -> Place | Result:
        """The conversation that a channel stands for; a personal chat is begun once."""
        known = await self._directory.place(to.workspace, to.id)
        if known is not None:
            return known
        if to.dm:
            return await self._begin(to)
        home = await self._home(to.workspace)
        kind = "channel" if CHANNEL.search(to.id) else "group"
        return Place(to.workspace, to.id, to.id, home, self._bot, kind)  # type: ignore[arg-type]

    async def known(self, to: Channel) -> Place | None:
        """The same without a question to Teams: None for one that we have not heard of."""
        return await self._directory.place(to.workspace, to.id)

    async def post(self, place: Place, activity: Mapping[str, Any], thread: str = "") -> Result:
        """A new message; under the message `thread` where there are threads, which only channels
        have."""
        return await self._write(place, partial(self._door.post, _address(place, thread), activity))

    async def post_targeted(
        self, place: Place, to: str, activity: Mapping[str, Any], thread: str = ""
    ) -> Result:
        """The same, seen by one member of the conversation alone, whom the connector calls `to`."""
        address = replace(_address(place, thread), targeted=True)
        ask = partial(self._door.post, address, {**activity, "recipient": {"id": to}})
        return await self._write(place, ask, targeted=True)

    async def change(self, place: Place, ref: str, activity: Mapping[str, Any]) -> Result:
        ask = partial(self._door.change, _address(place), ref, {**activity, "id": ref})
        done = await self._write(place, ask, edit=True)
        return Sent(ref) if isinstance(done, Sent) else done

    async def change_targeted(self, place: Place, ref: str, activity: Mapping[str, Any]) -> Result:
        """Who sees it stays as it was; Teams wants no recipient named again."""
        address = replace(_address(place), targeted=True)
        ask = partial(self._door.change, address, ref, {**activity, "id": ref})
        return await self._write(place, ask, edit=True, targeted=True)

    async def member(self, place: Place, name: str) -> Mapping[str, Any] | None:
        """What the tenant says of someone in a conversation that we are in: nothing where it knows
        no more, None where it does not answer just now."""
        ask = partial(self._door.member, _address(place), name)
        answer = await self._ask(place.service_url, ask)
        if not isinstance(answer, Answer) or answer.status in LATER | {401, 429}:
            return None
        return answer.body if answer.status == 200 and isinstance(answer.body, dict) else {}

    async def _begin(self, to: Channel) -> Place | Result:
        """A personal chat with someone of the tenant, which is the same one if there is one."""
        member = await self._directory.member(to.workspace, to.id)
        home = await self._home(to.workspace)
        asked = {
            "bot": {"id": self._bot},
            "members": [{"id": member.mri if member and member.mri else to.id}],
            "isGroup": False,
            "tenantId": to.workspace,
            "channelData": {"tenant": {"id": to.workspace}},
        }
        answer = await self._ask(home, partial(self._door.begin, home, asked))
        if not isinstance(answer, Answer):
            return answer
        done = _result(answer)
        if not isinstance(done, Sent):
            return done
        place = Place(to.workspace, to.id, done.ref, home, self._bot, "personal")
        await self._directory.heard(place)
        return place

    async def _home(self, tenant: str) -> str:
        latest = await self._directory.latest(tenant)
        return latest.service_url if latest else self._everywhere

    async def _write(
        self, place: Place, ask: Ask, *, edit: bool = False, targeted: bool = False
    ) -> Result:
        if wait := await self._limits.turn(place.tenant, place.conversation):
            # An edit waits by itself: what is urgent in the conversation need not wait for it.
            return TryLater(wait, "as fast as Teams allows", aside=edit)
        answer = await self._ask(place.service_url, ask)
        if not isinstance(answer, Answer):
            return answer
        done = _result(answer)
        # A refusal to tell one member something says nothing of the conversation itself.
        if isinstance(done, Undeliverable) and answer.status == 403 and not targeted:
            await self._directory.forget(place.tenant, place.id)
        return done

    async def _ask(self, service_url: str, ask: Ask) -> Answer | Undeliverable | TryLater:
        """The connector's answer, or why there is none."""
        if not self._reach.has(service_url):
            return Undeliverable("its service address is not allowed any more")
        try:
            answer = await ask()
        except NoToken as error:
            return TryLater(AGAIN, error.why)
        except (OSError, TimeoutError) as error:
            return TryLater(why=failure_of(error).why)
        if answer.status == 401 and self._credentials is not None:
            self._credentials.refused()
        return answer


def _address(place: Place, thread: str = "") -> Address:
    within = thread and place.kind == "channel"
    talk = f"{place.conversation};messageid={thread}" if within else place.conversation
    return Address(place.service_url, talk)


def _result(answer: Answer) -> Result:
    body, status = answer.body, answer.status
    if 200 <= status < 300:
        if body == NOT_JSON:  # somebody between us: the connector has not heard of it, or it has
            return TryLater(why="an answer that is none of Teams'")
        ref = body.get("id") if isinstance(body, dict) else None
        return Sent(str(ref or ""))
    code = _code(body)
    if status == 429:
        return TryLater(answer.after or BUSY, causes.BUSY)
    if status == 401:
        return TryLater(answer.after, causes.UNAUTHORIZED)
    if status in LATER:
        return TryLater(answer.after, f"Teams answered {status}")
    return Undeliverable(WHY.get(code, f"Teams refused it ({status} {code})".replace(" )", ")")))


def _code(body: Any) -> str:
    """The connector's word for what is wrong; never its sentence, which may quote us."""
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""
