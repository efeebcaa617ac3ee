"""What hospitals know Corridor by is still there; what went on purpose is in `allowed.json`."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from tests.frozen import inventory
from tests.frozen.house import House, allowed

LISTED: dict[str, Any] = json.loads(inventory.FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    return inventory.of_the_code()


def gone(name: str, now: Any) -> list[str]:
    """What is missing of a list, but for what may."""
    may = allowed()["inventory"]
    return [one for one in inventory.missing(LISTED[name], now, name) if one not in may]


@pytest.mark.parametrize(
    "name",
    [
        *("routes", "timers", "fields", "sealed_texts", "audit_acts", "environment"),
        *("commands", "http", "counts"),
    ],
)
def test_all_that_is_listed_is_there(name: str, now: dict[str, Any]) -> None:
    assert not gone(name, now[name])


def test_the_database_has_what_it_had(house: House) -> None:
    with house.opened() as database:
        assert not gone("schema of sqlite", inventory.schema(database.kw["bind"]))


def test_operators_count_by_the_same_names(house: House) -> None:
    with house.started() as bot:
        assert not gone("metrics", inventory.metrics(bot))


def test_what_is_allowed_has_a_reason_and_happened(now: dict[str, Any]) -> None:
    """A line that excuses nothing hides the next mistake."""
    assert all(allowed()["inventory"].values())
    assert all(line["because"] for line in allowed()["acts"].values())
    lists = {name: LISTED[name] for name in now}
    happened = set(inventory.missing(lists, now))
    may = {one for one in allowed()["inventory"] if one.partition("/")[0] in now}
    assert {f"/{one}" for one in may} <= happened


def test_every_timer_that_waits_is_known(house: House, now: dict[str, Any]) -> None:
    """But for the two that no version can run."""
    with house.opened() as database, database() as db:
        names = set(
            db.scalars(text("SELECT name FROM timers WHERE key NOT IN ('lost:1', 'dead:1')"))
        )
    assert names
    assert names <= set(now["timers"])


@pytest.mark.parametrize(
    ("listed", "now", "told"),
    [
        ({"a": ["x", "y"]}, {"a": ["y"]}, ["/a/x"]),
        ({"a": 3}, {"a": 2}, ["/a: 2 where there were 3"]),
        ({"a": {"b": "TEXT"}}, {"a": {}}, ["/a/b"]),
        ({"a": "TEXT"}, {"a": "INT"}, ["/a: 'INT' where it was 'TEXT'"]),
        ({"a": 3, "b": ["x"]}, {"a": 4, "b": ["x", "z"], "c": 1}, []),
    ],
)
def test_what_is_missing_is_told(listed: Any, now: Any, told: list[str]) -> None:
    assert list(inventory.missing(listed, now)) == told
