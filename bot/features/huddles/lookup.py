"""Finds the huddle that somebody means, an item of it, and whom they speak for in it.

A button of a huddle carries its number; one about an item carries the item's number too, and one
about an answer carries whose answer it is: unit, shift and date.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from bot.core.nouns import Part
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.huddles import scheduling
from bot.features.huddles.wording import IT, Asked, zone_of
from bot.features.nouns import HUDDLE
from bot.rules import shifts
from bot.rules.hospital import Shift
from bot.rules.wall_time import local_day, moment
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import huddle_entries, huddles
from storage.nouns.huddle_entries import Word
from storage.nouns.huddles import Huddle

AFTER_END = timedelta(hours=1)
LATE_FOR = timedelta(hours=2)
MIDNIGHT = time()


class Item(NamedTuple):
    """Something that a huddle was told, for somebody to move on."""

    huddle: Huddle
    word: Word


class Turn(NamedTuple):
    """Whose turn it is to answer a huddle."""

    huddle: Huddle
    asked: Asked


@dataclass(frozen=True, slots=True)
class Place:
    """Which occurrence a word goes to: its local time, "" for the next one; `late` when that was
    posted already."""

    run: str = ""
    late: bool = False


def live(work: Work, huddle: Huddle) -> None:
    """Refuses what comes after the end of a huddle."""
    if huddle.state == "ended":
        raise Refused(f"{huddle.name} has ended. Type {say('huddles')} to see those that go on.")


def _item(work: Work, args: tuple[str, ...]) -> Item:
    huddle, n = HUDDLE.find(work, args[0]), args[1]
    word = huddle_entries.get(work.db, huddle.number, int(n)) if is_number(n) else None
    if word is None:
        raise Refused("That was taken back by its writer, so there is nothing to do about it.")
    return Item(huddle, word)


def _turn(work: Work, args: tuple[str, ...]) -> Turn:
    huddle = HUDDLE.find(work, args[0])
    live(work, huddle)
    try:
        return Turn(huddle, Asked(args[1], args[2], date.fromisoformat(args[3])))
    except ValueError:
        raise Refused(
            f"That button is from an older version. Type {say('report')} to answer."
        ) from None


ITEM = Part("huddle", 2, _item)
TURN = Part("huddle", 4, _turn)


def mine(work: Work) -> list[Huddle]:
    """The huddles that ask this person, their unit or their side, the soonest first."""
    me = work.me
    asking = [
        huddle
        for huddle in huddles.live(work.db)
        if huddle.state == "on"
        and (
            me.id in huddle.members
            if huddle.mode == "persons"
            else me.side in {IT, "both"} or me.unit in huddle.units
        )
    ]
    coming = {huddle.number: scheduling.next_post(work, huddle, work.now) for huddle in asking}
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(asking, key=lambda h: post.at if (post := coming[h.number]) else never)


def my_turn(work: Work, huddle: Huddle) -> Turn:
    """Whom this person speaks for just now: in person mode for themselves, else for their unit's
    shift, else for IT."""
    me = work.me
    if huddle.mode == "persons":
        return Turn(huddle, Asked("", "", local_day(work.now, scheduling.own_zone(work, me))))
    if me.unit in huddle.units and me.side != IT:
        return Turn(huddle, _for_unit(work, me.unit))
    if me.side in {IT, "both"}:
        return Turn(huddle, Asked(IT, "", local_day(work.now, zone_of(huddle))))
    how = f"Type {say('me')} to say which unit you work in."
    raise Refused(f"{huddle.name} doesn't ask your unit. {how}")


def _for_unit(work: Work, unit: str) -> Asked:
    """The shift of a unit that is at work now, else the one that ended last (R12); one's own for
    an hour after its end."""
    known = work.hospital.units[unit]
    zone = known.zone or work.hospital.zone
    today = local_day(work.now, zone)
    begun = [
        (
            shift.name == work.me.shift_name and work.now < ends + AFTER_END,
            starts <= work.now < ends,
            starts,
            Asked(unit, shift.name, day),
        )
        for shift in known.shifts
        for day, starts, ends in shifts.occurrences(shift, zone, today - timedelta(days=7), today)
        if starts <= work.now
    ]
    return max(begun, key=lambda shift: shift[:3])[3] if begun else Asked(unit, "", today)


def told(work: Work, turn: Turn) -> list[Word]:
    """What a huddle was told in one turn: by anyone in a unit's shift, or by this person."""
    huddle, asked = turn
    if huddle.mode == "persons":
        return huddle_entries.of_person(work.db, huddle, work.me.id, asked.day)
    return huddle_entries.of_shift(work.db, huddle, asked.unit, asked.shift, asked.day)


def destination(work: Work, turn: Turn) -> Place:
    """Which huddle a word goes to. What is told in a shift that was at work when the huddle met
    belongs to it, however late; IT's for two hours; a person's to the huddle of that day."""
    huddle, asked = turn
    run = scheduling.latest(work, huddle)
    if run is None:
        return Place()
    if huddle.mode == "persons":
        belongs = run.wall[:10] == asked.day.isoformat()
    elif asked.unit == IT:
        belongs = work.now - run.ran_at <= LATE_FOR
    else:
        starts, ends = span(work, asked)
        following = scheduling.next_post(work, huddle, run.ran_at)
        soon = work.now - run.ran_at <= LATE_FOR
        belongs = starts < run.ran_at and (soon or following is None or following.at >= ends)
    return Place(run.wall, late=True) if belongs else Place()


def span(work: Work, asked: Asked) -> tuple[datetime, datetime]:
    """When a shift starts and ends (UTC); a unit without it counts by its local day."""
    unit = work.hospital.units.get(asked.unit)
    zone = (unit.zone if unit else None) or work.hospital.zone
    shift = shift_named(work, asked)
    for _, starts, ends in shifts.occurrences(shift, zone, asked.day, asked.day) if shift else ():
        return starts, ends
    start = moment(asked.day, MIDNIGHT, zone)
    return start, start + timedelta(days=1)


def shift_named(work: Work, asked: Asked) -> Shift | None:
    unit = work.hospital.units.get(asked.unit)
    return next((s for s in unit.shifts if s.name == asked.shift), None) if unit else None
