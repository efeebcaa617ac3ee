"""Whatever comes from Slack, and whatever goes wrong with it, nobody's words and no secrets reach the
logs, at any level."""

import json
import logging
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import cast

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from adapters.slack import socket
from adapters.slack.adapter import SlackAdapter
from adapters.slack.manifest import manifest
from bot.core.sealing import new_key
from bot.words.delivery import Pace
from tests.wire.running import HOSPITAL, eventually, running
from tests.wire.slack.faults import Fault
from tests.wire.slack.parcels import Parcel
from tests.wire.slack_api import TEAM, Consent, Drop, FakeSlack, Garbage, harbor
from tests.wire.slack_app import Mode, Scene, scene

NAME, NUMBER = "Zebulon Quxworth", "00482913"
PLANTED = f"pt {NAME} MRN {NUMBER}"
SECRETS = ("xoxb-", "xapp-", "xoxe", "not-a-secret", "hooks/", "ticket=")


def clean(logged: StringIO) -> bool:
    """Whether none of it is in the logs; what is, is in the failure."""
    text = logged.getvalue()
    for planted in ("Zebulon", "Quxworth", NUMBER, *SECRETS):
        at = text.find(planted)
        assert at < 0, text[max(0, at - 300) : at + 100]
    return True


@pytest.fixture(params=["http", "socket"])
def at(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    logged: StringIO,
) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    monkeypatch.setattr(socket, "PING", 0.2)
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        slack.person(NAME)
        slack.channel("ward-5w").members.add(slack.user("zebulon").id)
        with scene(tmp_path, slack, cast(Mode, request.param), LOG_LEVEL="DEBUG") as found:
            yield found
    logging.getLogger("slack_sdk.corridor").error("so that something is logged")
    assert "withheld" in logged.getvalue()
    assert clean(logged)


def test_what_people_say_and_type(at: Scene) -> None:
    at.raised()
    at.people.command("ana", "/concern", f"scanner dead, {PLANTED}", "ward-5w").result()
    at.people.command("zebulon", "/corridor", PLANTED, "ward-5w").result()
    at.people.says("sam", "it-triage", f"@corridor {PLANTED}").result()
    said = at.people.says("ben", "ward-5w", PLANTED).result()
    message = at.slack.channel("ward-5w").find(said.ts)
    assert message is not None
    at.people.edits("ben", message, f"{PLANTED} again").result()
    at.people.message_shortcut("ben", message, "raise_this").result()
    at.people.deletes("ben", message).result()
    at.people.dm("ben", PLANTED, files=1).result()
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    at.people.says("sam", "it-triage", PLANTED, under=card.ts).result()
    at.people.reacts("sam", card, "zebulon-quxworth").result()
    at.people.opens_home("zebulon").result()


def test_forms_and_buttons(at: Scene) -> None:
    at.people.command("ana", "/concern", "", "ward-5w").result()
    eventually(lambda: at.slack.modal("ana"))
    at.people.submit("ana", {"What is wrong?": f"scanner dead, {PLANTED}"}).result()
    at.raised()
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    at.people.forge("sam", card, "Take", PLANTED).result()
    at.people.forge("sam", card, "Take", json.dumps({"n": PLANTED})).result()


ODD: tuple[Parcel, ...] = (
    Parcel("event", {"type": PLANTED, "team_id": TEAM}),
    Parcel("event", {"type": "event_callback", "team_id": TEAM, "event": {"type": PLANTED}}),
    Parcel("event", {"type": "event_callback", "team_id": TEAM, "event": PLANTED}),
    Parcel("event", {"type": "event_callback", "team_id": PLANTED, "event": {"type": "message"}}),
    Parcel("event", {"type": "app_rate_limited", "team_id": TEAM, "words": PLANTED}),
    Parcel("command", {"command": PLANTED, "text": PLANTED, "team_id": TEAM}),
    Parcel("command", {"command": "/concern", "text": PLANTED, "team_id": PLANTED}),
    Parcel("interactive", {"type": PLANTED, "team": {"id": TEAM}, "user": {"id": PLANTED}}),
    Parcel("interactive", {"type": "block_suggestion", "team": {"id": TEAM}, "value": PLANTED}),
    Parcel("interactive", {"type": "block_actions", "team": {"id": TEAM}, "user": PLANTED}),
    Parcel("interactive", {"type": "view_submission", "team": {"id": TEAM}, "view": PLANTED}),
    Parcel("interactive", {"type": "shortcut", "team": {"id": TEAM}, "callback_id": PLANTED}),
    Parcel("interactive", {"type": "view_closed", "team": {"id": TEAM}, "view": {"id": PLANTED}}),
)


def test_payloads_of_no_kind_that_is_known(at: Scene) -> None:
    for parcel in ODD:
        at.people.hurried(0.4).raw(parcel).result()
    event = {"type": "message", "user": {"id": PLANTED}, "text": [PLANTED], "ts": PLANTED}
    at.people.event({**event, "channel": at.slack.channel("ward-5w").id}, TEAM).result()
    at.raised()


@pytest.mark.parametrize(
    "fault",
    [PLANTED, Garbage(PLANTED), Garbage(json.dumps({"ok": False, "error": PLANTED})), Drop(), 500],
    ids=["a code", "a page", "an object", "nothing", "500"],
)
def test_errors_that_quote_it(at: Scene, fault: Fault | int) -> None:
    for method in ("users.info", "chat.postMessage", "views.open", "response_url"):
        at.slack.fails(method, fault, 2)
    at.people.command("ben", "/concern", f"fax dead {PLANTED}", "ward-5w").result()
    at.people.command("sam", "/corridor", PLANTED, "it-triage").result()
    at.people.shortcut("ana", "raise_concern").result()
    at.people.opens_home("ana").result()
    at.people.dm("ana", PLANTED).result()
    eventually(lambda: len(at.slack.refused) > 3)


def test_a_token_that_does_not_work(at: Scene) -> None:
    at.raised()
    at.slack.revoke()
    at.people.command("sam", "/corridor", "take C-101", "it-triage").result()
    at.people.dm("sam", PLANTED).result()
    eventually(lambda: any(call.error == "token_revoked" for call in at.slack.calls))


def test_frames_over_a_socket_that_are_none(tmp_path: Path, logged: StringIO) -> None:
    frames = (
        PLANTED,
        "{" + PLANTED,
        json.dumps({"type": PLANTED, "envelope_id": "1", "payload": {"text": PLANTED}}),
        json.dumps({"type": "events_api", "envelope_id": PLANTED, "payload": PLANTED}),
        json.dumps({"type": "slash_commands", "payload": {"command": PLANTED}}),
        json.dumps([PLANTED]),
    )
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "socket", LOG_LEVEL="DEBUG") as at:
            for frame in frames:
                slack.server.do(slack.sockets.links[0].socket.send_str(frame)).result()
            at.raised()
    assert clean(logged)


def test_requests_that_are_not_slacks(tmp_path: Path, logged: StringIO) -> None:
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http", LOG_LEVEL="DEBUG") as at:
            url = f"{at.app.url}/slack/events"
            for people in (at.people.signing("wrong"), at.people.signing("missing")):
                people.command("ana", "/concern", PLANTED, "ward-5w").result()
                people.dm("ana", PLANTED).result()
            at.people.signing("right", age=900).dm("ana", PLANTED).result()
            kinds = ("application/json", "application/x-www-form-urlencoded", "text/plain")
            for body in (PLANTED, "{" + PLANTED, f"payload={PLANTED}", f'{{"a": "{PLANTED}'):
                for kind in kinds:
                    told = httpx.post(url, content=body, headers=signed(slack, body, kind))
                    assert told.status_code in {200, 400}
            assert httpx.post(url, content=PLANTED).status_code == 401
            httpx.get(f"{at.app.url}/slack/{NAME}", params={"text": PLANTED})
            at.raised()
    assert clean(logged)


def signed(slack: FakeSlack, body: str, kind: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    verifier = SignatureVerifier(slack.app.signing_secret)
    signature = verifier.generate_signature(timestamp=stamp, body=body)
    assert signature is not None
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    return headers | {"Content-Type": kind}


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
def test_installing(tmp_path: Path, logged: StringIO) -> None:
    with FakeSlack(limits=False) as slack:
        slack.configure(manifest("https://corridor.example", many=True))
        slack.team("T0ELSEWHERE", "Somewhere Else")
        key = new_key()
        env = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_SIGNING_SECRET": slack.app.signing_secret,
            "SLACK_CLIENT_ID": slack.app.client_id,
            "SLACK_CLIENT_SECRET": slack.app.client_secret,
            "CORRIDOR_KEYS": key,
            "LOG_LEVEL": "DEBUG",
        }
        ours = f'[slack]\nworkspaces = ["{TEAM}"]\n'
        with running(tmp_path, env, HOSPITAL + ours) as app:
            back = f"{app.url}/slack/oauth_redirect"
            for query in ({"error": PLANTED}, {"state": PLANTED, "code": PLANTED}):
                httpx.get(back, params=query, headers={"Cookie": f"slack-app-oauth-state={NAME}"})
            slack.installs(app.url, Consent(TEAM, code=NUMBER)).result()
            slack.installs(app.url, Consent("T0ELSEWHERE")).result()
            done = slack.installs(app.url).result()
            assert done.status == 200
            slack.fails("oauth.v2.access", PLANTED)
            slack.installs(app.url).result()
            state = httpx.URL(done.authorize).params["state"]
        assert state not in logged.getvalue()
        assert key not in logged.getvalue()
    assert "Slack was installed" in logged.getvalue()
    assert clean(logged)
