"""What the settings say, as values: the rooms, people and platforms of one installation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.rules.hospital import Hospital, Side
from bot.rules.occurrences import Pattern
from bot.rules.roster_words import PLAIN, RosterWords
from bot.words.events import Account, Channel

Purpose: TypeAlias = Literal["ward", "triage", "wins", "huddle", "leaders"]
Cloud: TypeAlias = Literal["public", "gcchigh", "dod"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake an operator can mend: `where` is a file and line, or a variable's name."""

    where: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.mend}".rstrip()


class BadSettings(Exception):
    """The settings cannot be used; `problems` are all the mistakes, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class RoomSetting:
    """A channel with a purpose. `systems` and `kinds` route to a triage room; none take the rest.

    The channel's workspace is empty where the file leaves it out and names no other.
    """

    channel: Channel
    purpose: Purpose
    unit: str = ""
    systems: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    name: str = ""

    @property
    def address(self) -> tuple[str, str, str]:
        return self.channel.platform, self.channel.workspace, self.channel.id


@dataclass(frozen=True, slots=True)
class PersonSetting:
    """Someone the operator knows. `days` are the weekdays their shift starts on (0 is Monday),
    None for every day the shift has; `zone` is None where their unit's holds."""

    name: str
    accounts: tuple[Account, ...] = ()
    email: str = ""
    side: Side | None = None
    unit: str = ""
    shift: str = ""
    days: frozenset[int] | None = None
    zone: ZoneInfo | None = None
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GroupSetting:
    """A Slack user group or a Teams team whose members are on `side`."""

    platform: str
    workspace: str
    id: str
    side: Side


@dataclass(frozen=True, slots=True)
class HuddleSetting:
    """A joint stand-up. `when` is None where it could not be read. It asks `units`, or `people` by
    name; with neither, the units of its rooms. `zone` is None for the hospital's; `window` is how
    long before it people are asked."""

    name: str
    when: Pattern | None
    rooms: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    zone: ZoneInfo | None = None
    holidays: bool = True
    window: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SlackOptions:
    """What a hospital may choose of Slack's newer blocks, once it has looked whether all clients of
    its staff show them: `charts` for bars, with their words, and `alerts` in windows."""

    charts: bool = False
    alerts: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """All that corridor.toml says. `playground` is None where it does not say; `slack_workspaces`
    are those that the app may be installed in."""

    hospital: Hospital
    rooms: tuple[RoomSetting, ...] = ()
    people: tuple[PersonSetting, ...] = ()
    groups: tuple[GroupSetting, ...] = ()
    huddles: tuple[HuddleSetting, ...] = ()
    seal_texts: bool = False
    playground: bool | None = None
    slack_workspaces: frozenset[str] = frozenset()
    roster: RosterWords = PLAIN
    slack_options: SlackOptions = SlackOptions()


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """Socket Mode where there is an `app_token`, HTTP where there is a `signing_secret`; many
    workspaces where there is a `client_id`, which may then go without a `bot_token`."""

    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    api_url: str = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """`check_tokens` is False only for trials on loopback: then anyone may post as anyone. `sdk`
    is False where Microsoft's SDK is not to be loaded, though it may be installed. `targeted`
    answers in a room by messages that one person sees."""

    app_id: str = ""
    app_password: str = field(default="", repr=False)
    tenant_id: str = ""
    cloud: Cloud = "public"
    openid_url: str = ""
    service_urls: tuple[str, ...] = ()
    check_tokens: bool = True
    sdk: bool = True
    targeted: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """All that the variables say. `config` is the file's name; `named` when a variable gave it."""

    database_url: str = field(default="sqlite:///data/corridor.db", repr=False)
    config: str = "corridor.toml"
    named: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    metrics_port: int = 0
    metrics_token: str = field(default="", repr=False)
    log_level: str = "INFO"
    slack: SlackSettings | None = None
    teams: TeamsSettings | None = None
    keys: tuple[str, ...] = field(default=(), repr=False)
    ca_bundle: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation, checked as a whole. `config` is empty for the invented hospital. `keys`
    seal secrets in the database, the first of them new ones, and with `seal_texts` what people
    wrote too.

    `ca_bundle` names a file of certificate authorities that are trusted besides the system's.
    `paging` holds the addresses of paging services, secrets and all, by their variables' names.
    `database_url` is ready for SQLAlchemy and may hold a password: it is never shown.
    """

    hospital: Hospital
    rooms: tuple[RoomSetting, ...] = ()
    people: tuple[PersonSetting, ...] = ()
    groups: tuple[GroupSetting, ...] = ()
    huddles: tuple[HuddleSetting, ...] = ()
    seal_texts: bool = False
    database_url: str = field(default="sqlite:///data/corridor.db", repr=False)
    config: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    metrics_port: int = 0
    metrics_token: str = field(default="", repr=False)
    log_level: str = "INFO"
    slack: SlackSettings | None = None
    teams: TeamsSettings | None = None
    playground: bool = True
    slack_workspaces: frozenset[str] = frozenset()
    slack_options: SlackOptions = SlackOptions()
    keys: tuple[str, ...] = field(default=(), repr=False)
    roster: RosterWords = PLAIN
    ca_bundle: str = ""
    paging: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def posted_to(self) -> bool:
        """Whether a platform posts to us over HTTP, so that something passes its requests on."""
        slack = self.slack is not None and not self.slack.app_token
        return slack or self.teams is not None

    def slack_homes(self) -> frozenset[str]:
        """The workspaces of Slack that anything here names: the app is installed in no other."""
        rooms = {(room.channel.platform, room.channel.workspace) for room in self.rooms}
        groups = {(group.platform, group.workspace) for group in self.groups}
        people = {(a.platform, a.workspace) for person in self.people for a in person.accounts}
        named = {name for platform, name in rooms | groups | people if platform == "slack"}
        return (self.slack_workspaces | named) - {""}
