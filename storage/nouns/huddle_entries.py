"""What people tell a huddle, and what becomes of it: answers, owners, due dates, decisions."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Index, Integer, String, func, literal_column, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base, SealedText
from storage.engine.session import HospitalSession
from storage.nouns.huddles import Huddle


class Word(Base):
    """One thing somebody told a huddle.

    It is filed under the local date `day` on which the shift `shift` of `unit` began; `unit` is
    "it" for what IT says and empty in person mode. `kind` is a key of the feature's KINDS.
    `run` is the local time of the huddle it went to, empty until then; `late` came after the post.
    `state` is open, done, thread, concern, or empty for what needs nobody. `times` counts the
    huddles that have listed it.
    """

    __tablename__ = "huddle_words"
    __table_args__ = (
        Index("ix_huddle_words_run", "hospital_id", "number", "run"),
        Index("ix_huddle_words_day", "hospital_id", "number", "day", "unit"),
        Index("ix_huddle_words_state", "hospital_id", "number", "state"),
        Index("ix_huddle_words_owner", "hospital_id", "owner_id", "state"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(64), default="")
    shift: Mapped[str] = mapped_column(String(64), default="")
    day: Mapped[date]
    person_id: Mapped[int | None]
    side: Mapped[str] = mapped_column(String(16), default="")
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(SealedText("huddle_words.text"), default="")
    concern: Mapped[int | None]
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    run: Mapped[str] = mapped_column(String(16), default="")
    late: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = mapped_column(String(16), default="")
    owner_id: Mapped[int | None]
    due_on: Mapped[date | None]
    decision: Mapped[str] = mapped_column(SealedText("huddle_words.decision"), default="")
    times: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def pending(self) -> bool:
        """Somebody still has to end it: what is unsafe also while it is talked about."""
        return self.state == "open" or (self.kind == "unsafe" and self.state == "thread")


UNSAFE = Word.kind == literal_column("'unsafe'")
_unsafe = (Word.hospital_id, Word.state, Word.number, Word.n)
Index("ix_huddle_words_unsafe", *_unsafe, sqlite_where=UNSAFE, postgresql_where=UNSAFE)


def add(db: HospitalSession, huddle: Huddle, **values: Any) -> Word:
    """The next word of a huddle."""
    huddle.words += 1
    word = Word(hospital_id=huddle.hospital_id, number=huddle.number, n=huddle.words, **values)
    db.add(word)
    db.flush()
    return word


def get(db: HospitalSession, number: int, n: int) -> Word | None:
    return db.get(Word, (db.hid, number, n))


def drop(db: HospitalSession, word: Word) -> None:
    db.delete(word)
    db.flush()


def of_shift(db: HospitalSession, huddle: Huddle, unit: str, shift: str, day: date) -> list[Word]:
    """What a unit said in one shift."""
    mine = _of(huddle).where(Word.day == day, Word.unit == unit, Word.shift == shift)
    return list(db.scalars(mine.order_by(Word.n)))


def of_person(db: HospitalSession, huddle: Huddle, person_id: int, day: date) -> list[Word]:
    """What a person said of their own in person mode."""
    mine = _of(huddle).where(Word.day == day, Word.unit == "", Word.person_id == person_id)
    return list(db.scalars(mine.order_by(Word.n)))


def of_run(db: HospitalSession, huddle: Huddle, wall: str) -> list[Word]:
    """What went to one huddle, late words included; "" for what waits for the next."""
    return list(db.scalars(_of(huddle).where(Word.run == wall).order_by(Word.n)))


def still_open(db: HospitalSession, huddle: Huddle) -> list[Word]:
    """What needs an owner or an end, the oldest first."""
    return list(db.scalars(_of(huddle).where(Word.state == "open").order_by(Word.n)))


def unsafe(db: HospitalSession) -> list[Word]:
    """What any huddle was told as unsafe and nobody has ended, talked about or not; the oldest
    first. What became a concern goes by the concern."""
    pending = select(Word).where(Word.hospital_id == db.hid, UNSAFE)
    pending = pending.where(Word.state.in_(("open", "thread")))
    return list(db.scalars(pending.order_by(Word.at, Word.number, Word.n)))


def every(db: HospitalSession, keys: Iterable[Sequence[int]]) -> list[Word]:
    """The words of these numbers of a huddle and its word, those that are kept, in their order."""
    place = {(number, n): i for i, (number, n) in enumerate(keys)}
    these = tuple_(Word.number, Word.n).in_(tuple(place))
    found = db.scalars(select(Word).where(Word.hospital_id == db.hid, these)) if place else ()
    return sorted(found, key=lambda word: place[word.number, word.n])


def numbered(db: HospitalSession, huddle: Huddle, numbers: Iterable[int]) -> list[Word]:
    return list(db.scalars(_of(huddle).where(Word.n.in_(tuple(numbers))).order_by(Word.n)))


def owned(db: HospitalSession, person_id: int, limit: int = 10) -> list[Word]:
    """What a person has taken on and not ended, the first due first."""
    mine = select(Word).where(
        Word.hospital_id == db.hid, Word.owner_id == person_id, Word.state == "open"
    )
    return list(db.scalars(mine.order_by(Word.due_on, Word.n).limit(limit)))


def count_of(db: HospitalSession, huddle: Huddle, wall: str) -> int:
    """How many people told one huddle something."""
    people = select(func.count(func.distinct(Word.person_id)))
    return db.scalar(people.where(*_mine(huddle), Word.run == wall)) or 0


def _of(huddle: Huddle) -> Any:
    return select(Word).where(*_mine(huddle))


def _mine(huddle: Huddle) -> tuple[Any, ...]:
    return Word.hospital_id == huddle.hospital_id, Word.number == huddle.number
