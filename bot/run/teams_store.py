"""What Teams makes us remember: the adapter's words on one side, the database on the other."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import cast

from adapters.teams.store import Kind, Member, Place
from bot.run.playground_store import TransactionRunner
from storage.nouns import teams_directory
from storage.nouns.people import day_of
from storage.nouns.teams_directory import TeamsMember, TeamsPlace


class TeamsStore:
    """One hospital's places and people on Teams, as `adapters.teams.store.Store` asks for them. Of
    when somebody was heard of, the day is kept; of the name in a profile, what `named` leaves."""

    def __init__(
        self,
        writer: TransactionRunner,
        clock: Callable[[], datetime],
        named: Callable[[str], str] = str,
    ) -> None:
        self._writer, self._clock, self._named = writer, clock, named

    async def place(self, tenant: str, name: str) -> Place | None:
        return await self._writer.run(lambda db: _place(teams_directory.place(db, tenant, name)))

    async def latest(self, tenant: str) -> Place | None:
        return await self._writer.run(lambda db: _place(teams_directory.latest(db, tenant)))

    async def keep(self, place: Place) -> None:
        values = asdict(place) | {"seen_at": day_of(self._clock())}
        tenant, name = values.pop("tenant"), values.pop("id")
        await self._writer.run(lambda db: teams_directory.keep(db, tenant, name, values))

    async def forget(self, tenant: str, name: str) -> None:
        await self._writer.run(lambda db: teams_directory.forget(db, tenant, name))

    async def member(self, tenant: str, name: str) -> Member | None:
        return await self._writer.run(lambda db: _member(teams_directory.member(db, tenant, name)))

    async def keep_member(self, member: Member) -> None:
        asked = None if member.looked_up is None else day_of(member.looked_up)
        values = asdict(member) | {"teams": list(member.teams), "looked_up": asked}
        values["name"] = self._named(member.name)
        tenant, name = values.pop("tenant"), values.pop("id")
        await self._writer.run(lambda db: teams_directory.keep_member(db, tenant, name, values))


def _place(row: TeamsPlace | None) -> Place | None:
    if row is None:
        return None
    where = (row.tenant, row.id, row.conversation, row.service_url)
    return Place(*where, row.bot, cast(Kind, row.kind), row.team)


def _member(row: TeamsMember | None) -> Member | None:
    if row is None:
        return None
    known = (row.name, row.email, row.zone, row.guest)
    return Member(row.tenant, row.id, row.mri, *known, tuple(row.teams), row.looked_up)
