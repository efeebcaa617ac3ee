"""How every feature says who, when, where and how many."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.core.work import Work
from bot.rules.hospital import Hospital
from bot.rules.parse_period import Period
from bot.rules.response_clock import MONTHS, WEEKDAYS, clock_words
from bot.words.cards import When
from storage.nouns import people
from storage.nouns.concerns import UNNAMED
from storage.nouns.people import Person

SIDES: Mapping[str, str] = {"clinical": "clinical", "it": "IT", "both": "clinical & IT"}


def who(person: Person | None) -> str:
    """A person as the other side sees them: name and side."""
    if person is None:
        return "Someone"
    if person.id == UNNAMED:
        return person.name
    side = SIDES.get(person.side)
    return f"{person.name} · {side}" if side else person.name


def who_id(work: Work, person_id: int | None) -> str:
    """`who`, by the person's number; nobody is "Someone"."""
    if person_id == UNNAMED:
        return "The reporter"
    found = None if person_id is None else people.get(work.db, person_id)
    return who(found)


def when(work: Work, at: datetime) -> When:
    """A moment on the hospital's clock, with its zone."""
    return When(at, clock_words(at, work.hospital.zone, work.now))


def unit_name(hospital: Hospital, unit: str) -> str:
    known = hospital.units.get(unit)
    return known.name if known else unit


def several(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def short(text: str, limit: int = 90) -> str:
    """The first line of a text, cut at a word."""
    first = " ".join(text.split("\n", 1)[0].split())
    if len(first) <= limit:
        return first
    cut = first[:limit].rsplit(" ", 1)[0]
    return f"{cut if len(cut) > limit // 2 else first[:limit]}…"


def listed(names: Sequence[str], none: str = "") -> str:
    """ "Ana, Raj and Kim"; `none` where there are no names."""
    *first, last = names or [none]
    return f"{', '.join(first)} and {last}" if first else last


def date_words(day: date) -> str:
    """ "Sat 7 Mar"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def raised_words(period: Period) -> str:
    """ "raised on Sat 7 Mar 2026", "raised Mon 12 Oct to Mon 2 Nov 2026"."""
    first, last = (f"{date_words(day)} {day.year}" for day in period)
    return f"raised on {first}" if first == last else f"raised {first} to {last}"
