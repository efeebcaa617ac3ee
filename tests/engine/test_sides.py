"""No stranger makes themselves IT, both or anything with a role: not by any button, form, command or
shortcut, in a direct message or in a channel that anybody may walk into."""

import asyncio
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from bot import rosters
from bot.words.events import Account, Action, Channel, Command, Deed, Press, Shortcut, Submit
from storage.nouns import people
from tests.harness import HOME, TRIAGE, WARDS, Bot, said
from tests.walk import TABLE

PUBLIC = replace(TRIAGE, private=False)
WORDS = ("", "it", "admin", "C-101 the roll was swapped this morning")
ARGS = ((), ("it",), ("both",), ("1", "it"), ("slack", HOME["slack"], "triage"))
RAISES = {"side": "it", "roles": "admin, leader, custodian", "purpose": "triage", "name": "Mine"}


def account(bot: Bot, who: str, platform: str = "slack") -> Account:
    return replace(bot.account(who, platform), email=f"{who}@elsewhere.example")


def rights_of(bot: Bot, one: Account) -> tuple[str, list[str]]:
    with bot.database() as db:
        person = people.of_account(db, one)
        return ("", []) if person is None else (person.side, person.role_list)


def deeds(bot: Bot, one: Account, where: Channel, kind: type, name: str) -> list[Deed]:
    """One handler's events, with what might raise somebody."""
    if kind is Command:
        return [Command(bot.id(), where, one, name, words) for words in WORDS]
    if kind is Press:
        return [Press(bot.id(), where, one, Action(name, args)) for args in ARGS]
    if kind is Submit:
        return [Submit(bot.id(), where, one, Action(name, args), RAISES) for args in ARGS]
    return [Shortcut(bot.id(), where, one, Action(name))] if kind is Shortcut else []


@pytest.mark.parametrize("where", ["triage", "ward", "dm"])
def test_a_stranger_raises_themselves_by_nothing(tmp_path: Path, where: str) -> None:
    bot = Bot(tmp_path / "bot.db")
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    one, told = account(bot, "stranger"), 0
    ward = replace(WARDS["5W"], platform="slack", workspace=HOME["slack"])
    place = {"triage": PUBLIC, "ward": ward, "dm": bot.dm("stranger", "slack")}[where]
    for kind, name in sorted(TABLE, key=str):
        sent = deeds(bot, one, place, kind, name)
        told += len(sent)
        bot.run(_at_once(bot, sent))
        side, roles = rights_of(bot, one)
        assert side in {"", "clinical"}, (kind, name)
        assert roles == [], (kind, name)
    assert told > 700
    bot.end()


async def _at_once(bot: Bot, sent: list[Deed]) -> None:
    await asyncio.gather(*(bot.core(event) for event in sent))


def test_take_in_a_public_triage_room_says_what_is_missing_and_who_helps(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West")
    told = said(bot.presses("stranger", "concern.take", "101", room=PUBLIC))
    assert "IT staff and clinical informatics can do that. Nothing was changed." in told
    assert "where that is private" in told
    assert "ask Jo Park to say so" in told
    assert rights_of(bot, account(bot, "stranger")) == ("", [])


def test_a_private_triage_room_makes_its_members_it_also_those_met_before(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West")
    bot.says("newbie", "help", Channel("slack", HOME["slack"], "newbie", dm=True))
    assert rights_of(bot, account(bot, "newbie"))[0] == ""
    assert "can do that" not in said(bot.presses("newbie", "concern.take", "101", room=TRIAGE))
    assert rights_of(bot, account(bot, "newbie")) == ("it", [])


def test_a_private_room_of_another_purpose_gives_no_it(bot: Bot) -> None:
    place = Channel("slack", HOME["slack"], "break-room", private=True)
    bot.says("newbie", "help", place)
    assert rights_of(bot, account(bot, "newbie")) == ("", [])


def test_who_is_clinical_becomes_it_in_no_room(bot: Bot) -> None:
    bot.presses("newbie", "me.side", "clinical", room=PUBLIC)
    bot.says("newbie", "help", TRIAGE)
    assert rights_of(bot, account(bot, "newbie")) == ("clinical", [])


def test_an_address_of_somebody_else_gives_nothing_unless_it_is_the_hospital_s(bot: Bot) -> None:
    bot.says("newbie", "help", TRIAGE)
    with bot.database.begin() as db:
        known = people.of_account(db, account(bot, "newbie"))
        assert known is not None
        known.email = "newbie@elsewhere.example"
    thief = replace(bot.account("thief", "teams"), email="newbie@elsewhere.example")
    dm = Channel("teams", HOME["teams"], thief.id, dm=True)
    bot.run(bot.core(Command(bot.id(), dm, thief, "help")))
    assert rights_of(bot, thief) == ("", [])


def test_a_roster_gives_shifts_and_nothing_else(bot: Bot) -> None:
    """Who imports one names people by their names: no column of it is read as a side or a role."""
    sheet = b"name,date,shift,side,roles\nAna Ruiz,2026-03-09,night,it,admin\n"
    reading = rosters.read("roster.csv", sheet, date(2026, 3, 1), date(2026, 3, 31))
    assert {one.what for one in reading.left_out} == {"side", "roles"}
    assert {field.name for field in fields(rosters.Row)} & {"side", "roles"} == set()
