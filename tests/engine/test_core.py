"""The one door: repeats, refusals, mistakes of ours, and a database that says no."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import exc

from bot.core.dispatcher import Core
from bot.core.router import Feature, routes
from bot.core.work import Work
from bot.privacy import Checked, Guard, GuardFailed
from bot.run.clock import Clock
from bot.words.events import Account, Command, Due, Event, Press, Tick
from bot.words.events import Action as Act
from storage import HospitalSession, Unavailable
from storage.delivery import timers
from storage.nouns import people
from tests.harness import HOME, TRIAGE, WARDS, Bot, said

ROOT = Path(__file__).parents[2]


def test_the_same_event_twice_does_one_thing(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West")
    assert bot.replay() is None
    assert "C-102" not in bot.sees("slack")


def test_sixty_people_pressing_at_once_end_in_the_right_count_and_few_edits(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    before = len(bot.chats["teams"].calls)
    room = WARDS["5W"]

    async def all_at_once() -> None:
        presses = [
            Press(
                f"p{n}",
                room,
                Account("teams", HOME["teams"], f"nurse{n}"),
                Act("concern.metoo", ("101",)),
            )
            for n in range(60)
        ]
        await asyncio.gather(*map(bot.core, presses))

    bot.run(all_at_once())
    bot.deliver()
    assert "61 reporters" in bot.card("concern:101", room)
    edits = bot.chats["teams"].calls[before:]
    assert edits.count("edit") <= 3
    assert "post" not in edits


def test_a_double_press_changes_nothing_twice(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West")
    for _ in range(2):
        bot.presses("sam", "concern.take", "101")
    assert said(bot.presses("kim", "concern.history", "101")).count("With Sam Ortiz") == 1


def broken(bot: Bot) -> Core:
    feature = Feature("broken")

    @feature.command("boom")
    def boom(event: Command, work: Work) -> None:
        work.later("left:behind", bot.now, "never")
        raise ZeroDivisionError("Jane Sample 12345678")

    @feature.command("fine")
    def fine(event: Command, work: Work) -> None:
        work.later(f"kept:{event.rest}", bot.now, "fine")

    @feature.due("fine")
    def due(event: Due, work: Work) -> None:
        if event.key == "kept:poison":
            raise ZeroDivisionError("Jane Sample 12345678")
        work.later(f"done:{event.key}", bot.now.replace(year=2030), "fine")

    return Core(bot.writer, bot.hospital, routes([feature]), Guard(), lambda: bot.now)


def keys(bot: Bot) -> list[str]:
    with bot.database() as db:
        far = bot.now.replace(year=2031)
        return sorted(t.key for t in timers.due(db, far))


def command(bot: Bot, verb: str, rest: str = "") -> Command:
    return Command(bot.id(), bot.dm("ana"), bot.account("ana"), verb, rest)


def test_a_mistake_of_ours_undoes_only_its_own_event(
    bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    core = broken(bot)

    async def together() -> list[object]:
        events = [command(bot, "fine", "a"), command(bot, "boom"), command(bot, "fine", "b")]
        return list(await asyncio.gather(*map(core, events)))

    first, sorry, last = bot.run(together())
    assert (first, last) == (None, None)
    assert "Nothing was changed or sent" in said(sorry)
    assert keys(bot) == ["kept:a", "kept:b"]


def test_a_poison_timer_neither_blocks_nor_loses_the_others(bot: Bot) -> None:
    core = broken(bot)
    for name in ("a", "poison", "b"):
        bot.run(core(command(bot, "fine", name)))
    for _ in range(12):
        bot.run(core(Tick(bot.now)))
        bot.now += timedelta(hours=2)
    assert "done:kept:a" in keys(bot)
    assert "done:kept:b" in keys(bot)
    with bot.database() as db:
        assert [key for key, _ in timers.dead_letters(db)] == ["kept:poison"]


@pytest.mark.parametrize("bot", ["sqlite"], indirect=True)
def test_a_database_that_cannot_be_written_acknowledges_nothing_and_recovers(bot: Bot) -> None:
    bot.database.kw["bind"].dispose()
    held = sqlite3.connect(bot.path, isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")
    with bot.database.kw["bind"].connect() as connection:
        connection.rollback()
    bot.database.kw["bind"].dispose()
    bot.patience(0.05)
    with pytest.raises(Unavailable):
        bot.says("ana", "concern printer dead")
    assert not bot.writer.healthy
    held.rollback()
    held.close()
    assert "C-101" in said(bot.says("ana", "concern printer dead"))
    assert bot.writer.healthy


class Failing(Guard):
    def check(self, text: str, roster: object = ()) -> Checked:
        raise GuardFailed("Boom")


def test_a_database_that_has_been_away_for_minutes_acknowledges_nothing_either(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names that the guard knows are a minute old by then, and are read anew."""

    def gone(_: HospitalSession) -> frozenset[str]:
        raise exc.OperationalError("SELECT 1", {}, Exception("the connection was closed"))

    bot.says("ana", "concern label printer prints blank", WARDS["5W"])
    bot.now += timedelta(minutes=2)
    monkeypatch.setattr(people, "roster", gone)
    with pytest.raises(Unavailable):
        bot.says("ana", "concern scanner loses its battery", WARDS["5W"])


def test_a_guard_that_fails_lets_nothing_through(bot: Bot) -> None:
    bot.core._guard = Failing()
    assert "could not be checked" in said(bot.says("ana", "concern printer dead"))
    assert bot.posts("slack") == []


def test_a_guest_is_told_who_can_help_and_nothing_is_kept(bot: Bot) -> None:
    guest = Account("teams", HOME["teams"], "vendor", "Vera Vendor", guest=True)
    event = Command(bot.id(), WARDS["5W"], guest, "concern", "printer dead")
    assert "for the staff of this hospital" in said(bot.send(event))
    assert "Vera" not in bot.everything()


def test_whoever_writes_first_in_triage_is_on_the_it_side(bot: Bot) -> None:
    bot.says("ana", "concern printer dead")
    bot.says("newbie", "Looking at it now", TRIAGE, under="concern:101:it")
    assert "Newbie · IT, at once" in bot.card("concern:101:it", TRIAGE)


CRASH = """
import sys
from datetime import timedelta
from pathlib import Path
from tests.harness import Bot, WARDS
import asyncio, os, signal
bot = Bot(Path(sys.argv[1]))
async def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
bot.relay.drain = die
bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
"""


def test_killed_between_commit_and_delivery_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "corridor.db"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    died = subprocess.run(
        [sys.executable, "-c", CRASH, str(path)], env=env, cwd=ROOT, timeout=300, check=False
    )
    assert died.returncode == -signal.SIGKILL
    bot = Bot(path)
    try:
        bot.deliver()
        assert "C-101" in bot.sees(WARDS["5W"])
        assert "C-101" in bot.sees(TRIAGE)
        assert len(bot.posts(TRIAGE)) == 1
    finally:
        bot.end()


def test_a_sentence_is_checked_from_its_first_word_on(bot: Bot) -> None:
    for words in ("48213377 is the MRN, printer dead", "John Smith cannot be scanned in 5W"):
        reply = said(bot.says("ana", words))
        assert "Send to IT?" in reply
        assert "48213377" not in reply
        assert "Smith" not in reply


def test_two_rooms_may_number_their_events_alike(bot: Bot) -> None:
    ana = bot.account("ana")
    for unit in ("5W", "ICU"):
        bot.send(Command("1", WARDS[unit], ana, "concern", f"printer dead on {unit}"))
    assert "C-102" in bot.sees(TRIAGE)


def test_someone_who_left_is_told_who_can_help(bot: Bot) -> None:
    with bot.database.begin() as db:
        person = people.of_account(db, bot.account("ben"))
        assert person is not None
        person.gone = True
    assert "for the staff of this hospital" in said(bot.says("ben", "concern printer dead"))
    assert bot.posts(TRIAGE) == []


def test_a_text_too_long_is_refused_whole(bot: Bot) -> None:
    assert "I can take 40,000" in said(bot.says("ana", "concern " + "long " * 8001))
    assert bot.posts(TRIAGE) == []


def test_control_characters_are_not_kept(bot: Bot) -> None:
    bot.says("ana", "concern printer\x00 dead\x1b[31m\non 5 West")
    assert "printer dead[31m\non 5 West" in bot.sees(TRIAGE)


async def test_the_clock_ticks_and_outlives_a_database_out_of_reach() -> None:
    ticks: list[Event] = []
    both = asyncio.Event()

    async def core(event: Event) -> None:
        ticks.append(event)
        if len(ticks) == 2:
            both.set()
        raise Unavailable("out of reach")

    clock = Clock(core)
    clock.start()
    await asyncio.wait_for(both.wait(), 60)
    clock.stop()
    assert all(isinstance(tick, Tick) for tick in ticks)
