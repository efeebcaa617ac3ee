"""Looks people up in Teams: name, e-mail and whether they are guests, asked once a day."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.teams.client import Connector
from adapters.teams.directory import Directory
from adapters.teams.parse_events import Origin
from adapters.teams.store import Member, Place
from bot.words.delivery import Undeliverable
from bot.words.events import Account, Channel, Command, Event, Joined, Said, Submit

FRESH = timedelta(hours=24)
AGAIN = timedelta(minutes=1)  # between two questions that got no answer
PATIENCE = 2.5  # seconds; whoever presses a button waits for this
MOST_TEAMS, MOST_ASKED, MOST_MENTIONED = 50, 4096, 20
OUTSIDERS = frozenset(("guest", "anonymous"))

log = structlog.get_logger()


class People:
    """Accounts of the people of `home`, the hospital's tenant; anyone else is a guest. `groups` are
    the teams whose members are on a side: each person is looked for in them."""

    def __init__(
        self,
        directory: Directory,
        connector: Connector,
        home: str,
        clock: Callable[[], datetime],
        groups: Sequence[str] = (),
    ) -> None:
        self._directory, self._connector = directory, connector
        self._home, self._clock, self._groups = home, clock, groups
        self._asked: dict[tuple[str, str], datetime] = {}
        self._met: dict[tuple[str, str], tuple[Account, datetime]] = {}
        self._asking: dict[tuple[str, str], asyncio.Task[Member]] = {}

    async def account(self, origin: Origin, *, inside: bool = True) -> Account:
        """The account of whoever did it, with what is known of them. Where we are not `inside` the
        conversation, they are looked for in their own chat with us."""
        if not origin.who:
            return origin.account
        kept = await self._directory.member(origin.tenant, origin.who)
        member = _met(kept or Member(origin.tenant, origin.who, origin.mri, origin.name), origin)
        if self._stale(member):
            # One question for all who wait for its answer: Teams likes to tell two things at once.
            name = (member.tenant, member.id)
            task = self._asking.get(name)
            if task is None:
                task = asyncio.ensure_future(self._look_up(member, origin, inside=inside))
                self._asking[name] = task
                task.add_done_callback(lambda _: self._asking.pop(name, None))
            member = await asyncio.shield(task)
        await self._directory.met(member)
        what = (member.name, member.email, member.zone, member.guest, member.teams)
        known = member.looked_up is not None
        return Account("teams", origin.tenant, origin.who, *what, known=known)

    async def met(self, event: Event, origin: Origin) -> Event:
        """The event with what Teams tells of everybody whom its text mentions (R34), or who was
        picked in its form (R40). Nothing is kept of it: whether they are known is the core's to
        say."""
        if isinstance(event, Joined) and event.who is not None:
            return replace(event, who=await self._mentioned(origin, event.who.id))
        if not isinstance(event, Command | Said | Submit) or not event.mentions:
            return event
        ids = list(dict.fromkeys(one.account.id for one in event.mentions))[:MOST_MENTIONED]
        found = await asyncio.gather(*(self._mentioned(origin, name) for name in ids))
        known = dict(zip(ids, found, strict=True))
        mentions = tuple(
            replace(m, account=known.get(m.account.id) or replace(m.account, known=False))
            for m in event.mentions
        )
        return replace(event, mentions=mentions)

    async def _mentioned(self, origin: Origin, name: str) -> Account:
        """Whom a mention means: by the directory's id, or by what the connector calls them."""
        now = self._clock()
        account, asked = self._met.get((origin.tenant, name), (None, now))
        if account is None or abs(now - asked) > FRESH:
            account = await self._ask_mentioned(origin, name)
            if account.known:
                while len(self._met) > MOST_ASKED:
                    self._met.pop(next(iter(self._met)))
                self._met[origin.tenant, name] = account, now
        return account

    async def _ask_mentioned(self, origin: Origin, name: str) -> Account:
        kept = await self._directory.called(origin.tenant, name)
        if kept is not None and kept.looked_up is not None:
            what = (kept.name, kept.email, kept.zone, kept.guest, kept.teams)
            return Account("teams", origin.tenant, kept.id, *what)
        found, place = None, origin.place
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                if place is not None:
                    found = await self._connector.member(place, name)
        who = str((found or {}).get("aadObjectId") or (found or {}).get("objectId") or "")
        if not found or not who:
            return Account("teams", origin.tenant, name, known=False)
        told = self._told(Member(origin.tenant, who, str(found.get("id") or "")), found)
        return Account("teams", origin.tenant, who, told.name, told.email, guest=told.guest)

    def _stale(self, member: Member) -> bool:
        """Also when the answer is from a future that was not: the clock was wrong then."""
        now, name = self._clock(), (member.tenant, member.id)
        if name in self._asking:
            return True
        if member.looked_up is not None and abs(now - member.looked_up) < FRESH:
            return False
        asked = self._asked.get(name)
        return asked is None or abs(now - asked) > AGAIN

    async def _look_up(self, member: Member, origin: Origin, *, inside: bool) -> Member:
        """What the tenant says; what we know already where it does not answer in time."""
        if len(self._asked) > MOST_ASKED:
            self._asked.clear()
        self._asked[member.tenant, member.id] = self._clock()
        found, teams = None, tuple[str, ...]()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                found = await self._ask(member, origin, inside=inside)
                teams = await self._teams(member)
        if found is None:
            log.warning("Teams does not say who somebody is", platform="teams")
            return member
        known = tuple(dict.fromkeys((*member.teams, *teams)))[:MOST_TEAMS]
        return self._told(replace(member, teams=known), found)

    async def _teams(self, member: Member) -> tuple[str, ...]:
        """Those of `groups` that someone is in."""
        places = [await self._connector.where(_team(member.tenant, one)) for one in self._groups]
        asked = [self._connector.member(p, member.mri) for p in places if isinstance(p, Place)]
        found = await asyncio.gather(*asked)
        return tuple(group for group, one in zip(self._groups, found, strict=True) if one)

    async def _ask(
        self, member: Member, origin: Origin, *, inside: bool
    ) -> Mapping[str, Any] | None:
        place = origin.place if inside else await self._connector.where(origin.direct)
        if not isinstance(place, Place):
            return {} if isinstance(place, Undeliverable) else None
        return await self._connector.member(place, member.mri or member.id)

    def _told(self, member: Member, found: Mapping[str, Any]) -> Member:
        name, email = str(found.get("name") or member.name), found.get("email")
        login = str(found.get("userPrincipalName") or "")
        tenant = found.get("tenantId")
        foreign = bool(self._home and tenant and tenant != self._home)
        return replace(
            member,
            name=name[:256],
            email=str(email or ("" if "#" in login else login))[:254],
            guest=foreign or str(found.get("userRole", "")).lower() in OUTSIDERS,
            looked_up=self._clock(),
        )


def _team(tenant: str, name: str) -> Channel:
    return Channel("teams", tenant, name)


def _met(member: Member, origin: Origin) -> Member:
    """With what this activity adds: a zone, a team, a new name for the connector."""
    teams = tuple(dict.fromkeys((*member.teams, *origin.groups)))[:MOST_TEAMS]
    return replace(
        member,
        mri=origin.mri or member.mri,
        zone=origin.zone or member.zone,
        teams=teams,
        name=member.name or origin.name,
    )
