"""With a name or without: what each mode of a concern promises, and what it can't (R15a)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.core.work import Work
from bot.rules.hospital import Hospital
from bot.words.fields import ChoiceField, Option
from storage.nouns import people
from storage.nouns.concerns import UNNAMED, Concern
from storage.nouns.people import Person

NAMED, CONFIDENTIAL, ANONYMOUS = "named", "confidential", "anonymous"
WITHOUT_NAME = frozenset({CONFIDENTIAL, ANONYMOUS})
SMALL = 5  # a unit of fewer is not named (R10)
LABELS: Mapping[str, str] = {
    NAMED: "With my name",
    CONFIDENTIAL: "In confidence: my name is sealed, answers still reach me",
    ANONYMOUS: "Anonymous: no name is kept, I get a code to read answers",
}
SAID: Mapping[str, str] = {CONFIDENTIAL: "Someone, in confidence", ANONYMOUS: "Anonymous"}
SEALED = (
    "In confidence: nobody on IT's side or yours is shown your name. One of the hospital's"
    " custodians can open it, with a reason that is written down, and you are told."
)
NOBODY = (
    "Anonymous: Corridor keeps nothing of who you are. A code brings you to the answers; if it is"
    " lost, nobody can bring it back. What is urgent (P1, P2, or words of danger) goes out at once,"
    " so its hour can be known; the rest waits up to half an hour."
)
LIMITS = (
    "What I can't promise: your chat platform knows that you wrote to me, and your own words may"
    " tell who you are."
)


def field(work: Work, chosen: str = NAMED) -> ChoiceField:
    """How to raise it, with the promise beside the choice."""
    offered = {NAMED: "", CONFIDENTIAL: SEALED, ANONYMOUS: NOBODY}
    if not work.has_keys:
        del offered[CONFIDENTIAL]
    options = tuple(Option(mode, LABELS[mode]) for mode in offered)
    hint = " ".join((*filter(None, offered.values()), LIMITS))
    return ChoiceField(
        "mode", "Your name", options, chosen if chosen in offered else NAMED, hint=hint
    )


def mask(work: Work, concern_unit: str = "") -> Work:
    """The same work, done by the reporter whom nobody names."""
    nobody = Person(
        hospital_id=work.hid,
        id=UNNAMED,
        name="The reporter",
        email="",
        side="clinical",
        unit=concern_unit,
        shift_name="",
        zone="",
        role_list=[],
        guest=False,
        gone=False,
        settled=True,
    )
    return replace(work, actor=nobody)


def shown_unit(work: Work, unit: str) -> str:
    """The unit, unless so few are in it that it would tell who wrote (R10)."""
    members = people.in_units(work.db, (unit,), SMALL)
    return unit if len(members) == SMALL else ""


def reporter(concern: Concern) -> str:
    """Who raised it, where no name is shown."""
    return SAID.get(concern.mode, "Someone")


def day(hospital: Hospital, concern: Concern) -> str:
    """The day it was raised on: of a concern without a name, no more is told."""
    return f"{date_of(hospital, concern):%a %d %b}"


def date_of(hospital: Hospital, concern: Concern) -> date:
    return concern.raised_at.astimezone(hospital.zone).date()
