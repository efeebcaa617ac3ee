"""What Microsoft Teams makes us remember: conversations we are in, and people of the tenant."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base
from storage.engine.session import HospitalSession


class TeamsPlace(Base):
    """`id` is the conversation's, or for a personal chat the id of the person it is with."""

    __tablename__ = "teams_places"
    __table_args__ = (Index("ix_teams_places_seen", "hospital_id", "tenant", "seen_at"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(128), primary_key=True)
    id: Mapped[str] = mapped_column(String(256), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(256))
    service_url: Mapped[str] = mapped_column(String(512))
    bot: Mapped[str] = mapped_column(String(256))
    kind: Mapped[str] = mapped_column(String(16))
    team: Mapped[str] = mapped_column(String(256), default="")
    seen_at: Mapped[datetime]


class TeamsMember(Base):
    """`looked_up` is when the tenant was asked last, empty where it never answered."""

    __tablename__ = "teams_members"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(128), primary_key=True)
    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    mri: Mapped[str] = mapped_column(String(256), default="")
    name: Mapped[str] = mapped_column(String(256), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    zone: Mapped[str] = mapped_column(String(64), default="")
    guest: Mapped[bool] = mapped_column(Boolean, default=False)
    teams: Mapped[list[str]] = mapped_column(JSON, default=list)
    looked_up: Mapped[datetime | None]


def place(db: HospitalSession, tenant: str, name: str) -> TeamsPlace | None:
    return db.get(TeamsPlace, (db.hid, tenant, name))


def latest(db: HospitalSession, tenant: str) -> TeamsPlace | None:
    """The conversation that was heard of last."""
    ours = select(TeamsPlace).where(TeamsPlace.hospital_id == db.hid, TeamsPlace.tenant == tenant)
    found: TeamsPlace | None = db.scalar(ours.order_by(TeamsPlace.seen_at.desc()).limit(1))
    return found


def keep(db: HospitalSession, tenant: str, name: str, values: Mapping[str, Any]) -> None:
    """A conversation as it was heard of just now."""
    db.merge(TeamsPlace(hospital_id=db.hid, tenant=tenant, id=name, **values))
    db.flush()


def forget(db: HospitalSession, tenant: str, name: str) -> None:
    db.execute(
        delete(TeamsPlace).where(
            TeamsPlace.hospital_id == db.hid, TeamsPlace.tenant == tenant, TeamsPlace.id == name
        )
    )


def member(db: HospitalSession, tenant: str, name: str) -> TeamsMember | None:
    return db.get(TeamsMember, (db.hid, tenant, name))


def called(db: HospitalSession, tenant: str, name: str) -> TeamsMember | None:
    """Someone by their id, or by what the connector calls them."""
    ours = (TeamsMember.hospital_id == db.hid, TeamsMember.tenant == tenant)
    by_connector = select(TeamsMember).where(*ours, TeamsMember.mri == name).limit(1)
    found: TeamsMember | None = member(db, tenant, name) or db.scalar(by_connector)
    return found


def keep_member(db: HospitalSession, tenant: str, name: str, values: Mapping[str, Any]) -> None:
    """Someone of the tenant as we know them now."""
    db.merge(TeamsMember(hospital_id=db.hid, tenant=tenant, id=name, **values))
    db.flush()
