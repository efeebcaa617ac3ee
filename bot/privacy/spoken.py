"""Numbers, dates and addresses as dictation writes them: which places read as which digits."""

import re
from collections.abc import Iterator, Sequence

from bot.privacy import number_words
from bot.privacy.number_words import DIGIT, ORDINAL, SAID, TEN, WITHIN
from bot.privacy.tokens import Read

Edit = tuple[int, int, str]

_GAP = re.compile(r"(?:,|\.|-| -)?[ \t]{1,2}|-")
_DAY_GAP = re.compile(r",? (\d{1,2})(?:st|nd|rd|th)?,? ")
_MONTHS = frozenset(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_STREETS = frozenset(
    "street avenue road lane drive court boulevard terrace circle place way close crescent".split()
)
_ROOMS = frozenset("room rm bed bay".split())
_BORN = frozenset("dob birth birthday birthdate born nacimiento".split())
_FILLERS = frozenset("is was on of the comma colon it's number".split())
_BEGINS = SAID | {"double", "triple"}
_OPENING = _MONTHS | _BEGINS | ORDINAL.keys()
_AFTER_MONTH = SAID | ORDINAL.keys() | {"the", "two"}
_LEAST = 4  # digits of a number that could tell who somebody is


def edits(read: Read) -> Iterator[Edit]:
    """Places and what they read as, in order."""
    lows = read.lows
    if read.words.vocabulary.isdisjoint(_OPENING):
        return
    end = 0
    for at in [n for n, low in enumerate(lows) if low in _OPENING]:
        if at < end:
            continue
        if lows[at] in DIGIT and _within(read, at):
            yield read.starts[at], read.words[at].end, DIGIT[lows[at]]
            continue
        used, meant = _date(read, at) or _number(read, at) or (0, "")
        end = at + used
        if meant:
            yield read.starts[at], read.words[end - 1].end, meant


def _within(read: Read, at: int) -> bool:
    """Whether the word stands between two digits: "48two9"."""
    word = read.words[at]
    around = read.text[max(0, word.start - 1) : word.start] + read.text[word.end : word.end + 1]
    return len(around) == 2 and around.isdigit()


def _close(read: Read, at: int) -> bool:
    return _GAP.fullmatch(read.gap(at)) is not None


def _date(read: Read, at: int) -> tuple[int, str] | None:
    """ "April second nineteen fifty", "second of April", "April 2 nineteen fifty"."""
    lows = read.lows
    if lows[at] in _MONTHS:
        return _month_first(read, at)
    day, used = number_words.ordinal(lows, at)
    if not used or not _joined(read, at, used):
        return None
    month = at + used
    if month < len(lows) and lows[month] == "of":
        month += 1
    if month >= len(lows) or lows[month] not in _MONTHS or not _joined(read, at, month - at + 1):
        return None
    when, more = _year(read, month + 1)
    return month + 1 + more - at, f"{read.words[month].raw} {day}{when}"


def _month_first(read: Read, at: int) -> tuple[int, str] | None:
    lows, raw = read.lows, read.words[at].raw
    if lows[at + 1 : at + 2] == [] or lows[at + 1] not in _AFTER_MONTH:
        return None
    if digits := _DAY_GAP.fullmatch(read.gap(at)):
        when, more = _year(read, at + 1, joined=True)
        return (1 + more, f"{raw} {digits[1]}{when}") if more else None
    following = at + 1 + (lows[at + 1 : at + 2] == ["the"])
    day, used = number_words.ordinal(lows, following)
    said_plainly = not used
    if said_plainly:
        day, used = number_words.two_digits(lows, following)
    if not used or not 1 <= day <= 31 or not _joined(read, at, following - at + used):
        return None
    when, more = _year(read, following + used)
    if said_plainly and not more and lows[at] in ("may", "march"):  # "we may one day"
        return None
    return following + used + more - at, f"{raw} {day}{when}"


def _year(read: Read, at: int, *, joined: bool = False) -> tuple[str, int]:
    """The year behind a day, as ", 1950", and its words; nothing where none follows."""
    skipped = int(read.lows[at : at + 1] in (["comma"], ["of"]))
    when, used = number_words.year(read.lows, at + skipped)
    if not used or not (joined or _close(read, at - 1)) or not _joined(read, at, used + skipped):
        return "", 0
    return f", {when:02}", used + skipped


def _joined(read: Read, at: int, count: int) -> bool:
    """Whether only spaces, commas or hyphens stand between so many words."""
    if at + count > len(read.lows):
        return False
    return all(_close(read, n) for n in range(at, at + count - 1))


def _number(read: Read, at: int) -> tuple[int, str] | None:
    """A run of numbers that is long enough, or stands where a short one counts."""
    lows = read.lows
    if lows[at] not in _BEGINS:
        return None
    count = 1
    while at + count < len(lows) and lows[at + count] in WITHIN and _close(read, at + count - 1):
        count += 1
    words = lows[at : at + count]
    if _told_birth(read, at) and (born := number_words.birthday(words)):
        return count, born
    number = number_words.digits(words)
    told = count >= 3 and len(number) >= _LEAST
    if told or (len(number) >= 2 and _placed(read, at, count, words)):
        return count, number
    return count, ""


def _told_birth(read: Read, at: int) -> bool:
    before = at - 1
    while before >= max(0, at - 4) and read.lows[before] in _FILLERS:
        before -= 1
    return before >= 0 and (
        read.lows[before] in _BORN or read.lows[max(0, before - 2) : before + 1] == ["d", "o", "b"]
    )


def _placed(read: Read, at: int, count: int, words: Sequence[str]) -> bool:
    """A room's or a house's number."""
    if at and read.lows[at - 1] in _ROOMS:
        return True
    behind = read.lows[at + count : at + count + 4]
    return words[0] in TEN.keys() | number_words.TEEN.keys() and not _STREETS.isdisjoint(behind[1:])
