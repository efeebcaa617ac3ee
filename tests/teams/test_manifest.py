"""The package an administrator uploads, against Microsoft's own schemas."""

import gzip
import io
import json
import struct
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from adapters.teams import icons
from adapters.teams.manifest import (
    HINTS,
    SCOPES,
    About,
    BadManifest,
    manifest,
    package,
)
from bot.core.router import routes
from bot.features import FEATURES
from bot.words.events import Command
from tests.typed import corridor

HERE = Path(__file__).parent
APP = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
HARBOR = About(APP, "Harbor City General", "https://intranet.example")
WAYS = [
    {},
    {"preview": True},
    {"all_messages": True},
    {"preview": True, "all_messages": True},
]


@cache
def schema(version: str) -> Draft4Validator:
    packed = (HERE / "schemas" / f"teams-{version}.json.gz").read_bytes()
    return Draft4Validator(json.loads(gzip.decompress(packed)), format_checker=FormatChecker())


def made(**ways: bool) -> Any:
    return json.loads(json.dumps(manifest(HARBOR, **ways)))


@pytest.mark.parametrize("ways", WAYS, ids=lambda ways: "-".join(ways) or "core")
def test_the_manifest_is_valid_by_microsofts_schema(ways: dict[str, bool]) -> None:
    content = made(**ways)
    version = content["manifestVersion"]
    assert version == ("1.29" if ways.get("preview") else "1.19")
    assert [error.message for error in schema(version).iter_errors(content)] == []


def test_the_schema_would_find_a_mistake() -> None:
    assert list(schema("1.19").iter_errors(made() | {"id": "corridor"}))
    assert list(schema("1.19").iter_errors(made(preview=True)))


def test_it_asks_for_no_more_than_it_needs() -> None:
    core = made()
    assert core["validDomains"] == []
    assert not {"authorization", "permissions", "webApplicationInfo"} & core.keys()
    assert "only messages that mention it" in core["description"]["full"]
    asked = made(all_messages=True)["authorization"]["permissions"]["resourceSpecific"]
    assert [one["name"] for one in asked] == ["ChannelMessage.Read.Group", "ChatMessage.Read.Chat"]
    assert "receives every message" in made(all_messages=True)["description"]["full"]


def test_the_commands_of_each_scope_exist_and_are_ten_at_the_most() -> None:
    (bot,) = made()["bots"]
    assert {scope for one in bot["commandLists"] for scope in one["scopes"]} == set(SCOPES)
    verbs = {verb for kind, verb in routes(FEATURES) if kind is Command}
    for commands in (one["commands"] for one in bot["commandLists"]):
        assert len(commands) <= 10
        assert {one["title"] for one in commands} <= verbs
        assert all(len(one["title"]) <= 32 for one in commands)
        assert all(len(one["description"]) <= 128 for one in commands)
    assert all(hint.scopes for hint in HINTS)


def test_a_message_can_be_raised_as_a_concern_from_its_menu() -> None:
    (extension,) = made()["composeExtensions"]
    command, _ = extension["commands"]
    assert command["title"] == "Raise as concern"
    assert {"message", "compose"} <= set(command["context"])
    assert command["fetchTask"] is True


def test_a_concern_can_be_found_from_the_box_where_one_writes() -> None:
    (extension,) = made()["composeExtensions"]
    _, command = extension["commands"]
    assert (command["type"], command["initialRun"]) == ("query", True)
    assert set(command["context"]) == {"compose", "commandBox"}
    assert [one["name"] for one in command["parameters"]] == ["words"]


def test_slash_commands_are_offered_in_the_preview_only_and_not_one_to_one() -> None:
    (bot,) = made(preview=True)["bots"]
    slash = {one["scopes"][0]: "triggers" in one for one in bot["commandLists"]}
    assert slash == {"personal": False, "team": True, "groupChat": True}
    assert bot["supportsTargetedMessages"] is True
    assert "triggers" not in json.dumps(made())


@pytest.mark.parametrize(
    ("about", "why"),
    [
        (About("", "H", "https://a.example"), "the app id '' is not an id"),
        (About(APP, "H", "http://a.example"), "'http://a.example' is none"),
    ],
)
def test_what_teams_would_refuse_is_refused_here(about: About, why: str) -> None:
    with pytest.raises(BadManifest, match=why):
        manifest(about)


def test_the_zip_holds_the_manifest_and_two_pictures_at_its_root() -> None:
    packed = zipfile.ZipFile(io.BytesIO(package(manifest(HARBOR))))
    assert packed.namelist() == ["manifest.json", "color.png", "outline.png"]
    assert json.loads(packed.read("manifest.json"))["name"]["short"] == "Corridor"
    assert package(manifest(HARBOR)) == package(manifest(HARBOR))


@pytest.mark.parametrize(("png", "size"), [(icons.colour(), 192), (icons.outline(), 32)])
def test_the_pictures_have_the_size_that_teams_asks_for(png: bytes, size: int) -> None:
    assert struct.unpack(">II", png[16:24]) == (size, size)
    pixels = _pixels(png)
    seen = {pixel[3] for pixel in pixels}
    assert seen == {255} if size == 192 else {0, 255} <= seen
    assert size == 192 or {pixel[:3] for pixel in pixels} == {b"\xff\xff\xff"}


def _pixels(png: bytes) -> list[bytes]:
    """Every pixel of a PNG of ours, red, green, blue and alpha."""
    (width,) = struct.unpack(">I", png[16:20])
    at = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[at - 4 : at])
    rows = zlib.decompress(png[at + 4 : at + 4 + length])
    lines = [rows[n + 1 : n + 1 + 4 * width] for n in range(0, len(rows), 4 * width + 1)]
    return [line[n : n + 4] for line in lines for n in range(0, len(line), 4)]


def test_the_command_writes_the_package_and_says_what_to_do_next(tmp_path: Path) -> None:
    done = corridor("manifest", "teams", "--app-id", APP, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "corridor-teams.zip is written. Upload it in the Teams admin center" in done.stdout
    assert "give it with --website" in done.stderr
    packed = zipfile.ZipFile(tmp_path / "corridor-teams.zip")
    content = json.loads(packed.read("manifest.json"))
    assert content["developer"]["name"] == "Hospital IT"


def test_the_command_knows_the_hospital_of_the_settings(tmp_path: Path) -> None:
    hospital = '[hospital]\nname = "Harbor City General"\nzone = "America/New_York"\n'
    report = 'event_report = "https://intranet.example/report"\n'
    (tmp_path / "corridor.toml").write_text(hospital + report, encoding="utf-8")
    done = corridor("manifest", "teams", "--out", "a.zip", cwd=tmp_path, TEAMS_APP_ID=APP)
    assert (done.returncode, done.stderr) == (0, "")
    content = json.loads(zipfile.ZipFile(tmp_path / "a.zip").read("manifest.json"))
    assert content["developer"]["name"] == "Harbor City General"
    assert content["developer"]["privacyUrl"] == "https://intranet.example"


def test_without_an_app_id_nothing_is_written(tmp_path: Path) -> None:
    done = corridor("manifest", "teams", cwd=tmp_path)
    assert done.returncode == 1
    assert "no package was written" in done.stderr
    assert not list(tmp_path.iterdir())
    assert corridor("manifest", cwd=tmp_path).returncode == 2
