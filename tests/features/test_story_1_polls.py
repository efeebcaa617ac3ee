"""Story 1, the polls: ready for Saturday (1.1 and 1.2), and how it went (1.28), with every number."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features.one_platform import HOUSES, lives
from tests.harness import CAST, TRIAGE, WARDS, Bot, said, staff

WEST = WARDS["5W"]
NURSES = tuple(f"nurse{n}" for n in range(1, 13))
ANALYSTS = tuple(f"analyst{n}" for n in range(1, 7))
PULSE = ("5 3", "4 3", "6 4", "3 2", "5 5", "2 2", "6 3", "4 4")


@pytest.fixture(params=HOUSES)
def bot(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bot]:
    """Half of the nurses work nights, from Wednesday on; the analysts have no shifts."""
    nurses = (
        staff(name.title(), "clinical", "teams", unit="5W", shift="night" if n % 2 else "day")
        for n, name in enumerate(NURSES)
    )
    analysts = (staff(name.title(), "it", "slack") for name in ANALYSTS)
    bot = lives(request.param, tmp_path / "corridor.db", cast=(*CAST, *nurses, *analysts))
    yield bot
    bot.end()


def answers(*counts: int) -> list[str]:
    """So many times 1, then so many times 2, and so on."""
    return [str(option) for option, count in enumerate(counts, start=1) for _ in range(count)]


def test_story_1_ready_for_saturday(bot: Bot) -> None:
    # 1.1 Jo asks on both platforms until Thursday 19:30; nobody is called off their shift.
    bot.at("2026-03-04 15:00")
    ask = "poll Is your area ready for Saturday? | Yes | Partly | No --closes thu 19:30 --remind"
    assert "P-101 is ready" in said(bot.says("jo", f"{ask} --in all"))
    for room in (TRIAGE, *WARDS.values()):
        assert "Open, closes Thu 19:30 EST" in bot.card("poll:101", room)
    for who in (*NURSES, *ANALYSTS):
        assert bot.sees(who) == ""

    # The Wednesday night and the Thursday day both find it; counts stay hidden.
    nights = [who for n, who in enumerate(NURSES) if n % 2]
    days = [who for n, who in enumerate(NURSES) if not n % 2]
    given = dict(zip((*nights, *days), answers(4, 5, 3), strict=True))
    bot.at("2026-03-04 22:00")
    for who in nights:
        bot.presses(who, "poll.vote", "101", given[who], room=WEST)
    bot.at("2026-03-05 10:00")
    for who in days:
        bot.presses(who, "poll.vote", "101", given[who], room=WEST)
    for who, answer in zip(ANALYSTS, answers(5, 1), strict=True):
        bot.presses(who, "poll.vote", "101", answer, room=TRIAGE)
    assert "18 voted so far" in bot.card("poll:101", WEST)
    assert "%" not in bot.card("poll:101", WEST)

    # 1.2 The whole first (R24), then by side with n and interval, the gap called out, no names.
    bot.at("2026-03-05 19:30")
    for room in (TRIAGE, *WARDS.values()):
        card = bot.card("poll:101", room)
        assert "Yes: 4, 33.3 % (95 % CI 13.8-60.9, n=12)" in card
        assert "Yes: 5, 83.3 % (95 % CI 43.6-97.0, n=6)" in card
        assert "The sides differ by 50.0 points on Yes" in card
        assert "Yes: 9 of 18, 50.0 % (95 % CI 29.0-71.0)" in card
        assert card.index("All together, 18 people") < card.index("Clinical, 12 people")
        for person in bot.cast:
            assert person.name not in card


def test_story_1_how_it_went(bot: Bot) -> None:
    # 1.28 Two questions, 1 to 7: clinical 46.9 of 100; IT too few; no overall figure.
    bot.at("2026-03-13 09:00")
    bot.says("jo", "poll How do you find the new system? --pulse --closes fri 17:00 --in all")
    for who, numbers in zip(NURSES, PULSE, strict=False):
        assert "Counted" in said(bot.says(who, f"vote P-101 {numbers}"))
    for who, numbers in zip(ANALYSTS, ("7 7", "6 6", "5 7"), strict=False):
        bot.says(who, f"vote P-101 {numbers}")
    bot.at("2026-03-13 17:00")
    for room in (TRIAGE, WEST):
        card = bot.card("poll:101", room)
        assert "46.9" in card
        assert "n=8" in card
        assert "IT: fewer than 5 answers - not shown" in card
        assert "No overall figure" in card
        assert "n=11" not in card
        assert "n=3" not in card
