"""R18: the ladder does not end, in whatever order things happen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.rules.hospital import PagingService
from bot.settings import PersonSetting, RoomSetting
from bot.words.events import Tick
from storage.nouns import pages
from storage.nouns.pages import Page
from tests.features.test_story_5 import CAST, HOSPITAL, LEADERS, SMS, Pager
from tests.harness import HARBOR, KEYS, ROOMS, TRIAGE, Bot, said, staff

BOTH = staff("Ria Stone", "it", "slack", "teams", roles=["oncall"])
MINUTE = timedelta(minutes=1)


def opened(path: Path, cast: tuple[PersonSetting, ...] = CAST, **changes: object) -> Bot:
    rooms = (*ROOMS, RoomSetting(LEADERS, "leaders", name="Leaders"))
    hospital = replace(HOSPITAL, **changes)  # type: ignore[arg-type]
    bot = Bot(path / "corridor.db", hospital=hospital, cast=cast, rooms=rooms, keys=KEYS)
    bot.chats["pager"] = Pager()
    bot.at("2026-12-02 03:10")
    return bot


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = opened(tmp_path)
    yield bot
    bot.end()


def raised(bot: Bot, care: str = "stopped", words: str = "all bed screens blank in ICU") -> None:
    bot.submits(
        *("mia", "concern.raise", bot.id()),
        text=words,
        kind="down_slow",
        care=care,
        reach="unit",
        harm="could" if care == "stopped" else "no",
    )


def rows(bot: Bot, number: int = 101) -> list[Page]:
    with bot.database() as db:
        found = pages.of(db, number)
        db.expunge_all()
    return found


def moments(bot: Bot, who: str, number: int = 101) -> list[str]:
    """When somebody was paged, on the hospital's clock, once for each moment."""
    names = {person.name.split()[-1]: n for n, person in enumerate(bot.cast, 1)}
    at = {page.wanted_at for page in rows(bot, number) if page.person_id == names[who]}
    return [f"{moment.astimezone(HARBOR.zone):%H:%M}" for moment in sorted(at)]


def passes(bot: Bot, minutes: int) -> None:
    for _ in range(minutes):
        bot.wait(minutes=1)


def test_a_p2_climbs_and_repeats_at_its_own_pace(bot: Bot) -> None:
    raised(bot, care="slowed", words="label printer is slow in ICU")
    bot.at("2026-12-02 04:10")
    assert moments(bot, "Ortiz") == ["03:10", "03:25", "03:40", "03:55", "04:10"]
    assert moments(bot, "Lee") == ["03:30", "03:45", "04:00"]
    assert moments(bot, "Quinn") == ["03:50", "04:05"]
    assert moments(bot, "Marsh") == ["04:10"]
    assert bot.sees("mia").count("Nobody has answered for") == 2


def test_a_rung_with_nobody_goes_to_the_next_at_once(tmp_path: Path) -> None:
    bot = opened(tmp_path, tuple(p for p in CAST if not {"oncall", "admin_oncall"} & p.roles))
    raised(bot)
    assert moments(bot, "Lee") == ["03:10"]
    bot.at("2026-12-02 03:29")
    assert moments(bot, "Marsh") == []
    bot.at("2026-12-02 03:30")
    assert moments(bot, "Marsh") == ["03:30"]
    bot.end()


def test_nobody_anywhere_is_told_to_those_who_wait(tmp_path: Path) -> None:
    bot = opened(tmp_path, tuple(p for p in CAST if not p.roles))
    raised(bot)
    bot.at("2026-12-02 03:25")
    assert rows(bot) == []
    assert "Nobody has answered for 15 min. Phone x5100." in bot.sees("mia")
    assert "nobody has answered for 15 min" in bot.sees(LEADERS)
    bot.end()


def test_a_person_on_every_rung_is_paged_once_a_moment(tmp_path: Path) -> None:
    everything = staff(
        "Sam Ortiz", "it", "slack", roles=["oncall", "backup", "admin_oncall", "leader"]
    )
    bot = opened(tmp_path, (*(p for p in CAST if not p.roles), everything), paging=())
    raised(bot)
    bot.at("2026-12-02 03:40")
    assert len(rows(bot)) == 7
    assert len(moments(bot, "Ortiz")) == 7
    bot.end()


def test_somebody_on_both_platforms_is_paged_on_one_and_on_the_other_where_that_is_down(
    tmp_path: Path,
) -> None:
    bot = opened(tmp_path, (*CAST[:2], BOTH, *CAST[3:]))
    raised(bot)
    passes(bot, 10)
    assert len(rows(bot)) == 4  # Ria three times, Kim once
    first = rows(bot)[0].platform
    bot.chats[first].down = True
    passes(bot, 5)
    mine = [page for page in rows(bot) if page.person_id == 3]
    assert len({page.wanted_at for page in mine}) == 4
    assert [page.platform for page in mine if page.sent_at is not None][-1] != first
    bot.end()


def test_taking_it_waits_a_quarter_of_an_hour_too(bot: Bot) -> None:
    raised(bot)
    bot.at("2026-12-02 03:12")
    bot.presses("kim", "concern.take", "101")
    assert "Kim has it since 03:12 EST" in bot.card("concern:101:it", TRIAGE)
    bot.at("2026-12-02 03:26")
    assert moments(bot, "Ortiz") == ["03:10"]
    bot.at("2026-12-02 03:27")
    assert "Kim has had it for 15 min, no answer yet" in bot.sees(TRIAGE)
    assert moments(bot, "Ortiz") == ["03:10", "03:27"]
    assert moments(bot, "Lee") == ["03:27"]
    bot.at("2026-12-02 03:32")
    assert moments(bot, "Lee") == ["03:27", "03:32"]


def test_who_was_not_paged_and_is_not_of_it_may_not_say_that_they_have_it(bot: Bot) -> None:
    raised(bot)
    assert "IT staff and clinical informatics can do that" in said(
        bot.presses("tom", "concern.have", "101")
    )
    assert "has it" not in bot.card("concern:101:it", TRIAGE)


def test_a_clinician_who_was_paged_may(tmp_path: Path) -> None:
    leader = staff("Dr Elena Marsh", "clinical", "teams", roles=["leader"])
    bot = opened(tmp_path, (*CAST[:2], leader))
    raised(bot)
    assert "You have C-101" in said(bot.presses("elena", "concern.have", "101"))
    assert "Dr Marsh has it since 03:10" in bot.card("concern:101:it", TRIAGE)
    assert "You have C-101 already" in said(bot.presses("elena", "concern.have", "101"))
    bot.end()


def test_reopened_and_unanswered_it_begins_again(bot: Bot) -> None:
    raised(bot)
    bot.says("sam", "Looking at the gateway", TRIAGE, under="concern:101:it")
    bot.submits("sam", "concern.fixed", "101", note="The gateway was restarted, screens are back")
    bot.at("2026-12-02 05:00")
    assert len(moments(bot, "Ortiz")) == 1
    bot.submits("mia", "concern.reopen", "101", reason="Blank again")
    assert moments(bot, "Ortiz")[-1] == "05:00"
    bot.at("2026-12-02 05:15")
    assert moments(bot, "Lee") == ["05:10", "05:15"]
    assert "Nobody has answered for 15 min" in bot.sees("mia")
    bot.says("kim", "On my way up", TRIAGE, under="concern:101:it")
    bot.at("2026-12-02 06:00")
    assert len(moments(bot, "Lee")) == 2


def test_on_hold_for_the_reporter_nobody_is_paged_and_their_words_page_again(bot: Bot) -> None:
    raised(bot)
    bot.at("2026-12-02 03:12")
    bot.says("sam", "hold C-101 reporter until friday")
    bot.at("2026-12-02 04:00")
    assert moments(bot, "Ortiz") == ["03:10"]
    bot.says("mia", "Still blank, all twelve beds", bot.dm("mia"), under="concern:101")
    assert moments(bot, "Ortiz")[-1] == "04:00"


def test_on_hold_for_anything_else_is_as_having_it(bot: Bot) -> None:
    raised(bot)
    bot.says("sam", "hold C-101 vendor until friday")
    bot.at("2026-12-02 03:24")
    assert moments(bot, "Ortiz") == ["03:10"]
    bot.at("2026-12-02 03:25")
    assert moments(bot, "Ortiz") == ["03:10", "03:25"]


def test_lowered_it_pages_nobody_and_the_pages_say_so(bot: Bot) -> None:
    raised(bot)
    bot.says("pat", "priority C-101 P3 because the spare monitors are in place")
    assert "C-101: now P3, so nobody is paged" in bot.sees("sam")
    bot.at("2026-12-02 05:00")
    assert moments(bot, "Ortiz") == ["03:10"]


def test_after_an_hour_without_a_process_what_is_overdue_comes_once(bot: Bot) -> None:
    raised(bot)
    bot.now += timedelta(hours=1)  # nobody ticks
    bot.restart()
    bot.wait(seconds=1)
    assert len(moments(bot, "Ortiz")) == 2
    assert len(moments(bot, "Marsh")) == 1
    assert bot.sees("mia").count("Nobody has answered for") == 1
    assert "Nobody has answered for 60 min" in bot.sees("mia")
    bot.wait(seconds=30)
    assert len(moments(bot, "Ortiz")) == 2


def test_a_clock_that_is_set_back_silences_nobody(bot: Bot) -> None:
    raised(bot)
    passes(bot, 7)
    before = len(rows(bot))
    bot.now -= timedelta(hours=3)
    bot.restart()
    bot.run(bot.core(Tick(bot.now)))
    passes(bot, 5)
    assert len(rows(bot)) > before
    passes(bot, 6)
    assert len([page for page in rows(bot) if page.person_id == 3 and not page.service]) == 4


def test_a_platform_that_is_back_gets_one_page_and_no_burst(bot: Bot) -> None:
    bot.chats["slack"].down = True
    raised(bot)
    passes(bot, 34)
    assert "paged Sam" not in bot.card("concern:101:it", TRIAGE)
    assert not any(page.sent_at for page in rows(bot) if page.platform == "slack")
    bot.chats["slack"].down = False
    passes(bot, 2)
    mine = [p for p in bot.posts("sam") if ":page:" in p.key]
    assert len(mine) == 1


def test_the_history_has_every_page(bot: Bot) -> None:
    raised(bot)
    bot.at("2026-12-02 03:40")
    shown = said(bot.presses("sam", "concern.history", "101"))
    assert "Paged Sam by Slack, 7: 03:10, 03:15, 03:20, 03:25, 03:30, 03:35, 03:40" in shown
    assert "Paged Sam by SMS, 7:" in shown
    assert "Paged Dr Marsh by Teams, 1: 03:40" in shown


def test_a_service_of_a_whole_rung_is_paged_with_it(tmp_path: Path) -> None:
    duty = PagingService("CORRIDOR_PAGE_DUTY", "PagerDuty", rung="backup")
    bot = opened(tmp_path, paging=(duty,))
    raised(bot)
    bot.at("2026-12-02 03:30")
    found = [p for p in bot.chats["pager"].posts.values() if p.channel.id == duty.name]
    assert len(found) == 3
    assert "PagerDuty 03:20" in bot.card("concern:101:it", TRIAGE)
    bot.end()


ACTS = ("nothing", "have", "crash", "chat down", "chat up", "sms down", "sms up", "skip")


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 9)), max_size=8))
def test_while_nobody_has_it_there_is_never_longer_than_the_interval_without_a_page(
    doings: list[tuple[str, int]],
) -> None:
    """In any order of events: a page is queued every five minutes, it goes by whichever way is
    open, and nobody is called paged before it is sent."""
    with TemporaryDirectory() as folder:
        bot = opened(Path(folder), (CAST[0], CAST[2]))
        try:
            raised(bot)
            _live(bot, [*doings, ("nothing", 9)])
        finally:
            bot.end()


def _live(bot: Bot, doings: list[tuple[str, int]]) -> None:
    silent_until = bot.now
    for act, minutes in doings:
        _do(bot, act)
        if act == "have":
            silent_until = bot.now + 15 * MINUTE
        if act == "skip":
            bot.now += minutes * MINUTE  # without a process
        else:
            passes(bot, minutes)
        bot.wait(seconds=1)
        _holds(bot, silent_until)


def _do(bot: Bot, act: str) -> None:
    pager = bot.chats["pager"]
    assert isinstance(pager, Pager)
    match act:
        case "have":
            bot.presses("sam", "concern.have", "101")
        case "crash":
            bot.restart()
        case "chat down" | "chat up":
            bot.chats["slack"].down = act == "chat down"
        case "sms down" | "sms up":
            pager.failing = frozenset({SMS}) if act == "sms down" else frozenset()
        case _:
            pass


def _holds(bot: Bot, silent_until: object) -> None:
    found = rows(bot)
    last = max(page.wanted_at for page in found)
    with bot.database() as db:
        row = pages.ladder(db, 101)
        assert row is not None
        held_at, resumed_at = row.held_at, row.resumed_at
    has = held_at is not None and (resumed_at is None or resumed_at < held_at)
    assert has or bot.now - last < timedelta(minutes=5, seconds=1)
    pager = bot.chats["pager"]
    assert isinstance(pager, Pager)
    if not has and not pager.failing:
        passes(bot, 1)
        assert max(p.sent_at for p in rows(bot) if p.sent_at is not None) >= last - 6 * MINUTE
    delivered = {p.key for chat in bot.chats.values() for p in chat.posts.values()}
    assert all(page.key in delivered for page in rows(bot) if page.sent_at is not None)
    moments = [(page.service, page.wanted_at) for page in rows(bot)]
    assert len(moments) == len(set(moments))


def test_a_timer_that_an_earlier_version_gave_up_comes_again(bot: Bot) -> None:
    raised(bot)
    with bot.database.begin() as db:
        db.execute(text("UPDATE timers SET dead = 'unknown' WHERE key = 'concern:101:ladder'"))
    bot.run(bot.core(Tick(bot.now)))
    bot.at("2026-12-02 03:15")
    assert moments(bot, "Ortiz") == ["03:10", "03:15"]


def test_two_who_are_called_alike_have_their_whole_names(tmp_path: Path) -> None:
    bot = opened(tmp_path, (*CAST[:3], staff("Sam Ellis", "it", "teams", roles=["oncall"])))
    raised(bot)
    bot.wait(seconds=1)
    assert "paged Sam Ortiz 03:10 (Slack)" in bot.card("concern:101:it", TRIAGE)
    assert "Sam Ellis 03:10 (Teams)" in bot.card("concern:101:it", TRIAGE)
    bot.end()


def test_pages_that_are_settled_give_way_to_one_of_another_concern(bot: Bot) -> None:
    raised(bot)
    bot.at("2026-12-02 03:40")
    bot.chats["slack"].down = True
    bot.says("pat", "answer C-101 Looking at it from home")
    raised(bot, words="ventilator screens blank in ICU")
    bot.chats["slack"].down = False
    bot.wait(minutes=2)
    mine = [post for post in bot.posts("sam") if ":page:" in post.key]
    assert mine[-1].key.startswith("concern:102:page:")
    with bot.database() as db:
        urgent = db.scalars(text("SELECT key FROM shown WHERE urgent AND key LIKE '%:101:page:%'"))
        assert list(urgent) == []


def test_whoever_raised_it_off_shift_is_told_all_the_same(bot: Bot) -> None:
    bot.at("2026-12-02 12:00")
    raised(bot)
    bot.at("2026-12-02 12:15")
    assert "Nobody has answered for 15 min. Phone x5100." in bot.sees("mia")
