"""Rosters as calendars, spreadsheets and rostering systems export them (R58)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rosters import BadRoster, Reason, Settled, Staff, read, settle
from bot.rules.roster_words import AWAY, OFF, PLAIN, RosterWords
from tests.harness import HARBOR
from tests.rosters.test_rosters import calendar

STAFF = (
    Staff(1, "Ana Ruiz", "ana@example.org", "5W"),
    Staff(2, "Ben Cole", "ben@example.org", "5W"),
    Staff(3, "Zoë O\u2019Neil-García", "zoe@example.org", "5W"),
    Staff(4, "Ana Holiday", "ana.holiday@example.org", "ICU"),
    Staff(5, "ana", "", "5W"),
)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
ZONE = ZoneInfo("America/New_York")
NIGHT = "DTSTART;TZID=America/New_York:20260303T190000\nDTEND;TZID=America/New_York:20260304T070000"
INVITED = "ATTENDEE;CN=Ana Ruiz;PARTSTAT=ACCEPTED:mailto:ana@example.org"


def settled(text: str, words: RosterWords = PLAIN, name: str = "roster") -> Settled:
    return settle(read(name, text.encode(), FIRST, LAST, words), STAFF, HARBOR, words)


def taken(text: str, words: RosterWords = PLAIN) -> list[str]:
    """Whose shifts of a file are taken, by their day and hours; none of its lines has a mistake."""
    found = settled(text, words)
    assert found.problems == []
    return [_told(one.who, one.duty.starts_at, one.duty.ends_at) for one in found.placed]


def _told(who: str, starts: datetime, ends: datetime) -> str:
    return f"{who} {starts.astimezone(ZONE):%d %H:%M}-{ends.astimezone(ZONE):%H:%M}"


def reasons(text: str, words: RosterWords = PLAIN) -> list[Reason]:
    return [one.why for one in settled(text, words).left_out]


ANA = ["Ana Ruiz 03 19:00-07:00"]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (f"{NIGHT}\nSUMMARY:Night\nSTATUS:CANCELLED\n{INVITED}", Reason.CANCELLED),
        (f"{NIGHT}\nSUMMARY:Cancelled: Ana Ruiz: night", Reason.CANCELLED),
        (f"{NIGHT}\nSUMMARY:Canceled - Night\n{INVITED}", Reason.CANCELLED),
        (f"{NIGHT}\nSUMMARY:Ana Ruiz: night (cancelado)", Reason.CANCELLED),
        (f"{NIGHT}\nSUMMARY:Night\nATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.org", Reason.DECLINED),
        (f"{NIGHT}\nSUMMARY:Night\nATTENDEE;PARTSTAT=DELEGATED:mailto:ana@example.org", Reason.DECLINED),
        (f"{NIGHT}\nSUMMARY:Night\nATTENDEE;ROLE=NON-PARTICIPANT:mailto:ana@example.org", Reason.OPTIONAL),
        (f"{NIGHT}\nSUMMARY:Night\nATTENDEE;CUTYPE=ROOM;CN=Break room:mailto:r@example.org", Reason.THING),
        (f"{NIGHT}\nSUMMARY:Night\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\n{INVITED}", Reason.AWAY),
        (f"{NIGHT}\nSUMMARY:Ana Ruiz\nCATEGORIES:Vacation", Reason.AWAY),
        (f"{NIGHT}\nSUMMARY:Ana Ruiz: sick", Reason.AWAY),
        (f"{NIGHT}\nSUMMARY:Sick - Ana Ruiz", Reason.AWAY),
        (f"{NIGHT}\nSUMMARY:Ana Ruiz OOO", Reason.AWAY),
        (f"{NIGHT}\nSUMMARY:Annual leave (pm): Ana Ruiz", Reason.AWAY),
        (f"{NIGHT}\nSUMMARY:Ana Ruiz - carer's leave", Reason.AWAY),
        (f"{NIGHT}\nSUMMARY:Ana Ruiz: de baja médica", Reason.AWAY),
        (f"{NIGHT}\nSUMMARY:Ana Ruiz: vacaciones", Reason.AWAY),
        (f"{NIGHT}\nSUMMARY:Sick leave\n{INVITED}", Reason.AWAY),
        (f"{NIGHT}\nSUMMARY:Ana Ruiz: OFF", Reason.OFF),
        ("DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260314\nSUMMARY:Ana Ruiz: annual leave", Reason.AWAY),
        ("DTSTART;VALUE=DATE:20260317\nSUMMARY:St Patrick's Day\nTRANSP:TRANSPARENT", Reason.NOBODY),
        (f"{NIGHT}\nSUMMARY:Nora Ash: sick", Reason.AWAY),
    ],
)  # fmt: skip
def test_what_is_no_shift_is_left_out_and_said(event: str, why: Reason) -> None:
    assert taken(calendar(event)) == []
    assert why in reasons(calendar(event))


@pytest.mark.parametrize(
    "event",
    [
        f"{NIGHT}\nSUMMARY:Night\n{INVITED}",
        f"{NIGHT}\nSUMMARY:Ana Ruiz: night",
        f"{NIGHT}\nSUMMARY:Ruiz\\, Ana: night",
        f"{NIGHT}\nSUMMARY:RUIZ\\, Ana (she/her) - Night shift",
        f"{NIGHT}\nSUMMARY:Ana\u00a0Ruiz \u2013 nights",
        f"{NIGHT}\nSUMMARY:Night: Ana Ruiz\\, RN",
        f"{NIGHT}\nSUMMARY:Night Ana Ruiz",
        f"{NIGHT}\nSUMMARY:Ana Ruiz",
        f"{NIGHT}\nSUMMARY:Ana Ruiz: covering sick leave",
        f"{NIGHT}\nSUMMARY:Night\nATTENDEE;CN=\"Ana Ruiz\":mailto:a.ruiz@elsewhere.example",
        f"{NIGHT}\nSUMMARY:Night\nLOCATION:Harbor City General\\, Tower B\\, 5 West\n{INVITED}",
        f"{NIGHT}\nSUMMARY:Night\nLOCATION:Microsoft Teams Meeting\n{INVITED}",
        f"{NIGHT}\nSUMMARY:Night\n{INVITED}\nATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.org",
        f"{NIGHT}\nSUMMARY:Night\n{INVITED}\nATTENDEE;CUTYPE=RESOURCE;CN=Pump 7:mailto:p@example.org",
        f"{NIGHT}\nSUMMARY:Night\n{INVITED}\nORGANIZER:mailto:ben@example.org\n"
        "ATTENDEE:MAILTO:Ben@example.org",
        "DTSTART:20260304T000000Z\nDTEND:20260304T120000Z\nSUMMARY:Ana Ruiz: night",
        "DTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260304\nSUMMARY:Ana Ruiz: night",
    ],
)  # fmt: skip
def test_however_a_calendar_says_it_the_night_is_hers(event: str) -> None:
    found = settled(calendar(event))
    assert taken(calendar(event)) == ANA
    assert [(duty.day, duty.unit) for duty in found.duties] == [(date(2026, 3, 3), "5W")]


def test_names_with_hyphens_apostrophes_and_accents() -> None:
    for title in (
        "Zoë O'Neil-García: night",
        "Zoe ONeil-Garcia - night",
        "O’Neil-García, Zoë: night",
    ):
        event = f"{NIGHT}\nSUMMARY:{title.replace(',', chr(92) + ',')}"
        if "ONeil" in title:
            assert "nobody here is called" in settled(calendar(event)).problems[0]
        else:
            assert taken(calendar(event)) == ["Zoë O\u2019Neil-García 03 19:00-07:00"]


def test_a_name_that_is_a_word_of_absence_is_a_name() -> None:
    assert taken(calendar(f"{NIGHT}\nSUMMARY:Ana Holiday: night")) == ["Ana Holiday 03 19:00-07:00"]
    assert taken(calendar(f"{NIGHT}\nSUMMARY:Ana Holiday")) == ["Ana Holiday 03 19:00-07:00"]


def test_two_people_in_one_title_are_asked_about() -> None:
    (mistake,) = settled(calendar(f"{NIGHT}\nSUMMARY:Ana Ruiz - Ben Cole")).problems
    assert "names several people" in mistake


def test_a_week_of_nights_is_seven_nights() -> None:
    week = (
        "DTSTART;TZID=America/New_York:20260302T190000\n"
        "DTEND;TZID=America/New_York:20260309T070000\nSUMMARY:Ana Ruiz: {}"
    )
    nights = taken(calendar(week.format("nights")))
    assert [one.split()[2] for one in nights] == ["02", "03", "04", "05", "06", "07", "08"]
    (mistake,) = settled(calendar(week.format("project"))).problems
    assert "lasts longer than a day and names no shift" in mistake


def test_several_calendars_in_one_file_and_one_that_is_called_off() -> None:
    both = calendar(f"{NIGHT}\nSUMMARY:Ana Ruiz: night") + calendar(
        f"{NIGHT}\nSUMMARY:Ben Cole: night"
    ).replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:CANCEL")
    assert taken(both) == ANA
    assert reasons(both) == [Reason.CANCELLED]


def test_half_a_file_is_refused() -> None:
    text = calendar(f"{NIGHT}\nSUMMARY:Ana Ruiz: night")
    with pytest.raises(BadRoster, match="can't be read as iCalendar"):
        settled(text[: text.index("END:VEVENT")])


# Who is away works no shift, whatever else the file says


def test_a_shift_of_somebody_who_is_away_is_cut() -> None:
    text = calendar(
        f"{NIGHT}\nSUMMARY:Ana Ruiz: night",
        "DTSTART;VALUE=DATE:20260304\nSUMMARY:Ana Ruiz: annual leave",
    )
    assert taken(text) == ["Ana Ruiz 03 19:00-00:00"]
    assert [one.what for one in settled(text).left_out] == [
        "Ana Ruiz",
        "Ana Ruiz, 2026-03-03 in part",
    ]


_DAYS = st.integers(min_value=1, max_value=27)
_HOURS = st.integers(min_value=0, max_value=23)
_LABELS = st.sampled_from(["sick", "annual leave", "OOO", "vacaciones", "parental leave"])


@st.composite
def _events(draw: st.DrawFn) -> tuple[str, list[tuple[datetime, datetime]]]:
    """A month of shifts and absences of Ana's, and when she is away (UTC)."""
    bodies, away = [], []
    for _ in range(draw(st.integers(1, 8))):
        start = datetime(2026, 3, draw(_DAYS), draw(_HOURS), tzinfo=UTC)
        end = start + timedelta(hours=draw(st.integers(1, 24)))
        label = draw(st.one_of(st.just("night"), _LABELS))
        if label != "night" and draw(st.booleans()):
            first = start.date()
            last = first + timedelta(days=draw(st.integers(1, 4)))
            times = f"DTSTART;VALUE=DATE:{first:%Y%m%d}\nDTEND;VALUE=DATE:{last:%Y%m%d}"
            start, end = (
                datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)
                for day in (first, last)
            )
        else:
            times = f"DTSTART:{start:%Y%m%dT%H%M%SZ}\nDTEND:{end:%Y%m%dT%H%M%SZ}"
        bodies.append(f"{times}\nSUMMARY:Ana Ruiz: {label}")
        away += [(start, end)] if label != "night" else []
    return calendar(*bodies), away


@given(_events())
def test_nobody_absent_is_ever_on_shift(made: tuple[str, list[tuple[datetime, datetime]]]) -> None:
    text, away = made
    found = settled(text)
    for duty in found.duties:
        assert all(duty.ends_at <= starts or ends <= duty.starts_at for starts, ends in away)


# Sheets


@pytest.mark.parametrize(
    "sheet",
    [
        "name,date,start,end\nAna Ruiz,2026-03-03,1900,0700\n",
        "name,date,start,end\nAna Ruiz,2026-03-03,7:00 PM,7:00 AM\n",
        "name,date,start,end\nAna Ruiz,3/3/2026,7pm,7am\n",
        "sep=;\nname;date;start;end\nAna Ruiz;03.03.2026;19.00;7.00\n",
        "employee_id,Employee Name,Shift Date,Shift,Notes\n88,Ana Ruiz,03-Mar-2026,Night,swap\n",
        "5 West roster\tMarch\n\nname\tdate\tshift\nRuiz, Ana\t2026-03-03\tnight\n",
        'Last Name,First Name,Date,Shift Code\nRuiz,Ana,"Tue, 3 March 2026",NIGHTS\n',
        "name,date,shift\nAna\u00a0Ruiz ,2026-03-03 00:00:00,night\u00a0\n",
        "Member,Work Email,Group,Start Date,Start Time,End Date,End Time,Custom Label\n"
        "Ana R.,ana@example.org,Nurses,3/3/2026,19:00,3/4/2026,7:00,Charge\n",
        "name,start,end\nAna Ruiz,2026-03-03 19:00,2026-03-04 07:00\n",
        "\ufeffname,date,shift,status\nAna Ruiz,2026-03-03,night,Confirmed\n",
    ],
)
def test_however_a_sheet_says_it_the_night_is_hers(sheet: str) -> None:
    assert taken(sheet) == ANA


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Ana Ruiz,2026-03-03,OFF,", Reason.OFF),
        ("Ana Ruiz,2026-03-03,-,", Reason.OFF),
        ("Ana Ruiz,2026-03-03,,", Reason.EMPTY),
        ("Ana Ruiz,2026-03-03,AL,", Reason.AWAY),
        ("Ana Ruiz,2026-03-03,Sick,", Reason.AWAY),
        ("Ana Ruiz,2026-03-03,night,Cancelled", Reason.CANCELLED),
        ("Ana Ruiz,2026-03-03,night,Declined", Reason.DECLINED),
        ("Ana Ruiz,2026-03-03,night,On leave", Reason.AWAY),
    ],
)
def test_lines_without_a_shift_are_left_out_by_what_they_say(line: str, why: Reason) -> None:
    text = f"name,date,shift,status\n{line}\nBen Cole,2026-03-03,day,\n"
    assert taken(text) == ["Ben Cole 03 07:00-19:00"]
    assert reasons(text) == [why]


def test_midnight_as_excel_writes_it() -> None:
    assert taken("name,date,start,end\nAna Ruiz,2026-03-03,16:00,24:00\n") == [
        "Ana Ruiz 03 16:00-00:00"
    ]


def test_days_and_months_that_cant_be_told_apart_are_asked_about() -> None:
    text = "name,date,shift\nAna Ruiz,3/4/2026,night\n"
    assert "can't tell day from month in 3/4/2026" in settled(text).problems[0]
    assert taken(text, RosterWords(dates="mdy")) == ["Ana Ruiz 04 19:00-07:00"]
    other = "name,date,shift\nAna Ruiz,3/4/2026,night\nAna Ruiz,3/14/2026,night\n"
    assert taken(other) == ["Ana Ruiz 04 19:00-07:00", "Ana Ruiz 14 19:00-07:00"]


def test_the_words_of_the_house() -> None:
    words = RosterWords(
        columns={"wer": "name", "tag": "date", "dienst": "shift"},
        codes={"n": "night", "u": AWAY, "x": OFF},
        titles=("{shift} / {name} ({any})",),
    )
    text = "Wer;Tag;Dienst\nAna Ruiz;03.03.2026;N\nAna Ruiz;04.03.2026;U\nBen Cole;04.03.2026;X\n"
    assert taken(text, words) == ["Ana Ruiz 03 19:00-00:00"]
    assert reasons(text, words)[:2] == [Reason.AWAY, Reason.OFF]
    title = calendar(f"{NIGHT}\nSUMMARY:N / Ana Ruiz (5 West)")
    assert taken(title, words) == ANA


@given(st.text(max_size=200))
def test_no_text_is_an_error_of_ours(text: str) -> None:
    """A file either is used, or says what is wrong with it."""
    for body in (text, f"name,date,shift\n{text}", f"BEGIN:VCALENDAR\n{text}\nEND:VCALENDAR\n"):
        try:
            settled(body)
        except BadRoster as bad:
            told = bad.problems
        else:
            told = []
        assert all(told)
