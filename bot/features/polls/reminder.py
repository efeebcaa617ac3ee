"""The one reminder: to those who have not voted, on their shift, and to nobody else (R12)."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.polls import ballot_box
from bot.features.polls.audience import audience
from bot.features.polls.card import card
from bot.features.polls.definition import Asks
from bot.rules.working_hours import is_working, next_opening
from bot.words.cards import Message, Reply, line
from bot.words.events import Channel, Due
from bot.words.refusal import Refused
from storage.nouns import ballots, people, polls, roster
from storage.nouns.people import Person
from storage.nouns.polls import Poll

feature = Feature("reminders of polls")
PROMISE = "Whoever has not voted by half time is reminded once, on shift."


def undecided(work: Work, poll: Poll) -> list[Person]:
    """Those whom the poll is for who have not voted."""
    votes, done = ballot_box.box(work, poll), ballots.voters(work.db, poll.number)
    return [p for p in audience(work, Asks.of(poll), poll) if votes.voter(p.id) not in done]


def remind(work: Work, poll: Poll) -> int:
    """Remind the undecided once; say how many. Those whose next shift starts after the close are
    left alone."""
    if poll.reminded:
        raise Refused(f"{poll.name}: everybody was reminded once already, and once is enough.")
    poll.reminded = True
    hours, zone = work.hospital.hours, work.hospital.zone
    at_work = work.now if is_working(work.now, hours, zone) else next_opening(work.now, hours, zone)
    shown = card(work, poll)
    ask = line("You have not voted yet. This is the only reminder.")
    reminder = Message(shown.title, (ask, *shown.blocks))
    these = undecided(work, poll)
    numbers = [person.id for person in these]
    duties = roster.coming_of(work.db, numbers, work.now)
    used, reminded = people.last_used(work.db, numbers), 0
    for person in these:
        # In working hours where somebody has no shift.
        starts = work.next_start_by(duties.get(person.id), person) or work.now
        due = at_work if work.shift(person) is None else starts
        if poll.closes_at is None or due < poll.closes_at:
            reminded += 1
            if (at := used.get(person.id)) is not None:
                dm = Channel(at.platform, at.workspace, at.id, dm=True)
                work.show(_key(poll, person.id), reminder, dm, due=due)
    return reminded


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
    poll = polls.locked(work.db, int(event.args[0]))
    if poll is not None and poll.state == "open" and not poll.reminded:
        remind(work, poll)
    return None
