"""The playground makes a key of its own; nobody else ever gets one without asking."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.sealing import new_key
from bot.settings import Settings, load, playground_key
from bot.settings.values import SlackSettings
from tests.harness import HARBOR


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(HARBOR, database_url=f"sqlite:///{tmp_path}/data/corridor.db")


def test_it_is_made_once_and_its_owner_s_alone(settings: Settings, tmp_path: Path) -> None:
    first = playground_key.make(settings, new_key)
    file = tmp_path / "data" / "playground.key"
    assert first.keys == (file.read_text().strip(),)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert playground_key.make(settings, new_key).keys == first.keys


def test_every_command_finds_it(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/corridor.db"}
    assert load(env).keys == ()
    made = playground_key.make(load(env), new_key)
    assert load(env).keys == made.keys
    given = new_key()
    assert load(env | {"CORRIDOR_KEYS": given}).keys == (given,)


def test_a_hospital_on_a_platform_or_on_postgresql_gets_none(settings: Settings) -> None:
    slack = SlackSettings(bot_token="xoxb-1", signing_secret="s")
    for real in (
        replace(settings, slack=slack),
        replace(settings, playground=False),
        replace(settings, database_url="postgresql+psycopg://corridor@db/corridor"),
    ):
        assert playground_key.make(real, new_key).keys == ()
