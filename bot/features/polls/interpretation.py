"""Understands what somebody asks: the values of a form, or of one line, as a poll to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.polls.audience import Who, channel, known_rooms, named_rooms, who
from bot.features.polls.definition import Asks, criteria, scale, wrong
from bot.features.polls.kinds import ALIASES, KINDS, READY, YES_NO
from bot.features.polls.opening import New
from bot.rules.hospital import Shift
from bot.rules.parse_deadline import deadline
from bot.rules.poll_repeats import REPEATS
from bot.words.events import Channel
from storage.nouns import rooms

OPEN_FOR = timedelta(hours=24)  # long enough for every shift to see it
SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=92)


@dataclass(slots=True)
class Draft:
    """What was understood of the values so far, and what was wrong, by field."""

    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def ticked(self, name: str) -> list[str]:
        return [word for word in self.get(name).split(",") if word]

    def number(self, name: str, what: str) -> int:
        text = self.get(name)
        if text and not (is_number(text) and len(text) < 6):
            self.errors[name] = f"{what} is a whole number, such as 3."
            return 0
        return int(text or 0)


def here(work: Work, at: Channel) -> dict[str, str]:
    """The form's values for a poll that is asked for in that channel."""
    shown = usual(work, at)
    numbered = enumerate(known_rooms(work), start=1)
    return {"rooms": ",".join(str(n) for n, room in numbered if channel(room) in shown)}


def usual(work: Work, at: Channel) -> list[Channel]:
    """Where it is asked; from a direct message, in one's own unit, or all, and where IT works."""
    if not at.dm:
        return [at]
    known = rooms.all_of(work.db)
    mine = [r for r in known if r.purpose == "ward" and r.unit == work.me.unit != ""]
    wards = mine or [r for r in known if r.purpose == "ward"]
    return [channel(r) for r in (*wards, *(r for r in known if r.purpose == "triage"))]


def understood(work: Work, values: Mapping[str, str], at: Channel) -> New | Draft:
    """The poll that the values ask for; or what was understood, with what was wrong."""
    draft = Draft(values)
    asks, opens = _asks(work, draft), _when(work, draft, "opens") or work.now
    closes = _closes(work, draft, opens)
    where = _where(work, draft, at)
    for name, what in wrong(asks).items():
        draft.errors.setdefault(name, what)
    return draft if draft.errors else New(asks, opens, closes, tuple(where))


def _asks(work: Work, draft: Draft) -> Asks:
    kind = ALIASES.get(draft.get("kind"), draft.get("kind")) or "single"
    if kind not in KINDS:
        draft.errors["kind"] = f"I don't know that kind. I know {', '.join(KINDS)}."
        kind = "single"
    asks = Asks(" ".join(draft.get("question").split()), kind, _options(draft, kind))
    asks = _with_scale(draft, asks)
    limit = draft.number("limit", "The limit")
    if limit and kind in {"single", "readiness"}:
        asks = replace(asks, kind="multiple")
    more, figures = draft.ticked("more"), draft.get("figures") or "close"
    repeats = draft.get("repeats").casefold()
    if repeats and repeats not in REPEATS:
        draft.errors["repeats"] = f"It can come {', '.join(REPEATS)}."
    voters = _who(work, draft)
    return replace(
        asks,
        limit=limit,
        figures=figures if figures in {"close", "vote", "live"} else "close",
        anonymous="anonymous" in more,
        adding="adding" in more and asks.how.pick,
        remind="remind" in more,
        quorum=draft.number("quorum", "A quorum"),
        repeats=repeats,
        kept=draft.get("kept"),
        sides=tuple(dict.fromkeys(voters.sides)),
        units=tuple(dict.fromkeys(voters.units)),
        people=tuple(dict.fromkeys(voters.people)),
    )


def _options(draft: Draft, kind: str) -> tuple[str, ...]:
    lines = (" ".join(text.split()) for text in draft.get("options").split("\n"))
    given = tuple(filter(None, lines))
    if given or not KINDS[kind].pick:
        return given
    return READY if kind == "readiness" else YES_NO


def _with_scale(draft: Draft, asks: Asks) -> Asks:
    try:
        low, high = scale(asks.kind, draft.get("scale"))
    except ValueError:
        draft.errors["scale"] = "A scale is two whole numbers, such as 1-5."
        low, high = 1, 5
    try:
        named = criteria(draft.get("criteria")) if asks.kind == "weighted" else ()
    except ValueError as error:
        draft.errors["criteria"] = str(error)
        named = ()
    return replace(asks, low=low, high=high, criteria=named)


def _who(work: Work, draft: Draft) -> Who:
    found = Who()
    try:
        found = who(work, draft.get("who_text"))
    except ValueError as error:
        draft.errors["who_text"] = str(error)
    for word in draft.ticked("who"):
        what, _, name = word.partition(":")
        (found.sides if what == "side" else found.units).append(name)
    return found


def _when(work: Work, draft: Draft, name: str) -> datetime | None:
    text = draft.get(name)
    if not text:
        return None
    try:
        return deadline(text, work.zone(work.me), work.now, _shifts(work))
    except ValueError as error:
        draft.errors[name] = str(error)
        return None


def _shifts(work: Work) -> list[Shift]:
    """The shifts of one's own unit first, then the others'."""
    units = work.hospital.units
    mine = units[work.me.unit].shifts if work.me.unit in units else ()
    return [*mine, *(shift for unit in units.values() for shift in unit.shifts)]


def _closes(work: Work, draft: Draft, opens: datetime) -> datetime | None:
    closes = _when(work, draft, "closes") or opens + OPEN_FOR
    if "closes" in draft.errors:
        return None
    if closes < opens + SHORTEST:
        draft.errors["closes"] = "It closes before it opens. Give it a later time to close."
    if closes > opens + LONGEST:
        draft.errors["closes"] = "That is more than three months away. Close it sooner."
    return closes


def _where(work: Work, draft: Draft, at: Channel) -> list[Channel]:
    ticked = draft.ticked("rooms")
    numbered = enumerate(known_rooms(work), start=1)
    found = [channel(room) for n, room in numbered if str(n) in ticked]
    try:
        found += named_rooms(work, draft.get("rooms_text"))
    except ValueError as error:
        draft.errors["rooms_text"] = str(error)
        return []
    where = list(dict.fromkeys(found)) or usual(work, at)
    if not where:
        draft.errors["rooms"] = "I am in no room yet. Add me to a channel and type setup there."
    return where
