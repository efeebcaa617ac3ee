"""*I have it*: somebody goes, and paging waits a quarter of an hour for their words (R18)."""

from bot.core.acts import Given
from bot.core.rights import require
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns import card, ladder, paging
from bot.features.concerns.page_lines import held
from bot.features.concerns.states import note_down
from bot.features.concerns.thread import announce
from bot.features.nouns import CONCERN
from bot.features.speech import when, who
from bot.rules.ladder import PATIENCE
from bot.words.cards import Block, Message, Reply, line
from storage.nouns import pages
from storage.nouns.concerns import Concern
from storage.nouns.pages import LadderRow

feature = Feature(
    "having",
    (Help("have C-101", "you go and see: paging waits 15 minutes", "it", more=True),),
    urgent=True,
    lasts=True,
)


def _may(work: Work, concern: Concern) -> None:
    """IT, and whoever was paged about it."""
    row = pages.ladder(work.db, concern.number)
    paged = row is not None and (work.me.id, "") in pages.reached(work.db, row)
    if work.me.guest or not paged:
        require(work.me, "work")


@feature.act(CONCERN, "have", words="have", before=_may)
def have(work: Work, concern: Concern, given: Given) -> Reply:
    row = ladder.running(work, concern)
    if row is None:
        return card.told(f"Nobody is paged about {concern.name} now; its card shows where it is")
    if held(row) and row.held_by == work.me.id and row.held_at is not None:
        return card.told(f"You have {concern.name} already", *_waits(work, row))
    take_on(work, concern)
    return card.told(f"You have {concern.name}", *_waits(work, row))


def take_on(work: Work, concern: Concern) -> None:
    """Whoever acts has it now: nobody is paged for `PATIENCE`, and both threads read who."""
    row = ladder.running(work, concern)
    if row is None:
        return
    row.held_by, row.held_at, row.resumed_at = work.me.id, work.now, None
    entry = note_down(work, concern, f"{work.me.name} has it")
    said = Message(f"{who(work.me)} has {concern.name}", _waits(work, row))
    announce(work, concern, f"has:{entry.n}", said)
    paging.hold_back(work, concern)
    paging.redraw(work, concern, row)
    ladder.look(work, concern, row)


def _waits(work: Work, row: LadderRow) -> tuple[Block, ...]:
    assert row.held_at is not None
    until = when(work, row.held_at + PATIENCE)
    return (line("Paging waits until ", until, ". The ward's clock stops when somebody writes."),)
