"""When an answer takes its time: nobody on Slack is left without one, and nobody gets two."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import inbound
from adapters.slack.adapter import SlackAdapter
from bot.words.delivery import Pace
from storage import Unavailable
from tests.wire.running import eventually
from tests.wire.slack_api import Drop, FakeSlack, Hang, harbor
from tests.wire.slack_app import Scene, scene


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http") as found:
            found.people.command("ana", "/corridor", "home", "ward-5w").result()
            yield found


def slow(at: Scene, monkeypatch: pytest.MonkeyPatch, seconds: float, times: int = 1) -> None:
    """The next events take that long before anything is stored."""
    core: Any = at.app.app.core
    answer, left = core._answer, [seconds] * times

    async def wait(event: object) -> object:
        await asyncio.sleep(left.pop() if left else 0)
        return await answer(event)

    monkeypatch.setattr(core, "_answer", wait)


def window(at: Scene, who: str) -> str:
    view = at.slack.modal(who)
    return at.slack.text(view) if view else ""


def test_a_window_opens_at_once_and_is_filled_when_the_answer_is_there(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "DEADLINE", 60.0)
    slow(at, monkeypatch, 1.4)
    answer = at.people.shortcut("ben", "raise_concern").result()
    assert answer.ok
    (opened,) = at.slack.called("views.open")
    assert "Loading" in str(opened.args["view"])
    eventually(lambda: "What is wrong?" in window(at, "ben"))
    assert len(at.slack.called("views.open")) == 1
    assert len(at.slack.called("views.update")) == 1


def test_a_window_is_filled_however_late_the_answer_comes(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(at, monkeypatch, 3.5)
    answer = at.people.shortcut("ben", "raise_concern").result()
    assert answer.status == 503
    assert answer.seconds > 1.9
    eventually(lambda: "What is wrong?" in window(at, "ben"))
    assert (
        not at.people.submit("ben", {"What is wrong?": "printer on 5 West is dead"}).result().errors
    )
    eventually(lambda: "printer on 5 West is dead" in at.slack.shown("it-triage"))


@pytest.mark.parametrize("fault", [Hang(5), Drop()])
def test_slack_that_is_slow_to_open_a_window_makes_us_no_slower(
    at: Scene, monkeypatch: pytest.MonkeyPatch, fault: Hang | Drop
) -> None:
    slow(at, monkeypatch, 1.5)
    at.slack.fails("views.open", fault)
    answer = at.people.shortcut("ben", "raise_concern").result()
    assert answer.status in {200, 503}
    eventually(lambda: "What is wrong?" in window(at, "ben"))


def test_a_slow_command_fails_on_slack_and_its_answer_comes_once_all_the_same(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(at, monkeypatch, 2.6)
    answer = at.people.command("ana", "/concern", "label printer is dead", "ward-5w").result()
    assert answer.status == 503
    assert answer.seconds > 1.9
    eventually(lambda: "C-101 is with IT" in at.slack.alone("ana"))
    eventually(lambda: "label printer is dead" in at.slack.shown("it-triage"))
    at.people.command("ana", "/corridor", "concerns", "ward-5w").result()
    assert at.slack.alone("ana").count("C-101 is with IT") == 1


def test_a_slow_form_is_answered_in_its_window(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    at.people.shortcut("ben", "raise_concern").result()
    eventually(lambda: "What is wrong?" in window(at, "ben"))
    slow(at, monkeypatch, 2.6)
    answer = at.people.submit("ben", {"What is wrong?": "scanner is dead"}).result()
    assert answer.status == 503
    eventually(lambda: "C-101 is with IT" in window(at, "ben"))
    eventually(lambda: "scanner is dead" in at.slack.shown("it-triage"))


def test_a_slow_form_that_is_sent_twice_meanwhile_is_one_concern(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.people.shortcut("ben", "raise_concern").result()
    eventually(lambda: "What is wrong?" in window(at, "ben"))
    slow(at, monkeypatch, 2.4)
    assert at.people.submit("ben", {"What is wrong?": "scanner is dead"}).result().status == 503
    at.people.submit("ben").result()
    eventually(lambda: "scanner is dead" in at.slack.shown("it-triage"))
    at.people.command("ben", "/corridor", "concerns", "ward-5w").result()
    eventually(lambda: "C-101" in at.slack.alone("ben"))
    assert "C-102" not in at.slack.alone("ben")


def test_what_was_wrong_in_a_slow_form_is_told_in_it_and_it_can_be_mended(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.raised()
    at.people.says("sam", "it-triage", "@corridor take C-101").result()
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    at.people.press("sam", card, "Fixed").result()
    eventually(lambda: "What was done?" in window(at, "sam"))
    slow(at, monkeypatch, 2.4)
    assert at.people.submit("sam", {"What was done?": "resolved"}).result().status == 503
    eventually(lambda: "at least five plain words" in window(at, "sam"))
    note = "The roll was upside down, labels print again"
    assert not at.people.submit("sam", {"What was done?": note}).result().errors
    eventually(lambda: "Please check C-101" in at.slack.shown("ward-5w"))


def test_a_slow_event_comes_again_and_is_answered_once(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(at, monkeypatch, 2.4)
    answer = at.people.stubborn().dm("ben", "concern scanner is dead").result()
    assert answer.ok
    assert [before.status for before in answer.before] == [503]
    eventually(lambda: "C-101 is with IT" in at.slack.shown(at.slack.im("ben")))
    at.people.dm("ben", "concerns").result()
    eventually(lambda: "Your concerns" in at.slack.shown(at.slack.im("ben")))
    assert at.slack.shown(at.slack.im("ben")).count("C-101 is with IT") == 1
    assert "C-102" not in at.slack.shown(at.slack.im("ben"))


@pytest.mark.parametrize("seconds", [1.3, 2.4])
def test_who_waited_in_vain_is_told_in_the_window_that_opened(
    at: Scene, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    core: Any = at.app.app.core

    async def down(_: object) -> None:
        await asyncio.sleep(seconds)
        raise Unavailable("the disk is full")

    monkeypatch.setattr(core, "_answer", down)
    at.people.shortcut("ben", "raise_concern").result()
    eventually(lambda: "Nothing was stored or sent" in window(at, "ben"))


def test_what_is_being_answered_when_the_app_is_stopped_is_answered_first(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(at, monkeypatch, 3.0)
    answer = at.people.command("ana", "/concern", "label printer is dead", "ward-5w").result()
    assert answer.status == 503
    at.app.server.should_exit = True
    at.app.thread.join(60)
    assert not at.app.thread.is_alive()
    assert "C-101 is with IT" in at.slack.alone("ana")
    assert "label printer is dead" in at.app.stored()
