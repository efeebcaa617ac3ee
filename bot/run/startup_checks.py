"""What a command at the command line stands on: its settings, a database that answers, a way to say
what is wrong in one line."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


class BadStart(Exception):
    """A command cannot start; the message is all that the operator needs."""


def given() -> "Settings":
    """The settings, or BadStart with every mistake on a line of its own."""
    from bot.settings import BadSettings, load

    try:
        return load(os.environ)
    except BadSettings as bad:
        count = len(bad.problems)
        title = f"cannot start: {count} setting{'s' * (count != 1)} to mend."
        raise BadStart("\n".join([title, *(f"  {one}" for one in bad.problems)])) from None


def with_playground_key(of: "Settings") -> "Settings":
    """The settings with a key of the playground's own, where they have none and need one. No new
    key where the database was sealed with another: then somebody has to find that."""
    from bot.core.sealing import new_key
    from bot.run.database import is_sealed
    from bot.settings import playground_key

    if of.keys or is_sealed(of):
        return of
    try:
        return playground_key.make(of, new_key)
    except OSError as error:
        where = "beside the database"
        raise BadStart(f"the playground's key can't be written {where} ({error}).") from None


def reach(of: "Settings", *, migrated: bool = False) -> None:
    """Stops with a sentence where the database can't be opened or is not `migrated`."""
    from storage.upkeep.health import trouble, unreachable

    look = trouble if migrated else unreachable
    _stop_if(look(of.database_url))


def reach_or_wait(of: "Settings") -> None:
    """Stops with a sentence where the database can't be used, unless waiting may change that."""
    from storage.upkeep.health import unreachable

    _stop_if(unreachable(of.database_url, waits=True))


def _stop_if(wrong: str) -> None:
    if wrong:
        raise BadStart(f"the database is not ready: {wrong}.")
