"""The doctor's look at Slack: it asks Slack itself, where the settings have it set up."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from adapters.network import Network
from bot.core.sealing import Sealer
from bot.ops.checks.check import Check
from bot.run.clock import utc_now
from bot.run.secret_store import SealedSecrets
from bot.run.transactions import AtOnce
from bot.settings import Settings, SlackSettings
from storage import open_hospital
from storage.upkeep.health import trouble

if TYPE_CHECKING:
    from adapters.slack.checks import Finding, Install


def slack(settings: Settings, url: str) -> Iterator[Check]:
    if settings.slack is None:
        return
    installs = asyncio.run(_installs(settings, settings.slack))
    yield from _missing(settings, settings.slack, {one.name for one in installs})
    for found in asyncio.run(_asked(settings, settings.slack, installs, url)):
        yield Check(found.state, found.what, found.mend)


async def _asked(
    settings: Settings, given: SlackSettings, installs: "list[Install]", url: str
) -> "list[Finding]":
    from adapters.slack import checks

    network = Network(settings.ca_bundle)
    rooms = [room.channel for room in settings.rooms if room.channel.platform == "slack"]
    asked = (given.api_url, network, installs, given.app_token, rooms)
    found = await checks.examine(*asked, relied=list(_relied(settings)))
    if given.signing_secret and not given.app_token:
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        here = f"http://{host}:{settings.port}"
        found.append(await checks.answers(network, url or here, given.signing_secret))
    return found


def _relied(settings: Settings) -> Iterator[str]:
    """Optional permissions without which something that corridor.toml asks for does not work."""
    if any(group.platform == "slack" for group in settings.groups):
        yield "usergroups:read"
    if settings.hospital.raise_emoji:
        yield "reactions:read"
    if settings.hospital.guide:
        yield "bookmarks:write"


async def _installs(settings: Settings, given: SlackSettings) -> "list[Install]":
    """The one bot token, or those that installing the app left in the database."""
    from adapters.slack.checks import Install
    from adapters.slack.installs import INSTALL, token_of

    if not given.client_id:
        return [Install("SLACK_BOT_TOKEN", given.bot_token)]
    if trouble(settings.database_url):
        return []
    database = open_hospital(settings.database_url, settings.hospital.id)
    vault = SealedSecrets(AtOnce(database), Sealer(settings.keys), utc_now)
    names = sorted(settings.slack_homes())
    kept = {name: await vault.get(INSTALL, name) for name in names}
    database.kw["bind"].dispose()
    return [Install(name, token_of(text)) for name, text in kept.items() if text is not None]


def _missing(settings: Settings, given: SlackSettings, installed: set[str]) -> Iterator[Check]:
    """With many workspaces: those that the app is not installed in, and rooms in none."""
    if not given.client_id:
        return
    if not settings.slack_homes():
        mend = 'name them in corridor.toml: [slack] workspaces = ["T…"]'
        yield Check("fail", "no workspace of Slack is named, so the app installs in none", mend)
    for name in sorted(settings.slack_homes() - installed):
        mend = "open /slack/install, with the CORRIDOR_KEYS of before if it was installed once"
        yield Check("fail", f"the app is not installed in {name}", mend)
    for room in settings.rooms:
        if room.channel.platform == "slack" and not room.channel.workspace:
            mend = 'add its workspace = "T…" in corridor.toml'
            yield Check("fail", f"room {room.channel.id} has no workspace", mend)
