"""What must hold before something is done with a poll: who may, and in which state it is."""

from bot.core.rights import may
from bot.core.work import Work
from bot.features.speech import when
from bot.words.plain_text import spans
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import people
from storage.nouns.polls import Poll

NO_KEYS = (
    "Anonymous polls are not offered here yet: their votes are sealed, and an operator has to set a"
    " key for that first (CORRIDOR_KEYS)."
)
CLOSED = f". Nothing was counted; type {say('polls')} to see what is open."


def runs(work: Work, poll: Poll) -> bool:
    """Whether this person may close it, and say what came of it: its author, or someone who
    stands in when the author forgets."""
    return poll.author_id == work.me.id or may(work.me, "export")


def need_author(work: Work, poll: Poll, what: str) -> None:
    if runs(work, poll):
        return
    author = people.get(work.db, poll.author_id)
    name = author.name if author and not author.gone else "its author"
    raise Refused(f"Only {name}, a leader or an administrator can {what}. Nothing was changed.")


def need_open(work: Work, poll: Poll) -> None:
    """`Refused`, with the time, unless the poll was open when the person acted.

    What was done before the close is refused too once its results are shown.
    """
    ended = poll.closed_at or poll.closes_at
    if poll.state == "open" and (ended is None or work.at < ended):
        return
    if poll.state == "scheduled":
        opens = when(work, poll.opens_at)
        raise Refused(spans((f"{poll.name} opens ", opens, ". Nothing was counted.")))
    if poll.state == "dropped" or ended is None:
        raise Refused(f"{poll.name} was called off. Nothing was counted.")
    raise Refused(spans((f"{poll.name} closed ", when(work, ended), CLOSED)))


def need_ended(work: Work, poll: Poll, what: str) -> None:
    """`Refused` unless the poll has closed, and this person is one of those who may do `what`."""
    need_author(work, poll, what)
    if poll.state != "closed":
        raise Refused(f"{poll.name} is not closed yet. Close it first: close {poll.name}")
