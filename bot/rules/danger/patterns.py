"""What says in so many words that somebody is in danger, and is not said of a thing."""

import re

from bot.rules.danger.rules import KINDS, rules

NOW = re.compile(r"\b(?:right now|happening|in progress|ahorita|ahora mismo)\b")


def said(words: str) -> bool:
    """Whether a pattern is in a sentence of `plain_words`, meant of somebody, and now."""
    if rules().not_happening.search(words):
        return False
    found = (match for kind in KINDS for match in rules().says[kind].finditer(words))
    return any(_meant(words, match) for match in found)


def _meant(words: str, match: re.Match[str]) -> bool:
    """Whether it is said of somebody, and so, and not of a thing."""
    known, before = rules(), words[: match.start()]
    if NOW.search(words):
        before = ""  # whoever asks how to chart what happens now is in it
    after = known.thing_after if known.noun.search(match.group()) else known.part_after
    return not (
        after.match(words, match.end())
        or known.thing_before.search(before)
        or known.not_so.search(before)
    )
