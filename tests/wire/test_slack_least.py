"""With the least permissions a concern goes all its way, and Slack has nothing to refuse."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from adapters.slack.adapter import SlackAdapter
from bot.words.delivery import Pace
from tests.wire.running import eventually
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import Mode, Scene, scene


@pytest.fixture(params=["http", "socket"])
def at(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    mode = cast(Mode, request.param)
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, mode, everything=False) as found:
            yield found


def test_a_concern_from_its_first_word_to_its_end(at: Scene) -> None:
    at.raised()
    at.people.says("sam", "it-triage", "@corridor take C-101").result()
    eventually(lambda: "Sam Ortiz" in at.slack.shown("ward-5w"))
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    at.people.press("sam", card, "Fixed").result()
    eventually(lambda: at.slack.modal("sam"))
    note = "The roll was upside down, labels print again"
    assert not at.people.submit("sam", {"What was done?": note}).result().errors
    eventually(lambda: "Please check C-101" in at.slack.shown("ward-5w"))
    at.people.opens_home("ana").result()
    eventually(lambda: at.slack.user("ana").id in at.slack.homes)
    at.people.dm("ben", "the scanner is dead").result()
    eventually(lambda: "Send to IT?" in at.slack.shown(at.slack.im("ben")))
    assert [(call.method, call.error) for call in at.slack.refused] == []
