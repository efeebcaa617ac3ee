"""Turns what Slack sends into events: which surface it came from, and what was done there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from adapters.slack.callback_data import Garbled, unpack
from adapters.slack.forms import FORM, once_of, values
from adapters.slack.pickers import picked
from adapters.slack.render import REPLY, SEND
from adapters.slack.steps import Step
from adapters.slack.text import people, typed, with_ours
from adapters.slack.workspaces import PLATFORM, Bot
from bot.words.events import (
    Account,
    Action,
    Channel,
    Command,
    Deed,
    Mentioned,
    Press,
    Shortcut,
    Submit,
)
from bot.words.submissions import submission_id
from bot.words.typed import addressed, first_word

Body: TypeAlias = Mapping[str, Any]
Surface: TypeAlias = Literal[
    "command",
    "mention",
    "direct",
    "card",
    "reply",
    "modal",
    "sent",
    "home",
    "menu",
    "quiet",
    "link",
]
PRESSED = frozenset({"button", "overflow"})
SHORTCUTS: Mapping[str, str] = {"raise_concern": "concern.raise", "raise_this": "concern.raise"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was done, as far as an answer must know.

    `channel` and `thread` are Slack's own; `trigger` opens a modal once, within three seconds;
    `respond` is a response_url. `view` is the modal or home tab it was done in; a modal that was
    sent is the surface "sent". `opened` is the empty modal that already waits for the answer, and
    `step` the workflow's step that waits for it. `links` are the links of the message `ts` that
    name a concern, with its number: the answer is put under them ("link").
    """

    surface: Surface
    user: str
    channel: str = ""
    thread: str = ""
    trigger: str = ""
    respond: str = ""
    view: Body = field(default_factory=dict, repr=False)
    opened: str = ""
    step: Step | None = None
    ts: str = ""
    links: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class ParsedEvent:
    """One event with a bare account, `team` being the workspace that Slack says it is of."""

    event: Deed
    origin: Origin
    team: str = ""


def command(body: Body, bot: Bot) -> ParsedEvent:
    """A slash command: `/corridor verb words`, or `/concern words` for its own verb."""
    user, name = body["user_id"], str(body.get("command") or "").lstrip("/").lower()
    said = with_ours(str(body.get("text") or ""), bot.user)
    verb, rest = first_word(addressed(typed(said)))
    if name not in {"corridor", ""}:
        verb, rest = name, f"{verb} {rest}".strip()
    where = place(bot, body.get("channel_id"), user)
    origin = Origin(
        "command",
        user,
        str(body.get("channel_id") or ""),
        trigger=str(body.get("trigger_id") or ""),
        respond=str(body.get("response_url") or ""),
    )
    name = f"c:{body.get('trigger_id') or body.get('response_url')}"
    named = mentions(bot, body)
    event = Command(name, where, bare(bot, user), verb or "help", rest, mentions=named)
    return ParsedEvent(event, origin, str(body.get("team_id") or ""))


def spoken(bot: Bot, told: Body, origin: Origin) -> ParsedEvent:
    """A message to the bot: a mention, or a direct message. One without a word asks for help,
    unless something came with it."""
    ts, thread = str(told["ts"]), str(told.get("thread_ts") or "")
    verb, rest = first_word(said_to(bot, told))
    where = place(bot, told.get("channel"), origin.user)
    parts, files = quoted(told), files_of(told)
    alone = "" if parts or files else "help"
    event = Command(
        f"m:{ts}",
        where,
        bare(bot, origin.user),
        verb or alone,
        rest,
        thread if thread != ts else "",
        ts,
        at(ts),
        mentions=mentions(bot, told),
        quoted=parts,
        files=files,
    )
    return ParsedEvent(event, origin, team_of(told))


def said_to(bot: Bot, told: Body) -> str:
    """What a message says to the bot, without its mentions."""
    return addressed(_words(with_ours(str(told.get("text") or ""), bot.user), told))


def press(body: Body, bot: Bot) -> ParsedEvent | None:
    """A button on a message, in a modal or on the home tab; None for what is no button of ours.

    The button that sends a form standing in a message comes as the form that it sends.
    """
    done = next((a for a in body.get("actions") or () if a.get("type") in PRESSED), None)
    if done is None or done.get("url"):
        return None
    user, team = _user(body)
    origin = _pressed(body, user, str(done.get("action_id") or ""))
    where = place(bot, origin.channel, user)
    name = f"p:{body.get('trigger_id') or done.get('action_ts')}"
    chosen = done.get("selected_option") if done.get("type") == "overflow" else done
    when, action = at(done.get("action_ts")), unpack((chosen or {}).get("value"))
    if str(done.get("action_id") or "").startswith(SEND):
        values = _values(body.get("state") or {}, bot)
        if form := once_of(str(done.get("block_id") or "")):
            name = submission_id(form, action, values)
        who = picked((body.get("state") or {}).get("values") or {}, bot.workspace)
        from_state = Submit(name, where, bare(bot, user), action, values, when, who)
        return ParsedEvent(from_state, origin, team)
    event = Press(name, where, bare(bot, user), action, _container(body, "message_ts"), when)
    return ParsedEvent(event, origin, team)


def origin(body: Body) -> Origin:
    """Where something was done that could not be read; raises KeyError where nobody did it."""
    user, _ = _user(body)
    return _pressed(body, user, "")


def _pressed(body: Body, user: str, action_id: str) -> Origin:
    """Which surface a button stood on; our private replies are known by their buttons."""
    view = body.get("view") or {}
    surface: Surface = "card"
    if view:
        surface = "home" if view.get("type") == "home" else "modal"
    elif (body.get("container") or {}).get("is_ephemeral") or action_id.startswith((REPLY, SEND)):
        surface = "reply"
    thread = _container(body, "thread_ts") or str(
        (body.get("message") or {}).get("thread_ts") or ""
    )
    return Origin(
        surface,
        user,
        kept_of(view)[0]
        or _container(body, "channel_id")
        or str((body.get("channel") or {}).get("id") or ""),
        thread,
        str(body.get("trigger_id") or ""),
        str(body.get("response_url") or ""),
        view,
    )


def kept_of(view: Body) -> tuple[str, str]:
    """What a window remembers: the channel that it was opened in, and the message that it shows."""
    kept = str(view.get("private_metadata") or "")
    if str(view.get("callback_id") or "").startswith(FORM):
        kept = (unpack(kept).args or ("",))[-1]
    channel, _, ref = kept.partition(" ")
    return channel, ref


def _container(body: Body, name: str) -> str:
    return str((body.get("container") or {}).get(name) or "")


def submission(body: Body, bot: Bot) -> ParsedEvent:
    """A modal that was sent. Sent once more as it is, it is the same event; mended, it is another.
    Slack's hash is the random word in the name of what was seen."""
    user, team = _user(body)
    view = body["view"]
    kept = unpack(view.get("private_metadata"))
    channel, _ = kept_of(view)
    action = Action(kept.name, kept.args[:-1])
    values = _values(view.get("state") or {}, bot)
    seen = ":".join(str(view.get(name) or "") for name in ("id", "hash", "callback_id"))
    name = submission_id(seen, action, values)
    where = place(bot, channel, user)
    origin = Origin("sent", user, channel, view=view)
    who = picked((view.get("state") or {}).get("values") or {}, bot.workspace)
    sent = Submit(name, where, bare(bot, user), action, values, mentions=who)
    return ParsedEvent(sent, origin, team)


def shortcut(body: Body, bot: Bot) -> ParsedEvent:
    """An action of ours picked from Slack's menu, on a message or on none."""
    user, team = _user(body)
    found = SHORTCUTS.get(str(body.get("callback_id") or ""))
    if found is None:
        raise Garbled(str(body.get("callback_id") or "")[:40])
    told, channel = body.get("message") or {}, str((body.get("channel") or {}).get("id") or "")
    event = Shortcut(
        f"s:{body.get('trigger_id') or body.get('action_ts')}",
        place(bot, channel, user),
        bare(bot, user),
        Action(found),
        words(told),
        str(told.get("ts") or ""),
        written_by(told, bot),
        mentions=mentions(bot, told),
        quoted=quoted(told),
        files=files_of(told),
    )
    respond = str(body.get("response_url") or "")
    trigger = str(body.get("trigger_id") or "")
    return ParsedEvent(event, Origin("menu", user, channel, "", trigger, respond), team)


def written_by(told: Body, bot: Bot) -> Account | None:
    """Who wrote a message; what an app wrote has nobody who could change it."""
    author = "" if told.get("bot_id") or told.get("user") == bot.user else told.get("user")
    return bare(bot, str(author)) if author else None


def mentions(bot: Bot, told: Body) -> tuple[Mentioned, ...]:
    """The people whom a text mentions, with bare accounts; `adapters.slack.mentions` fills them."""
    found = people(str(told.get("text") or ""))
    return tuple(Mentioned(label, bare(bot, who)) for who, label in found if who != bot.user)


def words(told: Body) -> str:
    """What a message says, as it was seen; what it forwards is `quoted`."""
    return _words(str(told.get("text") or ""), told)


def quoted(told: Body) -> tuple[str, ...]:
    """The messages that a message forwards, or links to and Slack shows with it."""
    found = (one for one in told.get("attachments") or () if _is_message(one))
    texts = (typed(str(one.get("text") or one.get("fallback") or "")).strip() for one in found)
    return tuple(text for text in texts if text)


def files_of(told: Body) -> int:
    """How many pictures and files came with a message, and with what it forwards."""
    parts = (told, *(one for one in told.get("attachments") or () if _is_message(one)))
    return sum(len(part.get("files") or ()) + bool(part.get("image_url")) for part in parts)


def _is_message(attachment: object) -> bool:
    return isinstance(attachment, Mapping) and bool(
        attachment.get("is_share") or attachment.get("is_msg_unfurl")
    )


def _words(text: str, told: Body) -> str:
    return typed(text, told.get("blocks") or ()).strip()


def place(bot: Bot, channel: object, user: str) -> Channel:
    """Slack's channel as ours: a direct message is known by whom it is with. Where Slack names
    none, it is the direct message too."""
    found = str(channel or "")
    if not found or found.startswith("D"):
        return _channel(bot.workspace, user, dm=True)
    return _channel(bot.workspace, found)


def bare(bot: Bot, user: str) -> Account:
    return _account(bot.workspace, user)


@lru_cache(4096)
def _channel(workspace: str, name: str, *, dm: bool = False) -> Channel:
    """The same for the same: it takes longer to make one than to find it."""
    return Channel(PLATFORM, workspace, name, dm=dm)


@lru_cache(4096)
def _account(workspace: str, user: str) -> Account:
    return Account(PLATFORM, workspace, user)


def at(ts: object) -> datetime | None:
    """Slack's seconds since 1970 as a moment (UTC)."""
    try:
        return datetime.fromtimestamp(float(str(ts)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def team_of(told: Body) -> str:
    """The workspace of whoever wrote a message, where Slack says so."""
    return str(told.get("user_team") or told.get("source_team") or told.get("team") or "")


def _user(body: Body) -> tuple[str, str]:
    user = body["user"]
    return str(user["id"]), str(user.get("team_id") or "")


def _values(state: Body, bot: Bot) -> dict[str, str]:
    return values(state.get("values") or {}, bot.workspace)
