"""Many workspaces: what Slack's installation pages leave with us, sealed in our database."""

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from logging import Logger, getLogger
from typing import Any

import structlog
from slack_bolt.error import BoltError
from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot as InstalledBot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from adapters.network.failures import ERRORS
from adapters.slack.client import WebApi
from adapters.slack.outcomes import code_of, told
from adapters.slack.store import SecretStore
from adapters.slack.workspaces import Bot

log = structlog.get_logger()
INSTALL, STATE = "slack-install", "slack-state"
STATE_LIFE = timedelta(minutes=10)
FRESH = 60.0  # seconds until the database is asked again
ROTATE_BEFORE = 120  # minutes
LOOKS, PAUSE = 3, 0.15  # how often, and after how many seconds, another's renewal is looked for
DEAD = frozenset({"account_inactive", "invalid_auth", "token_expired", "token_revoked"})


class Installs(AsyncInstallationStore):
    """One record for each workspace, or for the organisation where the app is org-wide. Only the
    hospital's own, those of `allowed`, are kept: whoever finds the page must not get in by it."""

    def __init__(self, vault: SecretStore, web: WebApi, allowed: Collection[str]) -> None:
        self._vault, self._web, self._allowed = vault, web, frozenset(allowed)

    @property
    def logger(self) -> Logger:
        return getLogger("slack_sdk.corridor")

    async def async_save(self, installation: Installation) -> None:
        workspace = workspace_of(installation)
        if workspace not in self._allowed:
            await self._given_back(installation.bot_token or "")
            raise NotOurs(workspace)
        kept = _kept(installation.to_bot())
        await self._vault.put(INSTALL, workspace, kept)
        log.info("Slack was installed", workspace=workspace)

    async def _given_back(self, token: str) -> None:
        try:
            await self._web.client(token).auth_revoke()
        except (SlackApiError, *ERRORS) as error:
            log.error("the token of a workspace that is not ours was not revoked", why=told(error))  # noqa: TRY400

    async def async_save_bot(self, bot: InstalledBot) -> None:
        await self._vault.put(INSTALL, workspace_of(bot), _kept(bot))

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> InstalledBot | None:
        """The workspace's own installation, else its organisation's."""
        names = [enterprise_id] if is_enterprise_install else [team_id, enterprise_id]
        for name in filter(None, names):
            if (found := await self.named(name)) is not None:
                return found
        return None

    async def named(self, workspace: str) -> InstalledBot | None:
        kept = await self._vault.get(INSTALL, workspace)
        return None if kept is None else InstalledBot(**json.loads(kept))

    async def taken_back(self, *workspaces: str) -> list[str]:
        """Forget those of these installations whose token is worth nothing any more, and tell
        which. Slack is asked: its news may be a day old, or of a token that was renewed since.
        ERRORS of the network come through."""
        gone = []
        for workspace in filter(None, workspaces):
            kept = await self.named(workspace)
            if kept is not None and await self._dead(kept.bot_token or ""):
                await self.async_delete_bot(enterprise_id=None, team_id=workspace)
                gone.append(workspace)
        return gone

    async def _dead(self, token: str) -> bool:
        try:
            await self._web.client(token).auth_test()
        except SlackApiError as error:
            if code_of(error) in DEAD:
                return True
            raise
        return False

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        for name in filter(None, (team_id or enterprise_id,)):
            await self._vault.take(INSTALL, name)
            log.warning("Slack took the app back", workspace=name)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Nothing: no one's own token is ever asked for or kept."""


class NotOurs(BoltError):
    """Somebody installed the app in a workspace that the settings do not name."""

    def __init__(self, workspace: str) -> None:
        super().__init__(workspace)
        self.workspace = workspace


class States(AsyncOAuthStateStore):
    """What ties the way back from Slack to the way there; each is good once, for ten minutes."""

    def __init__(self, vault: SecretStore, clock: Callable[[], datetime]) -> None:
        self._vault, self._clock = vault, clock

    @property
    def logger(self) -> Logger:
        return getLogger("slack_sdk.corridor")

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        state = secrets.token_urlsafe(32)
        await self._vault.put(STATE, state, "1", self._clock() + STATE_LIFE)
        return state

    async def async_consume(self, state: str) -> bool:
        return bool(state) and await self._vault.take(STATE, state) is not None


class ManyBots:
    """The bots of all installations; tokens that end soon are renewed on the way."""

    def __init__(self, web: WebApi, installs: Installs, client_id: str, client_secret: str) -> None:
        self._web, self._installs = web, installs
        self._credentials = {"client_id": client_id, "client_secret": client_secret}
        self._found: dict[str, tuple[float, Bot]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def at(self, enterprise: str, team: str, *, org_wide: bool) -> Bot | None:
        for workspace in (enterprise,) if org_wide else (team, enterprise):
            if workspace and (bot := await self.of(workspace)) is not None:
                return bot
        return None

    async def only(self) -> Bot | None:
        return None

    async def of(self, workspace: str) -> Bot | None:
        async with self._locks.setdefault(workspace, asyncio.Lock()):
            until, bot = self._found.get(workspace, (0.0, None))
            if bot is not None and until > time.monotonic():
                return bot
            kept = await self._installs.named(workspace)
            now = None if kept is None else await self._renewed(workspace, kept)
            if now is None:
                self._found.pop(workspace, None)
                return None
            bot = _bot(workspace, now)
            self._found[workspace] = time.monotonic() + FRESH, bot
            return bot

    def forget(self, workspace: str) -> None:
        self._found.pop(workspace, None)

    async def _renewed(self, workspace: str, kept: InstalledBot) -> InstalledBot | None:
        """With a token good for two more hours, or None where it was taken back meanwhile. Where
        Slack can't be reached, the token at hand still does."""
        rotator = AsyncTokenRotator(**self._credentials, client=self._web.apart())
        try:
            fresh = await rotator.perform_bot_token_rotation(
                bot=kept, minutes_before_expiration=ROTATE_BEFORE
            )
        except SlackTokenRotationError as error:
            return await self._elsewhere(workspace, kept, code_of(error.api_error))
        except ERRORS as error:
            log.warning(
                "a Slack token could not be renewed yet", workspace=workspace, why=told(error)
            )
            return kept
        if fresh is None:
            return kept
        now = await self._installs.named(workspace)
        if now is None or now.bot_token != kept.bot_token:
            return now
        await self._installs.async_save_bot(fresh)
        return fresh

    async def _elsewhere(self, workspace: str, kept: InstalledBot, why: str) -> InstalledBot | None:
        """A refresh token works once: where another process was faster, its renewal is read."""
        for _ in range(LOOKS):
            now = await self._installs.named(workspace)
            if now is None or now.bot_token != kept.bot_token:
                return now
            await asyncio.sleep(PAUSE)
        log.error(
            "Slack renews a token no more: install the app again", workspace=workspace, why=why
        )
        return kept


def workspace_of(installed: Installation | InstalledBot) -> str:
    org_wide = installed.is_enterprise_install
    return (installed.enterprise_id if org_wide else installed.team_id) or ""


def token_of(kept: str) -> str:
    """The bot's token in what is kept of an installation."""
    return str(json.loads(kept).get("bot_token") or "")


def _bot(workspace: str, kept: InstalledBot) -> Bot:
    return Bot(
        workspace,
        kept.team_id or "",
        kept.bot_user_id or "",
        kept.bot_id or "",
        kept.bot_token or "",
        bool(kept.is_enterprise_install),
        frozenset(kept.bot_scopes or ()),
    )


def _kept(bot: InstalledBot) -> str:
    """All that is needed again; who installed it is not."""
    told: Mapping[str, Any] = bot.to_dict_for_copying()
    kept = {name: value for name, value in told.items() if name != "custom_values"}
    return json.dumps(kept, default=datetime.isoformat)
