"""Everything the stand-in knows: one place that the server changes and tests read."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from threading import RLock

from tests.wire.slack.app import App
from tests.wire.slack.clock import Clock
from tests.wire.slack.parcels import Answer
from tests.wire.slack.things import (
    Channel,
    Ephemeral,
    Group,
    Hook,
    Message,
    Step,
    Team,
    Token,
    Trigger,
    User,
    View,
)


@dataclass
class World:
    """`stacks` are the modals that each user has open, the front one last; `homes` their Home
    tabs; `troubles` are the error messages Slack's client showed to people; `delivered` is
    what was sent to the app, with its answers. A trigger_id lives `trigger_life` seconds."""

    clock: Clock
    app: App
    teams: dict[str, Team] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    troubles: list[tuple[str, str]] = field(default_factory=list)
    delivered: list[Answer] = field(default_factory=list)
    refreshers: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    base: str = ""
    trigger_life: float = 3.0
    steps: dict[str, Step] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lock = RLock()
        self._numbers: Counter[str] = Counter()
        self._ticks = count(1)
        self._last = 0

    # Names

    def mint(self, letter: str, name: str = "") -> str:
        """A new id such as U0SAM001: what its kind starts with, and something to recognise."""
        self._numbers[letter] += 1
        slug = re.sub(r"[^A-Z0-9]", "", name.upper())[:7]
        return f"{letter}0{slug}{self._numbers[letter]:03d}"

    def ts(self) -> str:
        """A message's time, later than any given out before and unique."""
        self._last = max(self._last + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def secret(self, length: int = 24) -> str:
        return f"{next(self._ticks):0{length}x}"

    # Looking up, as tests name things

    def user(self, who: User | str, team: str = "") -> User:
        """By the object, its id, or its handle ("sam"), in any workspace or in one."""
        if isinstance(who, User):
            return who
        if who in self.users:
            return self.users[who]
        found = [u for u in self.users.values() if u.handle == who.lstrip("@")]
        found = [u for u in found if team in {"", u.team}]
        assert len(found) == 1, f"{len(found)} people are called {who!r}"
        return found[0]

    def channel(self, where: Channel | str) -> Channel:
        """By the object, its id, or its name ("it-triage" or "#it-triage")."""
        if isinstance(where, Channel):
            return where
        if where in self.channels:
            return self.channels[where]
        found = [c for c in self.channels.values() if c.name == where.lstrip("#")]
        assert len(found) == 1, f"{len(found)} channels are called {where!r}"
        return found[0]

    def group(self, which: Group | str) -> Group:
        if isinstance(which, Group):
            return which
        if which in self.groups:
            return self.groups[which]
        return next(g for g in self.groups.values() if g.handle == which.lstrip("@"))

    def im(self, who: User | str) -> Channel:
        """The direct message of the bot with someone, made if it is new."""
        user = self.user(who)
        for channel in self.channels.values():
            if channel.kind == "im" and channel.user == user.id:
                return channel
        team = self.teams[user.team]
        name, members = self.mint("D", user.handle), {user.id, team.bot_user}
        made = Channel(name, user.team, "", "im", members, user=user.id)
        self.channels[made.id] = made
        return made

    def bot(self, team: str) -> User:
        return self.users[self.teams[team].bot_user]

    def message(self, channel: str, ts: str) -> Message | None:
        found = self.channels.get(channel)
        return None if found is None else found.find(ts)

    def ephemeral(self, ts: str) -> Ephemeral | None:
        return next((e for e in self.ephemerals if e.ts == ts), None)

    def stack(self, user: str) -> list[View]:
        return [self.views[v] for v in self.stacks.get(user, [])]

    def front(self, user: str) -> View | None:
        """The modal someone looks at."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    # What Slack hands to apps

    def trigger(self, user: User, modal: str = "") -> str:
        """The trigger_id of something that was just done."""
        made = Trigger(
            f"{next(self._ticks)}.{len(user.team)}8765.{self.secret(32)}",
            user.team,
            user.id,
            self.clock.now(),
            modal,
        )
        self.triggers[made.id] = made
        return made.id

    def hook(
        self, kind: str, user: User, channel: Channel, target: str = "", under: str = ""
    ) -> str:
        """A new response_url; `kind` is commands, actions or app."""
        url = f"{self.base}/hooks/{kind}/{user.team}/{next(self._ticks)}/{self.secret()}"
        made = Hook(url, user.team, user.id, channel.id, self.clock.now(), target, thread_ts=under)
        self.hooks[url] = made
        return url

    def trouble(self, user: str, what: str) -> None:
        self.troubles.append((user, what))
