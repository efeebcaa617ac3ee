"""Finds the poll that somebody means, whom it is for, and who runs it."""

import re
from datetime import datetime

from bot.core.rights import may
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.polls.definition import Asks, may_vote
from bot.features.speech import when
from bot.words.events import Channel
from bot.words.plain_text import spans
from bot.words.refusal import Refused
from storage.nouns import people, polls, rooms
from storage.nouns.people import Person
from storage.nouns.polls import Poll

CLOSED = ". Nothing was counted; type polls to see what is open."
NUMBER = re.compile(r"^[pP]-?(\d{1,9})\b[:,]?\s*")


def poll(work: Work, number: str) -> Poll:
    """The poll of that number, for changing; `Refused` when there is none."""
    found = polls.locked(work.db, int(number)) if is_number(number) else None
    if found is None:
        raise Refused(f"There is no P-{number[:12]}. Type polls to see what is open.")
    return found


def split(rest: str, example: str) -> tuple[str, str]:
    """The number and the words of "P-101 some words"; `Refused` with the example otherwise."""
    match = NUMBER.match(rest.strip())
    if match is None:
        raise Refused(f"Say which poll, like this: {example}")
    return match[1], rest.strip()[match.end() :].strip()


def runs(work: Work, found: Poll) -> bool:
    """Whether this person may close it, and say what came of it: its author, or someone who
    stands in when the author forgets."""
    return found.author_id == work.me.id or may(work.me, "export")


def need_author(work: Work, found: Poll, what: str) -> None:
    if runs(work, found):
        return
    author = people.get(work.db, found.author_id)
    name = author.name if author and not author.gone else "its author"
    raise Refused(f"Only {name}, a leader or an administrator can {what}. Nothing was changed.")


def open_poll(work: Work, number: str, at: datetime | None) -> Poll:
    """The poll of that number, if it was open when something was done at `at` (None is now)."""
    found = poll(work, number)
    need_open(work, found, work.moment(at))
    return found


def need_open(work: Work, found: Poll, at: datetime) -> None:
    """`Refused`, with the time, unless it was open at the moment `at` and is not counted yet."""
    ended = found.closed_at or found.closes_at
    if found.state == "open" and (ended is None or at < ended):
        return
    if found.state == "scheduled":
        opens = when(work, found.opens_at)
        raise Refused(spans((f"{found.name} opens ", opens, ". Nothing was counted.")))
    if found.state == "dropped" or ended is None:
        raise Refused(f"{found.name} was called off. Nothing was counted.")
    raise Refused(spans((f"{found.name} closed ", when(work, ended), CLOSED)))


def audience(work: Work, asks: Asks, found: Poll) -> list[Person]:
    """Whom the poll is for, of those who belong to the rooms it is shown in: a ward's own people,
    and IT where IT works. Named people, wherever they are."""
    staff = [p for p in people.everyone(work.db) if not p.guest and may_vote(asks, p)]
    if asks.people or asks.units:
        return staff
    shown = [rooms.at(work.db, channel_of(place)[:3]) for place in found.places]
    units = {room.unit for room in shown if room and room.purpose == "ward"}
    it = any(room and room.purpose == "triage" for room in shown)
    return [p for p in staff if (p.unit and p.unit in units) or (it and p.side in {"it", "both"})]


def channel_of(place: list[str | bool]) -> tuple[str, str, str, bool]:
    platform, workspace, channel, dm = place
    return str(platform), str(workspace), str(channel), bool(dm)


def places(found: Poll) -> list[Channel]:
    return [Channel(*channel_of(place)) for place in found.places]
