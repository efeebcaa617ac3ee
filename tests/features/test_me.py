"""Me: one's own side, unit, shift and zone."""

import pytest

from bot.features.me import days, zone
from tests.harness import Bot, form, said


def test_a_newcomer_says_all_about_their_work_in_one_form(bot: Bot) -> None:
    asked = bot.presses("newbie", "me.change")
    values = {"side": "clinical", "unit": "ICU", "shift": "night", "days": "Fri - Sun"}
    shown = said(bot.fills("newbie", asked, zone="new york", **values))
    assert "Side: Clinical" in shown
    assert "Unit: ICU" in shown
    assert "Shift: night (19:00 to 07:00), starting fri, sat, sun" in shown
    assert "Time zone: America/New_York" in shown
    assert "Accounts: Teams newbie" in shown
    assert shown == said(bot.says("newbie", "me"))


def test_without_a_shift_it_says_that_messages_come_at_any_time(bot: Bot) -> None:
    assert "Shift: none, so messages come at any time" in said(bot.says("sam", "me"))


@pytest.mark.parametrize(
    ("unit", "shift", "sentence"),
    [
        ("PH", "night", "Pharmacy has no night shift. Its shifts: day."),
        ("", "night", "Choose the unit whose shift it is."),
    ],
)
def test_a_shift_that_the_unit_does_not_have(
    bot: Bot, unit: str, shift: str, sentence: str
) -> None:
    asked = bot.presses("newbie", "me.change")
    again = bot.fills("newbie", asked, side="clinical", unit=unit, shift=shift)
    assert sentence in said(again)
    assert {f.id: f.value for f in form(again).fields}["side"] == "clinical"
    assert "Side: not said yet" in said(bot.says("newbie", "me"))


def test_clinical_informatics_is_given_and_not_taken(bot: Bot) -> None:
    """It may lower a safety matter (R3)."""
    asked = form(bot.presses("newbie", "me.change"))
    side = next(field for field in asked.fields if field.id == "side")
    assert side.hint == "IT and clinical informatics are given by Jo Park."
    assert [one.value for one in getattr(side, "options", ())] == ["clinical"]
    for sent in (bot.fills("newbie", asked, side="it"), bot.presses("newbie", "me.side", "it")):
        assert "or ask Jo Park to say so" in said(sent)
    assert "given by an administrator: Jo Park" in said(bot.fills("newbie", asked, side="both"))
    assert "given by an administrator" in said(bot.presses("newbie", "me.side", "both"))
    assert "Side: not said yet" in said(bot.says("newbie", "me"))


def test_a_side_of_the_settings_file_is_not_asked_for(bot: Bot) -> None:
    asked = form(bot.presses("ana", "me.change"))
    assert "side" not in {field.id for field in asked.fields}
    assert "Ask Jo Park to have it changed there." in said(asked)
    assert "settings file" in said(bot.presses("ana", "me.side", "it"))
    assert "Side: Clinical" in said(bot.says("ana", "me"))


def test_a_side_that_is_none_changes_nothing(bot: Bot) -> None:
    assert "There is no such side" in said(bot.presses("newbie", "me.side", "king"))
    assert "Side: not said yet" in said(bot.says("newbie", "me"))


def test_days_are_read_as_people_write_them() -> None:
    assert days("Mon-Fri") == [0, 1, 2, 3, 4]
    assert days("tue, wed sat") == [1, 2, 5]
    assert days("sat \u2013 mon") == [0, 5, 6]
    assert days("  ") is None
    for wrong in ("funday", "m", "1-5", "mon-", ",-,"):
        with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
            days(wrong)


def test_zones_are_read_by_name_and_by_city() -> None:
    assert zone(" america/chicago ") == "America/Chicago"
    assert zone("Los Angeles") == "America/Los_Angeles"
    assert zone("") == ""
    for wrong in ("EST", "Mars/Base", "west", "../etc/passwd"):
        with pytest.raises(ValueError):  # noqa: PT011
            zone(wrong)
