"""Finding concerns: mine, my unit's, what is open, late or waiting for a check, or by words."""

from collections.abc import Callable, Mapping

from bot.core.acts import Given
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns import card
from bot.features.concerns.page_lines import history as paged
from bot.features.concerns.states import STATES
from bot.features.lists import listing
from bot.features.nouns import CONCERN
from bot.features.speech import short, unit_name, when, who_id
from bot.words.cards import Button, Line, Message, Reply, Row, line
from bot.words.events import Action, Command, Press
from bot.words.refusal import Refused
from storage.nouns import concern_search, concerns, entries
from storage.nouns.concerns import OPEN, Concern
from storage.nouns.entries import Entry

feature = Feature(
    "lists",
    (
        Help("concerns", "yours; also: open, overdue, check, unit, all"),
        Help("concerns label printer", "find by words", more=True),
        Help("C-101", "show one", more=True),
    ),
    urgent=True,
)
PAGE = 8
EMPTY = "Nothing here. To raise one: concern, then what is wrong."
Finder = Callable[[Work, int | None], list[Concern]]


LISTS: Mapping[str, tuple[str, Finder]] = {
    "mine": (
        "Your concerns",
        lambda work, before: concerns.of_person(work.db, work.me.id, before=before, limit=PAGE + 1),
    ),
    "open": (
        "Open concerns",
        lambda work, before: concerns.page(work.db, OPEN, before=before, limit=PAGE + 1),
    ),
    "overdue": (
        "Waiting too long for an answer",
        lambda work, _: concerns.overdue(work.db, work.now, limit=PAGE),
    ),
    "check": (
        "Waiting for your check",
        lambda work, _: concerns.to_check(work.db, work.me.unit, work.me.id, limit=PAGE),
    ),
    "unit": (
        "Your unit's open concerns",
        lambda work, before: concerns.of_unit(work.db, work.me.unit, before=before, limit=PAGE + 1),
    ),
    "all": (
        "All concerns",
        lambda work, before: concerns.page(work.db, None, before=before, limit=PAGE + 1),
    ),
}


@feature.command("concerns", right="raise")
def by_words(event: Command, work: Work) -> Reply:
    wanted = event.rest.strip().lower()
    if wanted in LISTS or not wanted:
        return listed(work, wanted or "mine")
    numbers = concern_search.find(work.db, event.rest, PAGE)
    matches = concerns.by_number(work.db, numbers)
    return _page(work, f"Concerns with “{short(event.rest, 40)}”", matches)


@feature.press("concern.list", right="raise", opens=True)
def by_button(event: Press, work: Work) -> Reply:
    wanted, rest = event.action.args[0], event.action.args[1:]
    if wanted not in LISTS:
        raise Refused("That list is gone. Type concerns to see the others.")
    return listed(work, wanted, int(rest[0]) if rest and is_number(rest[0]) else None)


def listed(work: Work, wanted: str, before: int | None = None) -> Message:
    title, finder = LISTS[wanted]
    if wanted == "unit":
        title = f"Open on {unit_name(work.hospital, work.me.unit) or 'your unit'}"
    page = finder(work, before)
    more = page[PAGE - 1].number if len(page) > PAGE else None
    return _page(work, title, page[:PAGE], wanted, more)


def _page(
    work: Work, title: str, page: list[Concern], wanted: str = "", more: int | None = None
) -> Message:
    further = None if more is None else Action("concern.list", (wanted, str(more)))
    rows = [row(work, concern) for concern in page]
    return listing(title, rows, empty=EMPTY, further=further)


def row(work: Work, concern: Concern) -> Row:
    """One concern in a list: number, priority, state, and the first words."""
    head = f"{concern.name} · {concern.priority} · {STATES[concern.state]} · "
    late = concern.answered_at is None and concern.state == "new" and concern.due_at < work.now
    clock = ("late since " if late else "answer by ", when(work, concern.due_at), " · ")
    waiting = clock if concern.state == "new" and concern.answered_at is None else ()
    return Row((head, *waiting, short(concern.text, 60)), Button("Open", card.act("show", concern)))


@feature.act(CONCERN, "history", opens=True)
def history(work: Work, concern: Concern, given: Given) -> Reply:
    """What was done about it, in order; IT also sees its own notes."""
    it = work.me.side in {"it", "both"}
    kinds = ("change", "workaround", "note") if it else ("change", "workaround")
    known = [
        (entry.at, entry_line(work, entry)) for entry in entries.of(work.db, concern, kinds)[-20:]
    ]
    known += [(at, line(when(work, at), f" · {told}")) for at, told in paged(work, concern)]
    lines = tuple(told for _, told in sorted(known, key=lambda one: one[0]))
    return Message(f"History of {concern.name}", lines or (line("Nothing yet."),))


def entry_line(work: Work, entry: Entry) -> Line:
    by = "Corridor" if entry.person_id is None else who_id(work, entry.person_id)
    return line(when(work, entry.at), f" · {by}: {entry.text}")
