"""What somebody may have meant by a verb, a number or a name that nothing has. Never acted on by
itself: it is offered."""

import re
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import DamerauLevenshtein

_SHORTEST = 4  # letters; anything is near a shorter word
_LONG = 7  # letters, among which two slips are still the same word
_LETTERS = str.maketrans({"o": "0", "l": "1", "i": "1", "s": "5", "b": "8"})
_NUMBERED = re.compile(r"([cphwt])[-\s]?([0-9olisb]{2,9})", re.IGNORECASE)
_MOST = 3


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The words that `word` is one slip away from (two where it is long), the nearest first."""
    wanted = word.casefold()
    if len(wanted) < _SHORTEST:
        return ()
    most = 2 if len(wanted) >= _LONG else 1
    found = []
    for one in known:
        said = one.casefold()
        slips = DamerauLevenshtein.distance(wanted, said, score_cutoff=most)
        if 0 < slips <= min(most, len(said) // 3):
            found.append((slips, said[0] != wanted[0], one))
    return tuple(one for *_, one in sorted(found)[:_MOST])


def numbered(word: str) -> str | None:
    """ "C-101" for "C-1O1", where letters look like digits; None for what is no such number."""
    match = _NUMBERED.fullmatch(word.strip(".,:;!?()#"))
    if match is None or match[2].isdigit() or not any(map(str.isdigit, match[2])):
        return None
    return f"{match[1].upper()}-{match[2].casefold().translate(_LETTERS)}"


def near_numbers(number: int) -> Iterator[int]:
    """Numbers that are easily typed so: two digits swapped, or one too many."""
    digits = str(number)
    seen = {number}
    swapped = (
        digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        for at in range(len(digits) - 1)
    )
    fewer = (digits[:at] + digits[at + 1 :] for at in range(len(digits)))
    for one in (*swapped, *fewer):
        if one and one[0] != "0" and int(one) not in seen:
            seen.add(int(one))
            yield int(one)
