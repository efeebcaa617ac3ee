"""Answers to one person: in their own chat, wherever they asked, and never in front of a room."""

import asyncio
import secrets
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import Any

import structlog

from adapters.teams import forms, render
from adapters.teams.callback_data import REPLY
from adapters.teams.client import Connector
from adapters.teams.http import settle
from adapters.teams.parse_events import Origin
from adapters.teams.store import Place
from bot.words.belonging import placed
from bot.words.cards import File, Form, Message, Renewing, Reply
from bot.words.delivery import Answers, Result, Sent, TryLater, Undeliverable
from bot.words.events import Channel, Command, Event, Said

TRIES, LONGEST_WAIT = 4, 30.0
GRACE = 5.0
TOLD = "I answered in our own chat."
UNTOLD = (
    "I can't write to you in private yet, so the answer is not shown here. Add Corridor in Apps,"
    " then ask me again there."
)

log = structlog.get_logger()


class Replies:
    """Says things beside the request that asked for them. What is on its way ends with `close`.

    With `targets`, what is asked for in a room is answered there by a message that this person
    alone sees, and in their own chat only where Teams refuses that, or where the answer is to be
    there tomorrow. What came so is answered so without it, too."""

    def __init__(
        self,
        connector: Connector,
        opens: frozenset[str],
        answers: Answers,
        *,
        targets: bool = False,
    ) -> None:
        self._connector, self._opens, self._answers = connector, opens, answers
        self._targets = targets
        self._under_way: set[asyncio.Task[Any]] = set()

    def later(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_safely(doing))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def say(self, seen: Origin, reply: Message | Form, event: Event, ref: str = "") -> None:
        """The answer to whoever did it; in place of the message `ref` where that was a private one
        of ours. In a channel everybody learns only that there is an answer."""
        if not seen.who or await self._there(seen, reply, event, ref):
            return
        done = await self._told(seen, reply, event, ref)
        if seen.kind != "personal" and seen.place is not None:
            await self._point(seen, UNTOLD if isinstance(done, Undeliverable) else TOLD)
        elif not isinstance(done, Sent):
            log.warning("an answer did not reach its person", platform="teams", why=done.why)

    async def quietly(
        self, seen: Origin, reply: Message | Form, event: Event | None, ref: str = ""
    ) -> None:
        """The same without a word where it was asked: the press was answered already. `event` is
        None where it is not known what was asked."""
        if await self._there(seen, reply, event, ref):
            return
        done = await self._told(seen, reply, event, ref)
        if not isinstance(done, Sent):
            log.warning("an answer did not reach its person", platform="teams", why=done.why)

    def alone(self, seen: Origin) -> bool:
        """Whether this person can be answered alone in the room where they asked."""
        told = self._targets or seen.targeted
        return told and seen.kind != "personal" and bool(seen.mri) and seen.place is not None

    async def _there(
        self, seen: Origin, reply: Message | Form, event: Event | None, ref: str
    ) -> bool:
        """Whether it was answered in the room, to them alone. A refusal, or no answer from Teams,
        leaves it to their own chat."""
        files = isinstance(reply, Message) and any(isinstance(b, File) for b in reply.blocks)
        fleeting = event is None or self._answers.fleeting(event)
        if not self.alone(seen) or files or not fleeting:
            return False
        shown, thread = self._activity(reply, seen), _thread(seen, event)
        done = await self._targeted(seen, shown, thread, ref)
        if isinstance(done, Sent):
            self.given(reply)
        else:
            log.info("an answer goes to somebody's own chat", platform="teams", why=done.why)
        return isinstance(done, Sent)

    async def _targeted(
        self, seen: Origin, activity: Mapping[str, Any], thread: str, ref: str = ""
    ) -> Result:
        place = seen.place
        assert place is not None
        if ref:
            return await self._connector.change_targeted(place, ref, activity)
        if seen.targeted:
            asked = {"type": "targetedMessageInfo", "messageId": seen.id}
            activity = {**activity, "entities": [asked]}
        return await self._connector.post_targeted(place, seen.mri, activity, thread)

    async def _point(self, seen: Origin, told: str) -> None:
        """Say in the room that there is an answer. Of what was asked there for us alone to see,
        nobody else learns."""
        note = {"type": "message", "text": told, "textFormat": "plain"}
        thread = seen.thread or seen.id
        if self.alone(seen) and isinstance(await self._targeted(seen, note, thread), Sent):
            return
        if not seen.targeted:
            await self._try(seen.channel, note, thread=thread)

    async def _told(
        self, seen: Origin, reply: Message | Form, event: Event | None, ref: str
    ) -> Result:
        """Told now, or by the outbox where Teams does not take it now; with where it belongs."""
        reply = placed(reply, await self._answers.place(event) if event is not None else "")
        ours = ref if seen.kind == "personal" else ""  # the room's is not in this chat
        done = await self._private(seen.direct, self._activity(reply, seen), ours)
        if isinstance(done, Sent):
            self.given(reply)
        if not isinstance(done, TryLater) or not isinstance(reply, Message):
            return done
        if not await self._answers.keep(seen.direct, reply):
            return done
        log.warning("an answer comes later", platform="teams", why=done.why)
        return Sent("")

    def given(self, reply: Reply) -> None:
        """It went with the answer to the request itself."""
        self._answers.given(reply)

    async def typing(self, seen: Origin) -> None:
        if seen.place is not None:
            await self._connector.post(seen.place, {"type": "typing"})

    async def close(self) -> None:
        await settle(self._under_way, GRACE)

    def _activity(self, reply: Message | Form, seen: Origin) -> Mapping[str, Any]:
        if isinstance(reply, Form):
            return forms.inline(reply, once=secrets.token_hex(8))
        if isinstance(reply, Renewing) and seen.mri:
            reply = replace(reply, readers=(seen.mri,))
        return render.message(reply, opens=self._opens, origin=REPLY, tenant=seen.tenant)

    async def _private(self, to: Channel, activity: Mapping[str, Any], ref: str) -> Result:
        if ref:
            changed = await self._try(to, activity, ref=ref)
            if isinstance(changed, Sent):
                return changed
        return await self._try(to, activity)

    async def _try(
        self, to: Channel, activity: Mapping[str, Any], thread: str = "", ref: str = ""
    ) -> Result:
        """A few tries within a minute, where the person still waits for it."""
        done: Result = TryLater()
        for number in range(TRIES):
            place = await self._connector.where(to)
            done = await self._once(place, activity, thread, ref)
            if not isinstance(done, TryLater) or done.after > LONGEST_WAIT:
                break
            if number + 1 < TRIES:
                await asyncio.sleep(done.after or 2.0**number)
        return done

    async def _once(
        self, place: Place | Result, activity: Mapping[str, Any], thread: str, ref: str
    ) -> Result:
        if not isinstance(place, Place):
            return place
        if ref:
            return await self._connector.change(place, ref, activity)
        return await self._connector.post(place, activity, thread)


def _thread(seen: Origin, event: Event | None) -> str:
    """The thread that it was asked in; what was written begins one."""
    return seen.thread or (seen.id if isinstance(event, Command | Said) else "")


async def _safely(doing: Coroutine[Any, Any, None]) -> None:
    try:
        await doing
    except Exception:  # nobody waits for it; the log is where it can be seen
        log.exception("an answer could not be given", platform="teams")
