"""What the core needs of a platform, and what a platform answers: values, never exceptions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.words.cards import Message, Reply
from bot.words.events import Account, Channel, Event

NOT_CONFIGURED = "this platform is not configured here"


class Cause(StrEnum):
    """Why a platform is not reached, where an operator can do something about it.

    Only `TryLater.why` is stored with a channel that fails. Each adapter lists the causes of its
    own texts beside them (`CAUSES` in its `causes` module), where whoever rewords one sees them.
    """

    SLACK_TOKEN_WRONG = "slack_token_wrong"  # noqa: S105 - a cause
    SLACK_TOKEN_ENDED = "slack_token_ended"  # noqa: S105 - a cause
    TEAMS_SECRET_EXPIRED = "teams_secret_expired"  # noqa: S105 - a cause
    PERMISSION_MISSING = "permission_missing"
    RATE_LIMITED = "rate_limited"
    NOT_CONFIGURED = "not_configured"
    PROXY_UNREACHABLE = "proxy_unreachable"
    PROXY_LOGIN = "proxy_login"
    PROXY_REFUSED = "proxy_refused"
    PROXY_UPSTREAM = "proxy_upstream"
    DNS = "dns"
    TLS_UNKNOWN_CA = "tls_unknown_ca"
    TLS_EXPIRED = "tls_expired"
    TLS_WRONG_HOST = "tls_wrong_host"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there, under the platform's own name for it."""

    ref: str


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not now: the platform is busy or out of reach. `after` is in seconds, 0 if it did not say.

    `aside`: nothing is wrong, and only this edit waits `after`; the channel's other messages go on.
    """

    after: float = 0
    why: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Never: the channel is gone, the person blocked the bot, the message was refused."""

    why: str


Result: TypeAlias = Sent | TryLater | Undeliverable


class Answers(Protocol):
    """What becomes of a private answer."""

    async def keep(self, to: Channel, answer: Message) -> bool:
        """The platform does not take it now: let it come to the person's own chat later. False
        where it may not be stored."""
        ...

    async def place(self, event: Event) -> str:
        """Where an answer belongs that is given elsewhere than it was asked for, in a sentence; ""
        where there is nothing to say."""
        ...

    def fleeting(self, event: Event) -> bool:
        """Whether the answer may be gone tomorrow: it is no receipt and no copy of anything."""
        ...

    def given(self, answer: Reply) -> None:
        """The platform has it, so it must not come again."""
        ...


@dataclass(frozen=True, slots=True)
class EditPace:
    """At most so many edits in so many seconds, in a workspace or (`by_channel`) in each channel;
    those that are not urgent use at most `ordinary` of them (R44)."""

    seconds: float
    most: int
    ordinary: int
    by_channel: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """The least time between two deliveries, in seconds; and how many may be edits."""

    channel: float = 0
    workspace: float = 0
    edits: EditPace | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The message is there, and says this, what it forwards included; `by` wrote it, where that is
    a person who could change it."""

    text: str
    by: Account | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The message was deleted."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """The platform lets us not look, or not now."""


Looked: TypeAlias = Seen | Gone | Unseen


class Looks(Protocol):
    """A platform on which we can look at what somebody wrote. Where it has none, people are
    asked."""

    async def look(self, at: Channel, ref: str, *, thread: str) -> Looked: ...


class Links(Protocol):
    """A platform on which a message has an address."""

    async def address(self, at: Channel, ref: str, *, thread: str) -> str:
        """Where a browser or the platform's own client opens that message, under `thread` where it
        is a reply; "" where that is not known. OSError while it can't be found out."""
        ...


class Adapter(Protocol):
    """One platform, as the relay sees it."""

    @property
    def pace(self) -> Pace: ...

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        """Post a new message, under the message `thread` unless that is empty.

        `key` is the same when a post is tried again after a crash; a platform that can recognise
        it answers with the message that is there already.
        """
        ...

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        """Make the message `ref` look like this."""
        ...

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        """Our own message `key`, if the platform can look for it; asked before posting again."""
        ...
