"""What a rota file says of who is on call, before it is held against the people there are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

RUNG_WORDS: Mapping[str, tuple[str, ...]] = {
    "oncall": ("oncall", "on call", "first", "primary", "first on call"),
    "backup": ("backup", "second", "secondary", "second on call"),
    "admin_oncall": ("admin oncall", "administrator on call", "admin on call", "administrator"),
    "leader": ("leader", "leader on call"),
}
_RUNGS = {word: rung for rung, words in RUNG_WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class RotaRow:
    """One turn as it is written: `where` is its place in the file, `names` what its person is
    called, the surest first. Times are aware, or as the hospital's clock shows them."""

    where: str
    names: tuple[str, ...]
    rung: str
    start: datetime
    end: datetime
    system: str = ""
    unit: str = ""


def rung_of(text: str) -> str:
    """The rung that a word names; "" where it names none."""
    return _RUNGS.get(" ".join(re.split(r"[\s_-]+", text.strip().casefold())), "")
