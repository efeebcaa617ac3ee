"""What belongs into one huddle: concerns that carry themselves in, what was told, what is open."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.work import Work
from bot.features.huddles.wording import IT, NOTHING, zone_of
from storage.nouns import huddle_entries, huddle_news, huddle_schedule
from storage.nouns.concerns import Concern
from storage.nouns.huddle_entries import Word
from storage.nouns.huddle_news import Brief, brief_of
from storage.nouns.huddle_schedule import Run
from storage.nouns.huddles import Huddle

LOOK_BACK = timedelta(hours=24)
AGAIN = timedelta(days=7)
SHIFT = timedelta(hours=12)
THIRD = 3
Parts = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything in one huddle, whole. `parts` are numbers of concerns by the part they are in;
    `first` is how many of the unsafe ones are P1. `counts` says how many huddles have listed each
    concern. `items` are what earlier huddles were told as unsafe, `carried` the rest of what they
    left open. `fixed` is how many unsafe concerns wait for a check, None where nobody has looked
    (a post of an earlier version). `silent` units have said no word yet, `quiet` ones had nothing
    to report. A preview is not `kept`, so nothing can be asked of it later."""

    huddle: Huddle
    run: Run
    parts: Parts
    first: int
    counts: dict[int, int]
    items: list[Word]
    carried: list[Word]
    words: list[Word]
    fixed: int | None
    silent: list[str] = field(default_factory=list)
    quiet: list[str] = field(default_factory=list)
    kept: bool = True

    def told(self, *kinds: str, late: bool = False) -> list[Word]:
        return [w for w in self.words if w.kind in kinds and w.late == late]


def first(work: Work, huddle: Huddle, run: Run) -> Agenda:
    """The huddle as it is posted: what was told becomes part of it, what is open counts once more,
    and which concerns it carries is settled."""
    for word in huddle_entries.of_run(work.db, huddle, ""):
        word.run, word.times = run.wall, 1
    work.db.flush()
    kept = _found(work, huddle, run)
    carried = huddle_entries.numbered(work.db, huddle, kept["carried"])
    for word in (*huddle_entries.every(work.db, kept["items"]), *carried):
        word.times += 1
    last = huddle_schedule.runs(work.db, huddle.number, "post", before=run.wall)
    before: dict[str, int] = json.loads(last[0].carried).get("counts", {}) if last else {}
    listed = {number for numbers in kept["parts"].values() for number in numbers}
    kept["counts"] = {str(number): before.get(str(number), 0) + 1 for number in sorted(listed)}
    run.carried = json.dumps(kept)
    work.db.flush()
    return again(work, huddle, run)


def again(work: Work, huddle: Huddle, run: Run) -> Agenda:
    """The same huddle as its items are now."""
    return _agenda(work, huddle, run, json.loads(run.carried), run.wall)


def preview(work: Work, huddle: Huddle, run: Run) -> Agenda:
    """How the huddle would look now; nothing is changed."""
    return replace(_agenda(work, huddle, run, _found(work, huddle, run), ""), kept=False)


def _found(work: Work, huddle: Huddle, run: Run) -> dict[str, Any]:
    """What a huddle keeps of itself: which concerns and which items of earlier ones it lists."""
    briefs = _parts(work, huddle, run)
    parts = {name: [brief.number for brief in many] for name, many in briefs.items()}
    return {
        "parts": parts,
        "first": sum(brief.priority == "P1" for brief in briefs["unsafe"]),
        "fixed": sum(brief.unsafe for brief in briefs["check"]),
        "items": [[word.number, word.n] for word in _unsafe_items(work, huddle, run)],
        "carried": [word.n for word in _carried(work, huddle, run)],
    }


def _agenda(work: Work, huddle: Huddle, run: Run, kept: dict[str, Any], wall: str) -> Agenda:
    """`wall` is under which occurrence words are filed: "" before the post."""
    words = huddle_entries.of_run(work.db, huddle, wall)
    spoke = {word.unit for word in words}
    reported = {word.unit for word in words if word.kind != NOTHING}
    parts: Parts = kept.get("parts", {})
    return Agenda(
        huddle=huddle,
        run=run,
        parts=parts,
        first=kept.get("first", len(parts.get("unsafe", []))),
        counts={int(number): times for number, times in kept.get("counts", {}).items()},
        items=huddle_entries.every(work.db, kept.get("items", [])),
        carried=huddle_entries.numbered(work.db, huddle, kept.get("carried", [])),
        words=words,
        fixed=kept.get("fixed"),
        silent=[unit for unit in huddle.units if unit not in spoke],
        quiet=[unit for unit in huddle.units if unit in spoke - reported],
    )


def _parts(work: Work, huddle: Huddle, run: Run) -> dict[str, list[Brief]]:
    """Concerns by part, each in the first part it belongs to (R23)."""
    since, week = run.ran_at - LOOK_BACK, run.ran_at - AGAIN
    back = {concern.number: concern for concern in repeats(huddle_news.lately(work.db, week))}
    candidates: dict[str, list[Brief]] = {
        "unsafe": huddle_news.unsafe(work.db, run.ran_at),
        "held": huddle_news.held_too_long(work.db, run.ran_at),
        "again": [brief_of(concern) for concern in back.values()],
        "check": huddle_news.to_check(work.db),
        "ended": huddle_news.ended(work.db, since),
        "undecided": huddle_news.undecided(work.db),
    }
    seen: set[int] = set()
    parts = {}
    for name, many in candidates.items():
        ours = [c for c in many if covers(huddle, c) and c.number not in seen]
        seen.update(c.number for c in ours)
        parts[name] = ours
    return parts


def covers(huddle: Huddle, concern: Brief) -> bool:
    """Whether a concern is of the huddle's units; one of several units, or of none, is of
    everybody's."""
    units = {concern.unit, *concern.units} - {""}
    everybodys = concern.reach == "site" or not units or not huddle.units
    return everybodys or bool(units & set(huddle.units))


def _unsafe_items(work: Work, huddle: Huddle, run: Run) -> list[Word]:
    """What was told as unsafe before and nobody has ended, however old; from other huddles what
    units have said, where they are this huddle's too, and what IT has said."""

    def ours(word: Word) -> bool:
        if word.number == huddle.number:
            return word.run not in {"", run.wall}
        return bool(word.unit) and (not huddle.units or word.unit in {IT, *huddle.units})

    return [word for word in huddle_entries.unsafe(work.db) if ours(word)]


def repeats(lately: list[Concern]) -> list[Concern]:
    """Open concerns of the last week that came back, are in three units, or are the second of
    their kind about one system in one unit."""

    def alike(concern: Concern) -> tuple[str, str, str]:
        return concern.unit, concern.kind, concern.system

    met = Counter(map(alike, lately))
    return [
        concern
        for concern in lately
        if concern.open
        and concern.state != "fixed"
        and (
            concern.reopened > 0
            or len(concern.units) >= 3
            or (met[alike(concern)] >= 2 and concern.system not in {"", "Not sure"})
        )
    ]


def _carried(work: Work, huddle: Huddle, run: Run) -> list[Word]:
    """Open items of earlier huddles, but for what is unsafe; one with an owner only once its day
    has come."""
    today = run.ran_at.astimezone(zone_of(huddle)).date()
    return [
        word
        for word in huddle_entries.still_open(work.db, huddle)
        if word.run not in {"", run.wall}
        and word.kind != "unsafe"
        and not (word.owner_id and word.due_on and word.due_on > today)
    ]


def it_spoke(agenda: Agenda) -> bool:
    return any(IT in {word.unit, word.side} for word in agenda.words)


def old(concern: Concern, at: datetime) -> bool:
    """Longer open than a shift: the next who should hear of it are the leaders."""
    return at - concern.raised_at > SHIFT


def forced(word: Word) -> bool:
    """Listed three times without an owner: only an owner or a decision moves it on."""
    return word.pending and word.times >= THIRD and word.owner_id is None
