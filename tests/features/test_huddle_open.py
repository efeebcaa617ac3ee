"""What a huddle may not leave out (R23), each as people have missed it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.features.concerns.states import STATES
from tests.features.joint import harbor, message, part, post, started
from tests.harness import WARDS, Bot, buttons, said

ICU, WEST = WARDS["ICU"], WARDS["5W"]
NOTHING = "Nothing unsafe is open"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = harbor(tmp_path)
    started(bot)
    yield bot
    bot.end()


def raised(bot: Bot, who: str, text: str, **given: str) -> None:
    plain = {"kind": "why", "care": "annoying", "reach": "me", "harm": "no"} | given
    bot.submits(who, "concern.raise", text=text, **plain)


def at(bot: Bot, local: str) -> None:
    """It becomes this time; Corridor runs again a few minutes before, which spares the ticks."""
    moment = datetime.fromisoformat(local).replace(tzinfo=bot.hospital.zone)
    bot.now = max(bot.now, moment.astimezone(UTC) - timedelta(minutes=5))
    bot.at(local)


def safety(bot: Bot, day: str) -> str:
    """Part 1 of that day."""
    at(bot, f"{day} 08:15")
    return part(post(bot, f"{day}T08:15"), "1 Saf")


def test_a_p2_that_was_reopened_and_is_open_for_18_days_stands_first(bot: Bot) -> None:
    raised(bot, "mia", "monitor alarms come late", kind="down_slow", care="slowed", reach="unit")
    bot.says("sam", "fixed C-101 the gateway was restarted, please listen")
    bot.says("mia", "reopen C-101 they still come late")
    bot.says("kim", "take C-101")
    shown = safety(bot, "2026-03-24")
    assert f"C-101 · P2 · {STATES['in_progress']}" in shown or f"{STATES['reopened']}" in shown
    assert NOTHING not in shown


def test_what_is_past_its_target_stands_first_whatever_its_priority(bot: Bot) -> None:
    raised(bot, "mia", "why are there two lists")
    assert NOTHING in safety(bot, "2026-03-07")
    shown = safety(bot, "2026-03-14")
    assert "C-101 · P4 · New · why are there two lists · nobody has it yet, by" in shown
    assert " late)" in shown


def test_of_the_whole_site_is_of_every_huddle(bot: Bot) -> None:
    bot.says("jo", 'huddle "Unit" daily 08:15 in ward ICU')
    bot.presses("jo", "huddle.start", "102")
    raised(bot, "lena", "orders are slow everywhere", care="slowed", reach="site")
    raised(bot, "lena", "the pharmacy printer is dead", care="stopped", reach="unit")
    at(bot, "2026-03-07 08:15")
    shown = part(bot.card("huddle:102:post:2026-03-07T08:15", ICU), "1 Saf")
    assert "C-101 · P2" in shown
    assert "C-102" not in shown


def test_an_unsafe_item_comes_back_until_somebody_ends_it(bot: Bot) -> None:
    """Though it has an owner with a later day, or is talked about in its thread."""
    at(bot, "2026-03-07 07:45")
    bot.says("ben", "report unsafe doses are shown twice")
    bot.says("ivy", "report unsafe two beds share one label")
    at(bot, "2026-03-07 08:15")
    asked = bot.presses("sam", "huddle.owner", "101", "1")
    bot.fills("sam", asked, due="2026-03-30", person=_first(asked))
    bot.presses("sam", "huddle.thread", "101", "2")
    shown = safety(bot, "2026-03-09")
    assert "5 West: doses are shown twice" in shown
    assert "ICU: two beds share one label · in its thread" in shown
    item = bot.presses("sam", "huddle.item", "101", "2")
    assert "open until somebody ends it" in said(item)
    assert "To its thread" not in said(item)
    for n in ("1", "2"):
        bot.fills("sam", bot.presses("sam", "huddle.done", "101", n), decision="New labels are in")
    assert NOTHING in safety(bot, "2026-03-10")


def _first(asked: object) -> str:
    return asked.fields[0].options[0].value  # type: ignore[attr-defined, no-any-return]


def test_what_an_ended_huddle_left_unsafe_is_the_next_ones(bot: Bot) -> None:
    at(bot, "2026-03-07 07:45")
    bot.says("ben", "report unsafe doses are shown twice")
    at(bot, "2026-03-07 08:15")
    bot.says("jo", "huddle H-101 end")
    for n, room in ((102, "ward 5W"), (103, "ward ICU")):
        bot.says("jo", f'huddle "Unit {n}" daily 09:15 in {room}')
        bot.presses("jo", "huddle.start", str(n))
    at(bot, "2026-03-08 09:15")
    assert "doses are shown twice" in bot.card("huddle:102:post:2026-03-08T09:15", WEST)
    assert "doses are shown twice" not in bot.card("huddle:103:post:2026-03-08T09:15", ICU)
    ended = bot.fills("sam", bot.presses("sam", "huddle.done", "101", "1"), decision="Fixed by IT")
    assert "It has an end" in said(ended)
    at(bot, "2026-03-09 09:15")
    assert NOTHING in bot.card("huddle:102:post:2026-03-09T09:15", WEST)


def test_a_fix_that_nobody_has_checked_is_no_end(bot: Bot) -> None:
    raised(bot, "mia", "dose shown twice", harm="could")
    bot.says("sam", "fixed C-101 each dose is shown once again, please look")
    shown = safety(bot, "2026-03-07")
    assert shown.startswith("At 08:15 EST nothing unsafe was left with IT but 1 fix that waits")
    assert "C-101" in part(post(bot, "2026-03-07T08:15"), "2 Car")
    bot.presses("mia", "concern.confirm", "101")
    assert safety(bot, "2026-03-08") == "Nothing unsafe is open at 08:15 EDT."


def test_what_is_long_is_counted_and_leads_to_all_of_it(bot: Bot) -> None:
    for n in range(19):
        harm = "reached" if n == 17 else "could"
        raised(bot, "mia", f"tray {n} lacks its label", harm=harm)
    shown = safety(bot, "2026-03-07")
    assert shown.startswith("C-118 · P1")
    assert "And 14 more: 14 concerns [All]" in shown
    (all_of,) = [
        b for b in buttons(message(bot, "huddle:101:post:2026-03-07T08:15")) if b.label == "All"
    ]
    page = bot.presses("ben", all_of.action.name, *all_of.action.args)
    more = next(b for b in buttons(page) if b.label == "Show more")
    rest = bot.presses("ben", more.action.name, *more.action.args)
    assert said(page).count(" · P") + said(rest).count(" · P") == 19
    assert "Show more" not in said(rest)
    assert "And 14 more: 14 concerns." in said(bot.presses("jo", "huddle.preview", "101"))


def test_a_silent_unit_changes_nothing(bot: Bot) -> None:
    raised(bot, "mia", "dose shown twice", harm="could")
    silent = safety(bot, "2026-03-07")
    at(bot, "2026-03-08 07:45")
    bot.presses("ivy", "huddle.nothing", "101", "ICU", "day", "2026-03-08")
    assert silent.count("C-101") == safety(bot, "2026-03-08").count("C-101") == 1


def test_a_post_of_the_version_before_claims_nothing_it_has_not_looked_for(bot: Bot) -> None:
    at(bot, "2026-03-07 08:15")
    with bot.database.begin() as db:
        kept = '{"parts": {"unsafe": []}, "counts": {}, "carried": []}'
        db.connection().exec_driver_sql("UPDATE huddle_runs SET carried = ?", (kept,))
    bot.wait(minutes=2)
    assert part(post(bot, "2026-03-07T08:15"), "1 Saf") == "No safety matter was listed."


def test_empty_parts_are_one_line(bot: Bot) -> None:
    at(bot, "2026-03-07 07:45")
    bot.says("sam", "report changed the print server is new")
    at(bot, "2026-03-07 08:15")
    shown = post(bot, "2026-03-07T08:15")
    assert "Nothing carried over, no decisions needed" in shown
    assert "2 Carried" not in shown
    assert "4 Decisions" not in shown


def test_story_5_13_both_p1_of_the_night_stand_first_whoever_spoke(bot: Bot) -> None:
    at(bot, "2026-03-07 03:10")
    blank = {"kind": "down_slow", "care": "stopped", "reach": "unit"}
    raised(bot, "mia", "central monitor and all bed screens blank in ICU", **blank)
    bot.says("tom", "concern pt in bay 9 stopped breathing and the monitor is black")
    bot.says("kim", "answer C-101 Gateway restarted, screens come back bed by bed")
    at(bot, "2026-03-07 07:45")
    bot.presses("ivy", "huddle.nothing", "101", "ICU", "day", "2026-03-07")
    shown = safety(bot, "2026-03-07")
    # What still waits for its answer goes first.
    assert [row[:10] for row in shown.split("\n")] == ["C-102 · P1", "C-101 · P1"]
    assert NOTHING not in post(bot, "2026-03-07T08:15")
