"""Cells of CSV files, as spreadsheets may open them."""

from unicodedata import category

from bot.words.bidi import straight

# Small and in full width too: some programs take those for the same.
RISKY = tuple("=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b")
BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters that show as nothing


def defused(cell: str) -> str:
    """A cell that begins as a formula does, behind whatever shows as nothing, or with a tab or a
    carriage return, gets an apostrophe: spreadsheets show it as text (OWASP)."""
    cell = straight(cell)
    seen = next((n for n, one in enumerate(cell) if not _unseen(one)), len(cell))
    begins = cell[seen:].startswith(RISKY) or cell.startswith(("\t", "\r"))
    return f"'{cell}" if begins else cell


def _unseen(one: str) -> bool:
    """Whether it is a space, a control or a format character, or a mark on nothing."""
    return category(one)[0] in "ZCM" or one in BLANK
