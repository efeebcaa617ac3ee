"""A bookmark of the hospital's own page, above a channel that is set up."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from adapters.slack.adapter import SlackAdapter
from bot.words.delivery import Pace
from tests.wire.running import HOSPITAL, eventually
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import Scene, config, scene

GUIDE = "https://intranet.example/corridor"
Opened = Callable[..., AbstractContextManager[Scene]]


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSlack]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as found:
        harbor(found)
        found.room("wins", "jo", "ana", "corridor")
        yield found


def guided(guide: str = GUIDE) -> str:
    """The settings with that page, which is the hospital's."""
    return HOSPITAL.replace("[[units]]", f'guide = "{guide}"\n[[units]]', 1) if guide else HOSPITAL


@pytest.fixture
def opened(tmp_path: Path, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> Opened:
    def made(guide: str = GUIDE, *, everything: bool = True) -> AbstractContextManager[Scene]:
        monkeypatch.setattr("tests.wire.slack_app.HOSPITAL", guided(guide))
        assert guide in config(slack)
        return scene(tmp_path, slack, "http", everything=everything)

    return made


def set_up(at: Scene, name: str) -> None:
    """Jo gives a channel its purpose, by the form."""
    at.people.command("jo", "/corridor", "setup", name).result()
    eventually(lambda: (view := at.slack.modal("jo")) and view.spec.get("submit"))
    at.people.submit(
        "jo",
        {"What is this channel for?": "Wins are announced here", "What do people call it?": name},
    )
    eventually(lambda: "This is the wins room now" in at.slack.shown(name))


def test_a_channel_that_is_set_up_gets_it_once(opened: Opened, slack: FakeSlack) -> None:
    with opened() as at:
        set_up(at, "wins")
        room = slack.channel("wins")
        eventually(lambda: room.bookmarks)
        assert [(b["title"], b["link"]) for b in room.bookmarks] == [("How to use Corridor", GUIDE)]
        set_up(at, "wins")
        assert len(slack.called("bookmarks.add")) == 1


def test_without_a_page_nothing_is_added(opened: Opened, slack: FakeSlack) -> None:
    with opened("") as at:
        set_up(at, "wins")
    assert not slack.called("bookmarks.add")


def test_without_the_permission_it_is_not_tried(opened: Opened, slack: FakeSlack) -> None:
    with opened(everything=False) as at:
        set_up(at, "wins")
    assert not slack.called("bookmarks.add")


@pytest.mark.parametrize("fault", ["too_many_bookmarks", "restricted_action", 500])
def test_where_slack_refuses_it_nobody_but_operators_is_told(
    opened: Opened, slack: FakeSlack, fault: str | int, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.fails("bookmarks.add", fault)
    with opened() as at:
        set_up(at, "wins")
        eventually(lambda: slack.called("bookmarks.add"))
        eventually(lambda: "no bookmark was added" in capsys.readouterr().out)
        assert "bookmark" not in slack.shown("wins") + slack.alone("jo")
