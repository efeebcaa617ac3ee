"""A stand-in for Slack that the real SDK talks to, and that tests can look into.

    with FakeSlack() as slack:
        slack.person("Sam Ortiz")
        triage = slack.room("it-triage", "sam", "corridor")
        ...                                     # the app, with SLACK_API_URL=slack.api_url
        people = slack.over_http(f"{app_url}/slack/events")   # or slack.over_socket()
        await people.command("sam", "/corridor", "help", triage)
        assert "…" in slack.alone("sam")

It refuses what Slack refuses: see `tests/wire/slack/methods` and `tests/wire/slack/blocks`.
Ids are made up, people are invented.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Literal

from tests.wire.slack import browser, payloads, reading, told
from tests.wire.slack.api import Answered, Api, Asked, Called
from tests.wire.slack.app import App, Manifest
from tests.wire.slack.blocks import message_errors, view_errors
from tests.wire.slack.browser import Consent, Installed
from tests.wire.slack.clock import Clock
from tests.wire.slack.faults import Busy, Drop, Fault, Faults, Garbage, Hang, Plan, Status
from tests.wire.slack.limits import Limits
from tests.wire.slack.methods.access import grant
from tests.wire.slack.over_http import OverHttp
from tests.wire.slack.parcels import PATIENCE, Answer, Doing, Parcel
from tests.wire.slack.people import People, Where, Who
from tests.wire.slack.server import Server
from tests.wire.slack.sockets import OverSocket, Reason, Sockets
from tests.wire.slack.things import (
    Channel,
    Ephemeral,
    Group,
    Kind,
    Message,
    Team,
    Token,
    User,
    View,
)
from tests.wire.slack.world import World

TEAM = "T0HOSPITAL"
DOWN = 1_000_000


class FakeSlack:
    """One Slack with one app. It begins with one workspace, the app's bot in it, and its tokens.

    `limits=False` turns rate limits off, and forms may be opened long after a press, so that no test
    hangs on how busy the machine is; `strict` allows no burst of posts in a channel; `second`
    and `minute` are how long those last. `clock` is the time of triggers, tokens and limits.
    `patience` is how many seconds Slack waits for an acknowledgement.
    """

    def __init__(
        self,
        *,
        limits: bool = True,
        strict: bool = False,
        second: float = 1.0,
        minute: float = 60.0,
        clock: Clock | None = None,
        patience: float = PATIENCE,
        app: App | None = None,
    ) -> None:
        self.clock, self.app, self.patience = clock or Clock(), app or App(), patience
        self.world = World(self.clock, self.app, trigger_life=3.0 if limits else 60.0)
        self.limits = Limits(limits, 1 if strict else 3, second, minute)
        self.faults, self.api = Faults(), Api(self.world, self.limits)
        self.sockets = Sockets(self.world)
        self.server = Server(self.api, self.faults, self.sockets)
        self.home = self.team(TEAM, "Harbor City General")
        self.token = self.install().value
        scopes = frozenset({"connections:write"})
        self.app_token = self._token(Token("xapp-1-A0CORRIDOR-1-corridor", "app", "", scopes)).value

    def __enter__(self) -> "FakeSlack":
        self.server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.server.stop()
        if error is None and self.server.crashes:
            raise self.server.crashes[0]

    @property
    def api_url(self) -> str:
        """For SLACK_API_URL: it ends in /api/."""
        return f"{self.world.base}/api/"

    # The workspace

    def team(self, name: str, title: str, org: str = "") -> Team:
        """A workspace with the app's bot in it, not installed until `install`."""
        domain = title.lower().replace(" ", "-")
        made = Team(name, title, domain, org, f"U0BOT{name[2:]}", f"B0BOT{name[2:]}")
        self.world.teams[name] = made
        bot = User(made.bot_user, name, self.app.handle, self.app.name, bot=True)
        self.world.users[bot.id] = bot
        return made

    def install(
        self, team: Team | None = None, scopes: frozenset[str] | None = None, org: str = ""
    ) -> Token:
        """A bot token with these scopes, or those that the app asks for; with `org` for all of an
        organisation's workspaces."""
        where, what = team or self.home, scopes or self.app.scopes
        return (
            grant(self.world, "", what, org)
            if org
            else grant(self.world, where.id, what, where.org)
        )

    def _token(self, token: Token) -> Token:
        self.world.tokens[token.value] = token
        return token

    def person(
        self, real_name: str, handle: str = "", team: Team | None = None, **more: Any
    ) -> User:
        """Someone, called by their first name. `more`: email, tz, title, guest, deleted, admin."""
        where = team or self.home
        short = handle or real_name.removeprefix("Dr ").split()[0].lower()
        email = more.pop("email", f"{short}@harbor.example")
        made = User(self.world.mint("U", short), where.id, short, real_name, email, **more)
        self.world.users[made.id] = made
        return made

    def room(
        self, name: str, *members: Who, kind: Kind = "public", team: Team | None = None
    ) -> Channel:
        """A channel with these people in it; "corridor" is the bot."""
        where = team or self.home
        made = Channel(self.world.mint("C", name), where.id, name, kind)
        made.members = {self._member(who, where) for who in members}
        self.world.channels[made.id] = made
        return made

    def _member(self, who: Who, team: Team) -> str:
        return team.bot_user if who == self.app.handle else self.world.user(who).id

    def group(self, handle: str, *members: Who, name: str = "", team: Team | None = None) -> Group:
        """A user group."""
        where, users = team or self.home, [self.world.user(who).id for who in members]
        made = Group(self.world.mint("S", handle), where.id, name or handle, handle, users)
        self.world.groups[made.id] = made
        return made

    def configure(self, manifest: Manifest) -> None:
        """The app is what this manifest says: its commands, shortcuts, events, scopes, tabs. The
        home workspace gets the app again, with those scopes, under the same token."""
        with self.world.lock:
            self.app.configure(manifest)
            self.world.tokens[self.token].scopes = self.app.scopes

    # What tests look at

    @property
    def bot(self) -> User:
        """The bot in the home workspace."""
        return self.world.bot(self.home.id)

    def user(self, who: Who) -> User:
        return self.world.user(who)

    def channel(self, where: Where) -> Channel:
        return self.world.channel(where)

    def im(self, who: Who) -> Channel:
        """The bot's direct message with someone."""
        return self.world.im(who)

    def shown(self, where: Where, under: str = "") -> str:
        """What everyone reads in a channel, or in the thread under a message: who, and what."""
        with self.world.lock:
            place = self.channel(where)
            found = place.thread(under) if under else place.messages
            return "\n\n".join(self._line(m) for m in found)

    def _line(self, message: Message) -> str:
        who = reading.name(self.world, message.user)
        mark = "  > " if message.thread_ts not in {"", message.ts} else ""
        return f"{mark}{who}: {reading.message(self.world, message)}"

    def text(self, shown: Message | Ephemeral | View) -> str:
        """One message, modal or Home tab as people read it."""
        with self.world.lock:
            if isinstance(shown, View):
                return reading.view(self.world, shown)
            return reading.message(self.world, shown)

    @property
    def ephemerals(self) -> list[Ephemeral]:
        return list(self.world.ephemerals)

    def alone(self, who: Who, where: Where = "") -> str:
        """What someone was shown that nobody else sees, in a channel or (without one) anywhere."""
        user = self.user(who).id
        place = self.channel(where).id if where else ""
        found = [e for e in self.ephemerals if e.user == user and place in {"", e.channel}]
        return "\n\n".join(self.text(e) for e in found)

    def reloads(self, who: Who) -> None:
        """Someone restarts their client: what only they were shown is gone."""
        user = self.user(who).id
        with self.world.lock:
            self.world.ephemerals = [e for e in self.world.ephemerals if e.user != user]

    def modal(self, who: Who) -> View | None:
        """The modal in front of someone."""
        return self.world.front(self.user(who).id)

    @property
    def views(self) -> dict[str, list[View]]:
        """The stack of modals of each user id, the front one last."""
        return {user: self.world.stack(user) for user in self.world.stacks}

    @property
    def homes(self) -> dict[str, View]:
        """The Home tab of each user id."""
        return dict(self.world.homes)

    @property
    def calls(self) -> list[Called]:
        return self.api.calls

    def called(self, method: str) -> list[Called]:
        return [c for c in list(self.api.calls) if c.method == method]

    @property
    def refused(self) -> list[Called]:
        """The calls that failed, for whatever reason."""
        return [c for c in list(self.api.calls) if c.error]

    @property
    def limited(self) -> int:
        """How many calls were refused for coming too fast; `limits.given` has them by method."""
        return self.limits.given.total()

    @property
    def troubles(self) -> list[tuple[str, str]]:
        """The error messages that Slack's client showed: whom, and what it said."""
        return list(self.world.troubles)

    @property
    def delivered(self) -> list[Answer]:
        """Everything that was sent to the app, repetitions too, with what came back."""
        return list(self.world.delivered)

    def pinged(self, who: Who) -> list[Message]:
        """The messages that notified someone: by name, a group of theirs, or a broadcast."""
        user = self.user(who).id
        groups = {g.id for g in self.world.groups.values() if user in g.users}
        names = {user, "here", "channel", "everyone"} | groups
        places = [c for c in self.world.channels.values() if user in c.members]
        return [m for place in places for m in place.messages if names & m.pings]

    # What goes wrong

    def fails(
        self,
        method: str,
        fault: Fault | int,
        times: int = 1,
        *,
        after: int = 0,
        when: Callable[[dict[str, Any]], bool] = lambda args: True,
    ) -> None:
        """The next calls of a method ("*" is every one, "response_url" a post to one of those)
        fail: with an HTTP status, one of Slack's error codes, Busy, Hang, Drop or Garbage. `after`
        so many that work."""
        how = Status(fault) if isinstance(fault, int) else fault
        self.faults.plans.append(Plan(method, how, times, after, when))

    @contextmanager
    def down(self, fault: Fault | int = 503) -> Iterator[None]:
        """Slack is out of order meanwhile."""
        before = list(self.faults.plans)
        self.faults.plans = []
        self.fails("*", fault, DOWN)
        yield
        self.faults.plans = before

    def revoke(
        self, state: Literal["live", "revoked", "inactive"] = "revoked", token: str = ""
    ) -> None:
        """The app's token dies without a word."""
        self.world.tokens[token or self.token].state = state

    def expire(self, token: str = "") -> None:
        self.world.tokens[token or self.token].dies = self.clock.now()

    # What people do

    def over_http(self, url: str, secret: str = "") -> People:
        """People whose acts reach the app's request URL, signed with its secret."""
        carrier = OverHttp(
            lambda: self.server.client,
            url,
            secret or self.app.signing_secret,
            patience=self.patience,
        )
        return People(self.world, carrier, self.server.do)

    def over_socket(self) -> People:
        """People whose acts reach the app over its WebSocket connections."""
        return People(self.world, OverSocket(self.sockets, self.patience), self.server.do)

    def disconnects(
        self, reason: Reason = "refresh_requested", number: int | None = None
    ) -> Doing[None]:
        """Slack ends socket connections, or warns: all of them, or one by its number."""
        return Doing(self.server.do(self.sockets.disconnect(reason, number)))

    def cuts(self, number: int | None = None) -> Doing[None]:
        """Socket connections break without a word."""
        return Doing(self.server.do(self.sockets.cut(number)))

    def deafens(self, number: int | None = None) -> Doing[None]:
        """Socket connections stay open, and nothing comes back over them."""
        return Doing(self.server.do(self.sockets.deafen(number)))

    def installs(
        self,
        app_url: str,
        consent: Consent | None = None,
        start: str = "/slack/install",
        back: str = "/slack/oauth_redirect",
    ) -> Doing[Installed]:
        """A browser installs the app from its own pages."""
        how, base = consent or Consent(self.home.id), app_url.rstrip("/")
        return Doing(
            self.server.do(
                browser.install(self.server.client, self.world, base + start, base + back, how)
            )
        )

    def echoes(self, people: People) -> None:
        """From now on the app hears of its own messages too, as Slack tells of every message."""

        def echo(asked: Asked, answered: Answered) -> None:
            if asked.method == "chat.postMessage" and answered.body.get("ok"):
                message = self.world.message(answered.body["channel"], answered.body["ts"])
                assert message is not None
                for parcel in told.of_message(self.world, message).parcels:
                    people.raw(parcel)

        self.api.after.append(echo)


def harbor(slack: FakeSlack) -> None:
    """Harbor City General's people and rooms, the bot in every room."""
    for name in ("Jo Park", "Sam Ortiz", "Kim Lee", "Raj Patel", "Ana Ruiz", "Ben Cole"):
        slack.person(name)
    for name in ("Dr Priya Nair", "Lena Fox", "Tom Webb", "Mia Chan", "Dr Elena Marsh"):
        slack.person(name)
    slack.room("it-triage", "jo", "sam", "kim", "raj", "corridor")
    slack.room("ward-5w", "ana", "ben", "priya", "corridor")
    slack.room("ward-icu", "mia", "priya", "corridor", kind="private")
    slack.room("ward-ed", "tom", "corridor")
    slack.group("it-oncall", "sam", "raj", name="IT on call")
    slack.group("nurses", "ana", "ben", "tom", "mia", name="Nurses")


__all__ = [
    "TEAM",
    "Answer",
    "App",
    "Busy",
    "Called",
    "Clock",
    "Consent",
    "Drop",
    "FakeSlack",
    "Garbage",
    "Hang",
    "Parcel",
    "People",
    "Status",
    "harbor",
    "message_errors",
    "payloads",
    "view_errors",
]
