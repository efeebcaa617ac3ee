"""A roster as an iCalendar: one event a shift, once or repeating, the person invited or named."""

from collections.abc import Iterator
from datetime import date

from bot.rosters.events import Event, events_of, label_of, readings
from bot.rosters.rows import BadRoster, Named, Reading, Reason, Row
from bot.rules.roster_words import RosterWords

HOW = 'Invite the person by e-mail, or call the event "Ana Ruiz: night".'


def read_calendar(
    name: str, text: str, span: tuple[date, date], words: RosterWords
) -> Reading[Row]:
    """The shifts that start on the dates of `span`, repeating ones as often as they do."""
    events, left_out = events_of(name, text, span, words)
    if not events:
        raise BadRoster([f"{name}: has no event from {span[0]} to {span[1]}."])
    wrong = {id(event): mistake for event in events if (mistake := _mistake(event))}
    rows = tuple(row for event in events if id(event) not in wrong for row in _rows(event, words))
    return Reading(rows, tuple(left_out), tuple(wrong.values()))


def _mistake(event: Event) -> str:
    if event.people is None and not event.title:
        return f"{event.where}: says nobody. {HOW}"
    if not event.whole_day and event.end is None and event.off is None:
        return f"{event.where}: has no end. Give it one."
    return ""


def _rows(event: Event, words: RosterWords) -> Iterator[Row]:
    for names, off in _named(event, words):
        yield Row(
            where=event.where,
            names=names,
            day=event.day,
            last=event.last,
            unit=event.place,
            start=event.start,
            end=event.end,
            off=event.off or off,
            free=True,
            titled=event.people is None,
        )


def _named(event: Event, words: RosterWords) -> Iterator[tuple[tuple[Named, ...], Reason | None]]:
    """Whom an event is about: the invited, else whom its title names."""
    if event.people is not None:
        label = label_of(event.title, words)
        for one in event.people:
            yield tuple(Named(who, label) for who in one.names), one.off
    elif event.off is Reason.CANCELLED:
        # What stands behind the word, as in "Cancelled: Ana Ruiz: night".
        rest = event.title.partition(":")[2].strip()
        yield (*(readings(rest, words) if rest else ()), *readings(event.title, words)), None
    else:
        yield readings(event.title, words), None
