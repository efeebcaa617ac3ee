"""What was not said to us: no answer, and not a trace of it or of who said it."""

import asyncio

from bot.words.cards import Message
from bot.words.events import Account, Command, Event, Joined, Left, Reacted, Said, Tick
from storage.delivery import timers
from tests.engine.test_core import broken
from tests.harness import HOME, TRIAGE, WARDS, Bot, said

WARD = WARDS["5W"]
STRANGER = Account("teams", HOME["teams"], "nora", "Nora Nine")
GUEST = Account("teams", HOME["teams"], "vera", "Vera Vendor", guest=True)


def test_talk_among_people_is_not_ours(bot: Bot) -> None:
    before = bot.everything()
    talk: list[Event] = [
        Said(bot.id(), WARD, STRANGER, "lunch at twelve?", "m1"),
        Said(bot.id(), WARD, STRANGER, "yes", "m2", thread="m1"),
        Said(bot.id(), WARD, STRANGER, "", "m2", thread="m1", change="deleted"),
        Reacted(bot.id(), WARD, STRANGER, "m1", "thumbsup"),
    ]
    assert [bot.send(event) for event in talk] == [None] * len(talk)
    kept = bot.everything()
    assert "Nora" not in kept
    assert "lunch" not in kept
    digests = 2  # of what came in a thread, so that a repeat is known
    assert kept.count("\n") == before.count("\n") + digests


def test_whoever_adds_us_or_takes_us_out_is_not_noted(bot: Bot) -> None:
    bot.send(Joined(bot.id(), WARD, STRANGER))
    bot.send(Left(bot.id(), WARD, STRANGER))
    assert "nora" not in bot.everything().lower()


def test_a_guest_who_writes_under_a_concern_is_told_that_it_stays_there(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARD)
    thread = bot.ref("concern:101", WARD)
    answer = bot.send(Said(bot.id(), WARD, GUEST, "we are on it", "m1", thread))
    assert "for the staff of this hospital" in said(answer)
    assert bot.send(Reacted(bot.id(), WARD, GUEST, thread, "eyes")) is None
    assert "we are on it" not in bot.sees(TRIAGE)


def test_a_long_text_holds_nobody_up(bot: Bot) -> None:
    """It is checked beside the loop: what others say meanwhile is answered first."""
    ends: list[str] = []

    async def tell(name: str, rest: str) -> None:
        event = Command(bot.id(), bot.dm("ana"), bot.account("ana"), "concern", rest)
        assert isinstance(await bot.core(event), Message)
        ends.append(name)

    async def both() -> None:
        long = asyncio.create_task(tell("long", "the printer on 5 West is slow " * 1300))
        await asyncio.gather(long, tell("short", "the printer on the ICU is dead"))

    bot.says("ana", "help")  # the names of all staff are known from here on
    bot.run(bot.core(Tick(bot.now)))
    bot.run(both())
    assert ends == ["short", "long"]


def test_a_timer_that_nothing_answers_is_kept_for_an_administrator(bot: Bot) -> None:
    """As when an older version meets what a newer one asked for."""
    with bot.database.begin() as db:
        timers.put(db, "new:1", bot.now, name="not.known.here", args=[])
    bot.run(bot.core(Tick(bot.now)))
    with bot.database() as db:
        assert [key for key, _ in timers.dead_letters(db)] == ["new:1"]


def test_many_timers_at_once_leave_room_for_people(bot: Bot) -> None:
    core = broken(bot)
    ends: list[str] = []
    with bot.database.begin() as db:
        for n in range(400):
            timers.put(db, f"kept:{n:03}", bot.now, name="fine", args=[])

    async def tick() -> None:
        await core(Tick(bot.now))
        ends.append("tick")

    async def person() -> None:
        await core(Command(bot.id(), bot.dm("ana"), bot.account("ana"), "fine", "hello"))
        ends.append("person")

    async def both() -> None:
        await asyncio.gather(tick(), person())

    bot.run(both())
    assert ends == ["person", "tick"]
