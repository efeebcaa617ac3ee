"""What a workspace is made of: people, rooms, messages, views, tokens."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = Any  # as it is on the wire
Kind = Literal["public", "private", "im"]


@dataclass(slots=True)
class Team:
    """A workspace. `org` is the enterprise it belongs to, where there is one."""

    id: str
    name: str
    domain: str
    org: str = ""
    bot_user: str = ""
    bot_id: str = ""


@dataclass(slots=True)
class User:
    """`guest` is "restricted" (some channels) or "ultra" (one channel)."""

    id: str
    team: str
    handle: str
    real_name: str
    email: str = ""
    tz: str = "America/New_York"
    tz_label: str = "Eastern Standard Time"
    tz_offset: int = -18000
    title: str = ""
    guest: Literal["", "restricted", "ultra"] = ""
    deleted: bool = False
    bot: bool = False
    admin: bool = False


@dataclass(slots=True)
class Message:
    """A message as it is stored. `pings` are the users, groups and broadcasts that posting it
    notified; `via` is "response_url" where it came that way."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    metadata: Json = None
    bot_id: str = ""
    via: str = ""
    edits: int = 0
    edited: str = ""
    pings: frozenset[str] = frozenset()
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)
    client_msg_id: str = ""


@dataclass(slots=True)
class Channel:
    """A public or private channel, or the direct message of the bot with `user`."""

    id: str
    team: str
    name: str
    kind: Kind = "public"
    members: set[str] = field(default_factory=set)
    archived: bool = False
    read_only: bool = False
    user: str = ""
    messages: list[Message] = field(default_factory=list)
    deleted: list[Message] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)

    def find(self, ts: str) -> Message | None:
        return next((m for m in self.messages if m.ts == ts), None)

    def thread(self, ts: str) -> list[Message]:
        """The replies under a message, oldest first."""
        return [m for m in self.messages if m.thread_ts == ts and m.ts != ts]


@dataclass(slots=True)
class Ephemeral:
    """What one person alone was shown in a channel, until they reload their client."""

    channel: str
    user: str
    ts: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    via: str = ""
    edits: int = 0


@dataclass(slots=True)
class Group:
    """A user group, such as @it-oncall."""

    id: str
    team: str
    name: str
    handle: str
    users: list[str] = field(default_factory=list)
    disabled: bool = False


@dataclass(slots=True)
class Token:
    """`dies` is when it expires (seconds since 1970); `org` marks an org-wide one."""

    value: str
    kind: Literal["bot", "app", "user"]
    team: str
    scopes: frozenset[str] = frozenset()
    state: Literal["live", "revoked", "inactive"] = "live"
    dies: float | None = None
    org: str = ""


@dataclass(slots=True)
class Step:
    """One execution of a workflow's step that the app offers; `token` is good for it alone."""

    execution: str
    token: str
    outputs: frozenset[str] = frozenset()
    ended: Literal["", "success", "error"] = ""
    told: Json = None


@dataclass(slots=True)
class View:
    """A modal or a Home tab. `spec` is what the app sent; `values` is what is filled in now, by
    block id and action id."""

    id: str
    team: str
    user: str
    spec: Json
    hash: str
    root: str
    previous: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    updates: int = 0
    trouble: str = ""

    @property
    def type(self) -> str:
        return str(self.spec["type"])

    @property
    def blocks(self) -> list[Json]:
        return list(self.spec["blocks"])

    @property
    def title(self) -> str:
        return str((self.spec.get("title") or {}).get("text", ""))


@dataclass(slots=True)
class Trigger:
    """A trigger_id: three seconds, one use. `modal` is the root of the stack it came from."""

    id: str
    team: str
    user: str
    made: float
    modal: str = ""
    used: bool = False


@dataclass(slots=True)
class Hook:
    """A response_url: five uses in thirty minutes. `target` is the message it may replace."""

    url: str
    team: str
    user: str
    channel: str
    made: float
    target: str = ""
    uses: int = 0
    thread_ts: str = ""
