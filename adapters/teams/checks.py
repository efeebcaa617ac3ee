"""Checks a Teams installation for `corridor doctor`: signing keys, our own token, our endpoint."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from adapters.network import Network
from adapters.network.failures import failure_of
from adapters.teams.causes import NO_TOKEN
from adapters.teams.clouds import Cloud
from adapters.teams.credentials import Credentials, NoToken
from adapters.teams.http import HttpClient
from adapters.teams.signing_keys import NoKeys, SigningKeys
from bot.words.delivery import Cause

REGISTERED = "TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID"


@dataclass(frozen=True, slots=True)
class Finding:
    state: Literal["ok", "warn", "fail"]
    what: str
    mend: str = ""


async def examine(
    cloud: Cloud,
    network: Network,
    openid: str,
    tenant: str,
    app: str,
    password: str,
    door: str = "",
) -> list[Finding]:
    """Whether tokens can be checked and had, and whether our own `door`, where it is given, turns
    strangers away."""
    http = HttpClient(network)
    try:
        login = cloud.login.format(tenant=tenant)
        mine = Credentials(login, cloud.scope, app, password, http.post_form)
        found = [await _keys(SigningKeys(openid, http.get)), await _token(mine)]
        return [*found, await _door(network, door)] if door else found
    finally:
        await http.close()


async def _keys(keys: SigningKeys) -> Finding:
    try:
        await keys.key("any")
    except NoKeys as error:
        return Finding("fail", "Teams' keys can't be had, so nobody is let in", str(error))
    finally:
        await keys.close()
    return Finding("ok", "Teams' keys")


async def _token(mine: Credentials) -> Finding:
    try:
        await mine.token()
    except NoToken as error:
        if error.failure is not None:
            mend = str(error.failure)
            return Finding("fail", "Microsoft's login service can't be reached", mend)
        if error.why != NO_TOKEN:
            mend = "try again; look at the service's status, and at what is between"
            return Finding("fail", f"no token for Teams, {error.why}", mend)
        mend = f"compare {REGISTERED} with the registration, and renew the secret if it has ended"
        return Finding("fail", "Microsoft gives Corridor no token, so nothing can be sent", mend)
    return Finding("ok", "token for sending to Teams")


async def _door(network: Network, door: str) -> Finding:
    http = HttpClient(network.towards(urlsplit(door).hostname or ""))
    address = f"{door.rstrip('/')}/api/messages"
    mend = "give the bot's registration the address at which this machine is reached over https"
    try:
        status = await http.knock(address)
    except OSError as error:
        why = failure_of(error)
        told = mend if why.cause is Cause.UNREACHABLE else str(why)
        return Finding("fail", f"nothing answers at {address}", told)
    finally:
        await http.close()
    if status != 401:
        return Finding("fail", f"{address} answers {status} where Corridor would say 401", mend)
    return Finding("ok", f"{address} answers, and turns strangers away")
