"""Rooms: which channel is for what."""

from bot.words.events import Channel
from tests.harness import HOME, Bot, form, said

NEW = Channel("slack", HOME["slack"], "fifth-floor")


def test_rooms_are_listed_by_purpose_and_found_by_a_word(bot: Bot) -> None:
    shown = said(bot.says("jo", "rooms"))
    assert "Triage: IT works on them here\nIT triage (Slack) · in corridor.toml" in shown
    assert "5W (Teams) · 5W" in shown
    found = said(bot.says("jo", "rooms icu"))
    assert "ICU" in found
    assert "triage" not in found
    assert "No room has “nowhere” in it" in said(bot.says("jo", "rooms nowhere"))


def test_a_room_set_up_in_chat_is_removed_in_chat(bot: Bot) -> None:
    asked = form(bot.says("jo", "setup", NEW))
    bot.submits("jo", "setup.save", *asked.action.args, purpose="wins", name="Fifth floor")
    assert "Fifth floor (Slack) [Remove]" in said(bot.says("jo", "rooms"))
    address = ("slack", HOME["slack"], NEW.id)
    assert "An administrator can do that" in said(bot.presses("ana", "rooms.remove", *address))
    assert "Removed" in said(bot.presses("jo", "rooms.remove", *address))
    assert "no room already" in said(bot.presses("jo", "rooms.remove", *address))
    assert "Fifth floor" not in said(bot.presses("jo", "rooms.list"))


def test_others_are_told_who_can(bot: Bot) -> None:
    assert "An administrator can do that: Jo Park." in said(bot.says("ana", "rooms"))


def test_a_button_with_too_little_on_it_changes_nothing(bot: Bot) -> None:
    assert "older version" in said(bot.presses("jo", "rooms.remove", "slack"))
    assert "older version" in said(bot.submits("jo", "setup.save", purpose="wins", name="x"))
