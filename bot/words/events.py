"""What people do in a chat: the words every adapter translates into.

Every event carries an `id` that is the same when the platform delivers it again, and `at`, the
platform's own time for it in UTC where the platform gives one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from bot.words.bidi import Straight, straight


@dataclass(frozen=True, slots=True)
class Channel:
    """A place on one platform. A direct message is addressed by the account it is with. `private`
    is a channel that its platform lets nobody into who was not invited, as far as it told us;
    `outside` is one that people of another organisation read. `name` is what it is called there."""

    platform: str
    workspace: str
    id: str
    dm: bool = False
    private: bool = field(default=False, compare=False)
    name: str = field(default="", compare=False)
    outside: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Account(Straight):
    """Someone's account on one platform; a person may have one on each. `groups` are the ids of
    the platform's own groups (Slack's user groups, teams of Teams) that they are known to be in.
    `known` is false while the platform does not tell who this is."""

    platform: str
    workspace: str
    id: str
    name: str = field(default="", compare=False)
    email: str = field(default="", compare=False)
    zone: str = field(default="", compare=False)
    guest: bool = field(default=False, compare=False)
    groups: tuple[str, ...] = field(default=(), compare=False)
    known: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Mentioned(Straight):
    """A person whom a text mentions: "@label" stands where they do (R34)."""

    label: str
    account: Account


@dataclass(frozen=True, slots=True)
class Action:
    """What a button or a form carries back: a name and short strings, never a person's text."""

    name: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command(Straight):
    """Someone spoke to the bot: a slash command, a mention, or a direct message. `mentions` are the
    people it names by their platform's own mark, in the order of the text; never us. `quoted` are
    the parts that it forwards or replies to, which are not its writer's own words; `files` how many
    pictures and files came with it."""

    id: str
    channel: Channel
    actor: Account
    verb: str
    rest: str = ""
    thread: str = ""
    ref: str = ""
    at: datetime | None = None
    mentions: tuple[Mentioned, ...] = ()
    quoted: tuple[str, ...] = ()
    files: int = 0


@dataclass(frozen=True, slots=True)
class Press:
    """Someone pressed a button; `ref` is the message it was on, where the platform tells."""

    id: str
    channel: Channel
    actor: Account
    action: Action
    ref: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Renew:
    """A platform shows somebody a message of ours, and asks how it looks to them now (`action`).
    Nobody did anything: it is answered from what is there, and leaves nothing behind."""

    id: str
    channel: Channel
    actor: Account
    action: Action
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Submit:
    """Someone sent a form that we opened. `values` are texts; `bot.words.picked` says how people,
    rooms and moments stand in them. `mentions` are the people who were picked, each by the mark
    that stands behind the "@" in a value."""

    id: str
    channel: Channel
    actor: Account
    action: Action
    values: Mapping[str, str]
    at: datetime | None = None
    mentions: tuple[Mentioned, ...] = ()

    def __post_init__(self) -> None:
        kept = {name: straight(value) for name, value in self.values.items()}
        object.__setattr__(self, "values", kept)


@dataclass(frozen=True, slots=True)
class Shortcut(Straight):
    """Someone picked one of our actions from a menu, on a message (`text`, `ref`) or on none;
    `quoted` and `files` as in `Command`."""

    id: str
    channel: Channel
    actor: Account
    action: Action
    text: str = ""
    ref: str = ""
    author: Account | None = None
    at: datetime | None = None
    mentions: tuple[Mentioned, ...] = ()
    quoted: tuple[str, ...] = ()
    files: int = 0


@dataclass(frozen=True, slots=True)
class Said(Straight):
    """Someone wrote, edited or deleted a message that was not addressed to the bot; or edited or
    deleted one that was (`addressed`, where its platform tells). `quoted` as in `Command`."""

    id: str
    channel: Channel
    actor: Account
    text: str
    ref: str
    thread: str = ""
    change: Literal["new", "edited", "deleted"] = "new"
    files: int = 0
    at: datetime | None = None
    mentions: tuple[Mentioned, ...] = ()
    quoted: tuple[str, ...] = ()
    addressed: bool = False


@dataclass(frozen=True, slots=True)
class Reacted:
    """Someone put an emoji on a message, or took it away. A hint, never an act."""

    id: str
    channel: Channel
    actor: Account
    ref: str
    emoji: str
    added: bool = True
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """Someone opened the bot's own page (Slack's App Home, the playground's pane)."""

    id: str
    channel: Channel
    actor: Account
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Search(Straight):
    """Someone looks for things of ours, by number or by words, to put one into `channel`, where
    others read it; or wrote an address of ours there. Answered with `Found`; the text is used once
    and kept nowhere."""

    id: str
    channel: Channel
    actor: Account
    text: str = field(default="", repr=False)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The bot was added to a channel, or someone started a conversation with it; or `actor` added
    `who`, somebody from outside."""

    id: str
    channel: Channel
    actor: Account
    at: datetime | None = None
    who: Account | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """The bot was removed from a channel, or an account was closed (`actor`)."""

    id: str
    channel: Channel
    actor: Account
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A moment somebody asked for has come: the timer `key`, kept under `name` with `args`."""

    id: str
    key: str
    name: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stuck:
    """The relay could not deliver the urgent message `key`, or gave a message up (`dead`)."""

    id: str
    key: str
    channel: Channel
    why: str
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """The platform has taken the message `key`, for the first time there. Told of messages that
    somebody asks after; one may go untold where a process dies, so nothing may hang on it alone."""

    id: str
    key: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Tick:
    """The clock: look for timers that are due at `now` (UTC)."""

    now: datetime


Deed: TypeAlias = (
    Command | Press | Submit | Shortcut | Said | Reacted | Opened | Search | Joined | Left
)  # what people do: all that a platform's adapter makes
Event: TypeAlias = Deed | Renew | Due | Stuck | Arrived | Tick
