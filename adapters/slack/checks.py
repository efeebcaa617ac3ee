"""Checks a Slack installation for `corridor doctor`: token, permissions, rooms, way in."""

import json
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from adapters.network import Network
from adapters.network.failures import ERRORS, failure_of
from adapters.network.sessions import open_session
from adapters.slack.client import TIMEOUT, WebApi
from adapters.slack.endpoint import PATH
from adapters.slack.manifest import OPTIONAL, SCOPES
from adapters.slack.outcomes import code_of, told
from adapters.slack.workspaces import Bot, ask
from bot.words.delivery import Cause
from bot.words.events import Channel

AGAIN = "install the app again"
REFUSED: Mapping[str, str] = {
    "account_inactive": f"the app was removed from the workspace: {AGAIN}",
    "invalid_auth": "Slack does not know it: copy it again from the app's page",
    "missing_scope": "it lacks connections:write: make another app-level token",
    "not_allowed_token_type": "it is another kind of token",
    "not_authed": "Slack got none",
    "token_expired": f"it has expired: {AGAIN}",
    "token_revoked": f"it was revoked: {AGAIN}",
}
NO_ANSWER = "what answered is not Slack: check SLACK_API_URL, and the proxy"


@dataclass(frozen=True, slots=True)
class Finding:
    """`mend` says what to do where it is not well."""

    state: Literal["ok", "warn", "fail"]
    what: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Install:
    """A bot token, and what it is called before operators."""

    name: str
    token: str


async def examine(
    api_url: str,
    network: Network,
    installs: Sequence[Install],
    app_token: str,
    rooms: Sequence[Channel],
    relied: Collection[str] = (),
) -> list[Finding]:
    """Asks Slack itself. `rooms` are those that the settings name, `relied` the optional
    permissions without which something that the settings ask for does not work."""
    web = WebApi(api_url, network)
    try:
        found, bots = await _bots(web, installs)
        for bot in bots:
            found += _scopes(bot, relied)
        if len(bots) == len(installs):
            found += [await _room(web, bots, room) for room in rooms]
        if app_token:
            found.append(await _socket(web, app_token))
        return found
    finally:
        await web.close()


async def _bots(web: WebApi, installs: Sequence[Install]) -> tuple[list[Finding], list[Bot]]:
    found, bots = [], []
    for one in installs:
        try:
            bot = await ask(web, one.token)
        except (SlackApiError, *ERRORS) as error:
            found.append(_refused(one.name, error))
        else:
            found.append(Finding("ok", f"Slack knows the bot token, for workspace {bot.workspace}"))
            bots.append(bot)
    return found, bots


def _scopes(bot: Bot, relied: Collection[str]) -> list[Finding]:
    """Missing permissions, with what they are for; one that the settings rely on is no option."""
    if not bot.scopes:
        return [Finding("warn", "Slack did not say which permissions the app has")]
    needed = {**SCOPES, **{scope: OPTIONAL[scope] for scope in relied}}
    mend = "add it under OAuth & Permissions and install the app again. It is there to {why}"
    missing = [
        Finding("fail", f"missing permission {scope}", mend.format(why=why))
        for scope, why in needed.items()
        if scope not in bot.scopes
    ]
    without = [
        Finding("warn", f"without the optional permission {scope}", f"it is there to {why}")
        for scope, why in OPTIONAL.items()
        if scope not in bot.scopes and scope not in needed
    ]
    return [*missing, *without] or [Finding("ok", "the app has all its permissions")]


async def _room(web: WebApi, bots: Sequence[Bot], room: Channel) -> Finding:
    """Whether the bot is in a channel; its name is never told, it may be private."""
    bot = next((one for one in bots if room.workspace in {"", one.workspace}), None)
    if bot is None:
        mend = "correct its workspace in corridor.toml, or install the app there"
        return Finding("fail", f"room {room.id} is in {room.workspace}, and the app is not", mend)
    try:
        answer = await web.client(bot.token).conversations_info(channel=room.id)
    except SlackApiError as error:
        return _no_room(room.id, code_of(error))
    except ERRORS as error:
        return _refused(f"room {room.id}", error)
    told = answer.get("channel") or {}
    if told.get("is_archived"):
        return Finding("fail", f"room {room.id} is archived", "name another in corridor.toml")
    if not told.get("is_member"):
        return Finding("fail", f"Corridor is not in room {room.id}", "type /invite @Corridor there")
    return Finding("ok", f"Corridor is in room {room.id}")


def _no_room(room: str, code: str) -> Finding:
    if code == "missing_scope":
        mend = "add channels:read and groups:read to have rooms checked"
        return Finding("warn", f"can't see whether Corridor is in room {room}", mend)
    if code == "channel_not_found":
        mend = "check its id, and type /invite @Corridor there if it is private"
        return Finding("fail", f"Slack shows Corridor no room {room}", mend)
    return Finding("warn", f"can't see whether Corridor is in room {room}", _why(code))


async def _socket(web: WebApi, app_token: str) -> Finding:
    try:
        await web.client("").apps_connections_open(app_token=app_token)
    except (SlackApiError, *ERRORS) as error:
        return _refused("SLACK_APP_TOKEN", error)
    return Finding("ok", "Slack opens a socket for the app token")


def _refused(what: str, error: Exception) -> Finding:
    if isinstance(error, SlackApiError):
        return Finding("fail", what, _why(code_of(error)))
    return Finding("fail", f"Slack can't be reached: {what} was not asked about", told(error))


def _why(code: str) -> str:
    return REFUSED.get(code, f"Slack refuses it ({code})" if code else NO_ANSWER)


async def answers(network: Network, address: str, signing_secret: str) -> Finding:
    """Whether `address` (https://…, or this machine) answers as Slack's own test of a request URL
    wants: it shows that requests get through, and that the signing secret is the same there."""
    url = f"{address.rstrip('/')}{PATH}"
    challenge = secrets.token_hex(8)
    body = json.dumps({"type": "url_verification", "challenge": challenge})
    stamp = str(int(time.time()))
    signature = SignatureVerifier(signing_secret).generate_signature(timestamp=stamp, body=body)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature or "",
    }
    try:
        async with (
            open_session(network.towards(urlsplit(url).hostname or ""), TIMEOUT) as session,
            session.post(url, data=body, headers=headers) as answer,
        ):
            status, text = answer.status, await answer.text()
    except ERRORS as error:
        mend = "start it, or name the address that Slack sends to: corridor doctor --url https://…"
        why = failure_of(error)
        if why.cause is not Cause.UNREACHABLE:
            mend = str(why)
        return Finding("warn", f"nothing answers at {url}", mend)
    if status == 200 and challenge in text:
        return Finding("ok", f"{url} answers Slack's test")
    mend = "the signing secret differs, or a proxy changes what Slack sent"
    return Finding("fail", f"{url} refuses Slack's test ({status})", mend)
