"""Story 1 once more, with IT on the other side of Slack's wire: the same numbers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features.test_story_1 import test_story_1_concerns as test_story_1_concerns
from tests.features.test_story_1 import test_story_1_the_week_after as test_story_1_the_week_after
from tests.wire.slack_api import FakeSlack
from tests.wire.slack_bot import SlackBot


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[SlackBot]:
    with FakeSlack(limits=False) as fake:
        bot = SlackBot(tmp_path / "corridor.db", fake=fake)
        yield bot
        bot.end()
