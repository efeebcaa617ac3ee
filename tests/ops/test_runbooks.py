"""The runbooks tell what is really printed: their commands are run, and compared line by line."""

import re
import shlex
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path

import pytest

from adapters.slack.causes import OPERATOR, SLOW
from bot.core.sealing import new_key
from bot.words.delivery import Result, TryLater
from bot.words.events import Channel
from tests import prepared
from tests.harness import TRIAGE, WARDS, Bot
from tests.ops.processes import House, house

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
BLOCK = re.compile(r"<!-- run: (\w+) -->\n```console\n(.*?)```", re.DOTALL)
TOML = '[hospital]\nid = "harbor"\nname = "Harbor"\nzone = "America/New_York"\n'
ANYTHING = "…"


@dataclass(frozen=True)
class Step:
    """A command, and the lines that it should print."""

    command: str
    expected: tuple[str, ...]


def blocks() -> list[tuple[str, tuple[Step, ...]]]:
    found = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    return [(scene, tuple(steps(text))) for scene, text in found]


def steps(text: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        yield Step(command, tuple(lines))


def like(expected: tuple[str, ...], got: list[str]) -> bool:
    """Line by line, however wide the columns are. "…" in a line stands for any words; alone on a
    line it stands for any lines."""
    if not expected:
        return not got
    first, *rest = expected
    if first == ANYTHING:
        return any(like(tuple(rest), got[at:]) for at in range(len(got) + 1))
    return bool(got) and matches(first, got[0]) and like(tuple(rest), got[1:])


def matches(expected: str, got: str) -> bool:
    parts = [re.escape(" ".join(part.split())) for part in expected.split(ANYTHING)]
    return re.fullmatch(" ?(.*) ?".join(parts), " ".join(got.split())) is not None


# The scenes

Scene = Callable[[House, pytest.FixtureRequest], Mapping[str, str]]


def new(at: House, _: pytest.FixtureRequest) -> Mapping[str, str]:
    prepared.migrated(at.path / "data" / "corridor.db")
    return {}


def broken(at: House, _: pytest.FixtureRequest) -> Mapping[str, str]:
    (at.path / "corridor.toml").write_text('[hospital]\nname = 7\nzone = "UTC"\nphon = "x5100"\n')
    return {}


def away(_: House, __: pytest.FixtureRequest) -> Mapping[str, str]:
    return {"DATABASE_URL": "postgresql://corridor@127.0.0.1:1/corridor"}


def old(at: House, _: pytest.FixtureRequest) -> Mapping[str, str]:
    new(at, _)
    assert at.run("migrate", "--back-to", "0010").returncode == 0
    return {}


def saved(at: House, _: pytest.FixtureRequest) -> Mapping[str, str]:
    new(at, _)
    assert at.run("backup", "monday.db").returncode == 0
    return {}


def postgres(at: House, request: pytest.FixtureRequest) -> Mapping[str, str]:
    new(at, request)
    assert at.run("export", "--out", "all.csv").returncode == 0
    return {"…": str(request.getfixturevalue("empty"))}


def keys(at: House, _: pytest.FixtureRequest) -> Mapping[str, str]:
    new(at, _)
    before = new_key()
    assert at.run("export", "--out", "all.csv", CORRIDOR_KEYS=before).returncode == 0
    return {"CORRIDOR_KEYS": f"{new_key()},{before}"}


def lost(at: House, _: pytest.FixtureRequest) -> Mapping[str, str]:
    keys(at, _)
    return {"CORRIDOR_KEYS": new_key()}


def trouble(at: House, _: pytest.FixtureRequest) -> Mapping[str, str]:
    """IT's channel is closed, Teams is out of reach."""

    def worse(bot: Bot) -> None:
        bot.chats["slack"].closed.add(TRIAGE)
        bot.chats["teams"].down = True

    return _raised(at, worse)


def revoked(at: House, _: pytest.FixtureRequest) -> Mapping[str, str]:
    return _refusing(at, "slack", TryLater(60, OPERATOR["token_revoked"]))


def secret(at: House, _: pytest.FixtureRequest) -> Mapping[str, str]:
    return _refusing(at, "teams", TryLater(60, "no token from the login service"))


def storm(at: House, _: pytest.FixtureRequest) -> Mapping[str, str]:
    return _refusing(at, "slack", TryLater(30, SLOW))


def _refusing(at: House, platform: str, answer: Result) -> Mapping[str, str]:
    def refuse(_: Channel) -> Result:
        return answer

    def worse(bot: Bot) -> None:
        bot.chats[platform]._failure = refuse  # type: ignore[method-assign,assignment]

    return _raised(at, worse)


def _raised(at: House, worse: Callable[[Bot], None]) -> Mapping[str, str]:
    """A concern was raised ten minutes ago."""
    prepared.migrated(at.path / "data" / "corridor.db")
    path = at.path / "data" / "corridor.db"
    bot = Bot(path, now=datetime.now(UTC) - timedelta(minutes=10, seconds=1))
    worse(bot)
    bot.says("ana", "concern label printer on 5 West prints blank", WARDS["5W"])
    bot.wait(minutes=2)
    bot.end()
    return {}


SCENES: Mapping[str, Scene] = {
    scene.__name__: scene
    for scene in (
        new,
        broken,
        away,
        old,
        saved,
        postgres,
        keys,
        lost,
        trouble,
        revoked,
        secret,
        storm,
    )
}


@pytest.mark.parametrize(("scene", "wanted"), blocks(), ids=lambda one: str(one)[:20])
def test_a_runbook_prints_what_it_says(
    scene: str, wanted: tuple[Step, ...], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with house(tmp_path, TOML) as at:
        given = dict(SCENES[scene](at, request))
        address = given.pop("…", "")
        for step in wanted:
            words = shlex.split(step.command.replace("postgresql://…", address))
            assert words[0] == "corridor"
            done = at.run(*words[1:], **given)
            told = (done.stdout + done.stderr).splitlines()
            pairs = zip_longest(step.expected, told, fillvalue="-")
            assert like(step.expected, told), "\n".join(map(" | ".join, pairs))
            assert "Traceback" not in done.stderr


def test_every_scene_is_in_a_runbook() -> None:
    assert {scene for scene, _ in blocks()} == SCENES.keys()


def test_the_comparison_can_fail() -> None:
    assert like(("a … d", "…", "z"), ["a b c d", "x", "y", "z"])
    assert like(("a  b",), ["a       b"])
    for expected in (("a",), ("a b", "c"), ("…", "q"), ("a x…",)):
        assert not like(expected, ["a b"])


def test_every_runbook_is_one() -> None:
    """A heading, and something to do."""
    page = PAGE.read_text(encoding="utf-8")
    books = page.partition("# Runbooks")[2].partition("# Housekeeping")[0].split("\n## ")[1:]
    assert len(books) >= 17
    for book in books:
        assert "`" in book, book.splitlines()[0]


def test_the_disk_runbook_names_the_files_that_must_stay(tmp_path: Path) -> None:
    """They are there while it runs."""
    database = sqlite3.connect(tmp_path / "corridor.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE some (a)")
    names = {one.name for one in tmp_path.iterdir()}
    database.close()
    page = PAGE.read_text(encoding="utf-8")
    assert names == {"corridor.db", "corridor.db-wal", "corridor.db-shm"}
    assert all(f"`{name}`" in page for name in names - {"corridor.db"})
