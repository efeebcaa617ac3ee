"""Voting: one person one vote over all their accounts, changed and taken back until the close."""

from dataclasses import replace

from bot.core.acts import Given
from bot.core.route import always
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.features.concerns import anonymous_access, receipt_codes
from bot.features.nouns import POLL
from bot.features.polls import (
    ballot_box,
    by_receipt,
    live_figures,
    open_question,
    reminder,
    results,
    small_sides,
    splits,
)
from bot.features.polls.answers import read_form, read_words
from bot.features.polls.ballot_box import Cast, Receipted
from bot.features.polls.ballot_words import said
from bot.features.polls.card import act, refresh
from bot.features.polls.conditions import need_open
from bot.features.polls.definition import Asks, may_vote
from bot.features.polls.forms import answer_form, ballot_form
from bot.features.polls.kinds import SIDE_WORDS
from bot.features.speech import listed
from bot.rules.tally import Ballot, pack, unpack
from bot.words.cards import Block, Bold, Button, Buttons, Form, Message, Note, Quote, Reply, line
from bot.words.events import Command
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import ballots
from storage.nouns.polls import Poll

feature = Feature(
    "polls",
    (Help("vote P-101 Yes", "vote; unvote P-101 takes it back", more=True),),
)
EXAMPLE = "vote P-101 Yes"
TYPED = (
    "What you typed stands in this chat under your name. Delete it there; a press on the poll's"
    " card leaves no such line."
)


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
    how = f"type {say('me')} to set your side and unit"
    raise Refused(f"{poll.name} is for {whom}. If that is you, {how}.")


def _ballot_form(work: Work, poll: Poll, args: tuple[str, ...]) -> Form:
    """Filled in with what this voter has said before, where that is known."""
    if poll.kind == open_question.KIND:
        return answer_form(poll, open_question.known(work, poll))
    if args:
        cast = by_receipt.cast_of(work, poll, args[0])
        return ballot_form(work, poll, unpack(cast.ballot), args[0])
    votes = ballot_box.box(work, poll)
    known = None if isinstance(votes, Receipted) else votes.of(work.me.id)
    return ballot_form(work, poll, unpack(known.ballot) if known else ())


def _tap(work: Work, poll: Poll, args: tuple[str, ...]) -> Reply:
    """A button an option; from a receipt, with the receipt behind it."""
    option, receipt = args[0], args[1:]
    if not is_number(option) or not 0 < int(option) <= len(poll.options):
        raise Refused(f"{poll.name} has no such option. Type {say(poll.name)} to see it as it is.")
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
    if asks.kind == open_question.KIND:
        return _answered(work, poll, asks, typed, given["text"])
    choice = read_words(asks, typed) if typed else read_form(asks, given.values)
    told = _cast(work, poll, choice, "".join(given.args))
    return _in_the_open(told) if typed and asks.anonymous else told


def _answered(work: Work, poll: Poll, asks: Asks, typed: str, text: str) -> Message:
    """An answer in words, instead of this person's last one."""
    words = open_question.read(typed or text)
    open_question.answer(work, poll, words)
    reminder.unremind(work, poll, work.me.id)
    refresh(work, poll)
    note = Note(("Until the close you can change it: press Answer again.",))
    back = Buttons((Button("Take it back", act("unvote", poll)),))
    title = f"Counted in {poll.name}"
    told = Message(title, (Quote(words), note, back), tone="good")
    return _in_the_open(told) if typed and asks.anonymous else told


def _cast(work: Work, poll: Poll, ballot: Ballot, receipt: str = "") -> Message:
    """Count a ballot, instead of the voter's last one where there is one."""
    groups = splits.voter_groups(work, Asks.of(poll))
    cast = Cast(work.me.side or "none", pack(ballot), *groups)
    votes = ballot_box.box(work, poll)
    issued = ""
    if not isinstance(votes, Receipted):
        before = votes.of(work.me.id)
        votes.put(work.me.id, cast)
        if before is None or cast.counted != before.counted:
            live_figures.note(poll, ballots.tally(work.db, poll.number), work.me.id)
    elif not (issued := by_receipt.put(work, poll, cast, receipt)):
        return by_receipt.voted_already(poll)
    reminder.unremind(work, poll, work.me.id)
    refresh(work, poll)
    return _counted(work, poll, ballot, issued)


def _in_the_open(told: Message) -> Message:
    """What is typed in a chat is kept by the chat."""
    return replace(told, blocks=(*told.blocks, Note((TYPED,))))


def _counted(work: Work, poll: Poll, ballot: Ballot, receipt: str) -> Message:
    """To the voter alone: what was counted, and how to change it."""
    asks = Asks.of(poll)
    blocks: list[Block] = [line("Your vote: ", Bold(said(asks, ballot)))]
    if receipt:
        blocks += by_receipt.issued(poll, receipt)
    else:
        again = "press another answer" if asks.one_tap else "press Vote again"
        blocks.append(Note((f"Until the close you can change it: {again}.",)))
        may = small_sides.asked(poll, asks)
        more = (small_sides.button(poll),) if may else ()
        blocks += [small_sides.note()] if may else []
        blocks.append(Buttons((Button("Take it back", act("unvote", poll)), *more)))
    if asks.figures == "vote":
        blocks += results.so_far(poll, asks)
    return Message(f"Counted in {poll.name}", tuple(blocks), tone="good")


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
    asks, ballot = Asks.of(poll), unpack(by_receipt.cast_of(work, poll, receipt).ballot)
    if not asks.one_tap:
        return ballot_form(work, poll, ballot, receipt)
    return by_receipt.shown(poll, asks, receipt, said(asks, ballot))


@feature.act(POLL, "unvote", words="unvote", reads="receipt", before=need_open)
def unvote(work: Work, poll: Poll, given: Given) -> Reply:
    receipt, votes = given["receipt"] or "".join(given.args), ballot_box.box(work, poll)
    if not isinstance(votes, Receipted):
        open_question.take_back(work, poll)
        if not votes.take_back(work.me.id):
            raise Refused(f"You have no vote in {poll.name}. To vote: {say(EXAMPLE)}")
        live_figures.note(poll, ballots.tally(work.db, poll.number), work.me.id)
    elif not receipt:
        return by_receipt.voted_already(poll)
    else:
        by_receipt.take_back(work, poll, receipt)
    refresh(work, poll)
    again = line("You can vote again until it closes.")
    unused = "" if isinstance(votes, Receipted) else given["receipt"]
    return leaving_out(Message(f"Your vote in {poll.name} is taken back", (again,)), unused)
