"""A rota is imported whole or not at all, and says which line to mend."""

from datetime import UTC, date, datetime

import pytest

from bot.rosters import BadRoster, Staff, read_rota, settle_rota
from storage.nouns.oncall import Turn
from tests.harness import HARBOR

STAFF = (
    Staff(1, "Sam Ortiz", "sam@example.org", ""),
    Staff(2, "Kim Lee", "kim@example.org", ""),
    Staff(3, "Lee Kim", "", ""),
    Staff(4, "Lee Kim", "", ""),
)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def turns(text: str, name: str = "rota.csv") -> list[Turn]:
    found = settle_rota(read_rota(name, text.encode(), FIRST, LAST), STAFF, HARBOR)
    assert not found.problems
    return found.turns


def problems(text: str, name: str = "rota.csv") -> list[str]:
    """The mistakes that are told, whether or not the rest could be used."""
    try:
        reading = read_rota(name, text.encode(), FIRST, LAST)
    except BadRoster as bad:
        return bad.problems
    return settle_rota(reading, STAFF, HARBOR).problems


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_sheet_with_moments_rungs_and_places() -> None:
    found = turns(
        "name,rung,system,unit,start,end\n"
        "Sam Ortiz,,,,2026-03-04 19:00,2026-03-05 07:00\n"
        "kim@example.org,Backup,,ED,2026-03-04T19:00-05:00,2026-03-05T07:00-05:00\n"
        "Sam Ortiz,admin oncall,lab results,,2026-03-04 19:00,2026-03-05 07:00\n"
    )
    night = (utc("2026-03-05 00:00"), utc("2026-03-05 12:00"))
    assert found == [
        Turn(1, "oncall", *night),
        Turn(2, "backup", *night, "", "ED"),
        Turn(1, "admin_oncall", *night, "Lab results"),
    ]


def test_a_date_and_times_pass_midnight() -> None:
    found = turns("name;date;start;end\nSam Ortiz;2026-03-04;19:00;07:00\n")
    assert found == [Turn(1, "oncall", utc("2026-03-05 00:00"), utc("2026-03-05 12:00"))]


@pytest.mark.parametrize(
    ("night", "hours"), [("2026-03-07", 11), ("2026-03-14", 12), ("2026-10-31", 13)]
)
def test_the_night_on_which_the_clocks_change_has_its_hours(night: str, hours: int) -> None:
    (found,) = turns(f"name,date,start,end\nSam Ortiz,{night},19:00,07:00\n")
    assert (found.ends_at - found.starts_at).total_seconds() == hours * 3600


def test_turns_that_meet_at_two_leave_no_gap_when_the_clocks_change() -> None:
    for night in ("2026-03-08", "2026-11-01"):
        first, last = turns(
            "name,start,end\n"
            f"Sam Ortiz,{night} 00:00,{night} 02:00\nKim Lee,{night} 02:00,{night} 08:00\n"
        )
        assert first.ends_at == last.starts_at


def test_an_hour_that_the_spring_change_skips_is_no_turn() -> None:
    found = turns(
        "name,start,end\n"
        "Sam Ortiz,2026-03-08 02:00,2026-03-08 03:00\n"
        "Kim Lee,2026-03-08 03:00,2026-03-08 08:00\n"
    )
    assert found == [Turn(2, "oncall", utc("2026-03-08 07:00"), utc("2026-03-08 12:00"))]
    assert (
        "the night the clocks change"
        in problems("name,start,end\nSam Ortiz,2026-03-08 02:00,2026-03-08 03:00\n")[0]
    )


def test_turns_may_overlap() -> None:
    line = "2026-03-04 19:00,2026-03-05 07:00\n"
    assert len(turns(f"name,start,end\nSam Ortiz,{line}Kim Lee,{line}Kim Lee,{line}")) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,when\n", "rota.csv:1: no column says from when to when. Columns: email or name"),
        ("start,end\n", "rota.csv:1: no column says who"),
        ("name,start\n", "rota.csv:1: no column says from when to when"),
        ("name,start,end\n", "rota.csv: has no turns in it"),
        ("name,start,end\n,2026-03-04 19:00,2026-03-05 07:00\n", "rota.csv:2: says nobody"),
        ("name,start,end\nSam Ortiz,7pm,7am\n", 'rota.csv:2: can\'t read "7pm to 7am"'),
        (
            "name,start,end\nSam Ortiz,2026-03-04T19:00-05:00,2026-03-05 07:00\n",
            "rota.csv:2: has a zone at one end and none at the other",
        ),
        (
            "name,rung,start,end\nSam Ortiz,third,2026-03-04 19:00,2026-03-05 07:00\n",
            'rota.csv:2: "third" is no rung. Choose oncall, backup, admin_oncall or leader.',
        ),
        (
            "name,start,end\nNora Ash,2026-03-04 19:00,2026-03-05 07:00\n",
            'rota.csv:2: nobody here is called "Nora Ash"',
        ),
        (
            "name,start,end\nLee Kim,2026-03-04 19:00,2026-03-05 07:00\n",
            'rota.csv:2: 2 people are called "Lee Kim". Use the e-mail address.',
        ),
        (
            "name,start,end\nSam Ortiz,2026-03-05 07:00,2026-03-04 19:00\n",
            "rota.csv:2: ends before it starts",
        ),
        (
            "name,system,start,end\nSam Ortiz,Fax,2026-03-04 19:00,2026-03-05 07:00\n",
            'rota.csv:2: there is no system or unit "Fax". Systems: Charting',
        ),
    ],
)
def test_a_sheet_that_cannot_be_used_says_where_and_why(text: str, says: str) -> None:
    assert says in "\n".join(problems(text))


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    found = problems(
        "name,start,end\n"
        "Nora Ash,2026-03-04 19:00,2026-03-05 07:00\n"
        "Sam Ortiz,2026-03-05 07:00,2026-03-04 19:00\n"
    )
    assert [problem.partition(": ")[0] for problem in found] == ["rota.csv:2", "rota.csv:3"]


def calendar(*events: str) -> str:
    body = "".join(
        f"BEGIN:VEVENT\nUID:{n}@example.org\nDTSTAMP:20260101T000000Z\n{event}\nEND:VEVENT\n"
        for n, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//invented//EN\n{body}END:VCALENDAR\n"


WEEK = (
    "DTSTART;TZID=America/New_York:20260302T190000\nDTEND;TZID=America/New_York:20260303T070000\n"
)


def test_a_calendar_by_title_by_invitation_and_repeating() -> None:
    found = turns(
        calendar(
            f"{WEEK}RRULE:FREQ=DAILY;COUNT=8\nSUMMARY:Sam Ortiz",
            f"{WEEK}SUMMARY:Backup: Kim Lee\nLOCATION:Lab results",
            f"{WEEK}SUMMARY:Administrator on call\nATTENDEE:mailto:kim@example.org\nLOCATION:ED",
        ),
        "rota.ics",
    )
    night = (utc("2026-03-03 00:00"), utc("2026-03-03 12:00"))
    assert Turn(2, "backup", *night, "Lab results") in found
    assert Turn(2, "admin_oncall", *night, "", "ED") in found
    mine = [one for one in found if one.person_id == 1]
    assert len(mine) == 8
    hours = [(one.ends_at - one.starts_at).total_seconds() / 3600 for one in mine]
    assert hours == [12, 12, 12, 12, 12, 11, 12, 12]


def test_whole_days_are_from_midnight_to_midnight() -> None:
    (found,) = turns(
        calendar("DTSTART;VALUE=DATE:20260304\nDTEND;VALUE=DATE:20260306\nSUMMARY:Kim Lee"),
        "rota.ics",
    )
    assert found == Turn(2, "oncall", utc("2026-03-04 05:00"), utc("2026-03-06 05:00"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (calendar(f"{WEEK}SUMMARY:Backup"), "says nobody that I can tell. Call the event"),
        (
            calendar(f"{WEEK}SUMMARY:Sam Ortiz, third line"),
            'nobody here is called "Sam Ortiz, third line"',
        ),
        (calendar(f"{WEEK}SUMMARY:Sam Ortiz\nLOCATION:Room 12"), 'no system or unit "Room 12"'),
        (calendar(f"{WEEK}SUMMARY:Nora Ash"), 'nobody here is called "Nora Ash"'),
        (calendar(), "has no event from 2026-03-01 to 2026-03-31"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "can't be read as iCalendar"),
    ],
)
def test_a_calendar_that_cannot_be_used_says_where_and_why(text: str, says: str) -> None:
    assert says in "\n".join(problems(text, "rota.ics"))
