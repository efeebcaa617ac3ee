"""An open question is answered in words, which can be changed until it closes (R25)."""

from bot.core.acts import Wrong
from bot.core.work import Work
from bot.features.polls import ballot_box
from bot.features.polls.ballot_box import Cast, Named, Sealed
from bot.features.polls.definition import Asks
from bot.features.polls.forms import LONGEST_ANSWER
from storage.nouns import open_answers, sealed_ballots
from storage.nouns.polls import Poll

KIND = "texts"
ONE = "1"  # what is counted of an answer: that there is one


def read(words: str) -> str:
    """The answer; `Wrong` where there is none, or too much of it."""
    if not words.strip():
        raise Wrong(text="Write your answer.")
    if len(words) > LONGEST_ANSWER:
        most = f"That has {len(words):,} characters; {LONGEST_ANSWER} is the most."
        raise Wrong(text=most)
    return words.strip()


def answer(work: Work, poll: Poll, text: str) -> None:
    """Keep it, and count that this person has answered."""
    votes = _box(work, poll)
    voter = votes.voter(work.me.id)
    votes.put(work.me.id, Cast(work.me.side or "none", ONE))
    if isinstance(votes, Sealed):
        sealed = sealed_ballots.key(work.db, poll.number).seal_text(voter, text)
        open_answers.put(work.db, poll.number, voter, sealed)
    else:
        open_answers.put(work.db, poll.number, voter, text, person_id=work.me.id)


def known(work: Work, poll: Poll) -> str:
    """What this person has answered before."""
    votes = _box(work, poll)
    voter = votes.voter(work.me.id)
    kept = open_answers.of(work.db, poll.number, voter)
    if kept is None or isinstance(votes, Named):
        return kept or ""
    return sealed_ballots.key(work.db, poll.number).open_text(voter, kept) or ""


def take_back(work: Work, poll: Poll) -> None:
    if poll.kind == KIND:
        open_answers.take_back(work.db, poll.number, _box(work, poll).voter(work.me.id))


def unseal(work: Work, poll: Poll, asks: Asks) -> None:
    """At the close, while there is a key."""
    if poll.kind == KIND and asks.anonymous and not sealed_ballots.is_lost(work.db, poll.number):
        open_answers.unseal(work.db, poll.number)


def _box(work: Work, poll: Poll) -> Named | Sealed:
    votes = ballot_box.box(work, poll)
    assert isinstance(votes, Named | Sealed), "open questions are younger than receipts"
    return votes
