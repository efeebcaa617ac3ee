"""Whether everyone of a side of fewer than five lets its figures be shown (R24): said by each voter
for themselves, while the poll is open, and forgotten with who voted at the close."""

from collections.abc import Iterable
from dataclasses import replace

from bot.core.acts import Given
from bot.core.router import Feature
from bot.core.work import Work
from bot.features.nouns import POLL
from bot.features.polls import ballot_box
from bot.features.polls.ballot_box import Cast, Receipted
from bot.features.polls.card import act
from bot.features.polls.conditions import need_open
from bot.features.polls.definition import Asks
from bot.rules.suppression import LEAST
from bot.words.cards import Button, Message, Note, Reply, line
from bot.words.refusal import Refused
from storage.nouns import ballots
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


def agree(poll: Poll, asks: Asks, votes: Iterable[tuple[Vote, Cast]]) -> bool:
    """At the close, before ballots are forgotten: whether there are sides of fewer than `LEAST`,
    and everyone who voted on them agrees."""
    if not asked(poll, asks):
        return False
    by_side: dict[str, list[bool]] = {}
    for vote, cast in votes:
        by_side.setdefault(cast.side, []).append(vote.mark == MAY)
    small = [agrees for agrees in by_side.values() if len(agrees) < LEAST]
    return bool(small) and all(map(all, small))
