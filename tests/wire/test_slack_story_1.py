"""Story 1 once more, with IT on the other side of Slack's wire: the same numbers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features import test_story_1 as story
from tests.wire.slack_api import FakeSlack
from tests.wire.slack_bot import SlackBot


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[SlackBot]:
    with FakeSlack(limits=False) as fake:
        bot = SlackBot(tmp_path / "corridor.db", fake=fake)
        yield bot
        bot.end()


def test_the_concerns_of_the_go_live_weekend(bot: SlackBot) -> None:
    story.test_story_1_concerns(bot)
    assert len(bot.fake.called("chat.postMessage")) > 12
    assert len(bot.fake.called("chat.update")) > 10
    wire = " ".join(str(call.args) for call in bot.fake.calls)
    assert not re.search("John|Smith|00482913", wire)


def test_the_week_after(bot: SlackBot) -> None:
    story.test_story_1_the_week_after(bot)
    assert len(bot.fake.called("views.open")) > 3
