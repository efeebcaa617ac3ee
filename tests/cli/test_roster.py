"""Importing a roster as an operator does, and what it changes for people off shift."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.core.work import Work
from storage.delivery import outbox
from storage.nouns import people, roster
from storage.nouns.roster import Away, Duty
from tests.harness import ZONE, Bot
from tests.typed import corridor

DAY = timedelta(days=1)
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
    assert "Would import 1 shift of 1 person, 2027-05-01 to 2027-05-01." in tried.stdout
    assert "Nothing was changed." in tried.stdout
    done = corridor("roster", "may.csv", cwd=tmp_path)
    assert done.stdout == "Imported 1 shift of 1 person, 2027-05-01 to 2027-05-01.\n"
    again = corridor("roster", "may.csv", cwd=tmp_path)
    assert "1 earlier one of theirs made way." in again.stdout
    bad = corridor("roster", "bad.csv", cwd=tmp_path)
    assert bad.returncode != 0
    assert "nothing was imported: 1 mistake to mend." in bad.stderr
    assert 'bad.csv:2: nobody here is called "bob@example.org"' in bad.stderr
    missing = corridor("roster", "none.csv", cwd=tmp_path)
    assert "cannot read none.csv" in missing.stderr


def test_a_dry_run_names_what_is_taken_and_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "corridor.toml").write_text(TOML)
    (tmp_path / "may.csv").write_text(
        "5 West, May\nName,Date,Shift,Cost centre\nRuiz Ana,2027-05-01,N,7\n"
        "Ana Ruiz,2027-05-02,night,7\nAna Ruiz,2027-05-03,AL,7\nAna Ruiz,2027-05-09,RDO,7\n"
        "Ana Ruiz,2027-05-10,,7\n"
    )
    assert corridor("migrate", cwd=tmp_path).returncode == 0
    tried = corridor("roster", "may.csv", "--dry-run", cwd=tmp_path)
    assert tried.returncode == 1
    assert tried.stdout.splitlines() == [
        "  Ana Ruiz: 2027-05-02 19:00 to 00:00 (+1), 5W night  [may.csv:4]",
        "Would import 1 shift of 1 person, 2027-05-02 to 2027-05-02. 1 time away."
        " Nothing was changed.",
        "Left out, away: sick, on leave or out of office:",
        "  Ana Ruiz  [may.csv:5]",
        "  Ana Ruiz, 2027-05-02 in part  [may.csv:4]",
        "Left out, off:",
        "  Ana Ruiz  [may.csv:6]",
        "Left out, no shift is written:",
        "  Ana Ruiz  [may.csv:7]",
        "Left out, a column that is not used:",
        "  Cost centre  [may.csv:2]",
    ]
    assert 'may.csv:3: nobody here is called "Ruiz Ana"' in tried.stderr


def test_lines_with_mistakes_are_left_out_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "corridor.toml").write_text(TOML)
    (tmp_path / "may.csv").write_text(
        "name,date,shift\nAna Ruiz,2027-05-01,night\nBob Hill,2027-05-01,night\n"
    )
    assert corridor("migrate", cwd=tmp_path).returncode == 0
    whole = corridor("roster", "may.csv", cwd=tmp_path)
    assert (whole.returncode, whole.stdout) == (1, "")
    assert "nothing was imported: 1 mistake to mend." in whole.stderr
    assert "To take the other lines without these: --partly." in whole.stderr
    partly = corridor("roster", "may.csv", "--partly", cwd=tmp_path)
    assert partly.stdout == "Imported 1 shift of 1 person, 2027-05-01 to 2027-05-01.\n"
    assert 'may.csv:3: nobody here is called "Bob Hill"' in partly.stderr
    assert partly.returncode == 0


def test_whoever_the_settings_name_by_address_is_known_before_their_platform_is(
    tmp_path: Path,
) -> None:
    """Without a workspace their account waits for Slack; their shifts need not."""
    toml = TOML.replace('platform = "web"', 'platform = "slack"')
    (tmp_path / "corridor.toml").write_text(toml)
    (tmp_path / "may.csv").write_text("name,date,shift\nAna Ruiz,2027-05-01,night\n")
    assert corridor("migrate", cwd=tmp_path).returncode == 0
    assert corridor("roster", "may.csv", cwd=tmp_path).stdout.startswith("Imported 1 shift")


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


def test_whoever_is_away_is_not_taken_for_somebody_on_their_usual_shift(bot: Bot) -> None:
    """Ana works the night of every Tuesday, Wednesday and Saturday; in the second week of March
    she is on leave."""
    away = [_away(1, "2026-03-09 00:00", "2026-03-16 00:00")]
    with bot.database.begin() as db:
        roster.replace(db, [], away)
    assert _next(bot, "2026-03-07 20:00") is None, "Saturday's night comes before it"
    assert _next(bot, "2026-03-10 20:00") == "2026-03-17 19:00"
    assert _next(bot, "2026-03-08 12:00") == "2026-03-17 19:00", "her next night is in her leave"
    assert _next(bot, "2026-03-17 20:00") is None
    with bot.database.begin() as db:
        roster.replace(db, [], away)
    assert _next(bot, "2026-03-10 20:00") == "2026-03-17 19:00", "the same file once more"


def test_leave_that_is_imported_later_ends_a_shift_that_is_there(bot: Bot) -> None:
    starts = datetime(2026, 3, 3, 19, tzinfo=ZONE)
    duties = [
        Duty(1, starts + n * DAY, starts + n * DAY + DAY / 2, date(2026, 3, 3 + n))
        for n in range(3)
    ]
    with bot.database.begin() as db:
        roster.replace(db, duties)
        roster.replace(db, [], [_away(1, "2026-03-04 00:00", "2026-03-05 00:00")])
        now = starts - DAY
        assert roster.coming(db, 1, now).duty == duties[0]._replace(
            ends_at=datetime(2026, 3, 4, 5, tzinfo=UTC)
        )
    assert _next(bot, "2026-03-04 20:00") == "2026-03-05 19:00"
    with bot.database.begin() as db:
        roster.replace(db, [], (), {1: [date(2026, 3, 5)]})
    assert _next(bot, "2026-03-05 20:00") is not None, "that day is off now"


def _away(person: int, start: str, end: str) -> Away:
    starts, ends = (datetime.fromisoformat(at).replace(tzinfo=ZONE) for at in (start, end))
    return Away(person, starts.astimezone(UTC), ends.astimezone(UTC), starts.date())


def _next(bot: Bot, at: str) -> str | None:
    """When Ana starts next by the clock of her unit; None while she is on shift."""
    now = datetime.fromisoformat(at).replace(tzinfo=ZONE).astimezone(UTC)
    with bot.database() as db:
        work = Work(db, now, bot.hospital, outbox.batch_of(db, now))
        ana = people.get(db, 1)
        assert ana is not None
        each = work.next_start(ana)
        together = roster.coming_of(db, [1], now).get(1, roster.NOTHING)
        assert work.next_start_by(together, ana) == each
    return f"{each.astimezone(ZONE):%Y-%m-%d %H:%M}" if each else None
