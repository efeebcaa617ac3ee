"""Names for the people whom a text mentions: Slack sends an id, and readers know a name."""

import re
from typing import Any

from adapters.slack.parse import Body
from adapters.slack.people import People
from adapters.slack.workspaces import Bot

WHO = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
MOST = 20  # names in one text that Slack is asked for


async def named(body: Body, bot: Bot, people: People) -> Body:
    """The payload with every mention but the bot's own saying who it is, as Slack tells."""
    event = body.get("event")
    if isinstance(event, dict):
        body = {**body, "event": await _inside(event, bot, people)}
    return await _inside(body, bot, people)


async def _inside(told: Body, bot: Bot, people: People) -> Body:
    """The same for one part, and for what an edited message is now."""
    changed: dict[str, Any] = {}
    text = told.get("text")
    if isinstance(text, str) and WHO.search(text):
        changed["text"] = await _with_names(text, bot, people)
    if isinstance(message := told.get("message"), dict):
        changed["message"] = await _inside(message, bot, people)
    return {**told, **changed} if changed else told


async def _with_names(text: str, bot: Bot, people: People) -> str:
    ids = list(dict.fromkeys(WHO.findall(text)))[:MOST]
    names = {who: (await people.account(bot, who)).name for who in ids if who != bot.user}

    def label(found: re.Match[str]) -> str:
        name = re.sub(r"[<>|&]", "", names.get(found[1], ""))
        return f"<@{found[1]}|{name}>" if name else found[0]

    return WHO.sub(label, text)
