"""A roster is imported whole or not at all, and says which line to mend."""

from datetime import UTC, date, datetime

import pytest

from bot.rosters import BadRoster, Settled, Staff, read, settle
from bot.rules.roster_words import PLAIN, RosterWords
from storage.nouns.roster import Duty
from tests.harness import HARBOR

STAFF = (
    Staff(1, "Ana Ruiz", "ana@example.org", "5W"),
    Staff(2, "Ben Cole", "ben@example.org", "5W"),
    Staff(3, "Sam Ortiz", "", ""),
)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
EVENT = "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260301T000000Z\r\n{body}\r\nEND:VEVENT\r\n"


def settled(text: str, name: str = "roster.csv", words: RosterWords = PLAIN) -> Settled:
    return settle(read(name, text.encode(), FIRST, LAST, words), STAFF, HARBOR, words)


def duties(text: str, name: str = "roster.csv") -> list[Duty]:
    found = settled(text, name)
    assert not found.problems
    return sorted(found.duties, key=lambda duty: duty.starts_at)


def problems(text: str, name: str = "roster.csv") -> list[str]:
    """The mistakes that are told, whether or not the rest could be used."""
    try:
        return settled(text, name).problems
    except BadRoster as bad:
        return bad.problems


def calendar(*bodies: str) -> str:
    events = "".join(
        EVENT.format(uid=n, body="\r\n".join(b.split("\n"))) for n, b in enumerate(bodies)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{events}END:VCALENDAR\r\n"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_shifts_by_name_follow_the_clocks() -> None:
    found = duties(
        "email,date,shift\nana@example.org,2026-03-07,night\nBEN@example.org,2026-03-08,day\n"
    )
    assert found == [
        Duty(1, at("2026-03-08T00:00"), at("2026-03-08T11:00"), date(2026, 3, 7), "5W", "night"),
        Duty(2, at("2026-03-08T11:00"), at("2026-03-08T23:00"), date(2026, 3, 8), "5W", "day"),
    ]


def test_times_and_another_unit_and_semicolons() -> None:
    found = duties("name;date;unit;start;end\nSam Ortiz;2026-03-09;ICU;22:00;06:00\n")
    assert found == [
        Duty(3, at("2026-03-10T02:00"), at("2026-03-10T10:00"), date(2026, 3, 9), "ICU", "")
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("email,when\n", 'roster.csv:1: there is no column "date". Columns: email or name, date'),
        ("date,shift\n", "roster.csv:1: no column says who"),
        ("email,shift\n", 'roster.csv:1: there is no column "date"'),
        ("email,date\n", "roster.csv:1: no column says which shift"),
        ("email,date,shift\n", "roster.csv: has no shifts in it"),
        ("email,date,shift\nana@example.org,7 March,night\n", 'roster.csv:2: "7 March" is no date'),
        ("email,date,shift\n,2026-03-07,night\n", "roster.csv:2: says nobody"),
        ("email,date,shift\nana@example.org,2026-03-07,nite\n", 'roster.csv:2: 5 West has no shift "nite". Its shifts: day, night.'),
        ("name,date,shift\nAna Ruis,2026-03-07,night\n", 'roster.csv:2: nobody here is called "Ana Ruis". Did you mean "ana ruiz"?'),
        ("name,date,shift\nSam Ortiz,2026-03-07,night\n", "of which unit? Fill in unit"),
        ("name,date,shift,unit\nSam Ortiz,2026-03-07,night,9Z\n", 'there is no unit "9Z"'),
        ("name,date,start,end\nSam Ortiz,2026-03-07,7,19\n", "has no shift and no times"),
        ("email,date,shift\nana@example.org,2026-03-07,night\nana@example.org,2026-03-07,night\n", "roster.csv:3: Ana Ruiz is on another shift then (roster.csv:2)"),
        ("", "roster.csv:1: no column says who"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line_and_the_mend(text: str, says: str) -> None:
    assert says in "\n".join(problems(text))


def test_every_mistake_is_told_at_once_and_text_that_is_none_too() -> None:
    text = "email,date,shift\nx@example.org,2026-03-07,night\nana@example.org,2026-03-08,late\n"
    assert len(problems(text)) == 2
    with pytest.raises(BadRoster, match="is not text"):
        read("roster.xls", b"\xd0\xcf\x11\xe0", FIRST, LAST)


def test_calendar_events_once_and_repeating_in_their_own_zone() -> None:
    found = duties(
        calendar(
            "SUMMARY:Night\nDTSTART;TZID=America/New_York:20260307T190000\n"
            "DTEND;TZID=America/New_York:20260308T070000\nATTENDEE:mailto:ana@example.org",
            "SUMMARY:Ben Cole: day\nDTSTART;VALUE=DATE:20260309\nDTEND;VALUE=DATE:20260310\n"
            "RRULE:FREQ=WEEKLY;COUNT=2",
            "SUMMARY:Sam Ortiz\nDTSTART:20260310T120000Z\nDURATION:PT8H\nLOCATION:ICU",
        ),
        "roster.ics",
    )
    assert found == [
        Duty(1, at("2026-03-08T00:00"), at("2026-03-08T11:00"), date(2026, 3, 7), "5W", ""),
        Duty(2, at("2026-03-09T11:00"), at("2026-03-09T23:00"), date(2026, 3, 9), "5W", "day"),
        Duty(3, at("2026-03-10T12:00"), at("2026-03-10T20:00"), date(2026, 3, 10), "ICU", ""),
        Duty(2, at("2026-03-16T11:00"), at("2026-03-16T23:00"), date(2026, 3, 16), "5W", "day"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("BEGIN:VCALENDAR\nBROKEN", "can't be read as iCalendar"),
        (calendar(), "has no event from 2026-03-01 to 2026-03-31"),
        (
            calendar("SUMMARY:Ana Ruiz\nDTSTART;VALUE=DATE:20260309"),
            "lasts all day and names no shift",
        ),
        (calendar("DTSTART:20260310T120000Z\nDURATION:PT8H"), "says nobody. Invite the person"),
    ],
)
def test_a_calendar_that_does_not_work_says_how(text: str, says: str) -> None:
    assert says in "\n".join(problems(text, "roster.ics"))
