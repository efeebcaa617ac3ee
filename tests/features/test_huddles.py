"""Joint stand-ups as people meet them: begun, asked, posted, moved on, read again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.core.router import routes
from bot.core.work import Work
from bot.features import FEATURES
from bot.features.huddles import seeding
from bot.features.huddles.wording import KINDS
from bot.rules.hospital import WorkingHours
from bot.rules.occurrences import Pattern
from bot.settings import HuddleSetting, RoomSetting
from bot.words.events import Channel, Press
from storage.delivery import outbox
from tests.features.joint import GOLIVE, IVY, WHERE, harbor, message, part, post, started
from tests.features.test_handlers import dangling
from tests.harness import CAST, HARBOR, HOME, ROOMS, TRIAGE, WARDS, Bot, buttons, form, said

WEST = WARDS["5W"]


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = harbor(tmp_path)
    yield bot
    bot.end()


def reports(bot: Bot, who: str, **told: str) -> str:
    return said(bot.fills(who, bot.says(who, "report"), **told))


# Beginning


def test_nothing_begins_before_it_was_seen_and_started(bot: Bot) -> None:
    shown = said(bot.says("jo", f'huddle "5W go-live" daily 08:15 in {WHERE}'))
    assert "First: Sat 7 Mar 08:15 EST; Sun 8 Mar 08:15 EDT; Mon 9 Mar 08:15 EDT" in shown
    assert "it-golive (Slack), 5W (Teams), ICU (Teams), ED (Teams)" in shown
    assert "Asks: 5 West: day 07:30-18:45, night 19:30-06:45" in shown
    assert "[Start] [See the first post] [Change] [Throw away]" in shown
    bot.at("2026-03-07 09:00")
    assert bot.posts(GOLIVE) == []
    first = said(bot.presses("jo", "huddle.preview", "101"))
    assert "Only you see this" in first
    assert "No word yet: 5 West, ICU, ED" in first
    assert "H-101" in said(bot.presses("jo", "huddle.start", "101"))
    bot.at("2026-03-08 08:15")
    assert "5W go-live · Sun 8 Mar 08:15" in post(bot, "2026-03-08T08:15")


def test_a_draft_is_thrown_away_and_never_heard_of(bot: Bot) -> None:
    bot.says("jo", f'huddle "5W go-live" daily 08:15 in {WHERE}')
    assert "Thrown away" in said(bot.presses("jo", "huddle.discard", "101"))
    assert "has ended" in said(bot.presses("jo", "huddle.start", "101"))
    bot.at("2026-03-08 09:00")
    assert bot.posts(GOLIVE) == []


def test_a_form_for_those_who_do_not_type_commands(bot: Bot) -> None:
    asked = form(bot.says("jo", "huddle"))
    assert [field.id for field in asked.fields][:4] == ["name", "when", "clock", "rooms"]
    wrong = form(bot.fills("jo", asked, name="", when="sometimes", rooms=""))
    errors = {field.id: field.error for field in wrong.fields if field.error}
    assert set(errors) == {"name", "when", "rooms"}
    rooms = next(f for f in asked.fields if f.id == "rooms")
    chosen = ",".join(option.value for option in rooms.options)  # type: ignore[union-attr]
    shown = said(
        bot.fills("jo", asked, name="Pharmacy", when="weekdays 9:00", rooms=chosen, units="PH")
    )
    assert "When: weekdays 09:00" in shown
    assert "Asks: Pharmacy: day 07:30-18:45" in shown
    changed = bot.fills("jo", bot.presses("jo", "huddle.change", "101"), when="daily 10:00")
    assert "When: daily 10:00" in said(changed)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("daily 08:15 in #it-golive", "Give it a name in quotes"),
        ('"Go" in #it-golive', "At what time of day?"),
        ('"Go" daily 25:00 in #it-golive', "There is no such time of day"),
        ('"Go" daily 08:15 in #secret', "I can't see a room called “secret”. Add me to it"),
        ('"Go" daily 08:15 in #secret', "Rooms I can see: it-golive (Slack)"),
        ('"Go" daily 08:15 in #it-golive for the moon', "is no unit and nobody who works here"),
        ('"Go" daily 08:15 in #it-golive for Dr', "Which one: Dr Elena Marsh, Dr Priya Nair?"),
        ('"Go" daily 08:15 in #it-golive zone Atlantis', "is no time zone. Write a city"),
        ('"Go" daily 08:00 and 09:00 in #it-golive', "at least two hours between them"),
        (f'"{"x" * 90}" daily 08:15 in #it-golive', "at most 80 letters"),
        ('"Go" daily 08:00 and 16:00 in #it-golive for Kim', "People are asked once a day"),
        ('"Go" smarch 08:00 in #it-golive', "I can't read “smarch 08:00”"),
    ],
)
def test_a_line_that_does_not_work_is_answered_with_how_to_write_it(
    bot: Bot, line: str, says: str
) -> None:
    assert says in said(bot.says("jo", f"huddle {line}"))
    assert "None yet" in said(bot.says("jo", "huddles"))


def test_a_name_with_a_patient_in_it_is_cleaned_before_anything_is_kept(bot: Bot) -> None:
    line = 'huddle "Jane Sample MRN 12345678" daily 08:15 in #it-golive'
    assert "Nothing was sent yet" in said(bot.says("jo", line))
    assert "12345678" not in bot.everything()


def test_markup_in_a_name_is_text(bot: Bot) -> None:
    shown = bot.says("jo", 'huddle "<b>*Go*</b> @channel" daily 08:15 in #it-golive')
    assert said(shown).startswith("<b>*Go*</b> @channel")


# Steering


def test_pausing_skipping_moving_and_ending(bot: Bot) -> None:
    started(bot)
    shown = said(bot.says("jo", "huddle H-101 skip"))
    assert "The one at Sat 08:15 EST is skipped." in shown
    assert "Next: Sun 08:15 EDT" in shown
    bot.at("2026-03-07 12:00")
    assert bot.posts(GOLIVE) == []
    assert "doesn't meet today any more" in said(bot.says("jo", "huddle H-101 skip today"))
    assert "moves to Sun 09:30 EDT" in said(bot.says("jo", "huddle H-101 move 09:30"))
    bot.at("2026-03-08 08:30")
    assert bot.posts(GOLIVE) == []
    bot.at("2026-03-08 09:30")
    assert "Sun 8 Mar 09:30" in post(bot, "2026-03-08T09:30")
    assert "Next: Mon 08:15 EDT" in said(bot.says("jo", "huddle H-101"))
    paused = said(bot.says("jo", "huddle H-101 pause until wednesday"))
    assert "It comes back Wed 00:00 EDT" in paused
    assert "State: paused" in paused
    bot.at("2026-03-11 07:00")
    assert len(bot.posts(GOLIVE)) == 1
    bot.at("2026-03-11 08:15")
    assert "Wed 11 Mar 08:15" in post(bot, "2026-03-11T08:15")
    bot.says("jo", "huddle H-101 pause")
    assert "State: on" in said(bot.says("jo", "huddle H-101 resume"))
    assert "When: weekdays 10:00" in said(bot.says("jo", "huddle H-101 weekdays 10:00"))
    assert "has ended" in said(bot.says("jo", "huddle H-101 end"))
    bot.at("2026-03-13 12:00")
    assert len(bot.posts(GOLIVE)) == 2


def test_moved_earlier_it_happens_once(bot: Bot) -> None:
    started(bot)
    bot.says("jo", "huddle H-101 move tomorrow 07:45")
    bot.at("2026-03-07 12:00")
    assert [p.key for p in bot.posts(GOLIVE)] == ["huddle:101:post:2026-03-07T07:45"]
    assert "Next: Sun 08:15 EDT" in said(bot.says("jo", "huddle H-101"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("move sunday 02:30", "There is no 02:30 on Sunday 8 March: the clocks go forward"),
        ("move sunday 02:30", "Say 03:30"),
        ("move 2026-03-09 10:00", "The one after it is at Sun 08:15 EDT"),
        ("move whenever", "Say it like this: huddle H-101 move 09:00"),
        ("pause until the cows", "pause until monday"),
        ("dance", "Say one of: pause"),
        ("2020-01-01", "has not met until then"),
        ("resume", "is not paused"),
    ],
)
def test_steering_that_does_not_work_says_how(bot: Bot, words: str, says: str) -> None:
    started(bot)
    bot.says("jo", "huddle H-101 skip") if "sunday" in words else None
    answer = said(bot.says("jo", f"huddle H-101 {words}"))
    assert says.lower() in answer.lower()


def test_only_who_began_it_informaticists_and_leaders_run_it(bot: Bot) -> None:
    started(bot)
    refused = said(bot.says("kim", "huddle H-101 end"))
    assert "Jo Park · clinical & IT, clinical informatics or a leader can do that" in refused
    assert "State: on" in said(bot.says("kim", "huddle H-101"))
    assert "paused" in said(bot.says("elena", "huddle H-101 pause"))


def test_meeting_now_is_besides_the_regular_one(bot: Bot) -> None:
    started(bot)
    bot.presses("jo", "huddle.now", "101")
    assert "Fri 6 Mar 10:00" in post(bot, "2026-03-06T10:00")
    bot.at("2026-03-07 08:15")
    assert post(bot, "2026-03-07T08:15")


# Time


def test_down_over_the_hour_it_comes_once_and_says_so(bot: Bot) -> None:
    started(bot)
    bot.now = datetime(2026, 3, 7, 14, 40, tzinfo=UTC)
    bot.restart()
    bot.wait(minutes=1)
    shown = post(bot, "2026-03-07T08:15")
    assert "This was due at 08:15 EST. Corridor was not running then" in shown
    assert "so it comes at 09:40 EST" in shown
    assert len(bot.posts(GOLIVE)) == 1
    bot.now = datetime(2026, 3, 11, 11, 20, tzinfo=UTC)
    bot.restart()
    bot.wait(minutes=1)
    shown = post(bot, "2026-03-10T08:15")
    assert "This was due at Tue 08:15 EDT" in shown
    assert "2 before it were missed too" in shown
    assert len(bot.posts(GOLIVE)) == 2
    assert post(bot, "2026-03-09T08:15") == ""


def test_a_shift_is_not_asked_when_it_was_over_meanwhile(bot: Bot) -> None:
    started(bot)
    bot.now = datetime(2026, 3, 7, 11, 50, tzinfo=UTC)  # 06:50: the night closes at 06:45
    bot.restart()
    bot.wait(minutes=1)
    assert bot.sees(WEST) == ""


def test_the_autumn_night_has_thirteen_hours_and_belongs_to_its_date(bot: Bot) -> None:
    bot.at("2026-10-31 10:00")
    started(bot)
    bot.at("2026-11-01 06:30")
    bot.now = bot.now.astimezone(UTC)
    thanks = said(bot.presses("ana", "huddle.nothing", "101", "5W", "night", "2026-10-31"))
    assert "Filed under 5 West, night of Sat 31 Oct. This shift has 13 hours" in thanks
    bot.at("2026-11-01 08:15")
    shown = post(bot, "2026-11-01T08:15")
    assert "Nothing to report: 5 West" in shown


def test_a_shift_is_asked_once_and_only_for_a_huddle_within_a_day(bot: Bot) -> None:
    started(bot, f'"5W go-live" weekdays 08:15 in {WHERE}')
    bot.at("2026-03-09 07:45")
    asked = [p.key.split(":")[4] + p.key[-16:-6] for p in bot.posts(WEST) if ":unit:" in p.key]
    assert asked == ["night2026-03-08", "day2026-03-09"]


def test_five_rooms_on_two_platforms_show_the_same(tmp_path: Path) -> None:
    more = [Channel("teams", HOME["teams"], "command"), Channel("slack", HOME["slack"], "command")]
    rooms = (*ROOMS, *(RoomSetting(c, "huddle", name="Command") for c in more))
    bot = Bot(tmp_path / "corridor.db", rooms=rooms)
    started(bot, '"Command" daily 08:15 in Command, ward 5W, ward ICU, ward ED')
    bot.at("2026-03-05 08:15")
    cards = [post(bot, "2026-03-05T08:15", c) for c in (*more, *WARDS.values())]
    assert len(cards) == 5
    assert len(set(cards)) == 1
    assert "No word yet: 5 West, ICU, ED" in cards[0]
    bot.end()


def test_a_huddle_keeps_its_own_zone(bot: Bot) -> None:
    started(bot, '"West coast" daily 08:15 in #it-golive zone Los Angeles')
    bot.at("2026-03-06 11:14")
    assert bot.posts(GOLIVE) == []
    bot.at("2026-03-06 11:15")
    assert "Fri 6 Mar 08:15" in post(bot, "2026-03-06T08:15")


def test_holidays_are_left_out_where_that_was_asked_for(tmp_path: Path) -> None:
    free = WorkingHours(holidays=frozenset({date(2026, 3, 7)}))
    bot = harbor(tmp_path, replace(HARBOR, hours=free))
    started(bot, '"Office" daily 08:15 in #it-golive not on holidays')
    bot.at("2026-03-08 09:00")
    assert [p.key for p in bot.posts(GOLIVE) if ":post:" in p.key] == [
        "huddle:101:post:2026-03-08T08:15"
    ]
    bot.end()


# Answering


def test_one_tap_and_nothing_to_report_is_a_full_answer(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 07:45")
    key = "huddle:101:unit:5W:day:2026-03-07T07:00"
    labels = [b.label for b in buttons(message(bot, key, WEST))]
    assert labels == ["Nothing to report", "Something unsafe", "Slowed us", "We need", "More"]
    bot.presses("ben", "huddle.nothing", "101", "5W", "day", "2026-03-07", room=WEST)
    bot.presses("priya", "huddle.nothing", "101", "5W", "day", "2026-03-07", room=WEST)
    assert bot.card(key, WEST).count("Nothing to report.") == 1
    assert "Ben" not in bot.card(key, WEST)
    bot.at("2026-03-07 08:15")
    shown = part(post(bot, "2026-03-07T08:15"), "5 Who")
    assert shown == "No word yet: ICU, ED\nNothing to report: 5 West"


def test_a_short_form_says_more_and_replaces_nothing_to_report(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 07:45")
    bot.presses("ben", "huddle.nothing", "101", "5W", "day", "2026-03-07")
    asked = bot.presses("ben", "huddle.say", "101", "5W", "day", "2026-03-07", "slowed")
    shown = said(bot.fills("ben", asked, slowed="Two carts take five minutes to start"))
    assert "[Make it a concern]" in shown
    again = said(bot.presses("priya", "huddle.nothing", "101", "5W", "day", "2026-03-07"))
    assert "Already reported" in again
    unknown = bot.presses("ben", "huddle.say", "101", "5W", "day", "2026-03-07", "weather")
    assert "slowed" in {field.id for field in form(unknown).fields}
    bot.at("2026-03-07 08:15")
    shown = post(bot, "2026-03-07T08:15")
    assert "5 West: Two carts take five minutes to start · nobody has it yet [Move on]" in shown
    assert "Nothing to report" not in part(shown, "5 Who")


def test_report_finds_the_huddle_and_the_shift_by_itself(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 07:45")
    assert "Filed under 5 West, day of Sat 7 Mar." in said(bot.says("ben", "report nothing"))
    assert "Filed under IT" in said(bot.says("sam", "report changed the print server is new"))
    shown = form(bot.says("ivy", "report the label printer is slow again"))
    assert said(bot.fills("ivy", shown, kind="slowed")).startswith("Thank you")
    bot.at("2026-03-07 08:15")
    shown_post = post(bot, "2026-03-07T08:15")
    assert "IT: the print server is new" in part(shown_post, "3 Changed")
    assert "ICU: the label printer is slow again" in part(shown_post, "4 Decisions")


def test_who_reports_just_after_the_night_speaks_for_the_night(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-08 07:20")
    assert "night of Sat 7 Mar" in said(bot.says("ana", "report nothing"))
    bot.at("2026-03-08 08:10")
    assert "day of Sun 8 Mar" in said(bot.says("ana", "report nothing"))
    assert "day of Sun 8 Mar" in said(bot.says("ben", "report nothing"))


def test_h_101_alone_shows_it_and_words_behind_it_steer(bot: Bot) -> None:
    started(bot)
    assert "State: on" in said(bot.says("jo", "H-101"))
    assert "State: paused" in said(bot.says("jo", "h101 pause"))


def test_whoever_is_in_no_huddle_is_told_so(bot: Bot) -> None:
    started(bot)
    assert "No huddle asks your unit or your side" in said(bot.says("lena", "report nothing"))


def test_an_answer_can_be_changed_and_taken_back(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 07:45")
    reports(bot, "ben", need="One more scanner", good="Everyone found the new button")
    reports(bot, "ben", need="Two more scanners")
    bot.at("2026-03-07 08:15")
    shown = post(bot, "2026-03-07T08:15")
    assert "Two more scanners" in shown
    assert "One more scanner" not in shown
    assert "Everyone found the new button" in part(shown, "6 One")
    reports(bot, "ben", good="")
    assert "Everyone found" not in post(bot, "2026-03-07T08:15")


def test_an_empty_form_offers_nothing_to_report_and_a_long_text_is_refused(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 07:45")
    empty = bot.fills("ben", bot.says("ben", "report"))
    assert "[Nothing to report]" in said(empty)
    long = form(bot.fills("ben", bot.says("ben", "report"), need="word " * 1000))
    assert any("a huddle reads 300" in field.error for field in long.fields)


def test_patient_data_in_an_answer_is_taken_out_before_it_is_stored(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 07:45")
    cleaned = form(
        bot.fills("ben", bot.says("ben", "report"), unsafe="pt Jane Sample MRN 12345678 no meds")
    )
    assert "12345678" not in said(cleaned)
    assert "We took out" in said(cleaned)
    bot.fills("ben", cleaned)
    bot.at("2026-03-07 08:15")
    assert "[MRN]" in post(bot, "2026-03-07T08:15")
    assert "12345678" not in bot.everything()
    line = said(bot.says("ben", "report unsafe pt Jane Sample MRN 12345678 has no meds"))
    assert "Nothing was sent yet" in line


def test_what_comes_late_is_appended_and_said_once_in_the_thread(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 08:15")
    assert "No word yet: 5 West, ICU, ED" in post(bot, "2026-03-07T08:15")
    bot.at("2026-03-07 11:00")
    thanks = reports(bot, "ben", slowed="Badges take two taps")
    assert "It was added to the huddle of Sat 7 Mar 08:15." in thanks
    shown = post(bot, "2026-03-07T08:15")
    assert "5 West: Badges take two taps" in part(shown, "Came later")
    assert "No word yet: ICU, ED" in shown
    late = [p for p in bot.posts(GOLIVE) if ":late:" in p.key]
    assert [p.thread for p in late] == [bot.ref("huddle:101:post:2026-03-07T08:15", GOLIVE)]
    bot.at("2026-03-07 20:00")
    bot.presses("ana", "huddle.nothing", "101", "5W", "night", "2026-03-07")
    assert part(post(bot, "2026-03-07T08:15"), "Came later").count("\n") == 0


def test_what_is_unsafe_stands_first_even_when_it_comes_late(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 08:30")
    bot.says("ben", "report unsafe doses are shown twice")
    shown = part(post(bot, "2026-03-07T08:15"), "1 Saf")
    assert "came later, 5 West: doses are shown twice" in shown


def test_its_own_side_is_asked_an_hour_before(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 07:15")
    shown = bot.card("huddle:101:it:2026-03-07T08:15", TRIAGE)
    assert "5W go-live: IT, Sat 7 Mar" in shown
    assert "[Nothing to report] [Changed] [Will change] [Waiting for the ward] [More]" in shown
    asked = bot.presses("kim", "huddle.say", "101", "it", "", "2026-03-07", "changing")
    bot.fills("kim", asked, changing="Tonight at 02:00 the lab interface restarts")
    bot.at("2026-03-07 08:15")
    changes = part(post(bot, "2026-03-07T08:15"), "3 Changed")
    assert "IT: will change: Tonight at 02:00 the lab interface restarts" in changes
    assert "IT has not said" not in changes


# Moving on


def blocked(bot: Bot, what: str = "Scanner three has no cable") -> None:
    started(bot)
    bot.at("2026-03-07 07:45")
    reports(bot, "ben", slowed=what)
    bot.at("2026-03-07 08:15")


def test_an_item_gets_an_owner_and_a_day_and_the_owner_is_told_on_it(bot: Bot) -> None:
    blocked(bot)
    shown = said(bot.presses("sam", "huddle.item", "101", "1"))
    assert "[I take it] [Owner and day] [Done or decided] [Make it a concern]" in shown
    asked = bot.presses("sam", "huddle.owner", "101", "1")
    raj = next(o.value for o in form(asked).fields[0].options if "Raj" in o.label)  # type: ignore[union-attr]
    past = form(bot.fills("sam", asked, person=raj, due="2026-03-01"))
    assert "Choose today or a day to come" in past.fields[1].error
    bot.fills("sam", asked, person=raj, due="2026-03-10")
    assert "An item of a huddle is yours" in bot.sees("raj")
    assert "Raj Patel · IT by Tue 10 Mar [Open]" in post(bot, "2026-03-07T08:15")
    bot.at("2026-03-09 09:00")
    assert "Scanner three" not in post(bot, "2026-03-09T08:15")
    bot.at("2026-03-10 08:15")
    assert "Today is the day of your item" in bot.sees("raj")
    assert "Scanner three" in part(post(bot, "2026-03-10T08:15"), "2 Carried")
    bot.fills("raj", bot.presses("raj", "huddle.done", "101", "1"), decision="New cable is in")
    assert "done: New cable is in" in post(bot, "2026-03-10T08:15")
    bot.at("2026-03-11 08:15")
    assert "Scanner three" not in post(bot, "2026-03-11T08:15")


def test_one_tap_takes_it_until_the_next_huddle(bot: Bot) -> None:
    blocked(bot)
    assert "Sam Ortiz · IT has it until Sun 8 Mar" in said(
        bot.presses("sam", "huddle.mine", "101", "1")
    )
    assert "Yours, until Sun 8 Mar: Scanner three" in said(bot.opens("sam"))


def test_an_item_moves_to_its_thread(bot: Bot) -> None:
    blocked(bot)
    bot.presses("sam", "huddle.thread", "101", "1")
    parent = bot.ref("huddle:101:post:2026-03-07T08:15", GOLIVE)
    assert [p.thread for p in bot.posts(GOLIVE) if ":thread:" in p.key] == [parent]
    assert "in its thread" in post(bot, "2026-03-07T08:15")
    bot.at("2026-03-08 08:15")
    assert "Scanner three" not in post(bot, "2026-03-08T08:15")
    assert "talked about in its thread" in said(bot.presses("sam", "huddle.mine", "101", "1"))


def test_the_third_time_forces_an_owner_or_a_decision(bot: Bot) -> None:
    blocked(bot)
    bot.at("2026-03-08 08:15")
    assert "Third" not in post(bot, "2026-03-08T08:15")
    assert "Scanner three" in part(post(bot, "2026-03-08T08:15"), "2 Carried")
    bot.at("2026-03-09 08:15")
    shown = part(post(bot, "2026-03-09T08:15"), "2 Carried")
    assert shown.startswith("Third time, so it needs an owner or a decision now. 5 West: Scanner")
    assert "[Owner or decision]" in shown
    card = said(bot.presses("sam", "huddle.item", "101", "1"))
    assert "It was in 3 huddles and nobody has it" in card
    assert "[To its thread]" not in card
    assert "name an owner, or say what" in said(bot.presses("sam", "huddle.thread", "101", "1"))
    bot.presses("sam", "huddle.mine", "101", "1")
    assert "Third" not in post(bot, "2026-03-09T08:15")


def test_a_blocker_becomes_a_concern_by_one_tap(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 07:45")
    reports(bot, "ben", unsafe="Allergies don't show on the new screen")
    receipt = said(bot.presses("ben", "huddle.raise", "101", "1", room=WEST))
    assert "C-101 is with IT" in receipt
    assert "P2" in receipt
    assert "Allergies don't show" in bot.card("concern:101:it", TRIAGE)
    bot.at("2026-03-07 08:15")
    shown = part(post(bot, "2026-03-07T08:15"), "1 Saf")
    assert "C-101 · P2 · New · Allergies don't show" in shown
    assert "is a concern of its own now" in said(bot.presses("sam", "huddle.raise", "101", "1"))


def test_concerns_carry_themselves_in(bot: Bot) -> None:
    started(bot)
    bot.says("ben", "concern the heparin list is wrong, it could hurt someone")
    bot.submits(
        "ivy",
        "concern.raise",
        text="dose shown twice",
        kind="wrong_info",
        care="slowed",
        reach="unit",
        harm="could",
    )
    bot.submits(
        "ben",
        "concern.raise",
        text="label printer dead",
        kind="down_slow",
        care="annoying",
        reach="me",
        harm="no",
    )
    bot.says("sam", "fixed C-103 a new roll is in, please print one")
    bot.submits(
        "tom",
        "concern.raise",
        text="who may order scans",
        kind="why",
        care="annoying",
        reach="me",
        harm="no",
    )
    bot.says("sam", "hold C-104 decision until monday")
    bot.submits(
        "mia",
        "concern.raise",
        text="pump list slow",
        kind="hard_to_use",
        care="annoying",
        reach="me",
        harm="no",
    )
    bot.says("sam", "fixed C-105 the list loads at once again, please look")
    bot.presses("mia", "concern.confirm", "105")
    bot.at("2026-03-07 08:15")
    shown = post(bot, "2026-03-07T08:15")
    assert "C-102 · P2 · New · dose shown twice · nobody has it yet, by" in part(shown, "1 Saf")
    assert "open for longer than a shift" in part(shown, "1 Saf")
    assert "C-103" in part(shown, "2 Car")
    assert "waiting for the ward's check" in part(shown, "2 Car")
    assert "C-104" in part(shown, "4 Dec")
    assert "C-105" in part(shown, "3 Cha")
    bot.says("sam", "take C-102")
    for day in ("08", "09"):
        bot.at(f"2026-03-{day} 08:15")
    assert "Third" not in part(post(bot, "2026-03-09T08:15"), "1 Saf")
    # Monday is the day until which it was held: a decision is not only asked for, it is late (R23).
    over = part(post(bot, "2026-03-09T08:15"), "2 Car")
    assert "Third time, so it needs an owner or a decision now. C-104" in over
    assert "on hold past its date" in over


def test_what_comes_back_is_said_to_come_back(bot: Bot) -> None:
    started(bot)
    for text in ("label printer jams", "label printer prints blank"):
        bot.submits(
            "ben",
            "concern.raise",
            text=text,
            kind="down_slow",
            care="annoying",
            reach="me",
            harm="no",
        )
    bot.at("2026-03-07 08:15")
    shown = part(post(bot, "2026-03-07T08:15"), "2 Car")
    assert shown.count("coming back, label printer") == 2


# Reading again


def test_three_layouts_and_any_past_day(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 07:45")
    reports(bot, "ben", unsafe="Doses show twice", good="Quick help at night")
    bot.presses("ivy", "huddle.nothing", "101", "ICU", "day", "2026-03-07")
    asked = bot.presses("kim", "huddle.say", "101", "it", "", "2026-03-07", "waiting")
    bot.fills("kim", asked, waiting="Which carts may we swap?")
    bot.at("2026-03-07 08:15")
    looks = {b.label: b.action for b in buttons(message(bot, "huddle:101:post:2026-03-07T08:15"))}
    units = said(bot.presses("ben", looks["By unit"].name, *looks["By unit"].args))
    assert units.index("5 West\n") < units.index("ED\nNo word yet.") < units.index("IT\nIT:")
    asked_by = said(bot.presses("ben", looks["By question"].name, *looks["By question"].args))
    assert f"{KINDS['unsafe'].question}\n5 West: Doses show twice" in asked_by
    assert "Nothing to report\nICU" in asked_by
    needs = said(bot.presses("ben", looks["By need"].name, *looks["By need"].args))
    assert needs.index("The ward needs from IT\n5 West: Doses") < needs.index(
        "IT needs from the ward\nIT: waits for the ward: Which carts"
    )
    bot.at("2026-03-09 12:00")
    past = said(bot.says("ben", "huddle H-101 2026-03-07"))
    assert "As it was last shown." in past
    assert "Doses show twice" in past
    assert "Sun 8 Mar 08:15" in said(bot.says("ben", "huddle H-101 yesterday"))
    assert "Mon 9 Mar 08:15" in said(bot.says("ben", "huddle H-101 9999-12-31"))
    latest = bot.presses("ben", "huddle.past", "101")
    assert "Mon 9 Mar" in said(latest)
    (back,) = [b for b in buttons(latest) if b.label == "Earlier"]
    assert "Sun 8 Mar" in said(bot.presses("ben", back.action.name, *back.action.args))


def test_the_questions_are_the_huddles_own(bot: Bot) -> None:
    started(bot)
    asked = form(bot.presses("jo", "huddle.questions", "101"))
    bot.fills("jo", asked, slowed="What cost you most time?", need="", workaround="Which trick?")
    bot.at("2026-03-07 07:45")
    shown = form(bot.says("ben", "report"))
    labels = [field.label for field in shown.fields]
    assert "What cost you most time?" in labels
    assert "Which trick?" in labels
    assert KINDS["need"].question not in labels
    nobody = bot.fills("jo", asked, **dict.fromkeys(KINDS, ""))
    assert "asks at least one thing" in said(nobody)


def test_home_says_when_and_whether_the_unit_has_spoken(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 07:45")
    shown = said(bot.opens("ben"))
    assert "5W go-live · 08:15 EST · your unit has not answered yet [Report]" in shown
    bot.says("ben", "report nothing")
    assert "your unit has answered [Change]" in said(bot.opens("ben"))
    assert "IT has not answered yet" in said(bot.opens("sam"))


def test_nobody_who_is_silent_is_named_or_written_to(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-09 09:00")
    silent = {person.name for person in (*CAST, IVY)}
    shown = "".join(bot.sees(room) for room in (GOLIVE, TRIAGE, *WARDS.values()))
    assert not [name for name in silent if name in shown]
    assert [p for who in ("ana", "ben", "ivy", "sam") for p in bot.posts(who)] == []


def test_what_is_said_under_the_post_crosses_to_the_other_rooms(bot: Bot) -> None:
    started(bot)
    bot.at("2026-03-07 08:15")
    key = "huddle:101:post:2026-03-07T08:15"
    bot.says("sam", "The cable comes at noon", GOLIVE, under=key, ref="s1")
    assert "Sam Ortiz · IT\n“The cable comes at noon”" in bot.sees(WEST)
    assert bot.sees(GOLIVE).count("The cable comes") == 0
    bot.edits("sam", "s1", "The cable comes at one", GOLIVE, under=key)
    assert "“The cable comes at one”\nedited" in bot.sees(WARDS["ED"])
    warned = said(bot.says("sam", "pt Jane Sample MRN 12345678 waits", GOLIVE, under=key))
    assert "passed on only this" in warned
    assert "Please edit or delete your message" in bot.sees("sam")
    assert "12345678" not in bot.sees("teams") + bot.everything()
    bot.deletes("sam", "s1", GOLIVE, under=key)
    assert "taken back by its writer" in bot.sees(WEST)


def test_everything_a_huddle_offers_is_answered_by_somebody(bot: Bot) -> None:
    replies = [bot.says("jo", "huddle"), bot.says("jo", f'huddle "Go" daily 08:15 in {WHERE}')]
    bot.presses("jo", "huddle.start", "101")
    bot.submits(
        "ben",
        "concern.raise",
        text="doses twice",
        kind="wrong_info",
        care="slowed",
        reach="unit",
        harm="could",
    )
    bot.at("2026-03-07 07:45")
    replies += [bot.says("ben", "report"), bot.says("ben", "report unsafe the list is wrong")]
    bot.at("2026-03-07 08:15")
    replies += [
        bot.says(who, words)
        for who in ("jo", "ben", "sam")
        for words in ("huddles", "H-101", "H-101 past", "home")
    ]
    shown = [post.message for chat in bot.chats.values() for post in chat.posts.values()]
    seen = 0
    for one in (*replies, *shown):
        assert dangling(one) == []
        for button in buttons(one):
            if button.action.name in {"huddle.end", "huddle.discard", "huddle.pause"}:
                continue
            seen += 1
            asked = bot.presses("jo", button.action.name, *button.action.args)
            assert dangling(asked) == []
            assert "Something went wrong" not in said(asked)
    assert seen > 60


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("101",),
        ("x", "y"),
        ("101", "99"),
        ("101", "5W", "day", "soon"),
        ("999999", "1", "", ""),
    ],
)
def test_old_and_broken_buttons_get_a_sentence(bot: Bot, args: tuple[str, ...]) -> None:
    started(bot)
    names = [
        name for kind, name in routes(FEATURES) if kind is Press and name.startswith("huddle.")
    ]
    assert len(names) > 20
    for name in names:
        answer = said(bot.presses("jo", name, *args))
        assert "Something went wrong" not in answer, name


# In the settings file


def test_the_files_huddles_begin_pause_and_end_with_it(bot: Bot) -> None:
    mine = HuddleSetting("Morning", Pattern((time(8, 15),)), ("it-golive", "5W"))
    stand(bot, mine)
    shown = said(bot.says("jo", "huddles"))
    assert "H-101 · Morning · daily 08:15 · next Sat 08:15 EST" in shown
    assert "Asks: 5 West" in said(bot.says("jo", "huddle H-101"))
    bot.at("2026-03-07 08:15")
    assert "Morning · Sat 7 Mar 08:15" in post(bot, "2026-03-07T08:15")
    assert "in the settings file" in said(bot.says("jo", "huddle H-101 end"))
    assert "in the settings file" in said(bot.says("jo", "huddle H-101 weekdays 9:00"))
    changed = bot.submits("jo", "huddle.save", "101", name="Mine", when="daily 10:00")
    assert "in the settings file" in said(changed)
    bot.says("jo", "huddle H-101 pause")
    stand(bot, replace(mine, when=Pattern((time(9),))))
    assert "State: paused" in said(bot.says("jo", "huddle H-101"))
    assert "H-102" not in said(bot.says("jo", "huddles"))
    bot.says("jo", "huddle H-101 resume")
    bot.now = datetime(2026, 3, 8, 14, 0, tzinfo=UTC)
    stand(bot, replace(mine, when=Pattern((time(9),))))
    bot.wait(minutes=1)
    assert "This was due at 09:00 EDT" in post(bot, "2026-03-08T09:00")
    stand(bot)
    assert "None yet" in said(bot.says("jo", "huddles"))


def stand(bot: Bot, *wanted: HuddleSetting) -> None:
    """As at a start with these in the settings file."""
    with bot.database.begin() as db:
        seeding.stand(Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now)), wanted)
