"""What huddles call things on screen, and the questions they ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.core.work import Work
from bot.features.speech import date_words, unit_name, who_id
from bot.rules.response_clock import clock_words
from bot.words.events import Action, Channel
from storage.nouns import rooms
from storage.nouns.huddle_entries import Word
from storage.nouns.huddles import Huddle

IT = "it"


class Kind(NamedTuple):
    """One thing to tell a huddle: the question, a button's label, and who is asked, "" for both."""

    question: str
    button: str
    side: str


KINDS: Mapping[str, Kind] = {
    "unsafe": Kind("Anything unsafe in our systems this shift?", "Something unsafe", "clinical"),
    "slowed": Kind("What slowed you most?", "Slowed us", "clinical"),
    "need": Kind("What do you need before the next shift?", "We need", "clinical"),
    "workaround": Kind("Which way round is spreading?", "Way round", "clinical"),
    "changed": Kind("What changed that floors will notice?", "Changed", IT),
    "changing": Kind("What will change in the next 24 hours?", "Will change", IT),
    "waiting": Kind("What are you waiting for from clinical?", "Waiting for the ward", IT),
    "decide": Kind("Who has a decision to make?", "Needs a decision", ""),
    "good": Kind("One good thing?", "A good thing", ""),
}
NOTHING = "nothing"
NEWS = frozenset({"changed", "changing", "good"})  # nobody has to take these on
OFF_AT_FIRST = frozenset({"workaround"})  # asked during a go-live, when somebody turns it on
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked, of which shift: a unit's on the local date it began, IT ("it"), or a person
    ("" for the unit)."""

    unit: str
    shift: str
    day: date

    @property
    def args(self) -> tuple[str, str, str]:
        """For a button."""
        return self.unit, self.shift, self.day.isoformat()


def act(name: str, huddle: Huddle, *more: str) -> Action:
    """What a button of a huddle does; `more` is what it carries beyond the huddle's number."""
    return Action(f"huddle.{name}", (str(huddle.number), *more))


def item_act(name: str, word: Word) -> Action:
    """What a button of an item of a huddle does."""
    return Action(f"huddle.{name}", (str(word.number), str(word.n)))


def question(huddle: Huddle, kind: str) -> str:
    """The huddle's own wording, else ours; "" where it does not ask."""
    plain = "" if kind in OFF_AT_FIRST else KINDS[kind].question
    return huddle.questions.get(kind, plain)


def asked_kinds(huddle: Huddle, side: str) -> list[str]:
    """What people of a side are asked, in the order of the post; those of both sides all of it."""
    return [
        key
        for key, kind in KINDS.items()
        if question(huddle, key) and (side not in {"clinical", IT} or kind.side in {"", side})
    ]


def zone_of(huddle: Huddle) -> ZoneInfo:
    return ZoneInfo(huddle.zone)


def wall_words(wall: str) -> str:
    """A local time as occurrences are known by it: "Sun 8 Mar 08:15"."""
    at = datetime.fromisoformat(wall)
    return f"{date_words(at.date())} {at:%H:%M}"


def at_words(huddle: Huddle, at: datetime, now: datetime) -> str:
    """A moment on the huddle's own clock, with its zone."""
    return clock_words(at, zone_of(huddle), now)


def schedule_words(huddle: Huddle) -> str:
    """ "daily 08:15 and 16:00", "Mon, Wed 09:00 every 2 weeks"."""
    at = " and ".join(huddle.times.split(","))
    turn = f" every {huddle.weeks} weeks" if huddle.weeks > 1 else ""
    off = "" if huddle.holidays else ", not on holidays"
    known = {"0123456": "daily", "01234": "weekdays", "56": "weekends"}
    days = known.get(huddle.days) or ", ".join(NAMES[int(day)] for day in huddle.days)
    return f"{days} {at}{turn}{off}"


def times_text(times: Iterable[time]) -> str:
    """Times of day as a huddle keeps them: "08:15,16:00"."""
    return ",".join(f"{at:%H:%M}" for at in times)


def days_text(days: Iterable[int]) -> str:
    """Weekdays as a huddle keeps them: "01234" from Monday to Friday."""
    return "".join(map(str, sorted(days)))


def source_words(work: Work, word: Word) -> str:
    """Where a word comes from: the unit, IT; in person mode who told it."""
    if not word.unit:
        return who_id(work, word.person_id)
    return "IT" if word.unit == IT else unit_name(work.hospital, word.unit)


def room_name(work: Work, address: list[str]) -> str:
    """ "IT triage (Slack)"."""
    platform, workspace, channel = address
    room = rooms.at(work.db, (platform, workspace, channel))
    name = room.spoken if room is not None else channel
    return f"{name} ({platform.capitalize()})"


def channels(huddle: Huddle) -> list[Channel]:
    return [Channel(platform, space, channel) for platform, space, channel in huddle.rooms]
