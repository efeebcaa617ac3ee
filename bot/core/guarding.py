"""Hop 4: what people wrote is cleaned before anything else sees it; a guard that fails lets
nothing through."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from bot.privacy import Checked, Guard, GuardFailed
from bot.privacy.redact import redact
from bot.words.events import (
    Account,
    Command,
    Deed,
    Event,
    Joined,
    Mentioned,
    Said,
    Shortcut,
    Submit,
)
from bot.words.picked import CLOCK, MOMENT, account_mark
from bot.words.refusal import Refused
from bot.words.typed import readable

LONGEST = 40_000
QUOTED = "quoted"  # what was forwarded, in one text
NEVER_STAFF = frozenset(("MRN", "SSN", "DOB", "INSURANCE_ID", "ACCOUNT", "URL"))
_DIGIT = re.compile(r"\d")
_NO_TEXT = re.compile(
    rf"\d{{4}}-\d{{2}}-\d{{2}}|{MOMENT.pattern}|{CLOCK.pattern}"
    r"|[^\W\d]*|[a-z]{16}(,[a-z]{16})*|\d{1,3}(,\d{1,3})*"
)
_MARK = re.compile(r"(@[^\s,]+)(?:,\s*|$)")


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
    event = _introduced(event, guard)
    texts = _texts(event)
    if not texts:
        return Guarded(event)
    shown = {name: readable(text) for name, text in texts.items()}
    checked = {name: _check(text, guard, roster) for name, text in shown.items()}
    soft = {n: shown[n] for n, found in checked.items() if not found.clean and not found.hard}
    raw = soft if not isinstance(event, Submit) else _whole(event, soft)
    return Guarded(_with(event, {n: found.text for n, found in checked.items()}), checked, raw)


def own_words(event: Event) -> tuple[str, ...]:
    """What people wrote in an event, or forwarded with it."""
    return tuple(_texts(event).values())


def length(event: Event) -> int:
    """How many characters of people's own words are in an event."""
    return sum(map(len, _texts(event).values()))


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


def _introduced(event: Event, guard: Guard) -> Event:
    """The same by someone whose profile names no patient's number."""
    if isinstance(event, Deed):
        event = replace(event, actor=_account(event.actor, guard))
        if event.channel.name:
            called = own_name(event.channel.name, guard)
            event = replace(event, channel=replace(event.channel, name=called))
    if isinstance(event, Joined) and event.who is not None:
        event = replace(event, who=_account(event.who, guard))
    if isinstance(event, Shortcut) and event.author:
        event = replace(event, author=_account(event.author, guard))
    return _mentioning(event, guard)


def mentions(event: Event) -> tuple[Mentioned, ...]:
    """The people whom the event's text mentions."""
    return event.mentions if isinstance(event, Command | Said | Shortcut | Submit) else ()


def _picked(one: Mentioned, guard: Guard) -> Mentioned:
    account = _account(one.account, guard)
    if one.label == account_mark(one.account)[1:]:
        return Mentioned(one.label, account)
    return Mentioned(own_name(one.label, guard), account)


def _mentioning(event: Event, guard: Guard) -> Event:
    """The same with the names of the people it mentions as they may be kept, in its text too."""
    if isinstance(event, Submit):
        # They stand in its values by a mark that holds no name.
        kept = (_picked(one, guard) for one in event.mentions)
        return replace(event, mentions=tuple(kept)) if event.mentions else event
    if not isinstance(event, Command | Said | Shortcut) or not event.mentions:
        return event
    labels = {one.label: own_name(one.label, guard) for one in event.mentions}
    named = (Mentioned(labels[m.label], _account(m.account, guard)) for m in event.mentions)
    event = replace(event, mentions=tuple(named))
    for label, name in labels.items():
        if name != label:
            texts = _texts(event).items()
            event = _with(event, {n: text.replace(f"@{label}", f"@{name}") for n, text in texts})
    return event


def _account(account: Account, guard: Guard) -> Account:
    name = own_name(account.name, guard)
    return account if name == account.name else replace(account, name=name)


def own_name(name: str, guard: Guard) -> str:
    """The name in a profile is its owner's and stays, whatever title or number of their own they
    put beside it; what can only be a patient's is taken out. `Refused` where that fails."""
    if not _DIGIT.search(name):
        return name
    found = _check(readable(name), guard, ()).found
    patients = [one for one in found if one.type in NEVER_STAFF]
    return redact(readable(name), patients) if patients else name


def _texts(event: Event) -> dict[str, str]:
    match event:
        case Command(rest=text) | Said(text=text) | Shortcut(text=text):
            quoted = "\n\n".join(event.quoted)
            return {name: t for name, t in (("text", text), (QUOTED, quoted)) if t}
        case Submit(values=values):
            typed = {name: _parted(event, value)[1] for name, value in values.items()}
            return {name: v for name, v in typed.items() if not _NO_TEXT.fullmatch(v)}
        case _:
            return {}


def _with(event: Event, texts: dict[str, str]) -> Event:
    match event:
        case Command():
            return replace(event, rest=texts.get("text", ""), quoted=_quoted(texts))
        case Said() | Shortcut():
            return replace(event, text=texts.get("text", ""), quoted=_quoted(texts))
        case Submit(values=values):
            return replace(event, values={**values, **_whole(event, texts)})
        case _:
            return event


def _whole(event: Submit, texts: dict[str, str]) -> dict[str, str]:
    """The texts behind the people who were picked in the same fields."""
    return {n: f"{_parted(event, event.values[n])[0]}{text}" for n, text in texts.items()}


def _parted(event: Submit, value: str) -> tuple[str, str]:
    """The marks of people picked that a value begins with, and what was typed. A mark that its
    platform did not send as one is typed."""
    marks = {f"@{one.label}" for one in event.mentions}
    at = 0
    while marks and (part := _MARK.match(value, at)) and part[1] in marks:
        at = part.end()
    return value[:at], value[at:]


def _quoted(texts: dict[str, str]) -> tuple[str, ...]:
    return (texts[QUOTED],) if QUOTED in texts else ()
