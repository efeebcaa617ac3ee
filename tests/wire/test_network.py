"""Whatever Corridor asks of others goes out by the proxy, trusts the hospital's authority, and ends.

Names that end in .test are known to the proxy alone: a call that passes it by fails.
"""

import ast
import asyncio
import inspect
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import cast

import httpx
import pytest

from adapters.network import Network, sessions
from adapters.network.causes import WHY
from adapters.network.failures import ERRORS, failure_of
from adapters.slack import socket
from adapters.slack.adapter import SlackAdapter
from adapters.slack.client import WebApi
from adapters.slack.manifest import manifest
from adapters.slack.workspaces import OneBot
from adapters.teams.client import Connector
from adapters.teams.clouds import Cloud, Reach
from adapters.teams.credentials import Credentials
from adapters.teams.directory import Directory
from adapters.teams.http import HttpClient
from adapters.teams.store import Place
from adapters.teams.thin import Thin
from bot.core.sealing import new_key
from bot.ops import tasks
from bot.words.cards import Message
from bot.words.delivery import Cause, Pace
from bot.words.events import Channel
from tests.logged import logged
from tests.wire.outside import Authority, Outside, outside
from tests.wire.running import HOSPITAL, eventually, running
from tests.wire.slack_api import TEAM, FakeSlack, harbor
from tests.wire.slack_app import config, environment
from tests.wire.teams.microsoft import APP, BOT, ISSUER, PASSWORD, TENANT, TOKEN, Microsoft

ROOT = Path(__file__).parents[2]
SLACK, MICROSOFT, PAGER = "slack.test", "microsoft.test", "pager.test"
CLIENTS = {
    "ClientSession",
    "TCPConnector",
    "AsyncWebClient",
    "WebClient",
    "urlopen",
    "build_opener",
}
CLIENTS |= {"HTTPConnection", "HTTPSConnection", "create_connection", "open_connection"}
MAY = {
    "adapters/network/sessions.py": {"ClientSession", "TCPConnector"},
    "bot/alive.py": {"HTTPConnection"},  # asks this machine itself
}
LIBRARIES = {"requests", "httpx", "urllib3", "msal", "smtplib", "websockets", "ftplib"}


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """The proxy, which wants a login, set up as operators do."""
    with outside() as found:
        found.login = "ward:tellnobody"
        monkeypatch.setenv("HTTPS_PROXY", f"http://ward:tellnobody@127.0.0.1:{found.port}")
        yield found


@pytest.fixture
def ca(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch, out: Outside, ca: Authority) -> Iterator[FakeSlack]:
    """Slack at https://slack.test: so are its sockets and the addresses that it wants answers at."""
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        port = int(slack.world.base.rpartition(":")[2])
        out.serves(SLACK, port, ca.serving(SLACK))
        slack.world.base = f"https://{SLACK}"
        yield slack


@pytest.fixture
async def microsoft(out: Outside, ca: Authority) -> AsyncIterator[Microsoft]:
    found = Microsoft()
    await found.start()
    out.serves(MICROSOFT, found.port, ca.serving(MICROSOFT))
    found.url = f"https://{MICROSOFT}"
    yield found
    await found.stop()


def cloud() -> Cloud:
    base = f"https://{MICROSOFT}"
    everywhere = f"{base}/teams/"
    return Cloud(f"{base}/openid", ISSUER, f"{base}/login", "scope", frozenset(), everywhere)


# Nothing passes it by


def named(node: ast.AST) -> Iterator[str]:
    """What a piece of code calls or imports, where that may lead outward."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            yield from {name} & CLIENTS
        case ast.Import(names=names):
            yield from {one.name.partition(".")[0] for one in names} & LIBRARIES
        case ast.ImportFrom(module=str(module)):
            yield from {module.partition(".")[0]} & LIBRARIES
        case _:
            return


def test_connections_are_opened_in_one_place() -> None:
    """Whoever opens one of their own would pass proxy, authority and time limits by."""
    found = set[tuple[str, str]]()
    for folder in ("adapters", "bot", "storage"):
        for path in (ROOT / folder).rglob("*.py"):
            file, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
            if any(word in text for word in CLIENTS | LIBRARIES):
                names = {name for node in ast.walk(ast.parse(text)) for name in named(node)}
                found |= {(file, name) for name in names - MAY.get(file, set())}
    assert found == set()


Call = Callable[[], Awaitable[object]]


def calls_of_slack(web: WebApi) -> Mapping[str, Call]:
    """A call for each public way of `WebApi` that leads outward."""
    return {
        "client": lambda: web.client("xoxb-none").auth_test(),
        "apart": lambda: web.apart().auth_test(token="xoxb-none"),
        "respond": lambda: _or_fail(web.respond(f"https://{PAGER}/hook", {})),
    }


def calls_of_teams(http: HttpClient) -> Mapping[str, Call]:
    return {
        "get": lambda: http.get(f"https://{PAGER}/keys"),
        "post_form": lambda: http.post_form(f"https://{PAGER}/token", {}),
        "knock": lambda: _or_fail(http.knock(f"https://{PAGER}/door")),
        "session": lambda: _asked(http),
    }


async def _or_fail(doing: Awaitable[object]) -> None:
    if not await doing:
        raise OSError


async def _asked(http: HttpClient) -> None:
    async with http.session.get(f"https://{PAGER}/session"):
        raise OSError


def public(of: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(of) if not name.startswith("_")}


async def test_each_way_out_goes_by_the_proxy(out: Outside) -> None:
    """By a proxy that lets nobody through, so that each call tells that it was there."""
    out.status = 403
    web, http = WebApi(f"https://{PAGER}/api/", Network()), HttpClient(Network())
    ways = {**calls_of_slack(web), **calls_of_teams(http)}
    assert public(WebApi) == {*calls_of_slack(web), "end", "close"}
    assert public(HttpClient) == {*calls_of_teams(http), "close"}
    for name, call in ways.items():
        before = len(out.connects)
        with pytest.raises(ERRORS):
            await call()
        assert out.connects[before:] == [f"{PAGER}:443"], name
    await web.end()
    await http.close()


async def test_a_socket_goes_by_the_proxy_and_past_it_where_it_may(
    out: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network()
    assert sessions.proxy_for(network, f"wss://{PAGER}/link") == os.environ["HTTPS_PROXY"]
    monkeypatch.setenv("NO_PROXY", "localhost,.test")
    assert sessions.proxy_for(network, f"wss://{PAGER}/link") is None
    assert WebApi(f"https://{PAGER}/api/", network).apart().proxy is None


async def test_no_proxy_bypasses_it(
    out: Outside, ca: Authority, microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = out.serves("localhost", microsoft.port, ca.serving("localhost"))
    http = HttpClient(Network(str(ca.bundle)))
    monkeypatch.setenv("NO_PROXY", "localhost")
    assert (await http.get(f"https://localhost:{port}/openid"))["issuer"] == ISSUER
    assert out.connects == []
    monkeypatch.delenv("NO_PROXY")
    assert (await http.get(f"https://localhost:{port}/openid"))["issuer"] == ISSUER
    assert out.connects == [f"localhost:{port}"]
    await http.close()


async def test_whoever_comes_later_gets_a_session_that_is_set_up(
    out: Outside, ca: Authority, microsoft: Microsoft
) -> None:
    """As pages and tickets will be sent."""
    out.serves(PAGER, microsoft.port, ca.serving(PAGER))
    async with (
        sessions.open_session(Network(str(ca.bundle))) as session,
        session.get(f"https://{PAGER}/openid") as answer,
    ):
        assert answer.status == 200
    async with sessions.open_session(Network()) as session:
        with pytest.raises(ERRORS) as refused:
            await session.get(f"https://{PAGER}/openid")
    assert failure_of(refused.value).cause is Cause.TLS_UNKNOWN_CA
    assert out.hosts() == {PAGER}


@pytest.mark.parametrize(
    ("env", "asked"),
    [({}, False), ({"NO_PROXY": "x"}, False), ({"HTTPS_PROXY": "http://127.0.0.1:9"}, True)],
)
async def test_no_call_looks_for_a_proxy_where_there_is_none(
    env: dict[str, str], asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """aiohttp would read the environment, and a file of passwords, in two threads for each."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    async with sessions.open_session(Network()) as session:
        assert session.trust_env is asked


# The whole application


def test_slack_by_its_socket(tmp_path: Path, slack: FakeSlack, out: Outside, ca: Authority) -> None:
    """The Web API, the socket, and answers by response_url."""
    slack.configure(manifest())
    env = {**environment(slack, "socket"), "CORRIDOR_CA_BUNDLE": str(ca.bundle)}
    with logged() as log, running(tmp_path, env, config(slack)):
        people = slack.over_socket()
        eventually(lambda: slack.sockets.links)
        people.command("ana", "/concern", "label printer on 5 West blank", "ward-5w").result()
        eventually(lambda: "C-101" in slack.shown("it-triage"))
        eventually(lambda: "C-101" in slack.shown("ward-5w"))
        people.command("ana", "/corridor", "help", "ward-5w").result()
    assert out.hosts() == {SLACK}
    assert {"apps.connections.open", "auth.test", "chat.postMessage"} <= called(slack)
    assert "tellnobody" not in log.getvalue()


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
def test_slack_installed_from_a_page(
    tmp_path: Path, slack: FakeSlack, out: Outside, ca: Authority
) -> None:
    slack.configure(manifest("https://corridor.example", many=True))
    slack.revoke("inactive")
    env = {
        "SLACK_API_URL": slack.api_url,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "SLACK_CLIENT_ID": slack.app.client_id,
        "SLACK_CLIENT_SECRET": slack.app.client_secret,
        "CORRIDOR_KEYS": new_key(),
        "CORRIDOR_CA_BUNDLE": str(ca.bundle),
    }
    ours = f'[slack]\nworkspaces = ["{TEAM}"]\n'
    with logged() as log, running(tmp_path, env, HOSPITAL + ours) as app:
        out.status = 403
        page = slack.installs(app.url).result()
        assert "Slack did not confirm the installation" in page.page
        assert WHY[Cause.PROXY_REFUSED] in _line(log, "Slack was not installed: it can't be")
        out.status = 0
        assert slack.installs(app.url).result().status == 200
        people = slack.over_http(f"{app.url}/slack/events")
        word = people.command("ana", "/corridor", "help", "ward-5w").result()
        assert word.status == 200
    assert out.hosts() == {SLACK}
    assert "oauth.v2.access" in called(slack)


async def test_teams(
    tmp_path: Path,
    out: Outside,
    ca: Authority,
    microsoft: Microsoft,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Signing keys, our own token, and the connector."""
    monkeypatch.setattr("bot.run.platforms.teams.CLOUDS", {"public": cloud()})
    env = {
        "TEAMS_APP_ID": APP,
        "TEAMS_APP_PASSWORD": PASSWORD,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_ALLOWED_SERVICE_URLS": microsoft.service_url,
        "CORRIDOR_CA_BUNDLE": str(ca.bundle),
    }
    asks = {
        "type": "message",
        "id": "1",
        "text": "help",
        "channelId": "msteams",
        "serviceUrl": microsoft.service_url,
        "from": {"id": "29:ana", "name": "Ana Ruiz", "aadObjectId": "ana"},
        "recipient": {"id": BOT},
        "conversation": {"id": "a:29:ana", "conversationType": "personal"},
        "channelData": {"tenant": {"id": TENANT}},
    }
    with running(tmp_path, env) as app:
        headers = {"Authorization": f"Bearer {microsoft.token()}"}
        async with httpx.AsyncClient(timeout=60) as client:
            given = await client.post(f"{app.url}/api/messages", json=asks, headers=headers)
        assert given.status_code == 200
        async with asyncio.timeout(60):
            while not microsoft.posts:
                microsoft.changed.clear()
                await microsoft.changed.wait()
    assert out.hosts() == {MICROSOFT}
    assert microsoft.fetched
    assert {h["Authorization"] for *_, h in microsoft.asked} == {f"Bearer {TOKEN}"}


def test_a_socket_that_the_proxy_does_not_let_through_is_logged_with_the_cause(
    tmp_path: Path, slack: FakeSlack, out: Outside, ca: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "ATTEMPT", 0.4)
    monkeypatch.setattr(socket, "FIRST_WAIT", 0.05)
    slack.configure(manifest())
    out.login = "ward:another"
    env = {**environment(slack, "socket"), "CORRIDOR_CA_BUNDLE": str(ca.bundle)}
    with logged() as log, running(tmp_path, env, config(slack)):
        eventually(lambda: "can't reach Slack for a socket yet" in log.getvalue())
        assert WHY[Cause.PROXY_LOGIN] in _line(log, "can't reach Slack for a socket yet")
        out.login = "ward:tellnobody"
        slack.world.base = f"https://{PAGER}"  # the socket's address is of there
        eventually(lambda: "no socket at the address" in log.getvalue())
        assert WHY[Cause.PROXY_UPSTREAM] in _line(log, "no socket at the address")
    assert "tellnobody" not in log.getvalue()


def _line(log: StringIO, words: str) -> str:
    return next(line for line in log.getvalue().splitlines() if words in line)


def called(slack: FakeSlack) -> set[str]:
    return {one.method for one in slack.calls}


async def test_what_the_relay_keeps_of_a_failure_is_the_cause(out: Outside) -> None:
    """And not our secret, which nobody was asked about."""
    out.login = "ward:another"
    http, web = HttpClient(Network()), WebApi(f"https://{SLACK}/api/", Network())
    mine = Credentials(cloud().login, "scope", APP, PASSWORD, http.post_form)
    service = f"https://{MICROSOFT}/teams/"
    door, reach = Thin(http, mine.token), Reach(frozenset(), (service,))
    nobody = cast(Directory, None)  # it is not asked
    teams = Connector(door, nobody, reach, service, BOT, mine)
    place = Place(TENANT, "19:ward", "19:ward", service, BOT, "group")
    slack = SlackAdapter(web, OneBot(web, "xoxb-none"))
    to, hello = Channel("slack", TEAM, "C1"), Message("hello")
    done = await teams.post(place, {}), await slack.post(to, hello, thread="", key="k")
    await web.end()
    await http.close()
    assert {getattr(one, "why", "") for one in done} == {WHY[Cause.PROXY_LOGIN]}
    assert tasks.CAUSES[WHY[Cause.PROXY_LOGIN]] is Cause.PROXY_LOGIN
