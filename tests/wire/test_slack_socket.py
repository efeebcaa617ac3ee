"""Socket Mode: connections come and go, and what is said over them is neither lost nor doubled."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.slack import socket
from adapters.slack.adapter import SlackAdapter
from bot.words.delivery import Pace
from tests.wire.running import HOSPITAL, Running, eventually, running
from tests.wire.slack.api import Answered, Asked
from tests.wire.slack.sockets import Reason
from tests.wire.slack.things import Token
from tests.wire.slack_api import FakeSlack, Hang, harbor
from tests.wire.slack_app import Scene, environment, scene


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSlack]:
    """The app is quick to notice, and to try again."""
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    monkeypatch.setattr(socket, "PING", 0.2)
    monkeypatch.setattr(socket, "ATTEMPT", 0.4)
    monkeypatch.setattr(socket, "FIRST_WAIT", 0.05)
    monkeypatch.setattr(socket, "LONGEST_WAIT", 0.2)
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        yield slack


@pytest.fixture
def at(tmp_path: Path, slack: FakeSlack) -> Iterator[Scene]:
    with scene(tmp_path, slack, "socket") as found:
        yield found


@pytest.fixture
def steady(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pong that comes late on a busy machine ends no connection."""
    monkeypatch.setattr(socket, "PING", 5.0)


@pytest.fixture
def two(steady: None, tmp_path: Path, slack: FakeSlack) -> Iterator[Scene]:
    """Two processes of the same hospital, each with its connection."""
    with scene(tmp_path, slack, "socket") as one, scene(tmp_path, slack, "socket"):
        eventually(lambda: len(slack.sockets.links) == 2)
        yield one


@contextmanager
def started(path: Path, slack: FakeSlack, **env: str) -> Iterator[Running]:
    """The app, connected or not."""
    with running(path, {**environment(slack, "socket"), **env}, HOSPITAL) as app:
        yield app


def helped(slack: FakeSlack, who: str = "ana") -> bool:
    """Whether help is answered now."""
    return "concern" in slack.over_socket().command(who, "/corridor", "help").result().body


def numbers(slack: FakeSlack) -> list[int]:
    return [link.number for link in slack.sockets.links]


# Connections end


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_a_connection_is_renewed_when_slack_says_so(at: Scene, reason: Reason) -> None:
    at.slack.disconnects(reason).result()
    eventually(lambda: numbers(at.slack) and 1 not in numbers(at.slack))
    at.raised()


def test_a_connection_that_breaks_is_made_again(at: Scene) -> None:
    at.slack.cuts().result()
    eventually(lambda: numbers(at.slack) and 1 not in numbers(at.slack))
    at.raised()


def test_what_was_under_way_when_it_broke_comes_again_and_counts_once(at: Scene) -> None:
    ben = at.slack.user("ben").id
    at.slack.fails("users.info", Hang(0.5), when=lambda args: args["user"] == ben)
    doing = at.people.stubborn(0.3).dm("ben", "the label printer prints nothing")
    eventually(lambda: at.slack.sockets.links[0].sent)
    at.slack.cuts().result()
    assert doing.result().ok
    eventually(lambda: "Send to IT?" in at.slack.shown(at.slack.im("ben")))
    assert at.slack.shown(at.slack.im("ben")).count("Send to IT?") == 1


def test_while_slack_refuses_new_connections_it_is_asked_again(at: Scene) -> None:
    at.slack.fails("apps.connections.open", "internal_error", 3)
    at.slack.cuts().result()
    eventually(lambda: numbers(at.slack) and 1 not in numbers(at.slack))
    assert not at.slack.faults.plans
    at.raised()


def test_an_address_that_does_not_work_is_not_tried_for_ever(
    tmp_path: Path, slack: FakeSlack
) -> None:
    asked: list[Asked] = []

    def astray(call: Asked, answered: Answered) -> None:
        body: Any = answered.body
        if call.method == "apps.connections.open":
            asked.append(call)
            if len(asked) <= 2:
                body["url"] = body["url"].replace("ticket=", "ticket=not")

    slack.api.after.append(astray)
    with started(tmp_path, slack):
        eventually(lambda: slack.sockets.links)
        assert len(asked) == 3
        assert helped(slack)


# Twice, and once


def test_an_event_that_nobody_acknowledged_in_time_counts_once(
    two: Scene, slack: FakeSlack
) -> None:
    slack.fails("users.info", Hang(3.0))
    slow = two.people.hurried(0.8).stubborn(0.0, 0.5, 1.0, 2.0, 4.0)
    answer = slow.dm("ben", "the label printer prints nothing").result()
    assert [one.why for one in answer.before][:1] == ["http_timeout"]
    assert answer.ok
    assert all(link.sent for link in slack.sockets.links)
    eventually(lambda: "Send to IT?" in slack.shown(slack.im("ben")))
    two.raised()
    assert slack.shown(slack.im("ben")).count("Send to IT?") == 1


def test_the_same_event_by_two_connections_counts_once(two: Scene, slack: FakeSlack) -> None:
    two.raised()
    said = two.people.says("sam", "it-triage", "@corridor take C-101").result()
    two.people.replay(said).result()
    two.people.again(said).result()
    eventually(lambda: "Sam Ortiz" in slack.shown("ward-5w"))
    assert all(len(link.sent) > 1 for link in slack.sockets.links)
    cards = [m for m in slack.channel("ward-5w").messages if "C-101 ·" in m.text]
    assert len(cards) == 1
    assert "take" not in slack.shown("ward-5w")


def test_the_same_command_by_two_connections_raises_one_concern(
    two: Scene, slack: FakeSlack
) -> None:
    words = "label printer on 5 West prints blank"
    answer = two.people.command("ana", "/concern", words, "ward-5w").result()
    two.people.replay(answer).result()
    eventually(lambda: "C-101" in slack.shown("it-triage"))
    assert "C-102" not in two.app.stored()


# Side by side


def test_a_slow_answer_holds_nobody_else_up(at: Scene) -> None:
    ana = at.slack.user("ana").id
    at.slack.fails("users.info", Hang(0.9), when=lambda args: args["user"] == ana)
    slow = at.people.command("ana", "/corridor", "help")
    quick = at.people.command("sam", "/corridor", "help").result()
    assert "concern" in quick.body
    assert quick.seconds < slow.result().seconds
    assert slow.result().ok


# At the start, and at the end


def test_a_wrong_token_is_told_with_what_to_do_and_mends_itself(
    tmp_path: Path, slack: FakeSlack, logged: StringIO
) -> None:
    wrong = "xapp-1-A0CORRIDOR-1-tellnobody"
    with started(tmp_path, slack, SLACK_APP_TOKEN=wrong) as app:
        eventually(lambda: len(slack.called("apps.connections.open")) > 2)
        assert "check SLACK_APP_TOKEN, and that Socket Mode is on" in logged.getvalue()
        assert '"why": "invalid_auth"' in logged.getvalue()
        assert httpx.get(f"{app.url}/healthz").status_code == 200
        scopes = frozenset({"connections:write"})
        slack.world.tokens[wrong] = Token(wrong, "app", "", scopes)
        eventually(lambda: slack.sockets.links)
        assert helped(slack)
    assert "tellnobody" not in logged.getvalue()


def test_slack_out_of_reach_at_the_start_is_waited_out(tmp_path: Path, slack: FakeSlack) -> None:
    with slack.down(), started(tmp_path, slack):
        eventually(lambda: len(slack.calls) > 4)
        slack.faults.plans.clear()
        eventually(lambda: slack.sockets.links)
        assert helped(slack)


def test_told_to_stop_it_answers_what_came_before_and_takes_no_more(
    steady: None, tmp_path: Path, slack: FakeSlack, logged: StringIO
) -> None:
    with started(tmp_path, slack) as app:
        eventually(lambda: slack.sockets.links)
        slack.fails("users.info", Hang(0.6))
        people = slack.over_socket()
        before = people.command("ana", "/corridor", "help")
        eventually(lambda: slack.called("users.info") or slack.sockets.links[0].sent)
        app.server.should_exit = True
        assert "concern" in before.result().body
        eventually(lambda: not slack.sockets.links)
        app.thread.join(60)
        assert not app.thread.is_alive()
    late = people.hurried(0.3).command("ana", "/corridor", "help").result()
    assert late.why == "no_connection"
    assert '"level": "error"' not in logged.getvalue()


@pytest.mark.parametrize("secret", ["", "not-a-secret-signing"])
def test_nothing_listens_over_http(tmp_path: Path, slack: FakeSlack, secret: str) -> None:
    with started(tmp_path, slack, SLACK_SIGNING_SECRET=secret) as app:
        for path in ("/slack/events", "/slack/install", "/slack/oauth_redirect"):
            assert httpx.post(f"{app.url}{path}", json={}).status_code == 404
            assert httpx.get(f"{app.url}{path}").status_code == 404
        answer = slack.over_http(f"{app.url}/slack/events").command("ana", "/corridor", "help")
        assert answer.result().status == 404
