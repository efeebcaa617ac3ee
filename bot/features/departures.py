"""Leaving: an account that was closed, and a channel that the bot is no longer in."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features import admins
from bot.features.oncall import gaps
from bot.features.people import STAYS, still_theirs
from bot.features.rooms import WORDS
from bot.features.undelivered import place
from bot.words.cards import Message, line
from bot.words.events import Left
from bot.words.spelling import say
from storage.nouns import people, rooms

feature = Feature("leaving")


@feature.left()
def left(event: Left, work: Work) -> None:
    if event.channel.dm:
        _account_closed(event, work)
    else:
        _taken_out(event, work)


def _account_closed(event: Left, work: Work) -> None:
    """Someone's account on one platform is gone; with their last one they are no longer staff.
    Nobody's work is left lying about: administrators are told what is still theirs."""
    account = event.actor
    person = people.of_account(work.db, account)
    if person is None or person.gone:
        return
    if people.close_account(work.db, account, person):
        return
    person.gone = True
    gaps.tell(work)
    title = f"{person.name}'s account on {account.platform.capitalize()} was closed"
    stays = line(f"They can no longer use Corridor. {STAYS}")
    key = f"left:{account.platform}:{account.id}:{work.now.isoformat()}"
    admins.tell(work, key, Message(title, (stays, *still_theirs(work, person))))


def _taken_out(event: Left, work: Work) -> None:
    """A channel that has a purpose no longer gets what it should: administrators must know."""
    where = (event.channel.platform, event.channel.workspace, event.channel.id)
    room = rooms.at(work.db, where)
    if room is None:
        return
    message = Message(
        f"Corridor is no longer in {place(work, event.channel)}",
        (
            line(f"{WORDS[room.purpose]}. Until it is back, nothing arrives there."),
            line(f"Invite it again, or type {say('rooms')} and remove that room."),
        ),
        tone="warning",
    )
    admins.tell(work, f"left:{':'.join(where)}:{work.now.isoformat()}", message)
