"""What a text tells of its writer, so that they can be warned before it goes without a name.

It finds the plainest signs only. A colleague may know a writer by much less; the warning says so.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

_JOBS = (
    r"nurse|rn|lpn|cna|doctor|physician|attending|resident|fellow|intern|pharmacist|therapist|tech"
    r"|technician|aide|clerk|secretary|manager|director|educator|chaplain|paramedic|midwife|student"
    r"|traveler|preceptor|scribe|phlebotomist|sonographer|dietitian|social worker"
)
SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "names your shift": (
            r"\b(?:my|our|last|this|the|on|every|work(?:ed|ing)?) (?:night|day|evening|weekend)s?"
            r"(?: shift)?\b(?=[ ,.;!?]|$)(?<!last day)|\bmy shift\b|\bon nights\b|\bnight shift\b"
            r"|\bday shift\b"
        ),
        "names your job": (
            rf"\b(?:i am|i'm|as) (?:the|a|an|our)?\s*(?:\w+ ){{0,2}}?(?:{_JOBS})\b"
            r"|\b(?:charge nurse|house supervisor|nurse manager|super ?user)\b"
        ),
        "says that you are the only one": (
            r"\b(?:the|my) only (?:one|person|\w+)\b|\bi was alone\b|\balone on\b|\bby myself\b"
        ),
        "says when you were there": (
            r"\b(?:at|around|about|since) \d{1,2}(?::\d{2})? ?(?:am|pm|h|o'clock)\b"
            r"|\b(?:at|around|about|since) \d{1,2}:\d{2}\b"
        ),
        "says how long you have been here": (
            r"\bi(?: have|'ve) (?:been|worked) here\b|\bmy (?:first|second|last|third) (?:day|week"
            r"|month|year)\b|\bi(?:'m| am) new\b|\bin my \w+ years?\b"
        ),
        "says what you have raised before": (
            r"\bi(?: have|'ve)? (?:already )?(?:reported|raised|said|told|e-?mailed|wrote)\b"
            r"|\bc-\d{2,}\b"
        ),
    }
)
_FOUND = {what: re.compile(sign, re.IGNORECASE) for what, sign in SIGNS.items()}
SHORTEST = 3  # letters of a name


def tells(text: str, name: str = "") -> list[str]:
    """What it does, as in "your text names your shift"; `name` is the writer's own."""
    return list(dict.fromkeys(_tells(text, name)))


def _tells(text: str, name: str) -> Iterator[str]:
    words = set(re.findall(r"\w+", text.casefold()))
    if words & {word for word in re.findall(r"\w+", name.casefold()) if len(word) >= SHORTEST}:
        yield "has your name in it"
    for what, sign in _FOUND.items():
        if sign.search(text):
            yield what
