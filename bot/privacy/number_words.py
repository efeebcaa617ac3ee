"""Numbers as they are said: digit by digit, in pairs, as years."""

from collections.abc import Iterator, Sequence

_ONES = "zero one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()

DIGIT = {word: str(n) for n, word in enumerate(_ONES)} | {
    "oh": "0",
    "o": "0",
    "nought": "0",
    "niner": "9",
}
TEEN = {word: str(n) for n, word in enumerate(_TEENS, 10)}
TEN = {word: str(n) for n, word in zip(range(20, 100, 10), _TENS, strict=True)} | {"fourty": "40"}
ORDINAL = {word: n for n, word in enumerate(_ORDINALS, 1)} | {"thirtieth": 30}
_TIMES = {"double": 2, "triple": 3}
# What stands between digits and is none: "forty eight dash twenty nine".
_BETWEEN = frozenset(("dash", "hyphen"))
SAID = DIGIT.keys() | TEEN.keys() | TEN.keys()
# What a run of numbers may hold; "o" and "hundred" do not begin one.
WITHIN = SAID | _TIMES.keys() | _BETWEEN | {"hundred", "thousand"}


def digits(words: Sequence[str]) -> str:
    """The digits that the words spell, or nothing where they are no such number."""
    out = ""
    at = 0
    while at < len(words):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in TEN and following in DIGIT and DIGIT[following] != "0":
            out += TEN[word][0] + DIGIT[following]
            at += 1
        elif word in _TIMES:
            if following not in DIGIT:
                return ""
            out += DIGIT[following] * _TIMES[word]
            at += 1
        elif word == "hundred":
            out += "00"
        elif word not in _BETWEEN:
            found = DIGIT.get(word) or TEEN.get(word) or TEN.get(word)
            if found is None:
                return ""
            out += found
        at += 1
    return out


def two_digits(words: Sequence[str], at: int) -> tuple[int, int]:
    """A number up to 99 that begins with word `at`, and how many words it takes; 0 words for none."""
    word = words[at] if at < len(words) else ""
    following = words[at + 1] if at + 1 < len(words) else ""
    if word in ("oh", "zero", "o") and following in DIGIT:
        return int(DIGIT[following]), 2
    if word in TEN:
        ones = DIGIT.get(following, "0")
        return int(TEN[word]) + int(ones), 1 + (ones != "0")
    if word in TEEN:
        return int(TEEN[word]), 1
    return (int(DIGIT[word]), 1) if word in DIGIT else (0, 0)


def ordinal(words: Sequence[str], at: int) -> tuple[int, int]:
    """The same of "second", "twenty first", "thirtieth"."""
    word = words[at] if at < len(words) else ""
    following = words[at + 1] if at + 1 < len(words) else ""
    if word in TEN and 0 < ORDINAL.get(following, 0) < 10:
        return int(TEN[word]) + ORDINAL[following], 2
    return (ORDINAL[word], 1) if word in ORDINAL else (0, 0)


def year(words: Sequence[str], at: int) -> tuple[int, int]:
    """A year that begins with word `at`: "nineteen fifty", "two thousand and four", "sixty one"."""
    word = words[at] if at < len(words) else ""
    if word == "two" and list(words[at + 1 : at + 2]) == ["thousand"]:
        joined = at + 2 + (list(words[at + 2 : at + 3]) == ["and"])
        low, used = two_digits(words, joined)
        return 2000 + low, (joined - at + used) if used else 2
    century = {"nineteen": 1900, "eighteen": 1800, "twenty": 2000}.get(word, 0)
    if century:
        if list(words[at + 1 : at + 2]) == ["hundred"]:
            return century, 2
        low, used = two_digits(words, at + 1)
        if used and (low > 9 or used == 2):
            return century + low, 1 + used
    low, used = two_digits(words, at)
    return (low, used) if used and (low > 20 or used == 2) else (0, 0)


def birthday(words: Sequence[str]) -> str:
    """The date that a run of numbers is when it is told as one: "four two fifty" is 4/2/50."""
    for month, day, when in _dates(words):
        return f"{month}/{day}/{when:02}"
    return ""


def _dates(words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    month, first = two_digits(words, 0)
    days = {two_digits(words, first), two_digits(words[: first + 1], first)}
    for day, second in sorted(days, reverse=True):
        when, third = year(words, first + second)
        if not third and first + second < len(words):
            when, third = two_digits(words, first + second)
        whole = first and second and third and first + second + third == len(words)
        if whole and 1 <= month <= 12 and 1 <= day <= 31:
            yield month, day, when
