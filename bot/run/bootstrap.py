"""Prints a bootstrap code while a hospital has no administrator."""

import sys
from collections.abc import Callable
from datetime import datetime

from bot.core import bootstrap
from bot.settings import Settings
from storage import HospitalSession, Writer
from storage.nouns import people

NO_ADMINISTRATOR = """
Corridor has no administrator yet. Whoever is to be it types this to Corridor, in a direct message:

    setup {code}

It works once, within an hour, and never in a channel. A new one: corridor bootstrap
"""


async def offer(writer: Writer, settings: Settings, clock: Callable[[], datetime]) -> None:
    """Print a code where neither the database nor the settings have an administrator. It goes past
    the log: whatever keeps standard error keeps a code that ends within the hour."""
    if any("admin" in person.roles for person in settings.people):
        return
    if code := await writer.run(lambda db: _needed(db, clock())):
        sys.stderr.write(NO_ADMINISTRATOR.format(code=code))
        sys.stderr.flush()


def _needed(db: HospitalSession, now: datetime) -> str:
    return "" if people.with_role(db, "admin") else bootstrap.new_code(db, now)
