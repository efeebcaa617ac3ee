"""What the textbook bot keeps, and its transactions: one function and one session for each, run in
threads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, ForeignKey, String, Text, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.orm import sessionmaker as sessions

FIRST = 100  # concerns are called C-101 and on


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    slack_id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class Concern(Base):
    __tablename__ = "concerns"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default="new")
    supporters: Mapped[int] = mapped_column(default=1)
    raised_at: Mapped[datetime]
    raised_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    card_ts: Mapped[str | None] = mapped_column(String(32))
    reporter: Mapped[Person] = relationship()

    @property
    def title(self) -> str:
        return f"C-{self.id + FIRST}"


class Supporter(Base):
    __tablename__ = "supporters"
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime]


class Handled(Base):
    """A request of Slack that was handled, which Slack may send again."""

    __tablename__ = "handled"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]


class LogEntry(Base):
    __tablename__ = "log"
    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class Outgoing(Base):
    """A card that is to be posted, or edited if it is there."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id"))
    at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)


@dataclass(frozen=True)
class Card:
    """A concern as it stands, and the newest of what asked for it to be shown."""

    concern_id: int
    title: str
    text: str
    reporter: str
    supporters: int
    ts: str | None
    up_to: int


def opened(url: str) -> sessions[Session]:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        _as_its_guide_says(engine)
    Base.metadata.create_all(engine)
    return sessions(engine)


def _as_its_guide_says(engine: Engine) -> None:
    """Transactions that begin as writers do and wait for each other (SQLAlchemy's pages on SQLite),
    in a log that is written ahead; on disk when they are committed, as ours are."""

    @event.listens_for(engine, "connect")
    def connected(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection) -> None:  # type: ignore[no-untyped-def]
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def raise_concern(
    database: sessions[Session], slack_id: str, name: str, channel: str, text: str
) -> str:
    """What the new concern is called."""
    now = datetime.now(UTC)
    with database.begin() as session:
        person = _person(session, slack_id, name)
        concern = Concern(text=text, channel=channel, reporter=person, raised_at=now)
        session.add(concern)
        session.flush()
        session.add(LogEntry(concern_id=concern.id, person_id=person.id, what="raised", at=now))
        session.add(Outgoing(concern_id=concern.id, at=now))
        return concern.title


def support(
    database: sessions[Session], once: str, slack_id: str, name: str, concern_id: int
) -> tuple[str, int] | None:
    """What the concern is called and how many stand behind it; None for a press that Slack sent
    before, or on a concern that is not there."""
    now = datetime.now(UTC)
    with database.begin() as session:
        if session.get(Handled, once) is not None:
            return None
        session.add(Handled(key=once, at=now))
        concern = session.get(Concern, concern_id, with_for_update=True)
        if concern is None:
            return None
        person = _person(session, slack_id, name)
        if session.get(Supporter, (concern.id, person.id)) is None:
            session.add(Supporter(concern_id=concern.id, person_id=person.id, at=now))
            concern.supporters += 1
            session.add(Outgoing(concern_id=concern.id, at=now))
        return concern.title, concern.supporters


def _person(session: Session, slack_id: str, name: str) -> Person:
    person = session.scalars(select(Person).where(Person.slack_id == slack_id)).one_or_none()
    if person is None:
        person = Person(slack_id=slack_id, name=name)
        session.add(person)
        session.flush()
    return person


def to_show(database: sessions[Session], limit: int = 100) -> Sequence[Card]:
    """Cards that wait, the longest waiting first: each once, however often it was asked for."""
    waiting = (
        select(Outgoing.concern_id, func.max(Outgoing.id).label("up_to"))
        .where(Outgoing.sent_at.is_(None))
        .group_by(Outgoing.concern_id)
        .order_by(func.min(Outgoing.id))
        .limit(limit)
        .subquery()
    )
    asked = select(Concern, waiting.c.up_to).join(waiting, waiting.c.concern_id == Concern.id)
    with database() as session:
        return [
            Card(c.id, c.title, c.text, c.reporter.name, c.supporters, c.card_ts, up_to)
            for c, up_to in session.execute(asked)
        ]


def shown(database: sessions[Session], card: Card, ts: str) -> None:
    """Note that a card is there."""
    with database.begin() as session:
        concern = session.get_one(Concern, card.concern_id)
        concern.card_ts = ts
        waiting = select(Outgoing).where(
            Outgoing.concern_id == card.concern_id,
            Outgoing.id <= card.up_to,
            Outgoing.sent_at.is_(None),
        )
        for outgoing in session.scalars(waiting):
            outgoing.sent_at = datetime.now(UTC)
