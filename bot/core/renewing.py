"""Draws a message anew for somebody who looks at it: a read beside the writer thread.

Clients ask by themselves, and all that look at a room ask at once, so nothing is written: no
repeat is noted, nobody is met, and no transaction is opened on the thread. Who may see what is
asked anew each time.
"""

from bot.core.button_payload import OLDER
from bot.core.identity import NOT_STAFF
from bot.core.rights import require
from bot.core.router import Routes
from bot.core.work import Work
from bot.words.cards import Reply
from bot.words.events import Renew
from bot.words.refusal import Forbidden, Refused
from storage.nouns import people


def renewals(table: Routes) -> frozenset[str]:
    """The actions that draw a message anew for who looks at it."""
    return frozenset(name for kind, name in table if kind is Renew)


def renewed(table: Routes, event: Renew, work: Work) -> Reply:
    """How it looks now; `Refused` for who is not known here, or may not see it."""
    found = table.get((Renew, event.action.name))
    if found is None:
        raise Refused(OLDER)
    person = people.of_account(work.db, event.actor)
    if person is None or person.guest or person.gone or person.erased:
        raise Forbidden(NOT_STAFF)
    work.actor = person
    if found.right is not None:
        require(person, found.right)
    reply: Reply = found.handler(event, work)
    return reply
