"""Pages that leave the chat. What speaks to the services is loaded here, where it is set up."""

from adapters.pager import client
from adapters.pager.adapter import PagerAdapter
from bot.run.platforms.parts import Platform, PlatformParts
from bot.words.platforms import PAGER


def serve(parts: PlatformParts) -> Platform:
    client.keep_quiet()
    return Platform(PAGER, PagerAdapter(parts.settings.paging, client.send))
