"""R38: what has no verb of ours: kind words, slips of the finger, and a sentence for IT."""

import pytest

from bot.core.kind_words import kind_words
from bot.core.nearest import near_numbers, nearest, numbered
from bot.core.unaddressed import unaddressed
from bot.words.cards import Reply
from bot.words.events import Said
from storage.nouns import concerns
from tests.harness import TRIAGE, WARDS, Bot, buttons, form, message, said

WEST = WARDS["5W"]


def press(bot: Bot, who: str, shown: Reply, label: str) -> Reply:
    found = next(button for button in buttons(shown) if button.label == label)
    return bot.presses(who, found.action.name, *found.action.args)


@pytest.mark.parametrize(
    "words",
    [
        *("thanks!", "thank you", "ok", "OK.", "great", "cheers", "gracias", "\U0001f44d", ":+1:"),
        *(
            "\u2764\ufe0f",
            "Thank you so much!",
            "thanks a lot, that's great",
            "ok thanks",
            "thx :)",
        ),
        *("Perfect, thank you", "got it", "\U0001f64f\U0001f3fd thanks Corridor"),
    ],
)
def test_a_kind_word_gets_one_back(bot: Bot, words: str) -> None:
    told = said(bot.says("ana", words))
    assert told.startswith(("You are welcome", "All right"))
    assert "don't know" not in told


@pytest.mark.parametrize(
    "words",
    [
        "thanks printer is dead",
        "ok the scanner is frozen",
        "great, eMAR is down",
        "no",
        "now",
        "it",
    ],
)
def test_what_says_more_than_thanks_is_no_kind_word(words: str) -> None:
    assert kind_words(words) is None


def test_a_sentence_is_one_tap_from_being_a_concern(bot: Bot) -> None:
    asked = message(bot.says("ana", "the label printer is dark"))
    assert "“the label printer is dark”" in said(asked)
    assert not bot.posts(TRIAGE)
    typed = bot.now
    bot.wait(minutes=10)
    assert "C-101 is with IT" in said(press(bot, "ana", asked, "Send to IT"))
    with bot.database() as db:
        concern = concerns.get(db, 101)
        assert concern is not None
        assert concern.raised_at == typed
    assert "sent or changed already" in said(press(bot, "ana", asked, "Send to IT"))
    assert "C-102" not in bot.sees(TRIAGE)


def test_change_opens_the_form_with_the_words_and_uses_the_draft_up(bot: Bot) -> None:
    asked = bot.says("ana", "the label printer is dark")
    opened = form(press(bot, "ana", asked, "Change"))
    assert opened.fields[0].value == "the label printer is dark"
    assert "sent or changed already" in said(press(bot, "ana", asked, "Send to IT"))


def test_no_button_holds_the_words_and_nobody_else_presses_it(bot: Bot) -> None:
    asked = bot.says("ana", "pt Jane Sample cannot be scanned, MRN 48213377")
    assert "Jane" not in str(asked)
    assert "48213377" not in bot.everything()
    assert "I took out a name" in said(asked)
    assert all("scanned" not in str(b.action) for b in buttons(asked))
    assert "sent or changed already" in said(press(bot, "ben", asked, "Send to IT"))
    assert not bot.posts(TRIAGE)


def test_what_is_not_sent_is_forgotten_after_a_day(bot: Bot) -> None:
    asked = bot.says("ana", "the label printer is dark")
    assert "label printer is dark" in bot.everything()
    bot.wait(hours=25)
    assert "label printer is dark" not in bot.everything()
    assert "sent or changed already" in said(press(bot, "ana", asked, "Send to IT"))


def test_danger_goes_at_once_and_orders_nowhere(bot: Bot) -> None:
    assert "x5100" in said(bot.says("ana", "my patient is not breathing and the pump is off"))
    assert "C-101" in bot.sees(TRIAGE)
    assert "reads like an order" in said(bot.says("ana", "give 5 mg morphine iv now"))


def test_thanks_with_words_behind_it_may_be_a_win(bot: Bot) -> None:
    asked = bot.says("ana", "thanks Kim for the new label roll on nights")
    assert [b.label for b in buttons(asked)] == ["Say thanks", "Send to IT", "Change"]
    filled = {f.id: f.value for f in form(press(bot, "ana", asked, "Say thanks")).fields}
    assert filled["who"] == "Kim"


@pytest.mark.parametrize(
    "words", ["concren printer dark", "concen: printer dark", "Cocnern printer dark"]
)
def test_a_slip_in_concern_is_read_and_said(bot: Bot, words: str) -> None:
    asked = bot.says("ana", words)
    assert "“printer dark”" in said(asked)
    assert "as concern." in said(asked)
    assert "C-101" in said(press(bot, "ana", asked, "Send to IT"))
    assert "printer dark" in bot.card("concern:101:it", TRIAGE)


def test_a_slip_in_a_verb_is_asked_about_and_nothing_is_done(bot: Bot) -> None:
    asked = bot.says("ana", "hudle")
    assert said(asked).startswith("Did you mean huddle?")
    form(press(bot, "ana", asked, "Yes, that"))
    asked = bot.says("ana", "helpp")
    assert "What you can say to me" in said(press(bot, "ana", asked, "Yes, that"))


def test_a_public_or_final_act_is_never_done_on_a_guess(bot: Bot) -> None:
    bot.says("ana", "concern printer dark on 5 West", WEST)
    for words in ("fixxed C-101 a new roll is in and it prints", "withdrw C-101"):
        who = "sam" if words.startswith("fix") else "ana"
        asked = bot.says(who, words, TRIAGE if who == "sam" else WEST)
        assert "Did you mean" in said(asked)
        assert "New" in bot.card("concern:101:it", TRIAGE)
    assert "C-101" in said(press(bot, "ana", asked, "Yes, that"))
    assert "Withdrawn" in bot.card("concern:101:it", TRIAGE)


def test_whoever_may_not_may_not_by_a_slip_either(bot: Bot) -> None:
    bot.says("ana", "concern printer dark on 5 West", WEST)
    asked = bot.says("ben", "takee C-101")
    assert "IT" in said(press(bot, "ben", asked, "Yes, that"))
    assert "Sam" not in bot.card("concern:101:it", TRIAGE)
    assert "New" in bot.card("concern:101:it", TRIAGE)


def test_a_number_with_letters_in_it_and_one_that_is_near(bot: Bot) -> None:
    bot.says("ana", "concern printer dark on 5 West", WEST)
    asked = bot.says("ana", "C-1O1")
    assert said(asked).startswith("Did you mean C-101?")
    assert "printer dark" in said(press(bot, "ana", asked, "Yes, that"))
    assert "There is no C-110. Did you mean C-101?" in said(bot.says("ana", "C-110"))
    assert "Did you mean" not in said(bot.says("ana", "C-999"))


def test_a_room_with_a_slip_in_it_is_named(bot: Bot) -> None:
    told = said(bot.says("jo", "poll Ready? | Yes | No --in Triagee"))
    assert "I am in no room called “Triagee”" in told


def test_a_note_of_it_without_a_number_asks_which_and_is_not_offered_to_the_ward(bot: Bot) -> None:
    bot.says("ana", "concern printer dark on 5 West", WEST)
    bot.says("sam", "take C-101")
    for words in ("note: vendor broke it again", "internal: vendor broke it again"):
        asked = form(bot.says("sam", words))
        assert asked.title == "Which concern is this note on?"
        assert "vendor broke it again" in said(asked)
    assert "Choose the concern" in said(bot.fills("sam", asked))
    assert "Passed on to C-101" in said(bot.fills("sam", asked, likely="101"))
    assert "vendor broke it again" in bot.sees(TRIAGE)
    assert "vendor broke it" not in bot.sees(WEST)


def test_a_clinicians_sentence_like_a_note_says_who_reads_it(bot: Bot) -> None:
    asked = said(bot.says("ana", "internal: the printer on our desk is dark"))
    assert "your unit and IT both read it" in asked


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("take C-101", "take C-101"),
        ("fixed c-101 new roll is in", "fixed C-101"),
        ("concern: printer dark", "concern"),
        ("poll Ready? | Yes | No", "poll"),
    ],
)
def test_a_command_that_names_nobody_gets_one_hint_a_day(bot: Bot, words: str, hint: str) -> None:
    bot.says("sam", "me")
    told = said(overheard(bot, words))
    assert f"@Corridor {hint} …" in told
    assert overheard(bot, words) is None
    bot.wait(hours=25)
    assert "@Corridor" in said(overheard(bot, words))
    assert not bot.posts(TRIAGE)


@pytest.mark.parametrize(
    "words",
    [
        *("take care everybody", "I fixed it", "my concern is the printer", "poll later?", "C-101"),
        *("close the door", "note to self: C-101", "they want us to take C-101", "concern"),
    ],
)
def test_ordinary_talk_leaves_no_trace(bot: Bot, words: str) -> None:
    before = bot.everything()
    assert unaddressed(words) is None
    assert overheard(bot, words) is None
    assert bot.everything() == before


def overheard(bot: Bot, words: str) -> Reply:
    ref = bot.id()
    return bot.send(Said(ref, TRIAGE, bot.account("sam", TRIAGE.platform), words, ref, at=bot.now))


def test_slips_are_near_and_other_words_are_not() -> None:
    verbs = ("concern", "poll", "huddle", "win", "take", "note", "fixed", "help")
    assert nearest("hudle", verbs) == ("huddle",)
    assert nearest("concren", verbs) == ("concern",)
    assert nearest("printer", verbs) == ()
    assert nearest("won", verbs) == ()
    assert nearest("Help", verbs) == ()
    assert numbered("C-1O1") == "C-101"
    assert numbered("c-l0l") == "C-101"
    assert numbered("C-101") is None
    assert numbered("class") is None
    assert set(near_numbers(110)) == {101, 11, 10}
