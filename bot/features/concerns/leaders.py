"""What leaders hear at once: that a patient may be affected, that nobody answers a P1 (R20)."""

from bot.core.work import Work
from bot.features.speech import unit_name
from bot.words.cards import Message
from bot.words.events import Channel
from storage.nouns import people, rooms
from storage.nouns.concerns import Concern

MAY_BE = "a patient may be affected"


def tell(work: Work, concern: Concern, slug: str, what: str) -> None:
    """One line without details: to the leaders' rooms; where there is none, to each leader. What
    can't wait is sent off shift, too."""
    where = unit_name(work.hospital, concern.unit)
    parts = (concern.name, concern.priority, where)
    title = f"{' · '.join(part for part in parts if part)}: {what}"
    said, key = Message(title, tone="urgent"), f"{concern.key}:leaders:{slug}"
    found = rooms.all_of(work.db, "leaders")
    if found:
        work.show(key, said, *(Channel(*room.address) for room in found), urgent=True)
        return
    for leader in people.with_role(work.db, "leader"):
        work.tell(leader, f"{key}:{leader.id}", said, urgent=True)


def reached(work: Work) -> bool:
    """Whether there is anybody who is told."""
    return bool(rooms.all_of(work.db, "leaders") or people.with_role(work.db, "leader"))


def of_harm(work: Work, concern: Concern) -> None:
    """Where a patient was affected, or could be (R20)."""
    if concern.flagged and not concern.practice:
        tell(work, concern, "harm", MAY_BE)
