"""Concerns as a file for leaders: CSV or JSON, without people's names."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast

from bot.core.audit import note
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns import modes
from bot.features.csv_cells import defused
from bot.features.speech import raised_words, several
from bot.rules import response_clock
from bot.rules.hospital import Hospital, Priority
from bot.rules.parse_period import read_period
from bot.words.bidi import straight
from bot.words.cards import Block, Button, Buttons, File, Message, Reply, line
from bot.words.events import Action, Command, Press
from bot.words.refusal import Refused
from storage import HospitalSession
from storage.nouns import concern_lists
from storage.nouns.concern_lists import Scope
from storage.nouns.concerns import Concern

feature = Feature(
    "export",
    (
        Help(
            "export csv last month",
            "concerns of those days as a file; without days all; also: export json",
            "leader",
            more=True,
        ),
    ),
)
MOST_IN_CHAT = 500  # concerns in one file; more come in parts
COLUMNS = (
    *("number", "raised_at", "unit", "kind", "system", "first_priority", "priority", "state"),
    *("could_hurt", "answered_at", "response_clock_minutes", "response_working_minutes"),
    *("within_target", "fixed_at", "closed_at", "reopened", "reporters", "units"),
    *("duplicate_of", "ticket", "text", "note"),
)
HOW = "Say export csv or export json, and which days if not all: export csv last month"


@feature.command("export", right="export", beside=True)
def export(event: Command, work: Work) -> Reply:
    first, _, rest = event.rest.strip().partition(" ")
    form, days = (first.lower(), rest) if first.lower() in WRITERS else ("csv", event.rest)
    return _part(work, form, " ".join(days.split()))


@feature.press("concern.export", right="export", beside=True)
def next_part(event: Press, work: Work) -> Reply:
    """What follows a part that was given before."""
    form, days, after = (event.action.args[n] for n in range(3))
    if form not in WRITERS or not is_number(after):
        raise Refused(HOW)
    return _part(work, form, days, int(after))


def _part(work: Work, form: str, days: str, after: int = 0) -> Message:
    """Concerns with a number over `after`, as many as one file holds."""
    scope, which, days = _scope(work, days)
    rows = list(records(work.db, work.hospital, MOST_IN_CHAT, scope=scope, after=after))
    whole = concern_lists.count(work.db, scope)
    note(work, "exported", "concerns", f"{len(rows)} as {form}")
    told = f"{several(whole, 'concern', 'concerns')} {which}, without anyone's name. Times are UTC."
    summary: list[Block] = [line(told)]
    if len(rows) < whole and rows:
        summary.append(
            line(f"This part: {rows[0]['number']} to {rows[-1]['number']}, {len(rows)}.")
        )
    media = "text/csv" if form == "csv" else "application/json"
    file = File(f"concerns.{form}", media, WRITERS[form](rows))
    last = int(rows[-1]["number"].removeprefix("C-")) if rows else 0
    if len(rows) == MOST_IN_CHAT and concern_lists.by_number(work.db, scope, last, 1):
        further = Action("concern.export", (form, days, str(last)))
        return Message("Concerns", (*summary, file, Buttons((Button("Next part", further),))))
    return Message("Concerns", (*summary, file))


def _scope(work: Work, days: str) -> tuple[Scope, str, str]:
    """Which concerns are meant, how that is said, and the days as a later part reads them: "last
    month" is another one next month."""
    if not days:
        return concern_lists.EVERY, "in all", ""
    period = read_period(days, work.hospital.zone, work.now)
    if period is None:
        raise Refused(f"I can't read “{days[:40]}”. {HOW}")
    scope = concern_lists.raised_between(*period.moments(work.hospital.zone))
    return scope, raised_words(period), f"{period.first} to {period.last}"


Record = dict[str, str]


def records(
    db: HospitalSession,
    hospital: Hospital,
    most: int | None = None,
    *,
    scope: Scope = concern_lists.EVERY,
    after: int = 0,
) -> Iterator[Record]:
    """One record a concern, the oldest first; times are UTC in ISO 8601, minutes to one decimal."""
    left = most
    while left is None or left > 0:
        page = concern_lists.by_number(db, scope, after, min(left or 500, 500))
        if not page:
            return
        for concern in page:
            yield _record(concern, hospital)
        after = page[-1].number
        left = None if left is None else left - len(page)


def _record(c: Concern, hospital: Hospital) -> Record:
    # Of a concern without a name, the day and no more (R15a).
    raised = _iso(c.raised_at) if c.mode == modes.NAMED else f"{modes.date_of(hospital, c)}"
    clock = working = met = ""
    if c.answered_at is not None:
        known = (c.raised_at, c.answered_at, cast(Priority, c.answered_as), hospital)
        clock, working = _minutes(
            c, hospital, response_clock.minutes(response_clock.response_time(*known))
        )
        met = "yes" if response_clock.met(*known) else "no"
    values = (
        *(c.name, raised, c.unit, c.kind, c.system, c.first_priority, c.priority),
        *(c.state, "yes" if c.flagged else "no", _iso(c.answered_at), clock, working, met),
        *(_iso(c.fixed_at), _iso(c.closed_at), str(c.reopened), str(c.reporters)),
        *(" ".join(c.units), f"C-{c.parent}" if c.parent else "", c.ticket, c.text, c.note),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _minutes(c: Concern, hospital: Hospital, by_target: str) -> tuple[str, str]:
    """By the clock, and in working time where the target of its priority counts so (R4). Of a
    concern without a name only what its target counts: no more is told of when it was raised."""
    if not response_clock.in_working_time(cast(Priority, c.answered_as), hospital):
        return by_target, ""
    if c.mode != modes.NAMED or c.answered_at is None:
        return "", by_target
    return response_clock.minutes(max(c.answered_at - c.raised_at, timedelta(0))), by_target


def _iso(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(timespec="seconds")


def as_csv(rows: list[Record]) -> str:
    """RFC 4180, with cells that a spreadsheet would run as formulas made harmless (OWASP)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: defused(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def as_json(rows: list[Record]) -> str:
    return straight(json.dumps(rows, ensure_ascii=False, indent=1))


WRITERS = {"csv": as_csv, "json": as_json}
