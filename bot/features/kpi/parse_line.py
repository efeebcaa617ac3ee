"""Reads what is typed behind a measure's number: a baseline, a later figure, or taking back."""

import re
from dataclasses import dataclass

from bot.rules.figures import Figure, Kind, read

_DAY = r"(?:\s+on\s+(?P<day>.{1,40})|,?\s+(?P<near>today|yesterday))?"
_BASELINE = re.compile(rf"(?:baseline|before):?\s*(?P<first>.+?){_DAY}", re.IGNORECASE)
_BOTH = re.compile(
    r"(?:before:?\s*|baseline:?\s*)?(?P<first>.+?)\s*[,;]?\s*(?:\bafter:?|->|→|\bto\b)\s*"
    rf"(?P<then>.+?){_DAY}",
    re.IGNORECASE,
)
_THEN = re.compile(rf"(?:after:?\s*|now:?\s*)?(?P<then>.+?){_DAY}", re.IGNORECASE)
_BACK = re.compile(r"(?:take back|undo)(?:\s+(?P<which>.{1,40}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be kept; `day` in the writer's words, "" for today. It is the later figure's, and
    the baseline's where that is alone."""

    baseline: Figure | None = None
    point: Figure | None = None
    day: str = ""


def entry(kind: Kind, text: str) -> Entry | None:
    """All of the text as figures of that kind; None for anything that is not just that."""
    words = " ".join(text.split()).rstrip(".")
    for pattern in (_BOTH, _BASELINE, _THEN):
        if (found := pattern.fullmatch(words)) is None:
            continue
        parts = found.groupdict()
        said = {name: parts[name] for name in ("first", "then") if parts.get(name)}
        made = {name: read(kind, value) for name, value in said.items()}
        if all(made.values()):
            day = parts["day"] or parts["near"] or ""
            return Entry(made.get("first"), made.get("then"), day)
    return None


def taken_back(text: str) -> str | None:
    """Which figure is to be taken back, "" for the latest; None where the text is about none."""
    found = _BACK.fullmatch(" ".join(text.split()).rstrip("."))
    return None if found is None else (found["which"] or "")
