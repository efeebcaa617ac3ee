"""Measures that both sides agree on, and task forces in linked rooms."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import RoomSetting
from bot.words.events import Channel, Said
from bot.words.picked import room_key
from storage.nouns import kpis, people
from tests.harness import HOME, ROOMS, Bot, form, said

TEAMS, SLACK = Channel("teams", HOME["teams"], "tf"), Channel("slack", HOME["slack"], "tf")
BOTH = ",".join(map(room_key, (TEAMS, SLACK)))


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    rooms = (
        *ROOMS,
        RoomSetting(TEAMS, "huddle", name="TF"),
        RoomSetting(SLACK, "huddle", name="TF"),
    )
    bot = Bot(tmp_path / "corridor.db", rooms=rooms)
    yield bot
    bot.end()


def started(bot: Bot, who: str = "Ana, Ben, Sam, Kim, Jo") -> None:
    asked = form(bot.says("jo", "taskforce new"))
    bot.fills("jo", asked, name="Numbers", purpose="Agree what we measure.", who=who, rooms=BOTH)


def defined(bot: Bot, kind: str = "share") -> None:
    asked = form(bot.says("jo", "kpi new Readmission"))
    counted = "unplanned returns within 30 days"
    bot.fills("jo", asked, counted=counted, out_of="discharges", kind=kind)


def agreed(bot: Bot, kind: str = "share") -> None:
    defined(bot, kind)
    bot.presses("ana", "kpi.agree", "1", "1")
    bot.presses("sam", "kpi.agree", "1", "1")


def test_a_task_force_has_one_list_with_sides_in_every_room(bot: Bot) -> None:
    started(bot)
    for room in (TEAMS, SLACK):
        card = bot.sees(room)
        assert "T-1 Numbers\nAgree what we measure." in card
        assert (
            "Clinical: Ana Ruiz, Ben Cole\nIT: Sam Ortiz, Kim Lee\nclinical & IT: Jo Park" in card
        )
        assert "No patient data belongs here" in card


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"who": "Ana, Ben"}, "Nobody of it is IT yet."),
        ({"who": "Ana, Sam, Zelda"}, "I don't know a colleague called “Zelda”"),
        ({"who": "Ana, Sam, the lab team"}, "“the lab team” is a team. Name the people"),
        ({"rooms": ""}, "Choose at least one room."),
        ({"name": ""}, "Give it a name"),
        ({"purpose": " "}, "Say in a sentence"),
    ],
)
def test_what_is_missing_is_said(bot: Bot, values: dict[str, str], answer: str) -> None:
    right = {"name": "N", "purpose": "Agree.", "who": "Ana, Sam", "rooms": BOTH}
    asked = form(bot.says("jo", "taskforce new"))
    assert answer in said(bot.fills("jo", asked, **(right | values)))
    assert bot.sees(TEAMS) == ""


def test_members_come_and_go_in_every_room(bot: Bot) -> None:
    started(bot)
    assert "Members of T-1 can do that" in said(bot.says("raj", "taskforce T-1 add Raj"))
    bot.says("kim", "taskforce T-1 add Raj")
    bot.says("kim", "taskforce T-1 remove Kim")
    assert "IT: Sam Ortiz, Raj Patel" in bot.sees(TEAMS)
    assert "There is no T-9" in said(bot.says("kim", "taskforce T-9"))
    assert "Say taskforce T-1 add Ana" in said(bot.says("kim", "taskforce T-1 drop Ana"))
    assert "T-1 Numbers" in said(bot.says("kim", "taskforce"))


def test_a_word_asked_in_one_room_is_shown_in_both(bot: Bot) -> None:
    started(bot)
    bot.says("ana", "what is a readmission here?", TEAMS)
    for room in (TEAMS, SLACK):
        assert "Planned returns, such as chemotherapy, are left out." in bot.sees(room)


def test_a_definition_needs_one_of_each_side(bot: Bot) -> None:
    started(bot)
    defined(bot)
    assert "Agreed by: waits for clinical and IT" in bot.card("kpi:1", SLACK)
    assert "You are of both" in said(bot.presses("jo", "kpi.agree", "1", "1"))
    assert "Now IT has to agree" in said(bot.presses("ana", "kpi.agree", "1", "1"))
    assert "Now IT has to agree" in said(bot.presses("ben", "kpi.agree", "1", "1"))
    assert "Agreed by: Ana Ruiz · clinical, waits for IT" in bot.card("kpi:1", SLACK)
    assert "Both sides have agreed" in said(bot.presses("sam", "kpi.agree", "1", "1"))
    assert "K1 v1 Readmission\nAgreed" in bot.card("kpi:1", TEAMS)


def test_a_change_makes_a_new_version_and_asks_both_again(bot: Bot) -> None:
    started(bot)
    agreed(bot)
    asked = bot.presses("kim", "kpi.change", "1", "1")
    assert "K1 v1" in said(bot.fills("kim", asked))  # the same again is no new version
    bot.fills("kim", asked, out_of="discharges home")
    assert "K1 v2 Readmission\nWaiting" in bot.card("kpi:1", TEAMS)
    assert "It was changed meanwhile: K1 v2" in said(bot.presses("ana", "kpi.agree", "1", "1"))
    refused = said(bot.says("kim", "kpi K1 before 412 of 2310 after 355 of 2298"))
    assert "K1 v2 is not agreed by both sides yet, so nothing was kept." in refused


def test_counts_are_said_with_interval_and_caution(bot: Bot) -> None:
    started(bot)
    agreed(bot)
    bot.says("kim", "kpi K1 before 412 of 2310 after 355 of 2298")
    card = bot.card("kpi:1", TEAMS)
    assert "17.8 % to 15.4 % - down 2.4 points (95 % CI 0.2 to 4.5): lower." in card
    assert "412 of 2,310 before, 355 of 2,298 after" in card
    assert "that is not proof that the work caused it" in card


def test_a_form_takes_two_numbers_and_nothing_else(bot: Bot) -> None:
    started(bot)
    agreed(bot)
    asked = form(bot.presses("kim", "kpi.counts", "1", "1"))
    again = bot.fills("kim", asked, before="id;dob\n1;2", after="355 of 2298")
    assert "Rows of data stay where they are" in said(again)
    assert "id;dob" not in said(again)
    assert "fewer than 11 patients" in said(
        bot.fills("kim", asked, before="3 of 40", after="2 of 40")
    )
    assert "kpi_points" not in said(again)
    bot.fills("kim", asked, before="412 of 2310", after="355 of 2298")
    assert "17.8 %" in bot.card("kpi:1", TEAMS)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("kpi K9", "There is no K9"),
        ("kpi K1 rows: 1;2;3", "Rows of data stay where they are"),
        ("kpi K1 5 of 4 to 3 of 2", "is no share"),
        ("kpi K1 5 of 400 to 6 of 400", "fewer than 11 patients"),
    ],
)
def test_what_is_no_count_is_refused(bot: Bot, words: str, answer: str) -> None:
    agreed(bot)
    assert answer in said(bot.says("kim", words))


def test_a_file_under_a_measure_is_refused_and_not_kept(bot: Bot) -> None:
    started(bot)
    agreed(bot)
    thread = bot.ref("kpi:1", SLACK)
    account = bot.account("kim")
    event = Said("f1", SLACK, account, "rows in patients.csv", "m1", thread, files=1)
    assert "Nothing of it was kept" in said(bot.send(event))
    assert "patients.csv" not in bot.everything()
    quiet = Said("f2", SLACK, account, "looks good", "m2", thread)
    assert bot.send(quiet) is None


def test_a_win_for_a_measure_carries_its_figures_and_caution(bot: Bot) -> None:
    started(bot)
    agreed(bot)
    bot.says("kim", "kpi K1 before 412 of 2310 after 355 of 2298")
    draft = said(
        bot.says("jo", "win Pharmacy, the data team: from 17.8 % to 15.4 % in one spring #K1")
    )
    assert "Checked against K1 v1: “17.8 %”, “15.4 %”." in draft
    assert "Goal: K1 v1 Readmission" in draft
    assert "down 2.4 points (95 % CI 0.2 to 4.5): lower." in draft
    assert "not proof that the work caused it" in draft
    wrong = said(bot.says("jo", "win Pharmacy, the data team: down to 12 % in one spring #K1"))
    assert "You write “12 %”, K1 v1 has 17.8 % and 15.4 %." in wrong


def test_a_win_for_a_count_is_held_against_its_figures(bot: Bot) -> None:
    started(bot)
    agreed(bot, "count")
    bot.says("kim", "kpi K1 before 52 in 4 weeks after 20 in 4 weeks")
    draft = said(
        bot.says("jo", "win Pharmacy, the data team: from 13 a week to five a week this spring #K1")
    )
    assert "Checked against K1 v1: “13 a week”, “five a week”." in draft
    assert "Better (lower): 52 in 4 weeks to 20 in 4 weeks - down 61.5 %" in draft
    wrong = said(bot.says("jo", "win Pharmacy, the data team: down to 3 a week this spring #K1"))
    assert "You write “3 a week”, K1 v1 has 13 and 5 a week." in wrong


def test_a_win_for_a_time_is_held_against_its_figures(bot: Bot) -> None:
    started(bot)
    agreed(bot, "time")
    bot.says("kim", "kpi K1 before 14 min after 10 min")
    draft = said(bot.says("jo", "win Pharmacy, the data team: now 10 min in place of 14 min #K1"))
    assert "Checked against K1 v1: “10 min”, “14 min”." in draft
    assert "faster by 4 min; too few figures to say whether that is chance." in draft
    wrong = said(bot.says("jo", "win Pharmacy, the data team: labels now take 8 min #K1"))
    assert "You write “8 min”, K1 v1 has 14 min and 10 min." in wrong


def test_a_baseline_can_be_alone(bot: Bot) -> None:
    started(bot)
    agreed(bot)
    bot.says("kim", "kpi K1 baseline 43 of 120")
    assert "Baseline 43 of 120. No later figure yet." in bot.card("kpi:1", TEAMS)
    win = said(bot.says("jo", "win Pharmacy, the data team: from 36 % on, we count #K1"))
    assert "Checked against K1 v1: “36 %”." in win
    bot.says("sam", "kpi K1 22 of 118")
    card = bot.card("kpi:1", SLACK)
    assert "Better (lower): 35.8 % to 18.6 % - down 17.2 points" in card
    assert "43 of 120 before, 22 of 118 after" in card


def test_a_later_figure_can_come_first(bot: Bot) -> None:
    started(bot)
    agreed(bot)
    bot.says("kim", "kpi K1 43 of 120 on 2 Mar")
    card = bot.card("kpi:1", TEAMS)
    assert "43 of 120 (Mon 2 Mar). No baseline yet, so there is nothing to compare it with." in card


def test_a_series_is_shown_by_day_with_the_last_eight(bot: Bot) -> None:
    started(bot)
    agreed(bot, "count")
    bot.says("kim", "kpi K1 baseline 20 a week on 5 Jan")
    for day, count in (("9 Feb", 18), ("2 Feb", 19), ("12 Jan", 21)):  # in no order
        bot.says("kim", f"kpi K1 {count} a week on {day}")
    card = bot.card("kpi:1", TEAMS)
    assert "No clear change: 20 a week to 18 a week - down 10.0 %" in card
    order = [card.index(words) for words in ("Baseline, Mon 5 Jan", "Mon 12 Jan", "Mon 2 Feb")]
    assert order == sorted(order)
    for later in range(10, 18):
        bot.says("kim", f"kpi K1 17 a week on {later} Feb")
    card = bot.card("kpi:1", TEAMS)
    shown = [line for line in card.splitlines() if line.endswith("17 a week")]
    assert len(shown) == 8
    assert "19 a week" not in card
    assert "Not shown: 3 earlier figures, Mon 12 Jan to Mon 9 Feb." in card


def test_a_time_makes_no_claim_until_its_series_does(bot: Bot) -> None:
    started(bot)
    agreed(bot, "time")
    card = bot.card("kpi:1", TEAMS)
    assert "Timed: unplanned returns" in card
    assert "Out of" not in card
    bot.says("kim", "kpi K1 before 2 h 10 after 14 min")
    card = bot.card("kpi:1", TEAMS)
    few = "faster by 1 h 56; too few figures to say whether that is chance."
    assert f"2 h 10 to 14 min - {few}" in card
    assert "Better" not in card
    for day in range(1, 9):
        bot.says("kim", f"kpi K1 {120 + day} min on {day} Feb")
    for day in range(10, 18):
        bot.says("kim", f"kpi K1 {14 + day % 3} min on {day} Feb")
    card = bot.card("kpi:1", TEAMS)
    assert "Better (lower): 2 h 10 to 14 min - faster by 1 h 56; the last 9" in card


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("kpi K1 12 a week on 2026-03-30", "I can't read “2026-03-30” as one day up to today"),
        ("kpi K1 12 a week on last week", "as one day up to today"),
        ("kpi K1 9 a week", "fewer than 11 patients"),
        ("kpi K1 43 of 120", "kpi K1 baseline 52 in 4 weeks"),
        ("kpi K1 12 a week in ICU", "Rows of data stay where they are"),
        ("kpi K1 take back", "There is no such figure that you could take back"),
    ],
)
def test_what_is_not_read_is_not_kept(bot: Bot, words: str, answer: str) -> None:
    started(bot)
    agreed(bot, "count")
    assert answer in said(bot.says("kim", words))
    assert "a week" not in bot.card("kpi:1", TEAMS)


def test_a_form_takes_a_baseline_a_later_figure_or_both(bot: Bot) -> None:
    started(bot)
    agreed(bot, "time")
    asked = form(bot.presses("kim", "kpi.counts", "1", "1"))
    assert "Give a baseline, a later figure, or both." in said(bot.fills("kim", asked))
    late = said(bot.fills("kim", asked, after="14 min", day="someday"))
    assert "I can't read “someday”" in late
    assert "14 min" in late
    bot.fills("kim", asked, before="20 min", day="2 Feb")
    bot.fills("kim", asked, after="14 min", day="2 Mar")
    assert "20 min to 14 min - faster by 6 min" in bot.card("kpi:1", TEAMS)


def test_who_entered_a_wrong_figure_takes_it_back(bot: Bot) -> None:
    started(bot)
    agreed(bot)
    bot.says("kim", "kpi K1 baseline 412 of 2310")
    bot.says("kim", "kpi K1 43 of 2298 on 2 Mar")
    bot.says("sam", "kpi K1 355 of 2298 on 3 Mar")
    others = said(bot.says("sam", "kpi K1 take back 2 Mar"))
    assert "no such figure that you could take back" in others
    assert "no such figure" in said(bot.says("raj", "kpi K1 take back"))
    told = said(bot.says("kim", "kpi K1 take back 2 Mar"))
    assert "43 of 2,298 (Mon 2 Mar), entered by Kim Lee · IT: not counted any more." in told
    card = bot.card("kpi:1", TEAMS)
    assert "Taken back: 43 of 2,298 (Mon 2 Mar), by Kim Lee · IT." in card
    assert "17.8 % to 15.4 %" in card
    assert "kpi.taken-back" in said(bot.says("jo", "audit"))


def test_an_administrator_takes_back_by_form(bot: Bot) -> None:
    started(bot)
    agreed(bot)
    bot.says("kim", "kpi K1 before 412 of 2310 after 355 of 2298")
    refused = said(bot.presses("raj", "kpi.takeback", "1", "1"))
    assert "no such figure that you could take back" in refused
    asked = form(bot.presses("jo", "kpi.takeback", "1", "1"))
    assert "Which one is wrong?" in said(asked)
    bot.fills("jo", asked, which="f2")
    card = bot.card("kpi:1", TEAMS)
    assert "Baseline 412 of 2,310. No later figure yet." in card
    assert "Taken back: 355 of 2,298 (Wed 4 Mar), by Jo Park" in card
    assert "Choose one that is still there." in said(bot.fills("jo", asked, which="f2"))
    bot.says("jo", "kpi K1 take back baseline")
    assert "(Wed 4 Mar), by Jo Park · clinical & IT; 1 other before." in bot.card("kpi:1", TEAMS)


def test_counts_of_an_earlier_version_are_read_and_can_be_taken_back(bot: Bot) -> None:
    """It kept what was before and after in one row, and may still do so while it is upgraded."""
    started(bot)
    agreed(bot)
    with bot.database.begin() as db:
        counts = {"before_hits": 412, "before_total": 2310, "after_hits": 355, "after_total": 2298}
        kim = next(person.id for person in people.on_sides(db, ("it",)) if person.name == "Kim Lee")
        place = {"hospital_id": db.hid, "number": 1, "version": 1, "n": 1}
        db.add(kpis.Point(**place, **counts, person_id=kim, at=bot.now))
    assert "17.8 % to 15.4 % - down 2.4 points" in said(bot.says("kim", "kpi K1"))
    bot.says("kim", "kpi K1 300 of 2301")
    assert "17.8 % to 13.0 %" in bot.card("kpi:1", TEAMS)
    asked = form(bot.presses("kim", "kpi.takeback", "1", "1"))
    told = said(bot.fills("kim", asked, which="p1"))
    assert "412 of 2,310 (Wed 4 Mar) and 355 of 2,298 (Wed 4 Mar), entered by Kim Lee" in told
    card = bot.card("kpi:1", TEAMS)
    assert "300 of 2,301 (Wed 4 Mar). No baseline yet" in card
    assert "Taken back: 412 of 2,310 (Wed 4 Mar) and 355 of 2,298 (Wed 4 Mar)" in card


def test_another_kind_is_another_version(bot: Bot) -> None:
    started(bot)
    agreed(bot)
    bot.says("kim", "kpi K1 baseline 412 of 2310")
    bot.fills("kim", bot.presses("kim", "kpi.change", "1", "1"), kind="time")
    card = bot.card("kpi:1", TEAMS)
    assert "K1 v2 Readmission\nWaiting" in card
    assert "412" not in card
    asked = form(bot.says("kim", "kpi new Door to doctor"))
    missing = said(bot.fills("kim", asked, counted="door to doctor"))
    assert "Say what it is a share of." in missing
    assert "K2 v1 waits" in said(bot.fills("kim", asked, counted="minutes", kind="time"))


def test_numbers_that_decisions_depend_on_can_be_raised_by_a_tap(bot: Bot) -> None:
    answers = {"kind": "wrong_info", "care": "annoying", "reach": "unit", "harm": "no"}
    told = said(
        bot.submits("ben", "concern.raise", text="our unit shows zero readmissions", **answers)
    )
    assert "P4" in told
    assert "[Decisions depend on it]" in told
    assert "can do that" in said(bot.presses("lena", "concern.depends", "101"))
    assert "C-101 is P3 now" in said(bot.presses("ben", "concern.depends", "101"))
    assert "C-101 is P3 already" in said(bot.presses("ben", "concern.depends", "101"))
