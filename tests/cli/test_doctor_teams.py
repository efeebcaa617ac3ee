"""What `corridor doctor` says of Teams."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.network import Network
from adapters.teams.checks import examine as looked
from adapters.teams.clouds import Cloud
from bot.ops.doctor import examine
from tests import prepared
from tests.wire.teams.doors import NO_SDK, without_sdk
from tests.wire.teams.microsoft import Microsoft

FILE = '[hospital]\nname = "Harbor"\nzone = "America/New_York"\n'


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    """Microsoft in a thread of its own: the doctor runs a loop by itself."""
    loop, found = asyncio.new_event_loop(), Microsoft()
    loop.run_until_complete(found.start())
    serving = threading.Thread(target=loop.run_forever)
    serving.start()
    yield found
    loop.call_soon_threadsafe(loop.stop)
    serving.join()
    loop.run_until_complete(found.stop())
    loop.close()


def said(path: Path, text: str, **env: str) -> str:
    (path / "corridor.toml").write_text(FILE + text, encoding="utf-8")
    url = f"sqlite:///{path}/corridor.db"
    prepared.migrated(path / "corridor.db")
    where = {"DATABASE_URL": url, "CORRIDOR_CONFIG": str(path / "corridor.toml")}
    return "\n".join(map(str, examine(where | env)))


def test_unchecked_tokens_are_warned_of(tmp_path: Path) -> None:
    assert "TEAMS_AUTH is off" in said(tmp_path, "", TEAMS_AUTH="off")


@NO_SDK
def test_which_door_is_used_is_said(tmp_path: Path) -> None:
    assert "ok    Microsoft's SDK for Teams" in said(tmp_path, "", TEAMS_AUTH="off")
    told = said(tmp_path, "", TEAMS_AUTH="off", TEAMS_SDK="off")
    assert "ok    Teams goes without Microsoft's SDK, as TEAMS_SDK says" in told


def test_an_sdk_that_is_not_installed_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_sdk(monkeypatch)
    told = said(tmp_path, "", TEAMS_AUTH="off")
    assert "warn  Microsoft's SDK is not there: Teams goes without it" in told
    assert "TEAMS_SDK=off" in told
    assert "warn  Microsoft's SDK" not in said(tmp_path, "", TEAMS_AUTH="off", TEAMS_SDK="off")


def test_keys_that_cannot_be_had_and_tenants_that_may_not_come_in(
    tmp_path: Path, microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.teams.clouds.CLOUDS", {"public": nowhere(microsoft)})
    given = {"TEAMS_APP_ID": "a", "TEAMS_APP_PASSWORD": "tellnobody", "TEAMS_TENANT_ID": "t"}
    room = '[[rooms]]\nplatform = "teams"\nid = "19:x"\npurpose = "ward"\nworkspace = "other"\n'
    told = said(tmp_path, room, **given, TEAMS_OPENID_URL=f"{microsoft.url}/openid")
    assert "ok    Teams' keys" in told
    assert "gives Corridor no token" in told
    assert "TEAMS_APP_PASSWORD" in told
    assert "19:x is in another tenant" in told
    assert "tellnobody" not in told
    microsoft.keys_down = True
    told = said(tmp_path, "", **given, TEAMS_OPENID_URL=f"{microsoft.url}/openid")
    assert "fail  Teams' keys can't be had" in told


def nowhere(microsoft: Microsoft) -> Cloud:
    login = f"{microsoft.url}/nowhere"
    return Cloud(f"{microsoft.url}/openid", "issuer", login, "scope", frozenset(), login)


def test_a_door_that_is_not_ours_is_told(microsoft: Microsoft) -> None:
    cloud = nowhere(microsoft)
    who = ("t", "a", "p")
    found = asyncio.run(looked(cloud, Network(), cloud.openid, *who, f"{microsoft.url}/teams"))
    assert "answers 404 where Corridor would say 401" in found[-1].what
    found = asyncio.run(looked(cloud, Network(), cloud.openid, *who, "http://127.0.0.1:1"))
    assert "nothing answers at http://127.0.0.1:1/api/messages" in found[-1].what
