"""What a platform's own pickers send back, as the texts that `Submit.values` carries.

A person is "@platform|workspace|id" (`account_mark`), several with commas between them and whatever
was typed beside the picker behind them: "@slack|T0|U0KIM, Raj Patel". A room is `room_key`, a time
of day "07:05", a moment ISO 8601: with its offset where the platform knows the clock of whoever
picked it ("2026-03-08T07:05+00:00"), and without one where it does not ("2026-03-08T03:05"), which
means the clock that the form names.
"""

import re
from collections.abc import Iterable
from datetime import datetime, time
from hashlib import blake2b

from bot.words.events import Account, Channel, Mentioned

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?")
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_ID = r"[\w.:@-]{1,120}"
_ACCOUNT = re.compile(rf"@(?P<platform>[a-z]{{1,20}})\|(?P<workspace>{_ID})\|(?P<id>{_ID})")
_ACCOUNTS = re.compile(rf"(?:{_ACCOUNT.pattern.replace('?P<', '?P<first_')}(?:,\s*|$))")
_LETTERS = 16


def account_mark(account: Account) -> str:
    """How a picked person stands in a form's values; "" for an id that no platform has."""
    mark = f"@{account.platform}|{account.workspace}|{account.id}"
    return mark if _ACCOUNT.fullmatch(mark) else ""


def picked_people(accounts: Iterable[Account], typed: str = "") -> str:
    """The value of a field for people: those picked, and then what was typed."""
    marks = (account_mark(account) for account in accounts)
    return ", ".join(filter(None, (*dict.fromkeys(marks), typed.strip().strip(",").strip())))


def parted_people(value: str) -> tuple[tuple[Account, ...], str]:
    """The accounts that the value of a field for people begins with, and the rest of it."""
    found, at = [], 0
    while part := _ACCOUNTS.match(value, at):
        found.append(Account(part["first_platform"], part["first_workspace"], part["first_id"]))
        at = part.end()
    return tuple(found), value[at:].strip()


def mentioned(values: Iterable[str]) -> tuple[Mentioned, ...]:
    """The people who were picked in these values, each called by their mark, with bare accounts."""
    accounts = (account for value in values for account in parted_people(value)[0])
    return tuple(Mentioned(account_mark(one)[1:], one) for one in dict.fromkeys(accounts))


def room_key(room: Channel) -> str:
    """What a room is called in a form: short, the same on every platform, and letters alone, so
    that it never looks like somebody's number."""
    said = "\n".join((room.platform, room.workspace, room.id))
    digest = int.from_bytes(blake2b(said.encode(), digest_size=16).digest())
    return "".join(chr(ord("a") + digest // 26**n % 26) for n in range(_LETTERS))


def picked_time(value: str) -> time | None:
    """A time of day, "07:05" or "07:05:00"; None for anything else."""
    found = value.strip()[:5] if CLOCK.fullmatch(value.strip()[:5]) else ""
    return time.fromisoformat(found) if found and len(value.strip()) in {5, 8} else None


def picked_moment(value: str) -> datetime | None:
    """The moment that a value holds, with its offset if it says one and else naive; None for any
    other text."""
    if not MOMENT.fullmatch(value.strip()):
        return None
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        return None


def moment_text(at: datetime) -> str:
    """A moment as a field's value: to the minute, with its offset if it has one."""
    return at.isoformat(timespec="minutes")


def moment_or_words(picked: str, typed: str) -> str:
    """The value of a field for a moment: what was typed beside the picker counts before it."""
    return typed.strip() or picked
