"""Turns what a visitor sends into events: the playground's half of the vocabulary."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from adapters.web.people import HOME, Actor, View
from bot.words import numbers
from bot.words.events import (
    Action,
    Channel,
    Command,
    Event,
    Mentioned,
    Press,
    Reacted,
    Said,
    Shortcut,
    Submit,
)
from bot.words.picked import mentioned, moment_or_words, picked_people
from bot.words.submissions import submission_id
from bot.words.typed import OURS, addressed, first_word, readable

ONCE = re.compile(r"[A-Za-z0-9_-]{8,80}")
NAME = re.compile(r"[a-z_]{1,40}\.[a-z_]{1,40}")
MENTION = re.compile(  # behind another one too, and within marks of emphasis
    r"(?:(?<![^\W_])(?<!@)|(?<=@corridor))@corridor(?![^\W_])", re.IGNORECASE
)


class Garbled(Exception):
    """The page sent something that we never put there; the text is for the visitor."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request of a page: its fields, who acts and where, when it came (UTC), and who can be
    mentioned."""

    values: Mapping[str, str]
    view: View
    at: datetime
    cast: Sequence[Actor] = ()

    @property
    def once(self) -> str:
        """The same for a double click: what the event is known by."""
        found = self.values.get("once", "")
        if not ONCE.fullmatch(found):
            raise Garbled("This page is out of date. Reload it and try again.")
        return found

    @property
    def id(self) -> str:
        return f"{self.view.actor.id}:{self.once}"

    @property
    def channel(self) -> Channel:
        return self.view.place.channel

    def text(self, name: str = "text") -> str:
        """What was typed, as it is seen."""
        return readable(self.values.get(name, ""))


def number(text: str) -> int:
    """A whole number of a page's address, 0 or more; Garbled for what we never put there."""
    if (found := numbers.number(text)) is None:
        raise Garbled("This address holds a number that is none of ours. Load the page anew.")
    return found


def fields(sent: Iterable[tuple[str, object]]) -> dict[str, str]:
    """The fields of a request by name; several boxes ticked under one name, joined by commas."""
    found: dict[str, str] = {}
    for name, value in sent:
        if isinstance(value, str):
            found[name] = f"{found[name]},{value}" if found.get(name) else value
    return found


def unpack(packed: str) -> Action:
    """The action that `render.pack` put into a form; Garbled for anything else."""
    try:
        name, *args = json.loads(packed)
    except (ValueError, TypeError):
        raise Garbled("This page is out of date. Reload it and try again.") from None
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Garbled("This page is out of date. Reload it and try again.")
    return Action(name, tuple(str(arg) for arg in args))


def press(sent: PageRequest) -> Event:
    action, ref = unpack(sent.values.get("action", "")), sent.values.get("ref", "")
    return Press(sent.id, sent.channel, sent.view.actor.account, action, ref, sent.at)


def submit(sent: PageRequest) -> Event:
    """A form, known by which one it is and by what it says: changed, it is sent anew."""
    action = unpack(sent.values.get("action", ""))
    fields = {k[2:]: sent.text(k) for k in sent.values if k.startswith("f.")}
    for name in (k[2:] for k in sent.values if k.startswith("w.")):
        fields[name] = moment_or_words(fields.get(name, ""), sent.text(f"w.{name}"))
    people = {k[2:]: _people(sent, k) for k in sent.values if k.startswith("p.")}
    fields |= people
    who = mentioned(people.values())
    seen = submission_id(sent.id, action, fields)
    return Submit(seen, sent.channel, sent.view.actor.account, action, fields, sent.at, who)


def _people(sent: PageRequest, field: str) -> str:
    """Whoever is named exactly as the list names them is picked; the rest was typed."""
    known = {actor.name.casefold(): actor.account for actor in sent.cast if actor.name}
    parts = [part.strip() for part in sent.text(field).split(",")]
    accounts = [known[part.casefold()] for part in parts if part.casefold() in known]
    typed = (part for part in parts if part and part.casefold() not in known)
    return picked_people(accounts, ", ".join(typed))


def shortcut(sent: PageRequest, text: str = "") -> Event:
    """ "Raise a concern", or "Raise this as a concern" on a message."""
    ref = sent.values.get("ref", "")
    action = Action("concern.raise")
    return Shortcut(sent.id, sent.channel, sent.view.actor.account, action, text, ref, at=sent.at)


def spoken(sent: PageRequest) -> str | None:
    """What was said to the bot, without the "/" or the mention; None for what was not."""
    text, thread = sent.text().strip(), sent.values.get("thread", "")
    if text.startswith("/"):
        return addressed(MENTION.sub(OURS, text[1:]))
    if MENTION.search(text):
        return addressed(MENTION.sub(OURS, text))
    direct = sent.channel.dm and sent.view.place.purpose != HOME
    return text if direct and not thread else None


UNKEPT = frozenset({"anonymous", "receipt", "vote", "unvote"})


def unkept(sent: PageRequest) -> bool:
    """What is said with a "/" is for Corridor alone; so is what must not stand beside a name."""
    words = (spoken(sent) or "").split(maxsplit=1)
    return sent.text().lstrip().startswith("/") or (bool(words) and words[0].lower() in UNKEPT)


def said(sent: PageRequest) -> Event:
    """A message: to the bot, or in a room or a thread."""
    words, actor, thread = spoken(sent), sent.view.actor.account, sent.values.get("thread", "")
    where, named = (sent.id, sent.channel, actor), mentions(sent)
    if words is None:
        what = (sent.text().strip(), sent.once, thread)
        return Said(*where, *what, at=sent.at, mentions=named)
    verb, rest = first_word(words)
    return Command(*where, verb or "help", rest, thread, sent.once, sent.at, named)


def mentions(sent: PageRequest) -> tuple[Mentioned, ...]:
    """The people whom a text mentions by "@" and their name, in its order."""
    known = {actor.name.casefold(): actor.account for actor in sent.cast if actor.name}
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    if not names:
        return ()
    found = re.findall(rf"(?<![\w@])@({names})(?!\w)", sent.text(), re.IGNORECASE)
    return tuple(Mentioned(name, known[name.casefold()]) for name in found)


def changed(sent: PageRequest, ref: str, thread: str, *, deleted: bool) -> Event:
    """A message edited or deleted; `addressed`, if it is to the bot as it stands now."""
    words = None if deleted else spoken(sent)
    text = "" if deleted else sent.text().strip() if words is None else words
    change: Literal["edited", "deleted"] = "deleted" if deleted else "edited"
    what, to_us = (text, ref, thread, change), words is not None
    said = Said(sent.id, sent.channel, sent.view.actor.account, *what, at=sent.at)
    return replace(said, mentions=() if deleted else mentions(sent), addressed=to_us)


def reacted(sent: PageRequest, emoji: str, *, added: bool) -> Event:
    actor, ref = sent.view.actor.account, sent.values.get("ref", "")
    return Reacted(sent.id, sent.channel, actor, ref, emoji, added, sent.at)
