"""Clocks that jump, nights on which they change, and outages of ten minutes: time as a value."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.words.events import Tick
from tests.features.joint import GOLIVE, harbor
from tests.harness import TRIAGE, WARDS, Bot

WEST = WARDS["5W"]


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = harbor(tmp_path)
    yield bot
    bot.end()


def once(bot: Bot) -> None:
    """Nothing is shown twice anywhere."""
    every = [p for chat in bot.chats.values() for p in chat.posts.values()]
    assert [name for name, n in Counter((p.key, p.channel) for p in every).items() if n > 1] == []


@pytest.mark.parametrize("hours", [-26, -1, 1, 26])
def test_a_clock_that_jumps_loses_and_repeats_nothing(bot: Bot, hours: int) -> None:
    """Forward and back again, or back and forward, as when a machine's clock is set."""
    bot.says("ana", "concern label printer prints blank", WEST)
    bot.now += timedelta(hours=hours)
    bot.says("ana", "concern scanner loses its battery", WEST)
    bot.says("sam", "we look at it", TRIAGE, under="concern:101:it")
    bot.restart()
    bot.now -= timedelta(hours=hours)
    bot.says("ana", "concern badge reader beeps twice", WEST)
    bot.wait(hours=1)
    shown = bot.sees(TRIAGE) + bot.sees(WEST)
    for words in ("prints blank", "loses its battery", "beeps twice", "we look at it"):
        assert words in shown
    once(bot)


@pytest.mark.parametrize("hours", [-1, 1])
def test_an_outage_heals_though_the_clock_was_set_meanwhile(bot: Bot, hours: int) -> None:
    """In minutes, whichever way: nothing waits for the clock to be where it was."""
    bot.chats["slack"].down = True
    bot.says("ana", "concern label printer prints blank", WEST)
    bot.now += timedelta(hours=hours)
    bot.restart()
    bot.chats["slack"].down = False
    bot.run(bot.core(Tick(bot.now)))
    bot.wait(minutes=3)
    assert "prints blank" in bot.sees(TRIAGE)
    once(bot)


def test_ten_minutes_without_one_platform_hold_the_other_up_for_no_second(bot: Bot) -> None:
    bot.chats["slack"].down = True
    for n in range(10):
        bot.says("ana", f"concern label printer {n} prints blank", WEST)
        assert f"printer {n} prints" in bot.sees(WEST)
        bot.wait(minutes=1)
    assert bot.posts(TRIAGE) == []
    bot.chats["slack"].down = False
    bot.wait(minutes=3)
    keys = [p.key for p in bot.posts(TRIAGE) if p.key.endswith(":it")]
    assert keys == [f"concern:{number}:it" for number in range(101, 111)]
    once(bot)


@pytest.mark.parametrize(
    ("night", "at", "walls"),
    [
        ("2026-03-07", "02:30", ["2026-03-07", "2026-03-08", "2026-03-09"]),
        ("2026-10-31", "01:30", ["2026-10-31", "2026-11-01", "2026-11-02"]),
    ],
    ids=["the hour that is not", "the hour that is twice"],
)
def test_on_a_night_of_changing_clocks_a_huddle_is_posted_once_even_after_a_crash(
    bot: Bot, night: str, at: str, walls: list[str]
) -> None:
    bot.at(f"{night} 00:10")
    bot.says("jo", f'huddle "Nights" daily {at} in #it-golive')
    bot.presses("jo", "huddle.start", "101")
    for _ in range(15):
        bot.wait(hours=4)
        bot.restart()
    posts = [p.key.split(":post:")[1][:10] for p in bot.posts(GOLIVE) if ":post:" in p.key]
    assert posts == walls
    once(bot)
