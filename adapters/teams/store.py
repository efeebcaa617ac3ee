"""What Teams makes us remember: where we may write, and who people are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

Kind: TypeAlias = Literal["personal", "channel", "group"]


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation that we are in.

    `id` is a channel's as events have it: the conversation's, or for a personal chat the id of the
    person it is with; `conversation` is what the connector calls it. `bot` is our own id there.
    `team` is the team that a channel belongs to.
    """

    tenant: str
    id: str
    conversation: str
    service_url: str
    bot: str
    kind: Kind
    team: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Someone of a tenant. `id` is the same for every app, `mri` is what the connector calls them
    for ours. `teams` are those they were met in; `looked_up` is when the tenant was asked last
    (UTC), and None where it never answered."""

    tenant: str
    id: str
    mri: str
    name: str = ""
    email: str = ""
    zone: str = ""
    guest: bool = False
    teams: tuple[str, ...] = ()
    looked_up: datetime | None = None


class Store(Protocol):
    """Keeps both beyond a restart."""

    async def place(self, tenant: str, name: str) -> Place | None: ...

    async def latest(self, tenant: str) -> Place | None:
        """The place heard of last, in any conversation: it knows where the tenant is served."""
        ...

    async def keep(self, place: Place) -> None: ...

    async def forget(self, tenant: str, name: str) -> None:
        """We are not in there any more."""
        ...

    async def member(self, tenant: str, name: str) -> Member | None: ...

    async def called(self, tenant: str, name: str) -> Member | None:
        """Someone by their id, or by what the connector calls them."""
        ...

    async def keep_member(self, member: Member) -> None: ...
