"""R40: people, rooms and moments that were picked, in the forms that ask for them."""

from bot.words.cards import Form
from bot.words.events import Account
from bot.words.fields import DateTimeField, PeopleField, RoomsField, TimeField
from bot.words.picked import picked_people, room_key
from tests.harness import TRIAGE, WARDS, Bot, form, said


def picked(bot: Bot, *names: str, platform: str = "") -> str:
    accounts = (bot.account(name, platform) for name in names)
    return picked_people(Account(a.platform, a.workspace, a.id) for a in accounts)


def field(asked: Form, name: str) -> object:
    return next(one for one in asked.fields if one.id == name)


def test_a_concern_is_given_to_whoever_was_picked(bot: Bot) -> None:
    bot.says("ana", "concern the label printer on 5 West is slow")
    asked = form(bot.says("sam", "assign C-101"))
    assert isinstance(field(asked, "person"), PeopleField)
    assert "C-101 is with Kim Lee" in said(bot.fills("sam", asked, person=picked(bot, "kim")))


def test_who_is_not_of_it_is_refused_at_the_field(bot: Bot) -> None:
    bot.says("ana", "concern the label printer on 5 West is slow")
    asked = form(bot.says("sam", "assign C-101"))
    again = form(bot.fills("sam", asked, person=picked(bot, "ben")))
    assert "is not on the IT side" in field(again, "person").error  # type: ignore[attr-defined]
    assert field(again, "person").value == picked(bot, "ben")  # type: ignore[attr-defined]
    nobody = form(bot.fills("sam", asked, person="Nora Nobody"))
    assert "I don't know anyone called" in field(nobody, "person").error  # type: ignore[attr-defined]


def test_on_call_from_one_moment_to_another(bot: Bot) -> None:
    bot.at("2026-05-05 15:00")
    asked = form(bot.presses("jo", "oncall.change"))
    who = picked(bot, "sam")
    told = bot.fills("jo", asked, who=who, starts="2026-05-08T18:00", ends="2026-05-09T07:00")
    assert "On call: Sam Ortiz\nFri 18:00 EDT to Sat 07:00 EDT." in said(told)
    late = form(bot.fills("jo", asked, who=who, starts="2026-05-08T18:00", ends="2026-05-08T07:00"))
    assert "over before it begins" in field(late, "ends").error  # type: ignore[attr-defined]


def test_an_hour_that_no_clock_shows_is_refused_at_its_field(bot: Bot) -> None:
    bot.at("2026-03-06 12:00")
    asked = form(bot.presses("jo", "oncall.change"))
    told = form(bot.fills("jo", asked, who="Sam", ends="2026-03-08T02:30"))
    assert "There is no 02:30 that night" in field(told, "ends").error  # type: ignore[attr-defined]


def test_a_poll_closes_at_the_moment_picked_and_is_shown_in_the_rooms_picked(bot: Bot) -> None:
    bot.at("2026-05-05 15:00")
    asked = form(bot.says("jo", "poll"))
    closes = field(asked, "closes")
    assert isinstance(closes, DateTimeField)
    assert closes.value.startswith("2026-05-06T15:00")
    assert isinstance(field(asked, "rooms"), RoomsField)
    values = {"question": "Ready?", "options": "Yes\nNo", "rooms": room_key(WARDS["5W"])}
    bot.fills("jo", asked, closes="2026-05-07T19:30", **values)
    assert "closes Thu 19:30 EDT" in bot.sees(WARDS["5W"])
    assert "Ready?" not in bot.sees(TRIAGE)
    past = form(bot.fills("jo", asked, closes="2026-05-01T19:30", **values))
    assert "has passed" in field(past, "closes").error  # type: ignore[attr-defined]


def test_a_room_that_is_none_of_ours_is_refused_at_its_field(bot: Bot) -> None:
    asked = form(bot.says("jo", "poll"))
    told = form(bot.fills("jo", asked, question="Ready?", options="Yes\nNo", rooms="a" * 16))
    assert "not set up" in field(told, "rooms").error  # type: ignore[attr-defined]


def test_a_huddle_at_the_time_picked_of_the_people_picked(bot: Bot) -> None:
    bot.at("2026-05-05 15:00")
    asked = form(bot.says("jo", "huddle"))
    assert isinstance(field(asked, "clock"), TimeField)
    who, rooms = picked(bot, "sam", "kim"), room_key(TRIAGE)
    values = {"name": "Go-live", "when": "daily", "clock": "08:15", "mode": "persons"}
    told = said(bot.fills("jo", asked, people=f"{who}, Raj", rooms=rooms, **values))
    assert all(one in told for one in ("daily 08:15", "Sam Ortiz", "Kim Lee", "Raj"))
    again = form(bot.presses("jo", "huddle.change", "101"))
    assert (field(again, "when").value, field(again, "clock").value) == ("daily", "08:15")  # type: ignore[attr-defined]


def test_away_until_a_day_that_was_picked(bot: Bot) -> None:
    bot.at("2026-05-05 15:00")
    asked = form(bot.says("sam", "away until"))
    assert "You are away until Fri 8 May" in said(bot.fills("sam", asked, until="2026-05-08"))
    past = form(bot.fills("sam", asked, until="2026-05-01"))
    assert field(past, "until").error == "Choose today or a day to come."  # type: ignore[attr-defined]


def test_a_picked_person_hides_no_patient_from_the_guard(bot: Bot) -> None:
    asked = form(bot.says("jo", "win"))
    who = f"{picked(bot, 'sam')}, MRN 00482913"
    told = bot.fills("jo", asked, who=who, text="labels print again on 5 West")
    shown = field(form(told), "who")
    assert shown.value == f"{picked(bot, 'sam')}, MRN [MRN]"  # type: ignore[attr-defined]
    assert "We took out a record number" in shown.error  # type: ignore[attr-defined]
