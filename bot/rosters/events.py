"""The events of an iCalendar, as Outlook, Google and rostering systems write them: each as often as
it repeats, whether it is cancelled, and who takes part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.rosters.absences import cancelled, no_shift
from bot.rosters.rows import BadRoster, LeftOut, Named, Reason
from bot.rules.roster_words import RosterWords

DAY = timedelta(days=1)
_REFUSED = frozenset(("DECLINED", "DELEGATED"))
_THINGS = frozenset(("ROOM", "RESOURCE", "GROUP"))
_OPTIONAL = frozenset(("NON-PARTICIPANT",))


@dataclass(frozen=True, slots=True)
class Invited:
    """A person on the list of an event, by address and name; `off` is why they are not at it."""

    names: tuple[str, ...]
    off: Reason | None


@dataclass(frozen=True, slots=True)
class Event:
    """One occurrence; `people` is None where nobody and nothing is on its list. `start` and `end`
    are None where it lasts whole days (`whole_day`), `day` to `last`. `off` is why it is no
    shift."""

    where: str
    title: str
    place: str
    day: date
    last: date
    start: datetime | None
    end: datetime | None
    people: tuple[Invited, ...] | None
    off: Reason | None
    whole_day: bool = True


def events_of(
    name: str, text: str, span: tuple[date, date], words: RosterWords
) -> tuple[list[Event], list[LeftOut]]:
    """What happens on the dates of `span`, and who or what of it is left out. BadRoster where the
    text can't be read."""
    events: list[Event] = []
    left_out: list[LeftOut] = []
    for calendar, event in _occurrences(name, text, *span):
        found, out = _event(name, event, words, all_off=_text(calendar, "METHOD") == "CANCEL")
        events += [found]
        left_out += out
    return sorted(events, key=lambda one: (one.day, one.title)), left_out


def _occurrences(name: str, text: str, first: date, last: date) -> Iterator[tuple[Any, Any]]:
    import icalendar
    import recurring_ical_events

    try:
        _must_be_whole(text)
        for calendar in icalendar.Calendar.from_ical(text, multiple=True):
            for event in recurring_ical_events.of(calendar).between(first, last + DAY):
                yield calendar, event
    except Exception as error:  # noqa: BLE001 - what a broken file makes of the parser is anything
        what = f"{name}: can't be read as iCalendar ({type(error).__name__})."
        raise BadRoster([f"{what} Export it again from your roster."]) from None


def _must_be_whole(text: str) -> None:
    """ValueError for a file of which a part is missing: the parser takes what is left of it."""
    for part in ("VCALENDAR", "VEVENT"):
        begun, ended = (len(re.findall(rf"(?mi)^{word}:{part}", text)) for word in ("BEGIN", "END"))
        if begun != ended:
            raise ValueError(part)


def _event(
    name: str, event: Any, words: RosterWords, *, all_off: bool
) -> tuple[Event, list[LeftOut]]:
    start, end = event.get("DTSTART").dt, _end(event)
    timed = isinstance(start, datetime) and isinstance(end, datetime)
    day, last = _days(start, end)
    title = " ".join(_text(event, "SUMMARY").split())
    where = f'{name}, "{title[:60]}" on {day}'
    people, left_out = _people(where, event)
    found = Event(
        where=where,
        title=title,
        place=_text(event, "LOCATION"),
        day=day,
        last=last,
        start=start if timed else None,
        end=end if timed else None,
        people=people,
        off=Reason.CANCELLED if all_off else _off(event, title, words),
        whole_day=not isinstance(start, datetime),
    )
    return found, left_out


def _days(start: Any, end: Any) -> tuple[date, date]:
    """The local date on which it starts, and the last; the end of a whole day is the next."""
    if isinstance(start, datetime):
        return start.date(), end.date() if isinstance(end, datetime) else start.date()
    return start, max(start, end - DAY) if end is not None else start


def _end(event: Any) -> Any:
    if event.get("DTEND") is not None:
        return event.get("DTEND").dt
    length = event.get("DURATION")
    return event.get("DTSTART").dt + length.dt if length is not None else None


def _off(event: Any, title: str, words: RosterWords) -> Reason | None:
    if _text(event, "STATUS").upper() == "CANCELLED" or cancelled(title):
        return Reason.CANCELLED
    if _text(event, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == "OOF":
        return Reason.AWAY
    reasons = (no_shift(one, words) for one in _categories(event))
    return next((one for one in reasons if one), None)


def _categories(event: Any) -> Iterator[str]:
    found = event.get("CATEGORIES", [])
    for one in found if isinstance(found, list) else [found]:
        yield from map(str, getattr(one, "cats", [one]))


def _people(where: str, event: Any) -> tuple[tuple[Invited, ...] | None, list[LeftOut]]:
    """Who is invited, and what else is on the list."""
    organiser = _address(event.get("ORGANIZER", "")).casefold()
    found, left_out = [], []
    invited = list(_invited(event))
    for one in invited:
        why, names = _no_part(one), _called(one) or ("?",)
        # Whoever makes the plan is often on the list of every event of it.
        if why is None and len(invited) > 1 and organiser == _address(one).casefold():
            why = Reason.ORGANISER
        if why in {None, Reason.DECLINED}:
            found.append(Invited(names, why))
        else:
            left_out.append(LeftOut(where, names[-1][:60], why))
    return tuple(found) if invited else None, left_out


def _invited(event: Any) -> Iterator[Any]:
    found = event.get("ATTENDEE", [])
    yield from found if isinstance(found, list) else [found]


def _no_part(attendee: Any) -> Reason | None:
    said = {key: str(value).upper() for key, value in getattr(attendee, "params", {}).items()}
    if said.get("CUTYPE", "") in _THINGS:
        return Reason.THING
    if said.get("PARTSTAT", "") in _REFUSED:
        return Reason.DECLINED
    return Reason.OPTIONAL if said.get("ROLE", "") in _OPTIONAL else None


def _called(attendee: Any) -> tuple[str, ...]:
    name = str(getattr(attendee, "params", {}).get("CN", ""))
    return tuple(dict.fromkeys(one for one in (_address(attendee), name.strip('" ')) if one))


def _address(attendee: Any) -> str:
    return re.sub(r"^mailto:", "", str(attendee), flags=re.IGNORECASE).strip()


def _text(event: Any, key: str) -> str:
    return str(event.get(key, "")).strip()


# Titles

_BETWEEN = re.compile(r"\s*[:,()|/\u2013\u2014]\s*|\s+-\s+|-")


def readings(title: str, words: RosterWords) -> tuple[Named, ...]:
    """Every way to read a title as a person and what is said of them; the whole as a name first."""
    for pattern in words.titles:
        if match := _pattern(pattern).fullmatch(title):
            parts = match.groupdict()
            return (Named(parts["name"].strip(), (parts.get("shift") or "").strip()),)
    found = [Named(title)]
    for mark in _BETWEEN.finditer(title):
        left, right = title[: mark.start()].strip(), title[mark.end() :].strip(" )")
        found += [Named(left, right), Named(right, left)] if left and right else []
    words_of = title.split()
    for n in range(1, len(words_of)):
        head, tail = " ".join(words_of[:n]), " ".join(words_of[n:])
        found += [Named(head, tail, loose=True), Named(tail, head, loose=True)]
    return tuple(dict.fromkeys(found))


def _pattern(text: str) -> re.Pattern[str]:
    """A title as the settings write it, "{shift} - {name}"; what varies may be anything."""
    parts = re.split(r"(\{name\}|\{shift\}|\{any\})", text)
    groups = {"{name}": "(?P<name>.+?)", "{shift}": "(?P<shift>.+?)", "{any}": ".*?"}
    plain = (r"\s*".join(map(re.escape, part.split())) for part in parts)
    return re.compile(
        r"\s*".join(groups.get(part, one) for part, one in zip(parts, plain, strict=True)),
        re.IGNORECASE,
    )


def label_of(title: str, words: RosterWords) -> str:
    """What a title says of people who are invited: the part of it that says they are away, if one
    does."""
    for part in (title, *_BETWEEN.split(title)):
        if no_shift(part, words):
            return part
    return title
