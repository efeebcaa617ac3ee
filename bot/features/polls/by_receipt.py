"""Voting in anonymous polls that were opened before ballots were sealed: nothing but the receipt
that the voter has can change or take back a vote. Goes with `bot.features.polls.receipted`."""

from bot.core.work import Work
from bot.features.polls import receipted
from bot.features.polls.ballot_box import Cast
from bot.features.polls.card import act, choices
from bot.features.polls.definition import Asks
from bot.words.cards import Block, Bold, Button, Buttons, Message, Note, line
from bot.words.refusal import Refused
from storage.nouns import ballots
from storage.nouns.ballots import Tally, Vote, hashed_voter
from storage.nouns.polls import Poll

KEEP = (
    "Only this receipt can change your vote: Corridor does not know which ballot is yours. It works"
    " until the close."
)


def cast_of(work: Work, poll: Poll, receipt: str) -> Cast:
    """The ballot a receipt is for; `Refused` unless it is this voter's latest."""
    tally = ballots.tally(work.db, poll.number)
    voter = hashed_voter(tally.secret, work.me.id) if tally.secret else ""
    latest = ballots.of(work.db, poll.number, voter)
    cast = receipted.read(tally.secret, work.me.id, receipt, latest.mark) if latest else None
    if cast is None:
        raise Refused(
            f"That is not your latest receipt of {poll.name}. If you changed your vote, the newer"
            " receipt counts. Nothing was changed."
        )
    return cast


def put(work: Work, poll: Poll, cast: Cast, receipt: str) -> str:
    """Count a ballot, instead of the one that the receipt is for. Returns the new receipt; "", and
    nothing is counted, where the voter has voted and shows none."""
    tally = ballots.tally(work.db, poll.number)
    before = cast_of(work, poll, receipt) if receipt else None
    issued, mark = receipted.issue(tally.secret, work.me.id, cast)
    vote = Vote(hashed_voter(tally.secret, work.me.id), mark)
    if before is not None:
        _count_out(tally, before)
        ballots.change(work.db, poll.number, vote)
    elif not ballots.first(work.db, poll.number, vote):
        return ""
    tally.count(cast.side, cast.ballot, 1)
    ballots.save(work.db, tally)
    return issued


def take_back(work: Work, poll: Poll, receipt: str) -> None:
    """Count out the ballot that the receipt is for."""
    before, tally = cast_of(work, poll, receipt), ballots.tally(work.db, poll.number)
    ballots.withdraw(work.db, poll.number, hashed_voter(tally.secret, work.me.id))
    _count_out(tally, before)
    ballots.save(work.db, tally)


def _count_out(tally: Tally, cast: Cast) -> None:
    tally.count(cast.side, cast.ballot, -1)


def issued(poll: Poll, receipt: str) -> list[Block]:
    """The receipt, and what can be done with it."""
    change, back = act("change", poll, receipt), act("unvote", poll, receipt)
    return [
        line("Receipt: ", Bold(receipt)),
        Note((KEEP,)),
        Buttons((Button("Change my vote", change), Button("Take it back", back))),
    ]


def voted_already(poll: Poll) -> Message:
    how = (
        f"To change it, press Change on your receipt, or type: receipt {poll.name} and its letters."
    )
    return Message(
        f"You have voted in {poll.name}",
        (line("It is counted. Corridor does not know which ballot is yours. ", how),),
    )


def shown(poll: Poll, asks: Asks, receipt: str, words: str) -> Message:
    """What a receipt is for, and the answers to change to, where one tap is enough."""
    back = Button("Take it back", act("unvote", poll, receipt))
    return Message(
        f"Your vote in {poll.name}",
        (
            line("Counted: ", Bold(words)),
            *choices(asks, lambda n: act("vote", poll, str(n), receipt)),
            Buttons((back,)),
        ),
    )
