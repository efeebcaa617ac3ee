"""Guesses which system a concern is about, so that it reaches the team that knows it."""

import re
from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Meds & scanning": ("e?mar", "bcma", "pyxis", "omnicell", "pharmacy", "scan(?:s|ner)?"),
        "Orders": ("cpoe", "orders?", "order sets?"),
        "Lab results": ("labs?", "results?", "specimens?"),
        "Imaging": ("pacs", "imaging", "x-?rays?", "ct", "mri", "radiology"),
        "Scheduling & registration": ("schedul\\w+", "registration", "appointments?", "adt"),
        "Telehealth & portal": ("telehealth", "video visits?", "portal", "mychart"),
        "Phones & messaging": ("phones?", "pagers?", "vocera", "messaging", "voicemail"),
        "Sign-on & badge": ("badge", "tap", "sign[- ]?on", "password", "log ?in", "citrix"),
        "Computers, printers, scanners": (
            *("printers?", "computers?", "wow", "carts?", "workstations?", "monitors?", "labels?"),
        ),
        "Reports & dashboards": ("reports?", "dashboards?"),
        "Charting": ("chart(?:ing|s)?", "flow ?sheets?", "notes?", "documentation"),
    }
)
_READ = {
    system: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    for system, words in WORDS.items()
}


def system(text: str) -> str:
    """The system whose words come first in `text`, one of SYSTEMS; "Not sure" where none does."""
    found = {name: match.start() for name, read in _READ.items() if (match := read.search(text))}
    return min(found, key=found.__getitem__) if found else "Not sure"
