"""R36: an edit of the message that raised a concern corrects it, a deletion asks, what is forwarded
comes as a quote, and whoever sends a picture reads that it stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.sealing import new_key
from bot.words.cards import Reply
from bot.words.events import Said
from storage.nouns import concern_search, concerns
from storage.nouns.concerns import Concern
from tests.harness import TRIAGE, WARDS, Bot, buttons, said

WEST = WARDS["5W"]
WRONG, RIGHT = "monitor 4 on 5 West shows no waves", "monitor 5 on 5 West shows no waves"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "bot.db", keys=[new_key()])
    yield bot
    bot.end()


def concern(bot: Bot, number: int = 101) -> Concern:
    with bot.database() as db:
        found = concerns.get(db, number)
        assert found is not None
        return found


def posted(bot: Bot, key: str, who: str) -> str:
    return bot.card(key, bot.dm(who))


@pytest.mark.parametrize("room", [None, WEST], ids=["direct", "channel"])
def test_an_edit_of_what_was_said_corrects_the_concern(bot: Bot, room: object) -> None:
    where = WEST if room else None
    bot.says("ana", f"concern {WRONG}", where, ref="m1")
    told = said(bot.edits("ana", "m1", f"concern {RIGHT}", where))
    assert "C-101 is corrected" in told
    for card in (
        bot.card("concern:101", where or bot.dm("ana")),
        bot.card("concern:101:it", TRIAGE),
    ):
        assert RIGHT in card
        assert WRONG not in card
    thread = bot.sees(TRIAGE)
    assert f"Ana Ruiz · clinical corrected it:\n“{RIGHT}”" in thread
    assert f"It said before:\n“{WRONG}”" in thread
    assert "answers above" not in thread


def test_the_edited_words_are_found_and_the_old_ones_are_not(bot: Bot) -> None:
    bot.says("ana", "concern printer prints blank", WEST, ref="m1")
    bot.edits("ana", "m1", "concern scanner beeps twice", WEST)
    with bot.database() as db:
        assert concern_search.find(db, "scanner", 5) == [101]
        assert concern_search.find(db, "blank", 5) == []


def test_an_edit_changes_no_answer_that_was_given(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, ref="m1")
    bot.presses("ana", "concern.kind", "101", "hard_to_use")
    before = concern(bot)
    bot.edits("ana", "m1", "concern I can't log in to the whole hospital's chart", WEST)
    after = concern(bot)
    assert (after.kind, after.unit, after.priority) == (before.kind, before.unit, before.priority)


@pytest.mark.parametrize("again", [f"concern {WRONG}", f"Concern:  {WRONG}", ""])
def test_an_edit_that_changes_no_word_says_nothing(bot: Bot, again: str) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, ref="m1")
    assert bot.edits("ana", "m1", again, WEST) is None
    assert "corrected" not in bot.sees(TRIAGE)


def test_it_is_told_that_it_had_answered_the_old_words(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, ref="m1")
    bot.says("kim", "on my way to bed 4's monitor", TRIAGE, under="concern:101:it")
    bot.edits("ana", "m1", f"concern {RIGHT}", WEST)
    assert RIGHT in bot.card("concern:101:it", TRIAGE)
    assert "The answers above this were to what it said before." in bot.sees(TRIAGE)


def test_what_has_ended_keeps_its_words_and_the_writer_is_told(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, ref="m1")
    bot.presses("ana", "concern.withdraw", "101")
    told = said(bot.edits("ana", "m1", f"concern {RIGHT}", WEST))
    assert "C-101 has ended, so it keeps its words" in told
    assert concern(bot).text == WRONG


def test_an_edit_is_guarded_like_any_text(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, ref="m1")
    told = said(bot.edits("ana", "m1", "concern monitor of pt Jane Sample MRN 12345678 dark", WEST))
    assert "passed on only this" in told
    assert "monitor of pt [NAME] MRN [MRN] dark" in bot.card("concern:101:it", TRIAGE)
    assert "12345678" not in bot.everything() + bot.sees("slack") + bot.sees("teams")
    assert "Please edit or delete your message" in bot.sees("ana")


def test_an_order_written_by_an_edit_is_refused(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, ref="m1")
    assert "reads like an order" in said(bot.edits("ana", "m1", "give 5 mg morphine iv now", WEST))
    assert concern(bot).text == WRONG


def test_an_edit_that_tells_of_danger_makes_it_a_p1(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, ref="m1")
    told = said(
        bot.edits("ana", "m1", "concern monitor dead and the patient is not breathing", WEST)
    )
    assert told.startswith("Call x5100")
    assert concern(bot).priority == "P1"
    assert "somebody may be in danger" in bot.card("concern:101:it", TRIAGE)


def test_that_it_is_about_equipment_is_not_guessed_anew(bot: Bot) -> None:
    bot.says("ana", "concern the patient is not breathing per the monitor", WEST, ref="m1")
    bot.presses("ana", "concern.equipment", "101")
    rank = concern(bot).priority
    told = said(bot.edits("ana", "m1", "concern monitor 5 says patient is not breathing", WEST))
    assert told.startswith("Call x5100")
    assert concern(bot).priority == rank != "P1"


def test_under_legal_hold_the_old_words_stay(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, ref="m1")
    bot.says("jo", "hold C-101 legal", bot.dm("jo", "slack"))
    bot.edits("ana", "m1", f"concern {RIGHT}", WEST)
    assert WRONG in bot.everything()


def test_a_deletion_asks_whether_to_withdraw_and_withdraws_nothing_by_itself(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, ref="m1")
    assert bot.deletes("ana", "m1", WEST) is None
    asked = posted(bot, "concern:101:source", "ana")
    assert "Your message is deleted, and C-101 is still with IT" in asked
    assert "[Withdraw]" in asked
    assert concern(bot).state == "new"
    bot.presses("ana", "concern.withdraw", "101")
    assert concern(bot).state == "withdrawn"
    after = posted(bot, "concern:101:source", "ana")
    assert "C-101 is taken back" in after
    assert "[" not in after


def test_it_can_be_left_with_it(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", ref="m1")
    bot.deletes("ana", "m1")
    assert "stays with IT" in said(bot.presses("ana", "concern.keep", "101"))
    assert "[" not in posted(bot, "concern:101:source", "ana")
    assert concern(bot).state == "new"
    assert "Only the person who raised" in said(bot.presses("ben", "concern.keep", "101"))


def test_what_it_has_can_t_be_withdrawn_and_is_not_offered(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", ref="m1")
    bot.presses("kim", "concern.take", "101", room=TRIAGE)
    bot.says("kim", "on my way", TRIAGE, under="concern:101:it")
    bot.deletes("ana", "m1")
    asked = posted(bot, "concern:101:source", "ana")
    assert "IT has it already, so it stays" in asked
    assert "[" not in asked


def tap(bot: Bot, who: str, shown: Reply, label: str) -> Reply:
    found = next(button for button in buttons(shown) if button.label == label)
    return bot.presses(who, found.action.name, *found.action.args)


def test_a_sentence_that_was_sent_by_one_tap_follows_its_message(bot: Bot) -> None:
    offered = bot.says("ana", "the label printer prints nothing", ref="m1")
    tap(bot, "ana", offered, "Send to IT")
    bot.edits("ana", "m1", "the wristband printer prints nothing")
    assert concern(bot).text == "the wristband printer prints nothing"


def test_a_form_filled_in_from_a_message_remembers_it(bot: Bot) -> None:
    """A sentence of one's own, and a colleague's message picked from its menu."""
    offered = bot.says("ana", "the label printer prints nothing", ref="m1")
    bot.fills("ana", tap(bot, "ana", offered, "Change"))
    bot.edits("ana", "m1", "the wristband printer prints nothing")
    assert concern(bot).text == "the wristband printer prints nothing"
    picked = bot.picks("ana", "concern.raise", WRONG, WEST, ref="m2", by="ben")
    bot.fills("ana", picked)
    bot.edits("ben", "m2", RIGHT, WEST)
    assert concern(bot, 102).text == RIGHT
    assert "Ben Cole · clinical corrected it" in bot.sees(TRIAGE)
    bot.deletes("ben", "m2", WEST)
    assert "The message of Ben Cole · clinical is deleted" in posted(
        bot, "concern:102:source", "ana"
    )
    assert "C-102 is still with IT" not in bot.sees("ben")


def test_looked_at_twice_it_is_still_remembered(bot: Bot) -> None:
    asked = bot.says("ana", "concern scanner dead, pt Jane Sample MRN 12345678", WEST, ref="m1")
    bot.fills("ana", asked)
    bot.edits("ana", "m1", "concern scanner dead on 5 West", WEST)
    assert concern(bot).text == "scanner dead on 5 West"


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_without_a_name_nothing_links_it_to_a_message(bot: Bot, mode: str) -> None:
    offered = bot.says("ana", "the label printer prints nothing", ref="m1-secret")
    asked = tap(bot, "ana", offered, "Change")
    bot.fills("ana", asked, mode=mode, harm="reached")
    assert "m1-secret" not in bot.everything()
    bot.wait(minutes=40)
    assert bot.edits("ana", "m1-secret", "the wristband printer prints nothing") is None
    assert concern(bot).text == "the label printer prints nothing"
    assert bot.deletes("ana", "m1-secret") is None


def test_of_edits_and_deletions_among_people_nothing_is_kept(bot: Bot) -> None:
    for change in ("edited", "deleted"):
        words = "pt John Smith MRN 00482913 is back" if change == "edited" else ""
        account = bot.account("ana")
        talk = Said(bot.id(), WEST, account, words, "m9-among-people", "", change)
        assert bot.send(talk) is None
    assert "m9-among-people" not in bot.everything()
    assert "Smith" not in bot.everything()
    assert not bot.posts("ana")


FORWARDED = "the vendor says the driver is at fault"


def test_a_forwarded_message_crosses_as_a_quote_behind_its_writers_words(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST)
    bot.says("kim", "see below", TRIAGE, under="concern:101:it", quoted=(FORWARDED,))
    assert f"“see below\n> {FORWARDED}”" in bot.sees(WEST)


def test_forwarded_without_a_word_it_crosses_and_is_no_answer(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST)
    bot.says("kim", "", TRIAGE, under="concern:101:it", ref="f1", quoted=(FORWARDED,))
    assert f"“> {FORWARDED}”" in bot.sees(WEST)
    assert concern(bot).answered_at is None
    bot.deletes("kim", "f1", TRIAGE, "concern:101:it")
    assert FORWARDED not in bot.sees(WEST)


def test_a_forwarded_note_stays_with_it_until_somebody_says_otherwise(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST)
    quoted = ("note: vendor's fix broke it",)
    reply = bot.says("kim", "", TRIAGE, under="concern:101:it", quoted=quoted)
    assert "Is this for IT only?" in said(reply)
    assert "broke it" not in bot.sees(WEST)


def test_a_concern_has_its_forwarded_part(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, quoted=(FORWARDED,))
    assert f"{WRONG}\n> {FORWARDED}" in bot.card("concern:101:it", TRIAGE)


def test_forwarded_alone_to_the_bot_it_is_offered_as_a_concern(bot: Bot) -> None:
    asked = bot.says("ana", "", quoted=(FORWARDED,), ref="m1")
    assert said(asked).startswith("Send to IT?")
    tap(bot, "ana", asked, "Send to IT")
    assert f"> {FORWARDED}" in bot.card("concern:101:it", TRIAGE)


def test_quoted_danger_raises_nothing_and_the_telephone_comes_first(bot: Bot) -> None:
    asked = bot.says("ana", "", quoted=("the patient is not breathing",))
    assert said(asked).startswith("Call x5100 now")
    assert not bot.posts(TRIAGE)


def test_what_was_forwarded_is_guarded(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST)
    quoted = ("pt Jane Sample MRN 12345678 waits",)
    bot.says("kim", "see below", TRIAGE, under="concern:101:it", quoted=quoted)
    assert "see below\n> pt [NAME] MRN [MRN]" in bot.sees(WEST)
    assert "12345678" not in bot.everything()
    soft = bot.says("ana", "concern scanner dead", quoted=("my cell is 415-555-0134",))
    assert "scanner dead\n> my cell is 415-555-0134" in said(soft)


def test_where_a_forwarded_message_does_not_go_on_its_writer_is_told(bot: Bot) -> None:
    told = said(bot.says("sam", "concerns", quoted=(FORWARDED,)))
    assert "The forwarded message stays in this chat" in told
    assert "forwarded" not in said(bot.says("sam", "concerns"))


PICTURES = "Pictures and files stay in this chat"


def test_a_picture_with_any_message_draws_one_sentence(bot: Bot) -> None:
    replies = [
        bot.says("ana", f"concern {WRONG}", WEST, files=1),
        bot.says("ana", f"concern {RIGHT}", files=2),
        bot.says("ana", "the label printer prints nothing", files=1),
        bot.says("ana", "", files=1),
        bot.says("ana", "look at this", WEST, under="concern:101", ref="m3", files=1),
        bot.says("ana", "", WEST, under="concern:101", files=1),
        bot.picks("ana", "concern.raise", WRONG, WEST, ref="m2", by="ben", files=1),
        bot.says("kim", "note C-101 see the log", TRIAGE, files=1),
    ]
    assert [said(reply).count(PICTURES) for reply in replies] == [1] * len(replies)
    assert "with" in said(replies[0])
    assert PICTURES not in said(bot.edits("ana", "m3", "look at that", WEST, "concern:101"))


def test_the_clock_is_not_moved_by_an_edit(bot: Bot) -> None:
    bot.says("ana", f"concern {WRONG}", WEST, ref="m1")
    due = concern(bot).due_at
    bot.now += timedelta(minutes=5)
    bot.edits("ana", "m1", f"concern {RIGHT}", WEST)
    assert concern(bot).due_at == due
