"""What was typed in a room without a slash or a mention, and looks exactly like a command (R38).

Only such a message is looked at; other talk among people leaves no trace here."""

import re

from bot.words.typed import plain_marks, readable

_VERBS = (
    r"(?:take|fixed|hold|assign|ticket|note|workaround|answer|confirm|reopen|priority|duplicate"
    r"|notdoing|metoo|withdraw|have|show|vote|unvote|close|outcome|poll|huddle)"
)
_NUMBER = r"[cph]-?\d{2,9}\b"
_LOOKS = (
    (rf"({_VERBS}) ({_NUMBER}).*", r"\1 \2"),
    (r"(concern)\s*: *\S.*", r"\1"),
    (r"(poll) [^|\n]+\|[^|\n]+(?:\|.*)?", r"\1"),
)
_PATTERNS = tuple((re.compile(p, re.IGNORECASE | re.DOTALL), said) for p, said in _LOOKS)


def unaddressed(text: str) -> str | None:
    """What of it is ours: "take C-101", "concern", "poll"; None for talk among people."""
    shown = plain_marks(readable(text[:2000])).strip()
    for pattern, said in _PATTERNS:
        if match := pattern.fullmatch(shown):
            return _cased(match.expand(said))
    return None


def _cased(words: str) -> str:
    verb, _, number = words.partition(" ")
    return f"{verb.lower()} {number.upper()}".strip()
