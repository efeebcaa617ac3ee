"""A guest who is added to a room, as Slack and Teams tell of it (R39)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.slack.adapter import SlackAdapter
from bot.words.delivery import Pace
from tests.wire.running import eventually
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import Scene, scene
from tests.wire.teams.microsoft import BOT
from tests.wire.teams.world import WARD, World, words, world

__all__ = ["world"]


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        slack.person("Vic Vendor", guest=True)
        with scene(tmp_path, slack, "http") as found:
            yield found


def test_on_slack_whoever_invites_a_guest_is_told(at: Scene) -> None:
    at.people.joins("vic", "ward-5w", "ana").result()
    eventually(lambda: "A guest reads in 5 West now" in at.slack.shown(at.slack.im("ana")), 10)
    at.raised()
    eventually(lambda: "C-101" in at.slack.shown("ward-5w"), 10)
    assert "Ana Ruiz" not in at.slack.shown("ward-5w").partition("C-101")[2]
    assert "Ana Ruiz" in at.slack.shown("it-triage")


def test_on_slack_a_colleague_is_nothing_to_tell_of(at: Scene) -> None:
    at.people.joins("lena", "ward-5w", "ana").result()
    at.raised()
    eventually(lambda: "Ana Ruiz" in at.slack.shown("ward-5w"), 10)
    assert "A guest reads" not in at.slack.shown(at.slack.im("ana"))


async def test_on_teams_whoever_adds_a_guest_is_told(world: World) -> None:
    await world.says("ana", "help")
    sent = world.activity("conversationUpdate", "ana", WARD, membersAdded=[{"id": "29:mia"}])
    await world.post(sent)
    sent = world.activity("conversationUpdate", "ana", WARD, membersAdded=[{"id": "29:gil"}])
    await world.post(sent)

    def told() -> list[str]:
        shown = [words(post.activity) for post in world.microsoft.seen("a:29:ana")]
        return [one for one in shown if "A guest reads in" in one]

    (only,) = await world.until(told)
    assert "Guests can't raise, answer, vote or thank" in only
    assert BOT not in only
