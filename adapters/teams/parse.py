"""Turns what Teams sends into events: its half of the vocabulary."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.teams.callback_data import Garbled, Packed, kinds_of, once_of, unpack, values
from adapters.teams.door import Kind
from adapters.teams.parse_events import Json, Origin, tidy, word
from adapters.teams.pickers import merged, picked
from adapters.teams.quotes import parted, referred
from adapters.teams.search import looked_for
from adapters.teams.text import mentioned, parted_html
from bot.words.events import (
    Account,
    Action,
    Command,
    Event,
    Joined,
    Left,
    Mentioned,
    Press,
    Reacted,
    Renew,
    Said,
    Search,
    Shortcut,
    Submit,
)
from bot.words.submissions import submission_id
from bot.words.typed import first_word

RAISE = Action("concern.raise")
CHANGES: Mapping[Kind, Any] = {Kind.EDITED: "edited", Kind.DELETED: "deleted"}
FILES = "application/vnd.microsoft.teams.file.download.info"


@dataclass(frozen=True, slots=True)
class Invoke:
    """An event that waits for its answer: by which way it came (`kind`), and on a card of which
    `origin`."""

    event: Event
    kind: Kind
    origin: str = ""
    ref: str = ""


def events(kind: Kind, activity: Json, where: Origin, account: Account) -> list[Event]:
    """What a person did, in the order they did it; nothing for what does not concern us."""
    match kind:
        case Kind.MESSAGE:
            return [_message(activity, where, account)]
        case Kind.EDITED | Kind.DELETED if where.targeted:
            return []  # nothing hangs on a message that nobody else could read
        case Kind.EDITED | Kind.DELETED:
            # An edit or a deletion keeps the message's id: when it
            # happened makes it an event of its own.
            once = f"{where.id}:{kind}:{word(activity, 'timestamp')}"
            text, quoted = parted(activity) if kind is Kind.EDITED else ("", ())
            what = (text, where.id, where.thread, CHANGES[kind], _files(activity), where.at)
            said = Said(once, where.channel, account, *what)
            named = _mentions(activity, where) if kind is Kind.EDITED else ()
            ours = where.kind == "personal" or _mentioned(activity, where)
            return [replace(said, mentions=named, quoted=quoted, addressed=ours)]
        case Kind.REACTED:
            return list(_reactions(activity, where, account))
        case Kind.MEMBERS | Kind.INSTALLED:
            return _moved(kind, activity, where, account)
        case _:
            return []


def _message(activity: Json, where: Origin, account: Account) -> Event:
    """A press comes as a message too, from clients that know no better."""
    if not activity.get("text") and isinstance(activity.get("value"), dict):
        return pressed(Kind.MESSAGE, activity["value"], activity, where, account).event
    (text, quoted), files = parted(activity), _files(activity)
    more: Any = {"quoted": quoted, "files": files, "mentions": _mentions(activity, where)}
    if where.kind != "personal" and not _mentioned(activity, where):
        what = (text, where.id, where.thread)
        return Said(where.id, where.channel, account, *what, at=where.at, **more)
    verb, rest = first_word(text)
    alone = "" if quoted or files else "help"  # our name, and not a word
    # As with a slash command elsewhere, no message stands there that others could read or answer.
    ref = "" if where.targeted else where.id
    said = (verb or alone, rest, where.thread, ref, where.at)
    return Command(where.id, where.channel, account, *said, **more)


def _mentions(activity: Json, where: Origin) -> tuple[Mentioned, ...]:
    """The people whom a message mentions, with bare accounts; `People.met` fills them."""
    found = mentioned(activity)
    return tuple(Mentioned(name, Account("teams", where.tenant, who)) for name, who in found)


def _mentioned(activity: Json, where: Origin) -> bool:
    """Whether it was said to us by name, or shown to us alone."""
    bot = activity.get("recipient", {})
    for one in activity.get("entities", ()):
        mentioned = one.get("mentioned")
        if isinstance(mentioned, dict) and mentioned.get("id") == bot.get("id"):
            return True
    return where.targeted


def _files(activity: Json) -> int:
    """Pictures and files; the text itself comes as an attachment as well."""
    kinds = [one.get("contentType") for one in activity.get("attachments", ())]
    return sum(str(kind) == FILES or str(kind).startswith("image/") for kind in kinds)


def _reactions(activity: Json, where: Origin, account: Account) -> list[Event]:
    ref, found = word(activity, "replyToId"), []
    for name, added in (("reactionsAdded", True), ("reactionsRemoved", False)):
        for one in activity.get(name, ()):
            emoji = word(one, "type")
            if emoji and ref:
                once = f"{where.id}:{ref}:{emoji}:{added}"
                what = (ref, emoji, added, where.at)
                found.append(Reacted(once, where.channel, account, *what))
    return list(found)


def _moved(kind: Kind, activity: Json, where: Origin, account: Account) -> list[Event]:
    """We were added or taken away. Teams says so twice: as a member, and as an app."""
    if not where.channel.id:
        return []
    here = (where.id or word(activity, "timestamp"), where.channel, account)
    match change(kind, activity):
        case "in":
            return [Joined(*here, where.at)]
        case "out":
            return [Left(*here, where.at)]
        case _:
            return [Joined(*here, where.at, who) for who in _added(activity, where)]


def _added(activity: Json, where: Origin) -> list[Account]:
    """People who were added to a conversation; `People.met` says which are guests."""
    found = [member.get("id") for member in activity.get("membersAdded", ())]
    others = [name for name in found if isinstance(name, str) and name.startswith("29:")]
    return [Account("teams", where.tenant, name) for name in others if name != where.mri]


def change(kind: Kind, activity: Json) -> str:
    """ "in" when we were added to a conversation, "out" when we are not in it any more."""
    if kind is Kind.INSTALLED:
        return {"add": "in", "remove": "out"}.get(word(activity, "action"), "")
    if kind is not Kind.MEMBERS:
        return ""
    if word(activity.get("channelData", {}), "eventType") in {"channelDeleted", "teamDeleted"}:
        return "out"
    bot = word(activity.get("recipient", {}), "id")
    return _among(activity, "membersAdded", bot, "in") or _among(
        activity, "membersRemoved", bot, "out"
    )


def _among(activity: Json, name: str, bot: str, then: str) -> str:
    return then if bot in [member.get("id") for member in activity.get(name, ())] else ""


def asked(kind: Kind, activity: Json, where: Origin, account: Account, *, inside: bool) -> Invoke:
    """What an invoke is about; `inside` says whether we are in the conversation it comes from,
    else what is picked there belongs to the person's own chat. `Garbled` for what no card of ours
    sends."""
    value = activity.get("value")
    if not isinstance(value, dict):
        raise Garbled("an invoke that is not ours")
    if kind is Kind.PICKED:
        return Invoke(_picked(activity, value, where, account, inside=inside), kind)
    if kind is Kind.QUERIED:
        # In the channel that it will be put in, ours or not: who reads there decides what is shown.
        return Invoke(Search(where.id, where.channel, account, looked_for(value), where.at), kind)
    pressed_on = value.get("action") if kind is Kind.ACTED else value
    data = pressed_on.get("data") if isinstance(pressed_on, dict) else None
    if not isinstance(data, dict):
        raise Garbled("an invoke without data")
    return pressed(kind, data, activity, where, account, inside=inside)


def pressed(
    kind: Kind,
    data: Json,
    activity: Json,
    where: Origin,
    account: Account,
    *,
    inside: bool = True,
) -> Invoke:
    """A press or a submitted form, from what a card of ours sent. Teams gives every tap another id:
    a form is known by its own random word, by who sent it, and by what it says."""
    packed, ref = unpack(data), word(activity, "replyToId")
    once = f"{where.id}:{ref}"
    channel = where.channel if inside else where.direct
    event: Event = Press(once, channel, account, packed.action, ref, where.at)
    if packed.do == "renew":
        event = Renew(once, channel, account, packed.action, where.at)
    if packed.do == "submit":
        sent, of = values(data), kinds_of(data)
        filled = merged(sent, of, account.workspace)
        who = picked(sent, of, account.workspace)
        if form := once_of(data):
            once = submission_id(f"{account.id}:{form}", packed.action, filled)
        event = Submit(once, channel, account, packed.action, filled, where.at, who)
    return Invoke(event, kind, packed.origin, ref)


def _picked(
    activity: Json, value: Json, where: Origin, account: Account, *, inside: bool
) -> Shortcut:
    """ "Raise as concern", on a message or beside the box that one writes in."""
    once = f"{where.id}:{word(activity, 'replyToId')}"
    channel = where.channel if inside else where.direct
    payload = value.get("messagePayload")
    if not isinstance(payload, dict):
        return Shortcut(once, channel, account, RAISE, at=where.at)
    body = payload.get("body")
    content = body.get("content") if isinstance(body, dict) else None
    text, quoted = parted_html(content) if isinstance(content, str) else ("", ())
    what = (text, word(payload, "id"), _author(payload, where), where.at)
    kept = tidy(payload)
    parts = tuple(dict.fromkeys((*quoted, *referred(kept))))
    return Shortcut(once, channel, account, RAISE, *what, quoted=parts, files=_files(kept))


def _author(payload: Json, where: Origin) -> Account | None:
    who = payload.get("from")
    user = who.get("user") if isinstance(who, dict) else None
    if not isinstance(user, dict) or not word(user, "id"):
        return None
    return Account("teams", where.tenant, word(user, "id"), word(user, "displayName"))


def renews(kind: Kind, activity: Json) -> bool:
    """Whether a client asks by itself how a card looks now."""
    value = activity.get("value")
    act = value.get("action") if kind is Kind.ACTED and isinstance(value, dict) else None
    packed = packed_in(act.get("data")) if isinstance(act, dict) else None
    return packed is not None and packed.do == "renew"


def packed_in(value: object) -> Packed | None:
    """What a submitted card carries, if it is one of ours."""
    try:
        return unpack(value)
    except Garbled:
        return None
