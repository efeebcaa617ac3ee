"""Understands what somebody asks: the values of a form, or of one line, as a poll to be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features import picking
from bot.features.polls.audience import Who, channel, known_rooms, named_rooms, who
from bot.features.polls.conditions import NO_KEYS
from bot.features.polls.definition import Asks, criteria, scale, wrong
from bot.features.polls.kinds import ALIASES, BY_WORDS, KINDS, READY, YES_NO
from bot.features.polls.opening import New
from bot.rules.open_question import asks_for_words
from bot.rules.parse_deadline import deadline
from bot.rules.poll_repeats import REPEATS
from bot.words.events import Channel
from bot.words.picked import room_key
from bot.words.refusal import Refused
from bot.words.spelling import in_room
from storage.nouns import rooms

T = TypeVar("T")
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

    def read(self, name: str, reader: Callable[[str], T], otherwise: T) -> T:
        """A field's text as `reader` understands it; what that can't is noted as an error."""
        try:
            return reader(self.get(name))
        except (Refused, ValueError) as error:
            self.errors[name] = str(error)
            return otherwise


def here(work: Work, at: Channel) -> dict[str, str]:
    """The form's values for a poll that is asked for in that channel."""
    shown = usual(work, at)
    numbered = enumerate(known_rooms(work), start=1)
    return {"rooms": ",".join(str(n) for n, room in numbered if channel(room) in shown)}


def usual(work: Work, at: Channel) -> list[Channel]:
    """Where it is asked; what is offered in a direct message is one's own unit and where IT works,
    and nothing to whoever has no unit with a room."""
    if not at.dm:
        return [at]
    known = rooms.all_of(work.db)
    mine = [r for r in known if r.purpose == "ward" and r.unit == work.me.unit != ""]
    it = [r for r in known if r.purpose == "triage"] if mine else []
    return [channel(r) for r in (*mine, *it)]


def understood(work: Work, values: Mapping[str, str], at: Channel) -> New | Draft:
    """The poll that the values ask for, with no rooms where those are still to be asked; or what
    was understood, with what was wrong."""
    draft = Draft(values)
    asks, opens = _asks(work, draft), _when(work, draft, "opens") or work.now
    closes = _when(work, draft, "closes") or opens + OPEN_FOR
    if closes < opens + SHORTEST:
        draft.errors["closes"] = "It closes before it opens. Give it a later time to close."
    if closes > opens + LONGEST:
        draft.errors["closes"] = "That is more than three months away. Close it sooner."
    where = _ticked_rooms(work, draft)
    where += draft.read("rooms_text", lambda text: named_rooms(work, text), [])
    where = list(dict.fromkeys(where)) or ([] if at.dm else [at])
    if not known_rooms(work) and "rooms_text" not in draft.errors:
        draft.errors["rooms"] = (
            f"I am in no room yet. Add me to a channel and type {in_room('setup')} there."
        )
    if asks.anonymous and not work.has_keys:
        draft.errors.setdefault("more", NO_KEYS)
    for name, what in wrong(asks).items():
        draft.errors.setdefault(name, what)
    return draft if draft.errors else New(asks, opens, closes, tuple(where))


def _ticked_rooms(work: Work, draft: Draft) -> list[Channel]:
    """By their keys, or by their numbers as buttons and older drafts have them."""
    ticked, numbered = draft.ticked("rooms"), enumerate(known_rooms(work), start=1)
    known = {(str(n), room_key(channel(room))): channel(room) for n, room in numbered}
    if any(not any(key in names for names in known) for key in ticked):
        draft.errors["rooms"] = picking.NOT_A_ROOM
    return [at for names, at in known.items() if any(key in names for key in ticked)]


def as_picked(work: Work, text: str) -> str:
    """A time to open or to close as a picker shows it; words that can't be read stay words."""
    try:
        at = _moment(work, text)
    except ValueError:
        return text
    return picking.shown(at, work.zone(work.me)) if at else ""


def _asks(work: Work, draft: Draft) -> Asks:
    kind = ALIASES.get(draft.get("kind"), draft.get("kind")) or "single"
    if kind not in KINDS:
        draft.errors["kind"] = f"I don't know that kind. I know {', '.join(KINDS)}."
        kind = "single"
    lines = (" ".join(text.split()) for text in draft.get("options").split("\n"))
    options = tuple(filter(None, lines))
    if not options and kind == "single" and asks_for_words(draft.get("question")):
        kind = "texts"
    elif not options and kind in {"single", "readiness"}:
        options = READY if kind == "readiness" else YES_NO
    low, high = draft.read("scale", lambda text: scale(kind, text), (1, 5))
    named: tuple[tuple[str, str], ...] = ()
    if kind == "weighted":
        named = draft.read("criteria", criteria, named)
    limit = draft.number("limit", "The limit")
    if limit and kind in {"single", "readiness"}:
        kind = "multiple"
    more, figures = draft.ticked("more"), draft.get("figures")
    repeats = draft.get("repeats").casefold()
    if repeats and repeats not in REPEATS:
        draft.errors["repeats"] = f"It can come {', '.join(REPEATS)}."
    voters = draft.read("who_text", lambda text: who(work, text), Who())
    for what, _, name in (word.partition(":") for word in draft.ticked("who")):
        (voters.sides if what == "side" else voters.units).append(name)
    by = draft.read("by", lambda text: breakdown(work, text), "")
    return Asks(
        " ".join(draft.get("question").split()),
        kind=kind,
        options=options,
        criteria=named,
        low=low,
        high=high,
        limit=limit,
        anonymous="anonymous" in more,
        figures=figures if figures in {"vote", "live"} else "close",
        adding="adding" in more and KINDS[kind].pick,
        sides=tuple(dict.fromkeys(voters.sides)),
        units=tuple(dict.fromkeys(voters.units)),
        people=tuple(dict.fromkeys(voters.people)),
        quorum=draft.number("quorum", "A quorum"),
        repeats=repeats,
        remind="remind" in more,
        kept=work.kept,
        by=by,
    )


def breakdown(work: Work, text: str) -> str:
    """Unit, site or shift, as somebody names it; `Refused` for what results can't be shown by."""
    word = text.strip().casefold().removeprefix("by ")
    if not word:
        return ""
    if word not in BY_WORDS:
        raise Refused("Results can be shown by unit, site or shift; sides stand there anyway.")
    by = BY_WORDS[word]
    if by == "site" and not any(unit.site for unit in work.hospital.units.values()):
        raise Refused("No unit has a site in the settings, so there are no results by site.")
    return by


def _when(work: Work, draft: Draft, name: str) -> datetime | None:
    """The moment (UTC) in that field."""
    return draft.read(name, lambda text: _moment(work, text), None)


def _moment(work: Work, text: str) -> datetime | None:
    """The moment (UTC) that was picked or is said; the shifts of one's own unit are meant before
    the others'. ValueError, with a sentence, as `deadline` has it."""
    zone = work.zone(work.me)
    if (picked := picking.moment(text, zone)) is not None:
        if picked <= work.now:
            raise ValueError("That moment has passed. Choose a later one.")
        return picked
    units = work.hospital.units
    first = units[work.me.unit].shifts if work.me.unit in units else ()
    shifts = [*first, *(shift for unit in units.values() for shift in unit.shifts)]
    return deadline(text, zone, work.now, shifts) if text else None
