"""Caches the conversations and people of Teams: read at most once a minute, written on change."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from adapters.teams.store import Member, Place, Store

T = TypeVar("T")
MOST = 4096
READ_EVERY = 60.0  # seconds; another process may know better
WRITE_EVERY = 3600.0


class Cache(Generic[T]):
    """The latest values by name, and when each was read and written."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], tuple[T | None, float, float]] = OrderedDict()

    def get(self, name: tuple[str, str]) -> tuple[bool, T | None]:
        """Whether it is known well enough, and what it is."""
        value, read, _ = self._kept.get(name, (None, float("-inf"), 0.0))
        return self._clock() - read < READ_EVERY, value

    def put(self, name: tuple[str, str], value: T | None, *, written: bool = False) -> None:
        before = self._kept.pop(name, None)
        now = self._clock()
        at = now if written else before[2] if before else float("-inf")
        self._kept[name] = (value, now, at)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def same(self, name: tuple[str, str], value: T) -> bool:
        """Whether it was written like that within the hour."""
        kept, _, written = self._kept.get(name, (None, 0.0, float("-inf")))
        return kept == value and self._clock() - written < WRITE_EVERY


class Directory:
    """What `store` knows, without asking it for every message."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._places: Cache[Place] = Cache(clock)
        self._members: Cache[Member] = Cache(clock)

    async def heard(self, place: Place) -> None:
        """We were spoken to there just now."""
        name = (place.tenant, place.id)
        if not self._places.same(name, place):
            await self._store.keep(place)
            self._places.put(name, place, written=True)

    async def place(self, tenant: str, name: str) -> Place | None:
        known, place = self._places.get((tenant, name))
        if not known:
            place = await self._store.place(tenant, name)
            self._places.put((tenant, name), place)
        return place

    async def latest(self, tenant: str) -> Place | None:
        return await self._store.latest(tenant)

    async def forget(self, tenant: str, name: str) -> None:
        await self._store.forget(tenant, name)
        self._places.put((tenant, name), None)

    async def member(self, tenant: str, name: str) -> Member | None:
        known, member = self._members.get((tenant, name))
        if not known:
            member = await self._store.member(tenant, name)
            self._members.put((tenant, name), member)
        return member

    async def called(self, tenant: str, name: str) -> Member | None:
        """Someone by their id, or by what the connector calls them."""
        return await self._store.called(tenant, name)

    async def met(self, member: Member) -> None:
        name = (member.tenant, member.id)
        if not self._members.same(name, member):
            await self._store.keep_member(member)
            self._members.put(name, member, written=True)
