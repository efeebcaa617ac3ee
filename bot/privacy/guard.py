"""The guard: finds what could tell who a patient is, and takes it out of the text."""

import re
from collections.abc import Collection

from bot.privacy.detection import Site, search
from bot.privacy.findings import Checked, Found, GuardFailed, Rules, merged, wider
from bot.privacy.lexicon import lexicon
from bot.privacy.redact import back, redact

PATIENCE = 6  # usual texts need two turns, one that finds and one that finds no more
MOST = 40


class Guard:
    """Checks texts for one site.

    Raises ValueError for a record-number pattern that is not a regular expression.
    """

    def __init__(self, rules: Rules | None = None) -> None:
        try:
            self._site = Site.of(rules or Rules())
        except re.error as error:
            raise ValueError(f"mrn_patterns: {error.pattern!r} is no pattern: {error}") from None

    def load(self) -> None:
        """Read the lists that the first text would wait for."""
        lexicon()

    def check(self, text: str, roster: Collection[str] = ()) -> Checked:
        """The text without identifiers. `roster` names staff, who are never taken for patients.

        Nothing more is found in the result. Raises GuardFailed, and then nothing may go out.
        """
        try:
            return self._checked(text, roster)
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing may go out
            # Its own words may quote the text, so only its name goes on.
            raise GuardFailed(type(error).__name__) from None

    def _checked(self, text: str, roster: Collection[str]) -> Checked:
        found: tuple[Found, ...] = ()
        cleaned = text
        staff = self._site.staff(roster)
        for turn in range(MOST):
            later = search(cleaned, self._site, staff)
            if not later:
                return Checked(cleaned, found)
            if turn >= PATIENCE:
                later = wider(cleaned, later)
            found = merged((*found, *back(text, found, later)))
            cleaned = redact(text, found)
        raise GuardFailed("no end of it")
