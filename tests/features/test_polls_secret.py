"""Anonymous polls are anonymous in truth: for colleagues, leaders, logs and the database."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.sealing import new_key
from storage.nouns import ballots, sealed_ballots
from tests.features.polling import (
    ANALYSTS,
    NURSES,
    WEST,
    card,
    crowd,
    gone,
    spread,
    taps,
    votes,
)
from tests.harness import TRIAGE, Bot, form, said

ASK = "poll Do you trust the numbers? | Yes | Partly | No --anonymous --in all"


def rows(bot: Bot, table: str) -> list[tuple[object, ...]]:
    with bot.database() as db:
        return [tuple(row) for row in db.execute(text(f"SELECT * FROM {table}"))]


def secrets_of_polls(bot: Bot) -> int:
    return sum(row[1] == "poll" for row in rows(bot, "sealed"))


def test_the_card_says_what_is_promised_before_anybody_votes(bot: Bot) -> None:
    bot.says("jo", ASK)
    shown = card(bot)
    assert "votes are sealed until the close" in shown
    assert "Whoever has the keys could open votes until the close" in shown
    assert "Your chat platform sees what you press" in shown


def test_a_vote_is_changed_and_taken_back_by_its_voter_and_shows_nothing(bot: Bot) -> None:
    bot.says("jo", f"{ASK} --closes in 1 hour")
    crowd(bot)
    taps(bot, spread(NURSES[:5], 2, 2, 1))
    assert "Your vote: Yes" in said(bot.presses("ana", "poll.vote", "101", "1", room=WEST))
    assert "Your vote: No" in said(bot.presses("ana", "poll.vote", "101", "3", room=WEST))
    assert "6 voted so far" in card(bot)
    assert "is taken back" in said(bot.presses("ana", "poll.unvote", "101", room=WEST))
    assert "5 voted so far" in card(bot)
    assert "You have no vote in P-101" in said(bot.says("ana", "unvote P-101"))
    with bot.database() as db:
        assert ballots.read(db, 101).bag == {}
    votes(bot, "ana", "No")
    bot.wait(hours=1)
    assert "Yes: 2 of 6, 33.3 %" in card(bot)
    assert "No: 2, 33.3 %" in card(bot)


def test_the_undecided_are_reminded_and_who_has_voted_is_not(bot: Bot) -> None:
    bot.says("jo", f"{ASK} --closes in 20 hours")
    votes(bot, "ana", "Yes")
    bot.presses("jo", "poll.remind", "101")
    votes(bot, "tom", "No")  # his night begins at 19:00
    bot.wait(hours=19)
    assert "only reminder" in bot.sees("mia")
    assert "only reminder" not in bot.sees("ana")
    assert "only reminder" not in bot.sees("tom")


def test_a_quorum_counts_sealed_votes(bot: Bot) -> None:
    for needed in (2, 3):
        bot.says("jo", f"{ASK} --quorum {needed}")
        number = 99 + needed
        votes(bot, "ana", "Yes", number)
        votes(bot, "ana", "No", number)
        votes(bot, "ben", "Yes", number)
        bot.says("jo", f"close P-{number}")
    assert "The quorum of 2 was reached" in card(bot, 101)
    assert "The quorum of 3 was not reached" in card(bot, 102)


def test_a_form_comes_back_as_its_voter_sent_it(bot: Bot) -> None:
    bot.says("jo", "poll The new eMAR --sus --anonymous --in all")
    votes(bot, "ana", "5 4 2 1 2 3 2 4 5 2")
    changed = bot.fills("ana", bot.presses("ana", "poll.ballot", "101"), item1="1")
    assert "Your vote: 1, 4, 2, 1, 2, 3, 2, 4, 5, 2" in said(changed)
    asked = form(bot.presses("ben", "poll.ballot", "101"))
    assert {field.value for field in asked.fields} == {""}


def test_who_typed_a_vote_is_told_that_the_chat_keeps_it(bot: Bot) -> None:
    bot.says("jo", ASK)
    assert "What you typed stands in this chat under your name" in votes(bot, "ana", "Yes")
    pressed = said(bot.presses("ben", "poll.vote", "101", "1", room=WEST))
    assert "What you typed" not in pressed


def test_nothing_in_the_database_tells_a_ballot(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", ASK)
    taps(bot, spread(NURSES, 4, 4, 4))
    kept = rows(bot, "poll_voters")
    assert len(kept) == 12
    sealed = [str(row[5]) for row in kept]
    assert len({len(text) for text in sealed}) == 1
    assert len(set(sealed)) == 12
    assert {(row[3], row[4]) for row in kept} == {("", "")}
    assert [row[2:] for row in rows(bot, "poll_tallies")] == [("sealed", 12, "")]


def test_a_longer_ballot_is_not_longer_when_it_is_sealed(bot: Bot) -> None:
    options = " | ".join(f"Option {n}" for n in range(1, 21))
    bot.says("jo", f"poll Which? | {options} --multiple --anonymous --in all")
    votes(bot, "ana", "1")
    votes(bot, "ben", ",".join(map(str, range(1, 21))))
    assert len({len(str(row[5])) for row in rows(bot, "poll_voters")}) == 1


def test_a_ballot_copied_into_another_row_is_not_counted(bot: Bot) -> None:
    """Someone who may write the database would else learn one from the figures."""
    crowd(bot)
    bot.says("jo", ASK)
    taps(bot, spread(NURSES[:6], 5, 0, 1))
    with bot.database.begin() as db:
        one = db.scalar(text("SELECT max(voter) FROM poll_voters"))
        copied = "(SELECT ballot FROM poll_voters WHERE voter = :one)"
        db.execute(text(f"UPDATE poll_voters SET ballot = {copied}"), {"one": one})
    bot.says("jo", "close P-101")
    assert "Not counted, because they could not be opened: 5 votes" in card(bot)
    with bot.database() as db:
        assert sum(sum(bag.values()) for bag in ballots.read(db, 101).bag.values()) == 1


def test_without_keys_a_poll_is_not_anonymous_and_nobody_is_told_that_it_is(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "keyless.db", keys=())
    assert "Anonymous polls are not offered here yet" in said(bot.says("jo", ASK))
    pulse = form(bot.presses("jo", "poll.new", "pulse"))
    assert "Anonymous polls are not offered here yet" in said(pulse)
    assert "Anonymous: votes" not in said(pulse)
    forced = bot.submits("jo", "poll.make", question="Ready?", more="anonymous")
    assert "Anonymous polls are not offered here yet" in said(forced)
    assert rows(bot, "polls") == []
    bot.end()


def test_a_poll_that_comes_again_is_not_asked_when_the_keys_are_gone(bot: Bot) -> None:
    bot.says("jo", f"{ASK} --closes in 1 hour --repeats daily")
    bot.keys = ()
    with bot.database.begin() as db:
        db.execute(text("DELETE FROM sealed"))
    bot.restart()
    bot.wait(days=1)
    assert "The next P-101 was not asked" in bot.sees("jo")
    assert len(rows(bot, "polls")) == 1


def test_with_other_keys_nothing_is_lost_and_with_the_key_given_up_it_is_called_off(
    bot: Bot,
) -> None:
    bot.says("jo", f"{ASK} --closes in 1 hour")
    votes(bot, "ana", "Yes")
    right, bot.keys = bot.keys, (new_key(),)
    bot.restart()
    assert "the key to them can't be opened" in votes(bot, "ben", "No")
    assert "the key to them can't be opened" in said(bot.says("jo", "close P-101"))
    bot.wait(minutes=70)
    assert "Open" in card(bot)
    bot.keys = right
    bot.restart()
    bot.wait(hours=2)
    assert "Closed" in card(bot)
    bot.says("jo", ASK)
    votes(bot, "ana", "Yes", 102)
    with bot.database.begin() as db:
        sealed_ballots.destroy(db, 102)
    assert "P-102 could not be counted" in said(bot.says("jo", "close P-102"))
    assert "Called off" in card(bot, 102)


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
    assert secrets_of_polls(bot) == 1
    bot.says("jo", "close P-101")
    assert secrets_of_polls(bot) == 0
    assert rows(bot, "poll_voters") == []
    ((_, _, bag, voters, secret),) = rows(bot, "poll_tallies")
    assert (voters, secret) == (16, "")
    assert bag == '{"rest":{"1":6,"2":6,"3":4}}'
    shown = card(bot)
    assert "The sides are not shown: IT and Clinical & IT are fewer than five each." in shown
    assert "Yes: 6 of 16, 37.5 %" in shown
    assert "12 people" not in shown


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
    assert "Yes: 12 of 18, 66.7 %" in card(bot)
    apart = "The sides are not shown: beside the whole they would tell what people answered."
    assert apart in card(bot)
    bot.says("jo", ASK)
    taps(bot, spread(NURSES, 6, 3, 3) | spread(ANALYSTS, 5, 1), 102)
    bot.says("jo", "close P-102")
    assert apart in card(bot, 102)


def test_a_whole_of_one_mind_is_not_told_from_one_nearly_so(bot: Bot) -> None:
    crowd(bot)
    for number, counts in ((101, (6, 0)), (102, (5, 1))):
        bot.says("jo", ASK)
        taps(bot, spread(ANALYSTS, *counts), number)
        bot.says("jo", f"close P-{number}")
    assert "All together, 6 people: 80 % or more said Yes." in card(bot)
    assert "%" not in card(bot).replace("80 %", "")
    assert card(bot, 102).split("\n")[2:] == card(bot).split("\n")[2:]


def test_anonymous_polls_show_nothing_before_the_close(bot: Bot) -> None:
    assert "An anonymous poll shows nothing before it closes" in said(
        bot.says("jo", "poll Ready? --anonymous --live")
    )


def test_logs_hold_nothing_of_a_vote(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    bot.says("jo", ASK)
    votes(bot, "ana", "Partly")
    bot.presses("ana", "poll.vote", "101", "9", room=WEST)
    bot.presses("ana", "poll.vote", "101", "x", "bcdfg-hjk", room=TRIAGE)
    heard = "".join(capsys.readouterr())
    assert "Ana" not in heard
    assert "ana" not in heard
    assert "Partly" not in heard


def test_someone_who_leaves_takes_the_name_along_and_leaves_the_vote(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll Ready? --closes in 2 hours --in all")
    taps(bot, spread(NURSES[:5], 3, 2))
    gone(bot, "Nurse1")
    assert "Corridor is for the staff" in votes(bot, "nurse1", "No")
    bot.wait(hours=2)
    assert "Yes: 3 of 5, 60.0 %" in card(bot)
    assert "Nurse1" not in card(bot)


@pytest.mark.parametrize(
    ("kind", "words", "shown"),
    [
        ("", "A", "80 % or more said A."),
        ("--approval", "A, C", "80 % or more said A and C."),
        ("--ranked", "C > A > B", "80 % or more said C > A > B."),
        ("--score", "5 3 1", "80 % or more said A 5; B 3; C 1."),
    ],
)
def test_nearly_of_one_mind_the_card_and_the_file_say_the_answer_and_no_figure(
    bot: Bot, kind: str, words: str, shown: str
) -> None:
    """R10 goes before R24: what decides is said, and not what the one who differs could work out."""
    crowd(bot)
    bot.says("jo", f"poll Which? | A | B | C {kind} --anonymous --in all")
    for name in NURSES[:9]:
        votes(bot, name, words)
    votes(bot, NURSES[9], "1 1 1" if kind == "--score" else "B")
    bot.says("jo", "close P-101")
    assert f"All together, 10 people: {shown}" in card(bot)
    assert "Exact figures are not shown: in an anonymous poll they would tell" in card(bot)
    assert "9" not in card(bot).replace("P-101", "").partition("people:")[2]
    rows = said(bot.says("jo", "figures P-101")).split("\r\n")
    (row,) = (row for row in rows if "80 or more" in row)
    assert ",All together," in row
    assert ",10," in row
