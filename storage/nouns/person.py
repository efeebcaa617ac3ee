"""A person as they are kept, and the accounts they have on each platform."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    Boolean,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    cast,
    false,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base

ERASED = "A former colleague"


class Person(Base):
    """`side` is clinical, it, both, or empty while nobody has said. `days` are the weekdays on
    which their shifts start (0 is Monday); none means every day the shift runs. `found_as` is the
    name that they are found by (`storage.nouns.people_names`); `named` says that the settings give
    the name, so that no platform changes it."""

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_unit", "hospital_id", "unit"),
        Index("ix_people_email", "hospital_id", "email"),
        Index("ix_people_side", "hospital_id", "side"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    found_as: Mapped[str] = mapped_column(String(120), default="", server_default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    side: Mapped[str] = mapped_column(String(16), default="")
    unit: Mapped[str] = mapped_column(String(64), default="")
    shift_name: Mapped[str] = mapped_column(String(64), default="")
    days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    zone: Mapped[str] = mapped_column(String(64), default="")
    role_list: Mapped[list[str]] = mapped_column(JSON, default=list)
    guest: Mapped[bool] = mapped_column(Boolean, default=False)
    gone: Mapped[bool] = mapped_column(Boolean, default=False)
    settled: Mapped[bool] = mapped_column(Boolean, default=False)
    named: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    created_at: Mapped[datetime]

    @property
    def erased(self) -> bool:
        """Whether nothing here says who that was, or will be in a moment."""
        return self.gone and self.name == ERASED

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(self.role_list)

    @property
    def weekdays(self) -> frozenset[int] | None:
        return None if self.days is None else frozenset(self.days)


class AccountRow(Base):
    __tablename__ = "accounts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["hospital_id", "person_id"],
            ["people.hospital_id", "people.id"],
            name="fk_accounts_person",
        ),
        Index("ix_accounts_person", "hospital_id", "person_id"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(128), primary_key=True)
    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    person_id: Mapped[int]
    seen_at: Mapped[datetime]


# Partial indexes: they hold the few that these conditions are true of.
UNINDEXED = Person.name != Person.found_as
HAS_ROLES = cast(Person.role_list, Text) != literal_column("'[]'")
Index(
    "ix_people_roles",
    Person.hospital_id,
    Person.id,
    sqlite_where=HAS_ROLES,
    postgresql_where=HAS_ROLES,
)
Index("ix_people_unindexed", Person.hospital_id, sqlite_where=UNINDEXED, postgresql_where=UNINDEXED)
