"""Looks people up in Slack: names, time zones and user groups, cached for a while."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import structlog
from slack_sdk.errors import SlackApiError

from adapters.network.failures import ERRORS
from adapters.slack.client import WebApi
from adapters.slack.outcomes import code_of, told
from adapters.slack.workspaces import PLATFORM, Bot
from bot.words.events import Account

log = structlog.get_logger()
Home: TypeAlias = tuple[str, str]
"""A workspace, and where that is an organisation, which of its workspaces."""
FRESH = 3600.0  # seconds for which what Slack said of someone is believed
GROUPS_FRESH = 600.0
PATIENCE = 1.0  # seconds that an event waits to learn who it is from
MOST = 20_000


@dataclass(frozen=True, slots=True)
class CachedAccount:
    account: Account
    until: float
    handles: frozenset[str] = frozenset()


class People:
    """Accounts with what `users.info` tells; `groups` are the user groups that matter to us.

    Nobody waits longer than a second: an account that Slack does not tell of in time comes with
    `known` false, which lets nobody new in.
    """

    def __init__(
        self, web: WebApi, groups: Sequence[str] = (), clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._web, self._clock = web, clock
        self._found: OrderedDict[tuple[str, str], CachedAccount] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[Account]] = {}
        self._groups = Groups(web, groups, clock)

    async def account(self, bot: Bot, user: str, team: str = "") -> Account:
        """Someone's account. `team` is the workspace that an event says they belong to."""
        if team and not bot.org_wide and team != bot.team:
            return Account(PLATFORM, bot.workspace, user, guest=True)
        groups = await self._groups.of(bot, user)
        kept = self._found.get((bot.workspace, user))
        fresh = kept is not None and kept.until > self._clock()
        account = kept.account if kept and fresh else await self._asked(bot, user, kept)
        return replace(account, groups=groups) if groups else account

    async def _asked(self, bot: Bot, user: str, kept: CachedAccount | None) -> Account:
        """What Slack says now; what it said before while it does not answer."""
        key = (bot.workspace, user)
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._ask(bot, user))
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        try:
            return await asyncio.wait_for(asyncio.shield(task), PATIENCE)
        except (SlackApiError, *ERRORS) as error:
            log.warning("Slack does not tell who somebody is", why=told(error))
            task.add_done_callback(_heard)
            return kept.account if kept else Account(PLATFORM, bot.workspace, user, known=False)

    async def _ask(self, bot: Bot, user: str) -> Account:
        answer = await self._web.client(bot.token).users_info(user=user)
        return self.learn(bot, answer.get("user") or {})

    def learn(self, bot: Bot, told: Mapping[str, Any]) -> Account:
        """Keep what Slack tells of someone, of its own accord or asked."""
        account = account_of(bot, told)
        key = (bot.workspace, account.id)
        self._found[key] = CachedAccount(account, self._clock() + FRESH, _handles(told))
        self._found.move_to_end(key)
        while len(self._found) > MOST:
            self._found.popitem(last=False)
        return account

    def called(self, bot: Bot, handle: str) -> str:
        """The id of the only one whom we remember by that handle (any case); else ""."""
        found = [
            account_id
            for (home, account_id), one in self._found.items()
            if home == bot.workspace and handle.casefold() in one.handles
        ]
        return found[0] if len(found) == 1 else ""

    def regroup(self, workspace: str) -> None:
        """The members of user groups have changed there."""
        self._groups.forget(workspace)


class Groups:
    """Who is in the user groups that the settings name, for ten minutes at a time. With an org-wide
    install Slack wants to be told which workspace's groups are meant: the one acted in."""

    def __init__(self, web: WebApi, wanted: Sequence[str], clock: Callable[[], float]) -> None:
        self._web, self._wanted, self._clock = web, tuple(wanted), clock
        self._members: dict[Home, tuple[float, Mapping[str, frozenset[str]]]] = {}
        self._locks: dict[Home, asyncio.Lock] = {}

    async def of(self, bot: Bot, user: str) -> tuple[str, ...]:
        if not self._wanted:
            return ()
        members = await self._all(bot)
        return tuple(group for group in self._wanted if user in members.get(group, ()))

    def forget(self, workspace: str) -> None:
        for home in [home for home in self._members if home[0] == workspace]:
            del self._members[home]

    async def _all(self, bot: Bot) -> Mapping[str, frozenset[str]]:
        """Every wanted group's members; those of before while Slack does not answer."""
        home = bot.workspace, bot.team
        async with self._locks.setdefault(home, asyncio.Lock()):
            until, members = self._members.get(home, (0.0, {}))
            if until <= self._clock():
                members = await self._read(bot, members)
                self._members[home] = self._clock() + GROUPS_FRESH, members
            return members

    async def _read(
        self, bot: Bot, before: Mapping[str, frozenset[str]]
    ) -> Mapping[str, frozenset[str]]:
        found = dict(before)
        try:
            async with asyncio.timeout(PATIENCE):
                for group in self._wanted:
                    found[group] = await self._members_of(bot, group)
        except (SlackApiError, *ERRORS) as error:
            log.warning("can't read Slack's user groups", why=told(error))
        return found

    async def _members_of(self, bot: Bot, group: str) -> frozenset[str]:
        """The members; nobody for a group of another workspace, which Slack does not know here."""
        client = self._web.client(bot.token)
        try:
            answer = await client.usergroups_users_list(usergroup=group, team_id=bot.team)
        except SlackApiError as error:
            if code_of(error) in {"no_such_subteam", "subteam_not_found"}:
                return frozenset()
            raise
        return frozenset(answer.get("users") or ())


def account_of(bot: Bot, told: Mapping[str, Any]) -> Account:
    """Someone as `users.info` describes them; people of other workspaces are guests too."""
    profile = told.get("profile") or {}
    names = (profile.get("real_name"), told.get("real_name"), profile.get("display_name"))
    outside = not bot.org_wide and told.get("team_id") not in {None, bot.team}
    marks = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot")
    return Account(
        PLATFORM,
        bot.workspace,
        told.get("id") or "",
        next((name for name in names if name), ""),
        profile.get("email") or "",
        told.get("tz") or "",
        guest=outside or any(told.get(mark) for mark in marks),
    )


def _handles(told: Mapping[str, Any]) -> frozenset[str]:
    """What somebody may be called behind an "@", folded."""
    profile = told.get("profile") or {}
    names = (told.get("name"), profile.get("display_name"))
    return frozenset(str(name).casefold() for name in names if name)


def _heard(task: "asyncio.Task[Account]") -> None:
    """Nobody waits for it any more; its error was told already."""
    if not task.cancelled():
        task.exception()
