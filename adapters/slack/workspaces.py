"""Which workspaces the bot is in, and as whom it speaks there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from adapters.slack.client import WebApi

PLATFORM = "slack"


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot in one workspace, or in one organisation where it is installed for all of it.

    `workspace` is the id that people and channels are kept under: the organisation's for such an
    install, else the workspace's. `team` is the workspace itself: for such an install the one in
    which something was done. `scopes` are empty where they are not known.
    """

    workspace: str
    team: str
    user: str
    bot: str
    token: str = field(repr=False)
    org_wide: bool = False
    scopes: frozenset[str] = frozenset()


class Bots(Protocol):
    """Finds the bot for what comes in and what goes out. ERRORS of the network come through."""

    async def at(self, enterprise: str, team: str, *, org_wide: bool) -> Bot | None:
        """The bot that an event was sent to; None where it is not installed."""
        ...

    async def of(self, workspace: str) -> Bot | None:
        """The bot that speaks in a workspace; None where it is not installed."""
        ...

    async def only(self) -> Bot | None:
        """The one bot there is; None where there may be many."""
        ...


class OneBot:
    """One workspace, by its bot token; Slack is asked once which it is."""

    def __init__(self, web: WebApi, token: str) -> None:
        self._web, self._token = web, token
        self._bot: Bot | None = None

    async def at(self, enterprise: str, team: str, *, org_wide: bool) -> Bot | None:
        bot = await self.only()
        return bot if team == bot.team or enterprise == bot.workspace else None

    async def of(self, workspace: str) -> Bot | None:
        bot = await self.only()
        return bot if workspace in {bot.workspace, bot.team} else None

    async def only(self) -> Bot:
        if self._bot is None:
            self._bot = await ask(self._web, self._token)
        return self._bot


def located(bot: Bot, body: Mapping[str, Any]) -> Bot:
    """The bot in the workspace that a payload is from; an org-wide install is in several."""
    if not bot.org_wide:
        return bot
    team, user = body.get("team"), body.get("user")
    inside = team.get("id") if isinstance(team, Mapping) else None
    actor = user.get("team_id") if isinstance(user, Mapping) else None
    return replace(bot, team=str(body.get("team_id") or inside or actor or ""))


async def ask(web: WebApi, token: str) -> Bot:
    """Who a token speaks for, as Slack tells; raises what `outcome.failed` takes."""
    answer = await web.client(token).auth_test()
    org_wide = bool(answer.get("is_enterprise_install"))
    team, enterprise = answer.get("team_id") or "", answer.get("enterprise_id") or ""
    granted = answer.headers.get("x-oauth-scopes") or answer.headers.get("X-OAuth-Scopes") or ""
    return Bot(
        enterprise if org_wide else team,
        team,
        answer.get("user_id") or "",
        answer.get("bot_id") or "",
        token,
        org_wide,
        frozenset(filter(None, (scope.strip() for scope in granted.split(",")))),
    )
