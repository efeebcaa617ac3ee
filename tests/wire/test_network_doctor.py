"""`corridor doctor` says what really keeps Slack and Teams out of reach: each cause is provoked."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.network.causes import MEND, WHY
from adapters.slack.manifest import manifest
from adapters.teams.clouds import Cloud
from bot.words.delivery import Cause
from tests import prepared
from tests.typed import corridor
from tests.wire.outside import Authority, Outside, outside
from tests.wire.running import HOSPITAL
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import environment
from tests.wire.teams.microsoft import APP, ISSUER, PASSWORD, TENANT, Microsoft

SLACK, MICROSOFT = "slack.test", "microsoft.test"
ROUTE = "http://ward:tellnobody%2F@127.0.0.1:"
WELL = (
    "ok    Slack knows the bot token",
    "ok    Slack opens a socket",
    "ok    Teams' keys",
    "ok    token for sending to Teams",
)


@dataclass
class Ward:
    """A hospital with both platforms, which only the proxy can reach."""

    path: Path
    out: Outside
    ca: Authority
    slack: FakeSlack
    microsoft: Microsoft

    def serve(self, *, shown: str = "", ended: bool = False, tls: bool = True) -> None:
        """Both services behind TLS, with a certificate for their name, or for `shown`."""
        ports = {SLACK: port_of(self.slack.api_url), MICROSOFT: self.microsoft.port}
        for host, port in ports.items():
            if tls:
                self.out.serves(host, port, self.ca.serving(shown or host, ended=ended))
            else:
                self.out.places[host] = port

    def doctor(self, **env: str) -> str:
        """What it says, with the proxy and the authority set up unless `env` says otherwise."""
        here = {
            "CORRIDOR_CONFIG": str(self.path / "corridor.toml"),
            "DATABASE_URL": f"sqlite:///{self.path}/corridor.db",
            "CORRIDOR_CA_BUNDLE": str(self.ca.bundle),
            "HTTPS_PROXY": self.out.proxy,
            "TEAMS_APP_ID": APP,
            "TEAMS_APP_PASSWORD": PASSWORD,
            "TEAMS_TENANT_ID": TENANT,
        }
        tokens = {**environment(self.slack, "socket"), "SLACK_API_URL": f"https://{SLACK}/api/"}
        given = {name: value for name, value in {**here, **tokens, **env}.items() if value}
        done = corridor("doctor", cwd=self.path, **given)
        assert not done.stderr
        return done.stdout


def port_of(url: str) -> int:
    return int(url.removeprefix("http://127.0.0.1:").partition("/")[0])


@pytest.fixture(scope="module")
def microsoft() -> Iterator[Microsoft]:
    loop, found = asyncio.new_event_loop(), Microsoft()
    loop.run_until_complete(found.start())
    serving = threading.Thread(target=loop.run_forever)
    serving.start()
    found.url = f"https://{MICROSOFT}"
    yield found
    loop.call_soon_threadsafe(loop.stop)
    serving.join()
    loop.run_until_complete(found.stop())
    loop.close()


@pytest.fixture
def ward(tmp_path: Path, microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ward]:
    monkeypatch.setattr("adapters.teams.clouds.CLOUDS", {"public": cloud(MICROSOFT)})
    (tmp_path / "corridor.toml").write_text(HOSPITAL, encoding="utf-8")
    prepared.migrated(tmp_path / "corridor.db")
    with outside() as out, FakeSlack(limits=False) as slack:
        harbor(slack)
        slack.configure(manifest())
        yield Ward(tmp_path, out, Authority(tmp_path), slack, microsoft)


def cloud(place: str) -> Cloud:
    base = f"https://{place}"
    everywhere = f"{base}/teams/"
    return Cloud(f"{base}/openid", ISSUER, f"{base}/login", "scope", frozenset(), everywhere)


def told(ward: Ward, cause: Cause, **env: str) -> str:
    """What doctor says: it gives this cause for both platforms and every one of their calls, blames
    no credential, and does not tell the proxy's password."""
    said = ward.doctor(**env)
    lines = [line for line in said.splitlines() if line.startswith("fail")]
    assert [line for line in lines if WHY[cause] not in line or MEND[cause] not in line] == []
    assert [line.partition(":")[0] for line in lines] == [
        "fail  Slack can't be reached",
        "fail  Slack can't be reached",
        "fail  Teams' keys can't be had, so nobody is let in",
        "fail  Microsoft's login service can't be reached",
    ]
    assert "tellnobody" not in said
    assert "compare TEAMS_APP_ID" not in said
    return said


def test_all_is_well_by_the_proxy_and_with_the_hospitals_authority(ward: Ward) -> None:
    ward.serve()
    said = ward.doctor()
    assert [line for line in WELL if line not in said] == []
    assert ward.out.hosts() == {SLACK, MICROSOFT}


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY"])
def test_a_proxy_with_a_login_lets_through_who_has_it(ward: Ward, name: str) -> None:
    ward.serve()
    ward.out.login = "ward:tellnobody/"
    said = ward.doctor(**{"HTTPS_PROXY": "", name: f"{ROUTE}{ward.out.port}"})
    assert [line for line in WELL if line not in said] == []
    assert "tellnobody" not in said
    for host in (SLACK, MICROSOFT):
        assert f"ok    {host} is asked by the proxy 127.0.0.1:{ward.out.port}\n" in said


def test_a_proxy_that_is_not_there(ward: Ward) -> None:
    said = told(ward, Cause.PROXY_UNREACHABLE, HTTPS_PROXY=f"{ROUTE}1")
    assert "(127.0.0.1:1)" in said


def test_a_proxy_that_wants_another_login(ward: Ward) -> None:
    ward.serve()
    ward.out.login = "ward:another"
    told(ward, Cause.PROXY_LOGIN, HTTPS_PROXY=f"{ROUTE}{ward.out.port}")
    told(ward, Cause.PROXY_LOGIN)


def test_a_proxy_that_lets_nobody_through(ward: Ward) -> None:
    ward.out.status = 403
    assert "(status 403)" in told(ward, Cause.PROXY_REFUSED)


def test_a_proxy_that_gets_no_further(ward: Ward) -> None:
    assert "(status 502)" in told(ward, Cause.PROXY_UPSTREAM)


def test_a_name_that_nobody_knows(ward: Ward) -> None:
    said = told(ward, Cause.DNS, HTTPS_PROXY="")
    assert f"({SLACK}:443)" in said
    assert f"({MICROSOFT}:443)" in said


def test_an_authority_that_is_not_named(ward: Ward) -> None:
    ward.serve()
    told(ward, Cause.TLS_UNKNOWN_CA, CORRIDOR_CA_BUNDLE="")


def test_an_authority_that_openssl_is_told_of(ward: Ward) -> None:
    ward.serve()
    said = ward.doctor(CORRIDOR_CA_BUNDLE="", SSL_CERT_FILE=str(ward.ca.bundle))
    assert [line for line in WELL if line not in said] == []


def test_a_certificate_that_has_ended(ward: Ward) -> None:
    ward.serve(ended=True)
    told(ward, Cause.TLS_EXPIRED)


def test_a_certificate_for_another_name(ward: Ward) -> None:
    ward.serve(shown="elsewhere.test")
    told(ward, Cause.TLS_WRONG_HOST)


def test_something_that_speaks_no_tls(ward: Ward) -> None:
    ward.serve(tls=False)
    told(ward, Cause.TLS_FAILED)


def test_a_proxy_that_says_nothing(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.client.TIMEOUT", 0.2)
    monkeypatch.setattr("adapters.teams.signing_keys.PATIENCE", 0.2)
    monkeypatch.setattr("adapters.teams.credentials.PATIENCE", 0.2)
    ward.out.silent = True
    told(ward, Cause.TIMED_OUT)


def test_nobody_listens_there(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.teams.clouds.CLOUDS", {"public": cloud("localhost:1")})
    api = "https://localhost:1/api/"
    said = told(ward, Cause.UNREACHABLE, NO_PROXY="localhost", SLACK_API_URL=api)
    assert "(localhost:1)" in said
    assert ward.out.connects == []


def test_a_credential_that_is_wrong_is_the_only_thing_blamed(ward: Ward) -> None:
    ward.serve()
    said = ward.doctor(SLACK_BOT_TOKEN="xoxb-tellnobody", TEAMS_APP_PASSWORD="tellnobody")
    assert "fail  SLACK_BOT_TOKEN: Slack does not know it" in said
    assert "fail  Microsoft gives Corridor no token, so nothing can be sent: compare TEAMS" in said
    assert "ok    Teams' keys" in said
    assert "tellnobody" not in said
    assert [why for why in WHY.values() if why in said] == []


def test_every_cause_is_provoked_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [one for one in WHY if f"told(ward, Cause.{one.name}" not in source] == []


def test_the_page_of_operators_has_every_cause() -> None:
    page = (Path(__file__).parents[2] / "docs/operations.md").read_text(encoding="utf-8")
    assert [one for one, why in WHY.items() if f"| {why} | {MEND[one]} |" not in page] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS_PROXY", "proxy:3128"),
        ("https_proxy", "https://ward:tellnobody@proxy:3128"),
        ("HTTP_PROXY", "socks5://proxy:1080"),
        ("CORRIDOR_CA_BUNDLE", "nothing.pem"),
        ("SSL_CERT_FILE", "nothing.pem"),
    ],
)
def test_what_would_be_passed_by_silently_is_told(ward: Ward, name: str, value: str) -> None:
    given = {"HTTPS_PROXY": "", "CORRIDOR_CA_BUNDLE": ""}
    said = ward.doctor(**given | {name: value})
    assert said.startswith(f"fail  {name}: ")
    assert "tellnobody" not in said
