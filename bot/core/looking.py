"""Looks at a message of somebody's once more, and keeps nothing of what it says."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

import structlog

from bot.core.cleanup import Place
from bot.privacy import Guard, GuardFailed
from bot.words.delivery import Gone, Looked, Looks, Seen, Unseen
from bot.words.events import Action, Channel, Press, Shortcut
from bot.words.typed import readable

log = structlog.get_logger()
PATIENCE = 5.0  # seconds
STANDS, CLEAN, GONE, UNSEEN = "stands", "clean", "gone", "unseen"


class Looking:
    """`looks` are the platforms on which we can look, `names` gives those of all staff."""

    def __init__(
        self,
        looks: Mapping[str, Looks],
        guard: Guard,
        names: Callable[[], Awaitable[Collection[str]]],
    ) -> None:
        self._looks, self._guard, self._names = looks, guard, names

    async def at(self, args: Sequence[str]) -> tuple[str, str]:
        """How it stands with a message: STANDS with the kinds that the guard finds in it now, or
        CLEAN, GONE or UNSEEN with nothing. `args` begin with those of its `Place`."""
        place = Place.of(args)
        looks = self._looks.get(place.platform)
        if looks is None:
            return UNSEEN, ""
        where = Channel(place.platform, place.workspace, place.channel)
        match await _look(looks, where, place.ref, place.thread):
            case Seen(text):
                return await self._found(text)
            case Gone():
                return GONE, ""
            case Unseen():
                return UNSEEN, ""

    async def picked(self, event: Press) -> Press | Shortcut:
        """A press on a question about a message where it was pressed, as if that message had been
        picked from its menu. The press itself where it can't be read."""
        at, looks = event.channel, self._looks.get(event.channel.platform)
        ref = "".join(event.action.args[:1]).removeprefix("m:")
        if looks is None or at.dm or not ref:
            return event
        looked = await _look(looks, at, ref, "")
        if not isinstance(looked, Seen):
            return event
        where = (event.id, event.channel, event.actor, Action(event.action.name))
        return Shortcut(*where, looked.text, ref, looked.by, event.at)

    async def _found(self, text: str) -> tuple[str, str]:
        names = await self._names()
        try:
            kinds = (await asyncio.to_thread(self._guard.check, readable(text), names)).kinds
        except GuardFailed:
            return UNSEEN, ""
        return (STANDS, kinds) if kinds else (CLEAN, "")


async def _look(looks: Looks, at: Channel, ref: str, thread: str) -> Looked:
    """What a platform does not tell in time we have not seen."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await looks.look(at, ref, thread=thread)
    except Exception as error:  # noqa: BLE001 - whatever it was, people are asked then
        log.warning("could not look at a message", platform=at.platform, why=type(error).__name__)
        return Unseen()
