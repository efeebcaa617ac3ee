"""Administrators, as people are told of them."""

from bot.core.work import Work
from storage.nouns import people

FEW = 3


def names(work: Work) -> str:
    """Who can help: "Jo Park", "Jo Park or Kim Lee"; "an administrator" while there is none."""
    known = [person.name for person in people.with_role(work.db, "admin")]
    return " or ".join(known[:FEW]) or "an administrator"
