"""The rest of what was too long for Slack: in a window, page by page."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from adapters.slack.blocks import Newer
from adapters.slack.callback_data import WHOLE
from adapters.slack.client import WebApi
from adapters.slack.home import said
from adapters.slack.new_blocks import NewBlocks
from adapters.slack.parse import Body, Origin, kept_of, place
from adapters.slack.replies import put
from adapters.slack.size_limits import Json
from adapters.slack.spelling import posted
from adapters.slack.store import FindMessage
from adapters.slack.workspaces import Bot
from bot.words.cards import Message, line
from bot.words.events import Press
from bot.words.numbers import number
from bot.words.spelling import spelled

Home: TypeAlias = Callable[[], Awaitable[Message | None]]
AT_HOME = "home"
GONE = Message("It is no longer there", (line("Type home to Corridor to see what is current."),))


class FullText:
    """Opens the window with all of a message, and turns its pages."""

    def __init__(self, web: WebApi, whole: FindMessage, newer: NewBlocks) -> None:
        self._web, self._whole, self._newer = web, whole, newer

    @staticmethod
    def wanted(press: Press) -> bool:
        return press.action.name == WHOLE

    async def show(self, press: Press, origin: Origin, bot: Bot, home: Home) -> None:
        """In the window that the button is in, or in a new one; `home` makes someone's home tab,
        which is kept nowhere."""
        channel, ref = _source(origin, press)
        if ref == AT_HOME:
            found = await home()
        else:
            found = await self._whole(place(bot, channel, origin.user), ref)
        page = number(press.action.args[0] if press.action.args else "") or 0
        shown = spelled(found or GONE, posted(place(bot, channel, origin.user)))

        def draw(newer: Newer) -> Json:
            return said(shown, bot.workspace, page, kept=f"{channel} {ref}", newer=newer)

        await put(self._web, self._newer, origin, draw, bot)


def _source(origin: Origin, press: Press) -> tuple[str, str]:
    """Where the whole message is: on the message pressed, or noted in the window."""
    view: Body = origin.view
    if origin.surface == "home":
        return "", AT_HOME
    return kept_of(view) if view else (origin.channel, press.ref)
