"""Cards under links to our own address: which links name a concern, and what Slack is given for
them (R41).

Slack tells only of links to the domains that the manifest names, and of those only what was sent:
before that, nobody says which channel it will stand in, so nobody knows who would read the card.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.parse import Body, Origin
from adapters.slack.render import message
from bot.words.cards import Found

PLACE = re.compile(r"/(C-\d{1,9})/?", re.IGNORECASE)
MOST = 5  # links of one message
SENT = "conversations_history"  # the source of a link that stands in a message


def named(told: Body) -> dict[str, str]:
    """The links that name a concern, with its number; none while the message is being written."""
    links = told.get("links")
    if (told.get("source") or SENT) != SENT or not isinstance(links, list):
        return {}
    found: dict[str, str] = {}
    for one in links[:MOST]:
        address = str(one.get("url") or "") if isinstance(one, Mapping) else ""
        if match := PLACE.fullmatch(_path(address)):
            found[address] = match[1].upper()
    return found


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


async def show(client: AsyncWebClient, origin: Origin, found: Found, workspace: str) -> None:
    """Put the cards under their links; a link to what is not there stays a link."""
    cards = dict(found.cards)
    unfurls: dict[str, dict[str, Any]] = {
        address: {"blocks": message(cards[name], workspace).blocks}
        for address, name in origin.links.items()
        if name in cards
    }
    if unfurls:
        await client.chat_unfurl(channel=origin.channel, ts=origin.ts, unfurls=unfurls)
