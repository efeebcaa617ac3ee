"""Which countries' numbers the guard looks for."""

from collections.abc import Iterator

from bot.ops.checks.check import Check
from bot.privacy import COUNTRIES
from bot.settings import Settings


def guard(settings: Settings) -> Iterator[Check]:
    """Says which are on, and which could be."""
    chosen = settings.hospital.privacy.countries or COUNTRIES
    off = [country for country in COUNTRIES if country not in chosen]
    left = f"; not of {', '.join(off)}" if off else ", all that it knows"
    yield Check("ok", f"the guard looks for numbers of {', '.join(chosen)}{left}")
