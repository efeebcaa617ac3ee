"""What an operator wants to know of a Slack installation: token, permissions, rooms, way in."""

import json
import secrets
import time
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from adapters.slack.bots import Bot, ask
from adapters.slack.endpoint import PATH
from adapters.slack.manifest import OPTIONAL, SCOPES
from adapters.slack.outcome import OPERATOR, code_of
from adapters.slack.web import TIMEOUT, Web


@dataclass(frozen=True, slots=True)
class Finding:
    """`mend` says what to do where it is not well."""

    state: Literal["ok", "warn", "fail"]
    what: str
    mend: str = ""


async def examine(
    api_url: str, token: str, app_token: str, rooms: Sequence[str], groups: Sequence[str]
) -> list[Finding]:
    """Asks Slack itself. `rooms` and `groups` are the ids that the settings name."""
    web = Web(api_url)
    try:
        found = [one async for one in _bot(web, token, rooms, groups)] if token else []
        if app_token:
            found.append(await _socket(web, app_token))
        return found
    finally:
        await web.close()


async def _bot(
    web: Web, token: str, rooms: Sequence[str], groups: Sequence[str]
) -> AsyncIterator[Finding]:
    try:
        bot = await ask(web, token)
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
        yield _refused("SLACK_BOT_TOKEN", error)
        return
    yield Finding("ok", f"Slack knows the bot token, for workspace {bot.workspace}")
    for finding in _scopes(bot.scopes, groups):
        yield finding
    for room in rooms:
        yield await _room(web, bot, room)


def _scopes(given: Collection[str], groups: Sequence[str]) -> list[Finding]:
    """Missing permissions, with what does not work without them; one that the settings rely on is
    no option."""
    if not given:
        return [Finding("warn", "Slack did not say which permissions the app has")]
    relied = {"usergroups:read": OPTIONAL["usergroups:read"]} if groups else {}
    needed = {**SCOPES, **relied}
    mend = "add {scope} to the app under OAuth & Permissions and install it again; it can't {why}"
    missing = [
        Finding("fail", f"missing permission {scope}", mend.format(scope=scope, why=why))
        for scope, why in needed.items()
        if scope not in given
    ]
    without = [
        Finding("warn", f"without the optional permission {scope}", f"it can't {why}")
        for scope, why in OPTIONAL.items()
        if scope not in given and scope not in needed
    ]
    return [*missing, *without] or [Finding("ok", "the app has all its permissions")]


async def _room(web: Web, bot: Bot, room: str) -> Finding:
    """Whether the bot is in a channel; its name is never told, it may be private."""
    try:
        answer = await web.client(bot.token).conversations_info(channel=room)
    except SlackApiError as error:
        return _no_room(room, code_of(error))
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return _refused(f"room {room}", error)
    told = answer.get("channel") or {}
    if told.get("is_archived"):
        return Finding("fail", f"room {room} is archived", "name another in corridor.toml")
    if not told.get("is_member"):
        return Finding("fail", f"Corridor is not in room {room}", "type /invite @Corridor there")
    return Finding("ok", f"Corridor is in room {room}")


def _no_room(room: str, code: str) -> Finding:
    if code == "missing_scope":
        mend = "add channels:read and groups:read to have rooms checked"
        return Finding("warn", f"can't see whether Corridor is in room {room}", mend)
    mend = "check its id, and type /invite @Corridor there if it is private"
    return Finding("fail", f"Slack shows Corridor no room {room}", mend)


async def _socket(web: Web, app_token: str) -> Finding:
    try:
        await web.client("").apps_connections_open(app_token=app_token)
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
        return _refused("SLACK_APP_TOKEN", error)
    return Finding("ok", "Slack opens a socket for the app token")


def _refused(what: str, error: Exception) -> Finding:
    if isinstance(error, SlackApiError):
        code = code_of(error)
        return Finding("fail", what, OPERATOR.get(code, f"Slack refuses it: {code}"))
    name = type(error).__name__
    return Finding("fail", what, f"Slack can't be reached ({name}): check network and proxy")


async def answers(address: str, signing_secret: str) -> Finding:
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
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.post(url, data=body, headers=headers) as answer,
        ):
            status, text = answer.status, await answer.text()
    except (aiohttp.ClientError, TimeoutError, OSError):
        mend = "start it, or name the address that Slack sends to: corridor doctor --url https://…"
        return Finding("warn", f"nothing answers at {url}", mend)
    if status == 200 and challenge in text:
        return Finding("ok", f"{url} answers Slack's test")
    mend = "the signing secret differs, or a proxy changes what Slack sent"
    return Finding("fail", f"{url} refuses Slack's test ({status})", mend)
