"""Answers in people's own words to a poll's open question, a row each, in the order of what their
writers are known by.

A named answer keeps its writer, and goes with them. An anonymous one lies sealed under the poll's
own key until the close, all to the same length, beside nothing but its writer's keyed hash; then it
is kept under a random name, so that nothing leads from it to its writer.
"""

import secrets
from collections.abc import Collection, Sequence

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import scrubbing
from storage.engine.base import Base, SealedText
from storage.engine.session import HospitalSession
from storage.nouns import sealed_ballots

LOST = "(this answer could not be opened)"


class OpenAnswer(Base):
    """`person_id` is its writer, where it is named; `text` was cleaned. `theme` is the one that the
    organiser has put it in, "" for none."""

    __tablename__ = "poll_answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    voter: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None]
    text: Mapped[str] = mapped_column(SealedText("poll_answers.text"))
    theme: Mapped[str] = mapped_column(
        SealedText("poll_answers.theme"), default="", server_default=""
    )


def put(
    db: HospitalSession, number: int, voter: str, text: str, *, person_id: int | None = None
) -> None:
    """Keep an answer, instead of the one before it. The caller holds the poll."""
    db.merge(
        OpenAnswer(hospital_id=db.hid, number=number, voter=voter, person_id=person_id, text=text)
    )
    db.flush()


def of(db: HospitalSession, number: int, voter: str) -> str | None:
    """What that voter has written, as it is kept."""
    answer = db.get(OpenAnswer, (db.hid, number, voter))
    return None if answer is None else answer.text


def take_back(db: HospitalSession, number: int, voter: str) -> None:
    answer = db.get(OpenAnswer, (db.hid, number, voter))
    if answer is not None:
        db.delete(answer)
        db.flush()


def every(db: HospitalSession, number: int) -> Sequence[OpenAnswer]:
    """All answers, in the order of what their writers are known by."""
    mine = select(OpenAnswer).where(OpenAnswer.hospital_id == db.hid, OpenAnswer.number == number)
    return db.scalars(mine.order_by(OpenAnswer.voter)).all()


def unseal(db: HospitalSession, number: int) -> None:
    """At the close of an anonymous poll, before its key goes: open all answers, and let each have a
    random name. Raises `LostKey`."""
    using = sealed_ballots.key(db, number)
    texts = [using.open_text(answer.voter, answer.text) or LOST for answer in every(db, number)]
    drop(db, (number,))
    for text in texts:
        put(db, number, secrets.token_hex(16), text)
    scrubbing.request(db)


def put_in_theme(db: HospitalSession, answer: OpenAnswer, theme: str) -> None:
    answer.theme = theme
    db.flush()


def drop(db: HospitalSession, numbers: Collection[int]) -> None:
    """Nothing of them is kept."""
    gone = delete(OpenAnswer).where(OpenAnswer.hospital_id == db.hid)
    db.execute(gone.where(OpenAnswer.number.in_(numbers)))
    db.expire_all()


def let_have(db: HospitalSession, number: int, keep: str, lose: str, person_id: int | None) -> None:
    """Two voters turn out to be one person: the answer of `keep` stands, or else that of `lose`."""
    theirs, mine = of(db, number, lose), of(db, number, keep)
    take_back(db, number, lose)
    if theirs is not None and mine is None:
        put(db, number, keep, theirs, person_id=person_id)
