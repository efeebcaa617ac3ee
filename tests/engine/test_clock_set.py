"""A false time that was believed, and is over: nothing waits for the future that was not."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from adapters.memory.adapter import MemoryAdapter
from adapters.slack.adapter import SlackAdapter
from adapters.teams.adapter import PACE as TEAMS_PACE
from bot.core.work import Work
from bot.features import retention
from bot.features.digest import weekly
from bot.words.cards import Message, dump
from bot.words.delivery import Pace, Result, TryLater
from bot.words.events import Tick
from storage.delivery import claims, outbox, timers
from storage.delivery.jobs.destinations import DESTINATIONS, LONGEST_GAP
from storage.delivery.outbox import Address
from storage.delivery.shown import SHOWN
from tests.features.joint import GOLIVE, harbor
from tests.harness import TRIAGE, WARDS, Bot

WEST = WARDS["5W"]
PLACE = Address(TRIAGE.platform, TRIAGE.workspace, TRIAGE.id, TRIAGE.dm)
HOUR, DECADE = timedelta(hours=1), timedelta(days=3650)
FALSE = pytest.mark.parametrize("ahead", [HOUR, DECADE], ids=str)
DUE = "SELECT count(*) FROM shown WHERE sent_version < version AND dead = ''"


def tick(bot: Bot) -> None:
    bot.run(bot.core(Tick(bot.now)))
    bot.deliver()


def waiting(bot: Bot) -> int:
    with bot.database() as db:
        return int(db.execute(text(DUE)).scalar_one())


def begin(bot: Bot) -> None:
    with bot.database.begin() as db:
        retention.begin(Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now)))


@FALSE
def test_no_channel_is_silent_after_it(bot: Bot, ahead: timedelta) -> None:
    """It had a slot, failed, or was wanted something of, while the clock was ahead."""
    bot.chats["slack"] = MemoryAdapter(Pace(channel=1.0, workspace=0.2))
    bot.restart()
    tick(bot)
    bot.now += ahead
    tick(bot)
    bot.says("ana", "concern label printer prints blank", WEST)
    bot.chats["slack"].down = True
    bot.says("ben", "concern scanner loses its battery", WEST)
    bot.chats["slack"].down = False
    bot.now -= ahead
    tick(bot)
    for _ in range(60):
        bot.wait(seconds=1)
    shown = bot.sees(TRIAGE)
    assert "prints blank" in shown
    assert "loses its battery" in shown
    assert waiting(bot) == 0


@FALSE
def test_a_process_that_starts_after_it_is_not_held_back_either(bot: Bot, ahead: timedelta) -> None:
    bot.now += ahead
    bot.chats["slack"].down = True
    bot.says("ana", "concern label printer prints blank", WEST)
    bot.chats["slack"].down = False
    bot.restart()
    bot.now -= ahead
    tick(bot)
    bot.wait(minutes=6)
    assert "prints blank" in bot.sees(TRIAGE)


@FALSE
def test_a_process_that_started_in_it_is_heard_by_those_that_did_not(
    bot: Bot, ahead: timedelta
) -> None:
    """No process but that one has seen its clock be set, so none that ticks heals anything."""
    tick(bot)
    with bot.database.begin() as db:
        batch = outbox.batch_of(db, then := bot.now + ahead)
        for key, due in (("at once", None), ("much later", then + HOUR)):
            batch.show(key, PLACE, dump(Message(key)), due=due)
        batch.flush(db, then)
    tick(bot)
    assert [post.key for post in bot.posts(TRIAGE)] == ["at once"]


def test_leases_and_slots_beyond_their_length_count_for_nothing(bot: Bot) -> None:
    """Before any healing: as another process finds them that has not ticked since."""
    bot.chats["slack"].down = True
    bot.says("ana", "concern label printer prints blank", WEST)
    bot.chats["slack"].down = False
    later = bot.now + DECADE
    with bot.database.begin() as db:
        db.execute(update(SHOWN).values(lease_until=later, leased_to="f" * 32))
        held = {"not_before": later, "urgent_not_before": later, "slot_at": later}
        db.execute(update(DESTINATIONS).values(held))
        if bot.url:
            ends = "heartbeat = now() + interval '10 years', execute_after = heartbeat"
            db.execute(text(f"UPDATE pgqueuer SET {ends}"))
            db.execute(text("UPDATE pgqueuer SET status = 'picked' WHERE status = 'queued'"))
    bot.deliver()  # on PostgreSQL the lease begins anew here, and ends
    bot.wait(seconds=5)
    assert "prints blank" in bot.sees(TRIAGE)


def test_a_slot_that_is_too_far_ahead_is_taken_anew(bot: Bot) -> None:
    bot.chats["slack"] = MemoryAdapter(Pace(channel=1.0, workspace=0.2))
    bot.restart()
    bot.says("ana", "concern label printer prints blank", WEST)
    with bot.database.begin() as db:
        db.execute(update(DESTINATIONS).values(slot_at=bot.now + DECADE))
    bot.says("ana", "concern scanner loses its battery", WEST)
    for _ in range(10):
        bot.wait(seconds=1)
    assert "loses its battery" in bot.sees(TRIAGE)
    with bot.database() as db:
        last = db.scalar(select(func.max(DESTINATIONS.c.slot_at)))
    assert last is not None
    assert last <= bot.now + LONGEST_GAP


def test_no_pace_has_a_longer_gap_than_slots_are_believed() -> None:
    slack = SlackAdapter.__new__(SlackAdapter).pace
    for pace in (slack, TEAMS_PACE):
        assert timedelta(seconds=max(pace.channel, pace.workspace)) <= LONGEST_GAP


def test_an_edit_that_steps_aside_comes_back_after_it(bot: Bot) -> None:
    bot.says("ana", "concern label printer prints blank", WEST)
    bot.now += DECADE

    async def later(*_: Any) -> Result:
        return TryLater(30.0, aside=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.chats["slack"], "edit", later)
        bot.says("sam", "take C-101")
    assert waiting(bot) >= 1
    bot.restart()
    bot.now -= DECADE
    tick(bot)
    bot.wait(minutes=2)
    assert waiting(bot) == 0


def test_what_comes_again_waits_for_its_next_moment_and_no_other(tmp_path: Any) -> None:
    """The nightly deletion, the weekly digest, and huddles."""
    bot = harbor(tmp_path)
    begin(bot)
    bot.says("jo", 'huddle "Mornings" daily 08:15 in #it-golive')
    bot.presses("jo", "huddle.start", "101")
    bot.says("ana", "concern label printer prints blank", WEST)
    tick(bot)
    bot.now += DECADE
    tick(bot)
    bot.now -= DECADE
    tick(bot)
    before = len(bot.posts(GOLIVE))
    bot.wait(days=1)
    assert len(bot.posts(GOLIVE)) > before
    with bot.database() as db:
        work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
        for key in (retention.KEY, weekly.KEY):
            assert not timers.waits_after(db, key, weekly.next_digest(bot.now, work))
    bot.end()


def test_nothing_is_deleted_for_good_until_the_clock_has_settled(bot: Bot) -> None:
    bot.says("ana", "concern label printer prints blank")
    bot.says("sam", "answer C-101 we look into it")
    bot.says("sam", "fixed C-101 replaced the roll and the tray guide")
    bot.says("ana", "confirm C-101")
    begin(bot)
    bot.settled = False
    bot.now += DECADE
    tick(bot)
    texts = "SELECT count(*) FROM concerns WHERE text LIKE '%prints blank%'"
    keys = "SELECT count(*) FROM inbox"
    with bot.database() as db:
        assert db.execute(text(texts)).scalar() == 1
        assert db.execute(text(keys)).scalar()
    bot.settled = True
    tick(bot)
    with bot.database() as db:
        assert db.execute(text(texts)).scalar() == 0


def test_nothing_is_given_up_by_its_age_until_the_clock_has_settled(bot: Bot) -> None:
    bot.chats["slack"].down = True
    bot.says("ana", "concern label printer prints blank", WEST)
    bot.settled = False
    bot.now += DECADE
    bot.wait(minutes=3)
    with bot.database() as db:
        assert outbox.dead_letters(db) == []
    bot.chats["slack"].down = False
    bot.wait(minutes=3)
    assert "prints blank" in bot.sees(TRIAGE)


def test_a_lease_of_another_process_is_kept_to_though_clocks_differ_a_little(bot: Bot) -> None:
    bot.chats["slack"].down = True
    bot.says("ana", "concern label printer prints blank", WEST)
    bot.chats["slack"].down = False
    ends = bot.now + claims.LEASE + claims.AGREED
    with bot.database.begin() as db:
        db.execute(update(SHOWN).values(lease_until=ends, leased_to="f" * 32))
        db.execute(update(DESTINATIONS).values(not_before=bot.now, urgent_not_before=None))
    bot.deliver()
    assert bot.sees(TRIAGE) == ""
