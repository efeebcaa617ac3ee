"""R12: whom an answer calls by name, where both sides are on one platform and where they are not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.words.cards import Line, Mention
from bot.words.events import Channel
from tests.features.one_platform import HOUSES, lives
from tests.harness import TRIAGE, WARDS, Bot, said

WEST, ICU = WARDS["5W"], WARDS["ICU"]


@pytest.fixture(params=HOUSES)
def bot(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bot]:
    """On Saturday 7 March 2026, 22:00, in the night of Ana and Mia."""
    bot = lives(request.param, tmp_path / "corridor.db")
    bot.at("2026-03-07 22:00")
    yield bot
    bot.end()


def called(bot: Bot, room: Channel) -> list[str]:
    """Who is called by name in what was said in a room."""
    blocks = [
        b
        for post in bot.posts(room)
        if "on C-101" in post.message.title
        for b in post.message.blocks
    ]
    spans = [span for block in blocks if isinstance(block, Line) for span in block.spans]
    return [span.account.id for span in spans if isinstance(span, Mention)]


def test_an_answer_typed_elsewhere_calls_nobody_into_its_room(bot: Bot) -> None:
    bot.says("ana", "concern label printer dark on 5 West", WEST)
    assert "Passed on" in said(bot.says("sam", "answer C-101 On my way to you"))
    assert "On my way to you" in bot.sees(TRIAGE)
    assert "On my way to you" in bot.sees(WEST)
    assert called(bot, TRIAGE) == []
    assert called(bot, WEST) == ["ana"]


def test_each_reporter_is_called_in_their_own_room_only(bot: Bot) -> None:
    bot.says("ana", "concern label printer dark on 5 West", WEST)
    bot.says("mia", "concern label printer dark in the ICU", ICU)
    bot.presses("sam", "concern.merge", "102", "101")
    bot.says("sam", "The print server restarts now", TRIAGE, under="concern:101:it")
    assert called(bot, TRIAGE) == []
    assert called(bot, WEST) == ["ana"]
    assert called(bot, ICU) == ["mia"]


def test_nobody_is_called_by_a_note_or_by_their_own_side(bot: Bot) -> None:
    bot.says("ana", "concern label printer dark on 5 West", WEST)
    bot.says("sam", "note C-101 the spare is gone")
    bot.says("ben", "still dark", WEST, under="concern:101")
    assert called(bot, TRIAGE) == []
    assert called(bot, WEST) == []
