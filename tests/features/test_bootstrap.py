"""The first administrator becomes one by a code of whoever runs Corridor, and by nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import bootstrap, codes
from bot.words.events import Command
from storage.nouns import people
from tests.harness import TRIAGE, Bot, said

WRONG = "BBBB-BBBB-BBBB"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "empty.db", cast=())
    yield bot
    bot.end()


def code(bot: Bot) -> str:
    with bot.database.begin() as db:
        return bootstrap.new_code(db, bot.now)


def admins(bot: Bot) -> list[str]:
    with bot.database() as db:
        return [person.name for person in people.with_role(db, "admin")]


def test_nobody_is_administrator_by_being_first(empty: Bot) -> None:
    for place in (None, TRIAGE):
        assert "Whoever runs me has a code" in said(empty.says("zoe", "setup", place))
    assert admins(empty) == []


def test_a_code_works_once_however_it_is_typed(empty: Bot) -> None:
    given = code(empty)
    typed = given.lower().replace("-", " ")
    assert "You are an administrator now" in said(empty.says("zoe", f"setup {typed}"))
    assert "Nothing was changed" in said(empty.says("max", f"setup {given}"))
    assert admins(empty) == ["Zoe"]


def test_a_code_is_kept_as_a_digest_only(empty: Bot) -> None:
    given = code(empty)
    kept = empty.everything()
    assert codes.digest("harbor", codes.typed(given)) in kept
    assert given not in kept
    assert codes.typed(given) not in kept


def test_a_code_in_a_channel_is_void_and_makes_nobody_anything(empty: Bot) -> None:
    given = code(empty)
    assert "it holds no more" in said(empty.says("zoe", f"setup {given}", TRIAGE))
    assert "Nothing was changed" in said(empty.says("zoe", f"setup {given}"))
    assert admins(empty) == []


def test_what_is_no_code_voids_none_in_a_channel(empty: Bot) -> None:
    """Else anybody could keep a hospital without an administrator."""
    given = code(empty)
    assert "it holds no more" in said(empty.says("max", f"setup {WRONG}", TRIAGE))
    assert "You are an administrator now" in said(empty.says("zoe", f"setup {given}"))


def test_wrong_codes_in_a_channel_use_nobody_s_code_up(empty: Bot) -> None:
    given = code(empty)
    for _ in range(bootstrap.MOST_WRONG + 1):
        assert "Not here" in said(empty.says("zoe", f"setup {WRONG}", TRIAGE))
    assert "You are an administrator now" in said(empty.says("max", f"setup {given}"))


def test_a_code_ends_within_the_hour(empty: Bot) -> None:
    given = code(empty)
    empty.now += timedelta(hours=1)
    assert "older than an hour" in said(empty.says("zoe", f"setup {given}"))
    assert admins(empty) == []


def test_tries_are_limited(empty: Bot) -> None:
    given = code(empty)
    for _ in range(5):
        assert "Nothing was changed" in said(empty.says("max", f"setup {WRONG}"))
    assert "too many wrong codes" in said(empty.says("max", f"setup {given}"))
    for who in ("ann", "bob", "cat"):
        for _ in range(5):
            empty.says(who, f"setup {WRONG}")
    assert "Nothing was changed" in said(empty.says("zoe", f"setup {given}")), "20 wrong: void"
    assert "You are an administrator now" in said(empty.says("zoe", f"setup {code(empty)}"))


def test_each_process_that_starts_has_a_code_and_one_use_ends_all(empty: Bot) -> None:
    first, second = code(empty), code(empty)
    assert "You are an administrator now" in said(empty.says("zoe", f"setup {first}"))
    assert "Nothing was changed" in said(empty.says("max", f"setup {second}"))


def test_administrators_that_there_are_hear_of_one_more(bot: Bot) -> None:
    """Those who have left may not be known to have."""
    bot.makes_admin("ben")
    assert "Ben Cole is Corridor's administrator now" in bot.sees(bot.dm("jo", "slack"))
    assert "corridor.toml names you without this role" in said(bot.makes_admin("ben"))


def test_a_guest_gets_nothing_by_a_code(empty: Bot) -> None:
    outsider = replace(empty.account("gus"), guest=True)
    event = Command("g1", empty.dm("gus"), outsider, "setup", code(empty), at=empty.now)
    assert "for the staff of this hospital" in said(empty.send(event))
    assert admins(empty) == []
