"""Voting: one person one vote over all their accounts, changed and taken back until the close."""

from bot.core.route import always
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns import anonymous_access, receipt_codes
from bot.features.polls import ballot_box, lookup, reminder, results
from bot.features.polls.answers import read_form, read_words, said
from bot.features.polls.ballot_box import Sealed
from bot.features.polls.card import act, choices, refresh
from bot.features.polls.definition import Asks, may_vote
from bot.features.polls.forms import ballot_form
from bot.features.polls.kinds import SIDE_WORDS
from bot.features.speech import listed
from bot.rules.tally import Ballot, pack, unpack
from bot.words.cards import Block, Bold, Button, Buttons, Message, Note, Reply, line, with_errors
from bot.words.events import Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import ballots
from storage.nouns.ballots import Tally, Vote, hashed_voter, named_voter
from storage.nouns.polls import Poll

feature = Feature(
    "polls",
    (Help("vote P-101 Yes", "vote; unvote P-101 takes it back", more=True),),
)
KEEP = (
    "Only this receipt can change your vote: Corridor does not know which ballot is yours. It works"
    " until the close."
)
EXAMPLE = "vote P-101 Yes"


@feature.press("poll.vote", right="raise")
def tap(event: Press, work: Work) -> Reply:
    """A button an option; from a receipt, with the receipt behind it."""
    args = event.action.args
    number, option, receipt = args[0], args[1], args[2:]
    poll = lookup.open_poll(work, number, event.at)
    if not is_number(option) or not 0 < int(option) <= len(poll.options):
        raise Refused(f"{poll.name} has no such option. Type {poll.name} to see it as it is.")
    return cast(work, poll, (int(option),), "".join(receipt))


@feature.press("poll.ballot", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    """The form, filled in with what this voter has said before, where that is known."""
    number, receipt = event.action.args[0], event.action.args[1:]
    poll = lookup.open_poll(work, number, event.at)
    _check(work, poll)
    if receipt:
        sealed = _sealed(work, poll, receipt[0])
        return ballot_form(work, poll, unpack(sealed.ballot), receipt[0])
    known = ballots.of(work.db, poll.number, named_voter(work.me.id))
    return ballot_form(work, poll, unpack(known.ballot) if known else ())


@feature.submit("poll.vote", right="raise")
def send(event: Submit, work: Work) -> Reply:
    number, receipt = event.action.args[0], event.action.args[1:]
    poll = lookup.open_poll(work, number, event.at)
    asks = Asks.of(poll)
    ballot, errors = read_form(asks, event.values)
    if errors:
        form = ballot_form(work, poll, (), "".join(receipt))
        return with_errors(form, dict(event.values), errors)
    return cast(work, poll, ballot, "".join(receipt))


@feature.command("vote", right="raise")
def by_words(event: Command, work: Work) -> Reply:
    number, words = lookup.split(event.rest, EXAMPLE)
    poll = lookup.open_poll(work, number, event.at)
    if not words:
        return ballot_form(work, poll)
    return cast(work, poll, read_words(Asks.of(poll), words))


def cast(work: Work, poll: Poll, ballot: Ballot, receipt: str = "") -> Message:
    """Count a ballot, instead of the voter's last one where there is one."""
    asks = _check(work, poll)
    tally = ballots.tally(work.db, poll.number)
    sealed = Sealed(work.me.side or "none", pack(ballot))
    if asks.anonymous:
        return _cast_sealed(work, poll, asks, tally, sealed, receipt)
    vote = Vote(named_voter(work.me.id), "", sealed.side, sealed.ballot)
    if not ballots.first(work.db, poll.number, vote):
        before = ballots.of(work.db, poll.number, vote.voter)
        assert before is not None
        tally.count(before.side, before.ballot, -1)
        ballots.change(work.db, poll.number, vote)
    return _counted(work, poll, asks, tally, sealed)


def _cast_sealed(
    work: Work, poll: Poll, asks: Asks, tally: Tally, sealed: Sealed, receipt: str
) -> Message:
    """Nothing tells which ballot was this voter's, but the receipt."""
    before = _sealed(work, poll, receipt) if receipt else None
    issued, mark = ballot_box.seal(tally.secret, work.me.id, sealed)
    vote = Vote(hashed_voter(tally.secret, work.me.id), mark)
    if before is not None:
        tally.count(before.side, before.ballot, -1)
        ballots.change(work.db, poll.number, vote)
    elif not ballots.first(work.db, poll.number, vote):
        return _voted_already(poll)
    return _counted(work, poll, asks, tally, sealed, issued)


def _check(work: Work, poll: Poll) -> Asks:
    """What is asked, once it is clear that it is asked of this person; `Refused` otherwise."""
    asks = Asks.of(poll)
    if not may_vote(asks, work.me):
        raise Refused(_not_for(work, poll, asks))
    return asks


def _not_for(work: Work, poll: Poll, asks: Asks) -> str:
    if asks.people:
        return f"{poll.name} is for people who were named. Its author can name you in another one."
    units = [work.hospital.units[u].name for u in asks.units if u in work.hospital.units]
    whom = listed([*(SIDE_WORDS[side] for side in asks.sides), *units])
    return f"{poll.name} is for {whom}. If that is you, type me to set your side and unit."


def _sealed(work: Work, poll: Poll, receipt: str) -> Sealed:
    """The ballot a receipt is for; `Refused` unless it is this voter's latest."""
    tally = ballots.tally(work.db, poll.number)
    mine = hashed_voter(tally.secret, work.me.id) if tally.secret else ""
    kept = ballots.of(work.db, poll.number, mine)
    found = ballot_box.unseal(tally.secret, work.me.id, receipt, kept.mark) if kept else None
    if found is None:
        raise Refused(
            f"That is not your latest receipt of {poll.name}. If you changed your vote, the newer"
            " receipt counts. Nothing was changed."
        )
    return found


def _counted(
    work: Work, poll: Poll, asks: Asks, tally: Tally, sealed: Sealed, receipt: str = ""
) -> Message:
    tally.count(sealed.side, sealed.ballot, 1)
    ballots.save(work.db, tally)
    reminder.unremind(work, poll, work.me.id)
    refresh(work, poll)
    # To the voter alone: what was counted, and how to change it.
    ballot = unpack(sealed.ballot)
    blocks: list[Block] = [line("Your vote: ", Bold(said(asks, ballot)))]
    if receipt:
        change, back = act("change", poll, receipt), act("unvote", poll, receipt)
        blocks += [
            line("Receipt: ", Bold(receipt)),
            Note((KEEP,)),
            Buttons((Button("Change my vote", change), Button("Take it back", back))),
        ]
    else:
        again = "press another answer" if asks.one_tap else "press Vote again"
        blocks.append(Note((f"Until the close you can change it: {again}.",)))
        blocks.append(Buttons((Button("Take it back", act("unvote", poll)),)))
    if asks.figures == "vote":
        blocks += results.so_far(asks, tally)
    return Message(f"Counted in {poll.name}", tuple(blocks), tone="good")


def _voted_already(poll: Poll) -> Message:
    how = (
        f"To change it, press Change on your receipt, or type: receipt {poll.name} and its letters."
    )
    return Message(
        f"You have voted in {poll.name}",
        (line("It is counted. Corridor does not know which ballot is yours. ", how),),
    )


@feature.press("poll.change", right="raise", opens=True)
def change(event: Press, work: Work) -> Reply:
    number, receipt = event.action.args[0], event.action.args[1]
    return _from_receipt(work, lookup.open_poll(work, number, event.at), receipt)


@feature.command("receipt", right="raise", unlinkable=always)
def show_receipt(event: Command, work: Work) -> Reply:
    """What a receipt is for, and the answers to change to; or, with the code of an anonymous
    concern or none, that concern."""
    if receipt_codes.read(event.rest) or not event.rest.strip():
        return anonymous_access.by_words(event, work)
    number, receipt = lookup.split(event.rest, "receipt P-101 and the letters of your receipt")
    return _from_receipt(work, lookup.open_poll(work, number, event.at), receipt)


def _from_receipt(work: Work, poll: Poll, receipt: str) -> Reply:
    asks = _check(work, poll)
    sealed = _sealed(work, poll, receipt)
    if not asks.one_tap:
        return ballot_form(work, poll, unpack(sealed.ballot), receipt)
    back = Button("Take it back", act("unvote", poll, receipt))
    return Message(
        f"Your vote in {poll.name}",
        (
            line("Counted: ", Bold(said(asks, unpack(sealed.ballot)))),
            *choices(asks, lambda n: act("vote", poll, str(n), receipt)),
            Buttons((back,)),
        ),
    )


@feature.press("poll.unvote", right="raise")
def take_back(event: Press, work: Work) -> Reply:
    number, receipt = event.action.args[0], event.action.args[1:]
    return _withdraw(work, lookup.open_poll(work, number, event.at), "".join(receipt))


@feature.command("unvote", right="raise")
def take_back_by_words(event: Command, work: Work) -> Reply:
    number, receipt = lookup.split(event.rest, "unvote P-101")
    return _withdraw(work, lookup.open_poll(work, number, event.at), receipt)


def _withdraw(work: Work, poll: Poll, receipt: str) -> Message:
    tally, anonymous = ballots.tally(work.db, poll.number), poll.rules["anonymous"]
    if anonymous and not receipt:
        return _voted_already(poll)
    if anonymous:
        before = _sealed(work, poll, receipt)
        voter = hashed_voter(tally.secret, work.me.id)
    else:
        kept = ballots.of(work.db, poll.number, named_voter(work.me.id))
        if kept is None:
            raise Refused(f"You have no vote in {poll.name}. To vote: {EXAMPLE}")
        before, voter = Sealed(kept.side, kept.ballot), kept.voter
    ballots.withdraw(work.db, poll.number, voter)
    tally.count(before.side, before.ballot, -1)
    ballots.save(work.db, tally)
    refresh(work, poll)
    return Message(
        f"Your vote in {poll.name} is taken back", (line("You can vote again until it closes."),)
    )
