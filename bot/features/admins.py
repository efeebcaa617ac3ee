"""Administrators: who they are, what only they may do, and telling them."""

from bot.core.rights import may
from bot.core.work import Work
from bot.words.cards import Message
from bot.words.refusal import Forbidden
from storage.nouns import people
from storage.nouns.people import Person

FEW = 3
LAST = "{name} is the only administrator. Make someone else one first."


def names(work: Work) -> str:
    """Who can help: "Jo Park", "Jo Park or Kim Lee"; "an administrator" while there is none."""
    known = [person.name for person in people.with_role(work.db, "admin")]
    return " or ".join(known[:FEW]) or "an administrator"


def only(work: Work) -> None:
    """Raise `Forbidden`, naming who can, unless an administrator asks."""
    if may(work.me, "admin"):
        return
    if not people.with_role(work.db, "admin"):
        raise Forbidden("An administrator can do that. There is none yet: type setup to become it.")
    raise Forbidden(f"An administrator can do that: {names(work)}. Nothing was changed.")


def is_last(work: Work, person: Person) -> bool:
    """Whether nobody would be administrator without this person."""
    return [admin.id for admin in people.with_role(work.db, "admin")] == [person.id]


def tell(work: Work, key: str, message: Message) -> None:
    """Tell every administrator but the one who acts, on shift or at their next one (R12)."""
    for admin in people.with_role(work.db, "admin"):
        if work.actor is None or admin.id != work.actor.id:
            work.tell(admin, f"{key}:{admin.id}", message)
