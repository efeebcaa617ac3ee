"""Guesses the unit that a concern's words name, where nothing else tells it."""

import re
from collections.abc import Mapping

from bot.rules.hospital import Unit


def unit(text: str, units: Mapping[str, Unit]) -> str:
    """The id of the only unit whose name or id is in the text; "" for none or several."""
    named = {one.id for one in units.values() if _named(text, one.name) or _named(text, one.id)}
    return named.pop() if len(named) == 1 else ""


def _named(text: str, name: str) -> bool:
    """An id of two letters is a word of its own, in capitals."""
    flags = 0 if len(name) < 3 else re.IGNORECASE
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, flags) is not None
