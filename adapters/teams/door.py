"""What a door to Teams does: sorts what comes in by its kind, and asks the connector for what goes
out. There are two: `sdk` stands on Microsoft's SDK, `thin` does without."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from adapters.teams.http import Answer, InvokeResult


class Kind(StrEnum):
    """The activities that concern us, by the type that Teams gives them, invokes by their name."""

    MESSAGE = "message"
    EDITED = "messageUpdate"
    DELETED = "messageDelete"
    REACTED = "messageReaction"
    MEMBERS = "conversationUpdate"
    INSTALLED = "installationUpdate"
    ACTED = "adaptiveCard/action"
    FETCHED = "task/fetch"
    SENT = "task/submit"
    PICKED = "composeExtension/fetchTask"
    PICKED_SENT = "composeExtension/submitAction"
    QUERIED = "composeExtension/query"


INVOKES = frozenset(
    (Kind.ACTED, Kind.FETCHED, Kind.SENT, Kind.PICKED, Kind.PICKED_SENT, Kind.QUERIED)
)
Handle: TypeAlias = Callable[[Kind], Awaitable[InvokeResult]]
TAKEN, NOT_OURS = InvokeResult(200), InvokeResult(501)


@dataclass(frozen=True, slots=True)
class Address:
    """A conversation with us as the connector knows it: `conversation` with `;messageid=` and the
    first message where it is a thread. What is written to one that is `targeted` its recipient
    alone sees there, for a day."""

    service_url: str
    conversation: str
    targeted: bool = False

    @property
    def query(self) -> str:
        return "?isTargetedActivity=true" if self.targeted else ""


class Door(Protocol):
    """Activities stay JSON both ways. What asks the connector raises OSError or TimeoutError where
    there is no answer."""

    async def turn(
        self, activity: Mapping[str, Any], claims: Mapping[str, Any], handle: Handle
    ) -> InvokeResult:
        """Let `handle` answer an activity that was found to be genuine, once, if it is of a kind
        that concerns us. Other invokes are `NOT_OURS`, whatever is in them."""
        ...

    async def post(self, to: Address, activity: Mapping[str, Any]) -> Answer: ...

    async def change(self, to: Address, ref: str, activity: Mapping[str, Any]) -> Answer:
        """`activity` in place of the message `ref`."""
        ...

    async def member(self, of: Address, name: str) -> Answer: ...

    async def begin(self, service_url: str, asked: Mapping[str, Any]) -> Answer:
        """A conversation, with whom `asked` says."""
        ...
