"""Whether everyone of a side of fewer than five lets its figures be shown (R24): said by each voter
for themselves, while the poll is open, and forgotten with who voted at the close."""

from collections.abc import Iterator
from dataclasses import replace

from bot.core.acts import Given
from bot.core.router import Feature
from bot.core.work import Work
from bot.features.nouns import POLL
from bot.features.polls import ballot_box
from bot.features.polls.ballot_box import Receipted
from bot.features.polls.card import act
from bot.features.polls.conditions import need_open
from bot.features.polls.definition import Asks
from bot.rules.suppression import LEAST
from bot.words.cards import Button, Message, Note, Reply, line
from bot.words.refusal import Refused
from storage.nouns import ballots, sealed_ballots
from storage.nouns.ballots import Vote
from storage.nouns.polls import Poll

feature = Feature("small sides")
MAY = "may be shown"  # the mark of a voter who has agreed
ASKS = (
    f"A side of fewer than {LEAST} voters is not shown beside the whole, unless each of them agrees"
    " before the close. Nobody is told who did."
)
NO_VOTE = "You have no vote in {}, so there is nothing to agree to."


def asked(poll: Poll, asks: Asks) -> bool:
    """Whether voters can agree to it: not where sides come first, nor where a panel is asked once
    it has rated (story 3.7)."""
    return asks.first == "whole" and asks.kind not in {"panel", "texts"}


def note() -> Note:
    return Note((ASKS,))


def button(poll: Poll) -> Button:
    return Button("My side may be shown", act("mayshow", poll))


@feature.act(POLL, "mayshow", before=need_open)
def may_show(work: Work, poll: Poll, given: Given) -> Reply:
    votes = ballot_box.box(work, poll)
    kept = ballots.of(work.db, poll.number, votes.voter(work.me.id))
    if isinstance(votes, Receipted) or kept is None or not asked(poll, Asks.of(poll)):
        raise Refused(NO_VOTE.format(poll.name))
    agrees = kept.mark != MAY
    ballots.change(work.db, poll.number, replace(kept, mark=MAY if agrees else ""))
    if agrees:
        told = "If your side stays small, it is shown if everyone of it who votes agrees."
        return Message("Noted", (line(told), line("Press again to take that back.")))
    return Message("Taken back", (line("If your side stays small, no sides are shown."),))


def agree(work: Work, poll: Poll) -> bool:
    """At the close, before ballots are forgotten: whether there are sides of fewer than `LEAST`,
    and everyone who voted on them agrees."""
    if not asked(poll, Asks.of(poll)):
        return False
    by_side: dict[str, list[bool]] = {}
    for side, vote in _sides(work, poll):
        by_side.setdefault(side, []).append(vote.mark == MAY)
    small = [agrees for agrees in by_side.values() if len(agrees) < LEAST]
    return bool(small) and all(map(all, small))


def _sides(work: Work, poll: Poll) -> Iterator[tuple[str, Vote]]:
    """Each vote with its voter's side. Nothing where ballots can't be opened."""
    tally = ballots.tally(work.db, poll.number)
    if tally.secret:
        return
    if not tally.sealed:
        yield from ((vote.side, vote) for vote in ballots.every(work.db, poll.number))
    elif not sealed_ballots.is_lost(work.db, poll.number):
        using = sealed_ballots.key(work.db, poll.number)
        for vote in ballots.every(work.db, poll.number):
            if cast := using.open(vote):
                yield cast.side, vote
