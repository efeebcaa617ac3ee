"""Whether somebody of IT writes for IT's eyes only (R33): what begins like a note stays with IT.

Pure. "yes" is what begins with the word in whatever spelling, "perhaps" what only may: behind an
emoji or somebody's name, with a slip of the finger, or with a word that is used otherwise too. That
stays with IT as well, and its writer is asked.
"""

import re
from typing import Literal, NamedTuple, TypeAlias

from rapidfuzz.distance import DamerauLevenshtein

from bot.words.typed import BULLETS, plain_marks, readable

Answer: TypeAlias = Literal["yes", "perhaps", "no"]
_MARKS = f"[*_~`\"'<>()\\[\\]{{}}/\\\\!|#.:,;{BULLETS}\\s-]*"
_LIST_NUMBER = r"(?:(?:\d{1,2}|[a-z])[.)]\s+)?"
_FRONT = re.compile(_MARKS + _LIST_NUMBER + _MARKS, re.IGNORECASE)
_END = r"(?![^\W_])"
_PARTED = r"(?=[_']?\s*(?:[^\w\s']|$))"  # a mark or nothing follows, as behind "Internal:"
_ONLY = r"[ -]?(?:only|eyes only|use only)"
_YES = re.compile(
    rf"(?:note{_END}|(?:it|internal|private|staff|side|work|desk)[ -]?notes?{_END}|notes?{_PARTED}"
    rf"|(?:for )?(?:it|internal|staff|private|team|desk|the desk|us){_ONLY}{_PARTED}"
    rf"|(?:only (?:for )?|for )(?:it|internal|the desk|the team){_PARTED}"
    rf"|(?:internal|internally|private|interno|interna|nota){_PARTED}"
    rf"|for internal use{_END}"
    rf"|not for (?:the )?(?:wards?|nurses|clinicians|clinical|units?|floor){_END})",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    rf"(?:(?:notes|internal|internally|private|nota)|(?-i:IT)[ -]?(?:eyes )?only){_END}",
    re.IGNORECASE,
)
_BEHIND = (
    re.compile(  # what parts the word from the text: marks, and perhaps one more behind a space
        r"[^\S\n]*[*_~`\"'>)\]}:;,.!|/\u2026-]*(?:[^\S\n]+[:;,.!|\u2026-]+(?=\s))?\s*"
    )
)
_GREETING = re.compile(r"(?:hey|hi|fyi|psst|ok|all|team|for info)\b[\s,:;-]*", re.IGNORECASE)
_NAME = re.compile(r"@[\w.'-]+(?: [A-Z][\w.'-]+){0,3}[\s,:;-]*")
_PICTURE = re.compile(r"(?::[a-z0-9_+'-]+:|[^\w\s\x00-\x7f])[^\S\n]*")
_WORD = re.compile(r"[^\W_]+")  # letters that only look alike are a slip too
_OTHER_WORDS = frozenset(  # one slip away from "note", and meant as they are written
    ("not", "vote", "rote", "dote", "tote", "nose", "node", "none", "nope", "noted", "nate", "nota")
)


class Reading(NamedTuple):
    """`text` is without the word where the answer is "yes" and something is left."""

    answer: Answer
    text: str


def it_only(text: str) -> Reading:
    """How a message begins. The text keeps what its writer typed behind the word."""
    shown = readable(text).strip()
    plain = plain_marks(shown)
    at = _end(_FRONT, plain, 0)
    if match := _YES.match(plain, at):
        rest = shown[_end(_BEHIND, plain, match.end()) :].strip()
        return Reading("yes", rest if any(map(str.isalnum, rest)) else shown)
    behind = _behind_names(plain)
    if _PERHAPS.match(plain, behind) or _slip(plain, behind):
        return Reading("perhaps", shown)
    if behind != at and _YES.match(plain, behind):
        return Reading("perhaps", shown)
    return Reading("no", shown)


def _behind_names(plain: str) -> int:
    """Where the words begin, behind people's names, pictures and greetings."""
    at, before = 0, -1
    while at != before:
        before = at
        for pattern in (_GREETING, _NAME, _PICTURE, _FRONT):
            at = _end(pattern, plain, at)
    return at


def _slip(plain: str, at: int) -> bool:
    word = _WORD.match(plain, at)
    if word is None or word[0].lower() in _OTHER_WORDS:
        return False
    return DamerauLevenshtein.distance(word[0].lower(), "note", score_cutoff=1) <= 1


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
