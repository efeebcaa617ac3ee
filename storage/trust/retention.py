"""What is old enough to go: found and deleted a batch at a time, nothing that is under hold.

A concern that has ended keeps its kind, times and outcome, for the figures; its texts, its thread
and its people go. Everything else goes whole.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    String,
    and_,
    any_,
    bindparam,
    delete,
    false,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from storage.delivery.shown import DEAD, SHOWN, S
from storage.delivery.timers import TimerRow
from storage.engine.base import among, dialect_of
from storage.engine.session import HospitalSession
from storage.nouns import concern_search, open_answers
from storage.nouns.account_links import LinkRow
from storage.nouns.ballots import TALLIES, VOTERS
from storage.nouns.concerns import ENDED, UNEXPIRED, Concern, Reporter
from storage.nouns.drafts import Draft
from storage.nouns.entries import Entry
from storage.nouns.glossary import Unexplained
from storage.nouns.huddle_entries import Word
from storage.nouns.huddle_schedule import Run
from storage.nouns.huddles import Absence
from storage.nouns.oncall import OnCall
from storage.nouns.pages import LadderRow, Page
from storage.nouns.playground import WebMessage
from storage.nouns.polls import Poll
from storage.nouns.roster import DutyRow
from storage.nouns.wins import Win, WinFlag, WinPerson
from storage.trust import audit, legal_holds
from storage.trust.sealed_reporters import Flag, Receipt, SealedReporter

MERGED_AFTER = timedelta(minutes=1)  # once the night's batches are done: each moves it on
GONE = "(text deleted: it was kept for the time agreed)"
LASTING = ("concern", "poll", "win", "huddle", "kpi", "taskforce", "room")

Key = tuple[Any, ...]
Old = Callable[[HospitalSession, datetime], Any]
Find = Callable[[HospitalSession, datetime, int], Sequence[Key]]
Still = Callable[[HospitalSession, datetime, Sequence[Key]], Sequence[Key]]
Drop = Callable[[HospitalSession, Sequence[Key], datetime], None]


class Rule(NamedTuple):
    """`find` gives the keys of at most so many things that ended before a moment (UTC), and `still`
    which of these are to go even now: some may have been put under hold since, or reopened. `drop`
    deletes them, at `now`."""

    find: Find
    still: Still
    drop: Drop


def _rule(old: Old, key: Sequence[Any], drop: Drop) -> Rule:
    """`old` selects what has been kept for long enough, by the columns of `key`."""

    def find(db: HospitalSession, before: datetime, limit: int) -> Sequence[Key]:
        return _keys(db, old(db, before).limit(limit))

    def still(db: HospitalSession, before: datetime, keys: Sequence[Key]) -> Sequence[Key]:
        return _keys(db, old(db, before).where(among(key, keys)))

    return Rule(find, still, drop)


def _concerns(db: HospitalSession, before: datetime) -> Any:
    held = legal_holds.numbers(db, "concern")
    over = select(Concern.number).where(
        *(Concern.hospital_id == db.hid, UNEXPIRED, before > ENDED, Concern.number.not_in(held)),
        or_(Concern.parent.is_(None), Concern.parent.not_in(held)),
    )
    return over.order_by(ENDED, Concern.number)


def _drop_concerns(db: HospitalSession, keys: Sequence[Key], now: datetime) -> None:
    numbers = [number for (number,) in keys]
    for table in (Entry, Reporter, Flag, Receipt, SealedReporter, Page, LadderRow):
        db.execute(delete(table).where(table.hospital_id == db.hid, table.number.in_(numbers)))
    nobody = dict.fromkeys(
        ("reporter_id", "answered_by", "assignee_id", "fixed_by", "closed_by"), None
    )
    silence = dict.fromkeys(("why", "hold_note", "workaround", "note", "ticket"), "")
    left = {**nobody, **silence, "text": GONE, "expired_at": now}
    these = update(Concern).where(Concern.hospital_id == db.hid, Concern.number.in_(numbers))
    db.execute(these.values(**left), execution_options={"synchronize_session": False})
    db.expire_all()
    concern_search.remove(db, numbers, now + MERGED_AFTER)
    _drop_under(db, [f"concern:{number}" for number in numbers])


def _polls(db: HospitalSession, before: datetime) -> Any:
    over = select(Poll.number).where(
        *(Poll.hospital_id == db.hid, Poll.state.in_(("closed", "dropped"))),
        func.coalesce(Poll.closed_at, Poll.opens_at) < before,
        or_(Poll.review_at.is_(None), Poll.review_at < before),
        Poll.number.not_in(legal_holds.numbers(db, "poll")),
    )
    return over.order_by(Poll.number)


def _drop_polls(db: HospitalSession, keys: Sequence[Key], now: datetime) -> None:
    numbers = [number for (number,) in keys]
    open_answers.drop(db, numbers)
    for table in (TALLIES, VOTERS):
        db.execute(delete(table).where(table.c.hospital_id == db.hid, table.c.number.in_(numbers)))
    later = update(Poll).where(Poll.hospital_id == db.hid, Poll.previous.in_(numbers))
    db.execute(later.values(previous=None))
    db.execute(delete(Poll).where(Poll.hospital_id == db.hid, Poll.number.in_(numbers)))
    _drop_under(db, [f"poll:{number}" for number in numbers])


def _wins(db: HospitalSession, before: datetime) -> Any:
    """A win about a concern under hold stays with it."""
    over = select(Win.number).where(
        Win.hospital_id == db.hid,
        func.coalesce(Win.retracted_at, Win.posted_at, Win.created_at) < before,
        Win.number.not_in(legal_holds.numbers(db, "win")),
        or_(Win.concern.is_(None), Win.concern.not_in(legal_holds.numbers(db, "concern"))),
    )
    return over.order_by(Win.number)


def _drop_wins(db: HospitalSession, keys: Sequence[Key], now: datetime) -> None:
    numbers = [number for (number,) in keys]
    for table in (WinPerson, WinFlag, Win):
        db.execute(delete(table).where(table.hospital_id == db.hid, table.number.in_(numbers)))
    _drop_under(db, [f"win:{number}" for number in numbers])


def _said(db: HospitalSession, before: datetime) -> Any:
    """What was told huddles and needs nobody any more; what is open stays, however old."""
    over = select(Word.number, Word.n).where(
        *(Word.hospital_id == db.hid, Word.day < before.date(), Word.state != "open"),
        Word.number.not_in(legal_holds.numbers(db, "huddle")),
        or_(Word.concern.is_(None), Word.concern.not_in(legal_holds.numbers(db, "concern"))),
    )
    return over.order_by(Word.number, Word.n)


def _drop_said(db: HospitalSession, keys: Sequence[Key], now: datetime) -> None:
    db.execute(delete(Word).where(Word.hospital_id == db.hid, among((Word.number, Word.n), keys)))
    _drop_under(db, [f"huddle:{number}:item:{n}" for number, n in keys])


def _runs(db: HospitalSession, before: datetime) -> Any:
    over = select(Run.number, Run.slot, Run.wall).where(
        *(Run.hospital_id == db.hid, Run.ran_at < before),
        Run.number.not_in(legal_holds.numbers(db, "huddle")),
    )
    return over.order_by(Run.number, Run.slot, Run.wall)


def _drop_runs(db: HospitalSession, keys: Sequence[Key], now: datetime) -> None:
    mine = among((Run.number, Run.slot, Run.wall), keys)
    db.execute(delete(Run).where(Run.hospital_id == db.hid, mine))
    _drop_under(db, [f"huddle:{number}:{slot}:{wall}" for number, slot, wall in keys])


_SHOWN = (S.key, S.platform, S.workspace, S.channel)


def _messages(db: HospitalSession, before: datetime) -> Any:
    """What the bot said once and keeps no more up to date: notes, digests, welcomes."""
    settled = or_(S.sent_version >= S.version, DEAD)
    passing = and_(*(S.key.not_like(f"{noun}:%") for noun in LASTING))
    return select(*_SHOWN).where(S.hospital_id == db.hid, S.updated_at < before, settled, passing)


def _drop_messages(db: HospitalSession, keys: Sequence[Key], now: datetime) -> None:
    db.execute(delete(SHOWN).where(S.hospital_id == db.hid, among(_SHOWN, keys)))


_WEB = (WebMessage.channel, WebMessage.ref)


def _chat(db: HospitalSession, before: datetime) -> Any:
    """The playground's own chat; all of it stays while anything is under hold."""
    free = false() if legal_holds.every(db) else true()
    return select(*_WEB).where(WebMessage.hospital_id == db.hid, WebMessage.at < before, free)


def _drop_chat(db: HospitalSession, keys: Sequence[Key], now: datetime) -> None:
    db.execute(delete(WebMessage).where(WebMessage.hospital_id == db.hid, among(_WEB, keys)))


def _table(table: Any, when: Callable[[datetime], ColumnElement[bool]], *key: Any) -> Rule:
    """Everything in a table that is from before."""

    def old(db: HospitalSession, before: datetime) -> Any:
        return select(*key).where(table.hospital_id == db.hid, when(before))

    def drop(db: HospitalSession, keys: Sequence[Key], now: datetime) -> None:
        db.execute(delete(table).where(table.hospital_id == db.hid, among(key, keys)))

    return _rule(old, key, drop)


def _stale(before: datetime) -> ColumnElement[bool]:
    """Codes that have ended, and wrong ones that were counted; not that somebody is set apart."""
    ends = (LinkRow.until, LinkRow.wants_until, LinkRow.wrong_since)
    return and_(LinkRow.apart.is_(False), *(or_(end.is_(None), end < before) for end in ends))


_DUTY = (DutyRow.person_id, DutyRow.starts_at)


def _audit(db: HospitalSession, before: datetime, limit: int) -> Sequence[Key]:
    end = audit.head(db)
    oldest = audit.rows(db, end.since, limit) if end else []
    return [(row.n, row.at) for row in oldest if row.at < before]


def _audit_still(db: HospitalSession, before: datetime, keys: Sequence[Key]) -> Sequence[Key]:
    return [key for key in _audit(db, before, len(keys)) if key in keys]


def _drop_audit(db: HospitalSession, keys: Sequence[Key], now: datetime) -> None:
    audit.expire(db, int(keys[-1][0]))


RULES: Mapping[str, tuple[tuple[str, Rule], ...]] = {
    "concerns": (
        ("concerns", _rule(_concerns, (Concern.number,), _drop_concerns)),
        ("messages", _rule(_messages, _SHOWN, _drop_messages)),
        ("playground", _rule(_chat, _WEB, _drop_chat)),
        ("unexplained words", _table(Unexplained, lambda b: Unexplained.at < b, Unexplained.key)),
    ),
    "huddles": (
        ("huddle answers", _rule(_said, (Word.number, Word.n), _drop_said)),
        ("huddle posts", _rule(_runs, (Run.number, Run.slot, Run.wall), _drop_runs)),
    ),
    "polls": (("polls", _rule(_polls, (Poll.number,), _drop_polls)),),
    "wins": (("wins", _rule(_wins, (Win.number,), _drop_wins)),),
    "drafts": (
        ("drafts", _table(Draft, lambda b: Draft.started_at < b, Draft.id)),
        ("codes", _table(LinkRow, _stale, LinkRow.person_id)),
    ),
    "roster": (
        (
            "shifts",
            _table(DutyRow, lambda b: DutyRow.ends_at < b, *_DUTY),
        ),
        ("rota", _table(OnCall, lambda b: OnCall.ends_at < b, OnCall.n)),
        ("absences", _table(Absence, lambda b: Absence.last < b.date(), Absence.person_id)),
    ),
    "audit": (("audit rows", Rule(_audit, _audit_still, _drop_audit)),),
}


def _keys(db: HospitalSession, found: Any) -> list[Key]:
    return [tuple(row) for row in db.execute(found)]


def _drop_under(db: HospitalSession, names: Sequence[str]) -> None:
    """Messages and timers of these names and of all below them, and what people wrote under them
    in the playground."""
    if dialect_of(db) == "sqlite":
        below = [{"hid": db.hid, "named": n, "frm": f"{n}:", "to": f"{n};"} for n in names]
        for statement in _DROP_BELOW if below else ():
            db.connection().execute(statement, below)
        return
    if names:
        below = [{"hid": db.hid, "named": n, "frm": f"{n}:", "to": f"{n};"} for n in names]
        db.connection().execute(_DROP_SHOWN_BELOW, below)
    for some in _below(db, TimerRow.key, names):
        db.execute(delete(TimerRow).where(TimerRow.hospital_id == db.hid, some))
    for some in _below(db, WebMessage.key, names):
        cards = select(WebMessage.ref).where(WebMessage.hospital_id == db.hid, some)
        refs = list(db.scalars(cards))
        mine = or_(WebMessage.ref.in_(refs), WebMessage.thread.in_(refs))
        db.execute(delete(WebMessage).where(WebMessage.hospital_id == db.hid, mine))


def _from(table: Any, column: Any) -> ColumnElement[bool]:
    """Whether a row is of a name, or below it: what SQLite answers by the column's index."""
    below = and_(column > bindparam("frm"), column < bindparam("to"))
    return and_(_hid_of(table) == bindparam("hid"), or_(column == bindparam("named"), below))


def _hid_of(table: Any) -> Any:
    return table.c.hospital_id if table is SHOWN else table.hospital_id


def _below(db: HospitalSession, column: Any, names: Sequence[str]) -> list[ColumnElement[bool]]:
    """Conditions that between them hold for each name and what begins with it and a colon: in one
    look through the table, as PostgreSQL's order follows a language."""
    return (
        [
            or_(
                column.in_(names),
                column.like(any_(literal([f"{n}:%" for n in names], ARRAY(String)))),
            )
        ]
        if names
        else []
    )


_CARDS = select(WebMessage.ref).where(_from(WebMessage, WebMessage.key))
_DROP_BELOW = (
    delete(SHOWN).where(_from(SHOWN, S.key)),
    delete(TimerRow).where(_from(TimerRow, TimerRow.key)),
    delete(WebMessage).where(
        WebMessage.hospital_id == bindparam("hid"),
        or_(WebMessage.ref.in_(_CARDS), WebMessage.thread.in_(_CARDS)),
    ),
)
# By the index whose order is that of characters, and no language's.
_DROP_SHOWN_BELOW = delete(SHOWN).where(
    S.hospital_id == bindparam("hid"),
    or_(
        S.key == bindparam("named"),
        and_(S.key.op("~>=~")(bindparam("frm")), S.key.op("~<~")(bindparam("to"))),
    ),
)
