"""Whatever is sent to any address of ours, nothing breaks: no 5xx but the 503 that asks a platform to
deliver again while nothing can be stored."""

import copy
import hmac
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from tests.logged import logged
from tests.wire.mutants import ASKED, COMMAND, SLACK, TEAMS, TEAMS_BASE, WEB, mutant
from tests.wire.running import Running, running
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import config

PLAYGROUND = """
[playground]
enabled = true
[[rooms]]
platform = "web"
id = "ward-5w"
purpose = "ward"
unit = "5W"
name = "Ward 5 West"
[[people]]
platform = "web"
id = "ana"
name = "Ana Webb"
side = "clinical"
unit = "5W"
"""
TOKEN = "token-of-this-page-alone"
ODD_NUMBERS = ("1" + "0" * 30, "9" * 4400, "-1", "+1", "1_0", "٣", "²", "1e9", "0x10", "1 ", "x")
KINDS = (
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data",
    "",
)
# The app's thread uses `random` while ours makes examples, and Hypothesis can't tell whose it was.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
OFTEN = settings(
    max_examples=400,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


class Web:
    """Sends as anybody may, as Slack would, and as a page of the playground."""

    def __init__(self, app: Running, secret: str) -> None:
        self.app, self._secret = app, secret.encode()
        self.client = httpx.Client(base_url=app.url, timeout=60, cookies={"corridor_page": TOKEN})
        self.got: Counter[tuple[str, int]] = Counter()

    def signed(self, body: bytes, kind: str) -> httpx.Response:
        stamp = str(int(time.time()))
        made = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, "sha256").hexdigest()
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={made}"}
        headers["Content-Type"] = kind
        answer = self.send("POST", "/slack/events", body, headers)
        if answer.status_code == 503:  # as Slack does, which is what it asks for
            answer = self.send("POST", "/slack/events", body, headers)
        return answer

    def send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> httpx.Response:
        """The answer's head; what lasts, such as news, is not waited for."""
        with self.client.stream(method, path, content=body, headers=dict(headers)) as answer:
            self.got[path.partition("?")[0], answer.status_code] += 1
            return answer


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with logged("ERROR"), FakeSlack(limits=False) as slack:
        harbor(slack)
        env = {
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_API_URL": slack.api_url,
            "SLACK_SIGNING_SECRET": slack.app.signing_secret,
            "TEAMS_AUTH": "off",
        }
        path = tmp_path_factory.mktemp("fuzz")
        with running(path, env, config(slack) + PLAYGROUND) as app:
            web = Web(app, slack.app.signing_secret)
            yield web
            web.client.close()


def well(answer: httpx.Response) -> bool:
    """501 is what Microsoft's own SDK answers to an invoke of a kind that it does not know."""
    return answer.status_code < 500 or (
        answer.status_code == 501 and answer.request.url.path == "/api/messages"
    )


def raw(value: Any) -> bytes:
    return json.dumps(value).encode()


@OFTEN
@given(data=st.data())
def test_slack_signed(web: Web, data: st.DataObject) -> None:
    choice = data.draw(st.integers(0, 3))
    if choice == 0:
        answer = web.signed(data.draw(st.binary(max_size=300)), data.draw(st.sampled_from(KINDS)))
    elif choice == 1:
        answer = web.signed(raw(data.draw(mutant(SLACK))), "application/json")
    else:
        made = data.draw(mutant(ASKED)) if choice == 2 else data.draw(mutant((COMMAND,)))
        form = (
            {"payload": json.dumps(made)} if choice == 2 else {k: str(v) for k, v in made.items()}
        )
        body = urlencode(form, errors="replace").encode()
        answer = web.signed(body, "application/x-www-form-urlencoded")
    assert well(answer), answer


@OFTEN
@given(data=st.data())
def test_teams(web: Web, data: st.DataObject) -> None:
    made = data.draw(st.one_of(st.binary(max_size=300), mutant(TEAMS).map(raw)))
    answer = web.send("POST", "/api/messages", made, {"Content-Type": "application/json"})
    assert well(answer), answer


def test_a_page_of_the_playground_as_it_is(web: Web) -> None:
    for act in ("say", "press"):
        body = urlencode(WEB | {"once": f"once-{act}-1234"}).encode()
        kind = "application/x-www-form-urlencoded"
        answer = web.client.post(
            f"/web/{act}", content=body, headers={"X-Corridor": TOKEN, "Content-Type": kind}
        )
        assert answer.status_code == 200, (act, answer.text)


@OFTEN
@given(data=st.data())
def test_the_playground(web: Web, data: st.DataObject) -> None:
    act = data.draw(st.sampled_from(("say", "press", "submit", "raise", "edit", "delete", "react")))
    form = {k: str(v) for k, v in data.draw(mutant((WEB,))).items()}
    body = urlencode(form, errors="replace").encode()
    kind = "application/x-www-form-urlencoded"
    if data.draw(st.booleans()):
        body, kind = data.draw(st.binary(max_size=200)), data.draw(st.sampled_from(KINDS))
    headers = {"X-Corridor": TOKEN, "Content-Type": kind}
    assert well(web.send("POST", f"/web/{act}", body, headers))


@OFTEN
@given(data=st.data())
def test_any_address_by_any_method(web: Web, data: st.DataObject) -> None:
    known = [one.path for one in web.app.app.web.routes if isinstance(one, Route)]
    word = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="?#%"))
    path = data.draw(st.one_of(st.sampled_from(known), word.map(lambda text: f"/{text}")))
    method = data.draw(st.sampled_from(("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS")))
    asked = data.draw(
        st.dictionaries(st.sampled_from(sorted(WEB)), st.text(max_size=8), max_size=4)
    )
    query = urlencode(asked, errors="replace")
    body = data.draw(st.binary(max_size=100)) if method in {"POST", "PUT"} else b""
    answer = web.send(method, f"{path}?{query}", body, {})
    assert well(answer), (method, path, answer)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("given", ODD_NUMBERS, ids=lambda one: repr(one[:40]))
@pytest.mark.parametrize(("path", "name"), [("/web/earlier", "before"), ("/web/events", "since")])
def test_a_number_that_is_none_of_ours_is_400_in_an_address(
    web: Web, path: str, name: str, given: str
) -> None:
    query = urlencode({"pane": "ward", "as": "ana", "at": "ward-5w", name: given})
    assert web.send("GET", f"{path}?{query}", b"", {}).status_code == 400


@pytest.mark.parametrize("given", ODD_NUMBERS, ids=lambda one: repr(one[:40]))
def test_no_number_breaks_any_door(web: Web, given: str) -> None:
    """In every address, and in the buttons and forms of every action, of all three platforms."""
    for path in [one.path for one in web.app.app.web.routes if isinstance(one, Route)]:
        query = urlencode(dict.fromkeys(("before", "since", "ref", "state"), given))
        for method in ("GET", "POST"):
            assert well(web.send(method, f"{path}?{query}", b"", {})), (method, path)
        header = {"Last-Event-ID": given.strip().encode("ascii", "replace").decode()}
        assert well(web.send("GET", f"{path}?pane=ward", b"", header)), path
    for name in ("concern.take", "poll.vote", "concern.raise", "people.save", "slack.whole"):
        for args in ([given], ["101", given, given]):
            _on_the_playground(web, name, args, given)
            _in_slack(web, name, args, given)
            _in_teams(web, name, args, given)


def _on_the_playground(web: Web, name: str, args: list[str], given: str) -> None:
    for act in ("press", "submit", "edit", "react"):
        odd = {"f.text": given, "ref": given, "thread": given}
        sent = WEB | odd | {"action": json.dumps([name, *args]), "once": f"{act}-12345678"}
        headers = {"X-Corridor": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
        assert well(web.send("POST", f"/web/{act}", urlencode(sent).encode(), headers)), name


def _in_slack(web: Web, name: str, args: list[str], given: str) -> None:
    pressed, filled = copy.deepcopy(ASKED[0]), copy.deepcopy(ASKED[1])
    pressed["actions"][0] |= {"action_id": given, "value": json.dumps([name, *args])}
    pressed["message"]["ts"] = given
    option = {"type": "static_select", "selected_option": {"value": f"{given}:x"}}
    filled["view"] |= {
        "callback_id": f"form.{given}",
        "private_metadata": json.dumps([name, *args]),
    }
    filled["view"]["state"]["values"] = {f"kind.{given}": {"f": option}}
    for made in (pressed, filled):
        body = urlencode({"payload": json.dumps(made)}).encode()
        assert well(web.signed(body, "application/x-www-form-urlencoded")), (name, made)


def _in_teams(web: Web, name: str, args: list[str], given: str) -> None:
    data = {"v": 1, "action": [name, *args], "origin": given, "f.text": given}
    for kind, value in (
        ("adaptiveCard/action", {"action": {"verb": name, "data": data | {"do": "press"}}}),
        ("task/submit", {"data": data | {"do": "submit"}}),
    ):
        activity = TEAMS_BASE | {"type": "invoke", "name": kind, "value": value}
        body = raw(activity | {"replyToId": given, "timestamp": given})
        headers = {"Content-Type": "application/json"}
        assert well(web.send("POST", "/api/messages", body, headers)), (name, kind)


def test_it_all_still_works_afterwards(web: Web) -> None:
    """And not all of it was turned away at the door."""
    assert web.client.get("/readyz").json() == {"ready": True}
    assert web.got["/slack/events", 200] > 50
    assert web.got["/api/messages", 200] > 50
    assert sum(n for (at, status), n in web.got.items() if at[:4] == "/web" and status == 200) > 5
