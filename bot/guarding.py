"""Hop 4: what people wrote is cleaned before anything else sees it; a guard that fails lets
nothing through."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from bot.events import Command, Event, Said, Shortcut, Submit
from bot.privacy import Checked, Guard, GuardFailed
from bot.refusal import Refused

LONGEST = 40_000
_NO_TEXT = re.compile(r"\d{4}-\d{2}-\d{2}|[^\W\d]*|\d{1,3}(,\d{1,3})*")


@dataclass(frozen=True, slots=True)
class Guarded:
    """The event with clean text; what was found, and the raw text of fields with soft findings
    only, which their writer may keep (R9)."""

    event: Event
    checked: dict[str, Checked] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict, repr=False)


def guarded(event: Event, guard: Guard, roster: Collection[str]) -> Guarded:
    """The event as features may see it. `Refused` for a text too long, or one that could not be
    checked: then nothing of it goes on."""
    texts = _texts(event)
    if not texts:
        return Guarded(event)
    shown = {name: readable(text) for name, text in texts.items()}
    checked = {name: _check(text, guard, roster) for name, text in shown.items()}
    soft = {n: shown[n] for n, found in checked.items() if not found.clean and not found.hard}
    return Guarded(_with(event, {n: found.text for n, found in checked.items()}), checked, soft)


def length(event: Event) -> int:
    """How many characters of people's own words are in an event."""
    return sum(map(len, _texts(event).values()))


def readable(text: str) -> str:
    """The text without control characters, which show as nothing; line breaks and tabs stay."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def _check(text: str, guard: Guard, roster: Collection[str]) -> Checked:
    if len(text) > LONGEST:
        raise Refused(
            f"That is {len(text):,} characters; I can take {LONGEST:,}. Nothing was sent: say it"
            " in a few sentences, and IT will ask for what they need."
        )
    try:
        return guard.check(text, roster)
    except GuardFailed:
        raise Refused(
            "Your text could not be checked for patient data, so nothing was stored or sent."
            " Try other words, or phone IT."
        ) from None


def _texts(event: Event) -> dict[str, str]:
    match event:
        case Command(rest=text) | Said(text=text) | Shortcut(text=text):
            return {"text": text} if text else {}
        case Submit(values=values):
            return {name: v for name, v in values.items() if not _NO_TEXT.fullmatch(v)}
        case _:
            return {}


def _with(event: Event, texts: dict[str, str]) -> Event:
    match event:
        case Command():
            return replace(event, rest=texts["text"])
        case Said() | Shortcut():
            return replace(event, text=texts["text"])
        case Submit(values=values):
            return replace(event, values={**values, **texts})
        case _:
            return event
