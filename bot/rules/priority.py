"""Kinds of concern (R1), the answers that set a priority (R2), and who may lower it (R3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from bot.rules.care_areas import care_area, direct_care
from bot.rules.guess_kind import guess
from bot.rules.guess_reach import reach
from bot.rules.hospital import Priority, Side

__all__ = [
    "CARE",
    "CARE_QUESTION",
    "HARM",
    "HARM_QUESTION",
    "IN_DANGER",
    "KINDS",
    "REACH",
    "REACH_QUESTION",
    "SYSTEMS",
    "TABLE",
    "UNCHECKED",
    "WORDS",
    "Answers",
    "Choice",
    "care_area",
    "direct_care",
    "from_sentence",
    "guess",
    "higher",
    "is_lower",
    "lowering_needs_informatics",
    "lowering_refusal",
    "priority",
    "safety_flagged",
]


class Choice(NamedTuple):
    """What a button says, and who should tap it ("Tap this if ...")."""

    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What a reporter said by sentence and taps: keys of KINDS, CARE, REACH and HARM."""

    kind: str = "not_sure"
    care: str = "slowed"
    reach: str = "unit"
    harm: str = "no"


KINDS: Mapping[str, Choice] = MappingProxyType(
    {
        "down_slow": Choice(
            "Down or slow", "it won't open, print, scan or connect, or can't keep up"
        ),
        "access": Choice("Can't get in", "password, badge, sign-on, or no right to see something"),
        "wrong_info": Choice(
            "Wrong or missing info", "a result, order, list or name is wrong, doubled or absent"
        ),
        "hard_to_use": Choice(
            "Hard to use", "too many clicks, too many alerts, a screen that confuses"
        ),
        "workflow": Choice("Doesn't fit our work", "the tool is right; the order or place is not"),
        "why": Choice("Why do we do this?", "charting that seems pointless or done twice"),
        "howto": Choice("Show me how", "you'd like a tip, a refresher or someone beside you"),
        "idea": Choice("Idea", "it works, and you know how it could be better"),
        "not_sure": Choice("Not sure", "none of these fits; IT will sort it"),
    }
)
CARE: Mapping[str, Choice] = MappingProxyType(
    {
        "stopped": Choice("Stopped", "there is no safe way round it"),
        "slowed": Choice("Slowed", "there is a way round it, and it holds"),
        "annoying": Choice("Annoying", "care itself is fine"),
    }
)
REACH: Mapping[str, Choice] = MappingProxyType(
    {
        "me": Choice("Just me", "nobody else has it, as far as you know"),
        "unit": Choice("My unit", "others on your unit or clinic have it too"),
        "site": Choice("Several units", "other units or the whole site have it"),
    }
)
HARM: Mapping[str, Choice] = MappingProxyType(
    {
        "no": Choice("No", "nobody could be hurt by it"),
        "could": Choice("Yes, if it happens again", "it could hurt someone"),
        "near_miss": Choice("Almost - we caught it", "it was stopped just in time"),
        "reached": Choice("It reached a patient", "a patient was affected, hurt or not"),
    }
)
CARE_QUESTION = "Can you still care for patients?"
REACH_QUESTION = "Who is stuck?"
HARM_QUESTION = "Could a patient get hurt?"

SYSTEMS = (
    "Charting",
    "Orders",
    "Meds & scanning",
    "Lab results",
    "Imaging",
    "Scheduling & registration",
    "Telehealth & portal",
    "Phones & messaging",
    "Sign-on & badge",
    "Computers, printers, scanners",
    "Reports & dashboards",
    "Not sure",
)

IN_DANGER, UNCHECKED = "danger", "unchecked"
# What the words of a concern raise it to, and why, where they tell of danger (R16).
WORDS: Mapping[str, tuple[Priority, str]] = MappingProxyType(
    {
        IN_DANGER: ("P1", "the words say that somebody may be in danger"),
        UNCHECKED: ("P2", "its words could not be checked for danger"),
    }
)
TABLE: Mapping[tuple[str, str], Priority] = MappingProxyType(
    {
        ("site", "stopped"): "P1",
        ("site", "slowed"): "P2",
        ("site", "annoying"): "P3",
        ("unit", "stopped"): "P1",
        ("unit", "slowed"): "P3",
        ("unit", "annoying"): "P4",
        ("me", "stopped"): "P2",
        ("me", "slowed"): "P3",
        ("me", "annoying"): "P4",
    }
)


def priority(
    kind: str,
    care: str,
    reach: str,
    harm: str,
    direct_care: bool,  # noqa: FBT001 - a rule's input
    words: str = "",
) -> tuple[Priority, str]:
    """The priority of a concern and the reason in plain words (R2): the table, then the floors.

    Keys of KINDS, CARE, REACH and HARM; `direct_care` says whether the unit gives direct care.
    `words` is what the text itself says of danger: a key of WORDS.
    ValueError for a key that is not one of them.
    """
    for word, known in ((kind, KINDS), (care, CARE), (reach, REACH), (harm, HARM)):
        if word not in known:
            raise ValueError(f'"{word}" is none of {", ".join(known)}.')
    by_table = TABLE[reach, care]
    reason = f"{REACH[reach].label}, {CARE[care].label.lower()}: {by_table}."
    # The floors of R2 that apply and why, the most urgent first.
    floors: dict[str, tuple[Priority, str]] = {
        "reached": ("P1", "it reached a patient"),
        "near_miss": ("P2", "it almost reached a patient"),
        "could": ("P2", "a patient could be hurt"),
    }
    found = [WORDS[words]] if words in WORDS else []
    found += [floors[harm]] if harm in floors else []
    if kind == "down_slow" and direct_care and care in {"stopped", "slowed"}:
        found.append(("P2", "it is down or slow where patients are cared for"))
    for floor, because in found:
        if is_lower(by_table, floor):
            return floor, f"{reason} Raised to {floor}: {because}."
    return by_table, reason


def from_sentence(text: str) -> Answers:
    """The answers a concern starts with when there is only its text, before any tap.

    The kind is guessed, and whom it is about where the words are plain. Care is slowed, with no
    harm: someone who stops work to write is at least slowed, seldom alone, and a safety flag is a
    person's to set. So a bare sentence is a P3, or a P2 where R2's direct-care floor speaks or
    several units are named; "stopped" would page somebody for every sentence, "annoying" would let
    a real one wait for days. The taps refine it.
    """
    return Answers(kind=guess(text), reach=reach(text))


def higher(a: Priority, b: Priority) -> Priority:
    """The more urgent of two (R2: if two answers are possible, take the higher)."""
    return b if is_lower(a, b) else a


def is_lower(new: Priority, old: Priority) -> bool:
    """Whether `new` is less urgent than `old`: P3 is lower than P1."""
    return new > old


def safety_flagged(harm: str) -> bool:
    """Whether the safety answer puts the concern under R3: any answer but "no"."""
    return harm != "no"


def lowering_needs_informatics(old: Priority, new: Priority, harm: str) -> bool:
    """Whether only clinical informatics may make this change (R3): downwards, safety-flagged."""
    return is_lower(new, old) and safety_flagged(harm)


def lowering_refusal(
    old: Priority, new: Priority, harm: str, side: Side, reason: str
) -> str | None:
    """Why this change of priority is refused, as a sentence for the one who tried; None if fine.

    R3: lowering a safety-flagged concern needs side "both" and a reason. Telling the reporter is
    the caller's part.
    """
    if not lowering_needs_informatics(old, new, harm):
        return None
    if side != "both":
        return (
            f"It stays {old}: this concern is marked as a safety matter, so only clinical"
            " informatics can lower it, with a reason. Ask them in this thread."
        )
    if not reason.strip():
        return f"It stays {old} until you give the reason; the people who reported it will see it."
    return None
