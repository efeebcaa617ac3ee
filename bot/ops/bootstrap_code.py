"""`corridor bootstrap`: a code for whoever is to be administrator."""

from bot.core import bootstrap
from bot.core.audit import by_operator
from bot.ops.agreed_time import agreed_time
from bot.run.database import opened_briefly
from bot.settings import Settings
from storage.nouns import people
from storage.trust.audit import Note


def new_code(settings: Settings) -> tuple[str, list[str]]:
    """A code, and who is administrator already."""
    with opened_briefly(settings) as database:
        now = agreed_time(database)
        with database.begin() as db:
            by_operator(db, Note(now, None, "bootstrap.code", "", "given by the operator"))
            return bootstrap.new_code(db, now), [p.name for p in people.with_role(db, "admin")]
