"""The people whom a text mentions: Slack sends ids, readers know names, the core takes accounts."""

import asyncio
import re
from dataclasses import replace
from typing import Any

from adapters.slack.parse import Body
from adapters.slack.people import People
from adapters.slack.workspaces import Bot
from bot.words.events import Command, Deed, Said, Shortcut, Submit

WHO = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
HANDLE = re.compile(r"(?<![\w@<.])@([a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?)(?![\w@|>])")
MOST = 20  # people in one text that Slack is asked for


async def named(body: Body, bot: Bot, people: People) -> Body:
    """The payload with every mention but the bot's own saying who it is, as Slack tells. In a slash
    command that Slack does not escape, a handle that we have met is a mention too."""
    if isinstance(text := body.get("text"), str) and "command" in body:
        body = {**body, "text": _with_handles(text, bot, people)}
    event = body.get("event")
    if isinstance(event, dict):
        body = {**body, "event": await _inside(event, bot, people)}
    return await _inside(body, bot, people)


def _with_handles(text: str, bot: Bot, people: People) -> str:
    def mention(found: re.Match[str]) -> str:
        who = people.called(bot, found[1])
        return f"<@{who}>" if who else found[0]

    return HANDLE.sub(mention, text)


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
    ids = [who for who in dict.fromkeys(WHO.findall(text)) if who != bot.user][:MOST]
    found = await asyncio.gather(*(people.account(bot, who) for who in ids))
    names = {account.id: account.name for account in found}

    def label(found: re.Match[str]) -> str:
        name = re.sub(r"[<>|&]", "", names.get(found[1], ""))
        return f"<@{found[1]}|{name}>" if name else found[0]

    return WHO.sub(label, text)


async def met(event: Deed, bot: Bot, people: People) -> Deed:
    """The event with what Slack tells of everybody whom its text mentions (R34), or who was picked
    in its form (R40). Whom it is not
    asked about, or does not tell of in time, is not `known`."""
    if not isinstance(event, Command | Said | Shortcut | Submit) or not event.mentions:
        return event
    ids = list(dict.fromkeys(one.account.id for one in event.mentions))[:MOST]
    found = await asyncio.gather(*(people.account(bot, who) for who in ids))
    known = {account.id: account for account in found}
    mentions = tuple(
        replace(m, account=known.get(m.account.id) or replace(m.account, known=False))
        for m in event.mentions
    )
    return replace(event, mentions=mentions)
