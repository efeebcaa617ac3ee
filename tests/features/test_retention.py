"""What has been kept for long enough goes by itself; what is under legal hold stays, for years."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.work import Work
from bot.features import retention as feature
from bot.rules.hospital import Retention
from storage.delivery import outbox
from storage.engine.base import vacuum
from storage.nouns import concern_search
from storage.trust import audit, audit_verification, retention
from tests.filled import fill, house
from tests.harness import HARBOR, TRIAGE, WARDS, Bot, buttons, said

SECRET = "quagmire"
PLAIN = "replaced the roll and the tray guide"


def begin(bot: Bot) -> None:
    """As at every start."""
    with bot.database.begin() as db:
        feature.begin(Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now)))


def ended(bot: Bot, what: str = f"{SECRET} printer blank") -> str:
    """A concern that was raised, fixed and confirmed; its number."""
    bot.says("ana", f"concern {what}")
    with bot.database() as db:
        number = db.connection().exec_driver_sql("SELECT max(number) FROM concerns").scalar_one()
    bot.says("sam", f"answer C-{number} we look into the {SECRET}")
    bot.says("sam", f"fixed C-{number} {PLAIN} {SECRET}")
    bot.says("ana", f"confirm C-{number}")
    return str(number)


def rows(bot: Bot, table: str, where: str = "1 = 1") -> int:
    with bot.database() as db:
        found = db.connection().exec_driver_sql(f"SELECT count(*) FROM {table} WHERE {where}")
        return int(found.scalar_one())


def on_disk(bot: Bot) -> bytes:
    vacuum(bot.database)
    files = bot.path.parent.glob(f"{bot.path.name}*")
    return b"".join(file.read_bytes() for file in files)


def nights(bot: Bot, days: int) -> None:
    """The house was asleep until the last of so many nights."""
    begin(bot)
    bot.now += timedelta(days=days - 1)
    bot.wait(days=1)


def test_a_year_after_its_end_a_concern_is_only_figures(bot: Bot) -> None:
    number = ended(bot)
    nights(bot, 364)
    assert SECRET in said(bot.says("ben", f"C-{number}"))
    bot.wait(days=2)
    shown = said(bot.says("ben", f"C-{number}"))
    assert SECRET not in shown
    assert "text deleted" in shown
    kept = "state = 'closed' AND kind <> '' AND closed_at IS NOT NULL AND priority <> ''"
    assert rows(bot, "concerns", kept) == 1
    people = (
        "reporter_id IS NULL AND answered_by IS NULL AND fixed_by IS NULL AND closed_by IS NULL"
    )
    assert rows(bot, "concerns", people) == 1
    assert rows(bot, "concern_entries") == rows(bot, "concern_reporters") == 0
    assert rows(bot, "shown", "key LIKE 'concern:%'") == 0


def test_a_little_later_nothing_of_it_is_left_on_the_disk(bot: Bot) -> None:
    """The week's digest quotes it, and is kept as long from its own day."""
    ended(bot)
    begin(bot)
    bot.wait(days=10)
    assert SECRET.encode() in on_disk(bot)
    nights(bot, 366)
    assert SECRET.encode() not in on_disk(bot)


def test_nothing_of_its_words_is_left_in_the_index(bot: Bot) -> None:
    ended(bot)
    nights(bot, 366)
    with bot.database() as db:
        assert concern_search.find(db, SECRET) == []
    blobs = sqlite3.connect(bot.path).execute("SELECT block FROM concern_words_data").fetchall()
    assert not any(SECRET[:6].encode() in block for (block,) in blobs)


def test_what_came_under_hold_after_it_was_found_stays(bot: Bot) -> None:
    held, other = ended(bot), ended(bot, "badge reader dead on the ward")
    bot.now += timedelta(days=400)
    with bot.database() as db:
        found = feature.found(Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now)))
    assert sorted(found["concerns"]) == [(int(held),), (int(other),)]
    bot.says("jo", f"legalhold C-{held} claim of March")
    with bot.database.begin() as db:
        work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
        assert feature.drop(work, found)["concerns"] == 1
    assert SECRET in said(bot.says("ben", f"C-{held}"))
    assert rows(bot, "concern_entries", f"number = {other}") == 0


def test_what_is_open_stays_however_old(bot: Bot) -> None:
    bot.says("ana", f"concern {SECRET} printer blank")
    nights(bot, 3 * 365)
    assert SECRET in said(bot.says("ben", "C-101"))


def test_legal_hold_keeps_all_of_it_over_the_years_until_it_is_lifted(bot: Bot) -> None:
    held, other = ended(bot), ended(bot, "badge reader dead on the ward")
    bot.says("jo", f"legalhold C-{held} claim of March")
    entries = rows(bot, "concern_entries", f"number = {held}")
    shown = rows(bot, "shown", f"key LIKE 'concern:{held}%'")
    begin(bot)
    bot.wait(days=2 * 365)
    nights(bot, 3 * 365)
    assert SECRET in said(bot.says("ben", f"C-{held}"))
    assert rows(bot, "concern_entries", f"number = {held}") == entries > 0
    assert rows(bot, "shown", f"key LIKE 'concern:{held}%'") == shown > 0
    assert rows(bot, "concern_reporters", f"number = {held}") == 1
    assert rows(bot, "concern_entries", f"number = {other}") == 0
    bot.says("jo", f"legalhold lift C-{held}")
    bot.wait(days=1)
    assert SECRET not in said(bot.says("ben", f"C-{held}"))
    assert rows(bot, "concern_entries") == 0


def test_a_duplicate_of_what_is_held_is_held(bot: Bot) -> None:
    parent = ended(bot)
    bot.says("mia", "concern the same printer blank again")
    bot.says("sam", f"duplicate C-102 C-{parent}")
    bot.says("jo", f"legalhold C-{parent} claim of March")
    nights(bot, 800)
    assert "the same printer" in said(bot.says("ben", "C-102"))


def test_what_is_edited_or_deleted_under_hold_is_kept_too(bot: Bot) -> None:
    bot.says("ana", "concern label printer prints blank")
    ward = WARDS["5W"]
    bot.says("ben", f"it was the {SECRET}", ward, under="concern:101", ref="m500")
    bot.says("jo", "legalhold C-101 claim of March")
    bot.edits("ben", "m500", "it was something", ward, "concern:101")
    bot.deletes("ben", "m500", ward, "concern:101")
    kept = "kind = 'kept'"
    assert rows(bot, "concern_entries", f"{kept} AND text LIKE '%{SECRET}%'") == 1
    assert rows(bot, "concern_entries", f"{kept} AND text = 'it was something'") == 1
    assert SECRET not in said(bot.presses("sam", "concern.history", "101"))
    assert SECRET not in bot.sees(TRIAGE)


def test_a_win_under_hold_cant_be_taken_back(tmp_path: Path) -> None:
    bot = house(tmp_path / "corridor.db")
    fill(bot, "")
    with bot.database() as db:
        number = (
            db.connection()
            .exec_driver_sql("SELECT min(number) FROM wins WHERE state = 'posted'")
            .scalar_one()
        )
    bot.says("jo", f"legalhold W-{number} claim of March")
    assert "has to be kept as it is" in said(bot.presses("jo", "win.retract", str(number)))
    bot.end()


def test_every_run_is_noted_and_what_it_deleted(bot: Bot) -> None:
    ended(bot)
    nights(bot, 366)
    with bot.database() as db:
        found = audit.latest(db, 5, act="retention")
        assert audit_verification.verify(db).faults == []
    assert [row.outcome for row in found if "concerns" in row.outcome] == ["concerns 1"]
    assert all(row.actor is None for row in found)


def test_the_audit_log_lets_go_after_six_years_and_stays_whole(bot: Bot) -> None:
    bot.says("sam", "concern keyboard sticky")
    bot.says("elena", "export csv")
    nights(bot, 6 * 365 - 1)
    with bot.database() as db:
        assert audit.latest(db, 5, act="exported")
    bot.wait(days=2)
    with bot.database() as db:
        assert not audit.latest(db, 5, act="exported")
        assert audit_verification.verify(db).faults == []


def test_each_kind_has_a_time_of_its_own(tmp_path: Path) -> None:
    lengths = Retention(
        concerns=timedelta(days=900), polls=timedelta(days=20), wins=timedelta(days=30)
    )
    bot = house(tmp_path / "corridor.db", replace(HARBOR, retention=lengths))
    fill(bot, "")
    closed = rows(bot, "polls", "state = 'closed'")
    assert closed > 0
    assert rows(bot, "wins") > 0
    nights(bot, 25)
    assert rows(bot, "polls", "state = 'closed' AND closed_at < '2026-03-09'") == 0
    assert rows(bot, "wins") > 0
    nights(bot, 10)
    assert rows(bot, "wins") == rows(bot, "win_people") == rows(bot, "win_flags") == 0
    assert rows(bot, "concerns", "expired_at IS NOT NULL") == 0
    bot.end()


def test_in_a_house_full_of_everything_only_what_lasts_is_left(tmp_path: Path) -> None:
    bot = house(tmp_path / "corridor.db")
    fill(bot, "")
    with bot.database.begin() as db:
        db.connection().exec_driver_sql("UPDATE huddles SET state = 'ended'")
        db.connection().exec_driver_sql("DELETE FROM huddle_clocks")
        db.connection().exec_driver_sql("UPDATE huddle_words SET state = 'done'")
    bot.now += timedelta(days=7 * 365)
    run_out(bot)
    for table in ("drafts", "roster", "absences", "huddle_words", "huddle_runs", "wins"):
        assert rows(bot, table) == 0, table
    assert rows(bot, "polls", "state = 'closed'") == 0
    assert rows(bot, "poll_tallies") == rows(bot, "polls")
    open_ = "state IN ('new', 'acknowledged', 'in_progress', 'on_hold', 'fixed', 'reopened')"
    assert rows(bot, "concerns", f"NOT ({open_}) AND expired_at IS NULL") == 0
    bot.end()


def run_out(bot: Bot) -> None:
    """Batch after batch, without the clock."""
    more = True
    while more:
        with bot.database.begin() as db:
            more = bool(
                feature.batch(Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now)))
            )


def test_a_dry_run_says_what_a_run_does_and_changes_nothing(tmp_path: Path) -> None:
    bot = house(tmp_path / "corridor.db")
    fill(bot, "")
    bot.now += timedelta(days=500)
    before = bot.everything()
    with bot.database() as db:
        told = {k: n for k, n in feature.due(db, bot.hospital, bot.now).items() if n}
    assert bot.everything() == before
    with bot.database.begin() as db:
        done = feature.batch(Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now)))
    assert done["concerns"] == told["concerns"] > 0
    assert done["wins"] == told["wins"] > 0
    bot.end()


def test_a_long_list_goes_in_batches_that_let_others_write(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature, "AT_ONCE", 2)
    for _ in range(5):
        ended(bot)
    nights(bot, 366)
    with bot.database() as db:
        found = [row.outcome for row in audit.latest(db, 20, act="retention")]
    assert sum("concerns 2" in one for one in found) == 2
    assert sum("concerns 1" in one for one in found) == 1


def test_without_batches_left_over_it_comes_once_a_night(bot: Bot) -> None:
    begin(bot)
    begin(bot)
    assert rows(bot, "timers", "name = 'retention.run'") == 1
    bot.wait(days=3)
    assert rows(bot, "timers", "name = 'retention.run' AND dead = ''") == 1


# Holds


def test_holds_are_an_administrators(bot: Bot) -> None:
    bot.says("ana", "concern label printer prints blank")
    assert "An administrator can do that" in said(bot.says("sam", "legalhold C-101 why not"))
    assert "Give the reason too" in said(bot.says("jo", "legalhold C-101"))
    assert "There is no C-999" in said(bot.says("jo", "legalhold C-999 claim"))
    assert "Say it like this" in said(bot.says("jo", "legalhold everything"))
    assert "is under legal hold" in said(bot.says("jo", "legalhold C-101 claim of March"))
    listed = bot.says("jo", "legalhold")
    assert "C-101: claim of March, by Jo Park" in said(listed)
    (lift,) = buttons(listed)
    assert "An administrator" in said(bot.presses("sam", lift.action.name, *lift.action.args))
    assert "is lifted" in said(bot.presses("jo", lift.action.name, *lift.action.args))
    assert "Nothing is under legal hold" in said(bot.says("jo", "legalhold"))
    shown = said(bot.says("jo", "audit C-101"))
    assert "hold.set C-101" in shown
    assert "hold.lifted C-101" in shown
    assert "claim of March" not in shown


@pytest.mark.parametrize("what", retention.RULES)
def test_every_length_is_a_setting(what: str) -> None:
    assert hasattr(Retention(), what)
