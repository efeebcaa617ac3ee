"""Turns what Slack's Events API tells into events; most of it is not for us."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from adapters.slack.parse import (
    Body,
    Origin,
    ParsedEvent,
    at,
    bare,
    files_of,
    mentions,
    place,
    quoted,
    said_to,
    spoken,
    team_of,
    words,
)
from adapters.slack.steps import Step
from adapters.slack.text import typed
from adapters.slack.unfurl import named
from adapters.slack.workspaces import Bot
from bot.words.events import Command, Deed, Joined, Left, Opened, Reacted, Said, Search

Told: TypeAlias = Callable[[Body, Bot, str], ParsedEvent | None]
RAISE_STEP = "raise_concern_step"
WRITTEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})


def heard(body: Body, bot: Bot) -> ParsedEvent | None:
    """The event in an envelope; None for what means nothing to us."""
    told = body.get("event") or {}
    find = TOLD.get(str(told.get("type") or ""))
    return None if find is None else find(told, bot, str(body.get("event_id") or ""))


def _mention(told: Body, bot: Bot, name: str) -> ParsedEvent | None:
    if _by_an_app(told, bot):
        return None
    user, channel = str(told["user"]), str(told.get("channel") or "")
    return spoken(bot, told, Origin("mention", user, channel, _thread(told)))


def _message(told: Body, bot: Bot, name: str) -> ParsedEvent | None:
    """A message written, edited or deleted, in a channel or in the direct message with us."""
    match str(told.get("subtype") or ""):
        case "message_changed" if (told.get("message") or {}).get("subtype") == "tombstone":
            # What stays of a deleted message that has a thread.
            return _changed(told, told.get("previous_message") or {}, bot, "deleted")
        case "message_changed":
            return _changed(told, told.get("message") or {}, bot, "edited")
        case "message_deleted":
            return _changed(told, told.get("previous_message") or {}, bot, "deleted")
        case kind if kind in WRITTEN:
            return _written(told, bot)
        case _:
            return None


def _written(told: Body, bot: Bot) -> ParsedEvent | None:
    """A new message. One that names us comes once more as a mention, and counts there."""
    if _by_an_app(told, bot):
        return None
    user, channel, ts = str(told["user"]), str(told.get("channel") or ""), str(told["ts"])
    direct = channel.startswith("D")
    if direct and not _thread(told):
        return spoken(bot, told, Origin("direct", user, channel))
    if _names_us(told, bot) and not direct:
        return None
    event = Said(
        f"m:{ts}",
        place(bot, channel, user),
        bare(bot, user),
        words(told),
        ts,
        _thread(told),
        files=files_of(told),
        at=at(ts),
        mentions=mentions(bot, told),
        quoted=quoted(told),
    )
    return ParsedEvent(event, Origin("quiet", user, channel, _thread(told)), team_of(told))


def _changed(
    told: Body, message: Body, bot: Bot, change: Literal["edited", "deleted"]
) -> ParsedEvent | None:
    """A message as it is now, or that is gone; changes of previews and of our own are no edits."""
    before = told.get("previous_message") or {}
    same = change == "edited" and message.get("text") == before.get("text")
    if _by_an_app(message, bot) or same:
        return None
    user, channel = str(message["user"]), str(told.get("channel") or "")
    moment, ours = told.get("event_ts") or told.get("ts"), _names_us(message, bot)
    text = "" if change == "deleted" else said_to(bot, message) if ours else words(message)
    event = Said(
        f"m:{message.get('ts')}:{change}:{moment}",
        place(bot, channel, user),
        bare(bot, user),
        text,
        str(message.get("ts") or ""),
        _thread(message),
        change,
        at=at(moment),
        mentions=mentions(bot, message) if change == "edited" else (),
        quoted=quoted(message) if change == "edited" else (),
        addressed=ours or channel.startswith("D"),
    )
    return ParsedEvent(event, Origin("quiet", user, channel, _thread(message)), team_of(message))


def _reaction(told: Body, bot: Bot, name: str) -> ParsedEvent | None:
    item, user = told.get("item") or {}, str(told.get("user") or "")
    if item.get("type") != "message" or user in {"", bot.user}:
        return None
    event = Reacted(
        f"r:{item.get('ts')}:{user}:{told.get('reaction')}:{told.get('event_ts')}",
        place(bot, item.get("channel"), user),
        bare(bot, user),
        str(item.get("ts") or ""),
        str(told.get("reaction") or ""),
        told.get("type") == "reaction_added",
        at(told.get("event_ts")),
    )
    return ParsedEvent(event, Origin("quiet", user, str(item.get("channel") or "")))


def _home(told: Body, bot: Bot, name: str) -> ParsedEvent | None:
    if told.get("tab", "home") != "home":
        return None
    user = str(told["user"])
    event = Opened(name, place(bot, "", user), bare(bot, user), at(told.get("event_ts")))
    return ParsedEvent(event, Origin("home", user))


def _shared(told: Body, bot: Bot, name: str) -> ParsedEvent | None:
    """Somebody sent links to our own address."""
    links = {} if _by_an_app(told, bot) else named(told)
    if not links:
        return None
    user, channel = str(told["user"]), str(told["channel"])
    numbers = " ".join(dict.fromkeys(links.values()))
    where, moment = place(bot, channel, user), at(told.get("event_ts"))
    event = Search(f"l:{told['message_ts']}", where, bare(bot, user), numbers, moment)
    origin = Origin("link", user, channel, ts=str(told["message_ts"]), links=links)
    return ParsedEvent(event, origin)


def _joined(told: Body, bot: Bot, name: str) -> ParsedEvent | None:
    """Somebody was added to a channel by whoever invited them: we, or another, of whom only guests
    matter. Nobody may have invited a guest whose administrator added them."""
    joined, user = str(told.get("user") or ""), str(told.get("inviter") or "")
    ours = joined == bot.user
    if not joined or (ours and not user):
        return None
    who = None if ours else bare(bot, joined)
    where = place(bot, told.get("channel"), user or joined)
    event = Joined(name, where, bare(bot, user), who=who)
    return ParsedEvent(event, Origin("quiet", user, str(told.get("channel") or "")))


def _left(told: Body, bot: Bot, name: str) -> ParsedEvent | None:
    """We were taken out of a channel, or it is gone."""
    if told.get("type") == "member_left_channel" and told.get("user") != bot.user:
        return None
    return _quiet(Left(name, place(bot, told.get("channel"), ""), bare(bot, "")), "")


def _closed(told: Body, bot: Bot, name: str) -> ParsedEvent | None:
    """An account was deactivated; other news of people is not an event."""
    user = told.get("user") or {}
    if not isinstance(user, Mapping) or not user.get("deleted"):
        return None
    gone = str(user.get("id") or "")
    return _quiet(Left(name, place(bot, "", gone), bare(bot, gone)), gone)


def _step(told: Body, bot: Bot, name: str) -> ParsedEvent | None:
    """Our step in somebody's workflow, as if they had typed the command to us. Slack itself says
    who started it: nobody who builds a workflow can set that."""
    given, inputs = told.get("function") or {}, told.get("inputs") or {}
    user = str((inputs.get("user_context") or {}).get("id") or "")
    execution = str(told.get("function_execution_id") or "")
    if given.get("callback_id") != RAISE_STEP or not user or not execution:
        return None
    step = Step(execution, str(told.get("bot_access_token") or ""))
    where, text = place(bot, "", user), typed(str(inputs.get("text") or "")).strip()
    event = Command(f"f:{execution}", where, bare(bot, user), "concern", text)
    return ParsedEvent(event, Origin("direct", user, step=step))


def _quiet(event: Deed, user: str) -> ParsedEvent:
    return ParsedEvent(event, Origin("quiet", user))


def _thread(told: Body) -> str:
    thread = str(told.get("thread_ts") or "")
    return "" if thread == str(told.get("ts") or "") else thread


def _by_an_app(told: Body, bot: Bot) -> bool:
    user = told.get("user")
    return not user or bool(told.get("bot_id")) or user in {bot.user, "USLACKBOT"}


def _names_us(told: Body, bot: Bot) -> bool:
    return f"<@{bot.user}" in str(told.get("text") or "")


TOLD: Mapping[str, Told] = {
    "app_mention": _mention,
    "message": _message,
    "reaction_added": _reaction,
    "reaction_removed": _reaction,
    "app_home_opened": _home,
    "link_shared": _shared,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "channel_left": _left,
    "group_left": _left,
    "channel_archive": _left,
    "group_archive": _left,
    "channel_deleted": _left,
    "group_deleted": _left,
    "user_change": _closed,
    "function_executed": _step,
}
