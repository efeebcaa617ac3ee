"""Steering a huddle: pause, skip the next, move it, meet now, another time, end."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.huddles import lookup, overview, post, scheduling, views
from bot.features.huddles.wording import at_words, zone_of
from bot.rules import occurrences
from bot.rules.occurrences import Occurrence, skipped
from bot.rules.parse_repeat import read_clock, read_repeat
from bot.rules.parse_when import read_date
from bot.rules.wall_time import local_day, moment
from bot.words.cards import Message, Reply, line
from bot.words.events import Due, Press
from bot.words.refusal import Refused
from storage.nouns import huddle_schedule, huddles
from storage.nouns.huddles import Huddle

feature = Feature("huddle steering")
HOW = (
    "Say one of: pause, pause until monday, resume, skip, move 09:00, end, now, preview,"
    " yesterday, a date such as 2026-03-08, or a new time such as weekdays 09:00."
)


def by_words(work: Work, number: str, text: str) -> Reply:
    """ "huddle H-101 skip today", "huddle H-101 move 09:00", "huddle H-101 yesterday"."""
    if not text:
        return overview.card(work, lookup.huddle(work, number))
    verb, _, rest = text.partition(" ")
    known = VERBS.get(verb.lower())
    if known is not None:
        return known(work, number, rest.strip())
    huddle = lookup.huddle(work, number)
    day = _past_day(text, local_day(work.now, zone_of(huddle)))
    return views.on_day(work, huddle, day) if day else _reschedule(work, number, text)


def _past_day(text: str, today: date) -> date | None:
    said = text.strip().lower().removeprefix("on ")
    if said in {"today", "yesterday"}:
        return today - timedelta(days=int(said == "yesterday"))
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _reschedule(work: Work, number: str, text: str) -> Reply:
    """A new time for all that come; it must be readable, else all ways to say it are told."""
    try:
        found = read_repeat(text)
    except ValueError as error:
        raise Refused(f"{error} Or: {HOW[0].lower()}{HOW[1:]}") from None
    huddle = overview.mine(work, number)
    overview.not_in_file(huddle)
    if huddle.mode == "persons" and len(found.times) > 1:
        raise Refused("People are asked once a day: give one time.")
    huddle.times = ",".join(f"{t:%H:%M}" for t in found.times)
    huddle.days, huddle.weeks = "".join(map(str, sorted(found.days))), found.weeks
    huddle.not_before = huddle.once_at = None
    return _armed(work, huddle)


def _armed(work: Work, huddle: Huddle) -> Message:
    work.db.flush()
    scheduling.arm(work, huddle)
    return overview.card(work, huddle)


def _pause(work: Work, number: str, text: str = "") -> Reply:
    huddle = overview.mine(work, number)
    until = _until(work, huddle, text)
    huddle.state = "paused"
    if until is not None:
        work.later(f"{huddle.key}:resume", until, "huddle.resume", number)
    shown = _armed(work, huddle)
    told = (
        f"It comes back {at_words(huddle, until, work.now)}." if until else "Until you resume it."
    )
    return Message(
        shown.title, (line(f"Nobody is asked and nothing is posted. {told}"), *shown.blocks)
    )


def _until(work: Work, huddle: Huddle, text: str) -> datetime | None:
    words = text.strip().lower().removeprefix("until").strip()
    if not words:
        return None
    found = read_date(words, zone_of(huddle), work.now)
    if found is None:
        raise Refused(f"I can't read “{text[:40]}”. Say: huddle {huddle.label} pause until monday")
    if isinstance(found, datetime):
        return found
    return moment(found, datetime.min.time(), zone_of(huddle))


def _resume(work: Work, number: str, _: str = "") -> Reply:
    huddle = overview.mine(work, number)
    if huddle.state != "paused":
        raise Refused(f"{huddle.name} is not paused. Type huddle {huddle.label} to see it.")
    work.forget(f"{huddle.key}:resume")
    huddle.state = "on"
    return _armed(work, huddle)


@feature.due("huddle.resume")
def resume_by_itself(event: Due, work: Work) -> None:
    huddle = huddles.locked(work.db, int(event.args[0]))
    if huddle is not None and huddle.state == "paused":
        huddle.state = "on"
        scheduling.arm(work, huddle)


def _coming(work: Work, number: str) -> tuple[Huddle, Occurrence]:
    """A huddle that is on, and what comes next in it."""
    huddle = overview.mine(work, number)
    coming = scheduling.next_post(work, huddle, work.now) if huddle.state == "on" else None
    if coming is None:
        raise Refused(f"{huddle.name} is {overview.STATES[huddle.state]}, so there is no next one.")
    return huddle, coming


def _skip(work: Work, number: str, text: str = "") -> Reply:
    """The next one does not happen; "skip today" only where that is today."""
    huddle, coming = _coming(work, number)
    today = local_day(work.now, zone_of(huddle))
    if text.strip().lower() == "today" and coming.wall.date() != today:
        at = at_words(huddle, coming.at, work.now)
        raise Refused(f"{huddle.name} doesn't meet today any more; the next is {at}.")
    huddle.not_before, huddle.once_at = max(coming.at, huddle.not_before or coming.at), None
    shown = _armed(work, huddle)
    at = at_words(huddle, coming.at, work.now)
    return Message(shown.title, (line(f"The one at {at} is skipped."), *shown.blocks))


def _move(work: Work, number: str, text: str = "") -> Reply:
    """The next one happens at another time, once."""
    huddle, coming = _coming(work, number)
    # When a move means (UTC); a time alone is on the day of the next one.
    zone, words = zone_of(huddle), text.strip().lower().removeprefix("to ").strip()
    clock = read_clock(words)
    found = moment(coming.wall.date(), clock, zone) if clock else read_date(words, zone, work.now)
    if not isinstance(found, datetime):
        raise Refused(f"To what time? Say it like this: huddle {huddle.label} move 09:00")
    missing(words, found, huddle)
    if found <= work.now:
        raise Refused("That time is past. Give one that is still to come.")
    to = found.astimezone(UTC)
    regular = coming.at if huddle.once_at != coming.at else huddle.not_before or coming.at
    left_out = scheduling.free(work.hospital, huddle)
    following = occurrences.after(scheduling.pattern(huddle), zone_of(huddle), regular, left_out)
    if following is not None and to >= following.at:
        at = at_words(huddle, following.at, work.now)
        raise Refused(f"The one after it is at {at}; choose a time before that, or skip this one.")
    huddle.not_before, huddle.once_at = regular, to
    shown = _armed(work, huddle)
    then = f"{at_words(huddle, coming.at, work.now)} moves to {at_words(huddle, to, work.now)}."
    return Message(shown.title, (line(f"The one at {then}"), *shown.blocks))


def missing(words: str, found: datetime, huddle: Huddle) -> None:
    """Refuse a local time that no clock shows, because they go forward over it."""
    said = read_clock(words.rpartition(" ")[2]) or read_clock(words)
    local = found.astimezone(zone_of(huddle))
    if said is not None and skipped(local.date(), said, zone_of(huddle)):
        raise Refused(
            f"There is no {said:%H:%M} on {local:%A} {local.day} {local:%B}: the clocks go forward"
            f" over it that night. Say {local:%H:%M}, which is the same moment, or another time."
        )


def _end(work: Work, number: str, _: str = "") -> Reply:
    huddle = overview.mine(work, number)
    overview.not_in_file(huddle)
    huddle.state = "ended"
    work.forget(f"{huddle.key}:resume")
    scheduling.arm(work, huddle)
    return Message(f"{huddle.name} has ended", (line("What was told stays readable: Past ones."),))


def _now(work: Work, number: str, _: str = "") -> Reply:
    """Meet now, besides the regular ones."""
    huddle = overview.mine(work, number)
    if huddle.state not in huddles.LIVE:
        raise Refused(f"{huddle.name} has not begun. Press Start first.")
    local = work.now.astimezone(zone_of(huddle)).replace(tzinfo=None)
    wall = local.isoformat(timespec="minutes")
    if huddle_schedule.run(work.db, huddle.number, scheduling.POST, wall):
        raise Refused("It was posted in this very minute.")
    run = huddle_schedule.add_run(work.db, huddle.number, scheduling.POST, wall, work.now)
    post.publish(work, huddle, run)
    return Message(f"{huddle.name} is posted", (line("In its rooms, with what was told so far."),))


def _preview(work: Work, number: str, _: str = "") -> Reply:
    return views.sample(work, lookup.live(work, number))


def _past(work: Work, number: str, _: str = "") -> Reply:
    huddle = lookup.huddle(work, number)
    return views.on_day(work, huddle, local_day(work.now, zone_of(huddle)))


Steer: TypeAlias = Callable[[Work, str, str], Reply]
VERBS: Mapping[str, Steer] = {
    "pause": _pause,
    "resume": _resume,
    "skip": _skip,
    "move": _move,
    "end": _end,
    "now": _now,
    "preview": _preview,
    "past": _past,
    "history": _past,
}


@feature.press("huddle.pause", right="raise")
def press_pause(event: Press, work: Work) -> Reply:
    return _pause(work, lookup.first(event))


@feature.press("huddle.resume", right="raise")
def press_resume(event: Press, work: Work) -> Reply:
    return _resume(work, lookup.first(event))


@feature.press("huddle.skip", right="raise")
def press_skip(event: Press, work: Work) -> Reply:
    return _skip(work, lookup.first(event))


@feature.press("huddle.end", right="raise")
def press_end(event: Press, work: Work) -> Reply:
    return _end(work, lookup.first(event))


@feature.press("huddle.now", right="raise")
def press_now(event: Press, work: Work) -> Reply:
    return _now(work, lookup.first(event))


@feature.press("huddle.past", right="raise", opens=True)
def press_past(event: Press, work: Work) -> Reply:
    return _past(work, lookup.first(event))
