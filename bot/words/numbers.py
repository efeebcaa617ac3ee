"""Numbers that come from outside: of a page's address, a button, a form, a header."""

DIGITS = 9  # as many as any number of ours has, and every database takes


def number(text: str) -> int | None:
    """A whole number, 0 or more; None for what is none of ours: signs, too many digits, digits of
    other scripts."""
    plain = len(text) <= DIGITS and text.isascii() and text.isdecimal()
    return int(text) if plain else None
