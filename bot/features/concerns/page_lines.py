"""Who was paged, as one line on IT's card and in a concern's history (R18)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from bot.core.work import Work
from bot.rules.response_clock import clock_words
from bot.words.platforms import PAGER
from storage.nouns import pages, people
from storage.nouns.concerns import Concern
from storage.nouns.pages import LadderRow, Page
from storage.nouns.people import Person

MOST = 8  # times of one way on a card; the history has more
TITLES = frozenset(("dr", "prof"))
Names: TypeAlias = Mapping[int, str]


def clock(work: Work, at: datetime) -> str:
    """A moment on the hospital's clock, without its zone: for many times in one line."""
    return clock_words(at, work.hospital.zone, work.now).rpartition(" ")[0]


def given_name(work: Work, number: int, person_id: int | None) -> str:
    """ "Sam", "Dr Marsh": as colleagues call each other; the whole name where another who was paged
    about the same concern is called so."""
    person = people.get(work.db, person_id or 0)
    return "Someone" if person is None else _names(work, number, person)[person.id]


def _names(work: Work, number: int, *more: Person) -> dict[int, str]:
    """What everybody is called who was paged about a concern, and whoever else is given."""
    ids = pages.people_of(work.db, number)
    known = {p.id: p for p in (*(people.get(work.db, one) for one in ids), *more) if p is not None}
    often = Counter(map(short_name, known.values()))
    return {
        id_: one.name if often[short_name(one)] > 1 else short_name(one)
        for id_, one in known.items()
    }


def short_name(person: Person) -> str:
    first, *rest = person.name.split() or [person.name]
    return f"{first} {rest[-1]}" if rest and first.rstrip(".").lower() in TITLES else first


def held(row: LadderRow) -> bool:
    """Whether somebody has said that they have it, and that still holds."""
    if row.ended_at is not None or row.held_by is None or row.held_at is None:
        return False
    return row.resumed_at is None or row.resumed_at < row.held_at


def has_it(work: Work, concern: Concern) -> str:
    """ "Pat has it since 03:41 EST", while that holds."""
    row = pages.ladder(work.db, concern.number) if concern.urgent else None
    if row is None or not held(row) or row.held_at is None:
        return ""
    since = clock_words(row.held_at, work.hospital.zone, work.now)
    return f"{given_name(work, concern.number, row.held_by)} has it since {since}"


def paged(work: Work, concern: Concern) -> str:
    """ "paged Sam 03:10, 03:15 (Slack), SMS 03:21; Kim 03:20 (Slack)"; "" where nobody was. What
    the platforms have not taken yet is said apart."""
    found = pages.of(work.db, concern.number) if concern.urgent else []
    if not found:
        return ""
    names = _names(work, concern.number)
    parts = list(filter(None, ("; ".join(_people(work, found, names)), _holder(work, concern))))
    waiting = [page for page in found if page.sent_at is None and page.ended_at is None]
    told = f"paged {'; '.join(parts)}" if parts else "nobody was reached yet"
    if waiting:
        told += f"; not sent yet: {', '.join(_whom(work, waiting, names))}"
    return f"{told} · {clock_words(work.now, work.hospital.zone, work.now).rpartition(' ')[2]}"


def history(work: Work, concern: Concern) -> list[tuple[datetime, str]]:
    """Every page: one line for each person and way, with the time of the first."""
    ways: dict[tuple[str, str], list[Page]] = defaultdict(list)
    names = _names(work, concern.number)
    for page in pages.of(work.db, concern.number):
        ways[_name(page, names), way(work, page)].append(page)
    return [(of[0].wanted_at, _story(work, *key, of)) for key, of in ways.items()]


def backup_paged(work: Work, concern: Concern) -> bool:
    """Whether a page to the backup has been taken by a platform."""
    found = pages.of(work.db, concern.number)
    return any(page.rung == "backup" and page.sent_at is not None for page in found)


def way(work: Work, page: Page) -> str:
    """What people call the way a page went: "Slack", "SMS"."""
    if page.platform != PAGER:
        return page.platform.capitalize()
    return next((s.says for s in work.hospital.paging if s.name == page.service), "pager")


def _story(work: Work, name: str, by: str, of: Sequence[Page]) -> str:
    sent = sorted({page.sent_at for page in of if page.sent_at is not None})
    times = ", ".join(clock(work, at) for at in sent)
    if not sent:
        return f"Paging {name} by {by}: nothing was sent"
    return f"Paged {name} by {by}, {len(sent)}: {times}"


def _people(work: Work, found: Iterable[Page], names: Names) -> list[str]:
    by_name: dict[str, dict[str, list[datetime]]] = {}
    for page in found:
        if page.sent_at is not None:
            ways = by_name.setdefault(_name(page, names), {})
            ways.setdefault(_said(work, page), []).append(page.sent_at)
    return [f"{name} {', '.join(_times(work, ways))}" for name, ways in by_name.items()]


def _times(work: Work, ways: dict[str, list[datetime]]) -> Iterable[str]:
    for by, sent in ways.items():
        moments = sorted(set(sent))
        shown = [clock(work, at) for at in moments]
        if len(shown) > MOST:
            shown = [*shown[:2], f"… {shown[-1]}, {len(moments)} pages"]
        times = ", ".join(shown)
        yield f"{times} {by}" if by.startswith("(") else f"{by} {times}"


def _said(work: Work, page: Page) -> str:
    """A chat stands in brackets behind its times, another way before them."""
    return way(work, page) if page.platform == PAGER else f"({way(work, page)})"


def _whom(work: Work, waiting: Iterable[Page], names: Names) -> list[str]:
    return list(dict.fromkeys(f"{_name(p, names)} ({way(work, p)})" for p in waiting))


def _name(page: Page, names: Names) -> str:
    return page.rung if page.person_id is None else names.get(page.person_id, "Someone")


def _holder(work: Work, concern: Concern) -> str:
    row = pages.ladder(work.db, concern.number)
    if row is None or row.held_at is None or row.held_by is None:
        return ""
    name, at = given_name(work, concern.number, row.held_by), clock(work, row.held_at)
    if row.resumed_at is not None and row.resumed_at >= row.held_at:
        return f"{name} had it from {at}, no answer by {clock(work, row.resumed_at)}"
    return f"{name} has it {at}" if row.ended_at is None else f"{name} had it from {at}"
