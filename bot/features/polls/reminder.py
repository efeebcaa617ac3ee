"""The one reminder: to those who have not voted, on their shift, and to nobody else (R12)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, TypeAlias

from bot.core.router import Feature
from bot.core.work import Rest, Work, Write
from bot.features.polls import ballot_box
from bot.features.polls.audience import audience
from bot.features.polls.card import card
from bot.features.polls.definition import Asks
from bot.rules.working_hours import is_working, next_opening
from bot.words.cards import Message, Reply, line
from bot.words.events import Channel, Due
from bot.words.refusal import Refused
from storage.delivery import outbox, timers
from storage.nouns import ballots, people, polls, roster
from storage.nouns.people import Person
from storage.nouns.polls import Poll

feature = Feature("reminders of polls")
AT_ONCE = 50  # people, in one transaction
AGAIN = timedelta(minutes=1)
GOES_ON = "on"  # the timer's last word while some are yet to be reminded
Told: TypeAlias = Callable[[int], Reply]
PROMISE = "Whoever has not voted by half time is reminded once, on shift."


class To(NamedTuple):
    """Somebody to be reminded: in which chat, and not before when (UTC)."""

    person_id: int
    chat: Channel
    due: datetime


def undecided(work: Work, poll: Poll) -> list[Person]:
    """Those whom the poll is for who have not voted."""
    votes, done = ballot_box.box(work, poll), ballots.voters(work.db, poll.number)
    return [p for p in audience(work, Asks.of(poll), poll) if votes.voter(p.id) not in done]


class Reminding:
    """Reminds the undecided of one poll, some in a transaction. `reminded` is how many were found;
    those whose next shift starts after the close are left alone."""

    def __init__(self, number: int) -> None:
        self._number, self.reminded = number, 0

    def look(self, work: Work) -> list[Write]:
        """Who is to be reminded and was not yet; none once the timer is gone that says that some
        are left, or the poll is over."""
        poll = polls.get(work.db, self._number)
        if poll is None or poll.state != "open" or not _goes_on(work, poll):
            return []
        found = self._not_yet(work, poll)
        self.reminded += len(found)
        some = (found[at : at + AT_ONCE] for at in range(0, len(found), AT_ONCE))
        pieces: list[Write] = [partial(_remind, self._number, these) for these in some]
        return [*pieces, partial(_end, self._number)]

    def _not_yet(self, work: Work, poll: Poll) -> list[To]:
        told = outbox.keys_below(work.db, f"{poll.key}:remind")
        these = [one for one in undecided(work, poll) if _key(poll, one.id) not in told]
        numbers = [person.id for person in these]
        coming = roster.coming_of(work.db, numbers, work.now)
        used = people.last_used(work.db, numbers)
        open_ = _in_working_hours(work)
        found = []
        for person in these:
            # In working hours where somebody has no shift.
            starts = work.next_start_by(coming.get(person.id, roster.NOTHING), person) or work.now
            due = open_ if work.shift(person) is None else starts
            at = used.get(person.id)
            if at is not None and (poll.closes_at is None or due < poll.closes_at):
                dm = Channel(at.platform, at.workspace, at.id, dm=True)
                found.append(To(person.id, dm, due))
        return found


def _in_working_hours(work: Work) -> datetime:
    hours, zone = work.hospital.hours, work.hospital.zone
    return work.now if is_working(work.now, hours, zone) else next_opening(work.now, hours, zone)


def remind(work: Work, poll: Poll, told: Told | None = None) -> None:
    """Remind the undecided once, in the transactions that follow this one; whoever asked is `told`
    how many they are."""
    if poll.reminded:
        raise Refused(f"{poll.name}: everybody was reminded once already, and once is enough.")
    poll.reminded = True
    _go_on(work, poll, told)


def _go_on(work: Work, poll: Poll, told: Told | None = None) -> None:
    work.later(f"{poll.key}:remind", work.now + AGAIN, "poll.remind", str(poll.number), GOES_ON)
    reminding = Reminding(poll.number)
    answer = None if told is None else (lambda: told(reminding.reminded))
    work.rest.append(Rest(reminding.look, answer))


def _goes_on(work: Work, poll: Poll) -> bool:
    args = timers.args_of(work.db, f"{poll.key}:remind")
    return args is not None and GOES_ON in args


def _remind(number: int, these: Sequence[To], work: Work) -> None:
    """Those who have not voted since, while the poll is open."""
    poll = polls.locked(work.db, number)
    if poll is None or poll.state != "open":
        return
    votes, shown = ballot_box.box(work, poll), card(work, poll)
    ask = line("You have not voted yet. This is the only reminder.")
    reminder = Message(shown.title, (ask, *shown.blocks))
    for to in these:
        if ballots.of(work.db, number, votes.voter(to.person_id)) is None:
            work.show(_key(poll, to.person_id), reminder, to.chat, due=to.due)


def _end(number: int, work: Work) -> None:
    poll = polls.locked(work.db, number)
    if poll is not None:
        work.forget(f"{poll.key}:remind")


def _key(poll: Poll, person_id: int) -> str:
    return f"{poll.key}:remind:{person_id}"


def unremind(work: Work, poll: Poll, person_id: int) -> None:
    """Whoever has voted is no longer to be reminded."""
    if poll.reminded:
        work.unsend(_key(poll, person_id))


def stop(work: Work, poll: Poll) -> None:
    """At the close nobody is reminded any more."""
    work.forget(f"{poll.key}:remind")
    if poll.reminded:
        work.unsend_below(f"{poll.key}:remind")


@feature.due("poll.remind")
def half_time(event: Due, work: Work) -> Reply:
    """At half time, and again where a process has stopped while it reminded."""
    poll = polls.locked(work.db, int(event.args[0]))
    if poll is None or poll.state != "open":
        return None
    if not poll.reminded:
        remind(work, poll)
    elif GOES_ON in event.args:
        _go_on(work, poll)
    return None
