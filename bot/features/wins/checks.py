"""What is looked at before a win goes out: its numbers, and what such words can do to people."""

import re
from decimal import Decimal

from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.kpi import series
from bot.features.kpi.series import Series
from bot.privacy import first_names
from bot.rules.claimed_numbers import Claim, Known, claims
from bot.rules.patient_story import Story, story
from bot.words.cards import Block, Note, line
from storage.nouns import concerns, kpis, people
from storage.nouns.kpis import Kpi
from storage.nouns.wins import Win

CLEAN = (
    "I looked for names, numbers, dates and addresses of patients, and found none. A story can"
    " still tell who somebody is."
)
NUMBER = re.compile(r"\bC-(\d{1,9})\b", re.IGNORECASE)
HINTS = (
    (
        re.compile(
            r"\b(?:after hours|stayed (?:late|on)|day off|days off|off the clock|through lunch"
            r"|without a break|weekend|holiday|unpaid|overtime|all night)\b",
            re.I,
        ),
        "Praise for long hours asks others for the same. What it changed says more.",
    ),
    (
        re.compile(r"\b(?:mistake|fault|error|messed up|careless|forgot)\b", re.I),
        "It may read as blame for someone. Say what was caught, and leave out who slipped.",
    ),
)


def known(work: Work, win: Win) -> tuple[str, Known]:
    """What the bot knows of what a win is about, and what that is called."""
    # The concern it is about, else the one that its words name.
    named = NUMBER.search(win.text)
    numbers = [win.concern] if win.concern else [int(named[1])] if named else []
    for concern in concerns.by_number(work.db, numbers):
        counts = {"units": len(concern.units), "people": concern.reporters}
        if concern.fixed_at is None:
            return concern.name, Known(counts)
        took = concern.fixed_at - concern.raised_at
        return concern.name, Known(counts, Decimal(int(took.total_seconds())) / 60)
    kpi, measured = measure(work, win)
    if kpi is None or measured is None or not measured.figures:
        return "", Known()
    ends = tuple(figure.number for figure in measured.figures)
    match kpi.kind:
        case "count":
            return kpi.label, Known(per_day=ends)
        case "time":
            return kpi.label, Known(times=ends)
        case _:
            return kpi.label, Known(shares=ends)


def measure(work: Work, win: Win) -> tuple[Kpi | None, Series | None]:
    """The measure that a win's goal names ("K1"), if it does, and its figures."""
    number = win.goal[1:] if win.goal[:1] in {"K", "k"} else ""
    kpi = kpis.get(work.db, int(number)) if is_number(number) else None
    return kpi, (series.of(work, kpi) if kpi else None)


def told_of(work: Work, win: Win) -> Story | None:
    """Whether it tells of one patient, however clean of identifiers it is."""
    names = first_names(win.text)
    return story(win.text, [name for name in names if not people.named(work.db, name)])


def numbers(work: Work, win: Win) -> tuple[str, list[Claim]]:
    """What the numbers were held against, and each number with what came of it."""
    name, facts = known(work, win)
    return name, claims(win.text, facts)


def wrong(work: Work, win: Win) -> str:
    """The numbers that are not what the bot knows, as a question before it goes out."""
    name, checked = numbers(work, win)
    off = [f"“{c.said}”, {name} has {c.truth}" for c in checked if c.verdict == "wrong"]
    return f"You write {'; and '.join(off)}." if off else ""


def notes(work: Work, win: Win) -> tuple[Block, ...]:
    """What the author should know before they announce it."""
    name, checked = numbers(work, win)
    right = ", ".join(f"“{c.said}”" for c in checked if c.verdict == "right")
    unknown = ", ".join(f"“{c.said}”" for c in checked if c.verdict == "unknown")
    blocks: list[Block] = [Note((CLEAN,))]
    if win.approved_by is None and (story := told_of(work, win)):
        why = f"It tells of a patient: {', '.join(story.why)}."
        blocks = [line(f"{why} A leader reads it before it goes out.")]
    if right:
        blocks.append(Note((f"Checked against {name}: {right}.",)))
    if off := wrong(work, win):
        blocks.append(line(f"{off} Change it, or announce it only if you are sure."))
    if unknown:
        blocks.append(Note((f"I can't check {unknown}: be sure of it.",)))
    return (*blocks, *(Note((hint,)) for pattern, hint in HINTS if pattern.search(win.text)))
