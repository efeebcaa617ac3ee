"""Thanks in plain words ("kudos to the night team for …"): offered as a win (R31)."""

import re
from collections.abc import Mapping

_OPENING = re.compile(
    r"(?:(?:a )?(?:big |huge |many )?(?:thanks|thank you|kudos|shout ?-?outs?|props|hats off|bravo"
    r"|well done|great (?:job|work)|nice work|gracias|felicidades))\b[,:!]?\s*"
    r"(?:so much\b|a lot\b|again\b)?[,:!]?\s*(?:to|a|for)?\s*",
    re.IGNORECASE,
)
_WHOM = re.compile(
    r"(?P<who>@?[^:,.!?]{2,80}?)\s*(?:[:,]|\bfor\b|\bwho\b|\bpor\b|\bbecause\b|\bthat\b)\s*(?P<text>.+)",
    re.IGNORECASE | re.DOTALL,
)
FEWEST = 4  # words behind the opening: a mere "thanks!" is no win


def read(words: str) -> Mapping[str, str] | None:
    """What the form of a win would hold; None for what is no such sentence."""
    opening = _OPENING.match(words.strip())
    if opening is None:
        return None
    rest = words.strip()[opening.end() :]
    if len(rest.split()) < FEWEST:
        return None
    found = _WHOM.fullmatch(rest)
    if found is None:
        return {"text": rest}
    return {"who": found["who"].strip().lstrip("@"), "text": found["text"].strip()}
