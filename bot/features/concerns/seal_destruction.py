"""Some time after a concern without a name has ended, what tells who raised it is destroyed."""

from datetime import timedelta

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import confidential, modes
from bot.words.cards import Reply
from bot.words.events import Due
from storage.nouns import concerns
from storage.nouns.concerns import Concern
from storage.trust import legal_holds

feature = Feature("ending")
AGAIN = timedelta(days=1)


def arm(work: Work, concern: Concern) -> None:
    """It has ended: count the days, for it and for what became part of it."""
    for one in (concern, *concerns.children(work.db, concern)):
        if one.mode != modes.NAMED:
            due = work.now + work.hospital.retention.sealed
            work.later(_key(one), due, "concern.shred", str(one.number))


def disarm(work: Work, concern: Concern) -> None:
    """It is open again."""
    for one in (concern, *concerns.children(work.db, concern)):
        work.forget(_key(one))


def _key(concern: Concern) -> str:
    return f"shred:{concern.number}"


@feature.due("concern.shred")
def shred(event: Due, work: Work) -> Reply:
    """Unless it is open again, or under a legal hold: then it is looked at again every day."""
    concern = concerns.get(work.db, int(event.args[0]))
    if concern is None or _top(work, concern).open:
        return None
    if legal_holds.get(work.db, "concern", concern.number) is not None:
        work.later(event.key, work.now + AGAIN, event.name, *event.args)
        return None
    confidential.shred(work, concern)
    return None


def _top(work: Work, concern: Concern) -> Concern:
    parent = None if concern.parent is None else concerns.get(work.db, concern.parent)
    return parent or concern
