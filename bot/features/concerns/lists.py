"""Finding concerns: mine, my unit's, what is open, late or waiting for a check, or by words.

What is urgent stands first (R22).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from bot.core.acts import Given
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features import ways
from bot.features.concerns import card
from bot.features.concerns.page_lines import history as paged
from bot.features.concerns.states import STATES
from bot.features.concerns.thread import IT_ONLY
from bot.features.lists import listing
from bot.features.nouns import CONCERN
from bot.features.speech import raised_words, short, unit_name, when, who_id
from bot.rules.parse_period import read_period
from bot.rules.time_left import time_left
from bot.words.cards import Button, Line, Message, Reply, Row, Spans, line
from bot.words.events import Action, Command, Press
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import concern_lists, concern_search, concerns, entries
from storage.nouns.concern_lists import STRETCHES, Listed, Mark, Scope, Stretch, older_than
from storage.nouns.concerns import Concern
from storage.nouns.entries import Entry

feature = Feature(
    "lists",
    (
        Help("concerns", "yours; also: urgent, waiting, open, overdue, check, unit, all"),
        Help("concerns label printer", "find by words", more=True),
        Help("concerns last month", "raised then; since monday, 12 Oct to 2 Nov", more=True),
        Help("C-101", "show one", more=True),
    ),
    urgent=True,
)
PAGE = 8
EMPTY = "Nothing here. To raise one: concern, then what is wrong."
MARKED: Sequence[Stretch] = (*STRETCHES, "older")
MARK = 5  # words of a button that say where a page ended
RAISED, GONE = "raised ", f"That list is gone. Type {say('concerns')} to see the others."
NAME = re.compile(r"(?!today|yesterday)[a-z]+")  # "may", "sun": more likely a word to find
Finder = Callable[[Work, Mark | None], Listed]


def _in(scope: Callable[[Work], Scope]) -> Finder:
    return lambda work, after: concern_lists.page(work.db, scope(work), after=after, limit=PAGE)


def _late(work: Work, after: Mark | None) -> Listed:
    return concern_lists.waiting(work.db, before=work.now, after=after, limit=PAGE)


def _to_check(work: Work, _: Mark | None) -> Listed:
    found = concerns.to_check(work.db, work.me.unit, work.me.id, limit=PAGE)
    return Listed(sorted(found, key=lambda concern: concern.priority), None)


LISTS: Mapping[str, tuple[str, Finder]] = {
    "mine": ("Your concerns", _in(lambda work: concern_lists.of_person(work.me.id))),
    "open": ("Open concerns", _in(lambda _: concern_lists.ALL_OPEN)),
    "urgent": ("Urgent and open", _in(lambda _: concern_lists.ALL_URGENT)),
    "waiting": (
        "Nobody has answered yet",
        lambda work, after: concern_lists.waiting(work.db, after=after, limit=PAGE),
    ),
    "overdue": ("Waiting too long for an answer", _late),
    "check": ("Waiting for your check", _to_check),
    "unit": ("Your unit's open concerns", _in(lambda work: concern_lists.of_unit(work.me.unit))),
    "all": ("All concerns", _in(lambda _: concern_lists.EVERY)),
}


@feature.command("concerns", right="raise")
def by_words(event: Command, work: Work) -> Reply:
    wanted = event.rest.strip().lower()
    if wanted in LISTS or not wanted:
        return listed(work, wanted or "mine")
    period = None if NAME.fullmatch(wanted) else read_period(wanted, work.hospital.zone, work.now)
    if period is not None:
        return listed(work, f"{RAISED}{period.first} to {period.last}")
    numbers = concern_search.find(work.db, event.rest, PAGE)
    found = concerns.by_number(work.db, numbers)
    first = sorted((c for c in found if c.first), key=lambda concern: concern.urgency)
    rest = [c for c in found if not c.first]
    title = f"Concerns with “{short(event.rest, 40)}”"
    return _page(work, title, Listed([*first, *rest], None))


@feature.press("concern.list", right="raise", opens=True)
def by_button(event: Press, work: Work) -> Reply:
    wanted, rest = event.action.args[0], event.action.args[1:]
    if wanted not in LISTS and not wanted.startswith(RAISED):
        raise Refused(GONE)
    return listed(work, wanted, _mark(rest))


def _mark(words: Sequence[str]) -> Mark | None:
    """Where the page before ended. A button of an earlier version has a number alone."""
    if len(words) == 1 and is_number(words[0]):
        return older_than(int(words[0]))
    if len(words) != MARK or words[0] not in MARKED or not is_number(words[4]):
        return None
    try:
        due = datetime.fromisoformat(words[3]).replace(tzinfo=UTC)
    except ValueError:
        return None
    stretch = next(one for one in MARKED if one == words[0])
    return Mark(stretch, words[1], words[2] == "1", due, int(words[4]))


def _words(mark: Mark) -> tuple[str, ...]:
    due = mark.due_at.astimezone(UTC).replace(tzinfo=None).isoformat()
    return mark.stretch, mark.priority, str(int(mark.answered)), due, str(mark.number)


def listed(work: Work, wanted: str, after: Mark | None = None) -> Message:
    title, finder = LISTS[wanted] if wanted in LISTS else _raised(work, wanted)
    if wanted == "unit":
        title = f"Open on {unit_name(work.hospital, work.me.unit) or 'your unit'}"
    return _page(work, title, finder(work, after), wanted)


def _raised(work: Work, wanted: str) -> tuple[str, Finder]:
    """What was raised in a period (R30). Its pages go by the days themselves: "last month" is
    another one next month."""
    zone = work.hospital.zone
    period = read_period(wanted.removeprefix(RAISED), zone, work.now)
    if period is None:
        raise Refused(GONE)
    scope = concern_lists.raised_between(*period.moments(zone))
    return f"Concerns {raised_words(period)}", _in(lambda _: scope)


def _page(work: Work, title: str, page: Listed, wanted: str = "") -> Message:
    further = None if page.more is None else Action("concern.list", (wanted, *_words(page.more)))
    rows = [row(work, concern) for concern in page.concerns]
    return listing(title, rows, empty=EMPTY, further=further)


def row(work: Work, concern: Concern) -> Row:
    """One concern in a list: number, priority, state, the time left, and the first words."""
    head = f" · {concern.priority} · {STATES[concern.state]} · "
    spans = (ways.mine(work, concern.number), head, *_left(work, concern), short(concern.text, 60))
    return Row(spans, Button("Open", card.act("show", concern)))


def _left(work: Work, concern: Concern) -> Spans:
    """What is left of the target until somebody has answered, or until a held one is looked at."""
    held = concern.look_again if concern.state == "on_hold" else None
    due = concern.due_at if concern.waits else held
    if due is None:
        return ()
    what = "answer" if concern.waits else "look again"
    return (f"{what} {time_left(due, work.now)} (", when(work, due), ") · ")


@feature.act(CONCERN, "history", opens=True)
def history(work: Work, concern: Concern, given: Given) -> Reply:
    """What was done about it, in order; IT also sees its own notes."""
    it = work.me.side in {"it", "both"}
    kinds = ("change", "workaround", *IT_ONLY) if it else ("change", "workaround")
    known = [
        (entry.at, entry_line(work, entry)) for entry in entries.of(work.db, concern, kinds)[-20:]
    ]
    known += [(at, line(when(work, at), f" · {told}")) for at, told in paged(work, concern)]
    lines = tuple(told for _, told in sorted(known, key=lambda one: one[0]))
    return Message(f"History of {concern.name}", lines or (line("Nothing yet."),))


def entry_line(work: Work, entry: Entry) -> Line:
    by = "Corridor" if entry.person_id is None else who_id(work, entry.person_id)
    return line(when(work, entry.at), f" · {by}: {entry.text}")
