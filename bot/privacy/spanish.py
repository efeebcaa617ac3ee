"""Dates in Spanish: "24 de marzo de 2012" reads as 24 March 2012."""

import re
from collections.abc import Iterator

from bot.privacy.tokens import Read

Edit = tuple[int, int, str]

_MONTHS = {
    "enero": "January", "febrero": "February", "marzo": "March", "abril": "April", "mayo": "May", "junio": "June",
    "julio": "July", "agosto": "August", "septiembre": "September", "setiembre": "September", "octubre": "October",
    "noviembre": "November", "diciembre": "December",
}  # fmt: skip
_NAMES = frozenset(_MONTHS)
_DATE = re.compile(
    rf"(?<![\w/.-])(\d{{1,2}})(?: de|º de|-|/)?[ -/]?({'|'.join(_MONTHS)})"
    r"(?:[ -/](?:de |del )?((?:19|20)?\d{2})(?![\d:]))?(?!\w)",
    re.IGNORECASE,
)


def edits(read: Read) -> Iterator[Edit]:
    if read.words.vocabulary.isdisjoint(_NAMES):
        return
    for match in _DATE.finditer(read.text):
        year = f" {match[3]}" if match[3] else ""
        yield *match.span(), f"{match[1]} {_MONTHS[match[2].lower()]}{year}"
