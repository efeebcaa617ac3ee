"""R30: figures of a measure as people write them, and a line of them."""

import pytest

from bot.features.kpi.parse_line import Entry, entry, taken_back
from bot.rules.figures import Figure, Kind, read, wrong


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("share", "43 of 120", "43 of 120"),
        ("share", "412/2,310", "412 of 2,310"),
        ("share", "412 out of 2310.", "412 of 2,310"),
        ("share", "36 %", "36 %"),
        ("share", "36.50%", "36.5 %"),
        ("count", "12 a week", "12 a week"),
        ("count", "12 per week", "12 a week"),
        ("count", "1,200/day", "1,200 a day"),
        ("count", "52 in 4 weeks", "52 in 4 weeks"),
        ("count", "52 over a month", "52 a month"),
        ("time", "14 min", "14 min"),
        ("time", "14.5 minutes", "14.5 min"),
        ("time", "90 min", "1 h 30"),
        ("time", "2 h 10", "2 h 10"),
        ("time", "2h 5 min", "2 h 05"),
        ("time", "3 days", "3 days"),
    ],
)
def test_a_figure_is_said_as_it_is_read(kind: Kind, text: str, said: str) -> None:
    assert str(read(kind, text)) == said


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("share", ""),
        ("share", "412"),
        ("share", "12 a week"),
        ("share", "5 of 0"),
        ("share", "id;dob;unit\n1;2;3"),
        ("share", "four of five"),
        ("count", "12"),
        ("count", "1.5 a week"),
        ("count", "12 a week in March"),
        ("time", "14"),
        ("time", "2 h 75"),
        ("time", "14 min or so"),
    ],
)
def test_anything_else_is_no_figure(kind: Kind, text: str) -> None:
    assert read(kind, text) is None


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("share", "43 of 120", ""),
        ("share", "36 %", ""),
        ("share", "101 %", "at most 100 %"),
        ("share", "3 of 40", "fewer than 11 patients"),
        ("count", "0 a week", ""),
        ("count", "9 a week", "fewer than 11 patients"),
        ("count", "36 in 4 weeks", ""),
        ("count", "36 in 0 weeks", "over how long"),
        ("count", "9999999999 a day", "more than can be counted"),
        ("time", "14 min", ""),
        ("time", "0 min", "more than nothing"),
    ],
)
def test_what_can_be_kept(kind: Kind, text: str, why: str) -> None:
    figure = read(kind, text)
    assert figure is not None
    assert why in wrong(figure)
    assert bool(why) == bool(wrong(figure))


FIRST, THEN = Figure("share", 412, 2310), Figure("share", 355, 2298)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before 412 of 2,310 after 355 of 2,298", Entry(FIRST, THEN)),
        ("412 of 2310 to 355 of 2298", Entry(FIRST, THEN)),
        ("Before: 412/2310; after: 355/2298.", Entry(FIRST, THEN)),
        ("412 out of 2310 -> 355 out of 2298", Entry(FIRST, THEN)),
        ("baseline 412 of 2310 after 355 of 2298 on 3 Mar", Entry(FIRST, THEN, "3 Mar")),
        ("baseline 412 of 2310", Entry(FIRST)),
        ("baseline: 412 of 2310 on 1 Feb 2026", Entry(FIRST, None, "1 Feb 2026")),
        ("355 of 2298", Entry(None, THEN)),
        ("after 355 of 2298 yesterday", Entry(None, THEN, "yesterday")),
        ("355 of 2298 on monday", Entry(None, THEN, "monday")),
        ("412 of 2310 and 355 of 2298", None),
        ("baseline", None),
        ("rows: 1;2;3", None),
        ("355 of 2298 for ICU", None),
    ],
)
def test_a_line_is_read_whole_or_not_at_all(text: str, expected: Entry | None) -> None:
    assert entry("share", text) == expected


def test_a_line_is_of_its_measures_kind() -> None:
    assert entry("time", "before 2 h 10 after 1 h 30") == Entry(
        Figure("time", 7800), Figure("time", 5400)
    )
    assert entry("count", "12 a week") == Entry(None, Figure("count", 12, 1, "week"))
    assert entry("count", "43 of 120") is None


@pytest.mark.parametrize(
    ("text", "which"),
    [("take back", ""), ("Take back 3 Mar", "3 Mar"), ("undo baseline", "baseline")],
)
def test_taking_back(text: str, which: str) -> None:
    assert taken_back(text) == which
    assert taken_back("14 min") is None
