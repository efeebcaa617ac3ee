"""Anonymous polls that were open when ballots came to be sealed: their receipts go on working."""

import secrets

import pytest
from sqlalchemy import text

from storage.nouns import ballots
from tests.features.polling import WEST, card, crowd, receipt, spread, taps, votes
from tests.harness import Bot, buttons, said

ASK = "poll Do you trust the numbers? | Yes | Partly | No --anonymous --in all"


@pytest.fixture
def before(bot: Bot) -> Bot:
    """P-101 as the version before left it: a secret that hashes voters, and a tally that grows."""
    bot.says("jo", f"{ASK} --closes in 1 hour")
    with bot.database.begin() as db:
        db.execute(text("DELETE FROM sealed WHERE kind = 'poll'"))
        clear = {"secret": secrets.token_hex(32)}
        db.execute(text("UPDATE poll_tallies SET bag = '{}', secret = :secret"), clear)
    return bot


def test_its_card_says_what_held_then(before: Bot) -> None:
    votes(before, "ana", "Yes")
    assert "Anonymous, as polls were before an update" in card(before)
    assert "votes are sealed" not in card(before)


def test_the_voter_alone_gets_a_receipt_and_changes_the_vote_with_it(before: Bot) -> None:
    crowd(before)
    taps(before, spread(["nurse1", "nurse2", "nurse3", "nurse4", "nurse5"], 2, 2, 1))
    given = before.presses("ana", "poll.vote", "101", "1", room=WEST)
    again = before.presses("ana", "poll.change", "101", receipt(said(given)))
    choose = next(b for b in buttons(again) if b.label == "No")
    changed = before.presses("ana", choose.action.name, *choose.action.args)
    assert "Your vote: No" in said(changed)
    assert "6 voted so far" in card(before)
    before.wait(hours=1)
    assert "Yes: 2 of 6, 33.3 %" in card(before)
    assert "No: 2, 33.3 %" in card(before)


def test_without_the_receipt_a_vote_stands_and_the_voter_is_told_why(before: Bot) -> None:
    before.presses("ana", "poll.vote", "101", "1", room=WEST)
    told = said(before.presses("ana", "poll.vote", "101", "3", room=WEST))
    assert "You have voted in P-101" in told
    assert "does not know which ballot is yours" in told
    assert "You have voted in P-101" in said(before.says("ana", "unvote P-101"))
    assert "1 voted so far" in card(before)
    assert "Take my vote back" not in said(before.presses("ana", "poll.more", "101"))


def test_a_receipt_is_good_for_its_voter_and_once(before: Bot) -> None:
    first = receipt(votes(before, "ana", "Yes"))
    assert "Counted: Yes" in said(before.says("ana", f"receipt P-101 {first}"))
    votes(before, "ben", "Yes")
    assert "not your latest receipt" in said(before.says("ben", f"receipt P-101 {first}"))
    assert "not your latest receipt" in said(before.says("mia", f"unvote P-101 {first}"))
    second = receipt(said(before.presses("ana", "poll.vote", "101", "2", first)))
    for old in (first, f"{first[:-1]}b", "x", "", "bcdfg-hjklm-npqrs-tvwxz-bc"):
        assert "Your vote: " not in said(before.presses("ana", "poll.vote", "101", "3", old or "-"))
    assert "is taken back" in said(before.says("ana", f"unvote P-101 {second}"))
    assert "not your latest receipt" in said(before.says("ana", f"unvote P-101 {second}"))
    with before.database() as db:
        assert ballots.read(db, 101).bag == {"clinical": {"1": 1}}


def test_a_receipt_opens_nothing_in_a_poll_whose_ballots_are_sealed(before: Bot) -> None:
    given = receipt(votes(before, "ana", "Yes"))
    before.says("jo", ASK)
    votes(before, "ana", "Yes", 102)
    assert "not your latest receipt" in said(before.says("ana", f"receipt P-102 {given}"))
