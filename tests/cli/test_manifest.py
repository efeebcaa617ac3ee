"""`corridor manifest` and `corridor key`, and the commands that the page on Slack names."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.slack.manifest import manifest
from bot.__main__ import run
from bot.core.sealing import Sealer
from bot.settings import load

HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "slack.md"
URL = "https://corridor.example"


def written(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    """What `corridor manifest slack` writes, which is the same as YAML and as JSON."""
    assert run(["manifest", "slack", *args]) == 0
    as_yaml = yaml.safe_load(capsys.readouterr().out)
    assert run(["manifest", "slack", *args, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == as_yaml
    return as_yaml


def test_the_manifest_for_a_socket_and_for_http(capsys: pytest.CaptureFixture[str]) -> None:
    assert written(capsys) == manifest()
    assert written(capsys, "--url", URL) == manifest(URL)
    assert written(capsys, "--url", f"{URL}/") == manifest(URL)
    assert written(capsys, "--least") == manifest(everything=False)
    assert written(capsys, "--url", URL, "--many") == manifest(URL, many=True)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--url", "http://corridor.example"], "write https://host"),
        (["--url", "corridor.example"], "write https://host"),
        (["--url", "https://"], "write https://host"),
        (["--url", f"{URL}/?a=b"], "write https://host"),
        (["--many"], "--many needs --url"),
        (["--format", "toml"], "toml"),
    ],
)
def test_what_slack_would_not_take_is_one_line(
    args: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["manifest", "slack", *args]) == 2
    told = capsys.readouterr()
    assert (told.out, len(told.err.strip().splitlines())) == ("", 1)
    assert words in told.err


def test_a_platform_without_a_manifest_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["manifest", "irc"]) == 2
    assert "irc" in capsys.readouterr().err


def test_a_key_is_new_each_time_and_seals(capsys: pytest.CaptureFixture[str]) -> None:
    keys = []
    for _ in range(2):
        assert run(["key"]) == 0
        keys.append(capsys.readouterr().out.strip())
    assert len(set(keys)) == 2
    loaded = load({"CORRIDOR_KEYS": " ".join(keys), "CORRIDOR_CONFIG": ""}, lambda _: _named()).keys
    assert list(loaded) == keys
    assert Sealer(loaded).open("a", Sealer(loaded[:1]).seal("a", "secret")) == "secret"


def _named() -> str:
    return '[hospital]\nname = "Harbor"\nzone = "America/New_York"\n'


def test_every_command_on_the_page_about_slack_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    page = HOWTO.read_text(encoding="utf-8")
    lines = re.findall(r"^\$? ?(corridor .+?)(?:  +#.*)?$", page, re.M)
    lines += re.findall(r"`(corridor [a-z][^`]*)`", page)
    assert len(lines) > 5
    for line in lines:
        assert run([*shlex.split(line)[1:], "--help"]) == 0, line
    capsys.readouterr()


def test_every_option_on_the_page_about_slack_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    page = HOWTO.read_text(encoding="utf-8")
    assert run(["manifest", "slack", "--help"]) == 0
    known = set(re.findall(r"--[a-z]+", capsys.readouterr().out))
    named = set(re.findall(r"--[a-z]+", " ".join(re.findall(r"`([^`\n]*)`", page))))
    assert named - {"--url"} <= known
    assert {"--least", "--many"} <= named
