"""What Slack sends twice, late or broken, and what others send in its name: refused or ignored
without harm, and logged without a word of it."""

import contextlib
import hmac
import http.client as http_client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.slack.callback_data import pack
from adapters.slack.endpoint import LARGEST
from bot.words.delivery import Pace
from bot.words.events import Action
from storage import Unavailable
from tests.wire.running import eventually
from tests.wire.slack import payloads
from tests.wire.slack.parcels import Parcel
from tests.wire.slack_api import Clock, FakeSlack, harbor
from tests.wire.slack_app import Mode, Scene, scene

SECRET_WORDS = "pt Jane Sample MRN 00482913"


@pytest.fixture(params=["http", "socket"])
def at(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, cast(Mode, request.param)) as found:
            yield found


@pytest.fixture
def http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http") as found:
            yield found


def posted(at: Scene, body: bytes, **headers: str) -> int:
    request = urllib.request.Request(f"{at.app.url}/slack/events", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(("how", "age"), [("wrong", 0), ("missing", 0), ("right", 301)])
def test_what_slack_did_not_sign_just_now_is_refused_unread(
    http: Scene, how: Any, age: int, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = http.people.signing(how, age)
    answer = stranger.command("ana", "/concern", SECRET_WORDS, "ward-5w").result()
    assert answer.status == 401
    printed = capsys.readouterr()
    assert "not signed" in printed.out + printed.err
    assert "Jane" not in printed.out + printed.err + http.app.stored()


@pytest.mark.parametrize("stamp", ["", "now", "１２３", "9" * 400, "-1"])
def test_a_timestamp_that_is_none_is_refused(http: Scene, stamp: str) -> None:
    headers = {"X-Slack-Signature": "v0=abc"}
    if stamp.isascii():
        headers["X-Slack-Request-Timestamp"] = stamp
    assert posted(http, b"{}", **headers) == 401


def test_a_sentence_may_hold_the_word_by_which_bolt_knows_a_button(http: Scene) -> None:
    http.people.command("ana", "/concern", "the payload of pump 4 is lost", "ward-5w").result()
    eventually(lambda: "payload of pump" in http.slack.shown("it-triage"))


def test_the_very_same_request_again_changes_nothing(http: Scene) -> None:
    answer = http.people.command("ana", "/concern", "printer prints blank", "ward-5w").result()
    eventually(lambda: "C-101" in http.slack.shown("it-triage"))
    assert http.people.replay(answer).result().status == 200
    assert http.app.stored().count("printer prints blank")
    http.people.command("ana", "/corridor", "concerns", "ward-5w").result()
    assert "C-102" not in http.slack.alone("ana")


def test_a_workspace_that_is_not_ours_gets_nothing(at: Scene) -> None:
    other = at.slack.team("T0BAYSIDE", "Bayside Clinic")
    mara = at.slack.person("Mara Lind", team=other)
    room = at.slack.room("bay", "mara", team=other)
    at.people.command(mara, "/concern", "let us in", room).result()
    at.people.event({"type": "app_home_opened", "user": mara.id, "tab": "home"}, other.id).result()
    assert "let us in" not in at.app.stored()
    assert mara.id not in at.app.stored()


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_suggestion", "value": SECRET_WORDS, "action_id": "x", "block_id": "y"},
        {"type": "function_executed", "inputs": {"text": SECRET_WORDS}},
        {"type": "block_actions", "actions": "none"},
        {"type": "block_actions", "actions": [{"type": "button", "value": 7}]},
        {"type": "view_submission"},
        {"type": "view_submission", "view": {"id": "V1", "state": {"values": []}}},
        {"type": "message_action", "callback_id": "raise_this", "message": None},
        {"type": "shortcut", "callback_id": "somebody_elses"},
        {"type": "dialog_submission", "submission": {"text": SECRET_WORDS}},
        {"type": None},
        {},
    ],
)
def test_a_payload_of_no_shape_we_know_does_no_harm(
    at: Scene, payload: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    ana = at.slack.user("ana")
    known = {
        "user": {"id": ana.id, "team_id": ana.team},
        "team": {"id": ana.team, "domain": "harbor"},
        "trigger_id": at.slack.world.trigger(ana),
    }
    answer = at.people.raw(Parcel("interactive", known | payload)).result()
    assert answer.status in {200, 404}
    printed = capsys.readouterr()
    assert "Jane" not in printed.out + printed.err + at.app.stored()
    at.raised()


@pytest.mark.parametrize(
    "inner",
    [
        {"type": "message"},
        {"type": "message", "subtype": "message_changed", "channel": "C1", "message": None},
        {"type": "app_mention", "text": SECRET_WORDS},
        {"type": "reaction_added", "item": "x"},
        {"type": "user_change", "user": "U1"},
        {"type": "member_joined_channel", "user": None},
        {"type": "brand_new_event", "text": SECRET_WORDS},
        {"type": ["list"]},
    ],
)
def test_an_event_of_no_shape_we_know_does_no_harm(at: Scene, inner: dict[str, Any]) -> None:
    assert at.people.event(inner, at.slack.home.id).result().status == 200
    at.raised()
    assert "Jane" not in at.app.stored()


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 50_000, b"payload=%7B", b"", b"null"])
def test_signed_nonsense_is_no_error_of_ours(http: Scene, body: bytes) -> None:
    stamp = str(int(time.time()))
    secret = http.slack.app.signing_secret.encode()
    made = hmac.new(secret, b"v0:" + stamp.encode() + b":" + body, "sha256").hexdigest()
    signed = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={made}"}
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        status = posted(http, body, **signed, **{"Content-Type": kind})
        assert status in {200, 400, 401, 404}
    http.raised()


def test_a_megabyte_is_refused_before_it_is_read(http: Scene) -> None:
    where = urlsplit(http.app.url)
    for size in (1_000_000, LARGEST + 1):
        line = http_client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        line.putrequest("POST", "/slack/events")
        line.putheader("Content-Length", str(size))
        line.endheaders()
        assert line.getresponse().status == 413
        line.close()


def test_a_megabyte_that_hides_its_size_is_read_no_further(http: Scene) -> None:
    where = urlsplit(http.app.url)
    line = http_client.HTTPConnection(where.hostname or "", where.port, timeout=60)
    line.putrequest("POST", "/slack/events")
    line.putheader("Transfer-Encoding", "chunked")
    line.endheaders()
    with contextlib.suppress(OSError):  # it is hung up on while it sends
        for _ in range(1000):
            line.send(b"400\r\n" + b"x" * 1024 + b"\r\n")
        assert line.getresponse().status == 413
    line.close()
    http.raised()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "not json",
        pack(Action("concern.take", ("9999",))),
        pack(Action("nobody.knows")),
        json.dumps(["concern.take", 101]),
        json.dumps(["people.remove", "1"]),
        "[" * 2000,
    ],
)
def test_a_forged_button_gets_a_sentence_and_changes_nothing(at: Scene, value: str) -> None:
    at.raised()
    card = next(m for m in at.slack.channel("ward-5w").messages if "C-101" in m.text)
    before = at.slack.shown("ward-5w")
    told = len(at.slack.ephemerals)
    assert at.people.forge("ben", card, "Me too", value).result().status == 200
    eventually(lambda: len(at.slack.ephemerals) > told)
    assert at.slack.shown("ward-5w") == before


def test_a_window_sent_twice_is_one_concern(at: Scene) -> None:
    at.people.command("ana", "/concern", "", "ward-5w").result()
    eventually(lambda: at.slack.modal("ana"))
    view = at.slack.modal("ana")
    assert view is not None
    once = at.people.submit("ana", {"What is wrong?": "fax machine eats paper"}).result()
    with at.slack.world.lock:
        again = payloads.submission(at.slack.world, at.slack.user("ana"), view)
    again.payload["view"] = once.parcel.payload["view"]
    at.people.raw(again).result()
    at.people.command("ana", "/corridor", "concerns", "ward-5w").result()
    eventually(lambda: "C-101" in at.slack.alone("ana"))
    assert "C-102" not in at.slack.alone("ana")


def test_a_repeated_event_is_handled_once(at: Scene) -> None:
    answer = at.people.dm("ana", "concern phone on 5 West is dead").result()
    eventually(lambda: "C-101" in at.slack.shown("it-triage"))
    for number in (1, 2, 3):
        assert at.people.again(answer, number).result().status == 200
    at.people.dm("ana", "concerns").result()
    eventually(lambda: "Your concerns" in at.slack.shown(at.slack.im("ana")))
    assert "C-102" not in at.slack.shown(at.slack.im("ana"))


def test_a_window_that_came_too_late_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    clock = Clock()
    with FakeSlack(limits=False, clock=clock) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http") as at:
            at.raised()
            card = next(m for m in slack.channel("it-triage").messages if "C-101 ·" in m.text)
            slack.fails("views.open", "expired_trigger_id")
            at.people.press("sam", card, "Fixed").result()
            at.alone("sam", "Please press once more")


def test_what_could_not_be_stored_is_told_and_events_come_again(
    http: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = http.app.app.core

    async def down(*_: object) -> None:
        raise Unavailable("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(core, "_answer", down)
        http.people.command("ana", "/concern", "printer is dead", "ward-5w").result()
        http.alone("ana", "Nothing was stored or sent")
        assert http.people.dm("ana", "concern scanner is dead").result().status == 503
    assert http.people.dm("ana", "concern scanner is dead").result().status == 200
    eventually(lambda: "scanner is dead" in http.slack.shown("it-triage"))
