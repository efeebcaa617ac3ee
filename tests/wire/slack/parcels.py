"""What Slack sends to an app, and what the app makes of it."""

import asyncio
import json
from collections.abc import Generator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, Literal, Protocol, TypeVar

from tests.wire.slack.things import Json

T = TypeVar("T")
# Seconds that Slack waits for an answer: three. Here only tests about that are in such a hurry
# (`People.hurried`), for the machine may have much else to do.
PATIENCE = 30.0
Why = Literal["", "http_timeout", "connection_failed", "http_error", "no_connection", "not_sent"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery: an event (JSON), an interaction or a command (a form, over HTTP)."""

    kind: Literal["event", "interactive", "command", "check"]
    payload: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Retry:
    """Which repetition of an event this is, and why there is one."""

    number: int
    reason: str = "http_timeout"


@dataclass(slots=True)
class Answer:
    """What came back. `why` says what went wrong, and is empty when the app acknowledged.

    `status` and `headers` are those of HTTP; a socket's acknowledgement is 200. `asked` is the
    text of the confirmation that the person was shown before the act. `errors` are those that
    stand beside the fields of a form. `before` are the answers to earlier tries of an event.
    """

    parcel: Parcel
    status: int = 0
    body: str = ""
    why: Why = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    asked: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    before: list["Answer"] = field(default_factory=list)
    sent: tuple[bytes, dict[str, str]] = (b"", {})
    ts: str = ""

    @property
    def ok(self) -> bool:
        return not self.why

    @property
    def json(self) -> Json:
        """The body as JSON; {} when there is none."""
        try:
            value = json.loads(self.body or "{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def final(self) -> bool:
        """Whether Slack would not try again: acknowledged, or told not to."""
        told = {k.lower(): v for k, v in self.headers.items()}
        return self.ok or told.get("x-slack-no-retry") == "1"


def unsent(parcel: Parcel) -> Answer:
    """Nothing was sent: the app has no business with it, or the client didn't let the person."""
    return Answer(parcel, why="not_sent")


class Carrier(Protocol):
    """HTTP or Socket Mode."""

    async def carry(self, parcel: Parcel, retry: Retry | None = None) -> Answer: ...

    async def repeat(self, answer: Answer) -> Answer: ...


class Doing(Generic[T]):
    """Something under way: await it in an async test, ask for its `result()` in another. (To ask
    for the result in an async test keeps an app in the same loop from answering.)"""

    def __init__(self, future: "Future[T]") -> None:
        self._future = future

    def result(self, timeout: float = 30.0) -> T:
        return self._future.result(timeout)

    def __await__(self) -> Generator[None, None, T]:
        return asyncio.wrap_future(self._future).__await__()
