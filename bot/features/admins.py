"""Administrators: who they are, what only they may do, and telling them."""

from bot.core.administrators import names as names  # noqa: PLC0414 - as admins.names
from bot.core.rights import may
from bot.core.work import Work
from bot.words.cards import Message
from bot.words.refusal import Forbidden
from storage.nouns import people
from storage.nouns.people import Person

NONE_YET = (
    "There is none yet. Whoever runs me has a code that makes somebody one: it is printed when I"
    " start, and by corridor bootstrap. Type setup and the code in a direct message to me."
)
LAST = "{name} is the only administrator. Make someone else one first."


def only(work: Work) -> None:
    """Raise `Forbidden`, naming who can, unless an administrator asks."""
    if may(work.me, "admin"):
        return
    if not people.with_role(work.db, "admin"):
        raise Forbidden(f"An administrator can do that. {NONE_YET}")
    raise Forbidden(f"An administrator can do that: {names(work)}. Nothing was changed.")


def is_last(work: Work, person: Person) -> bool:
    """Whether nobody would be administrator without this person."""
    return [admin.id for admin in people.with_role(work.db, "admin")] == [person.id]


def tell(work: Work, key: str, message: Message) -> None:
    """Tell every administrator but the one who acts, on shift or at their next one (R12)."""
    for admin in people.with_role(work.db, "admin"):
        if work.actor is None or admin.id != work.actor.id:
            work.tell(admin, f"{key}:{admin.id}", message)
