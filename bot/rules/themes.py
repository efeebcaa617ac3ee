"""Which themes of the answers to an open question are counted apart (R10, R25)."""

from collections.abc import Mapping

from bot.rules.suppression import LEAST


def counted_apart(themes: Mapping[str, int], others: int, *, secret: bool) -> list[str]:
    """The themes that are shown with their counts, the largest first; `others` are answers of no
    theme.

    Where answers are anonymous (`secret`), a theme of fewer than `LEAST` stays among the others.
    Where these are fewer too, so that all minus the themes would count them, the smallest theme
    joins them.
    """
    largest = sorted(themes, key=lambda name: (-themes[name], name.casefold()))
    if not secret:
        return largest
    apart = [name for name in largest if themes[name] >= LEAST]
    rest = others + sum(themes[name] for name in largest[len(apart) :])
    while apart and 0 < rest < LEAST:
        rest += themes[apart.pop()]
    return apart
