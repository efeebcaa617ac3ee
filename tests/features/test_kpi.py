"""Measures that both sides agree on, and task forces in linked rooms."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import RoomSetting
from bot.words.events import Channel, Said
from tests.harness import HOME, ROOMS, Bot, form, said

TEAMS, SLACK = Channel("teams", HOME["teams"], "tf"), Channel("slack", HOME["slack"], "tf")
BOTH = (
    f"{TEAMS.platform}|{TEAMS.workspace}|{TEAMS.id},{SLACK.platform}|{SLACK.workspace}|{SLACK.id}"
)


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


def defined(bot: Bot, who: str = "jo") -> None:
    asked = form(bot.says(who, "kpi new Readmission"))
    bot.fills(who, asked, counted="unplanned returns within 30 days", out_of="discharges")


def agreed(bot: Bot) -> None:
    defined(bot)
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
