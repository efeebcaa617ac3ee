"""Finds the win that somebody means, and who may do what with it."""

import re

from bot.core.rights import may
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.words.refusal import Refused
from storage.nouns import wins
from storage.nouns.wins import Win

NUMBER = re.compile(r"[wW]-?(\d{1,9})")
SHOWN = ("posted", "retracted")


def win(work: Work, number: str) -> Win:
    """The win of that number, for changing; `Refused` when there is none, or none to see."""
    found = wins.locked(work.db, int(number)) if is_number(number) else None
    if found is None or not (found.state in SHOWN or _concerns(work, found)):
        raise Refused(f"There is no W-{number[:12]} that you can see. Type wins for the latest.")
    return found


def _concerns(work: Work, found: Win) -> bool:
    """Drafts are their author's; who is asked may see what for; what is hidden is judged."""
    asked = found.state == "asking" and wins.person_in(work.db, found, work.me.id) is not None
    looked_at = found.state == "held" and may(work.me, "admin")
    return found.author_id == work.me.id or asked or looked_at


def own(work: Work, number: str, *states: str) -> Win:
    """A win of one's own that is in one of these states."""
    found = win(work, number)
    if found.author_id != work.me.id:
        raise Refused(f"Only the person who wrote {found.name} can do that. Nothing was changed.")
    if found.state not in states:
        raise Refused(f"{found.name} has moved on. Type win {found.name} to see where it is.")
    return found


def first(args: tuple[str, ...]) -> str:
    return args[0] if args else ""
