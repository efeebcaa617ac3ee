"""Settings: what a good file gives, and every mistake of a bad one at once, with its line."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, load
from bot.settings.table import Table

EXAMPLE = Path(__file__).parents[2] / "corridor.example.toml"


def loaded(text: str, **env: str) -> Settings:
    return load(env, lambda name: text)


def problems(text: str, **env: str) -> str:
    with pytest.raises(BadSettings) as bad:
        loaded(text, **env)
    return "\n".join(map(str, bad.value.problems))


def missing(name: str) -> str:
    raise FileNotFoundError(name)


def test_the_example_file_is_right() -> None:
    settings = loaded(EXAMPLE.read_text(encoding="utf-8"))
    assert settings.hospital.name
    assert {room.purpose for room in settings.rooms} >= {"ward", "triage"}


def test_without_a_file_there_is_an_invented_hospital_with_a_playground() -> None:
    settings = load({}, missing)
    assert "invented" in settings.hospital.name
    assert settings.playground
    assert {"Ana Ruiz", "Sam Ortiz"} <= {person.name for person in settings.people}


def test_targets_and_hours_are_read() -> None:
    settings = loaded(
        '[hospital]\nname = "Harbor"\nzone = "America/New_York"\n'
        '[targets]\np1 = "10m"\np4 = "2 working days"\n'
    )
    targets = settings.hospital.targets
    assert targets["P1"].span == timedelta(minutes=10)
    assert (targets["P4"].span, targets["P4"].working) == (timedelta(hours=18), True)


def test_all_mistakes_are_told_at_once_with_file_and_line() -> None:
    told = problems(
        '[hospital]\nname = "Harbor"\nzone = "Mars/Base"\nphonee = "x1"\n'
        '[[rooms]]\nplatform = "fax"\nid = "1"\npurpose = "party"\n'
    )
    for line in ("corridor.toml:3", "corridor.toml:4", "corridor.toml:6", "corridor.toml:8"):
        assert line in told
    assert "phone" in told


def test_variables_are_checked_too() -> None:
    told = problems('[hospital]\nname = "H"\nzone = "UTC"\n', PORT="eighty", LOG_LEVEL="LOUD")
    assert "PORT" in told
    assert "LOG_LEVEL" in told


def test_a_file_that_is_no_toml_names_the_line() -> None:
    assert "corridor.toml:2" in problems('[hospital]\nname = "Harbor\n')


def test_postgres_addresses_are_understood() -> None:
    settings = load({"DATABASE_URL": "postgres://u@h/db"}, missing)
    assert settings.database_url.startswith("postgresql+psycopg://")
    assert "u@h" not in repr(settings)


def test_the_playground_is_for_this_machine_only() -> None:
    with pytest.raises(BadSettings, match=r"127\.0\.0\.1"):
        load({"HOST": "0.0.0.0"}, missing)


def test_the_example_file_names_every_key_that_can_be_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: set[str] = set()
    done = Table.done

    def noted(table: Table) -> None:
        asked.update(table.asked)
        done(table)

    monkeypatch.setattr(Table, "done", noted)
    text = EXAMPLE.read_text(encoding="utf-8")
    loaded(text)
    told = set(re.findall(r"^(?:# )?\[*([\w.]+)(?: =|\])", text, re.MULTILINE))
    inside = set(re.findall(r"(\w+) =", text)) | {key for one in told for key in one.split(".")}
    ours = {"Staff No Name", "Tower B 5W"}  # a hospital's own words, in quotes
    assert asked - inside - ours == {"p3_escalate", "p4_escalate"}
