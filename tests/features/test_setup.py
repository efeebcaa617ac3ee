"""Setting up: the first administrator, channels, and what is still missing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.words.events import Channel
from tests.harness import HARBOR, HOME, TRIAGE, WARDS, Bot, form, said

NEW = Channel("teams", HOME["teams"], "fifth-floor")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Bot]:
    """A hospital with a triage room and nobody who may set it up."""
    bot = Bot(tmp_path / "empty.db", cast=())
    yield bot
    bot.end()


def test_the_first_administrator_is_announced_in_the_rooms(empty: Bot) -> None:
    assert "There is none yet. Whoever runs me has a code" in said(empty.says("zoe", "rooms"))
    assert "You are an administrator now" in said(empty.makes_admin("zoe"))
    for room in (TRIAGE, *WARDS.values()):
        assert "Zoe is Corridor's administrator now" in empty.sees(room)
    assert "An administrator can do that: Zoe." in said(empty.says("max", "setup"))
    assert "Roles: admin" in said(empty.says("zoe", "me"))
    assert "Roles: none" in said(empty.says("max", "me"))


def test_a_ward_room_tells_the_ward_what_to_type(bot: Bot) -> None:
    asked = bot.says("jo", "setup", NEW)
    wrong = said(bot.fills("jo", asked, purpose="ward", name=" "))
    assert "Write the name that people know it by." in wrong
    assert "Choose the unit whose concerns come from here." in wrong
    assert "Fifth is set up" in said(
        bot.fills("jo", asked, purpose="ward", name="Fifth", unit="PH")
    )
    assert "This is the ward room of Pharmacy now" in bot.sees(NEW)
    bot.says("lena", "concern the order set rounds wrong")
    assert "C-101" in bot.sees(NEW)


def test_a_second_purpose_replaces_the_first_and_its_announcement(bot: Bot) -> None:
    bot.fills("jo", bot.says("jo", "setup", NEW), purpose="ward", name="Fifth", unit="PH")
    again = form(bot.says("jo", "setup", NEW))
    assert {f.id: f.value for f in again.fields}["unit"] == "PH"
    bot.fills("jo", again, purpose="triage", name="Meds", system="Meds & scanning")
    assert "This is the triage room for Meds & scanning now" in bot.sees(NEW)
    assert "ward room" not in bot.sees(NEW)


def test_a_channel_of_the_settings_file_is_refused_before_the_form(bot: Bot) -> None:
    assert "corridor.toml, [[rooms]]" in said(bot.says("jo", "setup", TRIAGE))
    address = ("slack", HOME["slack"], TRIAGE.id)
    sent = bot.submits("jo", "setup.save", *address, purpose="wins", name="Mine")
    assert "corridor.toml, [[rooms]]" in said(sent)
    assert "Triage" in said(bot.says("jo", "rooms triage"))


def test_the_checklist_names_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    bare = Bot(tmp_path / "bare.db", hospital=replace(HARBOR, phone=""), cast=(), rooms=())
    shown = said(bare.makes_admin("zoe"))
    assert "No triage room: add me to the channel where IT works" in shown
    assert "Nobody is paged for P1 and P2" in shown
    assert "No ward room for 5 West, ICU, ED, Pharmacy" in shown
    assert "Side not known: Zoe" in shown
    assert "set phone in corridor.toml" in shown
    bare.end()


def test_a_triage_room_for_one_system_leaves_the_rest_to_nobody(empty: Bot) -> None:
    empty.makes_admin("zoe")
    address = ("slack", HOME["slack"], TRIAGE.id)
    assert "one system only" not in said(empty.presses("zoe", "setup.check"))
    only = Bot(empty.path.with_name("only.db"), cast=(), rooms=())
    only.makes_admin("zoe")
    values = {"purpose": "triage", "name": "Meds", "system": "Meds & scanning"}
    only.submits("zoe", "setup.save", *address, **values)
    assert "Every triage room takes one system only" in said(only.presses("zoe", "setup.check"))
    only.end()


def test_a_complete_hospital_lacks_only_the_pharmacy_room(bot: Bot) -> None:
    shown = said(bot.says("jo", "setup")).split("\n")
    assert shown == [
        "Setting up",
        "No ward room for Pharmacy: type @Corridor setup in the channel of each.",
        "[Rooms]",
    ]
