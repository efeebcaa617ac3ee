"""Whatever stands in corridor.toml or a variable: it is used, or told with its line. No crash."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import BadSettings, load, read_file

EXAMPLE = (Path(__file__).parents[2] / "corridor.example.toml").read_text(encoding="utf-8")
TEXTS = (
    *("", " ", "x", "(", ",", "-", "/", "mon-", "24:00", "0m", "-5m", "http://[", "http://h:x"),
    *("99999999999 hours", "9999999 working days", "US-ZZ", "America", "../etc/passwd", "9" * 5000),
)
JUNK = (
    *("5", "-1", "true", "nan", "1e400", "2026-01-01", "07:30:00"),
    *("[]", "{}", "[[1]]", "[1]", '[""]', '["("]', "{ a = 1 }", "[{ a = 1 }]"),
    *(f'"{text}"' for text in TEXTS),
)


def keys() -> Iterator[tuple[int, str]]:
    """The lines of the example that hold one key and its value, counted from 0."""
    for number, line in enumerate(EXAMPLE.splitlines()):
        found = re.match(r"(\w+) = (?!\[$)", line)
        if found:
            yield number, found[1]


def places(text: str) -> list[str]:
    """Where the mistakes of a file are said to be."""
    try:
        load({}, lambda _: text)
    except BadSettings as bad:
        return [one.where for one in bad.problems]
    return []


@pytest.mark.parametrize("junk", JUNK)
def test_any_value_of_any_key_is_used_or_told(junk: str) -> None:
    for number, key in keys():
        lines = EXAMPLE.splitlines()
        lines[number] = f"{key} = {junk}"
        text = "\n".join(lines)
        assert all(re.search(r":\d+$", where) for where in places(text)), (key, junk)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('mrn_patterns = ["^[0-9]*$"]', "where there is no text"),
        ('mrn_patterns = [""]', "an empty text"),
        ('domains = [" "]', "an empty text"),
    ],
)
def test_a_rule_that_would_find_patients_everywhere_is_a_mistake(line: str, told: str) -> None:
    text = f'[hospital]\nname = "H"\nzone = "UTC"\n[privacy]\n{line}\n'
    with pytest.raises(BadSettings, match=told) as bad:
        load({}, lambda _: text)
    assert [one.where for one in bad.value.problems] == ["corridor.toml:5"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("PORT", port) for port in ("0", "٣٣", "8_000", "9" * 5000, "80.0")),
        *(("HOST", host) for host in ("a b", "127.0.0.1:8000", "http://here", "-")),
        *(
            ("DATABASE_URL", url)
            for url in (
                "sqlite:///:memory:",
                "postgres://",
                "postgres://u@h",
                "postgres://u@h:port/d",
                "postgresql+psycopg2://u@h/d",
            )
        ),
        ("SLACK_API_URL", "http://["),
        ("TEAMS_ALLOWED_SERVICE_URLS", "https://a.example:x"),
    ],
)
def test_a_variable_that_cannot_be_used_is_told_by_its_name(name: str, value: str) -> None:
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    teams = {"TEAMS_APP_ID": "a", "TEAMS_APP_PASSWORD": "p", "TEAMS_TENANT_ID": "t"}
    with pytest.raises(BadSettings) as bad:
        load({**slack, **teams, name: value}, lambda _: EXAMPLE)
    assert [one.where for one in bad.value.problems] == [name]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@ss#1@h/d", "postgresql+psycopg://u:p@ss#1@h/d"),
        ("postgresql://h:5432/d?sslmode=require", "postgresql+psycopg://h:5432/d?sslmode=require"),
        ("postgresql://u@[::1]:5432/d", "postgresql+psycopg://u@[::1]:5432/d"),
        ("postgresql:///d?host=/run/pg", "postgresql+psycopg:///d?host=/run/pg"),
        ("sqlite:////var/lib/corridor.db", "sqlite:////var/lib/corridor.db"),
    ],
)
def test_addresses_of_databases(given: str, used: str) -> None:
    assert load({"DATABASE_URL": given}, lambda _: EXAMPLE).database_url == used


def test_a_file_saved_by_a_windows_editor(tmp_path: Path) -> None:
    file = tmp_path / "corridor.toml"
    file.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode())
    assert load({"CORRIDOR_CONFIG": str(file)}, read_file).hospital.name == "Harbor City General"
