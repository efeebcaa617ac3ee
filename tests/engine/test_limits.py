"""A hand that does not stop is told so, and takes nothing from the others."""

from datetime import datetime, timedelta

import pytest

from bot.core.dispatcher import Core
from bot.core.rate_limits import PERSON, ROOM, URGENT, Limits
from bot.core.router import routes
from bot.features import FEATURES
from bot.privacy import Guard
from bot.words.events import Account, Action, Command, Press, Said
from bot.words.refusal import Refused
from tests.harness import HOME, TRIAGE, WARDS, Bot, said

TABLE = routes(FEATURES)


def limited(bot: Bot, most: int = 100) -> Limits:
    limits = Limits(TABLE, "x5100", lambda: datetime.timestamp(bot.now), most)
    clock, sides = (lambda: bot.now), None
    bot.core = Core(bot.writer, bot.hospital, TABLE, Guard(), clock, sides=sides, limits=limits)
    return limits


def test_too_much_at_once_is_told_and_goes_on_after_a_moment(bot: Bot) -> None:
    limited(bot)
    told = [said(bot.presses("ana", "me.show")) for _ in range(PERSON.burst + 1)]
    assert "That was a lot" not in told[-2]
    assert "so this was not done. Wait 1 seconds" in told[-1]
    assert "x5100" in told[-1]
    assert "That was a lot" not in said(bot.presses("ben", "me.show"))
    bot.now += timedelta(seconds=1)
    assert "That was a lot" not in said(bot.presses("ana", "me.show"))


def test_a_concern_is_never_refused_to_a_hand(bot: Bot) -> None:
    """Not after everything else was too much, nor fifty in one second."""
    limited(bot)
    for _ in range(PERSON.burst + 5):
        bot.presses("ana", "me.show")
    for n in range(50):
        told = said(bot.says("ana", f"concern printer {n} is dead on 5 West", WARDS["5W"]))
        assert "That was a lot" not in told
    assert "Send to IT?" in said(bot.says("ana", "the scanner in room 7 is dead"))
    assert "C-150" in bot.sees(TRIAGE)


def test_even_that_has_a_bound(bot: Bot) -> None:
    limits = limited(bot)
    press = Press("e", bot.dm("ana"), bot.account("ana"), Action("concern.show", ("1",)))
    told = ""
    for _ in range(URGENT.burst + 1):
        try:
            limits.check(press)
        except Refused as refused:
            told = str(refused)
    assert "Wait 1 seconds" in told


def test_what_is_written_in_a_thread_and_is_too_much_is_told_to_its_writer(bot: Bot) -> None:
    limits = limited(bot)
    event = Said("e", WARDS["5W"], bot.account("ana"), "words", "m1", "m0")
    for _ in range(URGENT.burst):
        limits.check(event)
    bot.says("ben", "concern printer dead on 5 West", WARDS["5W"])
    thread = bot.ref("concern:101", WARDS["5W"])
    reply = bot.send(Said(bot.id(), WARDS["5W"], bot.account("ana"), "words", "m2", thread))
    assert "That was a lot" in said(reply)


def test_many_people_together_do_not_flood_a_room(bot: Bot) -> None:
    limits = limited(bot, most=5000)
    for n in range(ROOM.burst):
        limits.check(Command("e", TRIAGE, Account("slack", HOME["slack"], f"u{n}"), "polls"))
    late = Account("slack", HOME["slack"], "late")
    with pytest.raises(Refused):
        limits.check(Command("e", TRIAGE, late, "polls"))
    limits.check(Command("e", TRIAGE, late, "concern", "printer dead"))
    limits.check(Command("e", WARDS["5W"], late, "polls"))


def test_who_wrote_when_is_not_to_be_found_and_the_memory_has_an_end(bot: Bot) -> None:
    limits = limited(bot, most=10)
    for n in range(50):
        who = Account("slack", HOME["slack"], f"secret{n}", "Secret")
        limits.check(Press("e", TRIAGE, who, Action("me.show")))
    assert len(limits._buckets) == 10
    assert "secret" not in repr(limits._buckets)
