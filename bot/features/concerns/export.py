"""Concerns as a file for leaders: CSV or JSON, without people's names."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from bot.core.audit import note
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns import modes
from bot.features.csv_cells import defused
from bot.rules import response_clock
from bot.rules.hospital import Hospital, Priority
from bot.words.bidi import straight
from bot.words.cards import File, Message, Reply, line
from bot.words.events import Command
from bot.words.refusal import Refused
from storage import HospitalSession
from storage.nouns import concerns
from storage.nouns.concerns import Concern

feature = Feature(
    "export",
    (Help("export csv", "all concerns as a file; also: export json", "leader", more=True),),
)
MOST_IN_CHAT = 500
COLUMNS = (
    *("number", "raised_at", "unit", "kind", "system", "first_priority", "priority", "state"),
    *("could_hurt", "answered_at", "response_minutes", "within_target", "fixed_at", "closed_at"),
    *("reopened", "reporters", "units", "duplicate_of", "ticket", "text", "note"),
)


@feature.command("export", right="export", beside=True)
def export(event: Command, work: Work) -> Reply:
    form = event.rest.strip().lower() or "csv"
    if form not in WRITERS:
        raise Refused("Say export csv or export json.")
    rows = list(records(work.db, work.hospital, MOST_IN_CHAT))
    text = WRITERS[form](rows)
    note(work, "exported", "concerns", f"{len(rows)} as {form}")
    summary = line(f"{len(rows)} concerns, without anyone's name. Times are UTC.")
    media = "text/csv" if form == "csv" else "application/json"
    return Message("Concerns", (summary, File(f"concerns.{form}", media, text)))


Record = dict[str, str]


def records(db: HospitalSession, hospital: Hospital, most: int | None = None) -> Iterator[Record]:
    """One record a concern, the oldest first; times are UTC in ISO 8601, minutes to one decimal."""
    after, left = 0, most
    while left is None or left > 0:
        page = concerns.every(db, after, min(left or 500, 500))
        if not page:
            return
        for concern in page:
            yield _record(concern, hospital)
        after = page[-1].number
        left = None if left is None else left - len(page)


def _record(c: Concern, hospital: Hospital) -> Record:
    # Of a concern without a name, the day and no more (R15a).
    raised = _iso(c.raised_at) if c.mode == modes.NAMED else f"{modes.date_of(hospital, c)}"
    minutes = met = ""
    if c.answered_at is not None:
        clock = (c.raised_at, c.answered_at, cast(Priority, c.answered_as), hospital)
        minutes = response_clock.minutes(response_clock.response_time(*clock))
        met = "yes" if response_clock.met(*clock) else "no"
    values = (
        *(c.name, raised, c.unit, c.kind, c.system, c.first_priority, c.priority),
        *(c.state, "yes" if c.flagged else "no", _iso(c.answered_at), minutes, met),
        *(_iso(c.fixed_at), _iso(c.closed_at), str(c.reopened), str(c.reporters)),
        *(" ".join(c.units), f"C-{c.parent}" if c.parent else "", c.ticket, c.text, c.note),
    )
    return dict(zip(COLUMNS, values, strict=True))


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
