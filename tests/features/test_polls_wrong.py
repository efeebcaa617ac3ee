"""What does not work in a poll gets a sentence that says how to do it right."""

from dataclasses import replace

import pytest

from bot.core.review import HOW, REASON
from bot.words.cards import Form
from bot.words.events import Action, Press
from storage.nouns import people
from storage.trust import audit
from tests.features.polling import WEST, card, gone, votes
from tests.harness import TRIAGE, Bot, form, said

OPTIONS = " | ".join(f"Option {n}" for n in range(60))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("poll Ready? | Yes", "at least 2 options; this one has 1. Say: poll Ready for Saturday?"),
        (f"poll Which? | {OPTIONS}", "That is 60 options; 20 is the most here"),
        ("poll Which? | Yes | yes ", "“Yes” and “yes” are the same option"),
        ("poll Which? | A  B | a b | C", "are the same option"),
        (f"poll Which? | {'x' * 5000} | B", "Option 1 has 5,000 characters; 75 is the most"),
        (f"poll {'why ' * 1250}? | A | B", "300 is the most. Ask in a sentence"),
        ("poll | Yes | No", "What is the question? Say it like this"),
        ("poll Ready? --closes today 09:00", "09:00 EST has passed. Say it like this: thu 19:30"),
        ("poll Ready? --closes yesterday", "has passed"),
        ("poll Ready? --closes 8 March 2026 02:30", "There is no 02:30 that night"),
        ("poll Ready? --closes soon", "I can't read “soon” as a time to come"),
        (
            "poll Ready? --closes end of Friday's lunch shift",
            "I know no lunch shift, only day, night",
        ),
        ("poll Ready? --opens fri 9:00 --closes thu 9:00", "It closes before it opens"),
        ("poll Ready? --closes 1 Dec 2026", "more than three months away. Close it sooner"),
        (
            "poll Ready? --in the cellar",
            "I am in no room called “the cellar”. I know IT triage, 5W",
        ),
        ("poll Ready? --for the moon", "I don't know “the moon”. I know Clinical, IT"),
        ("poll Ready? --for Nobody", "I don't know “Nobody”"),
        ("poll Ready? --for Corridor", "I don't know “Corridor”"),
        ("poll Ready? --limit 9", "There are 2 options: the limit is from 1 to that"),
        ("poll Ready? --limit few", "The limit is a whole number, such as 3"),
        ("poll Ready? --quorum most", "A quorum is a whole number"),
        ("poll Ready? --repeat hourly", "It can come daily, weekdays, weekly"),
        ("poll Ready? --kind magic", "I don't know that kind. I know single"),
        ("poll Ready? --sparkle", "I don't know “--sparkle”. I know: --closes"),
        ("poll Which? | A | B --score 5-1", "A scale goes from a lower to a higher"),
        ("poll Which? | A | B --score lots", "A scale is two whole numbers, such as 1-5"),
        ("poll Which? | A | B --weighted", "at least two criteria"),
        ("poll Which? | A | B --weighted Cost, Ease .4", "“Cost” needs a name and a weight"),
        ("poll The eMAR | A | B --pulse", "This kind has its own questions"),
        ("poll Ready? --anonymous --until-vote", "An anonymous poll shows nothing before"),
        ("poll Give morphine 2 mg IV now? | Yes | No", "That reads like an order"),
    ],
)
def test_a_poll_that_does_not_work_is_told_how(bot: Bot, line: str, why: str) -> None:
    assert why in said(bot.says("jo", line))
    assert card(bot) == ""


def test_someone_who_has_left_can_not_be_asked(bot: Bot) -> None:
    gone(bot, "Kim Lee")
    assert "Kim Lee has left, so can't be asked" in said(
        bot.says("jo", "poll Ready? --for Kim Lee")
    )


def test_a_guest_can_not_be_asked(bot: Bot) -> None:
    with bot.database.begin() as db:
        people.named(db, "Kim Lee")[0].guest = True
    told = said(bot.says("jo", "poll Ready? --for Kim"))
    assert "Kim Lee is a guest here, so can't be asked" in told
    assert card(bot) == ""


def test_an_option_without_words_is_asked_for(bot: Bot) -> None:
    bot.says("jo", "poll Which day? | Monday | Tuesday --add")
    asked = form(bot.says("ana", "option P-101"))
    again = form(bot.fills("ana", asked, option=" monday"))
    assert "are the same option" in again.fields[0].error
    assert "“Friday” can be voted for" in said(bot.fills("ana", again, option="Friday"))


def test_a_review_on_a_day_that_is_none_comes_back_beside_its_field(bot: Bot) -> None:
    bot.says("jo", "poll Ready?")
    bot.says("jo", "close P-101")
    asked = form(bot.says("jo", "outcome P-101"))
    for day in ("2026-03-04", "2029-01-01", "soon"):
        again = form(bot.fills("jo", asked, outcome="We go", review=day))
        assert again.fields[1].error == "Choose a day to come, within two years."
    assert "What happens now" not in card(bot)


def test_markup_stays_what_was_typed(bot: Bot) -> None:
    bot.says("jo", "poll <!channel> *bold*? | <script>alert(1)</script> | [x](http://y)")
    shown = card(bot)
    assert "<!channel> *bold*?" in shown
    assert "[<script>alert(1)</script>] [[x](http://y)]" in shown


def test_a_patient_in_a_question_is_taken_out_before_anybody_sees_it(bot: Bot) -> None:
    told = said(bot.says("ana", "poll Move pt John Smith MRN 00482913? | Yes | No", WEST))
    assert "We took out a name, a record number. If it still says what you mean, send it" in told
    assert "Move pt [NAME] MRN [MRN]?" in told
    assert "John" not in told
    assert card(bot, room=WEST) == ""
    assert "00482913" not in bot.everything()


def test_a_patient_in_a_form_is_shown_cleaned_beside_the_field(bot: Bot) -> None:
    asked = bot.says("ana", "poll", WEST)
    again = form(bot.fills("ana", asked, question="Move pt John Smith MRN 00482913?"))
    assert "We took out a name" in again.fields[0].error
    assert "John" not in said(again)
    bot.fills("ana", again)
    assert "Move pt [NAME]" in card(bot, room=WEST)


def test_what_may_be_overruled_is_kept_with_a_reason_and_no_text_is_kept_of_it(bot: Bot) -> None:
    asked = form(bot.says("ana", "poll Which phone: 212-555-0147 or x5100? | A | B", WEST))
    assert asked.fields[0].value == "Which phone: 212-555-0147 or x5100?"
    assert "We took out a phone number" in said(asked)
    assert "Which phone: [PHONE] or x5100?" in said(asked)
    unsaid = form(bot.fills("ana", asked, **{HOW: "mine"}))
    assert "Say in a few words why" in unsaid.fields[-1].error
    assert "We took out a phone number" in unsaid.fields[0].error
    assert card(bot, room=WEST) == ""
    bot.fills("ana", unsaid, **{HOW: "mine", REASON: "it is our own desk"})
    assert "Which phone: 212-555-0147 or x5100?" in card(bot, room=WEST)
    assert "Kept as written (a phone number): it is our own desk" in bot.everything()
    with bot.database() as db:
        assert [row.act for row in audit.latest(db, 9, act="guard.overruled")]


def test_the_cleaned_version_is_asked_where_that_is_chosen(bot: Bot) -> None:
    asked = form(bot.says("ana", "poll Which phone: 212-555-0147 or x5100? | A | B", WEST))
    bot.fills("ana", asked, **{HOW: "clean"})
    assert "Which phone: [PHONE] or x5100?" in card(bot, room=WEST)
    assert "555" not in bot.everything()


def test_a_poll_that_is_there_is_shown_whatever_stands_behind_its_number(bot: Bot) -> None:
    bot.says("jo", "poll Ready?")
    assert "Ready?" in said(bot.says("ana", "poll P-101 for pt John Smith"))


def test_a_form_from_before_the_upgrade_is_looked_at_once_more(bot: Bot) -> None:
    """The choice had other names in it."""
    asked = form(bot.says("ana", "poll", WEST))
    old = {"question": "Which phone: 212-555-0147?", "how": "mine", "reason": "our own desk"}
    again = form(bot.fills("ana", asked, **old))
    assert card(bot, room=WEST) == ""
    bot.fills("ana", again)
    assert "Which phone: [PHONE]?" in card(bot, room=WEST)


def test_a_name_can_not_be_overruled(bot: Bot) -> None:
    asked = form(bot.says("ana", "poll Move pt John Smith? | Yes | No", WEST))
    bot.submits(
        "ana",
        "poll.make",
        *asked.action.args,
        question="Move pt John Smith?",
        **{HOW: "mine", REASON: "no"},
    )
    assert card(bot, room=WEST) == ""
    assert "Smith" not in bot.everything()


def test_a_patient_in_an_added_option_or_an_outcome_goes_nowhere(bot: Bot) -> None:
    bot.says("jo", "poll Which day? | Monday | Tuesday --add")
    asked = bot.presses("ana", "poll.add", "101")
    assert isinstance(bot.fills("ana", asked, option="when pt John Smith leaves"), Form)
    assert "Nothing was sent yet" in said(bot.says("ana", "option P-101 pt John Smith"))
    bot.says("jo", "close P-101")
    outcome = bot.presses("jo", "poll.outcome", "101")
    assert isinstance(bot.fills("jo", outcome, outcome="pt John Smith moves"), Form)
    assert "Smith" not in bot.everything()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Perhaps", "“Perhaps” is no option here. There are Yes, Partly and No"),
        ("", "Vote in P-101"),
        ("9", "“9” is no option here"),
    ],
)
def test_an_answer_that_is_none(bot: Bot, words: str, why: str) -> None:
    bot.says("jo", "poll Ready? | Yes | Partly | No")
    assert why in votes(bot, "ana", words)


def test_a_rating_is_a_whole_number_on_the_scale_one_an_item(bot: Bot) -> None:
    bot.says("jo", "poll Which matter? | Falls | Waits --panel")
    for words in ("0 5", "10 5", "4.5 5", "5", "5 5 5", "five 5", "-3 5"):
        assert "Counted" not in votes(bot, "ana", words)
    assert "takes 2 whole numbers from 1 to 9" in votes(bot, "ana", "5")
    assert "A whole number from 1 to 9. Nothing was counted" in votes(bot, "ana", "10 5")


def test_numbers_that_are_none(bot: Bot) -> None:
    for words in ("vote", "vote everything", "close", "outcome", "receipt P", "unvote", "option"):
        assert "Say which poll, like this" in said(bot.says("jo", words))
    assert "There is no P-999. Type polls to see what is open" in said(bot.says("jo", "P-999"))
    for name in ("vote", "ballot", "close", "show", "more", "csv", "outcome", "tie", "add"):
        told = said(bot.presses("jo", f"poll.{name}", "999", "1"))
        assert "There is no P-999" in told


def test_buttons_are_asked_again_who_presses_them(bot: Bot) -> None:
    bot.says("ben", "poll Ready?")
    for name in ("close", "drop", "remind", "csv", "outcome", "ended", "norepeat"):
        told = said(bot.presses("sam", f"poll.{name}", "101"))
        assert "Only Ben Cole, a leader or an administrator can" in told
    for number in ("0", "3", "x", "-1"):
        told = said(bot.presses("sam", "poll.vote", "101", number, room=TRIAGE))
        assert "P-101 has no such option" in told
    assert "Nobody has voted yet" in card(bot)


def test_guests_do_not_vote(bot: Bot) -> None:

    bot.says("jo", "poll Ready?")
    guest = replace(bot.account("vendor"), guest=True)
    press = Press(bot.id(), WEST, guest, Action("poll.vote", ("101", "1")))
    assert "Corridor is for the staff" in said(bot.send(press))
    assert "Nobody has voted yet" in card(bot)
