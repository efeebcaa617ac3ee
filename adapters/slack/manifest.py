"""The app manifest: what a hospital's IT pastes into Slack to have the app made."""

from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from adapters.slack.parse import SHORTCUTS
from adapters.slack.parse_events import RAISE_STEP

Manifest: TypeAlias = dict[str, Any]
SCOPES: Mapping[str, str] = {
    "app_mentions:read": "hear what is said to @Corridor in a channel",
    "chat:write": "write and edit its own messages where it was invited",
    "commands": "offer /corridor, /concern, /poll, /huddle and /win, and the shortcuts",
    "im:history": "read what people write to it in their direct message with it",
    "im:write": "open a direct message with someone, to tell them what is theirs alone",
    "users:read": "know names and time zones, who is a guest, and who has left",
}
OPTIONAL: Mapping[str, str] = {
    "channels:history": (
        "carry replies in the threads of its cards across, in public channels, and look whether a"
        " message with patient data still stands"
    ),
    "groups:history": "the same in private channels, such as IT's triage room",
    "channels:read": "notice when it is taken out of a channel, and check its rooms",
    "groups:read": "know IT by its private room, and notice when it is taken out of one",
    "reactions:read": "notice a reaction, as a hint: on a card, or a team's emoji on a message",
    "bookmarks:write": "keep a link to the hospital's own page on Corridor above a room",
    "usergroups:read": "know the sides of people by user groups, as [[groups]] names them",
    "users:read.email": "join one person's accounts on Slack and Teams by their work address",
}
LINKS: Mapping[str, str] = {
    "links:read": "notice links to its own address in messages, such as …/C-101",
    "links:write": "put under such a link a card with what everybody may read",
}
"""Optional too, and asked for only where there is such an address."""
EVENTS: Mapping[str, str] = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "link_shared": "links:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_members_changed": "usergroups:read",
    "tokens_revoked": "",
    "user_change": "users:read",
}
COMMANDS: Mapping[str, tuple[str, str]] = {
    "/corridor": ("Raise a concern, see yours, or get help", "help, home, or what is wrong"),
    "/concern": ("Tell IT what is wrong, in one sentence", "label printer prints blank"),
    "/poll": ("Ask both sides a question", "which day? monday, tuesday"),
    "/huddle": ("The joint stand-up", "today"),
    "/win": ("Announce what went well", "who, and what they did"),
}
NAMES: Mapping[str, tuple[str, str, str]] = {
    "raise_concern": ("Raise a concern", "global", "Tell IT what is wrong"),
    "raise_this": ("Raise as a concern", "message", "Tell IT about this message"),
}
ABOUT = "Clinicians and IT in one conversation: concerns, polls, stand-ups and wins."
LONG = (
    "Corridor joins the ward's chat with IT's. A nurse says in one sentence what is wrong; IT"
    " answers in a thread; both see one card with one clock, and it ends when she confirms that it"
    " works. Quick polls, joint stand-ups and wins go to both sides too. It is run by the hospital"
    " itself, and takes patients' data out of what people write before anything is kept. It is not"
    " for emergencies: those go by phone."
)


STEP_EVENT = "function_executed"  # needs no permission
STEP: Manifest = {
    "title": "Raise a concern",
    "description": "Tell IT what is wrong, as whoever started the workflow",
    "input_parameters": {
        "user_context": {
            "type": "slack#/types/user_context",
            "title": "Who raises it",
            "is_required": True,
        },
        "text": {
            "type": "string",
            "title": "What is wrong?",
            "hint": "No patient names or numbers.",
            "is_required": True,
        },
    },
    "output_parameters": {
        "concern": {"type": "string", "title": "The concern's number", "is_required": True}
    },
}
"""Nobody who builds a workflow can say who raises it: Slack fills in who started it."""


def manifest(
    address: str = "", *, everything: bool = True, many: bool = False, steps: bool = False
) -> Manifest:
    """For HTTP at `address` (https://…), or for Socket Mode without one. `everything` asks for the
    optional permissions too; `many` is for several workspaces, installed from a web page; `steps`
    offers a step of workflows, for which Slack wants an app that is ready for an organisation."""
    made = _plain(address, everything=everything, many=many)
    return _with_step(made) if steps else made


def _with_step(made: Manifest) -> Manifest:
    settings = made["settings"]
    events = settings["event_subscriptions"]
    heard = {"bot_events": [*events["bot_events"], STEP_EVENT]}
    ready = {"org_deploy_enabled": True, "function_runtime": "remote"}
    return made | {
        "functions": {RAISE_STEP: STEP},
        "settings": settings | {"event_subscriptions": events | heard} | ready,
    }


def _plain(address: str, *, everything: bool, many: bool) -> Manifest:
    http = {"request_url": f"{address}/slack/events"} if address else {}
    commands = [_command(name, http) for name in COMMANDS]
    optional = [*OPTIONAL, *(LINKS if address else ())] if everything else []
    asked = [*SCOPES, *optional]
    links = {"unfurl_domains": [urlsplit(address).hostname]} if address and optional else {}
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Corridor",
            "description": ABOUT,
            "long_description": LONG,
            "background_color": "#1f4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Corridor", "always_online": True},
            "shortcuts": [_shortcut(callback) for callback in SHORTCUTS],
            "slash_commands": commands,
            **links,
        },
        "oauth_config": _oauth(address, asked, optional, many=many),
        "settings": {
            "event_subscriptions": http
            | {"bot_events": [event for event, scope in EVENTS.items() if _has(asked, scope)]},
            "interactivity": {"is_enabled": True} | http,
            "org_deploy_enabled": many,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": many,
        },
    }


def _has(asked: list[str], scope: str) -> bool:
    return not scope or scope in asked


def _oauth(address: str, asked: list[str], optional: list[str], *, many: bool) -> Manifest:
    scopes: Manifest = {"bot": asked}
    if optional:
        scopes["bot_optional"] = optional
    back = {"redirect_urls": [f"{address}/slack/oauth_redirect"]} if many and address else {}
    return back | {"scopes": scopes}


def _command(name: str, http: Mapping[str, str]) -> Manifest:
    """Mentions and channels come escaped, as ids, which large organisations require."""
    says, hint = COMMANDS[name]
    where = {"url": http["request_url"]} if http else {}
    told = {"command": name, "description": says, "usage_hint": hint, "should_escape": True}
    return told | where


def _shortcut(callback: str) -> Manifest:
    name, kind, says = NAMES[callback]
    return {"name": name, "type": kind, "callback_id": callback, "description": says}
