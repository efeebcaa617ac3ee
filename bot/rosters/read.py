"""Reads a roster file by what is in it, whatever it is called."""

import re
from datetime import date

from bot.rosters.calendar import read_calendar
from bot.rosters.rows import BadRoster, Reading, Row
from bot.rosters.sheet import read_sheet
from bot.rules.roster_words import PLAIN, RosterWords

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")  # no text has any


def read(
    name: str, data: bytes, first: date, last: date, words: RosterWords = PLAIN
) -> Reading[Row]:
    """What the file `name` says; of an iCalendar, what starts from `first` to `last`. BadRoster
    where it can't be used at all."""
    text = text_of(name, data)
    if is_calendar(text):
        return read_calendar(name, text, (first, last), words)
    return read_sheet(name, text, words)


def is_calendar(text: str) -> bool:
    return text.lstrip().upper().startswith("BEGIN:VCALENDAR")


def text_of(name: str, data: bytes) -> str:
    """The file's text, in the ways that Excel saves it; BadRoster where it is none."""
    coding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    for one in (coding, "cp1252"):
        try:
            text = data.decode(one)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise BadRoster([f"{name}: is not text. Save it as CSV UTF-8, or as an iCalendar file (.ics)."])
