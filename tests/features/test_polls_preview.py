"""R25: what is asked is what opens. A poll is shown to whoever asks before anybody else sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.words.cards import Reply
from storage.nouns import drafts
from tests.features.polling import TRIAGE_AND_WARDS, WEST, card
from tests.harness import TRIAGE, WARDS, Bot, buttons, form, said


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    """As people meet it: nothing presses *Open* for them."""
    bot = Bot(tmp_path / "corridor.db", previews=True)
    yield bot
    bot.end()


def pressed(bot: Bot, who: str, shown: Reply, label: str, room: object = None) -> Reply:
    """They press the button of that name under what they were shown."""
    (action,) = (button.action for button in buttons(shown) if button.label == label)
    return bot.presses(who, action.name, *action.args)


def cards(bot: Bot) -> list[str]:
    return [text for text in (card(bot, room=room) for room in TRIAGE_AND_WARDS) if text]


def test_every_part_is_shown_before_anybody_sees_it(bot: Bot) -> None:
    shown = bot.says(
        "jo",
        "poll Ready for Saturday? | Yes | Partly | No --anonymous --for clinical, ICU"
        " --in 5W, IT triage --closes thu 19:30",
    )
    assert cards(bot) == []
    for part in (
        "Not open yet: Ready for Saturday?",
        "Answers: Yes, Partly and No (one answer)",
        "Who can vote: Clinical and ICU",
        "Where: 5W and IT triage",
        "Named or anonymous: anonymous",
        "Opens: as soon as you press Open",
        "Closes: Thu 19:30 EST",
        "A side of fewer than five hides the sides, never the whole",
        "[Open] [Change]",
    ):
        assert part in said(shown)
    assert "P-101 is ready" in said(pressed(bot, "jo", shown, "Open"))
    assert "for Clinical, ICU" in card(bot)
    assert len(cards(bot)) == 2


def test_open_opens_once_and_for_its_asker_alone(bot: Bot) -> None:
    shown = bot.says("ana", "poll Pizza tonight?", WEST)
    assert "Answers: Yes and No" in said(shown)
    assert "Where: 5W" in said(shown)
    assert "opened or changed already" in said(pressed(bot, "ben", shown, "Open"))
    assert "P-101 is ready" in said(pressed(bot, "ana", shown, "Open"))
    assert "opened or changed already" in said(pressed(bot, "ana", shown, "Open"))
    assert "opened or changed already" in said(pressed(bot, "ana", shown, "Change"))
    with bot.database() as db:
        assert drafts.get(db, 1) is None


def test_change_has_all_that_was_typed_and_what_was_added(bot: Bot) -> None:
    shown = bot.says("ana", "poll Pizza? --quorum 3 --until-vote --closes thu 19:30", WEST)
    asked = form(pressed(bot, "ana", shown, "Change"))
    values = {field.id: field.value for field in asked.fields}
    assert values["options"] == "Yes\nNo"
    assert (values["quorum"], values["figures"]) == ("3", "vote")
    assert values["closes"] == "2026-03-05T19:30-05:00"
    told = bot.fills("ana", asked, options="Yes\nNo\nLater")
    assert "P-101 is ready" in said(told)
    assert "[Yes] [No] [Later]" in card(bot, room=WEST)
    assert "opened or changed already" in said(pressed(bot, "ana", shown, "Open"))


def test_in_a_direct_message_the_rooms_are_asked(bot: Bot) -> None:
    shown = bot.says("ben", "poll Pizza tonight?")
    assert "Where: Not chosen yet" in said(shown)
    assert "[Open in 5W and IT triage] [Choose rooms]" in said(shown)
    assert cards(bot) == []
    asked = form(pressed(bot, "ben", shown, "Choose rooms"))
    assert "Choose where it is shown" in said(bot.fills("ben", asked, rooms=""))
    (rooms,) = (field for field in asked.fields if field.id == "rooms")
    (icu,) = (option.value for option in rooms.options if option.label == "ICU")  # type: ignore[union-attr]
    bot.fills("ben", asked, rooms=icu)
    assert len(cards(bot)) == 1
    assert "Pizza tonight?" in card(bot, room=WARDS["ICU"])


def test_whoever_has_no_unit_is_offered_no_rooms_and_never_all(bot: Bot) -> None:
    shown = bot.says("jo", "poll Pizza tonight?")
    assert [button.label for button in buttons(shown)] == ["Choose rooms"]
    forced = bot.presses("jo", "poll.begin", "1")
    assert "Choose where it is shown" in said(forced)
    asked = form(pressed(bot, "jo", shown, "Choose rooms"))
    assert {field.id: field.value for field in asked.fields}["rooms"] == ()
    assert cards(bot) == []
    assert "Say at its end where it is shown" in said(
        bot.says("jo", "weigh Which? | Cost .5, Ease .5 | A 1 2 | B 2 1")
    )


def test_a_form_that_gave_every_part_opens_at_once_and_another_is_previewed(bot: Bot) -> None:
    asked = form(bot.says("ben", "poll", WEST))
    whole = bot.fills("ben", asked, question="Ready?", options="Yes\nNo", closes="thu 19:30")
    assert "P-101 is ready" in said(whole)
    for part in ({"options": ""}, {"options": "Yes\nNo", "closes": ""}):
        shown = bot.fills("ben", asked, question="Ready?", **part)
        assert "Not open yet" in said(shown)
        assert "Closes: Thu 15:00 EST" in said(shown)
    assert "P-102" in said(pressed(bot, "ben", shown, "Open"))


def test_a_time_that_passed_meanwhile_is_told_and_can_be_changed(bot: Bot) -> None:
    shown = bot.says("ana", "poll Pizza? --closes 16:00", WEST)
    bot.wait(days=2)
    assert "Open" in said(pressed(bot, "ana", shown, "Change"))


def test_what_was_never_opened_is_read_by_nobody_else(bot: Bot) -> None:
    bot.says("ana", "poll Pizza with extra olives?", WEST)
    for room in TRIAGE_AND_WARDS:
        assert "olives" not in bot.sees(room)
    assert "olives" not in said(bot.says("ben", "polls"))
    assert "olives" in bot.everything()  # in a draft, which goes with its writer or in 30 days


def test_danger_in_an_option_puts_the_number_first_and_opens_nothing(bot: Bot) -> None:
    told = said(bot.says("ana", "poll What happened? | pt stopped breathing | monitor black", WEST))
    assert told.index("x5100") < told.index("Not open yet")
    assert card(bot, room=TRIAGE) == ""
