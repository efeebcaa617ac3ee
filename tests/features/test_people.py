"""People: what administrators see and change."""

import pytest

from tests.harness import Bot, form, said


@pytest.fixture
def newbie(bot: Bot) -> str:
    """The number of someone who is in no settings file, and has just come."""
    bot.says("newbie", "hello")
    return str(len(bot.cast) + 1)


def test_others_are_told_who_can(bot: Bot) -> None:
    assert "An administrator can do that: Jo Park." in said(bot.says("sam", "people"))
    for name in ("show", "change", "remove", "back"):
        assert "An administrator can do that" in said(bot.presses("sam", f"people.{name}", "1"))
    assert "An administrator can do that" in said(bot.submits("sam", "people.save", "1"))


def test_a_person_is_told_when_their_rights_change(bot: Bot, newbie: str) -> None:
    asked = bot.presses("jo", "people.change", newbie)
    bot.fills("jo", asked, side="both", roles="backup, oncall")
    told = bot.sees("newbie")
    assert "Jo Park changed what Corridor knows about you" in told
    assert "Roles: backup, oncall" in told
    before = len(bot.posts("newbie"))
    bot.wait(minutes=5)
    bot.fills("jo", bot.presses("jo", "people.change", newbie), unit="ICU")
    assert len(bot.posts("newbie")) == before


def test_a_wrong_form_comes_back_as_it_was_filled(bot: Bot, newbie: str) -> None:
    asked = bot.presses("jo", "people.change", newbie)
    again = form(bot.fills("jo", asked, side="it", roles="king", shift="night"))
    shown = {field.id: (field.value, field.error) for field in again.fields}
    assert shown["side"] == ("it", "")
    assert shown["roles"][0] == "king"
    assert "There is no role king" in shown["roles"][1]
    assert "Choose the unit" in shown["shift"][1]
    assert "Roles: none" in said(bot.presses("jo", "people.show", newbie))


def test_who_was_removed_is_refused_until_put_back(bot: Bot, newbie: str) -> None:
    bot.submits("jo", "people.save", newbie, side="it")
    bot.says("ana", "concern printer dead on 5 West")
    bot.says("newbie", "take C-101")
    removed = said(bot.presses("jo", "people.remove", newbie))
    assert "Still theirs to work on: C-101" in removed
    assert "staff of this hospital" in said(bot.says("newbie", "concerns"))
    assert "[Change] [Remove]" in said(bot.presses("jo", "people.back", newbie))
    assert "C-101" in said(bot.says("newbie", "concerns open"))


def test_the_last_administrator_stays_one(bot: Bot, newbie: str) -> None:
    bot.fills("jo", bot.presses("jo", "people.change", newbie), roles="admin")
    with bot.database.begin() as db:
        from storage.nouns import people  # noqa: PLC0415

        (jo,) = people.named(db, "jo")
        jo.role_list = []
    asked = bot.presses("newbie", "people.change", newbie)
    only = "Newbie is the only administrator. Make someone else one first."
    assert only in said(bot.fills("newbie", asked, roles="leader"))
    assert only in said(bot.presses("newbie", "people.remove", newbie))
    assert "Roles: admin" in said(bot.says("newbie", "me"))


def test_a_person_nobody_knows(bot: Bot) -> None:
    for number in ("999", "x", ""):
        assert "I don't know that person" in said(bot.presses("jo", "people.show", number))
    assert "I don't know anyone called “zorro”" in said(bot.says("jo", "people zorro"))
