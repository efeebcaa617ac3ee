"""Anonymous polls are anonymous in truth: for colleagues, leaders, logs and the database."""

import re

import pytest
from sqlalchemy import text

from storage.nouns import ballots
from tests.features.polling import (
    ANALYSTS,
    NURSES,
    WEST,
    card,
    crowd,
    gone,
    receipt,
    spread,
    taps,
    votes,
)
from tests.harness import TRIAGE, Bot, buttons, said

ASK = "poll Do you trust the numbers? | Yes | Partly | No --anonymous --in all"


def rows(bot: Bot, table: str) -> list[tuple[object, ...]]:
    with bot.database() as db:
        return [tuple(row) for row in db.execute(text(f"SELECT * FROM {table}"))]


def test_the_card_says_what_is_promised_before_anybody_votes(bot: Bot) -> None:
    bot.says("jo", ASK)
    assert "nobody can find out what you voted, and Corridor can't either" in card(bot)


def test_the_voter_alone_gets_a_receipt_and_changes_the_vote_with_it(bot: Bot) -> None:
    bot.says("jo", f"{ASK} --closes in 1 hour")
    crowd(bot)
    taps(bot, spread(NURSES[:5], 2, 2, 1))
    given = bot.presses("ana", "poll.vote", "101", "1", room=WEST)
    again = bot.presses("ana", "poll.change", "101", receipt(said(given)))
    choose = next(b for b in buttons(again) if b.label == "No")
    changed = bot.presses("ana", choose.action.name, *choose.action.args)
    assert "Your vote: No" in said(changed)
    assert "6 voted so far" in card(bot)
    bot.wait(hours=1)
    assert "Yes: 2, 33.3 %" in card(bot)
    assert "No: 2, 33.3 %" in card(bot)


def test_without_the_receipt_a_vote_stands_and_the_voter_is_told_why(bot: Bot) -> None:
    bot.says("jo", ASK)
    bot.presses("ana", "poll.vote", "101", "1", room=WEST)
    told = said(bot.presses("ana", "poll.vote", "101", "3", room=WEST))
    assert "You have voted in P-101" in told
    assert "does not know which ballot is yours" in told
    assert "You have voted in P-101" in said(bot.says("ana", "unvote P-101"))
    assert "1 voted so far" in card(bot)


def test_a_receipt_is_good_for_its_voter_and_once(bot: Bot) -> None:
    bot.says("jo", ASK)
    first = receipt(votes(bot, "ana", "Yes"))
    assert "Counted: Yes" in said(bot.says("ana", f"receipt P-101 {first}"))
    votes(bot, "ben", "Yes")
    assert "not your latest receipt" in said(bot.says("ben", f"receipt P-101 {first}"))
    assert "not your latest receipt" in said(bot.says("mia", f"unvote P-101 {first}"))
    second = receipt(said(bot.presses("ana", "poll.vote", "101", "2", first)))
    for old in (first, f"{first[:-1]}b", "x", "", "bcdfg-hjklm-npqrs-tvwxz-bc"):
        assert "Your vote: " not in said(bot.presses("ana", "poll.vote", "101", "3", old or "-"))
    assert "is taken back" in said(bot.says("ana", f"unvote P-101 {second}"))
    assert "not your latest receipt" in said(bot.says("ana", f"unvote P-101 {second}"))
    with bot.database() as db:
        assert ballots.read(db, 101).bag == {"clinical": {"1": 1}}


def test_a_long_ballot_fits_on_its_receipt(bot: Bot) -> None:
    bot.says("jo", "poll The new eMAR --sus --anonymous --in all")
    given = receipt(votes(bot, "ana", "5 4 2 1 2 3 2 4 5 2"))
    asked = bot.says("ana", f"receipt P-101 {given}")
    changed = bot.fills("ana", asked, item1="1")
    assert "Your vote: 1, 4, 2, 1, 2, 3, 2, 4, 5, 2" in said(changed)


def test_the_database_joins_no_voter_with_a_ballot(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", ASK)
    given = [said(bot.presses(who, "poll.vote", "101", "2", room=WEST)) for who in NURSES]
    stored = bot.everything()
    for shown in given:
        words = receipt(shown).split("-")
        assert all(word not in stored for word in words[:4])
    voters = rows(bot, "poll_voters")
    assert len(voters) == 12
    for _, _, voter, mark, side, ballot in voters:
        assert (side, ballot) == ("", "")
        assert re.fullmatch("[0-9a-f]{64}", str(voter))
        assert re.fullmatch("[0-9a-f]{64}", str(mark))
    assert [row[2] for row in rows(bot, "poll_tallies")] == ['{"clinical":{"2":12}}']


def test_rows_lie_in_the_order_of_their_keys_and_not_of_their_writing(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", ASK)
    for who in NURSES:
        bot.presses(who, "poll.vote", "101", "2", room=WEST)
    voters = [str(row[2]) for row in rows(bot, "poll_voters")]
    assert voters == sorted(voters)
    with bot.database() as db, pytest.raises(Exception, match="rowid"):
        db.execute(text("SELECT rowid FROM poll_voters"))


def test_at_the_close_the_key_and_the_voters_go_and_small_groups_are_merged(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", ASK)
    taps(bot, spread(NURSES, 6, 3, 3) | spread(ANALYSTS[:3], 0, 3))
    votes(bot, "jo", "No")
    assert rows(bot, "poll_tallies")[0][4] != ""
    bot.says("jo", "close P-101")
    assert rows(bot, "poll_voters") == []
    ((_, _, bag, voters, secret),) = rows(bot, "poll_tallies")
    assert (voters, secret) == (16, "")
    assert bag == '{"clinical":{"1":6,"2":3,"3":3},"rest":{"2":3,"3":1}}'
    shown = card(bot)
    assert "IT: fewer than 5 answers - not shown" in shown
    assert "Clinical & IT: fewer than 5 answers - not shown" in shown
    assert "Yes: 6, 50.0 %" in shown


def test_a_named_poll_forgets_who_voted_what_at_the_close(bot: Bot) -> None:
    bot.says("jo", "poll Ready?")
    votes(bot, "ana", "Yes")
    assert len(rows(bot, "poll_voters")) == 1
    bot.says("jo", "close P-101")
    assert rows(bot, "poll_voters") == []


def test_a_group_of_one_mind_is_not_told_from_one_nearly_so(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", ASK)
    taps(bot, spread(NURSES, 6, 3, 3) | spread(ANALYSTS, 6))
    bot.says("jo", "close P-101")
    shown = card(bot)
    assert "IT: 80 % or more said Yes." in shown
    assert "100.0" not in shown
    bot.says("jo", ASK)
    taps(bot, spread(NURSES, 6, 3, 3) | spread(ANALYSTS, 5, 1), 102)
    bot.says("jo", "close P-102")
    assert card(bot, 102).split("\n")[2:] == shown.split("\n")[2:]


def test_anonymous_polls_show_nothing_before_the_close(bot: Bot) -> None:
    assert "An anonymous poll shows nothing before it closes" in said(
        bot.says("jo", "poll Ready? --anonymous --live")
    )


def test_logs_hold_nothing_of_a_vote(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    bot.says("jo", ASK)
    given = receipt(votes(bot, "ana", "Partly"))
    bot.presses("ana", "poll.vote", "101", "9", room=WEST)
    bot.presses("ana", "poll.vote", "101", "x", given, room=TRIAGE)
    heard = "".join(capsys.readouterr())
    assert "Ana" not in heard
    assert "ana" not in heard
    assert given not in heard


def test_someone_who_leaves_takes_the_name_along_and_leaves_the_vote(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll Ready? --closes in 2 hours --in all")
    taps(bot, spread(NURSES[:5], 3, 2))
    gone(bot, "Nurse1")
    assert "Corridor is for the staff" in votes(bot, "nurse1", "No")
    bot.wait(hours=2)
    assert "Yes: 3, 60.0 %" in card(bot)
    assert "Nurse1" not in card(bot)
