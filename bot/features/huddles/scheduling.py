"""The clocks of a huddle: when it posts, and when each unit, IT and each person is asked."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.huddles.wording import IT, days_text, times_text, zone_of
from bot.rules import occurrences, shifts
from bot.rules.hospital import Hospital, Shift, WorkingHours
from bot.rules.occurrences import Occurrence, Pattern, never
from bot.rules.working_hours import public_holidays
from storage.nouns import huddle_schedule, huddles, people
from storage.nouns.huddle_schedule import Clock, Run, Step
from storage.nouns.huddles import Huddle
from storage.nouns.people import Person

feature = Feature("huddle clocks")
POST = "post"
INTO_SHIFT = timedelta(minutes=30)  # a shift is asked when it has settled in
BEFORE_END = timedelta(minutes=15)  # and no more when it is handing over
EVERY = 100_000  # huddles: all of them
IT_LEAD = timedelta(minutes=60)
Free = Callable[[date], bool]


def pattern(huddle: Huddle) -> Pattern:
    """When the huddle meets."""
    return Pattern(_times(huddle.times), _days(huddle.days), huddle.weeks, huddle.since)


def arm(work: Work, huddle: Huddle) -> None:
    """Set all clocks of a huddle as it is now; call it after every change of it."""
    clocks = _clocks(work, huddle) if huddle.state == "on" else []
    huddle_schedule.arm(work.db, huddle.number, clocks, work.now)


@feature.rearm
def rearm(work: Work) -> None:
    """Clocks that wait for a moment after the huddle's next post were set by a false future; what
    was posted then is not posted again, since an occurrence is unique."""
    for huddle in huddles.live(work.db, EVERY):
        expected = next_post(work, huddle, work.now)
        clock = huddle_schedule.clock(work.db, huddle.number, POST)
        waits_for = clock.next_run_at if clock else None
        if expected is not None and waits_for is not None and waits_for > expected.at:
            arm(work, huddle)


def next_post(work: Work, huddle: Huddle, after: datetime) -> Occurrence | None:
    """The huddle's next occurrence after `after`: the one that was moved, or a regular one."""
    later = max(after, huddle.not_before or after)
    regular = occurrences.after(
        pattern(huddle), zone_of(huddle), later, free(work.hospital, huddle)
    )
    if huddle.once_at is None or huddle.once_at <= after:
        return regular
    wall = huddle.once_at.astimezone(zone_of(huddle)).replace(tzinfo=None, second=0)
    moved = Occurrence(wall, huddle.once_at)
    return moved if regular is None or moved.at < regular.at else regular


def latest(work: Work, huddle: Huddle) -> Run | None:
    """The huddle's last post."""
    runs = huddle_schedule.runs(work.db, huddle.number, POST)
    return runs[0] if runs and runs[0].body else None


def free(hospital: Hospital, huddle: Huddle) -> Free:
    """The local dates on which a huddle does not meet."""
    return never if huddle.holidays else _holidays(hospital.hours)


@lru_cache(maxsize=64)
def _holidays(hours: WorkingHours) -> Free:
    country = hours.holiday_country

    def holiday(day: date) -> bool:
        return day in hours.holidays or bool(country and day in public_holidays(country, day.year))

    return holiday


def _clocks(work: Work, huddle: Huddle) -> Iterator[Clock]:
    post = next_post(work, huddle, work.now)
    yield _clock(huddle, POST, post, pattern(huddle), huddle.zone)
    if huddle.mode == "persons":
        # Each member at their own local time: half an hour into a shift where they have one,
        # else `window` minutes before the time of the post, by their own clock.
        for number in huddle.members:
            person = people.get(work.db, number)
            if person is not None and not person.gone:
                when = person_pattern(work, huddle, person)
                yield _next(work, huddle, f"person:{number}", when, str(own_zone(work, person)))
        return
    lead = Pattern(*_regular(huddle), offset=-IT_LEAD)
    yield _next(work, huddle, IT, lead, huddle.zone)
    for unit in filter(None, map(work.hospital.units.get, huddle.units)):
        zone = unit.zone or work.hospital.zone
        for shift in unit.shifts:
            into = Pattern((shift.start,), shift.days, offset=INTO_SHIFT)
            slot = unit_slot(unit.id, shift.name)
            yield _next(work, huddle, slot, into, str(zone), daily=True)


def unit_slot(unit: str, shift: str) -> str:
    return f"unit:{quote(unit, safe='')}:{quote(shift, safe='')}"


def slot_unit(slot: str) -> tuple[str, str]:
    """The unit and the shift of a `unit_slot`."""
    _, unit, shift = slot.split(":")
    return unquote(unit), unquote(shift)


def _regular(huddle: Huddle) -> tuple[tuple[time, ...], frozenset[int], int, date]:
    return _times(huddle.times), _days(huddle.days), huddle.weeks, huddle.since


def person_pattern(work: Work, huddle: Huddle, person: Person) -> Pattern:
    shift = work.shift(person)
    if shift is not None:
        days = shift.days if person.weekdays is None else person.weekdays
        return Pattern((shift.start,), days & _days(huddle.days), offset=INTO_SHIFT)
    window = timedelta(minutes=huddle.window)
    return Pattern(*_regular(huddle), offset=-window)


def own_zone(work: Work, person: Person) -> ZoneInfo:
    """A person's own zone, else the one their shift runs in."""
    return work.zone(person) if not person.zone or person.shift_name else ZoneInfo(person.zone)


def _next(
    work: Work, huddle: Huddle, slot: str, when: Pattern, zone: str, *, daily: bool = False
) -> Clock:
    moved = huddle.once_at is not None and huddle.once_at > work.now
    skip_to = None if daily or moved else huddle.not_before
    later = max(work.now, skip_to or work.now)
    left_out = never if daily else free(work.hospital, huddle)
    coming = occurrences.after(when, ZoneInfo(zone), later, left_out)
    return _clock(huddle, slot, coming, when, zone)


def _clock(huddle: Huddle, slot: str, coming: Occurrence | None, when: Pattern, zone: str) -> Clock:
    daily = slot.startswith("unit:")
    return Clock(
        number=huddle.number,
        slot=slot,
        next_run_at=coming.at if coming else None,
        wall=_wall(coming.wall) if coming else "",
        times=times_text(when.times),
        days=days_text(when.days),
        weeks=when.weeks,
        since=when.since.isoformat() if when.since else "",
        offset=when.offset // timedelta(minutes=1),
        zone=zone,
        holidays=huddle.holidays or daily,
        not_before=huddle.not_before if slot == POST else None,
    )


@feature.claim
def claim(work: Work) -> bool:
    """Take the clocks that are due: each becomes one occurrence and its timer, and waits for its
    next. Whether there may be more."""
    hours = work.hospital.hours

    def stepped(clock: Clock) -> Step:
        return step(clock, work.now, never if clock.holidays else _holidays(hours))

    taken = huddle_schedule.claim(work.db, work.now, stepped, "huddle.run")
    return taken == huddle_schedule.AT_ONCE


def step(clock: Clock, now: datetime, left_out: Free) -> Step:
    """What a clock that is due does at `now`: its latest occurrence, once, whatever was missed."""
    assert clock.next_run_at is not None
    expected = Occurrence(datetime.fromisoformat(clock.wall), clock.next_run_at)
    if clock.not_before is not None and clock.not_before > clock.next_run_at:
        # A moved occurrence: the regular one that it stands for is not to happen as well.
        expected = Occurrence(expected.wall, clock.not_before)
    when = _pattern(clock.times, clock.days, clock.weeks, clock.since, clock.offset)
    due = occurrences.due(when, ZoneInfo(clock.zone), expected, now, left_out)
    following = due.following
    return Step(
        wall=_wall(due.last.wall),
        due_at=due.last.at if due.missed else clock.next_run_at,
        missed=due.missed,
        next_wall=_wall(following.wall) if following else "",
        next_at=following.at if following else None,
    )


@lru_cache(maxsize=4096)
def _pattern(times: str, days: str, weeks: int, since: str, offset: int) -> Pattern:
    first = date.fromisoformat(since) if since else None
    return Pattern(_times(times), _days(days), weeks, first, timedelta(minutes=offset))


def _times(text: str) -> tuple[time, ...]:
    return tuple(time.fromisoformat(at) for at in text.split(","))


def _days(text: str) -> frozenset[int]:
    return frozenset(map(int, text))


def _wall(wall: datetime) -> str:
    return wall.isoformat(timespec="minutes")


def window(shift: Shift, zone: ZoneInfo, day: date) -> tuple[datetime, datetime] | None:
    """When a shift that starts on `day` is asked, and until when (UTC): half an hour in, until a
    quarter of an hour before its end; None for one too short, or that does not start that day."""
    for _, starts, ends in shifts.occurrences(shift, zone, day, day):
        if starts + INTO_SHIFT < ends - BEFORE_END:
            return starts.astimezone(UTC) + INTO_SHIFT, ends.astimezone(UTC) - BEFORE_END
    return None
