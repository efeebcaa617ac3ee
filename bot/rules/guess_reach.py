"""Guesses whom a concern is about (R2) from its words: one person, or several units."""

import re

_SITE = re.compile(
    r"\b(?:(?:all|every|several|many|multiple|other) (?:the )?(?:units?|wards?|floors?|clinics?)"
    r"|(?:whole|entire) (?:hospital|site|house|building|campus)|across (?:the )?(?:hospital|units)"
    r"|(?:hospital|house|site)[- ]?wide)\b",
    re.IGNORECASE,
)
_ME = re.compile(
    r"\b(?:(?:just|only) (?:for )?me|my (?:own )?(?:password|passcode|badge|account|log-?in|pin"
    r"|user ?name|access))\b",
    re.IGNORECASE,
)
_NOT_ALONE = re.compile(r"\b(?:we|us|our|ours|everyone|everybody|others|colleagues|all)\b", re.I)


def reach(text: str) -> str:
    """A key of REACH. "unit" unless the words are plain: someone who writes is seldom alone, and
    "several units" is not said lightly. English only, as `bot.rules.guess_kind`."""
    if _SITE.search(text):
        return "site"
    return "me" if _ME.search(text) and not _NOT_ALONE.search(text) else "unit"
