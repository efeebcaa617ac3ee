"""The transactional outbox: what handlers want shown, written in the transaction that wants it.

A row of `shown` is one message in one channel, as it should look and as it last looked on the
platform. It is pending while `sent_version` is behind `version`; the relay claims what is pending
(`storage.delivery.claims`) and makes the platform follow. Rows stay after delivery, so that later
edits find their message: the outbox is the register of what is where, too.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.delivery import held_answers, queue_heads
from storage.delivery.held_answers import HeldAnswer
from storage.delivery.jobs import Destination, DueAt, queue_of
from storage.delivery.shown import DEAD, NO_PARENT, NOTHING, PENDING, PLACE, SHOWN, S
from storage.engine.base import dialect_of
from storage.engine.prepared import run, run_many
from storage.engine.session import HospitalSession

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SETTLED = or_(S.sent_version == S.version, S.dead != "")


Draw: TypeAlias = Callable[[], object]


class Address(NamedTuple):
    """The channel in which a message is shown."""

    platform: str
    workspace: str
    channel: str
    dm: bool


class DeadLetter(NamedTuple):
    """A message that is not retried any more, and why."""

    key: str
    address: Address
    why: str
    since: datetime


class Waiting(NamedTuple):
    """How much has yet to be delivered, and since when the oldest of it was due."""

    messages: int
    oldest: datetime | None


class OutboxBatch:
    """What one transaction wants shown, written by `flush`. Of two wishes about a message the later
    one counts.

    `touched` says that anything was wanted since the start, `changes` how often.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now
        self.changes = 0
        self._shows: dict[tuple[str, ...], dict[str, Any]] = {}
        self._everywhere: dict[str, str] = {}
        self._faces: dict[str, tuple[Draw, tuple[Address, ...], Draw]] = {}
        self._released: dict[Destination, str] = {}
        self._held: list[HeldAnswer] = []

    @property
    def touched(self) -> bool:
        return self.changes > 0

    def show(
        self,
        key: str,
        address: Address,
        body: object,
        parent: str = "",
        *,
        urgent: bool = False,
        due: datetime | None = None,
    ) -> None:
        """In this place, under the message `parent` if one is named, not before `due` (UTC)."""
        self.changes += 1
        place = (key, *address[:3])
        before = self._shows.get(place, {})
        self._shows[place] = {
            **dict(zip(PLACE[1:], place, strict=True)),
            "dm": address.dm,
            "parent_key": parent or before.get("parent_key", ""),
            "body": written(body),
            "urgent": urgent or before.get("urgent", False),
            "due_at": due,
        }

    def hold(self, answer: HeldAnswer) -> None:
        """Keep a private answer until it is known that it was given."""
        self.changes += 1
        self._held.append(answer)

    def show_held(self, answer: HeldAnswer) -> None:
        """A private answer that nobody gave, in the person's own chat."""
        address = Address(answer.platform, answer.workspace, answer.account, dm=True)
        self.show(f"answer:{answer.token}", address, json.loads(answer.body), urgent=True)

    def everywhere(self, key: str, body: object) -> None:
        """Wherever the message is shown, or is about to be."""
        self.changes += 1
        self._faces.pop(key, None)
        self._write_everywhere(key, body)

    def face(
        self, key: str, draw: Draw, apart: Sequence[Address] = (), instead: Draw | None = None
    ) -> None:
        """The same, drawn only when all of this transaction is written: however many events change
        what a message tells of, its body is made once. In the places that are `apart`, as far as it
        is shown there, it looks like what `instead` draws."""
        self.changes += 1
        self._faces[key] = draw, tuple(apart), instead or draw

    def _write_everywhere(self, key: str, body: object) -> None:
        text = written(body)
        self._everywhere[key] = text
        for place, want in self._shows.items():
            if place[0] == key:
                want["body"] = text

    def _write_apart(
        self, db: HospitalSession, key: str, apart: Sequence[Address], draw: Draw
    ) -> None:
        if not apart:
            return
        shown = {(key, *place[:3]) for place in places(db, key)} | self._shows.keys()
        for address in apart:
            if (place := (key, *address[:3])) in shown:
                before = self._shows.get(place, {})
                urgent, due = before.get("urgent", False), before.get("due_at")
                self.show(key, address, draw(), urgent=urgent, due=due)

    def release(self, destination: Destination, token: str) -> None:
        """The channel that was claimed under `token` is free for its next message."""
        self.changes += 1
        self._released[destination] = token

    def flush(self, db: HospitalSession, now: datetime) -> None:
        """Write all of it; `now` is when it was wanted (UTC)."""
        while self._faces:
            key, (draw, apart, instead) = self._faces.popitem()
            self._write_everywhere(key, draw())
            self._write_apart(db, key, apart, instead)
        if self._held:
            held_answers.hold(db, self._held)
            self._held = []
        if self._everywhere:
            rows = sorted(self._everywhere.items())  # by key: two processes lock in one order
            edits = [{"of": db.hid, "named": key, "text": text, "at": now} for key, text in rows]
            run_many(db, _CHANGE, edits)
        if self._shows:
            run_many(db, _UPSERT[dialect_of(db)], self._rows(db, now))
        # The queue comes last: every transaction locks rows of `shown` first and jobs after them,
        # which keeps two workers from waiting for each other.
        if db.get_bind().dialect.name == "postgresql":
            self._enqueue(db, now)
        self._everywhere, self._shows, self._released = {}, {}, {}

    def _enqueue(self, db: HospitalSession, now: datetime) -> None:
        """Queue the channels in which something is wanted, and settle those that are released."""
        if not (self._shows or self._released or self._everywhere):
            return
        pending = [
            (place[1:], want["due_at"], want["urgent"]) for place, want in self._shows.items()
        ]
        if self._everywhere:
            # An edit names a message and not its channels: those are read back.
            edited = select(S.platform, S.workspace, S.channel, S.due_at, S.urgent).where(
                S.hospital_id == db.hid, S.key.in_(list(self._everywhere)), PENDING
            )
            pending += [(row[:3], row[3], row[4]) for row in db.execute(edited)]
        earliest: dict[Destination, DueAt] = {}
        for channel, due, urgent in pending:
            before = earliest.get(Destination(*channel))
            at = min(due, before.at) if before else due
            earliest[Destination(*channel)] = DueAt(at, urgent or bool(before and before.urgent))
        queue_of(db).settle(
            *(db, now, queue_heads.held_back(db, earliest, now), self._released),
            lambda channels: queue_heads.next_moves(db, now, channels),
        )

    def _rows(self, db: HospitalSession, now: datetime) -> list[dict[str, Any]]:
        """The rows in the order of their keys, so that two processes lock them in one order."""
        for seq, want in enumerate(self._shows.values(), _last(db) + 1):
            want["seq"], want["hospital_id"] = seq, db.hid
            want["due_at"] = want["due_at"] or now
        fresh = {"version": 1, "sent_version": 0, "attempts": 0, "faults": 0, "dead": ""}
        times = {"wanted_at": now, "updated_at": now, "unsure": False}
        return [{**want, **fresh, **times} for _, want in sorted(self._shows.items())]


def batch_of(db: HospitalSession, now: datetime) -> OutboxBatch:
    """What the transaction that `db` is in wants shown; the writer flushes it before it commits."""
    batch: OutboxBatch = db.info.setdefault("outbox", OutboxBatch())
    batch.now = now
    return batch


def places(db: HospitalSession, key: str) -> list[tuple[str, str, str, bool]]:
    """Where a message is shown or is about to be, in the order it was wanted there."""
    return [tuple(row) for row in run(db, _PLACES, {"hid": db.hid, "named": key})]


def unsend(db: HospitalSession, key: str) -> None:
    """Take back a message wherever it was not posted. One that is leased stays: it may be on its
    way to the platform, and a row that is gone could not record where it arrived."""
    run(db, _UNSEND, {"hid": db.hid, "named": key})


def unsend_below(db: HospitalSession, key: str) -> None:
    """Take back all messages below this name, in one statement; as `unsend` does."""
    run(db, _UNSEND_BELOW[dialect_of(db)], {"hid": db.hid, "frm": f"{key}:", "to": f"{key};"})


def keys_below(db: HospitalSession, key: str) -> frozenset[str]:
    """The names of all messages below this one."""
    named = {"hid": db.hid, "frm": f"{key}:", "to": f"{key};"}
    return frozenset(db.connection().execute(_KEYS_BELOW[dialect_of(db)], named).scalars())


def key_at(db: HospitalSession, where: tuple[str, str, str], ref: str) -> str | None:
    """The key of our message that the platform calls `ref` in that channel."""
    platform, workspace, channel = where
    which = {"platform": platform, "workspace": workspace, "channel": channel, "ref": ref}
    found = run(db, _KEY_AT, {"hid": db.hid, **which}).first()
    return None if found is None else str(found[0])


def body_at(db: HospitalSession, where: tuple[str, str, str], ref: str) -> str | None:
    """What our message that the platform calls `ref` should look like, as JSON."""
    platform, workspace, channel = where
    place = (S.platform == platform, S.workspace == workspace, S.channel == channel)
    return db.execute(select(S.body).where(S.hospital_id == db.hid, *place, S.ref == ref)).scalar()


def dead_letters(db: HospitalSession, limit: int = 50) -> list[DeadLetter]:
    """Messages that are not retried any more, the latest first."""
    given_up = select(S.key, S.platform, S.workspace, S.channel, S.dm, S.dead, S.updated_at).where(
        S.hospital_id == db.hid, DEAD
    )
    rows = db.execute(given_up.order_by(S.updated_at.desc(), S.key).limit(limit))
    return [DeadLetter(key, Address(*where), why, since) for key, *where, why, since in rows]


def retry(db: HospitalSession, key: str) -> int:
    """Bring a dead letter back, and what died because it could not stand under it; returns how many
    messages that were."""
    orphan = and_(S.parent_key == key, S.dead == NO_PARENT)
    revive = update(SHOWN).where(S.hospital_id == db.hid, DEAD, or_(S.key == key, orphan))
    revived = db.execute(revive.values(dead="", attempts=0, faults=0))
    return int(revived.rowcount)  # type: ignore[attr-defined]


def waiting(db: HospitalSession, now: datetime) -> Waiting:
    """What is due at `now` (UTC) and not delivered."""
    due = select(func.count(), func.min(S.due_at)).where(
        S.hospital_id == db.hid, PENDING, S.due_at <= now
    )
    count, oldest = db.execute(due).one()
    return Waiting(count, oldest)


def written(body: object) -> str:
    """A message as JSON, in the form that is compared with what is stored."""
    return _JSON.encode(body)


def rewrite(
    db: HospitalSession, key: str, address: tuple[str, str, str], body: str, now: datetime
) -> None:
    """Give a message another body, so that it is edited where it is; a dead letter stays dead."""
    this = dict(zip(PLACE, (db.hid, key, *address), strict=True))
    these = [S[name] == value for name, value in this.items()]
    due = case((_SETTLED, now), else_=S.due_at)
    new = {"body": body, "version": S.version + 1, "due_at": due, "updated_at": now}
    db.execute(update(SHOWN).where(*these).values(new))


def _last(db: HospitalSession) -> int:
    """The highest `seq`. Two processes at once may take the same next one: what happens at the same
    time has no order, and what follows from the other reads it committed and comes later."""
    return int(run(db, _LAST, {"hid": db.hid}).scalar_one())


def _change(body: Any) -> dict[str, Any]:
    """How a row takes a new body: a new version only if it differs, so that the same wish twice is
    one delivery. The lease stays with whoever is sending the version before."""
    # Bodies are compared as they are stored, sealed: `SealedText(steady=True)` makes that possible.
    differs, was_dead = S.body != body, S.dead != ""
    revived = and_(differs, was_dead)
    return {
        "body": body,
        "version": S.version + case((differs, 1), else_=0),
        "dead": case((differs, ""), else_=S.dead),
        "attempts": case((revived, 0), else_=S.attempts),
        "faults": case((differs, 0), else_=S.faults),
    }


def _upsert(dialect: Any) -> Any:
    new = dialect.insert(SHOWN)
    wanted = new.excluded
    return new.on_conflict_do_update(
        index_elements=list(PLACE),
        set_={
            **_change(wanted.body),
            # Once posted, a message can neither move to another thread nor become urgent.
            "parent_key": case((S.ref.is_(None), wanted.parent_key), else_=S.parent_key),
            "urgent": or_(wanted.urgent, and_(S.ref.is_(None), S.urgent)),
            "due_at": wanted.due_at,
            "updated_at": wanted.updated_at,
        },
    )


_UPSERT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
_CHANGE = (
    update(SHOWN)
    .where(S.hospital_id == bindparam("of"), S.key == bindparam("named"))
    .values(
        **_change(bindparam("text", type_=S.body.type)),
        due_at=case((_SETTLED, bindparam("at")), else_=S.due_at),
        updated_at=bindparam("at"),
    )
)
_LAST = select(func.coalesce(func.max(S.seq), 0)).where(S.hospital_id == bindparam("hid"))
_KEY_AT = select(S.key).where(
    S.hospital_id == bindparam("hid"),
    S.platform == bindparam("platform"),
    S.workspace == bindparam("workspace"),
    S.channel == bindparam("channel"),
    S.ref == bindparam("ref"),
)
_PLACES = (
    select(S.platform, S.workspace, S.channel, S.dm)
    .where(
        S.hospital_id == bindparam("hid"),
        S.key == bindparam("named"),
        or_(S.dead == NOTHING, S.ref.is_not(None)),
    )
    .order_by(S.seq)
)
_UNSENT = (S.ref.is_(None), S.lease_until.is_(None))
_UNSEND = delete(SHOWN).where(
    S.hospital_id == bindparam("hid"),
    S.key == bindparam("named"),
    *_UNSENT,
)
_BELOW = {
    name: (
        S.hospital_id == bindparam("hid"),
        S.key.op(after)(bindparam("frm")),
        S.key.op(before)(bindparam("to")),
    )
    for name, after, before in (("sqlite", ">", "<"), ("postgresql", "~>=~", "~<~"))
}
_UNSEND_BELOW = {name: delete(SHOWN).where(*below, *_UNSENT) for name, below in _BELOW.items()}
_KEYS_BELOW = {name: select(S.key).where(*below) for name, below in _BELOW.items()}


def replace_unopened(db: HospitalSession, place: dict[str, Any], body: str) -> None:
    """Another body for a message whose own can't be opened. What was posted stays as it is on the
    platform until it is shown anew; what was yet to be posted is posted with this one."""
    here = [S.hospital_id == db.hid, *(S[name] == value for name, value in place.items())]
    version = case((S.ref.is_not(None), S.sent_version), else_=S.version)
    db.execute(update(SHOWN).where(*here).values(body=body, version=version))
