"""Reads a roster file by what is in it, whatever it is called."""

from datetime import date

from bot.rosters.calendar import read_calendar
from bot.rosters.rows import BadRoster, Row
from bot.rosters.sheet import read_sheet


def read(name: str, data: bytes, first: date, last: date) -> list[Row]:
    """The shifts in the file `name`; those of an iCalendar that start from `first` to `last`.

    BadRoster with every mistake, none of which has been acted on.
    """
    text = text_of(name, data)
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return read_calendar(name, text, first, last)
    return read_sheet(name, text)


def text_of(name: str, data: bytes) -> str:
    """The file's text; BadRoster where it is none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        mend = "Save it as CSV UTF-8, or as an iCalendar file (.ics)."
        raise BadRoster([f"{name}: is not text. {mend}"]) from None
