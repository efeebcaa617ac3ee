"""Story 5 with Sam and Kim on Slack, over the wire: the same minutes and counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import RoomSetting
from bot.words.cards import Reply
from bot.words.events import Event
from tests.features import test_story_5 as story
from tests.features.test_story_5 import CAST, HOSPITAL, LEADERS, SMS, Night, Pager
from tests.harness import KEYS, ROOMS
from tests.wire.slack_api import FakeSlack
from tests.wire.slack_bot import SlackBot


class Dated(SlackBot):
    """Slack dates what people write by the clock of the story."""

    def send(self, event: Event) -> Reply:
        self.fake.clock.forward(seconds=self.now.timestamp() - self.fake.clock.now())
        return super().send(event)


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    pager = Pager()
    pager.failing = frozenset({SMS})
    rooms = (*ROOMS, RoomSetting(LEADERS, "leaders", name="Leaders"))
    with FakeSlack(limits=False) as fake:
        bot = Dated(
            tmp_path / "bot.db", hospital=HOSPITAL, cast=CAST, rooms=rooms, keys=KEYS, fake=fake
        )
        bot.chats["pager"] = pager
        bot.at("2026-12-02 03:10")
        yield Night(bot, pager)
        bot.end()


def test_the_night_when_nobody_answers(night: Night) -> None:
    story.test_the_night_when_nobody_answers(night)
    bot = night.bot
    assert isinstance(bot, SlackBot)
    assert len(bot.fake.called("chat.postMessage")) > 12
