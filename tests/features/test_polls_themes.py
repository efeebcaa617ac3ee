"""R25: answers in words are grouped in themes by whoever asked, after the close."""

import pytest

from tests.features.polling import NURSES, TRIAGE_AND_WARDS, card, crowd
from tests.harness import Bot, buttons, form, said

ASK = "poll What would make you trust the new scanner? --in all --closes in 2 hours"
WORDS = ("dock", "battery", "wake key")


def answered(bot: Bot, *counts: int, flags: str = "") -> None:
    """So many answers about each of `WORDS`, in the order of the nurses."""
    crowd(bot)
    bot.says("jo", f"{ASK} {flags}")
    about = [word for word, many in zip(WORDS, counts, strict=False) for _ in range(many)]
    for name, word in zip(NURSES, about, strict=False):
        asked = bot.presses(name, "poll.ballot", "101")
        bot.fills(name, asked, text=f"A better {word}, says number {NURSES.index(name)}")
    bot.wait(hours=2)


def grouped(bot: Bot, name: str, word: str, who: str = "jo") -> str:
    """They put all answers with that word into a theme."""
    asked = form(bot.presses(who, "poll.themes", "101"))
    ticked = [o.value for o in asked.fields[1].options if word in o.label]  # type: ignore[union-attr]
    return said(bot.fills(who, asked, name=name, answers=",".join(ticked)))


def test_themes_with_counts_and_their_answers_stand_on_every_card(bot: Bot) -> None:
    answered(bot, 3, 2, 1)
    labels = [b.label for b in buttons(bot.presses("jo", "poll.ended", "101"))]
    assert "Group in themes" in labels
    assert "3 answers put in it. 3 have no theme." in grouped(bot, "Docking", "dock")
    assert "[Another theme]" in grouped(bot, "Power", "battery")
    for room in TRIAGE_AND_WARDS:
        lines = card(bot, room=room).split("\n")
        assert "2 themes from 6 answers:" in lines
        docking, power, other = (
            lines.index(head)
            for head in ("Docking: 3 answers", "Power: 2 answers", "Other: 1 answer")
        )
        assert docking < power < other
        assert all("dock" in row for row in lines[docking:power] if row.startswith("“"))
        assert any("wake key" in row for row in lines[other:])
        assert any(row.startswith("Nurse1 · ") for row in lines)
    file = said(bot.says("jo", "figures P-101")).split("\r\n")
    assert sum(row.endswith(",Docking") for row in file) == 3
    assert sum(row.endswith(",Other") for row in file) == 1


def test_an_answer_is_of_one_theme_and_can_be_moved_and_taken_out(bot: Bot) -> None:
    answered(bot, 3, 3)
    grouped(bot, "Docking", "dock")
    grouped(bot, "Hardware", "number 0")
    assert "Docking: 2 answers" in card(bot)
    assert "Hardware: 1 answer" in card(bot)
    grouped(bot, "docking", "number 0")
    assert "Docking: 3 answers" in card(bot)
    assert "Hardware" not in card(bot)
    grouped(bot, "other", "dock")
    assert "6 answers:" in card(bot)
    assert "Docking" not in card(bot)


def test_a_small_theme_of_anonymous_answers_is_named_and_not_counted(bot: Bot) -> None:
    answered(bot, 6, 2, 3, flags="--anonymous")
    grouped(bot, "Docking", "dock")
    grouped(bot, "Power", "battery")
    shown = card(bot)
    assert "1 theme from 11 answers:" in shown
    assert "Docking: 6 answers" in shown
    assert "Other: 5 answers" in shown
    assert "not counted, to protect few people: Power. Their answers stand under Other." in shown
    assert "Nurse" not in shown
    assert ",Power" not in said(bot.says("jo", "figures P-101"))


def test_what_is_left_beside_anonymous_themes_is_never_a_few(bot: Bot) -> None:
    answered(bot, 8, 2, flags="--anonymous")
    grouped(bot, "Docking", "dock")
    grouped(bot, "Power", "battery")
    shown = card(bot)
    assert "10 answers:" in shown
    assert "8 answers" not in shown
    assert "not counted, to protect few people: Docking and Power." in shown


@pytest.mark.parametrize(
    ("name", "word", "why"),
    [
        ("", "dock", "Give the theme a name of up to 60 characters."),
        ("x" * 61, "dock", "Give the theme a name of up to 60 characters."),
        ("Docking", "nothing like it", "Tick the answers that are of this theme."),
    ],
)
def test_what_is_missing_is_said_at_its_field(bot: Bot, name: str, word: str, why: str) -> None:
    answered(bot, 5)
    assert why in grouped(bot, name, word)
    assert "theme" not in card(bot)


def test_patient_data_in_the_name_of_a_theme_is_shown_cleaned_first(bot: Bot) -> None:
    answered(bot, 5)
    asked = form(bot.presses("jo", "poll.themes", "101"))
    ticked = [o.value for o in asked.fields[1].options]  # type: ignore[union-attr]
    given = {"name": "pt John Smith MRN 00482913", "answers": ",".join(ticked)}
    again = form(bot.fills("jo", asked, **given))
    assert "Smith" not in said(again)
    assert "00482913" not in bot.everything()


def test_only_whoever_asked_or_a_leader_groups_and_only_what_is_shown(bot: Bot) -> None:
    answered(bot, 4)
    assert "Only Jo Park, a leader" in said(bot.presses("ana", "poll.themes", "101"))
    assert "Fewer than 5 people answered P-101" in said(bot.says("jo", "themes P-101"))
    assert "[Group in themes]" not in said(bot.presses("jo", "poll.ended", "101"))
    bot.says("jo", "poll Ready? --in all")
    assert "P-102 is not closed yet" in said(bot.says("jo", "themes P-102"))
    bot.says("jo", "close P-102")
    assert "is no open question" in said(bot.says("jo", "themes P-102"))


def test_typed_alone_it_opens_the_form(bot: Bot) -> None:
    answered(bot, 5)
    asked = form(bot.says("jo", "themes P-101"))
    assert asked.title == "Group the answers of P-101"
    assert "Tick the answers" in said(bot.says("jo", "themes P-101 Docking"))
