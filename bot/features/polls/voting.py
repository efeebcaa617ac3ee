"""Voting: one person one vote over all their accounts, changed and taken back until the close."""

from bot.core.acts import Given
from bot.core.route import always
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns import anonymous_access, receipt_codes
from bot.features.nouns import POLL
from bot.features.polls import ballot_box, reminder, results
from bot.features.polls.answers import read_form, read_words, said
from bot.features.polls.ballot_box import Sealed
from bot.features.polls.card import act, choices, refresh
from bot.features.polls.conditions import need_open
from bot.features.polls.definition import Asks, may_vote
from bot.features.polls.forms import ballot_form
from bot.features.polls.kinds import SIDE_WORDS
from bot.features.speech import listed
from bot.rules.tally import Ballot, pack, unpack
from bot.words.cards import Block, Bold, Button, Buttons, Form, Message, Note, Reply, line
from bot.words.events import Command
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


def _need_voter(work: Work, poll: Poll) -> None:
    """It is open, and asked of this person."""
    need_open(work, poll)
    asks = Asks.of(poll)
    if may_vote(asks, work.me):
        return
    if asks.people:
        named = "people who were named. Its author can name you in another one."
        raise Refused(f"{poll.name} is for {named}")
    units = [work.hospital.units[u].name for u in asks.units if u in work.hospital.units]
    whom = listed([*(SIDE_WORDS[side] for side in asks.sides), *units])
    raise Refused(f"{poll.name} is for {whom}. If that is you, type me to set your side and unit.")


def _ballot_form(work: Work, poll: Poll, args: tuple[str, ...]) -> Form:
    """Filled in with what this voter has said before, where that is known: of an anonymous poll
    to the receipt alone."""
    if args:
        return ballot_form(work, poll, unpack(_sealed(work, poll, args[0]).ballot), args[0])
    known = ballots.of(work.db, poll.number, named_voter(work.me.id))
    return ballot_form(work, poll, unpack(known.ballot) if known else ())


def _tap(work: Work, poll: Poll, args: tuple[str, ...]) -> Reply:
    """A button an option; from a receipt, with the receipt behind it."""
    option, receipt = args[0], args[1:]
    if not is_number(option) or not 0 < int(option) <= len(poll.options):
        raise Refused(f"{poll.name} has no such option. Type {poll.name} to see it as it is.")
    return _cast(work, poll, (int(option),), "".join(receipt))


@feature.act(POLL, "ballot", before=_need_voter, opens=True)
def ballot(work: Work, poll: Poll, given: Given) -> Reply:
    return _ballot_form(work, poll, given.args)


@feature.act(
    POLL,
    "vote",
    words="vote",
    example="Yes",
    reads="words",
    form=_ballot_form,
    before=_need_voter,
    pressed=_tap,
    opens=False,
)
def vote(work: Work, poll: Poll, given: Given) -> Reply:
    asks, typed = Asks.of(poll), given["words"]
    choice = read_words(asks, typed) if typed else read_form(asks, given.values)
    return _cast(work, poll, choice, "".join(given.args))


def _cast(work: Work, poll: Poll, ballot: Ballot, receipt: str = "") -> Message:
    """Count a ballot, instead of the voter's last one where there is one.

    In an anonymous poll nothing tells which ballot was this voter's but the receipt.
    """
    asks, tally = Asks.of(poll), ballots.tally(work.db, poll.number)
    sealed, issued = Sealed(work.me.side or "none", pack(ballot)), ""
    before: Sealed | Vote | None = None
    if asks.anonymous:
        before = _sealed(work, poll, receipt) if receipt else None
        issued, mark = ballot_box.seal(tally.secret, work.me.id, sealed)
        vote = Vote(hashed_voter(tally.secret, work.me.id), mark)
        if before is None and not ballots.first(work.db, poll.number, vote):
            return _voted_already(poll)
    else:
        vote = Vote(named_voter(work.me.id), "", sealed.side, sealed.ballot)
        if not ballots.first(work.db, poll.number, vote):
            before = ballots.of(work.db, poll.number, vote.voter)
    if before is not None:
        tally.count(before.side, before.ballot, -1)
        ballots.change(work.db, poll.number, vote)
    tally.count(sealed.side, sealed.ballot, 1)
    ballots.save(work.db, tally)
    reminder.unremind(work, poll, work.me.id)
    refresh(work, poll)
    return _counted(poll, tally, ballot, issued)


def _counted(poll: Poll, tally: Tally, ballot: Ballot, receipt: str) -> Message:
    """To the voter alone: what was counted, and how to change it."""
    asks = Asks.of(poll)
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


def _sealed(work: Work, poll: Poll, receipt: str) -> Sealed:
    """The ballot a receipt is for; `Refused` unless it is this voter's latest."""
    tally = ballots.tally(work.db, poll.number)
    voter = hashed_voter(tally.secret, work.me.id) if tally.secret else ""
    latest = ballots.of(work.db, poll.number, voter)
    sealed = ballot_box.unseal(tally.secret, work.me.id, receipt, latest.mark) if latest else None
    if sealed is None:
        raise Refused(
            f"That is not your latest receipt of {poll.name}. If you changed your vote, the newer"
            " receipt counts. Nothing was changed."
        )
    return sealed


def _voted_already(poll: Poll) -> Message:
    how = (
        f"To change it, press Change on your receipt, or type: receipt {poll.name} and its letters."
    )
    return Message(
        f"You have voted in {poll.name}",
        (line("It is counted. Corridor does not know which ballot is yours. ", how),),
    )


@feature.act(POLL, "change", before=_need_voter, opens=True)
def change(work: Work, poll: Poll, given: Given) -> Reply:
    return _from_receipt(work, poll, given.args[0])


@feature.command("receipt", right="raise", unlinkable=always)
def show_receipt(event: Command, work: Work) -> Reply:
    """What a receipt is for, and the answers to change to; or, with the code of an anonymous
    concern or none, that concern."""
    if receipt_codes.read(event.rest) or not event.rest.strip():
        return anonymous_access.by_words(event, work)
    number, receipt = POLL.split(event.rest, "receipt P-101 and the letters of your receipt")
    poll = POLL.find(work, number)
    _need_voter(work, poll)
    return _from_receipt(work, poll, receipt)


def _from_receipt(work: Work, poll: Poll, receipt: str) -> Reply:
    asks, sealed = Asks.of(poll), _sealed(work, poll, receipt)
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


@feature.act(POLL, "unvote", words="unvote", reads="receipt", before=need_open)
def unvote(work: Work, poll: Poll, given: Given) -> Reply:
    receipt = given["receipt"] or "".join(given.args)
    tally, anonymous = ballots.tally(work.db, poll.number), poll.rules["anonymous"]
    before: Sealed | Vote | None
    if anonymous and not receipt:
        return _voted_already(poll)
    if anonymous:
        before, voter = _sealed(work, poll, receipt), hashed_voter(tally.secret, work.me.id)
    else:
        voter = named_voter(work.me.id)
        before = ballots.of(work.db, poll.number, voter)
    if before is None:
        raise Refused(f"You have no vote in {poll.name}. To vote: {EXAMPLE}")
    ballots.withdraw(work.db, poll.number, voter)
    tally.count(before.side, before.ballot, -1)
    ballots.save(work.db, tally)
    refresh(work, poll)
    return Message(
        f"Your vote in {poll.name} is taken back", (line("You can vote again until it closes."),)
    )
