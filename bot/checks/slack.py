"""The doctor's look at Slack: it asks Slack itself, where the settings have it set up."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.checks.check import Check
from bot.settings import Settings, SlackSettings

if TYPE_CHECKING:
    from adapters.slack.checks import Finding


def slack(settings: Settings, url: str) -> Iterator[Check]:
    if settings.slack is None:
        return

    for found in asyncio.run(_asked(settings, settings.slack, url)):
        yield Check(found.state, found.what, found.mend)
    yield from _many(settings, settings.slack)


async def _asked(settings: Settings, given: SlackSettings, url: str) -> "list[Finding]":
    from adapters.slack import checks

    rooms = [r.channel.id for r in settings.rooms if r.channel.platform == "slack"]
    groups = [group.id for group in settings.groups if group.platform == "slack"]
    found = await checks.examine(given.api_url, given.bot_token, given.app_token, rooms, groups)
    if given.signing_secret and not given.app_token:
        here = f"http://{settings.host}:{settings.port}"
        found.append(await checks.answers(url or here, given.signing_secret))
    return found


def _many(settings: Settings, given: SlackSettings) -> Iterator[Check]:
    """With many workspaces nothing says which one a room without one is in."""
    if not given.client_id:
        return
    places = [r.channel for r in settings.rooms if r.channel.platform == "slack"]
    for channel in places:
        if not channel.workspace:
            mend = 'add its workspace = "T…" in corridor.toml'
            yield Check("fail", f"room {channel.id} has no workspace", mend)
