"""The same with every button, window, verb and menu entry there was, and on PostgreSQL."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.frozen import inventory, make, rehearsal
from tests.frozen.house import House, allowed, postgresql


@pytest.fixture(scope="module")
def loaded(postgres: str) -> House:
    """The hospital that an earlier version wrote to PostgreSQL; what changes it comes last."""
    return postgresql(postgres, "frozen")


def test_every_act_is_answered_as_before(house: House) -> None:
    with house.started() as bot:
        bot.deliver()
        found = list(rehearsal.differing(bot, house.acts))
    assert not rehearsal.unexplained(found)
    # A line that excuses nothing hides the next mistake.
    lines = allowed()
    assert {one.excuse for one in found} == lines["acts"].keys() | lines["sentences"].keys()


def test_a_new_hospital_shows_what_the_frozen_one_does(tmp_path: Path) -> None:
    """The same story, told to the code of now: keys of messages, and what buttons carry."""
    path = tmp_path / "new.db"
    make.migrate_(f"sqlite:///{path}")
    found = inventory.shown_in(make.filled(path, ""))
    listed = json.loads(inventory.FILE.read_text("utf-8"))
    gone = inventory.missing({name: listed[name] for name in found}, found)
    assert not [one for one in gone if one not in allowed()["inventory"]]


def test_postgresql_reads_as_it_was_written(loaded: House) -> None:
    rehearsal.opens(loaded)
    rehearsal.keeps_its_rows(loaded)
    with loaded.opened() as database:
        schema = inventory.schema(database.kw["bind"])
    name = "schema of postgresql"
    gone = inventory.missing(json.loads(inventory.FILE.read_text("utf-8"))[name], schema, name)
    assert not [one for one in gone if one not in allowed()["inventory"]]


def test_the_way_back_on_postgresql_loses_nothing(loaded: House) -> None:
    rehearsal.goes_back(loaded)


def test_acts_on_postgresql_are_answered_as_before(loaded: House) -> None:
    with loaded.started() as bot:
        rehearsal.is_not_obeyed_twice(bot, loaded.record["told"])
        rehearsal.delivers(bot)
        assert not rehearsal.unexplained(rehearsal.differing(bot, rehearsal.a_third(loaded.acts)))


def test_on_postgresql_what_was_asked_for_comes_due(loaded: House) -> None:
    with loaded.started() as bot:
        rehearsal.goes_on(bot, timedelta(days=2))
    rehearsal.is_sealed_anew(loaded)
