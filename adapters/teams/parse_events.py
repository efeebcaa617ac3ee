"""Where an activity comes from and from whom: what all kinds of them have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from adapters.teams.callback_data import Garbled
from adapters.teams.store import Kind, Place
from adapters.teams.token import tenant
from bot.words.events import Account, Channel

Json: TypeAlias = Mapping[str, Any]
LONGEST_ID = 256
PARTS = frozenset(("from", "recipient", "conversation", "channelData"))
LISTS = frozenset(
    (
        *("entities", "attachments", "membersAdded", "membersRemoved"),
        *("reactionsAdded", "reactionsRemoved"),
    )
)
WORDS = frozenset(
    (
        *("type", "id", "name", "text", "textFormat", "replyToId", "timestamp", "action"),
        *("serviceUrl", "channelId", "localTimezone"),
    )
)
KINDS: Mapping[str, Kind] = {"personal": "personal", "channel": "channel", "groupChat": "group"}


@dataclass(frozen=True, slots=True)
class Origin:
    """`who` is the same person for every app, `mri` what the connector calls them for ours, and
    both are empty where Teams names nobody. `thread` is the first message of the thread, and empty
    in that message itself. `at` is in UTC; `zone` is where their clock is, when they say. `private`
    is a group chat, or a channel that Teams calls private: a team's standard channels are open to
    all of the team, and we are not told who may join that. `outside` is a channel that Teams calls
    shared; `title` is the channel's name where Teams says it, which it seldom does. `targeted` is
    what a person wrote in a room for us alone to see."""

    id: str
    tenant: str
    conversation: str
    kind: Kind
    thread: str
    who: str
    mri: str
    name: str
    service_url: str
    bot: str
    team: str = ""
    groups: tuple[str, ...] = ()
    zone: str = ""
    at: datetime | None = None
    private: bool = False
    title: str = ""
    outside: bool = False
    targeted: bool = False

    @property
    def channel(self) -> Channel:
        if self.kind == "personal":
            return self.direct
        told = {"private": self.private, "outside": self.outside}
        return Channel("teams", self.tenant, self.conversation, name=self.title, **told)

    @property
    def direct(self) -> Channel:
        """The person's own chat with us."""
        return Channel("teams", self.tenant, self.who, dm=True)

    @property
    def place(self) -> Place | None:
        """The conversation to write to; None for a personal chat with nobody."""
        where = self.channel
        if not where.id:
            return None
        home = (self.conversation, self.service_url, self.bot)
        return Place(self.tenant, where.id, *home, self.kind, self.team)

    @property
    def account(self) -> Account:
        return Account(
            "teams", self.tenant, self.who, self.name, zone=self.zone, groups=self.groups
        )


def tidy(activity: Json) -> Json:
    """An activity from outside, without the parts that are of another kind than they should be."""
    kept = {name: value for name, value in activity.items() if _fits(name, value)}
    lists = {n: [one for one in kept[n] if isinstance(one, dict)] for n in LISTS & kept.keys()}
    return kept | lists


def _fits(name: str, value: object) -> bool:
    if name in PARTS:
        return isinstance(value, dict)
    if name in LISTS:
        return isinstance(value, list)
    return name not in WORDS or isinstance(value, str)


def origin_of(activity: Json, home: str = "") -> Origin:
    """The envelope of an activity. `home` is the tenant where it names none, in trials. `Garbled`
    for what does not come from a conversation."""
    talk, who = _part(activity, "conversation"), _part(activity, "from")
    whole, bot = word(talk, "id"), word(_part(activity, "recipient"), "id")
    conversation, _, root = whole.partition(";messageid=")
    name = word(activity, "id")
    if not conversation or not word(activity, "serviceUrl"):
        raise Garbled("an activity from nowhere")
    team = _part(_part(activity, "channelData"), "team")
    mri = word(who, "id")
    human = bool(mri) and mri != bot and not mri.startswith("28:")
    return Origin(
        id=name,
        tenant=tenant(activity) or home,
        conversation=conversation,
        kind=_kind(talk, conversation),
        thread="" if root == name else root,
        who=(word(who, "aadObjectId") or mri) if human else "",
        mri=mri if human else "",
        name=word(who, "name"),
        service_url=word(activity, "serviceUrl"),
        bot=bot,
        team=word(team, "id"),
        groups=tuple(filter(None, (word(team, "id"), word(team, "aadGroupId")))),
        zone=_zone(activity),
        at=_moment(activity),
        private=_private(activity, _kind(talk, conversation)),
        title=word(_channel(activity), "name"),
        outside=word(_channel(activity), "type") == "shared",
        targeted=_part(activity, "recipient").get("isTargeted") is True,
    )


def word(part: Json, name: str) -> str:
    """A short string of a part of an activity; "" for anything else."""
    found = part.get(name)
    return found if isinstance(found, str) and len(found) <= 2 * LONGEST_ID else ""


def _part(whole: Json, name: str) -> Json:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def _kind(talk: Json, conversation: str) -> Kind:
    """As Teams says it, or as the conversation's name shows it."""
    told = KINDS.get(word(talk, "conversationType"))
    if told is not None:
        return told
    if conversation.endswith(("@thread.tacv2", "@thread.skype")):
        return "channel"
    return "group" if talk.get("isGroup") is True else "personal"


def _private(activity: Json, kind: Kind) -> bool:
    told = word(_channel(activity), "type")
    return kind == "group" or (kind == "channel" and told == "private")


def _channel(activity: Json) -> Json:
    return _part(_part(activity, "channelData"), "channel")


def _zone(activity: Json) -> str:
    for one in activity.get("entities", ()):
        if one.get("type") == "clientInfo":
            return word(one, "timezone")
    return word(activity, "localTimezone")


def _moment(activity: Json) -> datetime | None:
    try:
        at = datetime.fromisoformat(word(activity, "timestamp"))
    except ValueError:
        return None
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
