"""Steering a huddle: pause, skip the next, move it, meet now, another time, end.

Each has a verb, typed behind the huddle's number; most have a button too.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from bot.core.acts import Given, Run
from bot.core.router import Feature
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.features.huddles import overview, post, scheduling, views
from bot.features.huddles.overview import may_change, may_run
from bot.features.huddles.wording import at_words, days_text, times_text, zone_of
from bot.features.nouns import HUDDLE
from bot.rules import occurrences
from bot.rules.occurrences import Occurrence, skipped
from bot.rules.parse_repeat import read_clock, read_repeat
from bot.rules.parse_when import read_date
from bot.rules.wall_time import local_day, moment
from bot.words.cards import Message, Reply, line
from bot.words.events import Command, Due
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import huddle_schedule, huddles
from storage.nouns.huddles import Huddle

feature = Feature("huddle steering", lasts=True)
HOW = (
    "Say one of: pause, pause until monday, resume, skip, move 09:00, end, now, preview,"
    " yesterday, a date such as 2026-03-08, or a new time such as weekdays 09:00."
)


def by_words(event: Command, work: Work, number: str, text: str) -> Reply:
    """ "huddle H-101 skip today", "huddle H-101 move 09:00", "huddle H-101 yesterday"."""
    huddle = HUDDLE.find(work, number)
    if not text:
        return overview.card(work, huddle)
    verb, _, rest = text.partition(" ")
    if (name := verb.lower()) in VERBS:
        return _steered(work, huddle, name, Given(event, values={"words": rest.strip()}))
    words, today = text.lower().removeprefix("on "), local_day(work.now, zone_of(huddle))
    if words in {"today", "yesterday"}:
        return views.on_day(work, huddle, today - timedelta(days=int(words == "yesterday")))
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return _reschedule(work, huddle, text)
    return views.on_day(work, huddle, day)


def _steered(work: Work, huddle: Huddle, name: str, given: Given) -> Reply:
    """What ends or skips a huddle is about now: with a day behind it, it is not done at all."""
    words, run = given["words"], VERBS[name]
    if name in {"pause", "move"} or (name, words.lower()) == ("skip", "today"):
        return run(work, huddle, given)
    if name in {"skip", "end"} and words:
        what = "skips the next one" if name == "skip" else "ends it now"
        typed = f"huddle {huddle.label} {name}"
        raise Refused(f"{typed} {what}. I can't read “{words[:40]}”, so nothing was changed.")
    return leaving_out(run(work, huddle, given), words)


def _reschedule(work: Work, huddle: Huddle, text: str) -> Reply:
    """A new time for all that come; it must be readable, else all ways to say it are told."""
    try:
        repeat = read_repeat(text)
    except ValueError as error:
        raise Refused(f"{error} Or: {HOW[0].lower()}{HOW[1:]}") from None
    may_change(work, huddle)
    if huddle.mode == "persons" and len(repeat.times) > 1:
        raise Refused("People are asked once a day: give one time.")
    huddle.times, huddle.days = times_text(repeat.times), days_text(repeat.days)
    huddle.weeks = repeat.weeks
    huddle.not_before = huddle.once_at = None
    return _armed(work, huddle)


def _armed(work: Work, huddle: Huddle, told: str = "") -> Message:
    """Set the clocks anew; what has changed, above the huddle as it is now."""
    work.db.flush()
    scheduling.arm(work, huddle)
    card = overview.card(work, huddle)
    return Message(card.title, (line(told), *card.blocks)) if told else card


@feature.act(HUDDLE, "pause")
def pause(work: Work, huddle: Huddle, given: Given) -> Reply:
    """Until somebody resumes it, or by itself: "pause until monday"."""
    may_run(work, huddle)
    words = given["words"].lower().removeprefix("until").strip()
    zone, until = zone_of(huddle), None
    if words:
        day = read_date(words, zone, work.now)
        if day is None:
            how = say(f"huddle {huddle.label} pause until monday")
            raise Refused(f"I can't read “{given['words'][:40]}”. Say: {how}")
        until = day if isinstance(day, datetime) else moment(day, datetime.min.time(), zone)
        work.later(f"{huddle.key}:resume", until, "huddle.resume", str(huddle.number))
    huddle.state = "paused"
    back = f"It comes back {at_words(huddle, until, work.now)}." if until else ""
    told = f"Nobody is asked and nothing is posted. {back or 'Until you resume it.'}"
    return _armed(work, huddle, told)


@feature.act(HUDDLE, "resume")
def resume(work: Work, huddle: Huddle, given: Given) -> Reply:
    may_run(work, huddle)
    if huddle.state != "paused":
        raise Refused(
            f"{huddle.name} is not paused. Type {say(f'huddle {huddle.label}')} to see it."
        )
    work.forget(f"{huddle.key}:resume")
    huddle.state = "on"
    return _armed(work, huddle)


@feature.due("huddle.resume")
def resume_by_itself(event: Due, work: Work) -> None:
    huddle = huddles.locked(work.db, int(event.args[0]))
    if huddle is not None and huddle.state == "paused":
        huddle.state = "on"
        scheduling.arm(work, huddle)


def _coming(work: Work, huddle: Huddle) -> Occurrence:
    """What comes next in a huddle that is on, for one who may run it."""
    may_run(work, huddle)
    coming = scheduling.next_post(work, huddle, work.now) if huddle.state == "on" else None
    if coming is None:
        raise Refused(f"{huddle.name} is {overview.STATES[huddle.state]}, so there is no next one.")
    return coming


@feature.act(HUDDLE, "skip")
def skip(work: Work, huddle: Huddle, given: Given) -> Reply:
    """The next one does not happen; "skip today" only where that is today."""
    coming = _coming(work, huddle)
    at = at_words(huddle, coming.at, work.now)
    today = local_day(work.now, zone_of(huddle))
    if given["words"].lower() == "today" and coming.wall.date() != today:
        raise Refused(f"{huddle.name} doesn't meet today any more; the next is {at}.")
    huddle.not_before, huddle.once_at = max(coming.at, huddle.not_before or coming.at), None
    return _armed(work, huddle, f"The one at {at} is skipped.")


def move(work: Work, huddle: Huddle, given: Given) -> Reply:
    """The next one happens at another time, once; a time alone is on the day of the next one."""
    coming = _coming(work, huddle)
    zone, words = zone_of(huddle), given["words"].lower().removeprefix("to ").strip()
    clock = read_clock(words)
    wanted = moment(coming.wall.date(), clock, zone) if clock else read_date(words, zone, work.now)
    if not isinstance(wanted, datetime):
        raise Refused(f"To what time? Say it like this: {say(f'huddle {huddle.label} move 09:00')}")
    _need_shown(words, wanted, huddle)
    if wanted <= work.now:
        raise Refused("That time is past. Give one that is still to come.")
    to = wanted.astimezone(UTC)
    regular = coming.at if huddle.once_at != coming.at else huddle.not_before or coming.at
    left_out = scheduling.free(work.hospital, huddle)
    following = occurrences.after(scheduling.pattern(huddle), zone, regular, left_out)
    if following is not None and to >= following.at:
        at = at_words(huddle, following.at, work.now)
        raise Refused(f"The one after it is at {at}; choose a time before that, or skip this one.")
    huddle.not_before, huddle.once_at = regular, to
    was, becomes = (at_words(huddle, at, work.now) for at in (coming.at, to))
    return _armed(work, huddle, f"The one at {was} moves to {becomes}.")


def _need_shown(words: str, wanted: datetime, huddle: Huddle) -> None:
    """Refuse a local time that no clock shows, because they go forward over it."""
    clock = read_clock(words.rpartition(" ")[2]) or read_clock(words)
    local = wanted.astimezone(zone_of(huddle))
    if clock is not None and skipped(local.date(), clock, zone_of(huddle)):
        raise Refused(
            f"There is no {clock:%H:%M} on {local:%A} {local.day} {local:%B}: the clocks go forward"
            f" over it that night. Say {local:%H:%M}, which is the same moment, or another time."
        )


@feature.act(HUDDLE, "end")
def end(work: Work, huddle: Huddle, given: Given) -> Reply:
    may_change(work, huddle)
    huddle.state = "ended"
    work.forget(f"{huddle.key}:resume")
    scheduling.arm(work, huddle)
    return Message(f"{huddle.name} has ended", (line("What was told stays readable: Past ones."),))


@feature.act(HUDDLE, "now")
def meet_now(work: Work, huddle: Huddle, given: Given) -> Reply:
    """Meet now, besides the regular ones."""
    may_run(work, huddle)
    if huddle.state not in huddles.LIVE:
        raise Refused(f"{huddle.name} has not begun. Press Start first.")
    local = work.now.astimezone(zone_of(huddle)).replace(tzinfo=None)
    wall = local.isoformat(timespec="minutes")
    if huddle_schedule.run(work.db, huddle.number, scheduling.POST, wall):
        raise Refused("It was posted in this very minute.")
    run = huddle_schedule.add_run(work.db, huddle.number, scheduling.POST, wall, work.now)
    post.publish(work, huddle, run)
    return Message(f"{huddle.name} is posted", (line("In its rooms, with what was told so far."),))


VERBS: Mapping[str, Run[Huddle]] = {
    "pause": pause,
    "resume": resume,
    "skip": skip,
    "move": move,
    "end": end,
    "now": meet_now,
    "preview": views.preview,
    "past": views.past,
    "history": views.past,
}
