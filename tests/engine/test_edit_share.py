"""Urgent cards have their own share of a workspace's edits: ordinary ones never delay one (R44)."""

import copy
from datetime import timedelta

import pytest

from adapters.memory.adapter import MemoryAdapter
from adapters.slack.rate_limits import EDITS as SLACK
from adapters.teams.rate_limits import EDITS as TEAMS
from bot.core.work import Work
from bot.words.cards import Message
from bot.words.delivery import Pace
from bot.words.events import Channel
from storage import HospitalSession
from storage.delivery import outbox
from tests.harness import TRIAGE, WARDS, Bot

CARDS = 80
STEP = 10  # seconds


@pytest.fixture(autouse=True)
def cards(bot: Bot) -> None:
    """As many cards as there are, in IT's room and on a ward."""
    for platform, edits in (("slack", SLACK), ("teams", TEAMS)):
        bot.chats[platform] = MemoryAdapter(Pace(edits=edits))
    for room in (TRIAGE, WARDS["5W"], WARDS["ICU"]):
        show(bot, room, range(CARDS), "new")
    bot.deliver()


def show(bot: Bot, room: Channel, cards: range, title: str, *, urgent: bool = False) -> None:
    def job(db: HospitalSession) -> None:
        work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
        for n in cards:
            work.show(f"card:{room.id}:{n}", Message(f"{title} {n}"), room, urgent=urgent)

    bot.run(bot.writer.run(job))


def edits(bot: Bot, platform: str = "slack") -> int:
    return bot.chats[platform].calls.count("edit")


def shown(bot: Bot, room: Channel, title: str) -> int:
    return sum(post.message.title.startswith(title) for post in bot.posts(room))


def test_ordinary_edits_leave_the_urgent_share_and_an_urgent_one_goes_at_once(bot: Bot) -> None:
    show(bot, TRIAGE, range(1, CARDS), "vote")
    bot.deliver()
    assert edits(bot) == SLACK.ordinary
    show(bot, TRIAGE, range(1), "urgent", urgent=True)
    bot.deliver()
    assert shown(bot, TRIAGE, "urgent") == 1
    assert edits(bot) == SLACK.ordinary + 1


def test_an_edit_that_waited_goes_at_once_when_it_becomes_urgent(bot: Bot) -> None:
    show(bot, TRIAGE, range(CARDS), "vote")
    bot.deliver()
    last = range(CARDS - 1, CARDS)
    assert shown(bot, TRIAGE, "vote") == SLACK.ordinary
    show(bot, TRIAGE, last, "urgent", urgent=True)
    bot.deliver()
    assert shown(bot, TRIAGE, "urgent") == 1


def test_urgent_ones_alone_may_use_everything_and_no_more(bot: Bot) -> None:
    show(bot, TRIAGE, range(CARDS), "urgent", urgent=True)
    bot.deliver()
    assert edits(bot) == SLACK.most
    bot.wait(seconds=SLACK.seconds + 1)
    assert shown(bot, TRIAGE, "urgent") == CARDS


def test_in_no_minute_are_there_more_than_the_platform_takes(bot: Bot) -> None:
    made = []
    for step in range(14):
        before = edits(bot)
        show(bot, TRIAGE, range(45), f"vote {step}")
        show(bot, TRIAGE, range(45, 60), f"urgent {step}", urgent=True)
        bot.wait(seconds=STEP)
        made.append(edits(bot) - before)
    width = int(SLACK.seconds) // STEP
    assert max(sum(made[at : at + width]) for at in range(len(made))) <= SLACK.most
    assert sum(made) > SLACK.most


def test_new_messages_need_not_wait_for_edits(bot: Bot) -> None:
    show(bot, TRIAGE, range(CARDS), "vote")
    bot.deliver()
    show(bot, TRIAGE, range(CARDS, CARDS + 1), "new")
    bot.deliver()
    assert shown(bot, TRIAGE, f"new {CARDS}") == 1


def test_all_processes_have_one_share_together(bot: Bot) -> None:
    show(bot, TRIAGE, range(30), "vote")
    bot.deliver()
    assert edits(bot) == 30
    other = copy.copy(bot)
    other._open()
    show(bot, TRIAGE, range(30, 60), "vote")
    other.deliver()
    assert edits(bot) == SLACK.ordinary
    show(bot, TRIAGE, range(60, CARDS), "urgent", urgent=True)
    other.deliver()
    assert edits(bot) == SLACK.most
    other.close()


def test_what_waits_comes_in_the_end(bot: Bot) -> None:
    show(bot, TRIAGE, range(CARDS), "vote")
    bot.wait(minutes=3)
    assert shown(bot, TRIAGE, "vote") == CARDS
    assert edits(bot) == CARDS


def test_on_teams_each_conversation_has_a_share_of_its_own(bot: Bot) -> None:
    for room in (WARDS["5W"], WARDS["ICU"]):
        show(bot, room, range(1, CARDS), "vote")
    bot.deliver()
    assert shown(bot, WARDS["5W"], "vote") == shown(bot, WARDS["ICU"], "vote") == TEAMS.ordinary
    show(bot, WARDS["5W"], range(1), "urgent", urgent=True)
    bot.deliver()
    assert shown(bot, WARDS["5W"], "urgent") == 1


def test_a_clock_that_was_set_back_keeps_no_turn_for_ever(bot: Bot) -> None:
    bot.now += timedelta(days=900)
    show(bot, TRIAGE, range(CARDS), "vote")
    bot.deliver()
    bot.now -= timedelta(days=900)
    before = edits(bot)
    show(bot, TRIAGE, range(CARDS), "later")
    bot.deliver()
    assert edits(bot) - before == SLACK.ordinary
