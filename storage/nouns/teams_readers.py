"""Who of IT is known to be in a team of Microsoft Teams."""

from sqlalchemy import select

from storage.engine.session import HospitalSession
from storage.nouns.people import Person
from storage.nouns.person import AccountRow
from storage.nouns.teams_directory import TeamsMember, TeamsPlace

PLATFORM = "teams"


def of_it(db: HospitalSession, tenant: str, channel: str) -> list[str]:
    """What the connector calls those of IT who have been met in the team of that channel; nobody
    for a group chat, whose members we are not told."""
    place = db.get(TeamsPlace, (db.hid, tenant, channel))
    if place is None or not place.team:
        return []
    account, person = AccountRow, Person
    theirs = (
        select(TeamsMember.mri, TeamsMember.teams)
        .join(
            account,
            (account.hospital_id == TeamsMember.hospital_id)
            & (account.workspace == TeamsMember.tenant)
            & (account.id == TeamsMember.id),
        )
        .join(
            person,
            (person.hospital_id == account.hospital_id) & (person.id == account.person_id),
        )
        .where(TeamsMember.hospital_id == db.hid, TeamsMember.tenant == tenant)
        .where(account.platform == PLATFORM, person.side.in_(("it", "both")))
        .where(person.gone.is_(False), person.guest.is_(False), TeamsMember.mri != "")
        .order_by(TeamsMember.id)
    )
    return [mri for mri, teams in db.execute(theirs) if place.team in teams]
