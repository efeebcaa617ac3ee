"""A team's emoji on a message in Slack, over the wire."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.slack.adapter import SlackAdapter
from bot.words.delivery import Pace
from tests.wire.running import eventually
from tests.wire.slack.things import Message
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import Scene, scene

SETTING = '[slack]\nraise_emoji = ":raise-it:"\n'
WORDS = "the scanner on 5 West is dead, pt John Smith MRN 00482913 waits"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http", SETTING) as found:
            yield found


def written(at: Scene, words: str = WORDS, under: str = "") -> Message:
    at.people.says("ben", "ward-5w", words, under=under).result()
    return next(m for m in at.slack.channel("ward-5w").messages if m.text == words)


def offered(at: Scene, message: Message) -> None:
    at.people.reacts("ana", message, "raise-it").result()
    eventually(lambda: at.slack.ephemerals)
    assert "Raise this as a concern?" in at.slack.alone("ana", "ward-5w")


def test_whoever_put_it_there_is_asked_alone_and_raises_it_by_a_form(at: Scene) -> None:
    offered(at, written(at))
    assert "Raise this" not in at.slack.shown("ward-5w")
    assert "00482913" not in at.app.stored()
    (asked,) = at.slack.ephemerals
    assert asked.user == at.slack.user("ana").id
    at.people.press("ana", asked, "Raise this").result()
    eventually(lambda: "What is wrong?" in window(at))
    assert "scanner on 5 West is dead" in window(at)
    assert "00482913" not in window(at)
    at.people.submit("ana").result()
    eventually(lambda: "scanner on 5 West is dead" in at.slack.shown("it-triage"))
    assert "00482913" not in at.app.stored()


def test_a_reply_in_a_thread_is_read_too(at: Scene) -> None:
    first = written(at, "good morning all")
    offered(at, written(at, "the fax machine eats paper", under=first.ts))
    at.people.press("ana", at.slack.ephemerals[0], "Raise this").result()
    eventually(lambda: "fax machine eats paper" in window(at))


def test_where_the_app_may_not_read_it_says_how(at: Scene) -> None:
    offered(at, written(at))
    at.slack.fails("conversations.replies", "missing_scope")
    at.people.press("ana", at.slack.ephemerals[0], "Raise this").result()
    at.alone("ana", "I can't read that message")


def test_another_emoji_is_between_people(at: Scene) -> None:
    message = written(at)
    at.people.reacts("ana", message, "eyes").result()
    at.people.reacts("ana", message, "raise-it", added=False).result()
    assert not at.slack.ephemerals


def window(at: Scene) -> str:
    view = at.slack.modal("ana")
    return at.slack.text(view) if view else ""
