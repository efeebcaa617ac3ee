"""Story 5 with Mia, Tom, Pat and Dr Marsh on Teams, over the wire: the same minutes and counts."""

from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

from bot.settings import RoomSetting
from tests.features import test_story_5 as story
from tests.features.test_story_5 import CAST, HOSPITAL, LEADERS, SMS, Night, Pager
from tests.harness import KEYS, ROOMS
from tests.wire.teams.doors import BOTH
from tests.wire.teams.wired import WiredBot


class WiredNight(Night):
    def settles(self) -> None:
        """Teams' limits go by real seconds."""
        for _ in range(30):
            waiting = [one for one in self.asking("pat", 202) if "answered" not in one]
            if not waiting:
                return
            sleep(0.2)
            self.bot.wait(seconds=1)


@pytest.fixture(params=BOTH)
def night(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Night]:
    pager = Pager()
    pager.failing = frozenset({SMS})
    rooms = (*ROOMS, RoomSetting(LEADERS, "leaders", name="Leaders"))
    bot = WiredBot(
        tmp_path / "bot.db",
        hospital=HOSPITAL,
        cast=CAST,
        rooms=rooms,
        keys=KEYS,
        door=request.param,
    )
    bot.chats["pager"] = pager
    bot.restart()
    bot.at("2026-12-02 03:10")
    yield WiredNight(bot, pager)
    bot.end()


def test_the_night_when_nobody_answers(night: Night) -> None:
    story.test_the_night_when_nobody_answers(night)
    bot = night.bot
    assert isinstance(bot, WiredBot)
    alerts = [
        post
        for post in bot.microsoft.posts.values()
        if post.activity.get("channelData") == {"notification": {"alert": True}}
    ]
    assert alerts
