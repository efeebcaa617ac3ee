"""Wins: thanks to both sides, with everyone's consent, and nobody counted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.review import HOW, REASON
from bot.settings import RoomSetting
from bot.words.cards import Form
from bot.words.events import Channel
from storage.nouns import concerns, people, rooms
from tests.features.test_handlers import dangling
from tests.harness import CAST, HOME, ROOMS, Bot, form, said

WINS = (Channel("teams", HOME["teams"], "wins"), Channel("slack", HOME["slack"], "wins"))
LEADERS = Channel("teams", HOME["teams"], "leaders")
EMAR = "eMAR is back on three units"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    """Harbor City with rooms for wins on both platforms, on Wednesday 4 March 2026, 15:00."""
    known = (*ROOMS, *(RoomSetting(w, "wins") for w in WINS), RoomSetting(LEADERS, "leaders"))
    bot = Bot(tmp_path / "corridor.db", rooms=known)
    yield bot
    bot.end()


def announced(bot: Bot, words: str = f"win @Ben @Raj {EMAR}", who: str = "jo") -> str:
    """A win that everybody named said yes to; its number."""
    number = said(bot.says(who, words)).partition(":")[0].removeprefix("W-")
    bot.presses(who, "win.announce", number)
    for named in ("ben", "raj", "ana", "sam", "kim"):
        if f"@{named.title()}" in words:
            bot.presses(named, "win.named", number)
    return number


def to_jo(bot: Bot) -> str:
    """What Jo is sent on either platform."""
    return bot.sees(bot.dm("jo", "teams")) + bot.sees(bot.dm("jo", "slack"))


def gone(bot: Bot, name: str) -> None:
    with bot.database.begin() as db:
        people.named(db, name)[0].gone = True


def test_one_sentence_makes_a_draft_that_nobody_else_sees(bot: Bot) -> None:
    draft = said(bot.says("jo", f"win @Ana @Raj {EMAR} #safer-meds"))
    assert "W-101: nothing is sent yet" in draft
    assert "For Ana Ruiz · clinical and Raj Patel · IT" in draft
    assert f"“{EMAR}”" in draft
    assert "Goal: safer-meds" in draft
    assert "I looked for names, numbers, dates and addresses of patients, and found none" in draft
    assert draft.index("[Tell them privately]") < draft.index("[Announce it]")
    assert not bot.chats["slack"].posts
    assert not bot.chats["teams"].posts


def test_names_in_full_by_mention_and_with_commas(bot: Bot) -> None:
    for words in (
        f"win @Ana Ruiz, @Raj Patel {EMAR}",
        f"win @Ana and @Raj: {EMAR}",
        f"win Ana, Raj: {EMAR}",
        f"win {EMAR} @Ana @Raj",
        f"win {EMAR}, thanks to @Ana Ruiz and @Raj.",
        f"win thanks to @Ana and @Raj for {EMAR}",
    ):
        draft = said(bot.says("jo", words))
        assert "For Ana Ruiz · clinical and Raj Patel · IT" in draft, words
        assert f"“{EMAR}”" in draft, words


def test_a_form_does_the_same(bot: Bot) -> None:
    asked = form(bot.says("jo", "win"))
    assert [field.id for field in asked.fields] == ["who", "text", "clinical", "it", "goal"]
    draft = said(bot.fills("jo", asked, who="Ana Ruiz", it="the interface team", text=EMAR))
    assert "For Ana Ruiz · clinical and the interface team · IT" in draft


def test_everyone_named_is_asked_and_only_on_shift(bot: Bot) -> None:
    bot.at("2026-03-04 15:00")  # Ana works Tue, Wed and Sat nights
    bot.says("jo", f"win @Ana @Raj {EMAR}")
    told = said(bot.presses("jo", "win.announce", "101"))
    assert (
        "Being asked: Ana Ruiz and Raj Patel. Off shift until then: Ana Ruiz at 19:00 EST" in told
    )
    assert "[Yes, by name] [Only my team] [No, leave me out]" in bot.sees("raj")
    assert bot.sees("ana") == ""
    bot.presses("raj", "win.named", "101")
    assert bot.sees(WINS[0]) == ""
    bot.at("2026-03-04 19:00")
    assert "Jo Park · clinical & IT wants to say thank you, and names you" in bot.sees("ana")
    bot.presses("ana", "win.named", "101")
    for room in WINS:
        assert "To Ana Ruiz · clinical and Raj Patel · IT" in bot.sees(room)


def test_only_the_team(bot: Bot) -> None:
    bot.says("jo", f"win @Ben @Raj {EMAR}")
    bot.presses("jo", "win.announce", "101")
    bot.presses("ben", "win.named", "101")
    asked = form(bot.presses("raj", "win.askteam", "101"))
    told = said(bot.fills("raj", asked, team="the interface team"))
    assert "It says “the interface team”, and not your name." in told
    assert "To Ben Cole · clinical and the interface team · IT" in bot.sees(WINS[1])
    assert "Raj" not in bot.sees(WINS[0]) + bot.sees(WINS[1])


def test_a_no_leaves_one_out_and_a_missing_side_goes_back_to_its_author(bot: Bot) -> None:
    bot.says("jo", f"win @Ben @Raj {EMAR}")
    bot.presses("jo", "win.announce", "101")
    bot.presses("raj", "win.no", "101")
    bot.presses("ben", "win.named", "101")
    assert bot.sees(WINS[0]) == ""
    back = to_jo(bot)
    assert "W-101 was not announced" in back
    assert "Nobody is left to name on IT's side" in back
    changed = bot.fills("jo", bot.presses("jo", "win.change", "101"), who="Ben", it="the IT team")
    assert "the IT team · IT" in said(changed)
    bot.presses("jo", "win.announce", "101")
    bot.presses("ben", "win.named", "101")
    assert "To Ben Cole · clinical and the IT team · IT" in bot.sees(WINS[0])
    assert "Raj" not in bot.sees(WINS[0])


def test_nobody_wants_it_announced(bot: Bot) -> None:
    bot.says("jo", f"win @Ben @Raj {EMAR}")
    bot.presses("jo", "win.announce", "101")
    bot.presses("raj", "win.no", "101")
    bot.presses("ben", "win.no", "101")
    assert "Nobody wants it announced." in to_jo(bot)
    assert bot.sees(WINS[0]) == ""


def test_silence_is_not_a_yes(bot: Bot) -> None:
    bot.says("jo", f"win @Ben @Raj {EMAR}")
    bot.presses("jo", "win.announce", "101")
    bot.presses("ben", "win.named", "101")
    bot.wait(days=8)
    assert bot.sees(WINS[0]) == ""
    assert "No answer yet from Raj Patel. Silence is not a yes." in to_jo(bot)
    bot.presses("jo", "win.teams", "101")
    assert "To Ben Cole · clinical and the IT team · IT" in bot.sees(WINS[0])


def test_told_privately_it_reaches_them_and_nobody_else(bot: Bot) -> None:
    bot.says("ben", f"win @Ana @Raj {EMAR}")
    told = said(bot.presses("ben", "win.private", "101"))
    assert "It goes to Ana Ruiz and Raj Patel, and to nobody else." in told
    assert "Ben Cole · clinical says thank you" in bot.sees("raj")
    assert bot.sees("ana") == ""
    bot.at("2026-03-04 19:00")
    assert f"“{EMAR}”" in bot.sees("ana")
    assert bot.sees(WINS[0]) == ""


def test_the_writer_stands_for_their_own_side(bot: Bot) -> None:
    bot.says("ben", f"win @Raj {EMAR}")
    bot.presses("ben", "win.announce", "101")
    bot.presses("raj", "win.named", "101")
    card = bot.sees(WINS[0])
    assert "To Raj Patel · IT" in card
    assert "from Ben Cole · clinical." in card


def test_one_side_alone_is_asked_about_the_other(bot: Bot) -> None:
    bot.says("jo", f"win @Raj {EMAR}")
    asked = form(bot.presses("jo", "win.announce", "101"))
    assert "A win names both sides. Who had a part on the clinical side" in said(asked)
    draft = bot.fills("jo", asked, clinical="5 West nights")
    assert "5 West nights · clinical" in said(draft)


def test_teams_alone_need_no_consent(bot: Bot) -> None:
    draft = said(bot.says("jo", f"win Pharmacy and the data team: {EMAR}"))
    assert "For Pharmacy · clinical and the data team · IT" in draft
    assert "Tell them privately" not in draft
    bot.presses("jo", "win.announce", "101")
    assert "To Pharmacy · clinical and the data team · IT" in bot.sees(WINS[1])


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("win eMAR is back on three units", "Say whom it is for: win @Ana @Raj what changed."),
        ("win @Corridor you were a great help today", "I only pass it on."),
        ("win @Jo what a good week we had", "You can't thank yourself"),
        ("win @Zelda eMAR is back on three units", "I don't know a colleague called “Zelda”"),
        ("win @Lena eMAR is back on three units", "Lena Fox has left"),
        ("win @Dr eMAR is back on three units", "Which one: Dr Elena Marsh, Dr Priya Nair?"),
        ("win @Ana @Raj thanks", "Say what changed and for whom it matters"),
        ("win @Ana @Raj give 5 mg morphine now", "reads like an order"),
        (f"win @Ana @Raj {'very ' * 250}good", "a win is a few sentences, 1,000 at most"),
        ("win W-999", "There is no W-999"),
        ("win C-999", "There is no C-999"),
    ],
)
def test_what_cannot_be_a_win_is_told_how_to_be_one(bot: Bot, words: str, answer: str) -> None:
    gone(bot, "Lena")
    assert answer in said(bot.says("jo", words))
    assert not bot.chats["slack"].posts
    assert "W-" not in bot.sees("jo")


def test_a_win_that_names_a_patient_comes_back_clean(bot: Bot) -> None:
    asked = bot.says("jo", "win @Ana @Raj pt John Smith MRN 00482913 got his heparin in time again")
    assert isinstance(asked, Form)
    assert "We took out a name, a record number. If it still says what you mean" in said(asked)
    assert "Smith" not in said(asked)
    assert "Smith" not in bot.everything()
    assert "00482913" not in bot.everything()
    assert "W-101: nothing is sent yet" in said(
        bot.fills("jo", asked, text="Heparin came in time again")
    )


def test_what_is_no_patient_data_stays_in_a_win_with_a_reason(bot: Bot) -> None:
    text = "One call to my cell, 212-555-0147, got eMAR back on three units"
    asked = form(bot.says("jo", f"win @Ana @Raj {text} #safer-meds"))
    values = {field.id: field.value for field in asked.fields}
    assert values["text"] == text
    assert (values["who"], values["goal"]) == ("Ana Ruiz, Raj Patel", "safer-meds")
    assert "to my cell, [PHONE], got eMAR back" in said(asked)
    assert "0147" not in bot.everything()
    kept = bot.fills("jo", asked, **{HOW: "mine", REASON: "my own number"})
    assert "W-101: nothing is sent yet" in said(kept)
    assert text in said(kept)


def test_who_could_not_be_read_is_said_beside_what_was_taken_out(bot: Bot) -> None:
    asked = form(bot.says("jo", "win @Zelda pt John Smith MRN 00482913 got his heparin in time"))
    errors = {field.id: field.error for field in asked.fields}
    assert "I don't know a colleague called “Zelda”" in errors["who"]
    assert "We took out" in errors["text"]


def test_a_patient_in_the_form_comes_back_clean(bot: Bot) -> None:
    asked = form(bot.says("jo", "win"))
    again = bot.fills(
        "jo", asked, who="Ana", it="the IT team", text="pt John Smith MRN 00482913 is fine"
    )
    assert "We took out" in said(again)
    assert "Smith" not in bot.everything()


def test_numbers_are_held_against_what_is_known(bot: Bot) -> None:
    bot.says("ana", "concern eMAR frozen on all carts")
    bot.says("sam", "fixed C-101 the cache was rebuilt, eMAR loads again")
    bot.presses("ana", "concern.confirm", "101")
    draft = bot.says(
        "jo", "win C-101 @Ana @Sam Within a day eMAR was back on three units, 40 clicks less"
    )
    assert "Checked against C-101: “Within a day”." in said(draft)
    assert "You write “three units”, C-101 has 1 unit. Change it" in said(draft)
    assert "I can't check “40 clicks”: be sure of it." in said(draft)
    sure = [b.confirm for b in draft.blocks[-1].buttons if b.label == "Announce it"]  # type: ignore[union-attr]
    assert sure == ["You write “three units”, C-101 has 1 unit. Announce it as it is written?"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("stayed late until scanning worked again", "Praise for long hours"),
        ("the patient told us he was saved by it", "A leader reads it before it goes out"),
        ("caught the mistake that somebody made", "may read as blame"),
    ],
)
def test_words_that_can_hurt_are_pointed_out(bot: Bot, words: str, hint: str) -> None:
    assert hint in said(bot.says("jo", f"win @Ana @Raj {words}"))


def test_whoever_is_named_can_take_their_name_off_later(bot: Bot) -> None:
    announced(bot)
    told = said(bot.presses("raj", "win.unname", "101", room=WINS[1]))
    assert "It says “the IT team” now, in every room." in told
    for room in WINS:
        assert "To Ben Cole · clinical and the IT team · IT" in bot.sees(room)
        assert "Raj" not in bot.sees(room)
    assert "does not name you" in said(bot.presses("kim", "win.unname", "101"))


def test_a_changed_win_asks_anew(bot: Bot) -> None:
    bot.says("jo", f"win @Ben @Raj {EMAR}")
    bot.presses("jo", "win.announce", "101")
    bot.presses("ben", "win.named", "101")
    bot.fills("jo", bot.presses("jo", "win.change", "101"), text="eMAR is back on all carts")
    assert "W-101 does not go out as it was" in bot.sees("raj")
    assert "has moved on" in said(bot.presses("jo", "win.teams", "101"))
    bot.presses("jo", "win.announce", "101")
    assert "“eMAR is back on all carts”" in bot.sees("raj")
    bot.presses("raj", "win.named", "101")
    assert bot.sees(WINS[0]) == ""
    bot.presses("ben", "win.named", "101")
    assert "all carts" in bot.sees(WINS[0])


def test_a_draft_is_its_authors_alone(bot: Bot) -> None:
    bot.says("ben", f"win @Ana @Raj {EMAR}")
    for name in ("win.show", "win.announce", "win.private", "win.drop", "win.change"):
        assert "There is no W-101 that you can see" in said(bot.presses("raj", name, "101"))
    assert "thrown away" in said(bot.presses("ben", "win.drop", "101"))
    assert EMAR not in bot.everything()


def test_its_writer_takes_it_back_everywhere(bot: Bot) -> None:
    number = announced(bot)
    assert "Its writer or Jo Park can do that" in said(bot.presses("kim", "win.retract", number))
    bot.presses("jo", "win.retract", number)
    for room in WINS:
        assert "W-101 was taken back" in bot.sees(room)
    assert EMAR not in bot.sees("raj")
    assert EMAR not in bot.everything()


def test_a_flag_reaches_writer_and_administrator_and_hides_patients_at_once(bot: Bot) -> None:
    number = announced(bot, f"win @Raj {EMAR}", "ben")
    asked = form(bot.presses("kim", "win.doubt", number, room=WINS[1]))
    told = said(bot.fills("kim", asked, why="patient", words="bed 12 is the only one it can be"))
    assert "Ben Cole and Jo Park decide what becomes of it. It is hidden until then." in told
    assert EMAR not in bot.sees(WINS[0])
    assert "It tells of a patient, says Kim Lee · IT." in bot.sees("ben")
    assert "It tells of a patient, says Kim Lee · IT." in to_jo(bot)
    assert "Jo Park decides" in said(bot.presses("ben", "win.stand", number))
    bot.presses("jo", "win.stand", number)
    assert EMAR in bot.sees(WINS[0])
    asked = form(bot.presses("kim", "win.doubt", number))
    assert "already" in said(bot.fills("kim", asked, why="other"))


def test_a_week_with_wins_is_rounded_up_and_one_without_is_not(bot: Bot) -> None:
    announced(bot)
    bot.at("2026-03-06 14:59")
    assert "This week's wins" not in bot.sees(WINS[0])
    bot.at("2026-03-06 15:00")
    for room in WINS:
        assert "This week's wins" in bot.sees(room)
        assert f"Ben Cole · clinical and Raj Patel · IT: {EMAR}" in bot.sees(room)
    bot.wait(days=21)
    assert bot.sees(WINS[0]).count("This week's wins") == 1


def test_a_week_whose_wins_were_taken_back_is_skipped(bot: Bot) -> None:
    number = announced(bot)
    bot.presses("jo", "win.retract", number)
    bot.wait(days=7)
    assert "This week's wins" not in bot.sees(WINS[0])


def test_without_a_room_for_wins_nothing_is_announced(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "corridor.db")
    bot.says("jo", f"win @Ben @Raj {EMAR}")
    told = said(bot.presses("jo", "win.announce", "101"))
    assert "ask Jo Park to type @Corridor setup in one. You can tell them privately now." in told
    bot.end()


def test_home_and_wins_show_what_waits(bot: Bot) -> None:
    bot.says("jo", f"win @Ben @Raj {EMAR}")
    assert "not sent yet" in said(bot.says("jo", "home"))
    bot.presses("jo", "win.announce", "101")
    assert "May a win name you?" in said(bot.says("ben", "home"))
    assert "[Only my team]" in said(bot.presses("ben", "win.open", "101"))
    for words in ("win W-101", "W-101", "w101"):
        assert "Raj Patel: not asked yet" in said(bot.says("jo", words))
    bot.presses("ben", "win.named", "101")
    bot.presses("raj", "win.named", "101")
    assert f"Ben Cole · clinical and Raj Patel · IT: {EMAR}" in said(bot.says("kim", "wins"))
    assert "May a win name you?" not in said(bot.says("ben", "home"))


def test_a_confirmed_fix_offers_to_thank_both(bot: Bot) -> None:
    bot.says("ana", "concern eMAR frozen on all carts")
    bot.says("kim", "fixed C-101 the cache was rebuilt, eMAR loads again")
    told = bot.presses("ben", "concern.confirm", "101")
    assert "[Thank them]" in said(told)
    asked = form(bot.presses("ben", "win.new", "101"))
    values = {field.id: field.value for field in asked.fields}
    assert values["who"] == "Ana Ruiz, Kim Lee"
    assert "About: C-101" in said(bot.fills("ben", asked))
    assert bot.sees(WINS[0]) == ""


def closes(bot: Bot, kind: str = "down_slow") -> str:
    receipt = bot.submits("ben", "concern.raise", text="printer is slow again today", kind=kind)
    number = said(receipt).split()[0].removeprefix("C-")
    bot.says("kim", f"fixed C-{number} the driver was changed, please print one")
    bot.presses("ben", "concern.confirm", number)
    return number


def test_ten_concerns_closed_are_proposed_once_and_never_posted_alone(bot: Bot) -> None:
    for _ in range(9):
        closes(bot)
    assert "ten concerns" not in bot.sees(LEADERS)
    for _ in range(3):
        closes(bot)
    assert bot.sees(LEADERS).count("The first ten concerns are closed") == 1
    assert bot.sees(WINS[0]) == ""
    asked = form(bot.presses("elena", "milestone.take", "ten"))
    bot.fills("elena", asked)
    bot.presses("elena", "win.announce", "101")
    assert "To the wards · clinical and the IT team · IT" in bot.sees(WINS[0])
    assert "decided on that one already" in said(bot.presses("jo", "milestone.take", "ten"))


def test_the_first_step_removed_is_proposed(bot: Bot) -> None:
    closes(bot, "why")
    closes(bot, "why")
    assert bot.sees(LEADERS).count("One step less") == 1
    assert "[Make it a win]" in said(bot.says("elena", "wins"))
    bot.presses("elena", "milestone.decline", "why")
    assert "Make it a win" not in said(bot.says("elena", "wins"))


def test_thirty_days_of_checked_fixes_are_proposed_and_an_unchecked_one_starts_anew(
    bot: Bot,
) -> None:
    closes(bot)
    bot.wait(days=10)
    bot.submits("ben", "concern.raise", text="scanner is slow again today")
    bot.says("kim", "fixed C-102 the scanner got a new cable")
    bot.wait(days=6)  # closed, not confirmed
    bot.wait(days=23)
    assert "For 30 days" not in bot.sees(LEADERS)
    closes(bot)
    bot.wait(days=8)
    assert bot.sees(LEADERS).count("For 30 days") == 1
    bot.wait(days=60)
    assert bot.sees(LEADERS).count("For 30 days") == 1


def test_milestones_reach_leaders_where_they_have_no_room(tmp_path: Path) -> None:
    leaders = tuple(replace(p, shift="", unit="") if "leader" in p.roles else p for p in CAST)
    bot = Bot(tmp_path / "corridor.db", cast=leaders)
    closes(bot, "why")
    assert "One step less" in bot.sees("elena")
    bot.end()


def test_nobody_is_counted_or_ranked(bot: Bot) -> None:
    for _ in range(3):
        announced(bot)
    shown = said(bot.says("kim", "wins")) + bot.sees(WINS[0])
    for word in ("points", "rank", "streak", "top", "3 wins", "times"):
        assert word not in shown.lower()


def test_every_button_of_a_win_leads_somewhere(bot: Bot) -> None:
    asked = [bot.says("jo", "win"), bot.says("jo", f"win @Ben @Raj {EMAR}"), bot.says("jo", "wins")]
    asked += [bot.presses("jo", f"win.{name}", "101") for name in ("announce", "change", "show")]
    asked += [bot.presses("raj", f"win.{name}", "101") for name in ("open", "askteam", "named")]
    bot.wait(days=8)
    asked += [bot.presses("jo", "win.teams", "101"), bot.presses("kim", "win.doubt", "101")]
    bot.fills("kim", asked[-1], why="wrong")
    closes(bot, "why")
    shown = [post.message for chat in bot.chats.values() for post in chat.posts.values()]
    assert [dangling(one) for one in (*asked, *shown) if dangling(one)] == []
    assert len(shown) > 5


def test_practice_is_never_announced_and_counts_for_nothing(bot: Bot) -> None:
    number = closes(bot, "why")
    with bot.database.begin() as db:
        concern = concerns.get(db, int(number))
        assert concern is not None
        concern.practice = True
    assert f"C-{number} was practice" in said(bot.says("jo", f"win C-{number}"))
    assert f"C-{number} was practice" in said(bot.says("jo", f"win C-{number} @Ana @Raj {EMAR}"))
    assert "Concerns: 0" in said(bot.says("elena", "digest"))


def test_a_room_that_went_away_meanwhile_gives_the_win_back(bot: Bot) -> None:
    bot.says("jo", f"win @Ben @Raj {EMAR}")
    bot.presses("jo", "win.announce", "101")
    with bot.database.begin() as db:
        for room in WINS:
            rooms.drop(db, (room.platform, room.workspace, room.id))
    bot.presses("ben", "win.named", "101")
    bot.presses("raj", "win.named", "101")
    assert "There is no room for wins any more." in to_jo(bot)


def test_whoever_leaves_without_an_answer_is_left_out(bot: Bot) -> None:
    bot.says("jo", f"win @Ben @Raj @Kim {EMAR}")
    bot.presses("jo", "win.announce", "101")
    bot.presses("ben", "win.named", "101")
    bot.presses("raj", "win.named", "101")
    gone(bot, "Kim")
    bot.wait(days=8)
    assert "To Ben Cole · clinical and Raj Patel · IT" in bot.sees(WINS[0])
    assert "Kim" not in bot.sees(WINS[0])


def test_whoever_said_yes_and_left_stays_named(bot: Bot) -> None:
    announced(bot)
    gone(bot, "Ben")
    bot.presses("raj", "win.unname", "101")
    assert "To Ben Cole · clinical and the IT team · IT" in bot.sees(WINS[0])


def test_a_concern_named_in_the_words_is_enough_to_check_them(bot: Bot) -> None:
    bot.says("ana", "concern eMAR frozen on all carts")
    draft = said(bot.says("jo", "win @Ana @Sam C-101 was fixed on three units"))
    assert "You write “three units”, C-101 has 1 unit." in draft
