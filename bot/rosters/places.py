"""Finds the unit, or the system, that a file names."""

import re
from collections.abc import Mapping

from bot.rosters.absences import folded
from bot.rules.hospital import Hospital, Unit
from bot.rules.priority import SYSTEMS

_PARTS = re.compile(r"\s*[,;/|]\s*|\s+-\s+")


class Places:
    """The units and systems of a hospital, by all that they are called."""

    def __init__(self, hospital: Hospital, called: Mapping[str, str]) -> None:
        self._units = {
            folded(word): unit for unit in hospital.units.values() for word in (unit.id, unit.name)
        }
        for word, number in called.items():
            self._units[word] = hospital.units[number]
        self._systems = {folded(name): name for name in SYSTEMS[:-1]}

    def unit(self, text: str, *, free: bool) -> Unit | None:
        """The unit that is meant. A place in words ("Tower B, 5 West") need name none of ours:
        then None; elsewhere ValueError with a sentence."""
        parts = [text, *_PARTS.split(text)]
        found = next((self._units[p] for p in map(folded, parts) if p in self._units), None)
        if found is None and free:
            found = self._within(folded(text))
        if found is None and not free:
            choices = ", ".join(dict.fromkeys(unit.id for unit in self._units.values()))
            raise ValueError(f'there is no unit "{text[:40]}". Choose one of: {choices}.')
        return found

    def _within(self, text: str) -> Unit | None:
        """The one unit whose name stands in a text as words of it."""
        names = (
            word for word in self._units if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
        )
        found = {self._units[word].id: self._units[word] for word in names}
        return next(iter(found.values())) if len(found) == 1 else None

    def unit_or_system(self, text: str) -> tuple[str, str]:
        """A system, or the id of a unit, "" for the other. ValueError with a sentence where a text
        is neither: whoever is on call for one system is not to be called for all of them."""
        if not text:
            return "", ""
        if system := self._systems.get(folded(text)):
            return system, ""
        try:
            unit = self.unit(text, free=False)
        except ValueError:
            units = ", ".join(dict.fromkeys(unit.id for unit in self._units.values())) or "none"
            choices = f"Systems: {', '.join(SYSTEMS[:-1])}. Units: {units}."
            raise ValueError(f'there is no system or unit "{text[:40]}". {choices}') from None
        return "", unit.id if unit else ""
