"""R35: names come from the platform, unless the settings give one; rooms by their channel's name."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import RoomSetting
from bot.words.events import Account, Channel, Command, Mentioned
from storage.nouns import people, rooms
from tests.harness import CAST, HOME, TRIAGE, Bot, said

SPARE = Channel("slack", HOME["slack"], "C0SPARE")
BARE = ("sam", "ben")  # as in the settings' example: side and account, and no name


def bare(cast: object = CAST) -> list[object]:
    kept = []
    for one in CAST:
        accounts = tuple(replace(a, name="") for a in one.accounts)
        nameless = any(a.id in BARE for a in one.accounts)
        kept.append(replace(one, name="", accounts=accounts) if nameless else one)
    return list(kept)


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    rooms = (RoomSetting(TRIAGE, "triage"), RoomSetting(SPARE, "ward", "5W"))
    bot = Bot(tmp_path / "corridor.db", cast=bare(), rooms=rooms)  # type: ignore[arg-type]
    yield bot
    bot.end()


def does(bot: Bot, who: Account, words: str, where: Channel | None = None) -> str:
    verb, _, rest = words.partition(" ")
    channel = where or Channel(who.platform, who.workspace, who.id, dm=True)
    return said(bot.send(Command(bot.id(), channel, who, verb, rest, at=bot.now)))


SAM = Account("slack", HOME["slack"], "sam", "Sam Ortiz, RN", zone="America/Chicago")
BEN = Account("teams", HOME["teams"], "ben", "Ben Cole")


def test_whom_the_settings_do_not_name_is_called_what_the_platform_says(bot: Bot) -> None:
    does(bot, BEN, "concern the label printer on 5 West is dead")
    assert "Raised: Ben Cole · clinical" in bot.sees(TRIAGE)
    told = does(bot, SAM, "take C-101")
    assert "With Sam Ortiz, RN · IT" in bot.sees(TRIAGE) or "With: Sam Ortiz, RN · IT" in bot.sees(
        TRIAGE
    )
    assert "C-101 is yours" in told
    with bot.database.begin() as db:
        sam = people.of_account(db, SAM)
        assert sam is not None
        assert (sam.name, sam.zone, sam.side) == ("Sam Ortiz, RN", "America/Chicago", "it")


def test_a_new_name_on_the_platform_is_theirs_and_stays_after_a_start(bot: Bot) -> None:
    does(bot, SAM, "help")
    does(bot, replace(SAM, name="Samantha Ortiz"), "help")
    with bot.database.begin() as db:
        people.seed(db, bot.cast, bot.now)
        assert [p.name for p in people.named(db, "Samantha")] == ["Samantha Ortiz"]


def test_a_name_in_the_settings_is_the_last_word(bot: Bot) -> None:
    does(bot, Account("slack", HOME["slack"], "kim", "kim from IT"), "help")
    with bot.database.begin() as db:
        assert [p.name for p in people.named(db, "Kim Lee")] == ["Kim Lee"]


def test_a_mention_tells_the_name_too(bot: Bot) -> None:
    does(bot, BEN, "concern the label printer on 5 West is dead")
    named = [Mentioned("Sam", SAM)]
    assert "C-101 is with Sam Ortiz, RN · IT now" in said(
        bot.says("kim", "assign C-101 @Sam", mentions=named)
    )


def test_a_room_is_called_and_found_as_its_channel_is(bot: Bot) -> None:
    named = replace(TRIAGE, name="it-triage")
    does(bot, Account("slack", HOME["slack"], "kim", "Kim Lee"), "help", named)
    assert "it-triage (Slack)" in said(bot.says("jo", "rooms"))
    for spelt in ("it-triage", "#it-triage"):
        bot.previews = True
        assert "it-triage" in said(bot.says("jo", f"poll Ready? | Yes | No --in {spelt}"))
    assert "In: it-triage (Slack)" in said(bot.says("jo", 'huddle "Go" daily 08:15 in it-triage'))
    with bot.database.begin() as db:
        rooms.seed(db, [RoomSetting(TRIAGE, "triage")], bot.now)
        assert [room.spoken for room in rooms.all_of(db, "triage")] == ["it-triage"]
