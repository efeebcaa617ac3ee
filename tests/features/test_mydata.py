"""What is stored about me: all of it as a file, and gone on my word."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.sealing import new_key
from bot.words.cards import File, Reply
from bot.words.events import Account, Action, Channel, Command, Press, Said, Submit
from storage.nouns import people
from storage.trust import audit, audit_verification
from storage.trust.sealed_texts import columns
from tests.filled import fill, house
from tests.harness import HOME, TRIAGE, WARDS, Bot, message, said

ZORA = Account("teams", HOME["teams"], "19f3c-zora-77", "Dr Zoë Quimby", "zoe@harbor.example")
ZORA_IN_SLACK = Account("slack", HOME["slack"], "U0ZORA77Q", "Dr Zoë Quimby")
TRACES = ("Quimby", "Zoë", "Zo\\u00eb", ZORA.id, ZORA_IN_SLACK.id, ZORA.email)
SHE = Channel("teams", HOME["teams"], ZORA.id, dm=True)


@pytest.fixture(params=["plain", "sealed"])
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bot]:
    """A hospital, its texts sealed or not."""
    keys = [new_key()]
    bot = Bot(tmp_path / "corridor.db", keys=keys, seal_texts=request.param == "sealed")
    yield bot
    bot.end()


def says(bot: Bot, words: str, where: Channel = SHE, account: Account = ZORA) -> Reply:
    verb, _, rest = words.partition(" ")
    return bot.send(Command(bot.id(), where, account, verb, rest, at=bot.now))


def presses(bot: Bot, name: str, *args: str) -> Reply:
    return bot.send(Press(bot.id(), SHE, ZORA, Action(name, args), at=bot.now))


def exported(reply: Reply) -> dict[str, list[dict[str, Any]]]:
    (file,) = (block for block in message(reply).blocks if isinstance(block, File))
    found: dict[str, list[dict[str, Any]]] = json.loads(file.text)
    return found


def been_here(bot: Bot) -> None:
    """Zoë Quimby raises, writes, votes, is thanked, is spoken of, and is away next week."""
    says(bot, "me")
    bot.send(
        _form("me.save", side="clinical", unit="5W", shift="day", days="mon-fri", zone="")(bot)
    )
    says(bot, "concern label printer prints blank")
    thread = bot.ref("concern:101", WARDS["5W"])
    bot.send(Said(bot.id(), WARDS["5W"], ZORA, "still blank", "m900", thread, at=bot.now))
    bot.says("sam", "answer C-101 thank you Zoë Quimby, a new roll is coming")
    bot.says("sam", "concern badge of Dr Zoë Quimby opens no door")
    says(bot, "away until friday")
    says(bot, "poll Ready for Saturday?", WARDS["5W"])


def _form(name: str, **values: str) -> Any:
    return lambda bot: Submit(bot.id(), SHE, ZORA, Action(name), values, at=bot.now)


def test_the_file_has_everything_that_names_me(ward: Bot) -> None:
    been_here(ward)
    found = exported(says(ward, "me export"))
    (person,) = found["people"]
    assert person["name"] == "Dr Zoë Quimby"
    assert [row["id"] for row in found["accounts"]] == [ZORA.id]
    assert found["concerns"][0]["text"] == "label printer prints blank"
    assert "still blank" in [row["text"] for row in found["concern_entries"]]
    assert found["absences"]
    assert found["polls"][0]["question"] == "Ready for Saturday?"


def test_the_file_has_nothing_of_what_others_wrote(ward: Bot) -> None:
    been_here(ward)
    text = json.dumps(exported(says(ward, "me export")))
    assert "a new roll is coming" not in json.dumps(
        exported(says(ward, "me export"))["concern_entries"]
    )
    assert "badge of" not in text


def test_whoever_works_on_a_thing_gets_its_number_and_their_part(ward: Bot) -> None:
    ward.says("ana", "concern printer of a colleague prints blank")
    ward.says("sam", "take C-101")
    parts = exported(ward.says("sam", "me export"))["concerns"]
    assert {"number": 101, "you are": "assignee_id"} in parts
    assert all("text" not in row for row in parts)


def test_it_is_given_in_ones_own_chat_only(ward: Bot) -> None:
    assert "your own chat" in said(says(ward, "me export", WARDS["5W"]))
    assert "your own chat" in said(says(ward, "me erase", WARDS["5W"]))


def test_an_export_is_noted(ward: Bot) -> None:
    says(ward, "me export")
    with ward.database() as db:
        (row,) = audit.latest(db, 5, act="export.own")
        person = people.of_account(db, ZORA)
    assert person is not None
    assert (row.actor, row.about) == (person.id, f"person {person.id}")


def test_erased_there_is_no_trace_of_who_it_was(ward: Bot) -> None:
    been_here(ward)
    assert "It can't be undone" in repr(says(ward, "me erase"))
    assert "You are erased" in said(presses(ward, "me.erase"))
    ward.wait(minutes=5)
    stored = ward.everything()
    with ward.database() as db:
        cards = [text for _, text in _texts(db)]
    for trace in TRACES:
        assert trace not in stored
        assert not any(trace in text for text in cards), trace


def _texts(db: Any) -> list[tuple[str, str]]:
    """All sealed texts, opened."""
    return [(str(c), text) for c in columns() for text in db.scalars(select(c)) if text]


def test_the_bots_own_messages_in_rooms_are_edited(ward: Bot) -> None:
    been_here(ward)
    assert "Quimby" in ward.sees(WARDS["5W"])
    presses(ward, "me.erase")
    ward.wait(minutes=5)
    for room in (*WARDS.values(), TRIAGE):
        assert "Quimby" not in ward.sees(room)
    assert "A former colleague" in ward.sees(TRIAGE)


def test_the_conversation_stays(ward: Bot) -> None:
    been_here(ward)
    presses(ward, "me.erase")
    shown = said(ward.says("ben", "C-101"))
    assert "label printer prints blank" in shown
    assert "A former colleague" in shown


def test_who_writes_again_is_somebody_new(ward: Bot) -> None:
    been_here(ward)
    presses(ward, "me.erase")
    assert "Side: not said yet" in said(says(ward, "me"))
    assert "Roles: none" in said(says(ward, "me"))


def test_an_erasure_is_noted_by_number_and_the_log_stays_right(ward: Bot) -> None:
    been_here(ward)
    with ward.database() as db:
        person = people.of_account(db, ZORA)
    presses(ward, "me.erase")
    with ward.database() as db:
        (row,) = audit.latest(db, 1)
        assert audit_verification.verify(db).faults == []
    assert person is not None
    assert (row.act, row.about) == ("person.erased", f"person {person.id}")


def test_whom_the_settings_name_asks_the_operator(ward: Bot) -> None:
    told = said(ward.says("ana", "me erase"))
    assert "Ana Ruiz is in the settings file" in told
    assert "Jo Park" in told
    assert "in the settings file" in said(ward.presses("ana", "me.erase"))
    assert "Ana Ruiz" in said(ward.says("ana", "me"))


def test_what_is_under_legal_hold_keeps_its_people(ward: Bot) -> None:
    been_here(ward)
    ward.says("jo", "legalhold C-101 claim of March")
    assert "has to be kept as it is" in said(says(ward, "me erase"))
    assert "has to be kept as it is" in said(presses(ward, "me.erase"))
    ward.says("jo", "legalhold lift C-101")
    assert "You are erased" in said(presses(ward, "me.erase"))


def test_an_administrator_erases_who_has_left_and_nobody_else(ward: Bot) -> None:
    been_here(ward)
    with ward.database() as db:
        person = people.of_account(db, ZORA)
    assert person is not None
    number = str(person.id)
    assert "Remove Dr Zoë Quimby first" in said(ward.presses("jo", "people.erase", number))
    ward.presses("jo", "people.remove", number)
    assert "An administrator can do that" in said(ward.presses("sam", "people.erase", number))
    assert "Erase" in repr(ward.says("jo", "people Quimby"))
    assert "is erased" in said(ward.presses("jo", "people.erase", number))
    assert "Quimby" not in ward.everything()
    assert "start anew" in said(ward.presses("jo", "people.back", number))


def test_a_common_word_in_a_name_stays_where_it_is_a_word(ward: Bot) -> None:
    """Only whole names are taken out: "Will May" is not "will" or "may"."""
    will = Account("teams", HOME["teams"], "19f3c-will-01", "Will May")
    chat = Channel("teams", HOME["teams"], will.id, dm=True)
    ward.send(
        Command(ward.id(), chat, will, "concern", "the printer will stop, it may be the roll")
    )
    ward.send(Press(ward.id(), chat, will, Action("me.erase"), at=ward.now))
    assert "the printer will stop, it may be the roll" in said(ward.says("ben", "C-101"))


def test_in_a_house_full_of_everything_nobody_is_left(tmp_path: Path) -> None:
    """Wins, huddles, polls, measures, codes: as if the settings had never named them."""
    bot = house(tmp_path / "corridor.db")
    fill(bot, "")
    with bot.database.begin() as db:
        for person in people.everyone(db):
            person.settled = False
    for who, name in (("lena", "Lena Fox"), ("mia", "Mia Chan"), ("raj", "Raj Patel")):
        bot.presses(who, "me.erase")
        bot.now += timedelta(minutes=1)
        assert name not in bot.everything(), who
    bot.end()
