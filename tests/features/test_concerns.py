"""Concerns beyond the story: bad input, who may do what, and every way a concern can end."""

from datetime import timedelta

import pytest

from bot.core.review import HOW, REASON
from bot.words.cards import Message
from bot.words.events import Said
from storage.nouns import concerns
from tests.harness import TRIAGE, WARDS, Bot, buttons, form, message, said

WEST = WARDS["5W"]
ODD = (
    "<b>bold</b> *stars* _under_ <!channel> @everyone [x](http://y) **md** `c`",
    "🖨️🔥🔥",
    "הַמַּדְפֶּסֶת לא עובדת",
    "bell \x07 and null \x00 and escape \x1b[31m",
    "a" * 40_000,
)


def raised(bot: Bot, text: str = "label printer on 5 West prints blank") -> str:
    bot.says("ana", f"concern {text}", WEST)
    return "101"


def fixed(bot: Bot, note: str = "A new label roll is in and it prints") -> None:
    bot.says("sam", "On my way with a roll", TRIAGE, under="concern:101:it")
    bot.fills("sam", bot.presses("sam", "concern.fixed", "101"), note=note)


@pytest.mark.parametrize("text", ODD, ids=["markup", "emoji", "hebrew", "control", "long"])
def test_whatever_is_typed_is_shown_as_typed(bot: Bot, text: str) -> None:
    assert "C-101 is with IT" in said(bot.says("ana", f"concern {text}", WEST))
    clean = "".join(c for c in text if c.isprintable())
    assert clean in bot.card("concern:101:it", TRIAGE)


def test_more_than_40000_characters_are_refused_with_a_sentence(bot: Bot) -> None:
    assert "40,001 characters" in said(bot.says("ana", f"concern {'b' * 40_001}"))
    assert not bot.posts("slack")


def test_an_empty_concern_opens_the_form_and_an_empty_form_says_what_to_write(bot: Bot) -> None:
    asked = form(bot.says("ana", "concern"))
    again = form(bot.fills("ana", asked, text="   "))
    assert "Write what is wrong in a sentence" in said(again)


def test_two_questions_are_asked_one_at_a_time_and_the_rest_is_assumed(bot: Bot) -> None:
    receipt = message(bot.says("ana", "concern label printer on 5 West prints blank", WEST))
    shown = said(receipt)
    assert "Can you still care for patients?: [Stopped] [Slowed] [Annoying]" in shown
    assert "Assumed: 5 West · my unit · Computers, printers, scanners: [Change]" in shown
    assert "Could a patient get hurt?" not in shown
    assert len(shown.split("\n")) <= 9
    second = said(bot.presses("ana", "concern.care", "101", "stopped"))
    assert "Could a patient get hurt?: [No] [Yes, if it happens again]" in second
    assert "Can you still care" not in second
    done = said(bot.presses("ana", "concern.harm", "101", "could"))
    assert "That is all" in done
    assert "P1" in bot.card("concern:101:it", TRIAGE)
    assert "P1: C-101 needs an answer" in bot.sees("sam")


def test_one_change_puts_right_what_was_assumed(bot: Bot) -> None:
    receipt = bot.says("ana", "concern label printer on 5 West prints blank", WEST)
    change = next(b for b in buttons(receipt) if b.label == "Change")
    asked = form(bot.presses("ana", change.action.name, *change.action.args))
    assert [f.id for f in asked.fields] == ["kind", "reach", "unit", "system"]
    again = said(bot.fills("ana", asked, kind="down_slow", unit="ICU", reach="site"))
    assert "Assumed: Down or slow · ICU · several units" in again
    assert "Can you still care for patients?" in again
    card = bot.card("concern:101:it", TRIAGE)
    assert "Down or slow" in card
    assert "ICU" in card
    assert "P2" in card
    assert "C-101" in bot.sees(WARDS["ICU"])
    bot.presses("sam", "concern.fixed", "101")
    bot.says("sam", "fixed C-101 a new roll is in and it prints again")
    assert "closed" in said(bot.presses("mia", "concern.confirm", "101"))


def test_untouched_the_defaults_hold_and_plain_words_are_read(bot: Bot) -> None:
    raised(bot, "label printer is blank")
    assert "My unit, slowed: P3" in bot.card("concern:101:it", TRIAGE)
    bot.says("ana", "concern the label printers are blank on all units", WEST)
    assert "Several units, slowed: P2" in bot.card("concern:102:it", TRIAGE)
    bot.says("ana", "concern my badge reader is blank", WEST)
    assert "Just me, slowed: P3" in bot.card("concern:103:it", TRIAGE)


def test_the_buttons_of_an_older_receipt_still_answer(bot: Bot) -> None:
    raised(bot)
    assert "Can you still care" in said(bot.presses("ana", "concern.kind", "101", "down_slow"))
    told = said(bot.presses("ana", "concern.care", "101", "stopped", "me"))
    assert "Just me, stopped" in told
    assert "Could a patient get hurt?" in told


def test_only_the_reporter_answers_and_they_cannot_lower_a_safety_matter(bot: Bot) -> None:
    raised(bot)
    for name, given in (("concern.care", "stopped"), ("concern.assumed", "care")):
        assert "Only the person who raised" in said(bot.presses("ben", name, "101", given))
    bot.presses("ana", "concern.harm", "101", "reached")
    assert "It stays P1" in said(bot.presses("ana", "concern.harm", "101", "no"))


def test_a_message_becomes_a_concern_with_its_text_cleaned(bot: Bot) -> None:
    asked = form(bot.picks("ana", "concern.raise", "scanner fails for pt Jane Sample"))
    assert "scanner fails for pt [NAME]" in said(asked)


def test_a_sentence_without_a_verb_is_offered_as_a_concern(bot: Bot) -> None:
    asked = message(bot.says("ana", "scanner is dead again"))
    assert asked.title == "Send to IT?"
    send, change = buttons(asked)
    assert (send.label, change.label) == ("Send to IT", "Change")
    assert "C-101" in said(bot.presses("ana", send.action.name, *send.action.args))


def test_an_order_is_refused(bot: Bot) -> None:
    assert "reads like an order" in said(bot.says("ana", "concern give 5 mg morphine iv now"))
    assert not bot.posts("slack")


def test_soft_findings_may_be_kept_with_a_reason_and_hard_ones_not(bot: Bot) -> None:
    draft = form(bot.says("ana", "concern scanner dead, my cell is 415-555-0134"))
    refused = form(bot.fills("ana", draft, **{HOW: "mine"}))
    assert "why it is not patient data" in said(refused)
    overruled = {HOW: "mine", REASON: "my own number"}
    assert "C-101" in said(bot.fills("ana", draft, **overruled))
    assert "415-555-0134" in bot.card("concern:101:it", TRIAGE)
    assert "Kept as written (a phone number): my own number" in said(
        bot.presses("kim", "concern.history", "101")
    )


def test_a_patient_in_a_thread_is_passed_on_cleaned_and_the_writer_is_asked_to_edit(
    bot: Bot,
) -> None:
    raised(bot)
    words = "it printed blank for pt Jane Sample MRN 12345678"
    told = said(bot.says("ben", words, WEST, under="concern:101", ref="m1"))
    assert "passed on only this" in told
    assert "Please edit or delete your message" in bot.sees("ben")
    assert "blank for pt [NAME] MRN [MRN]" in bot.sees(TRIAGE)
    assert "Jane" not in bot.everything()
    bot.edits("ben", "m1", "it printed blank twice", WEST, under="concern:101")
    assert "“it printed blank twice”\nedited" in bot.sees(TRIAGE)
    bot.deletes("ben", "m1", WEST, under="concern:101")
    assert "(taken back by its writer)" in bot.sees(TRIAGE)
    assert "printed blank twice" not in bot.everything()


def test_a_note_with_a_patient_comes_back_cleaned_before_anything_happens(bot: Bot) -> None:
    raised(bot)
    asked = bot.presses("sam", "concern.fixed", "101")
    again = form(bot.fills("sam", asked, note="Printed the label for pt Jane Sample by hand"))
    assert "We took out a name" in said(again)
    assert "New" in bot.card("concern:101:it", TRIAGE)
    bot.fills("sam", again)
    assert "label for pt [NAME] by hand" in bot.sees(WEST)
    reply = said(bot.says("sam", "note C-101 pt Jane Sample again"))
    assert "Nothing was sent yet" in reply
    assert "note C-101 pt [NAME] again" in reply


def test_notes_for_it_never_cross(bot: Bot) -> None:
    raised(bot)
    bot.says("kim", "note the vendor knows this model", TRIAGE, under="concern:101:it")
    assert "vendor knows" not in bot.sees("teams")
    assert "New" in bot.card("concern:101:it", TRIAGE)
    bot.says("ben", "note that it also jams", WEST, under="concern:101")
    assert "note that it also jams" in bot.sees(TRIAGE)


def test_an_emoji_only_answer_does_not_stop_the_clock(bot: Bot) -> None:
    raised(bot)
    bot.says("sam", "👀", TRIAGE, under="concern:101:it")
    assert "due by" in bot.card("concern:101", WEST)
    bot.says("ana", "any news?", WEST, under="concern:101")
    assert "due by" in bot.card("concern:101", WEST)


def test_an_answer_counts_from_when_it_was_written_not_from_when_it_arrived(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West", WEST)
    bot.at("2026-03-04 15:05")
    written = bot.now
    bot.at("2026-03-04 15:45")
    bot.now, arrived = written, bot.now
    bot.says("sam", "On my way with a roll", TRIAGE, under="concern:101:it", ref="late")
    assert arrived - written == timedelta(minutes=40)
    assert "after 5 min" in bot.card("concern:101", WEST)


def test_an_event_from_the_future_or_from_before_the_concern_counts_as_now_or_as_its_beginning(
    bot: Bot,
) -> None:
    raised(bot)
    bot.wait(minutes=6)
    real = bot.now
    bot.now = real + timedelta(hours=3)
    early = Said(
        bot.id(),
        TRIAGE,
        bot.account("sam"),
        "On my way",
        "m1",
        bot.ref("concern:101:it", TRIAGE),
        at=bot.now,
    )
    bot.now = real
    bot.send(early)
    assert "after 6 working min" in bot.card("concern:101", WEST)
    bot.says("ana", "concern scanner dead on 5 West", WEST)
    past = bot.now - timedelta(days=1)
    thread = bot.ref("concern:102:it", TRIAGE)
    bot.send(Said(bot.id(), TRIAGE, bot.account("sam"), "Looking at it", "m2", thread, at=past))
    assert "at once, met" in bot.card("concern:102", WEST)


@pytest.mark.parametrize("name", ["take", "hold", "fixed", "more", "link", "ticket", "notdoing"])
def test_clinicians_cannot_do_its_work_and_are_told_who_can(bot: Bot, name: str) -> None:
    raised(bot)
    before = bot.card("concern:101:it", TRIAGE)
    assert "IT staff and clinical informatics can do that" in said(
        bot.presses("ben", f"concern.{name}", "101")
    )
    assert bot.card("concern:101:it", TRIAGE) == before


def test_it_cannot_confirm_and_neither_can_another_unit(bot: Bot) -> None:
    raised(bot)
    fixed(bot)
    for who in ("kim", "mia"):
        refused = said(bot.presses(who, "concern.confirm", "101"))
        assert "The person who raised it, or any clinician of that unit, can do that" in refused
    bot.presses("ben", "concern.confirm", "101")
    assert "confirmed already" in said(bot.presses("ana", "concern.confirm", "101"))


def test_hold_needs_a_reason_and_a_day_and_comes_back(bot: Bot) -> None:
    raised(bot)
    assert "It can wait for" in said(bot.says("sam", "hold C-101 lunch until friday"))
    assert "Say until when" in said(bot.says("sam", "hold C-101 vendor until whenever"))
    bot.says("sam", "hold C-101 vendor new roll ordered until friday")
    assert "Waiting for: a vendor: new roll ordered, look again Fri 08:00 EST" in bot.card(
        "concern:101", WEST
    )
    assert "C-101 is on hold" in bot.sees(WEST)
    bot.at("2026-03-06 08:00")
    assert "Look again at C-101" in bot.sees(TRIAGE)
    bot.presses("sam", "concern.hold", "101")
    assert "In progress" in bot.card("concern:101:it", TRIAGE)


def test_waiting_for_the_reporter_ends_when_they_write(bot: Bot) -> None:
    bot.submits(
        "ana", "concern.raise", text="two alerts too many", kind="hard_to_use", care="annoying"
    )
    asked = bot.presses("sam", "concern.hold", "101")
    bot.fills("sam", asked, **{"for": "reporter", "look": "2026-03-09", "note": "Which alerts?"})
    assert "IT needs a word from you" in bot.sees(WEST)
    assert "IT needs a word from you" not in bot.sees("ana")  # off until 19:00
    bot.at("2026-03-04 19:00")
    assert "IT needs a word from you" in bot.sees("ana")
    bot.says("ben", "The two for potassium", WEST, under="concern:101")
    assert "In progress" in bot.card("concern:101:it", TRIAGE)


def test_withdrawn_while_new_only_by_its_reporter(bot: Bot) -> None:
    raised(bot)
    assert "Only the person who raised" in said(bot.presses("ben", "concern.withdraw", "101"))
    bot.presses("ana", "concern.withdraw", "101")
    assert "Withdrawn" in bot.card("concern:101:it", TRIAGE)
    assert "nothing to withdraw" not in said(bot.presses("sam", "concern.take", "101"))
    assert "Withdrawn" in said(bot.presses("sam", "concern.take", "101"))


def test_not_doing_needs_a_reason_the_ward_can_read(bot: Bot) -> None:
    raised(bot)
    assert "A no needs a reason" in said(bot.says("kim", "notdoing C-101 no budget"))
    bot.says("kim", "notdoing C-101 This printer is replaced with the whole fleet in May")
    assert "C-101 won't be done" in bot.sees(WEST)
    assert "Not doing" in bot.card("concern:101", WEST)


def test_a_fix_nobody_checks_closes_at_the_later_of_five_days_and_the_reporters_shift(
    bot: Bot,
) -> None:
    """Fixed on Wednesday evening; Ana's next shift starts on Saturday, five days end on Monday."""
    raised(bot)
    bot.at("2026-03-04 19:30")
    fixed(bot)
    bot.at("2026-03-09 20:29")
    assert "Fixed - please check" in bot.card("concern:101", WEST)
    bot.at("2026-03-09 20:30")
    assert "Closed - not confirmed" in bot.card("concern:101", WEST)
    assert "If it is back, reopen it" in bot.sees(WEST)


def test_reminders_stop_after_five_and_come_in_working_hours_for_p3(bot: Bot) -> None:
    bot.submits(
        "ana", "concern.raise", text="badge tap fails", kind="access", care="slowed", reach="me"
    )
    bot.at("2026-03-20 08:00")
    shown = bot.sees(TRIAGE)
    assert shown.count("C-101: nobody has answered yet") == 5
    for reminder in (p for p in bot.posts(TRIAGE) if ":nudge:" in p.key):
        assert isinstance(reminder.message, Message)


def test_me_too_counts_once_and_a_second_unit_makes_it_several(bot: Bot) -> None:
    raised(bot, "printer dead on 5 West")
    assert "Counted on C-101" in said(bot.presses("ben", "concern.metoo", "101"))
    assert "counted on C-101 already" in said(bot.presses("ben", "concern.metoo", "101"))
    bot.presses("mia", "concern.metoo", "101")
    assert "3 reporters, 2 units" in bot.card("concern:101:it", TRIAGE)
    assert "Several units, slowed: P2" in bot.card("concern:101:it", TRIAGE)


def test_a_known_concern_is_suggested_and_one_tap_joins_it(bot: Bot) -> None:
    raised(bot, "label printer on 5 West prints blank")
    receipt = said(bot.says("ben", "concern label printer prints blank on 5 West again", WEST))
    assert "It may be known already" in receipt
    bot.presses("ben", "concern.same", "102", "101")
    assert "Duplicate" in bot.card("concern:102", WEST)
    assert "2 reporters, 1 unit" in bot.card("concern:101:it", TRIAGE)
    assert "can't be a duplicate of itself" in said(
        bot.presses("sam", "concern.merge", "101", "102")
    )


def test_assigning_tells_the_one_who_gets_it(bot: Bot) -> None:
    raised(bot)
    bot.says("sam", "assign C-101 Kim Lee")
    assert "C-101 is yours" in bot.sees("kim")
    assert "With: Kim Lee · IT" in bot.card("concern:101", WEST)
    assert "I don't know anyone called" in said(bot.says("sam", "assign C-101 Nobody"))
    assert "not on the IT side" in said(bot.says("sam", "assign C-101 Ben"))


def test_a_ticket_number_is_carried(bot: Bot) -> None:
    raised(bot)
    bot.says("sam", "ticket C-101 INC0012345")
    assert "Ticket: INC0012345" in bot.card("concern:101", WEST)


def test_lists_find_mine_my_units_and_by_words(bot: Bot) -> None:
    raised(bot)
    bot.says("mia", "concern monitor is dark in bay 2", WARDS["ICU"])
    assert "C-101" in said(bot.says("ana", "concerns"))
    assert "C-102" not in said(bot.says("ana", "concerns"))
    assert "C-102" in said(bot.says("sam", "concerns open"))
    assert "C-101" in said(bot.says("sam", "concerns blank PRINTER"))
    assert "C-102" not in said(bot.says("sam", "concerns blank printer"))
    assert "C-101" in said(bot.says("ben", "concerns unit"))
    assert "Nothing here" in said(bot.says("sam", "concerns unobtainium"))
    assert said(bot.says("sam", "C-101")).startswith("C-101 · P")
    assert "There is no C-999" in said(bot.says("sam", "C-999"))


def test_a_long_list_has_more_behind_a_button(bot: Bot) -> None:
    for n in range(12):
        bot.says("ana", f"concern printer number {n} dead", WEST)
    assert "[Show more]" in said(bot.says("sam", "concerns open"))
    rest = said(bot.presses("sam", "concern.list", "open", "105"))
    assert "C-104" in rest
    assert "C-105" not in rest


def test_export_defuses_formulas_and_names_nobody(bot: Bot) -> None:
    bot.says("ana", "concern =HYPERLINK(1) on the dashboard")
    assert "A leader or an administrator can do that" in said(bot.says("ana", "export"))
    csv = said(bot.says("elena", "export csv"))
    assert "'=HYPERLINK(1) on the dashboard" in csv
    assert "Ana" not in csv
    assert '"number": "C-101"' in said(bot.says("elena", "export json"))


def test_reopening_a_closed_concern(bot: Bot) -> None:
    raised(bot)
    fixed(bot)
    bot.presses("ben", "concern.confirm", "101")
    assert form(bot.says("ben", "reopen C-101")).title == "C-101 is not fixed"
    bot.says("ben", "reopen C-101 blank again since noon")
    assert "Reopened" in bot.card("concern:101:it", TRIAGE)
    assert "blank again since noon" in bot.sees(TRIAGE)


def test_a_form_sent_twice_fixes_once(bot: Bot) -> None:
    raised(bot)
    asked = bot.presses("sam", "concern.fixed", "101")
    bot.fills("sam", asked, note="A new label roll is in and it prints")
    assert "nothing to fix" in said(bot.fills("sam", asked, note="A new roll is in and it prints"))
    assert bot.sees(WEST).count("Please check C-101") == 1


def test_details_for_p1_join_the_conversation(bot: Bot) -> None:
    bot.submits("ana", "concern.raise", text="eMAR frozen", kind="down_slow", care="stopped")
    asked = bot.presses("ana", "concern.sbar", "101")
    bot.fills("ana", asked, situation="All three carts", need="Someone within the hour")
    assert "Situation: All three carts\nWhat I need: Someone within the hour" in bot.sees(TRIAGE)


def test_care_is_affected_now_raises_it_once(bot: Bot) -> None:
    bot.submits(
        "tom", "concern.raise", text="chart slow", kind="down_slow", care="annoying", reach="site"
    )
    assert "C-101 is P1 now" in said(bot.presses("tom", "concern.urgent", "101"))
    assert "P1 already" in said(bot.presses("tom", "concern.urgent", "101"))
    assert "P1: C-101 needs an answer" in bot.sees("sam")


def test_pictures_do_not_cross(bot: Bot) -> None:
    raised(bot)
    channel, account = WEST, bot.account("ana")
    event = Said(bot.id(), channel, account, "", "m9", bot.ref("concern:101", WEST), files=1)
    assert "stay in this chat" in said(bot.send(event))


def test_an_act_that_needs_words_asks_for_them_in_a_form_however_it_was_begun(bot: Bot) -> None:
    raised(bot)
    bot.says("ben", "concern the scanner on 5 West is dead", WEST)
    for words, pressed in (
        ("answer C-101", ("concern.answer", "101", "answer")),
        ("note C-101", ("concern.answer", "101", "note")),
        ("priority C-101", ("concern.priority", "101")),
        ("duplicate C-101", ("concern.link", "101")),
    ):
        assert form(bot.says("sam", words)) == form(bot.presses("sam", *pressed))


@pytest.mark.parametrize(
    ("action", "values", "wrong"),
    [
        ("concern.answer", {"text": " "}, "There was nothing in it"),
        ("concern.sbar", {"situation": "", "need": " "}, "There was nothing in it"),
        ("concern.priority", {"priority": "P9", "reason": "so"}, "A priority is P1"),
        ("concern.priority", {"priority": "P3", "reason": "so"}, "C-101 is P3 already"),
        ("concern.priority", {"priority": "P2", "reason": ""}, "Give the reason too"),
        ("concern.link", {"number": "the other"}, "Say which concern"),
    ],
)
def test_what_is_wrong_in_a_form_of_an_act_stands_beside_its_field(
    bot: Bot, action: str, values: dict[str, str], wrong: str
) -> None:
    raised(bot)
    again = form(bot.submits("sam", action, "101", **values))
    assert any(field.error.startswith(wrong) for field in again.fields)
    assert "P3" in bot.card("concern:101:it", TRIAGE)


@pytest.mark.parametrize(
    ("asked", "given"), [("unit", "ICU"), ("system", "lab"), ("reach", "site")]
)
def test_a_form_that_leaves_the_taps_out_keeps_what_it_did_ask(
    bot: Bot, asked: str, given: str
) -> None:
    bot.submits("ana", "concern.raise", text="scanner is off again", **{asked: given})
    with bot.database() as db:
        concern = concerns.get(db, 101)
    assert concern is not None
    assert getattr(concern, asked) == given
