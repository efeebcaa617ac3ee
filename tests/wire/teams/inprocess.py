"""The Teams adapter with the connector in the same process: no socket, and no loop of its own."""

import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from adapters.teams.adapter import TeamsAdapter
from adapters.teams.client import Connector
from adapters.teams.clouds import Reach
from adapters.teams.directory import Directory
from adapters.teams.store import Member, Place
from bot.words.delivery import Adapter
from tests.wire.teams.doors import THIN, door
from tests.wire.teams.microsoft import BOT, Microsoft

HOME = "https://service.example/teams/"


class Memory:
    """`adapters.teams.store.Store`, for as long as the test."""

    def __init__(self) -> None:
        self.places: dict[tuple[str, str], Place] = {}
        self.members: dict[tuple[str, str], Member] = {}

    async def place(self, tenant: str, name: str) -> Place | None:
        return self.places.get((tenant, name))

    async def latest(self, tenant: str) -> Place | None:
        return next((p for p in reversed(self.places.values()) if p.tenant == tenant), None)

    async def keep(self, place: Place) -> None:
        self.places[place.tenant, place.id] = place

    async def forget(self, tenant: str, name: str) -> None:
        self.places.pop((tenant, name), None)

    async def member(self, tenant: str, name: str) -> Member | None:
        return self.members.get((tenant, name))

    async def called(self, tenant: str, name: str) -> Member | None:
        ours = (one for (of, _), one in self.members.items() if of == tenant)
        return next((one for one in ours if name in {one.id, one.mri}), None)

    async def keep_member(self, member: Member) -> None:
        self.members[member.tenant, member.id] = member


class Line:
    """Stands in for `Http`: what is asked goes to the connector at once."""

    def __init__(self, microsoft: Microsoft) -> None:
        self._microsoft = microsoft
        self.session = self

    @asynccontextmanager
    async def request(self, method: str, url: str, *, data: bytes | None, **_: Any) -> Any:
        path = url.removeprefix(f"{HOME}v3/")
        parts = [unquote(part) for part in path.split("/")]
        done = self._microsoft._done(method, parts, json.loads(data or b"null"))
        yield Said(done.status, cast(bytes, done.body))


class Said:
    def __init__(self, status: int, body: bytes) -> None:
        self.status, self._body, self.headers = status, body, dict[str, str]()
        self.content = self

    async def read(self, _: int) -> bytes:
        body, self._body = self._body, b""
        return body


def connector(microsoft: Microsoft, which: str = THIN) -> Connector:
    way = door(which)(cast(Any, Line(microsoft)), None)
    reach = Reach(frozenset(("service.example",)))
    return Connector(way, Directory(Memory()), reach, HOME, BOT)


def opened(_: Path, which: str = THIN) -> tuple[Adapter, Callable[[], None]]:
    return TeamsAdapter(connector(Microsoft(), which)), lambda: None
