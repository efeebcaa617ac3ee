"""Home: what is mine, what waits for me, and what to do first."""

from collections.abc import Callable
from typing import TypeAlias

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns.card import emergency
from bot.features.concerns.lists import row
from bot.features.huddles import today
from bot.features.polls.lists import at_home as polls
from bot.features.wins import lists as wins
from bot.words.cards import Block, Button, Buttons, Heading, Message, Note, Reply, line
from bot.words.events import Action, Command, Opened
from storage.nouns import concerns
from storage.nouns.concerns import Concern

feature = Feature("home", (Help("home", "yours, and what waits for you"),))
FEW = 5
MANY = 50
Part: TypeAlias = Callable[[Work], list[Block]]


@feature.command("home", beside=True)
def by_words(event: Command, work: Work) -> Reply:
    return home(work)


@feature.opened(beside=True)
def opened(event: Opened, work: Work) -> Reply:
    return home(work)


def home(work: Work) -> Message:
    parts = [block for part in PARTS for block in part(work)]
    if not parts:
        parts = [line("Nothing waits for you. To tell IT what is wrong, one sentence is enough.")]
    first: list[Block] = [Note(emergency(work.hospital))]
    if not work.me.side:
        # Asked once, of someone met in a direct message: what they are shown depends on it.
        care = Button("I care for patients", Action("me.side", ("clinical",)))
        it = Button("I work in IT", Action("me.side", ("it",)))
        first.append(Buttons((care, it), "Which side are you on?"))
    see = Button("All open", Action("concern.list", ("open",)))
    raise_it = Button("Raise a concern", Action("concern.new"), style="primary")
    now = f"{work.now.astimezone(work.hospital.zone):%a %d %b, %H:%M %Z}"
    return Message(f"{work.me.name}, {now}", (*first, *parts, Buttons((raise_it, see))))


def _part(work: Work, title: str, those: list[Concern]) -> list[Block]:
    rows = [row(work, concern) for concern in those[:FEW]]
    return [Heading(title), *rows] if rows else []


def _waiting_for_me(work: Work) -> list[Block]:
    fixed = concerns.to_check(work.db, work.me.unit, work.me.id, FEW)
    return _part(work, "Fixed, please check", fixed)


def _for_it(work: Work) -> list[Block]:
    """What IT should look at first: late, then unanswered, then one's own."""
    if work.me.side not in {"it", "both"}:
        return []
    late = concerns.overdue(work.db, work.now, FEW)
    known = {c.number for c in late}
    new = [c for c in concerns.page(work.db, ("new",), limit=FEW) if c.number not in known]
    own = concerns.assigned(work.db, work.me.id, FEW)
    return [
        *_part(work, "Late", late),
        *_part(work, "Nobody has answered yet", new),
        *_part(work, "Yours to work on", own),
    ]


def _mine(work: Work) -> list[Block]:
    """What is still open, but for what waits to be checked and stands above."""
    mine = concerns.of_person(work.db, work.me.id, limit=MANY)
    return _part(work, "Raised by you", [c for c in mine if c.open and c.state != "fixed"])


PARTS: tuple[Part, ...] = (_waiting_for_me, _for_it, today.part, _mine, wins.waiting, polls)
