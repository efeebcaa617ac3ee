"""The doctor's look at Teams: whether tokens can be checked and had, and who may come in."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from adapters.network import Network
from bot.ops.checks.check import Check
from bot.settings import Settings, TeamsSettings

if TYPE_CHECKING:
    from adapters.teams.checks import Finding


def teams(settings: Settings, url: str) -> Iterator[Check]:
    given = settings.teams
    if given is None:
        return
    yield _door(given)
    if not given.check_tokens:
        mend = "remove TEAMS_AUTH before anyone but you can reach it"
        yield Check("warn", "TEAMS_AUTH is off: anyone may post as anyone", mend)
        return
    for found in asyncio.run(_asked(settings, given, url)):
        yield Check(found.state, found.what, found.mend)
    yield from _elsewhere(settings, given)


def _door(given: TeamsSettings) -> Check:
    """Which of the two doors will be used."""
    if not given.sdk:
        return Check("ok", "Teams goes without Microsoft's SDK, as TEAMS_SDK says")
    try:
        import adapters.teams.sdk  # noqa: F401 - whether it is there
    except ImportError as error:
        mend = f"install botbuilder-core, or say so with TEAMS_SDK=off ({error})"
        return Check("warn", "Microsoft's SDK is not there: Teams goes without it", mend)
    return Check("ok", "Microsoft's SDK for Teams")


async def _asked(settings: Settings, given: TeamsSettings, url: str) -> "list[Finding]":
    from adapters.teams import checks
    from adapters.teams.clouds import CLOUDS

    cloud = CLOUDS[given.cloud]
    who = (given.tenant_id, given.app_id, given.app_password)
    network = Network(settings.ca_bundle)
    return await checks.examine(cloud, network, given.openid_url or cloud.openid, *who, url)


def _elsewhere(settings: Settings, given: TeamsSettings) -> Iterator[Check]:
    """Rooms and people of a tenant that is not let in."""
    places = [(r.channel.platform, r.channel.workspace, r.channel.id) for r in settings.rooms]
    accounts = [account for person in settings.people for account in person.accounts]
    people = [(account.platform, account.workspace, account.id) for account in accounts]
    for platform, workspace, name in (*places, *people):
        if platform == "teams" and workspace not in {"", given.tenant_id}:
            mend = "leave its workspace out, or name the tenant of TEAMS_TENANT_ID"
            yield Check("fail", f"{name} is in another tenant, which is not let in", mend)
