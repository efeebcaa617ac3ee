"""The package that an administrator uploads to Teams: a manifest and two pictures in a zip."""

import io
import json
import uuid
import zipfile
from dataclasses import dataclass
from typing import TypeAlias

from adapters.teams import icons
from adapters.teams.search import FIND, WORDS

Json: TypeAlias = dict[str, object]
CORE, PREVIEW = "1.19", "1.29"
SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v{0}/MicrosoftTeams.schema.json"
SCOPES = ("personal", "team", "groupChat")
RAISE = "raiseConcern"
STAMP = (1980, 1, 1, 0, 0, 0)  # the same settings make the same file, whenever they do
ALL_MESSAGES = ("ChannelMessage.Read.Group", "ChatMessage.Read.Chat")

SHORT = "Tell hospital IT what hinders care, and see what becomes of it."
FULL = """\
Corridor brings the ward and IT into one conversation. A clinician says in one sentence what is \
wrong; IT sees it in its triage room, answers in the same thread, and asks the ward to check when \
it is mended. Each side may use Teams or Slack.

What to do with it: write to Corridor in its own chat, mention it in a channel, or pick "Raise as \
concern" in the menu of a message. Type help to see more.

It is not for emergencies and not for patient data. A patient in danger is a phone call. What \
identifies a patient is taken out of every text before it is stored or passed on, as far as it can \
be found.

{reads}

Corridor runs on this hospital's own servers. It uses no artificial intelligence and sends nothing \
to anyone else.\
"""
READS_MENTIONS = """\
It reads what is written to it: in its own chat, and in channels and group chats \
only messages that mention it, its forms, and messages that someone picks for it."""
READS_ALL = """\
Where it is added to a team or a group chat, it receives every message written there, so that \
answers in the thread of a concern reach the other side without a mention. It uses those only; \
all other messages are dropped at once and leave nothing behind."""


class BadManifest(ValueError):
    """A value that Teams would refuse; the message says which and why."""


@dataclass(frozen=True, slots=True)
class About:
    """Whose app it is. `app_id` is the bot's application id in Entra. Teams asks for the three web
    addresses of whoever answers for an app."""

    app_id: str
    developer: str
    website: str
    privacy: str = ""
    terms: str = ""
    version: str = "1.0.0"


@dataclass(frozen=True, slots=True)
class Hint:
    """A command that Teams offers while someone types, in these kinds of chats."""

    title: str
    description: str
    scopes: tuple[str, ...] = SCOPES


HINTS = (
    Hint("concern", "Tell IT what is wrong; or write it right behind: concern printer 3 is dead"),
    Hint("concerns", "Yours; also: concerns open, overdue, unit, or words to find"),
    Hint("metoo", "You have it too: metoo C-101"),
    Hint("confirm", "A fix works: confirm C-101. If not: reopen C-101 what still happens"),
    Hint("home", "What waits for you, on one page", ("personal",)),
    Hint("me", "Your side, unit and shift, and what is kept about you", ("personal",)),
    Hint("link", "One person on Teams and Slack: your accounts become one", ("personal",)),
    Hint("take", "For IT: it is yours now: take C-101", ("team", "groupChat")),
    Hint("answer", "For IT: answer the ward: answer C-101 words", ("team", "groupChat")),
    Hint(
        "fixed", "For IT: ask the ward to check: fixed C-101 what was done", ("team", "groupChat")
    ),
    Hint("help", "All that Corridor can do"),
)


def manifest(about: About, *, preview: bool = False, all_messages: bool = False) -> Json:
    """The manifest. `preview` adds slash commands, and lets people write to us alone in channels,
    which older tenants refuse; `all_messages` asks to receive channel messages without a
    mention."""
    version = PREVIEW if preview else CORE
    pages = {
        "websiteUrl": about.website,
        "privacyUrl": about.privacy or about.website,
        "termsOfUseUrl": about.terms or about.website,
    }
    for page in pages.values():
        if not page.startswith("https://"):
            raise BadManifest(f"Teams takes no web address but https: {page!r} is none.")
    return {
        "$schema": SCHEMA.format(version),
        "manifestVersion": version,
        "version": about.version,
        "id": _guid(about.app_id),
        "developer": {"name": about.developer[:32].strip(), **pages},
        "name": {"short": "Corridor", "full": "Corridor: the ward and IT in one conversation"},
        "description": {
            "short": SHORT,
            "full": FULL.format(reads=READS_ALL if all_messages else READS_MENTIONS),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": icons.ACCENT,
        "bots": [_bot(about, preview=preview)],
        "composeExtensions": [_extension(about, preview=preview)],
        "validDomains": [],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        **(_consent(about) if all_messages else {}),
    }


def _guid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise BadManifest(
            f"the app id {text!r} is not an id such as Azure shows; set TEAMS_APP_ID."
        ) from None


def _bot(about: About, *, preview: bool) -> Json:
    slash: Json = {"supportsTargetedMessages": True} if preview else {}
    return {
        "botId": _guid(about.app_id),
        "scopes": list(SCOPES),
        "supportsFiles": False,
        "isNotificationOnly": False,
        **slash,
        "commandLists": [_hints(scope, preview=preview) for scope in SCOPES],
    }


def _hints(scope: str, *, preview: bool) -> Json:
    shown = [hint for hint in HINTS if scope in hint.scopes]
    slash: Json = {"triggers": ["mention", "slash"]} if preview and scope != "personal" else {}
    commands = [{"title": hint.title, "description": hint.description} for hint in shown]
    return {"scopes": [scope], **slash, "commands": commands}


def _extension(about: About, *, preview: bool) -> Json:
    """The entry in the menu of a message, and in that of the box where messages are written."""
    slash: Json = {"triggers": ["slash"]} if preview else {}
    command = {
        "id": RAISE,
        "type": "action",
        "title": "Raise as concern",
        "description": "Tell IT about this; you see the text before it is sent",
        "context": ["message", "compose", "commandBox"],
        "fetchTask": True,
        **slash,
    }
    return {"botId": _guid(about.app_id), "commands": [command, _search()]}


def _search() -> Json:
    """Finds a concern and puts its card into the message; without a word it offers one's own."""
    words = {
        "name": WORDS,
        "title": "Number or words",
        "description": "C-101, or words of a concern",
        "inputType": "text",
    }
    return {
        "id": FIND,
        "type": "query",
        "title": "Find a concern",
        "description": "Put its card into your message: what everybody there may read",
        "context": ["compose", "commandBox"],
        "initialRun": True,
        "parameters": [words],
    }


def _consent(about: About) -> Json:
    """What owners of a team or a chat agree to when they add the app; nothing in the tenant."""
    wanted = [{"name": name, "type": "Application"} for name in ALL_MESSAGES]
    return {
        "webApplicationInfo": {"id": _guid(about.app_id), "resource": "https://corridor.invalid"},
        "authorization": {"permissions": {"resourceSpecific": wanted}},
    }


def package(content: Json) -> bytes:
    """The zip to upload."""
    files = {
        "manifest.json": json.dumps(content, indent=2).encode(),
        "color.png": icons.colour(),
        "outline.png": icons.outline(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, STAMP), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
