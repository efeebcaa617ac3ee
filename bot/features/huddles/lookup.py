"""Finds the huddle that somebody means, and whom they speak for in it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.huddles import scheduling
from bot.features.huddles.wording import IT, Asked, zone_of
from bot.rules import shifts
from bot.rules.hospital import Shift
from bot.rules.wall_time import local_day, moment
from bot.words.events import Press, Submit
from bot.words.refusal import Refused
from storage.nouns import huddle_entries, huddles
from storage.nouns.huddle_entries import Word
from storage.nouns.huddles import Huddle

NUMBER = re.compile(r"^h-?(\d{1,9})\b[:,]?\s*", re.IGNORECASE)
AFTER_END = timedelta(hours=1)
LATE_FOR = timedelta(hours=2)
MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Place:
    """Which occurrence a word goes to: its local time, "" for the next one; `late` when that was
    posted already."""

    run: str = ""
    late: bool = False


def first(event: Press | Submit) -> str:
    """The number that a button or a form carries; "" where it carries none."""
    return event.action.args[0] if event.action.args else ""


def huddle(work: Work, number: str) -> Huddle:
    """The huddle of that number, for changing; `Refused` when there is none."""
    found = huddles.locked(work.db, int(number)) if is_number(number) else None
    if found is None:
        named = (
            f"There is no H-{number[:12]}." if number else "That button is from an older version."
        )
        raise Refused(f"{named} Type huddles to see which there are.")
    return found


def live(work: Work, number: str) -> Huddle:
    """The same; `Refused` too when it has ended."""
    found = huddle(work, number)
    if found.state == "ended":
        raise Refused(f"{found.name} has ended. Type huddles to see those that go on.")
    return found


def word(work: Work, args: tuple[str, ...]) -> tuple[Huddle, Word]:
    """The item that a button is about."""
    number, n = (*args, "", "")[:2]
    found = huddle(work, number)
    one = huddle_entries.get(work.db, found.number, int(n)) if is_number(n) else None
    if one is None:
        raise Refused("That was taken back by its writer, so there is nothing to do about it.")
    return found, one


def asked(work: Work, args: tuple[str, ...]) -> tuple[Huddle, Asked]:
    """The huddle and the shift that a button or a form is about."""
    number, unit, shift, day = (*args, "", "", "", "")[:4]
    try:
        return live(work, number), Asked(unit, shift, date.fromisoformat(day))
    except ValueError:
        raise Refused("That button is from an older version. Type report to answer.") from None


def mine(work: Work) -> list[Huddle]:
    """The huddles that ask this person, their unit or their side, the soonest first."""
    found = [h for h in huddles.live(work.db) if h.state == "on" and asks(work, h)]
    soon = {h.number: scheduling.next_post(work, h, work.now) for h in found}
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(found, key=lambda h: at.at if (at := soon[h.number]) else never)


def asks(work: Work, found: Huddle) -> bool:
    if found.mode == "persons":
        return work.me.id in found.members
    return work.me.side in {IT, "both"} or work.me.unit in found.units


def for_me(work: Work, found: Huddle) -> Asked:
    """Whom this person speaks for just now: in person mode for themselves, else for their unit's
    shift, else for IT."""
    me = work.me
    if found.mode == "persons":
        return Asked("", "", local_day(work.now, scheduling.own_zone(work, me)))
    if me.unit in found.units and me.side != IT:
        return for_unit(work, me.unit)
    if me.side in {IT, "both"}:
        return Asked(IT, "", local_day(work.now, zone_of(found)))
    raise Refused(f"{found.name} doesn't ask your unit. Type me to say which unit you work in.")


def for_unit(work: Work, unit: str) -> Asked:
    """The shift of a unit that is at work now, else the one that ended last (R12); one's own for
    an hour after its end."""
    known = work.hospital.units[unit]
    zone = known.zone or work.hospital.zone
    today = local_day(work.now, zone)
    begun = [
        (_own(work, shift, ends), starts <= work.now < ends, starts, Asked(unit, shift.name, day))
        for shift in known.shifts
        for day, starts, ends in shifts.occurrences(shift, zone, today - timedelta(days=7), today)
        if starts <= work.now
    ]
    return max(begun, key=lambda one: one[:3])[3] if begun else Asked(unit, "", today)


def _own(work: Work, shift: Shift, ends: datetime) -> bool:
    return shift.name == work.me.shift_name and work.now < ends + AFTER_END


def destination(work: Work, found: Huddle, whom: Asked) -> Place:
    """Which huddle a word goes to. What is told in a shift that was at work when the huddle met
    belongs to it, however late; IT's for two hours; a person's to the huddle of that day."""
    run = scheduling.latest(work, found)
    if run is None:
        return Place()
    if found.mode == "persons":
        belongs = run.wall[:10] == whom.day.isoformat()
    elif whom.unit == IT:
        belongs = work.now - run.ran_at <= LATE_FOR
    else:
        belongs = _in_shift(work, found, whom, run.ran_at)
    return Place(run.wall, late=True) if belongs else Place()


def _in_shift(work: Work, found: Huddle, whom: Asked, ran_at: datetime) -> bool:
    starts, ends = span(work, whom)
    if starts >= ran_at:
        return False
    if work.now - ran_at <= LATE_FOR:
        return True
    following = scheduling.next_post(work, found, ran_at)
    return following is None or following.at >= ends


def span(work: Work, whom: Asked) -> tuple[datetime, datetime]:
    """When a shift starts and ends (UTC); a unit without it counts by its local day."""
    unit = work.hospital.units.get(whom.unit)
    zone = (unit.zone if unit else None) or work.hospital.zone
    named = shift_named(work, whom)
    for _, starts, ends in shifts.occurrences(named, zone, whom.day, whom.day) if named else ():
        return starts, ends
    start = moment(whom.day, MIDNIGHT, zone)
    return start, start + timedelta(days=1)


def shift_named(work: Work, whom: Asked) -> Shift | None:
    unit = work.hospital.units.get(whom.unit)
    return next((s for s in unit.shifts if s.name == whom.shift), None) if unit else None
