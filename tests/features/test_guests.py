"""R39: rooms that hold a guest, and what is asked of somebody from outside."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.features.concerns import vendor
from bot.settings import RoomSetting
from bot.words.cards import Form
from bot.words.events import Account, Channel, Command, Joined, Said
from storage.nouns import rooms
from tests.harness import HOME, ROOMS, TRIAGE, WARDS, Bot, form, said

VENDORS = Channel("slack", HOME["slack"], "C0LABCO")
VIC = Account("slack", HOME["slack"], "U0VIC", "Vic Vendor", "vic@labco.example", guest=True)
WORDS = "label printer on 5 West prints blank, and a dose was given late"
QUESTION = "Your printer model 500 drops every third label since firmware 7. Is that known?"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db", rooms=(*ROOMS, RoomSetting(VENDORS, "wins", name="LabCo")))
    yield bot
    bot.end()


def comes(bot: Bot, where: Channel, by: str = "jo") -> None:
    """A guest is added to a channel by a colleague."""
    actor = bot.account(by, where.platform)
    who = replace(VIC, platform=where.platform, workspace=where.workspace)
    bot.send(Joined(bot.id(), where, actor, bot.now, who))
    bot.wait(seconds=1)


def holds(bot: Bot, where: Channel) -> bool:
    with bot.database.begin() as db:
        room = rooms.at(db, (where.platform, where.workspace, where.id))
        return room is not None and room.guests


def test_whoever_brings_a_guest_is_told_what_guests_can_not_do(bot: Bot) -> None:
    comes(bot, WARDS["5W"], "jo")
    told = bot.sees(bot.dm("jo", "teams")) + bot.sees(bot.dm("jo", "slack"))
    assert "A guest reads in 5W now" in told or "A guest reads in 5 West now" in told
    assert "Guests can't raise, answer, vote or thank" in told
    assert "name no reporter and no flag" in told
    assert "a guest reads there" in said(bot.says("jo", "rooms"))
    before = told.count("A guest reads")
    comes(bot, WARDS["5W"], "jo")
    told = bot.sees(bot.dm("jo", "teams")) + bot.sees(bot.dm("jo", "slack"))
    assert told.count("A guest reads") == before


def test_in_a_channel_that_is_no_room_nobody_is_told(bot: Bot) -> None:
    comes(bot, Channel("slack", HOME["slack"], "C0LUNCH"))
    assert bot.sees(bot.dm("jo", "slack")) == ""


def test_a_guest_who_is_refused_is_one_who_reads_there(bot: Bot) -> None:
    reply = said(bot.send(Command(bot.id(), VENDORS, VIC, "concern", "the printer", at=bot.now)))
    assert "for the staff of this hospital" in reply
    assert holds(bot, VENDORS)


def test_a_channel_shared_with_another_organisation_holds_guests(bot: Bot) -> None:
    shared = replace(VENDORS, outside=True)
    bot.send(Command(bot.id(), shared, bot.account("kim"), "help", at=bot.now))
    assert holds(bot, VENDORS)


def test_cards_there_name_no_reporter_and_no_flag(bot: Bot) -> None:
    comes(bot, WARDS["5W"])
    bot.says("ben", f"concern {WORDS}", WARDS["5W"])
    bot.says("sam", "take C-101")
    card = bot.sees(WARDS["5W"])
    assert "C-101" in card
    assert "label printer" in card
    assert "With: Sam Ortiz · IT" in card
    assert "Ben Cole" not in card
    assert "event report" not in card
    assert "Ben Cole · clinical" in bot.sees(TRIAGE)


def test_of_danger_they_tell_number_priority_and_unit(bot: Bot) -> None:
    comes(bot, WARDS["5W"])
    bot.says("ben", "concern patient is not breathing and the oxygen alarm is silent", WARDS["5W"])
    card = bot.sees(WARDS["5W"])
    assert "C-101 · P1 · 5 West" in card
    for words in ("breathing", "Ben Cole", "somebody may be in danger", "event report"):
        assert words not in card
    assert "breathing" in bot.sees(TRIAGE)


def test_what_stands_there_already_is_reduced_when_a_guest_comes(bot: Bot) -> None:
    bot.says("ben", f"concern {WORDS}", WARDS["5W"])
    assert "Ben Cole" in bot.sees(WARDS["5W"])
    comes(bot, WARDS["5W"])
    assert "Ben Cole" not in bot.sees(WARDS["5W"])
    bot.presses("jo", "rooms.alone", *("teams", HOME["teams"], WARDS["5W"].id))
    bot.wait(seconds=1)
    assert "Ben Cole" in bot.sees(WARDS["5W"])


def test_many_cards_are_reduced_a_few_at_a_time(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "AT_ONCE", 2)
    for n in range(5):
        bot.says("ben", f"concern {WORDS}, tray {n}", WARDS["5W"])
        bot.wait(minutes=1)
    assert bot.sees(WARDS["5W"]).count("Ben Cole") >= 5
    comes(bot, WARDS["5W"])
    bot.wait(minutes=1)
    assert "Ben Cole" not in bot.sees(WARDS["5W"])


def test_words_cross_under_a_side_and_call_nobody(bot: Bot) -> None:
    comes(bot, WARDS["5W"])
    bot.says("ben", f"concern {WORDS}", WARDS["5W"])
    bot.says("sam", "a new roll is on its way", TRIAGE, under="concern:101:it")
    seen = bot.sees(WARDS["5W"])
    assert "IT on C-101" in seen
    assert "@" not in seen
    assert "Ben Cole" not in seen


def asks(bot: Bot, **values: str) -> object:
    bot.says("ben", f"concern {WORDS}", WARDS["5W"])
    comes(bot, VENDORS)
    asked = form(bot.says("sam", "vendor C-101"))
    assert "LabCo (Slack)" in str(asked.fields[1])
    return bot.fills("sam", asked, **({"text": QUESTION} | values))


def test_a_vendor_reads_the_new_text_and_nothing_else(bot: Bot) -> None:
    assert "Asked about C-101" in said(asks(bot))  # type: ignore[arg-type]
    shown = bot.sees(VENDORS)
    assert QUESTION in shown
    for words in ("Ben Cole", "5 West", "label printer on", "[", "Sam Ortiz"):
        assert words not in shown.replace(QUESTION, ""), words


def test_the_vendors_answer_stands_in_its_thread_with_it_alone(bot: Bot) -> None:
    asks(bot)
    key = "vendor:101:1"
    thread = bot.ref(key, VENDORS)
    words = "Known. Firmware 8 mends it, we send it today."
    bot.send(Said(bot.id(), VENDORS, VIC, words, "m901", thread, at=bot.now))
    assert "The vendor on C-101" in bot.sees(TRIAGE)
    assert words in bot.sees(TRIAGE)
    assert words not in bot.sees(WARDS["5W"])
    assert "Vic" not in bot.sees(TRIAGE)
    bot.send(
        Said(bot.id(), VENDORS, VIC, "Known: firmware 9.", "m901", thread, "edited", at=bot.now)
    )
    assert "Known: firmware 9." in bot.sees(TRIAGE)
    assert words not in bot.sees(TRIAGE)


def test_patient_data_in_a_vendors_answer_does_not_come(bot: Bot) -> None:
    asks(bot)
    key = "vendor:101:1"
    words = "We saw it for patient John Smith MRN 00482913"
    said_there = Said(bot.id(), VENDORS, VIC, words, "m902", bot.ref(key, VENDORS), at=bot.now)
    assert "without what looks like patient data" in said(bot.send(said_there))
    assert "00482913" not in bot.sees(TRIAGE)


@pytest.mark.parametrize(("text", "why"), [
    ("", "Write what they need to know"),
    (f"They say: {WORDS}", "Write it anew"),
    ("See https://intranet.example/c/101", "Leave the link out"),
    ("Patient John Smith MRN 00482913 got no label", "record number"),
])  # fmt: skip
def test_a_text_that_is_not_for_outside_comes_back(bot: Bot, text: str, why: str) -> None:
    back = asks(bot, text=text)
    assert isinstance(back, Form)
    assert why in str(back)
    assert "00482913" not in str(back)
    assert bot.sees(VENDORS) == ""


def test_without_a_room_of_theirs_there_is_nowhere_to_ask(bot: Bot) -> None:
    bot.says("ben", f"concern {WORDS}", WARDS["5W"])
    assert "No room is known to hold a guest" in said(bot.says("sam", "vendor C-101"))
    assert "can do that" in said(bot.says("ben", "vendor C-101")) or "IT" in said(
        bot.says("ben", "vendor C-101")
    )
