"""A new poll: written down, opened when its time comes, shown in its rooms, and again if it
repeats."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.polls import reminder
from bot.features.polls.audience import places
from bot.features.polls.card import card
from bot.features.polls.conditions import NO_KEYS
from bot.features.polls.definition import Asks
from bot.rules.poll_repeats import next_time
from bot.rules.wall_time import moment
from bot.words.cards import Message, Reply, line
from bot.words.events import Channel, Due
from bot.words.refusal import Refused
from storage.nouns import ballots, people, polls, sealed_ballots
from storage.nouns.polls import Poll

feature = Feature("opening of polls")


@dataclass(frozen=True, slots=True)
class New:
    """A poll to be: when it opens and closes (UTC), and where it is shown."""

    asks: Asks
    opens: datetime
    closes: datetime | None
    rooms: tuple[Channel, ...]
    previous: int | None = None


def begin(work: Work, new: New, author: int) -> Poll:
    """Write the poll down, and open it now or when its time comes. `Refused` where it is to be
    anonymous and there is no key to seal votes with."""
    asks = replace(new.asks, rest=())
    if asks.anonymous and not work.has_keys:
        raise Refused(f"{NO_KEYS} Nothing was asked.")
    poll = polls.add(
        work.db,
        question=asks.question,
        kind=asks.kind,
        options=list(asks.options),
        rules=asks.rules,
        places=[[c.platform, c.workspace, c.id, c.dm] for c in new.rooms],
        state="scheduled",
        author_id=author,
        opens_at=new.opens,
        closes_at=new.closes,
        previous=new.previous,
    )
    if asks.anonymous:
        sealed_ballots.begin(work.db, poll.number, work.now)
    else:
        ballots.begin(work.db, poll.number)
    if new.opens > work.now:
        work.later(f"{poll.key}:open", new.opens, "poll.open", str(poll.number))
    else:
        open_(work, poll)
    return poll


def open_(work: Work, poll: Poll) -> None:
    """Show it, and have it closed, its undecided reminded and its next occurrence begun."""
    asks, number = Asks.of(poll), str(poll.number)
    poll.state = "open"
    work.show(poll.key, card(work, poll), *places(poll))
    if poll.closes_at is not None:
        work.later(f"{poll.key}:close", poll.closes_at, "poll.close", number)
        if asks.remind:
            middle = poll.opens_at + (poll.closes_at - poll.opens_at) / 2
            work.later(f"{poll.key}:remind", max(middle, work.now), "poll.remind", number)
    _plan_next(work, poll, asks)


def _plan_next(work: Work, poll: Poll, asks: Asks) -> None:
    """The next occurrence is known by the time it is for, however late it comes to be begun."""
    if not asks.repeats:
        return
    zone, hours = work.hospital.zone, work.hospital.hours
    at = next_time(asks.repeats, poll.opens_at, work.now, zone, hours)
    work.later(f"{poll.key}:again", at, "poll.again", str(poll.number), at.isoformat())


@feature.due("poll.open")
def opens(event: Due, work: Work) -> Reply:
    poll = polls.locked(work.db, int(event.args[0]))
    if poll is not None and poll.state == "scheduled":
        open_(work, poll)
    return None


@feature.due("poll.again")
def again(event: Due, work: Work) -> Reply:
    """The next occurrence, open as long by the clock as the last; one missed whole is left out."""
    poll = polls.locked(work.db, int(event.args[0]))
    author = people.get(work.db, poll.author_id) if poll else None
    if poll is None or author is None or author.gone:
        return None
    opens = datetime.fromisoformat(event.args[1])
    closes = None
    if poll.closes_at is not None:
        open_for = _wall(poll.closes_at, work.hospital.zone) - _wall(
            poll.opens_at, work.hospital.zone
        )
        until = _wall(opens, work.hospital.zone) + open_for
        closes = moment(until.date(), until.time(), work.hospital.zone)
    new = New(Asks.of(poll), opens, closes, tuple(places(poll)), poll.number)
    if new.asks.anonymous and not work.has_keys:
        title = f"The next {poll.name} was not asked"
        work.tell(author, f"{poll.key}:keys:{event.args[1]}", Message(title, (line(NO_KEYS),)))
        _plan_next(work, poll, new.asks)
    elif new.closes is not None and new.closes <= work.now:
        _plan_next(work, poll, Asks.of(poll))
    else:
        begin(work, new, poll.author_id)
    return None


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def told(work: Work, poll: Poll, rooms: str) -> Message:
    """To its author: where it is, and what can be done with it."""
    first = "It opens at its time" if poll.state == "scheduled" else "It is open"
    lines = [line(f"{first}, in {rooms}. To see it: {poll.name}.")]
    if Asks.of(poll).remind:
        lines.append(line(reminder.PROMISE))
    return Message(f"{poll.name} is ready", tuple(lines))
