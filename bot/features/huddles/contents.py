"""What belongs into one huddle: concerns that carry themselves in, what was told, what is open."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.work import Work
from bot.features.huddles.wording import IT, NOTHING, zone_of
from storage.nouns import concerns, huddle_entries, huddle_news, huddle_schedule
from storage.nouns.concerns import Concern
from storage.nouns.huddle_entries import Word
from storage.nouns.huddle_schedule import Run
from storage.nouns.huddles import Huddle

LOOK_BACK = timedelta(hours=24)
AGAIN = timedelta(days=7)
SHIFT = timedelta(hours=12)
THIRD = 3
Parts = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything in one huddle. `parts` are concerns by the part they are in; `counts` says how
    many huddles have listed each concern; `carried` are words of earlier huddles. `silent` units
    have said no word yet, `quiet` ones had nothing to report."""

    huddle: Huddle
    run: Run
    parts: dict[str, list[Concern]]
    counts: dict[int, int]
    carried: list[Word]
    words: list[Word]
    silent: list[str] = field(default_factory=list)
    quiet: list[str] = field(default_factory=list)

    def told(self, *kinds: str, late: bool = False) -> list[Word]:
        return [w for w in self.words if w.kind in kinds and w.late == late]


def first(work: Work, huddle: Huddle, run: Run) -> Agenda:
    """The huddle as it is posted: what was told becomes part of it, what is open counts once more,
    and which concerns it carries is settled."""
    for word in huddle_entries.of_run(work.db, huddle, ""):
        word.run, word.times = run.wall, 1
    carried = _carried(work, huddle, run)
    for word in carried:
        word.times += 1
    parts = _parts(work, huddle, run)
    listed = {number for name in parts for number in parts[name]}
    last = huddle_schedule.runs(work.db, huddle.number, "post", before=run.wall)
    before: dict[str, int] = json.loads(last[0].carried).get("counts", {}) if last else {}
    counts = {str(number): before.get(str(number), 0) + 1 for number in sorted(listed)}
    kept = {"parts": parts, "counts": counts, "carried": [word.n for word in carried]}
    run.carried = json.dumps(kept)
    work.db.flush()
    return again(work, huddle, run)


def again(work: Work, huddle: Huddle, run: Run) -> Agenda:
    """The same huddle as its items are now."""
    kept = json.loads(run.carried)
    counts = {int(number): times for number, times in kept.get("counts", {}).items()}
    carried = huddle_entries.numbered(work.db, huddle, kept.get("carried", []))
    words = huddle_entries.of_run(work.db, huddle, run.wall)
    return _agenda(work, huddle, run, kept.get("parts", {}), counts, carried, words)


def preview(work: Work, huddle: Huddle, run: Run) -> Agenda:
    """How the huddle would look now; nothing is changed."""
    carried = _carried(work, huddle, run)
    words = huddle_entries.of_run(work.db, huddle, "")
    return _agenda(work, huddle, run, _parts(work, huddle, run), {}, carried, words)


def _agenda(
    work: Work,
    huddle: Huddle,
    run: Run,
    parts: Parts,
    counts: dict[int, int],
    carried: list[Word],
    words: list[Word],
) -> Agenda:
    spoke = {word.unit for word in words}
    reported = {word.unit for word in words if word.kind != NOTHING}
    return Agenda(
        huddle=huddle,
        run=run,
        parts={k: concerns.by_number(work.db, numbers) for k, numbers in parts.items() if numbers},
        counts=counts,
        carried=carried,
        words=words,
        silent=[unit for unit in huddle.units if unit not in spoke],
        quiet=[unit for unit in huddle.units if unit in spoke - reported],
    )


def _parts(work: Work, huddle: Huddle, run: Run) -> Parts:
    """Concerns by part, each in the first part it belongs to."""
    since, week = run.ran_at - LOOK_BACK, run.ran_at - AGAIN
    candidates = {
        "unsafe": huddle_news.unsafe(work.db),
        "again": repeats(huddle_news.lately(work.db, week)),
        "check": huddle_news.to_check(work.db),
        "ended": huddle_news.ended(work.db, since),
        "undecided": huddle_news.undecided(work.db),
    }
    seen: set[int] = set()
    parts: Parts = {}
    for name, many in candidates.items():
        ours = [c.number for c in many if covers(huddle, c) and c.number not in seen]
        seen.update(ours)
        parts[name] = ours
    return parts


def covers(huddle: Huddle, concern: Concern) -> bool:
    """Whether a concern is of the huddle's units; one of no unit is of everybody's."""
    units = {concern.unit, *concern.units} - {""}
    return not huddle.units or not units or bool(units & set(huddle.units))


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
    """Open items of earlier huddles; one with an owner only once its day has come."""
    today = run.ran_at.astimezone(zone_of(huddle)).date()
    return [
        word
        for word in huddle_entries.still_open(work.db, huddle)
        if word.run not in {"", run.wall}
        and not (word.owner_id and word.due_on and word.due_on > today)
    ]


def it_spoke(agenda: Agenda) -> bool:
    return any(IT in {word.unit, word.side} for word in agenda.words)


def old(concern: Concern, at: datetime) -> bool:
    """Longer open than a shift: the next who should hear of it are the leaders."""
    return at - concern.raised_at > SHIFT
