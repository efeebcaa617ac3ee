"""Story 1 with the clinicians on Teams, over the wire: the same steps, the same numbers."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.words.cards import Form
from tests.features import test_story_1 as story
from tests.harness import TRIAGE, WARDS, Bot, said
from tests.logged import logged
from tests.wire.teams.doors import BOTH
from tests.wire.teams.wired import WiredBot
from tests.wire.teams.world import words

ONCE = re.compile(r'"once": "[0-9a-f]{16}"')
IDENTIFIERS = ("John", "Smith", "rm 512", "00482913")
STEPS = (story.test_story_1_concerns, story.test_story_1_the_week_after)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    with logged() as stream:
        yield stream


@pytest.fixture(params=BOTH)
def bot(tmp_path: Path, log: io.StringIO, request: pytest.FixtureRequest) -> Iterator[WiredBot]:
    wired = WiredBot(tmp_path / "bot.db", door=request.param)
    yield wired
    wired.end()


@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: steps.__name__)
def test_story_1(bot: WiredBot, log: io.StringIO, steps: Callable[[Bot], None]) -> None:
    steps(bot)
    kept = bot.everything() + log.getvalue() + bot.microsoft.wire() + words(bot.bodies)
    assert "eMAR" in kept or "heparin" in kept
    for identifier in IDENTIFIERS:
        assert identifier not in kept
    assert len(bot.bodies) == len(bot.replies) > 4
    assert len(bot.microsoft.posts) > 10


def test_a_draft_with_a_patient_in_it_is_a_dialog_that_shows_it_cleaned(bot: WiredBot) -> None:
    draft = story.raises(bot, "ana", story.FROZEN, "down_slow", "stopped", "unit", "could")
    assert isinstance(draft, Form)
    (body,) = bot.bodies
    assert body["task"]["type"] == "continue"
    assert "eMAR frozen on 5W" in words(body)
    shown = ONCE.sub("", words(body))  # which may have any digits in it
    assert not story.PATIENT.search(shown)
    assert not list(bot.microsoft.writes())


def test_both_sides_talk_across(bot: WiredBot) -> None:
    west = WARDS["5W"]
    bot.says("ana", "concern printer dead on 5 West", west)
    bot.says("sam", "on my way with toner", TRIAGE, under="concern:101:it")
    assert "on my way with toner" in bot.sees(west)
    bot.says("ana", "thank you, it is the left one", west, under="concern:101")
    assert "it is the left one" in bot.sees(TRIAGE)
    assert "Sam Ortiz" in said(bot.says("ana", "C-101"))
