"""What waits for its writer: a poll for *Open*, concerns of the version before for their look."""

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base, SealedText
from storage.engine.session import HospitalSession


class Draft(Base):
    """`text` is cleaned already; `started_at` (UTC) is when the clock of R5 began."""

    __tablename__ = "drafts"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int]
    text: Mapped[str] = mapped_column(SealedText("drafts.text"))
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    platform: Mapped[str] = mapped_column(String(16))
    workspace: Mapped[str] = mapped_column(String(128))
    channel: Mapped[str] = mapped_column(String(256))
    dm: Mapped[bool]
    started_at: Mapped[datetime]


def add(
    db: HospitalSession,
    person_id: int,
    text: str,
    answers: dict[str, str],
    *,
    place: tuple[str, str, str, bool],
    at: datetime,
) -> Draft:
    platform, workspace, channel, dm = place
    draft = Draft(
        hospital_id=db.hid,
        id=counters.take(db, "draft", first=1),
        person_id=person_id,
        text=text,
        answers=answers,
        platform=platform,
        workspace=workspace,
        channel=channel,
        dm=dm,
        started_at=at,
    )
    db.add(draft)
    db.flush()
    return draft


def get(db: HospitalSession, draft_id: int) -> Draft | None:
    return db.get(Draft, (db.hid, draft_id))


def drop(db: HospitalSession, draft: Draft) -> None:
    db.delete(draft)
    db.flush()
