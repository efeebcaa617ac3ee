"""When platforms misbehave: no channel is shut by one message, no platform by another, and
nothing is said twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.core.work import Work
from bot.run.relay import Relay
from bot.words.cards import Message
from bot.words.delivery import Pace, Result, TryLater
from bot.words.events import Channel, Event, Stuck
from storage import HospitalSession, Unavailable
from storage.delivery import claims, outbox
from tests.engine.test_relay import FREE, OTHER, ROOM, show, titles
from tests.harness import HOME, Bot

Way = Callable[[str], Awaitable[Result | None]]


def posts_by(bot: Bot, way: Way) -> None:
    """Ask `way` with the key before each post to Teams; what it answers stands for the post."""
    post = bot.chats["teams"].post

    async def first(to: Channel, message: Message, *, thread: str, key: str) -> Result:
        return await way(key) or await post(to, message, thread=thread, key=key)

    bot.chats["teams"].post = first  # type: ignore[method-assign]


def minutes(bot: Bot, many: int) -> None:
    for _ in range(many):
        bot.wait(minutes=1)


async def mistake(key: str) -> Result | None:
    if key == "poison":
        raise KeyError("a mistake in an adapter")
    return None


def test_a_message_that_breaks_the_adapter_does_not_shut_its_channel(bot: Bot) -> None:
    posts_by(bot, mistake)
    show(bot, "poison", "poison", ROOM)
    show(bot, "next", "next", ROOM)
    minutes(bot, 5)
    assert titles(bot, ROOM) == []
    minutes(bot, 30)
    assert titles(bot, ROOM) == ["next"]
    with bot.database() as db:
        assert [(one.key, one.why) for one in outbox.dead_letters(db)] == [("poison", "KeyError")]


def test_a_long_outage_is_no_mistake_of_ours(bot: Bot) -> None:
    async def outage(_: str) -> Result | None:
        raise ConnectionResetError if bot.now < ends else KeyError("half an answer")

    ends = bot.now + timedelta(hours=3)
    posts_by(bot, outage)
    show(bot, "a", "a", ROOM)
    minutes(bot, 185)
    with bot.database() as db:
        assert outbox.dead_letters(db) == []


def test_an_urgent_message_passes_one_that_failed(bot: Bot) -> None:
    posts_by(bot, mistake)
    show(bot, "poison", "poison", ROOM)
    minutes(bot, 10)
    show(bot, "page", "P1", ROOM, urgent=True)
    bot.deliver()
    assert titles(bot, ROOM) == ["P1"]


def test_not_even_an_urgent_message_goes_before_the_platform_said(bot: Bot) -> None:
    asked: list[datetime] = []

    async def busy(_: str) -> Result | None:
        asked.append(bot.now)
        return TryLater(90, "too many requests") if len(asked) == 1 else None

    posts_by(bot, busy)
    show(bot, "a", "a", ROOM)
    bot.deliver()
    show(bot, "page", "P1", ROOM, urgent=True)
    minutes(bot, 1)
    assert len(asked) == 1
    minutes(bot, 1)
    assert titles(bot, ROOM) == ["P1", "a"]


def test_a_message_that_arrived_though_its_answer_was_lost_is_not_posted_again(bot: Bot) -> None:
    post = bot.chats["teams"].post

    async def deaf(to: Channel, message: Message, *, thread: str, key: str) -> Result:
        await post(to, message, thread=thread, key=key)
        bot.chats["teams"].post = post  # type: ignore[method-assign]
        return TryLater(why="no answer in time")

    bot.chats["teams"].post = deaf  # type: ignore[method-assign]
    show(bot, "a", "a", ROOM)
    minutes(bot, 2)
    assert titles(bot, ROOM) == ["a"]


def test_a_database_that_is_away_for_a_moment_repeats_nothing(bot: Bot) -> None:
    run, left = bot.writer.run, 1

    async def away(job: Callable[[HospitalSession], object]) -> object:
        nonlocal left
        if bot.chats["teams"].calls and left:
            left -= 1
            raise Unavailable
        return await run(job)

    async def blind(*_: object, **__: object) -> None:
        """A platform that can't look for what it has."""

    bot.chats["teams"].find = blind  # type: ignore[method-assign]
    show(bot, "a", "a", ROOM)
    bot.writer.run = away  # type: ignore[method-assign, assignment]
    bot.deliver()
    minutes(bot, 2)
    assert bot.chats["teams"].calls == ["post"]


def test_a_platform_that_hangs_slows_no_other(bot: Bot) -> None:
    let_go = asyncio.Event()

    async def hangs(*_: object, **__: object) -> Result:
        await let_go.wait()
        return TryLater()

    async def lived() -> list[str]:
        task = asyncio.create_task(bot.relay.run())
        for _ in range(6000):  # a minute, against hanging only
            if titles(bot, ROOM):
                break
            await asyncio.sleep(0.01)
        let_go.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return titles(bot, ROOM)

    bot.chats["slack"].post = hangs  # type: ignore[method-assign]
    for n in range(100):
        show(bot, f"s{n}", "x", Channel("slack", HOME["slack"], f"c{n}"))
    show(bot, "ward", "ward", ROOM)
    assert bot.run(lived()) == ["ward"]


def test_a_channel_is_not_spoken_to_faster_than_its_pace(bot: Bot) -> None:
    bot.chats["teams"]._pace = Pace(channel=0.1)
    for n in range(3):
        show(bot, f"a{n}", "x", ROOM)
    show(bot, "other", "x", OTHER)
    started = bot.loop.time()
    bot.deliver()
    assert bot.loop.time() - started >= 0.2
    assert len(titles(bot, ROOM)) == 3


def test_a_crash_while_trouble_is_noted_loses_no_report(bot: Bot) -> None:
    heard: list[str] = []

    async def report(event: Event) -> None:
        assert isinstance(event, Stuck)
        heard.append(event.id)
        if len(heard) == 1:
            raise ZeroDivisionError

    bot.relay = Relay(bot.writer, bot.chats, lambda: bot.now, report)
    bot.chats["teams"].closed.add(ROOM)
    show(bot, "a", "a", ROOM)
    minutes(bot, 2)
    assert len(heard) == 2
    assert len(set(heard)) == 1


def test_ten_thousand_waiting_messages_leave_in_order_each_channel_in_turn(bot: Bot) -> None:
    rooms = [Channel("teams", HOME["teams"], f"c{n:02}") for n in range(50)]

    def job(db: HospitalSession) -> None:
        work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
        for n in range(10_000):
            work.show(f"k{n}", Message(str(n)), rooms[n % 50])

    def next_keys(db: HospitalSession) -> list[str]:
        return [one.key for one in claims.claim(db, bot.now, (), FREE)]

    bot.run(bot.writer.run(job))
    first, second, third = (bot.run(bot.writer.run(next_keys)) for _ in range(3))
    assert first == [f"k{n}" for n in range(claims.MOST)]
    assert second == [f"k{n}" for n in range(claims.MOST, 50)]
    assert third == []


def test_edits_keep_up_with_a_storm(bot: Bot) -> None:
    """Sixty changes during one delivery are one more edit."""
    show(bot, "poll", "0", ROOM)
    bot.deliver()
    edit, done = bot.chats["teams"].edit, 0

    async def storm(to: Channel, ref: str, message: Message) -> Result:
        nonlocal done
        if not done:
            for done in range(1, 61):
                await bot.writer.run(lambda db, n=done: want(bot, db, str(n)))  # type: ignore[misc]
        return await edit(to, ref, message)

    bot.chats["teams"].edit = storm  # type: ignore[method-assign]
    show(bot, "poll", "first", ROOM)
    bot.deliver()
    assert bot.chats["teams"].calls == ["post", "edit", "edit"]
    assert titles(bot, ROOM) == ["60"]


def want(bot: Bot, db: HospitalSession, title: str) -> None:
    Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now)).show("poll", Message(title), ROOM)
