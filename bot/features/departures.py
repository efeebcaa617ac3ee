"""Leaving: an account that was closed, and a channel that the bot is no longer in."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features import admins
from bot.features.rooms import WORDS
from bot.features.undelivered import place
from bot.words.cards import Line, Message, line
from bot.words.events import Account, Left
from storage.nouns import concerns, people, rooms
from storage.nouns.people import Person

feature = Feature("leaving")
MOST = 20


@feature.left()
def left(event: Left, work: Work) -> None:
    if event.channel.dm:
        _closed(work, event.actor)
    else:
        _taken_out(work, event)


def _closed(work: Work, account: Account) -> None:
    """Someone's account on one platform is gone; with their last one they are no longer staff.
    Nobody's work is left lying about: administrators are told what is still theirs."""
    person = people.of_account(work.db, account)
    if person is None or person.gone:
        return
    others = people.close_account(work.db, account, person)
    person.gone = not others
    name = f"left:{account.platform}:{account.id}:{work.now.isoformat()}"
    if not others:
        admins.tell(work, name, _gone(work, person, account.platform))


def _gone(work: Work, person: Person, platform: str) -> Message:
    title = f"{person.name}'s account on {platform.capitalize()} was closed"
    theirs = concerns.assigned(work.db, person.id, MOST)
    names = ", ".join(concern.name for concern in theirs)
    left_over: tuple[Line, ...] = (
        (line(f"Still theirs to work on: {names}. Somebody in IT should take them."),)
        if theirs
        else ()
    )
    back = line("They can no longer use Corridor. What they raised and wrote stays.")
    return Message(title, (back, *left_over))


def _taken_out(work: Work, event: Left) -> None:
    """A channel that has a purpose no longer gets what it should: administrators must know."""
    where = (event.channel.platform, event.channel.workspace, event.channel.id)
    room = rooms.at(work.db, where)
    if room is None:
        return
    told = Message(
        f"Corridor is no longer in {place(work, event.channel)}",
        (
            line(f"{WORDS[room.purpose]}. Until it is back, nothing arrives there."),
            line("Invite it again, or type rooms and remove that room."),
        ),
        tone="warning",
    )
    admins.tell(work, f"left:{':'.join(where)}:{work.now.isoformat()}", told)
