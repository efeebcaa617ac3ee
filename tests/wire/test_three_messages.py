"""R28 on the wire: raised and confirmed in one's own chat are at most three messages there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features.test_settled import NOTE
from tests.harness import Bot, staff
from tests.wire.slack_api import FakeSlack
from tests.wire.slack_bot import SlackBot
from tests.wire.teams.wired import WiredBot

MOST = 3
ON_SLACK = (
    staff("Ben Cole", "clinical", "slack", unit="5W", shift="day"),
    staff("Sam Ortiz", "it", "slack", roles=["oncall"]),
)


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[SlackBot]:
    with FakeSlack(limits=False) as fake:
        bot = SlackBot(tmp_path / "corridor.db", fake=fake, cast=ON_SLACK)
        bot.listens()
        yield bot
        bot.end()


@pytest.fixture
def teams(tmp_path: Path) -> Iterator[WiredBot]:
    bot = WiredBot(tmp_path / "corridor.db")
    yield bot
    bot.end()


def raised_and_confirmed(bot: Bot) -> None:
    bot.says("ben", "concern label printer on 5 West prints blank labels")
    asked = bot.presses("sam", "concern.fixed", "101")
    bot.fills("sam", asked, note=NOTE)
    bot.presses("ben", "concern.confirm", "101")


def test_on_slack(slack: SlackBot) -> None:
    raised_and_confirmed(slack)
    theirs = [message for message in slack.fake.im("ben").messages if message.bot_id]
    alone = [shown for shown in slack.fake.ephemerals if shown.user == "ben"]
    texts = [*(shown.text for shown in theirs), *(shown.text for shown in alone)]
    assert "C-101 is closed" in "\n".join(texts)
    assert len(texts) <= MOST, texts


def test_on_teams(teams: WiredBot) -> None:
    raised_and_confirmed(teams)
    posted = teams.microsoft.posts.values()
    chat = [str(post.activity) for post in posted if "a:" in post.conversation]
    assert any("C-101 is closed" in text for text in chat)
    assert len(chat) <= MOST, chat
