"""The kinds of polls: what each is called, how many options it takes, and how it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.suppression import First

PULSE = ("It does what I need it to do.", "It is easy to use.")
SUS = (
    "I think that I would like to use this system frequently.",
    "I found the system unnecessarily complex.",
    "I thought the system was easy to use.",
    "I think that I would need the support of a technical person to use this system.",
    "I found the various functions in this system were well integrated.",
    "I thought there was too much inconsistency in this system.",
    "I would imagine that most people would learn to use this system very quickly.",
    "I found the system very cumbersome to use.",
    "I felt very confident using the system.",
    "I needed to learn a lot of things before I could get going with this system.",
)
CREDITS = {
    "pulse": "UMUX-Lite: Lewis, Utesch and Maher, 2013.",
    "sus": "System Usability Scale: John Brooke, 1986. Letters: the Sauro-Lewis scale.",
    "panel": "RAND/UCLA appropriateness method, on ratings from 1 to 9.",
    "ranked": "Schulze's method.",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """`label` names it in the form and on the card. `least` and `most` are how many options it
    takes; none where its items are fixed. `first` is what is shown where only one can be: the
    whole's figures (R24), or those of the groups (R10). `pick` says that options are chosen, by
    buttons if there are few and one is enough."""

    label: str
    how: str
    first: First = "whole"
    least: int = 2
    most: int = 20
    pick: bool = False


KINDS: Mapping[str, Kind] = {
    "single": Kind("One answer", "one answer", pick=True),
    "multiple": Kind("Several answers", "several answers", pick=True),
    "approval": Kind("Everything you could live with", "tick all you could live with", pick=True),
    "ranked": Kind("Put in order", "put them in order", most=10),
    "score": Kind("Points for each", "points for each", least=1, most=12),
    "panel": Kind("Panel: rate 1-9, agree or not", "rate each from 1 to 9", least=1, most=12),
    "weighted": Kind("Criteria with weights", "points by criterion", most=6),
    "readiness": Kind("Are we ready?", "one answer", pick=True),
    "texts": Kind("Open question", "in one's own words", least=0, most=0),
    "pulse": Kind("Pulse: two questions", "two questions, 1 to 7", "groups", 0, 0),
    "sus": Kind("SUS: ten questions", "ten questions, 1 to 5", least=0, most=0),
}
ALIASES: Mapping[str, str] = {
    "one": "single",
    "multi": "multiple",
    "several": "multiple",
    "rank": "ranked",
    "order": "ranked",
    "schulze": "ranked",
    "points": "score",
    "scores": "score",
    "rand": "panel",
    "weights": "weighted",
    "criteria": "weighted",
    "ready": "readiness",
    "umux": "pulse",
    "umux-lite": "pulse",
    "approve": "approval",
    "text": "texts",
    "words": "texts",
}
UNSPLIT = frozenset(("texts", "panel"))  # not shown by unit, site or shift
BREAKDOWNS: Mapping[str, str] = {"unit": "Unit", "site": "Site", "shift": "Shift"}
BY_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("unit", "units", "ward", "wards"), "unit"),
    **dict.fromkeys(("site", "sites"), "site"),
    **dict.fromkeys(("shift", "shifts"), "shift"),
}
YES_NO = ("Yes", "No")
READY = ("Yes", "Partly", "No")
SCALES: Mapping[str, tuple[int, int]] = {"panel": (1, 9), "pulse": (1, 7), "sus": (1, 5)}
FIXED_ITEMS: Mapping[str, tuple[str, ...]] = {"pulse": PULSE, "sus": SUS}
SIDE_WORDS: Mapping[str, str] = {
    "clinical": "Clinical",
    "it": "IT",
    "both": "Clinical & IT",
    "none": "No side said",
}
