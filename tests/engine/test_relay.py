"""What handlers want shown gets shown: once, in order, again after failures."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.core.work import Work
from bot.run.relay import Relay
from bot.words.cards import Message
from bot.words.delivery import Result, Sent, TryLater
from bot.words.events import Channel, Event, Stuck
from bot.words.plain_text import plain
from bot.words.platforms import PLATFORMS
from storage import HospitalSession, Writer
from storage.delivery import claims, outbox
from storage.delivery.shown import NO_PARENT
from storage.engine.session import open_hospital
from tests.harness import TRIAGE, WARDS, Bot

FREE: dict[str, int] = dict.fromkeys(PLATFORMS, claims.MOST)

ROOM, OTHER = WARDS["5W"], WARDS["ICU"]


def show(bot: Bot, key: str, title: str, *rooms: Channel, **more: object) -> None:
    def job(db: HospitalSession) -> None:
        work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
        work.show(key, Message(title), *rooms, **more)  # type: ignore[arg-type]

    bot.run(bot.writer.run(job))


def titles(bot: Bot, room: Channel) -> list[str]:
    return [plain(post.message) for post in bot.posts(room)]


def test_the_same_key_is_posted_once_and_then_edited(bot: Bot) -> None:
    for title in ("one", "one", "two"):
        show(bot, "win:1", title, ROOM)
        bot.deliver()
    assert bot.chats["teams"].calls == ["post", "edit"]
    assert titles(bot, ROOM) == ["two"]


def test_a_thousand_changes_in_one_transaction_are_one_post(bot: Bot) -> None:
    def job(db: HospitalSession) -> None:
        work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
        for n in range(1000):
            work.show("poll:1", Message(f"{n} votes"), ROOM)

    bot.run(bot.writer.run(job))
    bot.deliver()
    assert bot.chats["teams"].calls == ["post"]
    assert titles(bot, ROOM) == ["999 votes"]


def test_an_outage_heals_in_one_edit(bot: Bot) -> None:
    show(bot, "poll:1", "0 votes", ROOM)
    bot.deliver()
    bot.chats["teams"].down = True
    for n in range(1, 301):
        show(bot, "poll:1", f"{n} votes", ROOM)
        bot.deliver()
    bot.chats["teams"].down = False
    bot.wait(minutes=3)
    assert bot.chats["teams"].calls == ["post", "edit"]
    assert titles(bot, ROOM) == ["300 votes"]


def test_a_later_message_never_overtakes_one_that_failed(bot: Bot) -> None:
    bot.chats["teams"].down = True
    show(bot, "a", "first", ROOM)
    bot.deliver()
    bot.chats["teams"].down = False
    show(bot, "b", "second", ROOM)
    bot.deliver()
    assert titles(bot, ROOM) == []
    bot.wait(seconds=5)
    assert titles(bot, ROOM) == ["first", "second"]


def test_a_busy_room_does_not_hold_another_up(bot: Bot) -> None:
    bot.chats["slack"].down = True
    show(bot, "a", "triage", TRIAGE)
    show(bot, "b", "ward", ROOM)
    bot.deliver()
    assert titles(bot, ROOM) == ["ward"]


def test_urgent_messages_overtake(bot: Bot) -> None:
    show(bot, "digest", "digest", ROOM)
    show(bot, "page", "P1", ROOM, urgent=True)
    bot.deliver()
    assert titles(bot, ROOM) == ["P1", "digest"]


def test_a_reply_waits_for_the_message_it_belongs_under(bot: Bot) -> None:
    show(bot, "concern:1:answer:1", "reply", ROOM, parent="concern:1")
    bot.deliver()
    assert titles(bot, ROOM) == []
    show(bot, "concern:1", "card", ROOM)
    bot.deliver()
    card, reply = bot.posts(ROOM)
    assert (plain(card.message), plain(reply.message)) == ("card", "reply")
    assert reply.thread == bot.ref("concern:1", ROOM)


def test_what_is_due_later_holds_nothing_up(bot: Bot) -> None:
    show(bot, "later", "later", ROOM, due=bot.now + timedelta(hours=8))
    show(bot, "now", "now", ROOM)
    bot.deliver()
    assert titles(bot, ROOM) == ["now"]
    bot.wait(hours=8)
    assert titles(bot, ROOM) == ["now", "later"]


def test_a_closed_channel_is_a_dead_letter_that_an_admin_sees_and_retries(bot: Bot) -> None:
    bot.chats["teams"].closed.add(OTHER)
    show(bot, "concern:9", "card", OTHER)
    show(bot, "concern:9:answer:1", "reply", OTHER, parent="concern:9")
    bot.deliver()
    listed = plain(bot.says("jo", "undelivered"))  # type: ignore[arg-type]
    assert "ICU on Teams: the channel is closed" in listed
    assert "the message it belongs under could not be delivered" in listed
    bot.chats["teams"].closed.clear()
    bot.presses("jo", "undelivered.retry", "concern:9")
    bot.deliver()
    assert titles(bot, OTHER) == ["card", "reply"]


def test_after_a_day_of_failures_a_message_is_given_up(bot: Bot) -> None:
    bot.chats["teams"].down = True
    show(bot, "digest", "digest", ROOM)
    bot.deliver()
    bot.now += timedelta(hours=25)
    bot.deliver()
    with bot.database() as db:
        assert [one.key for one in outbox.dead_letters(db)] == ["digest"]


def test_a_change_while_it_is_being_posted_is_one_more_edit(bot: Bot) -> None:
    show(bot, "poll:1", "one", ROOM)
    post = bot.chats["teams"].post

    async def slow(to: Channel, message: Message, *, thread: str, key: str) -> Result:
        def job(db: HospitalSession) -> None:
            work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
            work.show("poll:1", Message("two"), ROOM)

        await bot.writer.run(job)
        return await post(to, message, thread=thread, key=key)

    bot.chats["teams"].post = slow  # type: ignore[method-assign]
    bot.deliver()
    assert bot.chats["teams"].calls == ["post", "edit"]
    assert titles(bot, ROOM) == ["two"]


def test_after_a_crash_in_mid_delivery_the_message_is_looked_for_first(bot: Bot) -> None:
    """The process died after the platform had the message and before we noted its ref."""
    show(bot, "concern:1", "card", ROOM)
    with bot.database.begin() as db:
        (claimed,) = claims.claim(db, bot.now, (), FREE)
    sent = bot.run(bot.chats["teams"].post(ROOM, Message("card"), thread="", key=claimed.key))
    assert isinstance(sent, Sent)
    bot.restart()
    bot.deliver()
    assert len(bot.posts(ROOM)) == 1
    bot.wait(seconds=31)
    assert len(bot.posts(ROOM)) == 1
    show(bot, "concern:1", "changed", ROOM)
    bot.deliver()
    assert titles(bot, ROOM) == ["changed"]


def test_an_adapter_that_hangs_or_throws_loses_nothing(bot: Bot) -> None:
    post, calls = bot.chats["teams"].post, 0

    async def broken(to: Channel, message: Message, *, thread: str, key: str) -> Result:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ConnectionResetError("half closed")
        return await post(to, message, thread=thread, key=key)

    bot.chats["teams"].post = broken  # type: ignore[method-assign]
    show(bot, "concern:1", "card", ROOM)
    bot.wait(minutes=1)
    assert titles(bot, ROOM) == ["card"]


def test_the_relay_runs_until_it_is_cancelled(bot: Bot) -> None:
    async def lived() -> None:
        task = asyncio.create_task(bot.relay.run())
        await asyncio.sleep(0)
        await bot.writer.run(_want)
        bot.relay.wake()
        for _ in range(6000):  # a minute, against hanging only
            if bot.chats["teams"].calls:
                break
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def _want(db: HospitalSession) -> None:
        work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
        work.show("concern:1", Message("card"), ROOM)

    bot.run(lived())
    assert titles(bot, ROOM) == ["card"]


def test_an_old_card_outlives_a_moment_of_trouble(bot: Bot) -> None:
    """A day of failures ends a message, not a first failure days after it was posted."""
    show(bot, "concern:1", "card", ROOM)
    bot.deliver()
    bot.wait(days=3)
    bot.chats["teams"].down = True
    show(bot, "concern:1", "fixed", ROOM)
    bot.deliver()
    bot.chats["teams"].down = False
    bot.wait(seconds=5)
    assert titles(bot, ROOM) == ["fixed"]


def test_a_reply_that_comes_after_its_card_was_given_up_does_not_wait_for_ever(bot: Bot) -> None:
    bot.chats["teams"].closed.add(OTHER)
    show(bot, "concern:9", "card", OTHER)
    bot.deliver()
    show(bot, "concern:9:answer:1", "reply", OTHER, parent="concern:9")
    bot.deliver()
    with bot.database() as db:
        given_up = {one.key: one.why for one in outbox.dead_letters(db)}
        assert outbox.waiting(db, bot.now).messages == 0
    assert given_up["concern:9:answer:1"] == NO_PARENT


def test_a_long_line_holds_no_other_room_up(bot: Bot) -> None:
    def job(db: HospitalSession) -> None:
        work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
        for n in range(claims.MOST + 200):
            work.show(f"win:{n}", Message("win"), ROOM)
        work.show("concern:1", Message("card"), OTHER)

    bot.run(bot.writer.run(job))
    with bot.database.begin() as db:
        rooms = [one.address.channel for one in claims.claim(db, bot.now, (), FREE)]
    assert rooms == [ROOM.id, OTHER.id]
    with bot.database.begin() as db:
        assert claims.claim(db, bot.now, (), FREE) == []


def test_two_workers_post_everything_once_and_in_order(bot: Bot) -> None:
    rooms = [Channel("teams", "tenant", f"room-{n}") for n in range(5)]
    for n in range(12):
        show(bot, f"win:{n}", f"{n:02}", *rooms)
    second = Writer(open_hospital(bot.url or f"sqlite:///{bot.path}", bot.hospital.id))
    second.start()
    other = Relay(second, bot.chats, lambda: bot.now, bot.core)

    async def both() -> None:
        while sum(await asyncio.gather(bot.relay.drain(), other.drain())):
            continue

    bot.run(both())
    second.stop()
    second.database.kw["bind"].dispose()
    assert bot.chats["teams"].calls == ["post"] * 60
    for room in rooms:
        assert titles(bot, room) == [f"{n:02}" for n in range(12)]


def test_a_platform_that_names_a_time_is_left_alone_until_then(bot: Bot) -> None:
    calls, post = [], bot.chats["teams"].post

    async def busy(to: Channel, message: Message, *, thread: str, key: str) -> Result:
        calls.append(bot.now)
        if len(calls) == 1:
            return TryLater(90)
        return await post(to, message, thread=thread, key=key)

    bot.chats["teams"].post = busy  # type: ignore[method-assign]
    show(bot, "concern:1", "card", ROOM)
    began = bot.now
    for _ in range(100):
        bot.deliver()
        bot.now += timedelta(seconds=1)
    assert [(at - began).seconds for at in calls] == [0, 90]


def stuck(bot: Bot) -> list[Stuck]:
    """What the relay reports from now on."""
    reported: list[Stuck] = []

    async def report(event: Event) -> None:
        assert isinstance(event, Stuck)
        reported.append(event)

    bot.relay = Relay(bot.writer, bot.chats, lambda: bot.now, report)
    return reported


def test_trouble_with_an_urgent_message_is_reported_at_once_and_its_end(bot: Bot) -> None:
    reported = stuck(bot)
    bot.chats["teams"].down = True
    show(bot, "concern:1:page:1", "P1", ROOM, urgent=True)
    show(bot, "digest", "digest", OTHER)
    for _ in range(30):
        bot.deliver()
        bot.now += timedelta(seconds=10)
    assert [(one.key, one.dead) for one in reported] == [("concern:1:page:1", False)]
    bot.now += timedelta(hours=25)
    bot.deliver()
    assert {(one.key, one.dead) for one in reported[1:]} == {
        ("concern:1:page:1", True),
        ("digest", True),
    }


def test_stopping_lets_a_delivery_come_to_its_end(bot: Bot) -> None:
    show(bot, "concern:1", "card", ROOM)
    post, begun = bot.chats["teams"].post, asyncio.Event()

    async def slow(to: Channel, message: Message, *, thread: str, key: str) -> Result:
        begun.set()
        await asyncio.sleep(0.05)
        return await post(to, message, thread=thread, key=key)

    async def stopped() -> None:
        task = asyncio.create_task(bot.relay.run())
        await begun.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    bot.chats["teams"].post = slow  # type: ignore[method-assign]
    bot.run(stopped())
    assert titles(bot, ROOM) == ["card"]
    with bot.database() as db:
        assert outbox.waiting(db, bot.now).messages == 0


def test_slow_answers_and_slow_notes_outlive_many_leases(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "LEASE", timedelta(seconds=1.0))
    post, note = bot.chats["teams"].post, bot.relay._record
    noted_keys: list[str] = []

    async def slow(to: Channel, message: Message, *, thread: str, key: str) -> Result:
        await asyncio.sleep(1.5)
        return await post(to, message, thread=thread, key=key)

    async def noted(*of: Any) -> None:
        await asyncio.sleep(1.5)
        await note(*of)
        noted_keys.append(of[0].key)

    async def lived() -> None:
        task = asyncio.create_task(bot.relay.run())
        for _ in range(1200):  # a minute, against hanging only
            await asyncio.sleep(0.05)
            bot.relay.wake()
            if noted_keys == ["a", "b"]:
                break
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    bot.chats["teams"].post = slow  # type: ignore[method-assign]
    bot.relay._record = noted  # type: ignore[method-assign, assignment]
    for name in "ab":
        show(bot, name, name, ROOM)
    bot.run(lived())
    assert bot.chats["teams"].calls == ["post", "post"]
    assert titles(bot, ROOM) == ["a", "b"]


def test_one_bad_round_does_not_end_all_delivery(bot: Bot) -> None:
    show(bot, "concern:1", "card", ROOM)
    run, rounds = bot.writer.run, 0

    async def wrong_once(job: Callable[[HospitalSession], object]) -> object:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise ZeroDivisionError
        return await run(job)

    async def lived() -> None:
        task = asyncio.create_task(bot.relay.run())
        for _ in range(6000):  # a minute, against hanging only
            if bot.chats["teams"].calls:
                break
            bot.relay.wake()
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    bot.writer.run = wrong_once  # type: ignore[method-assign, assignment]
    bot.run(lived())
    assert titles(bot, ROOM) == ["card"]


def test_stopping_at_the_moment_of_news_stops(bot: Bot) -> None:
    """A worker told to stop just after a delivery went on for ever (Python 3.11's wait_for)."""

    async def stopped() -> bool:
        task = asyncio.create_task(bot.relay.run())
        for _ in range(20):
            await asyncio.sleep(0.01)
        bot.relay._wakened.set()
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=60)
        return bool(done)

    assert bot.run(stopped())
