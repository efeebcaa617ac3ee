"""The Teams adapter's store: conversations and members, kept in the database."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import cast

from adapters.teams.store import Kind, Member, Place
from bot.run.transactions import TransactionRunner
from storage.nouns import teams_directory
from storage.nouns.people import day_of
from storage.nouns.teams_directory import TeamsMember, TeamsPlace


class TeamsStore:
    """One hospital's conversations and members on Teams, as `adapters.teams.store.Store` asks for
    them. Only the day is kept of when somebody was heard of, and of a profile's name what `named`
    leaves of it."""

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

    async def called(self, tenant: str, name: str) -> Member | None:
        return await self._writer.run(lambda db: _member(teams_directory.called(db, tenant, name)))

    async def keep_member(self, member: Member) -> None:
        looked_up = None if member.looked_up is None else day_of(member.looked_up)
        values = asdict(member) | {"teams": list(member.teams), "looked_up": looked_up}
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
