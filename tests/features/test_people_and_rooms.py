"""Who one is, who is who, which channel is what: by chat, for those who may."""

from pathlib import Path

import pytest

from bot.words.events import Channel
from tests.harness import HOME, TRIAGE, WARDS, Bot, form, said, staff


@pytest.fixture
def small(tmp_path: Path) -> object:
    """A hospital that nobody has set up."""
    bot = Bot(tmp_path / "small.db", cast=(staff("Ana Ruiz", "clinical", "teams"),), rooms=())
    yield bot
    bot.end()


def test_help_fits_a_phone_and_differs_by_side(bot: Bot) -> None:
    nurse, it, admin = (said(bot.says(who, "help")) for who in ("ana", "sam", "jo"))
    assert "call x5100" in nurse.split("\n")[1]
    for shown in (nurse, it, admin):
        assert len(shown.split("\n")) <= 15
    assert "confirm C-101" in nurse
    assert "confirm C-101" not in it
    assert "take C-101" in it
    assert "take C-101" not in nurse
    assert "setup" in admin
    assert "setup" not in it


@pytest.mark.parametrize("word", ["hi", "hello", "HELP", "?", ""])
def test_greetings_are_answered_with_help(bot: Bot, word: str) -> None:
    assert "What you can say to me" in said(bot.says("ana", word))


def test_an_unknown_word_says_what_to_do(bot: Bot) -> None:
    assert "I don't know “florb”. Type help" in said(bot.says("ana", "florb"))


def test_home_shows_what_waits_for_each_side(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    assert "Raised by you" in said(bot.opens("ana"))
    assert "Nobody has answered yet" in said(bot.opens("sam"))
    bot.says("sam", "take C-101")
    assert "Yours to work on" in said(bot.opens("sam"))
    bot.says("sam", "fixed C-101 a new roll is in, please print one")
    assert "Fixed, please check" in said(bot.opens("ben"))
    assert "Nothing waits for you" in said(bot.opens("mia"))


def test_me_shows_and_changes_shift_and_zone_but_not_a_settled_side(bot: Bot) -> None:
    assert "Unit: 5 West" in said(bot.says("ana", "me"))
    asked = bot.presses("ana", "me.change")
    wrong = said(bot.fills("ana", asked, days="tuesday, funday", zone="Mars/Base"))
    assert "Write days like this" in wrong
    assert "America/New_York" in wrong
    changed = said(bot.fills("ana", asked, days="mon tue", zone="America/Chicago"))
    assert "starting mon, tue" in changed
    assert "settings file" in said(bot.fills("ana", asked, side="it"))


def test_people_are_for_administrators(bot: Bot) -> None:
    assert "An administrator can do that" in said(bot.says("ana", "people"))
    assert "settings file" in said(bot.presses("jo", "people.change", "1"))
    bot.says("newbie", "help", WARDS["ICU"])
    person = said(bot.says("jo", "people newbie"))
    assert "Side: Clinical" in person
    number = str(len(bot.cast) + 1)
    asked = bot.presses("jo", "people.change", number)
    assert "There is no role king" in said(bot.fills("jo", asked, roles="king"))
    assert "Roles: oncall" in said(bot.fills("jo", asked, roles="oncall", side="it"))
    bot.presses("jo", "people.remove", number)
    assert "for the staff of this hospital" in said(bot.says("newbie", "help"))


def test_the_last_administrator_cannot_leave(small: Bot) -> None:
    assert "You are an administrator now" in said(small.makes_admin("ana"))
    assert "No triage room" in said(small.says("ana", "setup"))
    assert "An administrator can do that" in said(small.says("zoe", "setup"))
    assert "settings file" in said(small.presses("ana", "people.remove", "1"))


def test_setup_gives_a_channel_a_purpose_and_concerns_arrive_there(bot: Bot) -> None:
    room = Channel("slack", HOME["slack"], "meds")
    asked = form(bot.says("jo", "setup", room))
    from bot.words.events import Submit  # noqa: PLC0415

    values = {"purpose": "triage", "name": "Medication team", "system": "Meds & scanning"}
    account = bot.account("jo", "slack")
    reply = bot.send(Submit(bot.id(), room, account, asked.action, values))
    assert "Medication team is set up" in said(reply)
    bot.says("ana", "concern eMAR shows the wrong dose time")
    assert "C-101" in bot.sees(room)
    assert "C-101" not in bot.sees(TRIAGE)
    assert "Medication team" in said(bot.says("jo", "rooms"))
    bot.presses("jo", "rooms.remove", "slack", HOME["slack"], "meds")
    bot.says("ana", "concern eMAR shows the wrong dose time once more")
    assert "C-102" in bot.sees(TRIAGE)


def test_rooms_of_the_settings_file_are_changed_there(bot: Bot) -> None:
    refused = said(bot.presses("jo", "rooms.remove", "slack", HOME["slack"], "triage"))
    assert "settings file (corridor.toml, [[rooms]])" in refused
