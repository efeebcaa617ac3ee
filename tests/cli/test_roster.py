"""Importing a roster as an operator does, and what it changes for people off shift."""

from datetime import date, datetime, timedelta
from pathlib import Path

from storage.nouns import roster
from storage.nouns.roster import Duty
from tests.harness import ZONE, Bot
from tests.typed import corridor

TOML = """
[hospital]
name = "Harbor"
zone = "America/New_York"
[[units]]
id = "5W"
name = "5 West"
shifts = [{ name = "night", start = "19:00", end = "07:00" }]
[[people]]
platform = "web"
id = "ana"
name = "Ana Ruiz"
email = "ana@example.org"
side = "clinical"
unit = "5W"
"""


def test_a_roster_is_tried_then_imported_and_importing_again_replaces(tmp_path: Path) -> None:
    (tmp_path / "corridor.toml").write_text(TOML)
    (tmp_path / "may.csv").write_text("email,date,shift\nana@example.org,2027-05-01,night\n")
    (tmp_path / "bad.csv").write_text("email,date,shift\nbob@example.org,2027-05-01,night\n")
    assert corridor("migrate", cwd=tmp_path).returncode == 0
    tried = corridor("roster", "may.csv", "--dry-run", cwd=tmp_path)
    assert "Would import 1 shifts of 1 people, 2027-05-01 to 2027-05-01." in tried.stdout
    assert "Nothing was changed." in tried.stdout
    done = corridor("roster", "may.csv", cwd=tmp_path)
    assert done.stdout == "Imported 1 shifts of 1 people, 2027-05-01 to 2027-05-01.\n"
    again = corridor("roster", "may.csv", cwd=tmp_path)
    assert "1 earlier ones of theirs made way." in again.stdout
    bad = corridor("roster", "bad.csv", cwd=tmp_path)
    assert bad.returncode != 0
    assert "nothing was imported: 1 mistake to mend." in bad.stderr
    assert 'bad.csv:2: nobody here is called "bob@example.org"' in bad.stderr
    missing = corridor("roster", "none.csv", cwd=tmp_path)
    assert "cannot read none.csv" in missing.stderr


def test_who_is_rostered_off_gets_nothing_that_can_wait(bot: Bot) -> None:
    """Ana's weekdays say Wednesday night; the roster says Thursday."""
    starts = datetime(2026, 3, 5, 19, tzinfo=ZONE)
    duty = Duty(1, starts, starts + timedelta(hours=12), date(2026, 3, 5), "5W", "night")
    with bot.database.begin() as db:
        assert roster.replace(db, [duty]) == 0
    bot.at("2026-03-04 20:00")
    bot.submits(
        "ana",
        "concern.raise",
        text="printer dead",
        kind="down_slow",
        care="annoying",
        reach="me",
        harm="no",
    )
    bot.says("sam", "fixed C-101 a new roll is in, please print one")
    bot.at("2026-03-05 18:59")
    assert "Please check C-101" not in bot.sees("ana")
    bot.at("2026-03-05 19:00")
    assert "Please check C-101" in bot.sees("ana")
